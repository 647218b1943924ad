"""LibreOffice: opens what we made, saves it again, in its own or another format. And Microsoft's schema validator."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.foreign.tools import NODE_MODULES, need, run, workplace

_PROFILE = tempfile.TemporaryDirectory(prefix="foreign-office-")
"""A profile of our own: two LibreOffice of one profile at a time refuse, and the first start of a profile is slow."""

RESAVES = {
    "docx": "docx:MS Word 2007 XML",
    "odt": "odt:writer8",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
}
"""Suffix → export filter. 7.4 drops tags, locks and repeating sections of content controls, and turns placeholders
into text."""


def resaved(document: bytes, suffix: str) -> bytes:
    """A DOCX opened in Writer and saved as ``docx``, ``odt``, ``doc`` or ``rtf``."""
    return converted(document, "docx", RESAVES[suffix])


def printed(document: bytes) -> bytes:
    """A DOCX as PDF, as Writer prints it."""
    return converted(document, "docx", "pdf:writer_pdf_Export")


def converted(document: bytes, suffix: str, target: str) -> bytes:
    """``target`` is ``suffix:filter`` as ``soffice --convert-to`` takes it.

    The program ends with 0 when it could not open the file too: only what it wrote tells.
    """
    return all_converted({"in": document}, suffix, target)["in"]


def all_converted(documents: Mapping[str, bytes], suffix: str, target: str) -> dict[str, bytes]:
    """Several in one start of the program, by names that can be files'."""
    program = need("soffice")
    with workplace() as folder:
        for name, document in documents.items():
            (folder / f"{name}.{suffix}").write_bytes(document)
        profile = f"-env:UserInstallation={Path(_PROFILE.name).as_uri()}"
        options = ("--headless", "--norestore", "--convert-to", target, "--outdir", "out")
        run(program, profile, *options, *(f"{name}.{suffix}" for name in documents), folder=folder)
        made = target.split(":", maxsplit=1)[0]
        return {name: (folder / "out" / f"{name}.{made}").read_bytes() for name in documents}


def schema_faults(document: bytes, version: str = "Microsoft365") -> list[str]:
    """What Microsoft's Open XML SDK finds wrong in a DOCX: one line each, with the path inside the part."""
    need("ooxml-validator")
    program = NODE_MODULES / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"
    with workplace() as folder:
        (folder / "in.docx").write_bytes(document)
        said = run(need("node"), program, "in.docx", "--officeVersion", version, folder=folder, good=(0, 1))
    answer = json.loads(said)
    return [f"{fault['path']} {fault.get('xPath', '')}: {fault['description']}" for fault in answer["errors"]]
