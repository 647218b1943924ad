"""``--set``: what it takes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dokumentverk.cli.assignments import parse_assignments


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ((), {}),
        (("a=1",), {"a": "1"}),
        (("a=1", "b="), {"a": "1", "b": ""}),
        (("a=x=y",), {"a": "x=y"}),
        ((" a =Åse Ørnevik",), {"a": "Åse Ørnevik"}),
        (("a=@@kari",), {"a": "@kari"}),
    ],
)
def test_values(texts: tuple[str, ...], values: dict[str, str]) -> None:
    assert parse_assignments(texts) == values


def test_a_value_comes_from_a_file_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "dag.txt"
    file.write_text("først én linje\nså en til", encoding="utf-8-sig")
    assert parse_assignments([f"typical_workday=@{file}"]) == {"typical_workday": "først én linje\nså en til"}


def test_a_value_comes_from_standard_input() -> None:
    @click.command()
    def command() -> None:
        click.echo(parse_assignments(["a=@-"])["a"])

    result = CliRunner().invoke(command, [], input="blåbær\n")
    assert result.exception is None
    assert result.output == "blåbær\n\n"


@pytest.mark.parametrize("texts", [("a",), ("=1",), ("a=1", "a=2"), ("a=@/does/not/exist",), ("a=@-", "b=@-")])
def test_what_is_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(click.BadParameter):
        parse_assignments(texts)


def test_a_refusal_does_not_repeat_the_file_that_it_could_not_read(tmp_path: Path) -> None:
    file = tmp_path / "health.bin"
    file.write_bytes(b"\x00\xff secret")
    with pytest.raises(click.BadParameter) as caught:
        parse_assignments([f"note=@{file}"])
    assert "secret" not in str(caught.value)


def test_text_of_older_windows_programs_is_read(tmp_path: Path) -> None:
    file = tmp_path / "dag.txt"
    file.write_bytes("blåbær".encode("cp1252"))
    assert parse_assignments([f"a=@{file}"]) == {"a": "blåbær"}
