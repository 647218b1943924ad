"""The archival copy of a received file: its own when it is PDF/A, else a facsimile of its pages, else a rendition.

Signed originals are never touched: a copy is a file beside them. What strangers sent is parsed in a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from dokumentverk.archive.formats import PDFA_PRONOM, ArchivalCopy
from dokumentverk.engines.archival_pdf import CopyOrder, MadeCopy, copy_converted, copy_image, copy_pdf
from dokumentverk.engines.plain_document import PlainDocument
from dokumentverk.engines.worker import Fate, Lost
from dokumentverk.errors import MissingEngine, Unreadable
from dokumentverk.messages import finding
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind, Intake

_P = ParamSpec("_P")
_T = TypeVar("_T")

_REASONS = {
    "encrypted": "ARCHIVAL_COPY_ENCRYPTED",
    "broken": "ARCHIVAL_COPY_BROKEN",
    "too_long": "ARCHIVAL_COPY_TOO_LONG",
}


class Call(Protocol):
    """Does a task where it can be killed: ``engines.worker.Workers.call``."""

    def __call__(self, task: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T | Lost: ...


def make_copy(
    path: Path,
    intake: Intake,
    *,
    made: datetime,
    language: Language,
    max_pages: int,
    call: Call,
    convert: Callable[[Path], Path],
    hidden: Sequence[tuple[str, str]] = (),
    render_record: Callable[[], bytes] | None = None,
) -> ArchivalCopy:
    """The copy of one file, with findings where it is less than a facsimile. Raises nothing for bad content.

    ``hidden`` is (label, full text) of what the form holds and its pages do not show: it is listed on a page of its
    own, and a PDF/A that hides text is not its own copy. ``convert`` makes PDF/A of a word processor's file and
    raises MissingEngine or Unreadable where it cannot; then ``render_record`` (PDF/A-2a) is used, when given.
    """
    order = CopyOrder(word("archival_copy", language), language.value, made, max_pages, _appendix(hidden, language))
    match intake.kind:
        case FileKind.PDF:
            return _copied(call(copy_pdf, str(path), order), intake, order)
        case FileKind.IMAGE:
            return _copied(call(copy_image, str(path), order), intake, order)
        case FileKind.DOCX | FileKind.ODT | FileKind.DOC | FileKind.RTF:
            try:
                converted = convert(path)
            except (MissingEngine, Unreadable):
                return _rendition(intake, render_record)
            return _copied(call(copy_converted, str(converted), order), intake, order)
        case FileKind.OTHER | FileKind.EMPTY:
            return _without(intake, "ARCHIVAL_COPY_KIND")


def _appendix(hidden: Sequence[tuple[str, str]], language: Language) -> PlainDocument | None:
    if not hidden:
        return None
    return PlainDocument(
        title=word("hidden_text_title", language),
        items=tuple(hidden),
        language=language.value,
        page=word("page_of_pages", language),
        notes=(word("hidden_text_note", language),),
        footer=word("archival_copy", language),
    )


def _copied(made: MadeCopy | Lost, intake: Intake, order: CopyOrder) -> ArchivalCopy:
    match made:
        case Lost(fate=Fate.CRASHED):
            return _without(intake, "ARCHIVAL_COPY_BROKEN")
        case Lost():
            return _without(intake, "ARCHIVAL_COPY_TIMED_OUT")
        case MadeCopy(content=bytes() as content):
            findings = (finding("HIDDEN_TEXT_APPENDED"),) if order.appendix else ()
            return ArchivalCopy(content, "2b", findings=findings)
        case MadeCopy(own=str() as profile):
            return ArchivalCopy(profile=profile, own=True, original_pronom=PDFA_PRONOM[profile])
        case MadeCopy(reason=reason):
            return _without(intake, _REASONS[reason or "broken"])


def _rendition(intake: Intake, render_record: Callable[[], bytes] | None) -> ArchivalCopy:
    if render_record is None:
        return _without(intake, "ARCHIVAL_COPY_NEEDS_LIBREOFFICE")
    note = finding("ARCHIVAL_RENDITION_ONLY", file=intake.name)
    return ArchivalCopy(render_record(), "2a", rendition=True, findings=(note,))


def _without(intake: Intake, code: str) -> ArchivalCopy:
    return ArchivalCopy(findings=(finding(code, file=intake.name),))
