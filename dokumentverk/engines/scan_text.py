"""Text that was typed into a box before the form was printed, as two engines read it, and how it looks beside the same
text in the form's own typeface. Handwriting is not read: a box whose ink does not look typed is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_tesseract import DPI, tesseract
from dokumentverk.engines.scan_typed import typed_lines
from dokumentverk.engines.scan_typeface import likeness
from dokumentverk.engines.scan_words import recogniser
from dokumentverk.model.layout import Place, WidgetKind
from dokumentverk.model.scan import InkSight, InkState, TypedReading

_SCALE: Final = DPI / 72


def with_texts(ink: PageInk, places: Sequence[tuple[int, Place]], sights: Sequence[InkSight]) -> tuple[InkSight, ...]:
    """The sights of ``places``, in the same order, with what the engines read where type was added to an empty box."""
    return tuple(_with_text(ink, place, sight) for (_, place), sight in zip(places, sights, strict=True))


def _with_text(ink: PageInk, place: Place, sight: InkSight) -> InkSight:
    if place.kind is not WidgetKind.TEXT or sight.state is not InkState.ADDED:
        return sight
    boxes = typed_lines(ink, place.box)
    if not boxes:
        return sight
    lines = [ink.paper.seen(one, scale=_SCALE) for one in boxes]
    return replace(sight, is_typed=True, typed=tuple(_readings(lines)))


def _readings(lines: Sequence[Grey]) -> Iterator[TypedReading]:
    """One of each engine, or none at all: one alone is not believed."""
    first, second = tesseract(), recogniser()
    if first is None or second is None:
        return
    texts = [first.text(line) for line in lines]
    yield _joined("tesseract", texts)
    yield _joined("rapidocr", [second.text(second.beliefs(line)) for line in lines])
    shown = [(text, likeness(line, text, _SCALE)) for line, (text, _) in zip(lines, texts, strict=True)]
    yield _joined("typeface", shown)


def _joined(engine: str, lines: Sequence[tuple[str, float]]) -> TypedReading:
    """A break of the line is a blank: where a text was wrapped cannot be told from where it was broken."""
    return TypedReading(engine, " ".join(text for text, _ in lines), min(confidence for _, confidence in lines))
