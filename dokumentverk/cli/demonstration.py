"""The work of ``dokumentverk demo``."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from itertools import count
from pathlib import Path

from dokumentverk import shipped
from dokumentverk.archive.verify import verify
from dokumentverk.cli.filing import file_all
from dokumentverk.cli.output import print_json, say
from dokumentverk.durable import OWNER_FILE, OWNER_FOLDER
from dokumentverk.errors import UsageFault
from dokumentverk.flow.office import open_office
from dokumentverk.messages.words import word

WORKPLACE = "arbeidsplass"
PILE = "bunke.pdf"
DEMO_DAY = datetime(2026, 11, 13, 9, 0, tzinfo=timezone(timedelta(hours=1)))
"""A Friday: the day that the sample forms lie in the inbox."""


class Sample(StrEnum):
    """What lies in the inbox."""

    FILES = "files"
    PILE = "pile"
    """Of paper, as a scanner makes it, and nothing else."""


def demonstrate(directory: Path | None, output: str, sample: Sample) -> Path:
    """Copy the samples, file them, and show what became of them. The folder that it was done in.

    Raises UsageFault when ``directory`` holds something already.
    """
    root = _copy_samples(directory, sample)
    with open_office(root, now=lambda: DEMO_DAY) as office:
        language = office.settings.language
        file_all(office, (), output)
        broken = [one for one in verify(office.workplace.archive, office.workplace.system) if one.stops]
        with office.catalog() as catalog:
            rows = list(catalog.all())
        if output == "json":
            print_json({"schema": 1, "workplace": str(root), "ok": not broken, "documents": len(rows)})
            return root
        say()
        for line in tree(root, [office.workplace.archive, office.workplace.review, office.workplace.rejects]):
            say(line)
        say()
        if not broken:
            files = sum(len(row.placements) for row in rows)
            say(word("archive_in_order", language).format(documents=len(rows), files=files))
        say(word("demo_done", language).format(path=root))
    return root


def _copy_samples(directory: Path | None, sample: Sample) -> Path:
    target = directory.absolute() if directory else _free_name(Path.cwd() / "dokumentverk-demo")
    if target.exists() and any(target.iterdir()):
        raise UsageFault("DEMO_FOLDER_TAKEN", path=str(target))
    shutil.copytree(shipped.samples() / WORKPLACE, target, dirs_exist_ok=True)
    if sample is Sample.PILE:
        for path in (target / "innboks").iterdir():
            path.unlink()
        shutil.copy(shipped.samples() / PILE, target / "innboks" / PILE)
    arrived = DEMO_DAY.timestamp()
    for path in (target, *target.rglob("*")):
        path.chmod(OWNER_FOLDER if path.is_dir() else OWNER_FILE)
        os.utime(path, (arrived, arrived))
    return target


def _free_name(wanted: Path) -> Path:
    if not wanted.exists():
        return wanted
    names = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(path for path in names if not path.exists())


def tree(root: Path, folders: list[Path]) -> list[str]:
    """The folders as a person sees them, folders first, one line each."""
    lines: list[str] = []
    for folder in folders:
        lines.append(f"{folder.relative_to(root).as_posix()}/")
        lines += _branch(folder, "")
    return lines


def _branch(folder: Path, indent: str) -> list[str]:
    shown = [one for one in folder.iterdir() if not one.name.startswith(".")]
    entries = sorted(shown, key=lambda one: (one.is_file(), one.name))
    lines: list[str] = []
    for at, entry in enumerate(entries):
        last = at == len(entries) - 1
        lines.append(f"{indent}{'└── ' if last else '├── '}{entry.name}{'/' if entry.is_dir() else ''}")
        if entry.is_dir():
            lines += _branch(entry, indent + ("    " if last else "│   "))
    return lines
