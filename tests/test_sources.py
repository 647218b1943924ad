"""What ``docs/sources.md`` says of where each source is served names documents and commands that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import dokumentverk
from dokumentverk import shipped
from dokumentverk.cli.main import main
from dokumentverk.define import load_forms

DOCUMENT = Path(__file__).parent.parent / "docs" / "sources.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
DOCUMENTS = load_forms([shipped.forms(), shipped.forms() / "letters"])
NAMED = sorted({name for row in re.findall(r"^\|.*\|$", TEXT, re.M) for name in re.findall(r"`([^`]+)`", row)})
SETTINGS = (Path(dokumentverk.__file__).parent / "workplace" / "default.toml").read_text(encoding="utf-8")
METADATA = {"saksansvarlig", "record.json"}
"""Of what is filed."""


def is_there(name: str) -> bool:
    """A document, a setting, an option alone, or a command with its options."""
    words = name.split()
    if name in DOCUMENTS or name in METADATA or f"\n#{name} = " in SETTINGS:
        return True
    if words[0].startswith("["):
        return all(part in SETTINGS for part in words)
    if words[0].startswith("--"):
        return any(words[0] in option.opts for command in commands() for option in command.params)
    found = command_of(words)
    if found is main:
        return False
    known = {option for one in found.params for option in one.opts}
    return {word for word in words if word.startswith("--")} <= known


def command_of(words: list[str]) -> click.Command:
    """As far down as the words lead; the whole program where they begin with no command."""
    found: click.Command = main
    for word in words:
        below = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
        if below is None:
            # What a group does not know is no command; what follows a command is its argument.
            return main if isinstance(found, click.Group) and not word.startswith("-") else found
        found = below
    return found


def commands() -> Iterator[click.Command]:
    waiting: list[click.Command] = [main]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, click.Group):
            context = click.Context(one)
            waiting += [sub for name in one.list_commands(context) if (sub := one.get_command(context, name))]


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_there(name: str) -> None:
    assert is_there(name)


@pytest.mark.parametrize(
    "name", ["egenmeldinger", "case shows", "--partie", "case grade --percent", "[ruler]", "rutine", "hva"]
)
def test_what_is_not_there_is_seen(name: str) -> None:
    assert not is_there(name)


def test_every_document_serves_a_source() -> None:
    """A form or letter that no source asks for would be ours alone."""
    assert [id for id in sorted(DOCUMENTS) if f"`{id}`" not in TEXT] == []
