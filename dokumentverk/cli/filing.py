"""The work of ``dokumentverk file``: which files, one after the other, and what became of them all."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.output import tell, tracked
from dokumentverk.cli.receiving import filing_code, looking_code, print_understood
from dokumentverk.errors import ExitCode
from dokumentverk.flow.receive import files_in, inbox_files, open_elsewhere, receive, still_growing
from dokumentverk.flow.understand import check_document
from dokumentverk.messages.words import word

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office

SETTLING_SECONDS = 0.2
"""Long enough for a copy or a scanner that is at work to add bytes; short enough not to be felt."""


def file_all(office: Office, paths: tuple[Path, ...], output: str) -> ExitCode:
    """File every document, tell what became of each, and sum up. The worst exit code wins."""
    language = office.settings.language
    files, skipped = _ready(office, paths)
    if not files and not skipped:
        tell(word("inbox_empty", language))
        return ExitCode.OK
    worst = ExitCode.OK
    became: Counter[str] = Counter()
    with office.writing():
        for path in tracked(files):
            understood, outcome = receive(office, path)
            code = filing_code(outcome)
            became[code.name] += 1
            worst = max(worst, code)
            print_understood(office, understood, outcome, output)
    parts = [
        f"{became['OK']} {word('summary_filed', language)}",
        f"{became['PERSON_NEEDED']} {word('summary_review', language)}",
        f"{became['REJECTED']} {word('summary_rejected', language)}",
    ]
    if skipped:
        parts.append(f"{len(skipped)} {word('summary_skipped', language)}")
    tell(f"{len(files) + len(skipped)} {word('summary_files', language)}: {', '.join(parts)}.")
    return max(worst, ExitCode.PERSON_NEEDED) if skipped else worst


def dry_run_all(office: Office, paths: tuple[Path, ...], output: str) -> ExitCode:
    """What ``file_all`` would find, with nothing moved."""
    files, _ = _ready(office, paths)
    if not files:
        tell(word("inbox_empty", office.settings.language))
    worst = ExitCode.OK
    for path in files:
        understood = check_document(office, path)
        print_understood(office, understood, None, output)
        worst = max(worst, looking_code(understood))
    return worst


def _ready(office: Office, paths: tuple[Path, ...]) -> tuple[list[Path], list[Path]]:
    """Files that can be filed now, and those that somebody still writes or has open, which are said."""
    files = list(files_in(paths) if paths else inbox_files(office))
    busy = {path for path in files if open_elsewhere(path)}
    fresh = [path for path in files if path not in busy]
    busy |= still_growing(fresh, lambda: time.sleep(SETTLING_SECONDS)) if fresh else set()
    for path in sorted(busy):
        tell(word("file_is_open", office.settings.language).format(name=click.format_filename(path.name)))
    return [path for path in files if path not in busy], sorted(busy)
