"""A case's timeline as PDF or SVG, drawn by Typst.

What Typst 0.15 does: shapes without text become Artifacts in a tagged PDF, so that a screen reader reads the labels
alone, lane by lane; in SVG text is drawn as outlines, whatever fonts the viewer has.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from importlib import resources
from io import BytesIO

import pikepdf

from dokumentverk import shipped
from dokumentverk.engines.pdfa_metadata import saved
from dokumentverk.engines.plain_document import printable
from dokumentverk.engines.typst_layout import draw, lay_out
from dokumentverk.model.timeline import Timeline


def draw_pdf(timeline: Timeline, *, made: datetime) -> bytes:
    """One page, tagged PDF/A-2a and PDF/UA-1. The same timeline and moment give the same bytes."""
    content = lay_out(_style(), _data(timeline), fonts=shipped.fonts(), made=made)
    with pikepdf.open(BytesIO(content)) as pdf:
        return saved(pdf)


def draw_svg(timeline: Timeline) -> bytes:
    return draw(_style(), _data(timeline), fonts=shipped.fonts())


def _style() -> bytes:
    return (resources.files(__package__) / "timeline.typ").read_bytes()


def _data(timeline: Timeline) -> dict[str, object]:
    return {name: _shown(value) for name, value in asdict(timeline).items()}


def _shown(value: object) -> object:
    """Whatever text it holds as the house font can show it."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {name: _shown(one) for name, one in value.items()}
        case list() | tuple():
            return [_shown(one) for one in value]
        case _:
            return value
