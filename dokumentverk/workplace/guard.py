"""Cells that no spreadsheet takes for a formula, in a way that reading undoes."""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What makes a spreadsheet take a cell for a formula (OWASP, «CSV Injection»), the full-width signs included; and what
would be mistaken for a cell that we have guarded."""


def guarded(text: str) -> str:
    """``=1+1`` as ``'=1+1``, which every spreadsheet shows as text. ``restored`` undoes it exactly."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def restored(text: str) -> str:
    """Excel's own apostrophe before a text goes the same way."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
