"""What commands print: tables for people, JSON Lines for programs, and nothing that could command a terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, TypeVar

import click

from dokumentverk.cli.columns import table_lines
from dokumentverk.errors import DokumentverkError
from dokumentverk.model.language import Language, Texts

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")

LONG_WORK = 10
"""From so many documents on a bar is worth the line."""

_WORDS = {
    Language.NB: {"ok": "i orden", "review": "til avklaring", "rejected": "avvist", "left": "blir liggende"},
    Language.NN: {"ok": "i orden", "review": "til avklaring", "rejected": "avvist", "left": "blir liggjande"},
    Language.EN: {"ok": "in order", "review": "needs a person", "rejected": "rejected", "left": "stays"},
}

_SEVERITIES = {
    Language.NB: {"ERROR": "FEIL", "REVIEW": "AVKLAR", "NOTE": "MERK"},
    Language.NN: {"ERROR": "FEIL", "REVIEW": "AVKLAR", "NOTE": "MERK"},
    Language.EN: {"ERROR": "ERROR", "REVIEW": "DECIDE", "NOTE": "NOTE"},
}


_LINE = Texts("linje", "linje", "line")
"""Faults in files say ``line 12``."""


def output_option(command: Command) -> Command:
    """``--to table|json`` of every command that tells something."""
    option = click.option(
        "--to",
        "output",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="Table for people, JSON Lines for programs (schemas: see README).",
    )
    return option(command)


def outcome_label(word: str, language: Language) -> str:
    return _WORDS[language][word]


def severity_label(word: str, language: Language) -> str:
    return _SEVERITIES[language][word]


def plain(text: str) -> str:
    """Text as one safe line: no escape sequences, no bidirectional overrides, no line breaks."""
    return "".join(" " if one in "\r\n\t" else one for one in text if _harmless(one))


def _harmless(character: str) -> bool:
    return character in "\r\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs", "Cn")


def say(text: str = "") -> None:
    _echo(plain(text))


def _echo(line: str) -> None:
    """When the reader has gone (``head``, a closed ``less``) the work goes on unheard: nothing stays half done."""
    _clear_bar(above=sys.stdout)
    try:
        click.echo(line)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(text: str) -> None:
    """For the person at the screen, beside the output proper."""
    _clear_bar(above=sys.stderr)
    click.echo(plain(text), err=True)


def print_json(data: Mapping[str, object]) -> None:
    """One line of JSON Lines. Controls are escaped by JSON itself; bidirectional marks by hand."""
    text = json.dumps(data, ensure_ascii=False)
    _echo("".join(one if _harmless(one) else json.dumps(one)[1:-1] for one in text))


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns padded to their widest cell; at a terminal that is too narrow, cells go on below themselves."""
    cells = [[plain(cell) for cell in row] for row in rows]
    room = shutil.get_terminal_size((120, 24)).columns if _is_terminal() else None
    for line in table_lines(head, cells, room):
        _echo(line)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def error_lines(error: DokumentverkError, language: Language) -> list[str]:
    """The sentence of an exception, and one line for every fault that it carries."""
    from dokumentverk.messages import error_sentence

    lines = [plain(error_sentence(error, language))]
    for fault in error.faults:
        where = re.sub(r"^line (?=\d)", f"{_LINE.in_(language)} ", fault.where)
        said = (fault.file, where, error_sentence(fault, language))
        lines.append(plain("  " + ": ".join(part for part in said if part)))
    return lines


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, at a terminal only, for work whose length shows as it goes: call it with how
    many are done and of how many."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    with click.progressbar(length=1, file=sys.stderr) as shown, _bar_shown():

        def tick(done: int, whole: int) -> None:
            shown.length = whole
            shown.update(done - shown.pos)

        yield tick


def tracked(items: Sequence[Item]) -> Iterator[Item]:
    """The items one by one, with a progress bar on standard error for long work at a terminal."""
    if len(items) < LONG_WORK or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, file=sys.stderr) as shown, _bar_shown():
        yield from shown


_BARS: list[str] = []
"""What takes the bar's line away while one is shown; the bar writes itself anew below what is said."""


@contextmanager
def _bar_shown() -> Iterator[None]:
    _BARS.append("\r\x1b[K")
    try:
        yield
    finally:
        _BARS.pop()


def _clear_bar(above: TextIO) -> None:
    """A line said at the terminal takes the place of the bar, not the rest of its line."""
    if _BARS and above.isatty():
        click.echo(_BARS[-1], nl=False, err=True)
