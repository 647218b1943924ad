"""The fields of a form that was made elsewhere under the names of its definition, so that all that reads our own forms
reads it too. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dokumentverk.engines.pdf_read_form import FieldType, PdfForm, Widget
from dokumentverk.model.layout import Alias
from dokumentverk.read.slots import plain_name

OFF = "Off"


def renamed(form: PdfForm, aliases: Sequence[Alias]) -> PdfForm:
    """A field that the definition leaves out keeps its name, and is one of those that are not ours."""
    by_name: dict[str, list[Alias]] = defaultdict(list)
    for one in aliases:
        by_name[one.pdf].append(one)
    plain = Counter(plain_name(name) for name in by_name)
    for name in list(by_name):
        if plain[plain_name(name)] == 1:
            by_name.setdefault(plain_name(name), by_name[name])
    return replace(form, widgets=tuple(_renamed(one, by_name) for one in form.widgets))


def _renamed(widget: Widget, by_name: dict[str, list[Alias]]) -> Widget:
    found = by_name.get(widget.name) or by_name.get(plain_name(widget.name)) or []
    if not found:
        return widget
    states = {one.state: one.choice or one.state for one in found if one.state is not None}
    if widget.type is FieldType.CHOICE and states:
        options = tuple((states.get(exported, exported), shown) for exported, shown in widget.options)
        values = tuple(states.get(value, value) for value in widget.values)
        return replace(widget, name=found[0].name, options=options, values=values)
    if not widget.is_button:
        return replace(widget, name=found[0].name)
    only = found[0].choice if not states else None

    def called(said: str) -> str:
        said = said.removeprefix("/")
        if said in (OFF, "") or (only is None and _exported(widget, said) not in states and said not in states):
            return said
        return only or states.get(said) or states[_exported(widget, said)]

    return replace(
        widget,
        name=found[0].name,
        values=tuple(called(one) for one in widget.values),
        state=called(widget.state) if widget.state is not None else None,
        on_states=tuple(called(one) for one in widget.on_states),
        options=(),
    )


def _exported(widget: Widget, state: str) -> str:
    """With ``/Opt`` programs write the export value of a box where its state is meant (ISO 32000-2, 12.7.5.2.3)."""
    for number, (exported, _) in enumerate(widget.options):
        if exported == state:
            return str(number)
    return state
