"""A workplace on disk: made by ``init``, found from any folder inside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from dokumentverk.durable import create_file, make_folder
from dokumentverk.errors import ConfigurationError, UsageFault
from dokumentverk.model.workplace import Folders, Settings
from dokumentverk.workplace.boundary import LONGEST_LINE
from dokumentverk.workplace.people import PEOPLE_HEADERS
from dokumentverk.workplace.settings import FILE_NAME, default_text, is_name, load_settings

READ_ME = "LES MEG.txt"


@dataclass(frozen=True, slots=True)
class Workplace:
    """``root`` is absolute. Every place that the program uses hangs on it; nothing lies elsewhere."""

    root: Path
    settings: Settings

    @property
    def inbox(self) -> Path:
        return self.root / self.settings.folders.inbox

    @property
    def review(self) -> Path:
        return self.root / self.settings.folders.review

    @property
    def rejects(self) -> Path:
        return self.root / self.settings.folders.rejects

    @property
    def archive(self) -> Path:
        return self.root / self.settings.folders.archive

    @property
    def out(self) -> Path:
        return self.root / self.settings.folders.out

    @property
    def forms(self) -> Path:
        return self.root / self.settings.folders.forms

    @property
    def templates(self) -> Path:
        return self.root / self.settings.folders.templates

    @property
    def people(self) -> Path:
        return self.root / self.settings.people

    @property
    def system(self) -> Path:
        return self.root / self.settings.folders.system

    @property
    def keys(self) -> Path:
        return self.system / "keys"

    @property
    def issue_log(self) -> Path:
        return self.system / "utstedt.jsonl"

    @property
    def case_log(self) -> Path:
        """What was told of cases of follow-up, one line for each fact."""
        return self.system / "saker.jsonl"

    @property
    def register(self) -> Path:
        return self.system / "register.sqlite"

    @property
    def layouts(self) -> Path:
        return self.system / "layouts"

    @property
    def issued(self) -> Path:
        """Values that documents were issued with, one file each."""
        return self.system / "issued"

    @property
    def batches(self) -> Path:
        return self.system / "batches"

    @property
    def stacks(self) -> Path:
        """Scanned stacks of several persons' papers, kept for a while."""
        return self.system / "stacks"

    @property
    def lists(self) -> Path:
        return self.root / self.settings.folders.lists

    @property
    def trust(self) -> Path:
        """Certificates of authorities that the workplace itself believes."""
        return self.root / self.settings.folders.trust

    @property
    def trust_lists(self) -> Path:
        """Trust lists as they were taken in, one folder each."""
        return self.system / "trust"

    @property
    def work(self) -> Path:
        """Everything temporary."""
        return self.system / "work"

    def folders(self) -> tuple[Path, ...]:
        """Those that ``init`` makes, in the order of the settings."""
        return tuple(self.root / getattr(self.settings.folders, name) for name in Folders.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Made:
    """``paths`` are what was made, from the workplace, folders with a ``/`` at the end; empty when all was there."""

    workplace: Workplace
    paths: tuple[str, ...]


def init_workplace(root: Path, *, name: str | None = None) -> Made:
    """Make what a workplace lacks: settings, folders, an empty people register and a short text on what is what.

    What is there is left as it is. New folders and files are owner-only. The key is ``issue.keys``' to make. Raises
    UsageFault inside another workplace, where a file stands in the way or for a name that settings do not take, and
    ConfigurationError for faulty settings.
    """
    # Resolved: the parents of ``office/../second`` as it is written hold ``office``, which it does not lie in.
    root = root.resolve()
    outer = next((one for one in root.parents if (one / FILE_NAME).is_file()), None)
    if outer is not None:
        raise UsageFault("WORKPLACE_INSIDE_ANOTHER")
    if name is not None and not is_name(name):
        raise UsageFault("WORKPLACE_NAME_UNUSABLE", maximum=LONGEST_LINE)
    made: list[str] = []
    try:
        make_folder(root)
        _make_file(root / FILE_NAME, _settings_text(name), root, made)
        workplace = Workplace(root, load_settings(root / FILE_NAME))
        for folder in workplace.folders():
            if not folder.is_dir():
                make_folder(folder)
                made.append(f"{folder.relative_to(root).as_posix()}/")
        _make_file(workplace.people, _people_content(workplace.people), root, made)
        _make_file(root / READ_ME, _read_me(workplace), root, made)
    except OSError:
        raise UsageFault("WORKPLACE_NOT_MADE") from None
    return Made(workplace, tuple(made))


def _make_file(path: Path, content: bytes | None, root: Path, made: list[str]) -> None:
    if content is None or path.exists():
        return
    make_folder(path.parent)
    create_file(path, content)
    made.append(path.relative_to(root).as_posix())


def _settings_text(name: str | None) -> bytes:
    text = default_text()
    if name is not None:
        # Text in JSON is text in TOML, but for DEL, which settings do not take either.
        stated = f"name = {json.dumps(name, ensure_ascii=False)}"
        text = text.replace(f'#name = "{Settings().name}"', stated, 1)
    return text.encode()


def _people_content(path: Path) -> bytes | None:
    """Headers alone. Only CSV can be begun so; another kind is the workplace's own export."""
    if path.suffix.lower() != ".csv":
        return None
    return (";".join(PEOPLE_HEADERS) + "\r\n").encode("utf-8-sig")


def _read_me(workplace: Workplace) -> bytes:
    text = (resources.files(__package__) / "les_meg.txt").read_text(encoding="utf-8")
    folders = {name: getattr(workplace.settings.folders, name) for name in Folders.__dataclass_fields__}
    filled = text.format_map({**folders, "people": workplace.settings.people, "settings": FILE_NAME})
    # Notepad before Windows 10 version 1809 shows LF alone as no line end, and guesses the encoding without a mark.
    return filled.replace("\n", "\r\n").encode("utf-8-sig")


def find_workplace(start: Path) -> Path | None:
    """The nearest folder, from ``start`` upwards, that holds ``dokumentverk.toml``."""
    start = start.resolve()
    return next((one for one in (start, *start.parents) if (one / FILE_NAME).is_file()), None)


def open_workplace(start: Path) -> Workplace:
    """The workplace that ``start`` is or lies in. Raises ConfigurationError: none found, or faulty settings."""
    root = find_workplace(start)
    if root is None:
        raise ConfigurationError("WORKPLACE_NOT_FOUND", file=FILE_NAME)
    return Workplace(root, load_settings(root / FILE_NAME))
