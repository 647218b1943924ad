"""Whether a file is paper: a task for a worker process, apart from what does it, so that a command that reads a PDF
need not load what decodes pictures.
"""

from __future__ import annotations

from dokumentverk.model.scan import Survey


def survey(path: str) -> Survey:
    """``scan_sheets.look_over``."""
    from dokumentverk.engines.scan_sheets import look_over

    return look_over(path)
