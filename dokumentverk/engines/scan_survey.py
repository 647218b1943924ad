"""Whether a file is paper: a task for a worker process, apart from what does it, so that a command that reads a PDF
need not load what decodes pictures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file is, before its sheets are looked at. ``scan``: to be read as paper. ``trouble`` is FILE_ENCRYPTED,
    SHEET_BROKEN or SHEET_CUT_OFF when it cannot be opened; there are no sheets then."""

    sheets: int
    scan: bool
    trouble: str | None = None


def survey(path: str) -> Survey:
    """``scan_sheets.look_over``."""
    from dokumentverk.engines.scan_sheets import look_over

    return look_over(path)
