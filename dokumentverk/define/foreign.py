"""A form that was made elsewhere as a definition of ours: a draft for a clerk to look over, and the map of its blank.

The draft is TOML. Ids come from the fields' own names, or from their labels where those say nothing (``Text12``);
labels from what the form says of a field, or from what is printed beside it; kinds from the kinds of the PDF, and for
dates and fødselsnummer from the labels too. What was guessed is told.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from dokumentverk.define import vocabulary as words
from dokumentverk.define.beside import label_beside, label_right_of
from dokumentverk.engines.foreign_form import ForeignForm, ForeignWidget
from dokumentverk.messages import finding, visible
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, Role
from dokumentverk.model.layout import WidgetKind

_LINE: Final = 13.0
"""Points of one writing line."""
_SAYS_NOTHING: Final = re.compile(
    r"(?:[a-z]\d+(?:_\d+)*|(?:text|tekst|textfield|tekstfelt|field|felt|check ?box|avkryss\w*|undefined|untitled|fill|"
    r"group|gruppe|button|combobox|dropdown|date|signature|signatur|numericfield|cb|tb|tf)[ _-]*\d*)",
    re.IGNORECASE,
)
_FODSELSNUMMER: Final = re.compile(r"f[øo]dsels-?\s?(?:nummer|nr)|person(?:nummer|nr)|11 siff", re.IGNORECASE)
_DATE: Final = re.compile(r"\bdato\b|dato(?:en)?$|\bdate\b|fra og med|til og med", re.IGNORECASE | re.MULTILINE)
_OWN_DATE: Final = re.compile(r"(?:sted og )?dato(?:\W|$)(?:(?! til | fra ).){0,30}$", re.IGNORECASE)
"""The document's own date stands beside its signature, and is called no more than that."""
_ORGANISATION: Final = re.compile(r"org(?:anisasjons)?\.?\s?-?(?:nummer|nr)", re.IGNORECASE)
_EMPLOYEE: Final = re.compile(r"(?:ansatt|tilsett)\s?-?(?:nummer|nr)|employee n", re.IGNORECASE)
_ROLES: Final = (
    (Role.LEADER, re.compile(r"leder|leiar|arbeidsgi[vj]|manager|employer", re.IGNORECASE)),
    (Role.UNION, re.compile(r"tillitsval", re.IGNORECASE)),
    (Role.SAFETY, re.compile(r"verneomb", re.IGNORECASE)),
    (Role.HR, re.compile(r"personal|\bhr\b", re.IGNORECASE)),
)
_MOST_LABEL: Final = 160
_MOST_OPTIONS: Final = 60
"""Of a drop-down list: a longer one is no choice that a person could make from a list on the review page."""
_MOST_ID: Final = words.LONGEST_NAME - 12
"""Room for what is put behind it: «_overflow», a choice."""


@dataclass(frozen=True, slots=True)
class ForeignDraft:
    """``notes`` are what a person should look over. ``fields`` is how many there are."""

    toml: str
    fields: int
    notes: tuple[Finding, ...]


@dataclass(slots=True)
class _Taken:
    ids: set[str] = field(default_factory=lambda: set(words.RESERVED))
    labels: set[str] = field(default_factory=set)

    def id(self, *wanted: str, most: int = _MOST_ID) -> str:
        base = next((one for text in wanted if (one := id_of(text))), "felt")[:most].strip("_")
        found, number = base, 1
        while found in self.ids:
            number += 1
            found = f"{base[: most - 1 - len(str(number))].strip('_')}_{number}"
        self.ids |= {found, f"{found}_overflow"}
        return found

    def label(self, text: str) -> str:
        text = " ".join(text.split())[:_MOST_LABEL].strip() or "Felt"
        found, number = text, 1
        while " ".join(found.casefold().split()) in self.labels:
            number += 1
            found = f"{text} ({number})"
        self.labels.add(" ".join(found.casefold().split()))
        return found


@dataclass(frozen=True, slots=True)
class _Field:
    """One table of the draft, as (key, TOML value) pairs."""

    id: str
    kind: FieldKind
    label: str
    page: int
    pairs: tuple[tuple[str, str], ...]


def draft_of(form: ForeignForm, id: str, title: str, digest: str) -> ForeignDraft:
    """``digest`` is the SHA-256 (hex) of the blank. A form with fields has at least one that is no signature; for
    others the draft has faults."""
    taken = _Taken()
    notes: list[Finding] = []
    fields = [_field(group, form, taken, notes) for group in groups_of(form)]
    made = [one for one in fields if one.kind is not FieldKind.SIGNATURE]
    signed = [one for one in fields if one.kind is FieldKind.SIGNATURE]
    employee = next((one.id for one in made if ("format", '"employee_number"') in one.pairs), None)
    dates = [one.id for one in made if one.kind is FieldKind.DATE and _OWN_DATE.match(one.label)]
    lines = [
        f"# {visible(title)}: made elsewhere, registered from its PDF ({id}.pdf). Look it over before it is used;",
        "# once a return is filed, a changed definition needs a new version. Every key: docs/form-definitions.md.",
        f"id = {_quoted(id)}",
        'version = "1"',
        f"title = {{ nb = {_quoted(title)} }}",
        'parties = ["employee"]',
        "continuations = 0",
        f"blank = {_quoted(digest)}",
    ]
    lines += [f"employee_field = {_quoted(employee)}"] if employee else []
    lines += [f"document_date = {_quoted(dates[0])}"] if len(dates) == 1 else []
    lines += ["", "[archive]", 'series = "personalmappe"', f"title = {{ nb = {_quoted(title)} }}"]
    for page in sorted({one.page for one in fields}):
        lines += ["", "[[sections]]", f'id = "side_{page}"', f'title = {{ nb = "Side {page}", en = "Page {page}" }}']
        for one in fields:
            if one.page == page:
                lines += ["", "[[sections.fields]]", *_lines(one, made, signed)]
    notes += _of_form(form, made, signed, employee)
    return ForeignDraft("\n".join([*lines, ""]), len(fields), tuple(dict.fromkeys(notes)))


def _of_form(
    form: ForeignForm, made: Sequence[_Field], signed: Sequence[_Field], employee: str | None
) -> Iterator[Finding]:
    if employee is None and not any(one.kind is FieldKind.FODSELSNUMMER for one in made):
        yield finding("FOREIGN_WITHOUT_EMPLOYEE")
    if not signed:
        yield finding("FOREIGN_WITHOUT_SIGNATURE")
    if form.xfa:
        yield finding("FOREIGN_HAS_XFA")
    if form.left_out:
        yield finding("FOREIGN_WIDGETS_LEFT_OUT", count=form.left_out)
    if len(set(form.sizes)) > 1:
        yield finding("FOREIGN_SIZES_DIFFER")


def groups_of(form: ForeignForm) -> list[list[ForeignWidget]]:
    """The widgets of each field together, fields in reading order: down the page, lines from the left."""
    found: dict[str, list[ForeignWidget]] = {}
    for one in sorted(form.widgets, key=lambda one: (one.box.page, round(one.box.top / 8), one.box.left)):
        found.setdefault(one.name, []).append(one)
    return list(found.values())


def states_of(group: Sequence[ForeignWidget]) -> dict[str, ForeignWidget]:
    """The boxes of a choice by their on-state, the first of each."""
    found: dict[str, ForeignWidget] = {}
    for one in group:
        if one.state is not None:
            found.setdefault(one.state, one)
    return found


def _field(group: list[ForeignWidget], form: ForeignForm, taken: _Taken, notes: list[Finding]) -> _Field:
    first = group[0]
    states = states_of(group)
    marked = first.kind in (WidgetKind.RADIO, WidgetKind.CHECK)
    beside = label_right_of(first.box, form) if marked and len(states) < 2 else label_beside(first.box, form)
    own = first.name.rpartition(".")[2]
    own = re.sub(r"(?:\[\d+\])+$", "", own)
    told = first.tip or beside
    label = taken.label(told or own)
    id = taken.id(*(("", label, own) if _SAYS_NOTHING.fullmatch(own) else (own, label)))
    if not told:
        notes.append(finding("FOREIGN_LABEL_GUESSED", field=id))
    pairs: list[tuple[str, str]] = [("pdf", _quoted(first.name))]
    if first.required and first.kind is not WidgetKind.SIGNATURE:
        pairs.append(("required", "true"))
    if first.kind is WidgetKind.SIGNATURE:
        role = next((role for role, pattern in _ROLES if pattern.search(f"{label} {own}")), Role.EMPLOYEE)
        pairs += [("role", _quoted(role.value)), *([("required", "true")] if role is Role.EMPLOYEE else [])]
        return _Field(id, FieldKind.SIGNATURE, label, first.box.page, tuple(pairs))
    if marked and len(states) > 1:
        return _Field(
            id, FieldKind.ONE_OF, label, first.box.page, (*pairs, ("choices", _choices(states, form, id, taken)))
        )
    if marked:
        return _Field(id, FieldKind.TICK, label, first.box.page, tuple(pairs))
    if 1 < len(first.options) <= _MOST_OPTIONS:
        return _Field(
            id, FieldKind.ONE_OF, label, first.box.page, (*pairs, ("choices", _offered(first.options, id, taken)))
        )
    kind, more = _written(first, f"{label}\n{own}")
    if first.listed:
        notes.append(finding("FOREIGN_LIST_AS_TEXT", field=id))
    if kind in (FieldKind.DATE, FieldKind.FODSELSNUMMER):
        notes.append(finding("FOREIGN_KIND_GUESSED", field=id, kind=kind.value))
    return _Field(id, kind, label, first.box.page, (*pairs, *more))


def _written(one: ForeignWidget, says: str) -> tuple[FieldKind, list[tuple[str, str]]]:
    """The kind of a box to write in, and the keys that go with it."""
    comb = one.length if one.kind is WidgetKind.COMB else None
    if _FODSELSNUMMER.search(says) and comb in (None, 11) and one.length in (None, 11):
        return FieldKind.FODSELSNUMMER, []
    if _DATE.search(says) and not one.multiline and comb in (None, 8) and not one.listed:
        return FieldKind.DATE, []
    cells = [("cells", str(comb))] if comb is not None and comb <= words.MOST_CELLS else []
    if _ORGANISATION.search(says) and comb in (None, 9):
        return FieldKind.TEXT, [("format", '"organisasjonsnummer"'), *cells]
    if _EMPLOYEE.search(says) and not one.multiline:
        return FieldKind.TEXT, [("format", '"employee_number"'), *cells]
    limit = [("max_length", str(one.length))] if one.length is not None and not cells else []
    if one.multiline:
        lines = max(1, min(words.MOST_LINES, round((one.box.bottom - one.box.top) / _LINE)))
        return FieldKind.LONG_TEXT, [("lines", str(lines)), *limit]
    return FieldKind.TEXT, [*cells, *limit]


def _offered(options: Sequence[tuple[str, str]], field: str, fields: _Taken) -> str:
    return _choice_list([(exported, (shown, exported)) for exported, shown in options], field, fields)


def _choices(states: dict[str, ForeignWidget], form: ForeignForm, field: str, fields: _Taken) -> str:
    told = [(state, (label_right_of(one.box, form) or one.exported or state, state)) for state, one in states.items()]
    return _choice_list(told, field, fields)


def _choice_list(told: Sequence[tuple[str, tuple[str, str]]], field: str, fields: _Taken) -> str:
    """``told``: what the PDF calls each choice, with what to call it, and to name it by if that will not do.

    Word gives each box of a choice a name of its own (``field_choice``): that may be no other field's, nor long."""
    taken = _Taken(ids={one.removeprefix(f"{field}_") for one in fields.ids})
    made = []
    for state, (wanted, other) in told:
        label = taken.label(wanted)
        id = taken.id(label, other, most=words.LONGEST_NAME - len(field) - 1)
        fields.ids.add(f"{field}_{id}")
        made.append(f"  {{ id = {_quoted(id)}, nb = {_quoted(label)}, pdf = {_quoted(state)} }},")
    return "\n".join(["[", *made, "]"])


def _lines(one: _Field, made: Sequence[_Field], signed: Sequence[_Field]) -> Iterator[str]:
    yield f"id = {_quoted(one.id)}"
    yield f"kind = {_quoted(one.kind.value)}"
    yield f"label = {{ nb = {_quoted(one.label)} }}"
    for key, value in one.pairs:
        yield f"{key} = {value}"
    if one.kind is FieldKind.SIGNATURE:
        yield f"order = {min(9, list(signed).index(one) + 1)}"
        yield f"locks = [{', '.join(_quoted(other.id) for other in made)}]"


def id_of(text: str) -> str:
    """Small ASCII letters, digits and ``_``; empty for a text that has none. ``FornavnOgEtternavn`` is parted."""
    parted = text if text.isupper() else re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", "_", text)
    for letter, plain in (("æ", "ae"), ("ø", "o"), ("å", "a")):
        parted = parted.casefold().replace(letter, plain)
    ascii_only = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")
    if len(joined) > _MOST_ID:
        joined = joined[: _MOST_ID + 1].rpartition("_")[0] or joined[:_MOST_ID]
    return joined if joined[:1].isalpha() else f"felt_{joined}" if joined else ""


def _quoted(text: str) -> str:
    """A basic string of TOML, which takes JSON's escapes; half a surrogate pair, which has none, is left out."""
    plain = "".join(one for one in text if unicodedata.category(one) != "Cs")
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
