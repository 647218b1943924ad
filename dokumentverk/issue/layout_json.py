"""A layout as JSON and back: ``layout.json`` of a kept blank. Lengths are points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Layout, Medium, Part, Place, StaticText, WidgetKind

VERSION = 1


def layout_to_json(layout: Layout) -> str:
    content = {
        "schema": VERSION,
        "digest": layout.digest,
        "form": layout.form,
        "version": layout.version,
        "language": layout.language.value,
        "medium": layout.medium.value,
        "definition": layout.definition,
        "pages": layout.pages,
        "page_size": list(layout.page_size),
        "made": layout.made.isoformat() if layout.made else None,
        "places": [_place(place) for place in layout.places],
        "static": [{"text": one.text, "box": _box(one.box)} for one in layout.static],
        "markers": [_box(box) for box in layout.markers],
        "code_boxes": [_box(box) for box in layout.code_boxes],
        "number_boxes": [_box(box) for box in layout.number_boxes],
        **({"recipe": layout.recipe} if layout.recipe else {}),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def layout_from_json(text: str) -> Layout:
    """Raises ValueError, KeyError or TypeError for what ``layout_to_json`` did not write."""
    content: dict[str, Any] = json.loads(text)
    if content["schema"] != VERSION:
        raise ValueError("another schema")
    width, height = content["page_size"]
    return Layout(
        digest=content["digest"],
        form=content["form"],
        version=content["version"],
        language=Language(content["language"]),
        medium=Medium(content["medium"]),
        definition=content["definition"],
        pages=content["pages"],
        page_size=(width, height),
        places=tuple(_place_from(one) for one in content["places"]),
        static=tuple(StaticText(one["text"], _box_from(one["box"])) for one in content["static"]),
        markers=tuple(map(_box_from, content["markers"])),
        code_boxes=tuple(map(_box_from, content["code_boxes"])),
        number_boxes=tuple(map(_box_from, content["number_boxes"])),
        made=datetime.fromisoformat(content["made"]) if content["made"] else None,
        recipe=content.get("recipe", ""),
    )


def _box(box: Box) -> list[float]:
    return [box.page, box.left, box.top, box.right, box.bottom]


def _box_from(numbers: Sequence[float]) -> Box:
    page, left, top, right, bottom = numbers
    return Box(int(page), left, top, right, bottom)


def _place(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "field": place.field,
        "kind": place.kind.value,
        "box": _box(place.box),
        "row": place.row,
        "column": place.column,
        "choice": place.choice,
        "part": place.part.value,
        "cells": place.cells,
        "multiline": place.multiline,
        "font_size": place.font_size,
    }


def _place_from(content: dict[str, Any]) -> Place:
    return Place(
        **{
            **content,
            "kind": WidgetKind(content["kind"]),
            "box": _box_from(content["box"]),
            "part": Part(content["part"]),
        }
    )
