"""The work of ``dokumentverk generate separator``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.output import print_json, say, tracked
from dokumentverk.cli.producing import Wish, tell_of
from dokumentverk.cli.session import opened_workplace
from dokumentverk.durable import make_folder, replace_file
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.produce import write_document
from dokumentverk.flow.separator_form import SEPARATOR
from dokumentverk.flow.separators import attachment_sheet, produce_separator
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office

__all__ = ["SEPARATOR", "SheetWish", "generate_separator"]


@dataclass(frozen=True, slots=True)
class SheetWish:
    employee: str | None
    title: str | None
    attachment: bool
    language: str | None
    copies: int
    out: Path | None
    output: str


def generate_separator(ctx: click.Context, wish: SheetWish) -> ExitCode:
    if wish.attachment and (wish.employee or wish.title or wish.copies > 1):
        raise click.UsageError("--attachment stands alone: the sheet is the same for all, and can be copied.")
    if not wish.attachment and not (wish.employee and wish.title):
        raise click.UsageError("A separator needs --employee NO and --title TITLE, or --attachment.")
    with opened_workplace(ctx) as office:
        if wish.attachment:
            return _attachment(office, wish)
        return _separators(office, wish)


def _separators(office: Office, wish: SheetWish) -> ExitCode:
    assert wish.employee is not None
    assert wish.title is not None
    language = Language(wish.language) if wish.language else None
    told = Wish(Medium.PRINT, wish.out, wish.output)
    if wish.copies > 1 and wish.out is not None:
        make_folder(wish.out)
    for _ in tracked(range(wish.copies)):
        produced = produce_separator(office, wish.employee, wish.title, language)
        tell_of(produced, write_document(produced, wish.out, office.workplace.out), told)
    return ExitCode.OK


def _attachment(office: Office, wish: SheetWish) -> ExitCode:
    language = Language(wish.language) if wish.language else None
    folder = office.workplace.out if wish.out is None else wish.out
    path = folder if folder.suffix.lower() == ".pdf" else folder / f"{SEPARATOR} vedlegg.pdf"
    if path.exists():
        raise UsageFault("FILE_EXISTS", path=str(path))
    make_folder(path.parent)
    replace_file(path, attachment_sheet(office, language))
    if wish.output == "json":
        nothing = dict.fromkeys(("issue", "form", "employee", "case", "party", "thread"))
        print_json({"schema": 1, "path": str(path), "format": Medium.PRINT.value, **nothing})
    else:
        say(str(path))
    return ExitCode.OK
