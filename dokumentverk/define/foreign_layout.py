"""The map of a blank that was made elsewhere, under the names of its definition: as of a blank of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from dokumentverk.define.foreign import groups_of
from dokumentverk.define.load import definition_digest
from dokumentverk.engines.foreign_form import ForeignForm, ForeignWidget
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Alias, Layout, Medium, Part, Place, WidgetKind, name_of

ON = "on"
"""The on-state of a single box, as in our own blanks."""


def aliases_of(definition: FormDefinition) -> tuple[Alias, ...]:
    return tuple(one for field in definition.fields() for one in _aliases(field))


def _aliases(field: Field) -> Iterator[Alias]:
    match field.kind:
        case FieldKind.ONE_OF:
            for choice in field.choices:
                yield Alias(field.pdf or "", field.id, choice.pdf, choice.id)
        case FieldKind.SEVERAL_OF:
            for choice in field.choices:
                yield Alias(choice.pdf or "", name_of(field.id, choice=choice.id), None, choice.id)
        case FieldKind.TICK:
            yield Alias(field.pdf or "", field.id, None, ON)
        case _:
            yield Alias(field.pdf or "", field.id)


def foreign_layout(form: ForeignForm, definition: FormDefinition, digest: str) -> Layout:
    """``digest`` is the blank's. Fields of the blank that the definition leaves out are not in it."""
    by_name: dict[str, list[Alias]] = {}
    for alias in aliases_of(definition):
        by_name.setdefault(alias.pdf, []).append(alias)
    fields = {field.id: field for field in definition.fields()}
    places: list[Place] = []
    for group in groups_of(form):
        seen: set[str | None] = set()
        for widget in group:
            for alias in by_name.get(widget.name, ()):
                listed = widget.listed and alias.state is not None
                if listed and alias is not by_name[widget.name][0]:
                    continue
                if not listed and alias.state is not None and alias.state != widget.state:
                    continue
                field = next((one for id, one in fields.items() if alias.name in (id, *_boxes(one))), None)
                if field is not None:
                    choice = None if listed else alias.choice
                    part = Part.REPEAT if choice in seen else Part.MAIN
                    seen.add(choice)
                    places.append(replace(_place(widget, replace(alias, choice=choice), field), part=part))
    size = Counter(form.sizes[one.box.page - 1] for one in form.widgets).most_common(1)
    return Layout(
        digest=digest,
        form=definition.id,
        version=definition.version,
        language=Language.NB,
        medium=Medium.PDF,
        definition=definition_digest(definition),
        pages=len(form.sizes),
        page_size=size[0][0] if size else form.sizes[0],
        places=tuple(places),
        static=form.lines,
    )


def _boxes(field: Field) -> tuple[str, ...]:
    if field.kind is not FieldKind.SEVERAL_OF:
        return ()
    return tuple(name_of(field.id, choice=choice.id) for choice in field.choices)


def _place(widget: ForeignWidget, alias: Alias, field: Field) -> Place:
    kind = widget.kind
    if kind is WidgetKind.CHECK and field.kind is FieldKind.ONE_OF:
        kind = WidgetKind.RADIO
    return Place(
        name=alias.name,
        field=field.id,
        kind=kind,
        box=widget.box,
        choice=alias.choice if field.kind is not FieldKind.TICK else None,
        cells=widget.length if kind is WidgetKind.COMB else None,
        multiline=widget.multiline,
    )
