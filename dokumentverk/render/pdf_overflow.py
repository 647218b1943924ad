"""The continuation page of a blank made for one document: boxes for the answers that do not fit."""

from __future__ import annotations

from dokumentverk.engines.pdf_finish import WidgetSpec
from dokumentverk.engines.text_fit import LEADING, PAD_Y
from dokumentverk.model.layout import Part, WidgetKind, overflow_name
from dokumentverk.render import geometry, words
from dokumentverk.render.blank import Overflow
from dokumentverk.render.pdf_fields import FONT_SIZE, Data, Spot
from dokumentverk.render.pdf_story import Story


def overflow_width() -> float:
    """Points across the widget of a continuation box."""
    return geometry.WIDTH - 2 * geometry.INSET


def overflow_height(lines: int) -> float:
    """Points of the outline of a continuation box for so many lines."""
    return lines * FONT_SIZE * LEADING + 2 * PAD_Y + 2 * geometry.INSET + 0.5


def overflow_page(story: Story, overflow: tuple[Overflow, ...]) -> Data:
    language = story.voice.language
    fields: list[Data] = []
    for one in overflow:
        spot = _spot(story, one)
        name = overflow_name(spot.name)
        label = f"{story.voice.tip(spot)} {words.CONTINUED.in_(language)}"
        story.widgets.append(WidgetSpec(name, name, WidgetKind.TEXT, label, multiline=True, font_size=FONT_SIZE))
        story.keys[name] = spot.key(part=Part.OVERFLOW)
        fields.append(
            {
                "number": "",
                "label": label,
                "help": "",
                "required": False,
                "name": name,
                "height": overflow_height(one.lines),
            }
        )
    title = words.CONTINUATION.in_(language)
    return {"kind": "overflow", "title": title, "help": words.OVERFLOW_HELP.in_(language), "fields": fields}


def _spot(story: Story, overflow: Overflow) -> Spot:
    field = story.voice.definition.field(overflow.field)
    if overflow.row is None or overflow.column is None:
        return Spot(field)
    column = next(one for one in field.columns if one.id == overflow.column)
    return Spot(column, field, overflow.row)
