"""What Evince does: poppler-glib sets the fields and saves. Run by a Python that has ``gi``. IN VALUES.json OUT"""

import json
import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402


def main(source: Path, values_file: Path, target: Path) -> None:
    values = json.loads(values_file.read_text(encoding="utf-8"))
    document = Poppler.Document.new_from_file(source.resolve().as_uri(), None)
    untouched = set(values)
    for number in range(document.get_n_pages()):
        for mapping in document.get_page(number).get_form_field_mapping():
            field = mapping.field
            name = field.get_name()
            if name not in values:
                continue
            untouched.discard(name)
            enter(field, mapping.area, **values[name])
    if untouched:
        raise SystemExit(f"no such field: {', '.join(sorted(untouched))}")
    document.save(target.resolve().as_uri())


def enter(field: Any, area: Any, value: str, box: list[float] | None = None) -> None:
    """The bindings do not tell a radio kid's on-state, and list the kids backwards: the place on the page tells."""
    if field.get_field_type() == Poppler.FormFieldType.TEXT:
        field.text_set_text(value)
    elif box is None:
        field.button_set_state(value != "Off")
    elif abs(area.x1 - box[0]) + abs(area.y1 - box[1]) < TOLERANCE:
        field.button_set_state(True)


TOLERANCE = 2.0
main(*(Path(argument) for argument in sys.argv[1:4]))
