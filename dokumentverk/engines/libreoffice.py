"""LibreOffice as a separate process: turns ODT, DOC and RTF into DOCX, and DOCX into an archival PDF/A.

What LibreOffice 7.4 really does, and what is done about it:

- It ends with exit code 0 when it could not read the file: only the file that should be there tells.
- Two processes with one profile become one: the second hands its file over to the first and ends at once. Every
  conversion has a profile of its own, made fresh (about 0.3 s) and thrown away.
- ``soffice`` is a script that starts ``oosplash`` and ``soffice.bin``: killing the first leaves the others. The whole
  process group is killed.
- It writes a lock file beside what it opens, and reads ``%`` and ``#`` in odd names as parts of an address: it gets a
  copy with a plain name.
- It fetches linked pictures, from the web and from any folder of the machine, and would run macros of a document: the
  profile forbids links (``BlockUntrustedRefererLinks``), macros and active content.
- Fonts in the profile's ``user/fonts`` are used like installed ones (Linux).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from dokumentverk.engines.docx_guard import refused_zip
from dokumentverk.errors import MissingEngine, Unreadable

Target: TypeAlias = Literal["docx", "odt", "doc", "rtf", "pdf", "pdfa"]

_PDF_OPTIONS = '{"ExportFormFields":{"type":"boolean","value":"false"}}'
_PDFA_OPTIONS = (
    '{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportFormFields":{"type":"boolean","value":"false"},"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
_FILTERS: dict[Target, tuple[str, str]] = {
    "docx": ("docx", "docx:MS Word 2007 XML"),
    "odt": ("odt", "odt:writer8"),
    "doc": ("doc", "doc:MS Word 97"),
    "rtf": ("rtf", "rtf:Rich Text Format"),
    "pdf": ("pdf", f"pdf:writer_pdf_Export:{_PDF_OPTIONS}"),
    "pdfa": ("pdf", f"pdf:writer_pdf_Export:{_PDFA_OPTIONS}"),
}

_USUAL_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)

_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Save/Document", "CreateBackup", "false"),
    ("Common/Misc", "FirstRun", "false"),
    ("Writer/Content/Update", "Link", "2"),
)


def find_soffice() -> Path | None:
    """The program, from the search path or where the installers of Linux, macOS and Windows put it."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((place for place in map(Path, _USUAL_PLACES) if place.is_file()), None)


def convert(path: Path, to: Target, work: Path, *, seconds: float, fonts: Iterable[Path] = ()) -> Path:
    """Convert ``path`` and return the new file, in a fresh folder under ``work`` that the caller removes with it.

    ``pdfa`` is PDF/A-2b with tags and the controls' text in place of form fields. ``fonts`` are font files that the
    document wants. Raises MissingEngine without LibreOffice; Unreadable when it makes nothing of the file or takes
    more than ``seconds``, or when the file is a zip that would unpack without measure.
    """
    soffice = find_soffice()
    if soffice is None:
        raise MissingEngine("LIBREOFFICE_MISSING")
    if refused_zip(path) is not None:
        raise Unreadable("LIBREOFFICE_UNSAFE", file=path.name)
    if to not in get_args(Target):
        raise ValueError(f"not a target of conversion: {to}")
    room = Path(tempfile.mkdtemp(prefix="libreoffice-", dir=work))
    try:
        return _convert_in(room, soffice, path, to, seconds, fonts)
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise


def _convert_in(room: Path, soffice: Path, path: Path, to: Target, seconds: float, fonts: Iterable[Path]) -> Path:
    suffix, filtered = _FILTERS[to]
    profile, out = room / "profile", room / "out"
    _make_profile(profile, fonts)
    out.mkdir()
    plain = room / f"document{path.suffix.lower()}"
    shutil.copyfile(path, plain)
    command = [
        str(soffice),
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
        "--convert-to", filtered, "--outdir", str(out), str(plain),
    ]  # fmt: skip
    _run(command, seconds, path.name)
    made = out / f"document.{suffix}"
    if not made.is_file() or made.stat().st_size == 0:
        raise Unreadable("LIBREOFFICE_FAILED", file=path.name)
    shutil.rmtree(profile, ignore_errors=True)
    plain.unlink()
    return made


def _make_profile(profile: Path, fonts: Iterable[Path]) -> None:
    user = profile / "user"
    (user / "fonts").mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n',
        encoding="utf-8",
    )
    for font in fonts:
        shutil.copyfile(font, user / "fonts" / font.name)


def _run(command: list[str], seconds: float, name: str) -> None:
    process = subprocess.Popen(  # noqa: S603 - our own arguments; the file has a plain name by now
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable("LIBREOFFICE_TIMED_OUT", file=name, seconds=round(seconds)) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and all that it started; quiet when they have ended."""
    if sys.platform == "win32":
        if process.poll() is None:
            taskkill = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(  # noqa: S603
                taskkill, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
            )
    else:
        with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of ended processes
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
