"""The archival copy of what is filed: the original itself when it is PDF/A, else a facsimile of its pages, else a
rendition of the record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from dokumentverk import shipped
from dokumentverk.archive.copy import make_copy
from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.rendition import render_record
from dokumentverk.engines.libreoffice import convert
from dokumentverk.flow.office import Office
from dokumentverk.flow.understood import Understood
from dokumentverk.model.language import Language
from dokumentverk.model.value import show
from dokumentverk.report import label_of

HIDDEN = frozenset({"TEXT_HIDDEN", "CONTINUATION_HIDDEN", "VALUE_NOT_SHOWN"})
"""Findings that tell of text which the form holds and its pages do not show."""
CONVERSION_SECONDS = 120.0
"""LibreOffice needs under a second, but the first start of a machine can take half a minute."""


def copy_of(office: Office, understood: Understood, path: Path) -> ArchivalCopy:
    """The copy for one received or sent file. Bad content raises nothing: the findings tell."""
    received, definition = understood.received, understood.definition
    intake = received.intakes[0]
    language = received.record.language if received.record else office.settings.language
    render: Callable[[], bytes] | None = None
    if received.record is not None and definition is not None:
        render = partial(render_record, received.record, definition, made=intake.arrived)
    return make_copy(
        path,
        intake,
        made=intake.arrived,
        language=language,
        max_pages=office.settings.reading.max_pages,
        call=office.reader.workers.call,
        convert=lambda document: convert(
            document, "pdfa", office.work, seconds=CONVERSION_SECONDS, fonts=shipped.fonts().glob("*.ttf")
        ),
        hidden=hidden_texts(understood, language),
        render_record=render,
    )


def hidden_texts(understood: Understood, language: Language) -> tuple[tuple[str, str], ...]:
    """(label, full text) of every answer that the pages do not show whole, each once."""
    received, definition = understood.received, understood.definition
    if received.record is None or definition is None:
        return ()
    ids = dict.fromkeys(one.field for one in received.findings if one.code in HIDDEN and one.field)
    return tuple(
        (label_of(id, definition, language) or id, show(definition.field(id), received.record.value(id), language))
        for id in ids
    )
