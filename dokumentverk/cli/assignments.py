"""``--set field=value``: the value as it stands, or from a file with ``field=@FILE``, or from standard input with
``field=@-``, so that health text stays out of the shell's history."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click


def parse_assignments(texts: Iterable[str]) -> dict[str, str]:
    """Raises click.BadParameter for text without ``=``, a field given twice, or a file that cannot be read."""
    values: dict[str, str] = {}
    for text in texts:
        field, equals, value = text.partition("=")
        field = field.strip()
        if not equals or not field:
            raise click.BadParameter(f"«{text[:40]}»: expected field=value", param_hint="--set")
        if field in values:
            raise click.BadParameter(f"{field} is set twice", param_hint="--set")
        values[field] = _value(field, value)
    return values


def _value(field: str, value: str) -> str:
    if value == "@-":
        return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    if value.startswith("@@"):
        return value[1:]
    if value.startswith("@"):
        try:
            return Path(value[1:]).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise click.BadParameter(f"{field}: cannot read the file as UTF-8 text", param_hint="--set") from None
    return value
