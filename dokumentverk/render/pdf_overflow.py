"""What a blank made for one document holds more: boxes and table lines for the answers that do not fit.

They stand before the free continuation, on the form's own last page where they fit it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk.engines.pdf_finish import WidgetSpec
from dokumentverk.engines.text_fit import LEADING, PAD_Y
from dokumentverk.model.layout import WidgetKind, overflow_name
from dokumentverk.render import geometry, words
from dokumentverk.render.blank import Overflow
from dokumentverk.render.pdf_fields import Data, Spot
from dokumentverk.render.pdf_story import Story

SIZE = 9.0
"""Points: a little smaller than in the form, so that three answers of 2,000 characters stand on a page."""
LINES_OF_A_PAGE = 46
"""What one box may hold, so that it fits a page with its label and the section's title."""
WIDTH = geometry.WIDTH - 2 * geometry.INSET
"""Points across the widget of a continuation box."""


def height_of(lines: int) -> float:
    """Points of the outline of a box for so many lines."""
    return lines * SIZE * LEADING + 2 * PAD_Y + 2 * geometry.INSET + 0.5


def overflow_part(story: Story, overflow: tuple[Overflow, ...]) -> Data:
    """Further table lines first, then the rest of the texts, in the order of the form."""
    language = story.voice.language
    parts = [_further_rows(story, one) for one in overflow if one.rows]
    parts += [box for one in overflow if one.lines for box in _boxes(story, one)]
    title = words.OVERFLOW.in_(language)
    return {"kind": "overflow", "title": title, "help": words.OVERFLOW_HELP.in_(language), "parts": parts}


def _further_rows(story: Story, overflow: Overflow) -> Data:
    table = story.voice.definition.field(overflow.field)
    return story.rows(table, range(table.rows, table.rows + overflow.rows), table.lines)


def _boxes(story: Story, overflow: Overflow) -> Iterator[Data]:
    spot = _spot(story, overflow)
    number, tip = story.voice.number(spot.table or spot.field), story.voice.tip(spot)
    label = f"{tip} {words.CONTINUED.in_(story.voice.language)}"
    for part, start in enumerate(range(0, overflow.lines, LINES_OF_A_PAGE), start=1):
        name = overflow_name(spot.name, part)
        story.widgets.append(WidgetSpec(name, name, WidgetKind.TEXT, label, multiline=True, font_size=SIZE))
        yield {
            "kind": "box",
            "number": number,
            "label": label.removeprefix(f"{number} "),
            "help": "",
            "required": False,
            "continued": False,
            "name": name,
            "height": height_of(min(LINES_OF_A_PAGE, overflow.lines - start)),
        }


def _spot(story: Story, overflow: Overflow) -> Spot:
    field = story.voice.definition.field(overflow.field)
    if overflow.row is None or overflow.column is None:
        return Spot(field)
    column = next(one for one in field.columns if one.id == overflow.column)
    return Spot(column, field, overflow.row)
