"""Why a file could not be read, as a finding."""

from __future__ import annotations

from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.engines.worker import Fate, Lost
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.workplace import ReadingLimits

NOTHING_READ = frozenset(
    {
        "FILE_BROKEN",
        "FILE_CUT_OFF",
        "FILE_EMPTY",
        "FILE_ENCRYPTED",
        "FILE_KIND_UNSUPPORTED",
        "FILE_KIND_WRONG",
        "FILE_TOO_LARGE",
        "FOREIGN_DOCUMENT",
        "FORM_UNKNOWN",
        "OFFICE_MISSING",
        "PAGES_TOO_MANY",
        "READING_ABORTED",
        "READING_CRASHED",
        "READING_OUT_OF_MEMORY",
        "READING_TIMED_OUT",
        "SCAN_EXTRA_MISSING",
    }
)
"""With one of these there is nothing to settle: the document is rejected."""


def trouble(why: Lost | Refused, limits: ReadingLimits) -> Finding:
    match why:
        case Lost(Fate.TIMED_OUT):
            return finding(Fate.TIMED_OUT, limit=limits.seconds)
        case Lost(Fate.OUT_OF_MEMORY | Fate.ABORTED):
            return finding(why.fate, limit=limits.memory_mb)
        case Lost():
            return finding(why.fate)
        case Refused("PAGES_TOO_MANY"):
            return finding(why.code, limit=limits.max_pages)
        case Refused():
            return finding(why.code)
