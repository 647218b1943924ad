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
    texts = tuple(texts)
    if sum(text.partition("=")[2] == "@-" for text in texts) > 1:
        raise click.BadParameter("standard input can fill one field only", param_hint="--set")
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
        return _text(field, sys.stdin.buffer.read())
    if value.startswith("@@"):
        return value[1:]
    if value.startswith("@"):
        try:
            content = Path(value[1:]).read_bytes()
        except OSError:
            raise click.BadParameter(f"{field}: cannot open the file after @", param_hint="--set") from None
        return _text(field, content)
    return value


def _text(field: str, content: bytes) -> str:
    """UTF-8, or what older Norwegian Windows programs write. Raises click.BadParameter for what is no text."""
    if b"\x00" in content:
        raise click.BadParameter(f"{field}: the file is not text", param_hint="--set")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
