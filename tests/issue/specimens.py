"""A small form with a field of every kind, and what goes with it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from dokumentverk.issue.keys import Key, Keys
from dokumentverk.issue.numbers import new_number
from dokumentverk.model.form import (
    ArchiveRule,
    Choice,
    Field,
    FieldKind,
    FormDefinition,
    Role,
    Section,
    Series,
    TextFormat,
)
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Box, Layout, Medium, Place, StaticText, WidgetKind
from dokumentverk.model.value import Value

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
KEY = Key("00112233", NOW, bytes(range(32)))
OLD_KEY = Key("44556677", datetime(2025, 1, 1, tzinfo=UTC), bytes(range(32, 64)))
KEYS = Keys((OLD_KEY, KEY))

CHOICES = (Choice("own", Texts("Egen sykdom", "Eigen sjukdom", "Own illness")), Choice("child", Texts("Sykt barn")))
FIELDS = (
    Field("number", FieldKind.TEXT, Texts("Ansattnummer"), format=TextFormat.EMPLOYEE_NUMBER, prefill="employee.number",
          locked=True),
    Field("name", FieldKind.TEXT, Texts("Navn", "Namn", "Name"), prefill="employee.name", max_length=40),
    Field("fnr", FieldKind.FODSELSNUMMER, Texts("Fødselsnummer"), prefill="employee.fodselsnummer", locked=True),
    Field("phone", FieldKind.TEXT, Texts("Telefon"), format=TextFormat.PHONE, prefill="employee.phone"),
    Field("title", FieldKind.TEXT, Texts("Stilling"), prefill="position.title"),
    Field("leader", FieldKind.TEXT, Texts("Nærmeste leder"), prefill="leader.name"),
    Field("made", FieldKind.DATE, Texts("Dato"), prefill="today"),
    Field("first_day", FieldKind.DATE, Texts("Første fraværsdag", "Første fråværsdag", "First day")),
    Field("share", FieldKind.PERCENT, Texts("Prosent"), minimum=Decimal(0), maximum=Decimal(100)),
    Field("days", FieldKind.NUMBER, Texts("Dager")),
    Field("works", FieldKind.YES_NO, Texts("Kan arbeide?")),
    Field("agreed", FieldKind.TICK, Texts("Enig")),
    Field("kind", FieldKind.ONE_OF, Texts("Slag"), choices=CHOICES),
    Field("kinds", FieldKind.SEVERAL_OF, Texts("Flere slag"), choices=CHOICES),
    Field("about", FieldKind.LONG_TEXT, Texts("Merknad"), max_length=100),
    Field("other", FieldKind.LONG_TEXT, Texts("Merknad")),
    Field("measures", FieldKind.ROWS, Texts("Tiltak"), rows=3, columns=(
        Field("what", FieldKind.TEXT, Texts("Hva")), Field("due", FieldKind.DATE, Texts("Frist")))),
    Field("signed", FieldKind.SIGNATURE, Texts("Underskrift"), role=Role.EMPLOYEE),
)  # fmt: skip


def form(source: str = 'id = "prove"\n', **changes: object) -> FormDefinition:
    given: dict[str, object] = {
        "id": "prove",
        "version": "1",
        "title": Texts("Prøve"),
        "sections": (Section("all", Texts("Alt"), FIELDS),),
        "archive": ArchiveRule(Series.PERSONALMAPPE, Texts("Prøve")),
        "employee_field": "number",
        "source": source,
    }
    return FormDefinition(**{**given, **changes})  # type: ignore[arg-type]


VALUES: dict[str, Value] = {
    "number": "1001",
    "name": "Kari «Åse» Đorđe",
    "fnr": "13097248022",
    "made": date(2026, 11, 21),
    "share": Decimal("12.5"),
    "days": Decimal(3),
    "works": False,
    "agreed": True,
    "kind": "child",
    "kinds": ("own", "child"),
    "about": "Én linje\n\n=1+1 {{x}} </script>",
    "measures": ((("what", "Hev pult"), ("due", date(2026, 12, 1))), (("what", "x | y"), ("due", None))),
    "signed": None,
}


def issue(at: int = 0, **changes: object) -> Issue:
    """The issue number ``at`` of a fixed row of numbers."""
    state = [at * 7919 + 13]

    def random(bound: int) -> int:
        state[0] = (state[0] * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state[0] >> 33) % bound

    given: dict[str, object] = {
        "number": new_number(KEY, random),
        "key": KEY.id,
        "form": "prove",
        "version": "1",
        "language": Language.NN,
        "layouts": ((Medium.PDF, "a" * 64),),
        "issued": NOW,
        "party": Role.LEADER,
        "thread": "tråd",
        "employee": "1001",
        "case": "26/1",
        "prefilled": (("number", "0" * 32), ("fnr", "1" * 32)),
    }
    return Issue(**{**given, **changes})  # type: ignore[arg-type]


def layout(blank: bytes, definition: FormDefinition, medium: Medium = Medium.PDF) -> Layout:
    box = Box(1, 72.0, 80.25, 300.5, 95.0)
    return Layout(
        digest=hashlib.sha256(blank).hexdigest(),
        form=definition.id,
        version=definition.version,
        language=Language.NB,
        medium=medium,
        definition=hashlib.sha256(definition.source.encode()).hexdigest(),
        pages=1,
        page_size=(595.28, 841.89),
        places=(
            Place("name", "name", WidgetKind.TEXT, box),
            Place("kind", "kind", WidgetKind.RADIO, box, choice="own", font_size=9.5),
            Place("measures_1_due", "measures", WidgetKind.COMB, box, row=0, column="due", cells=8, multiline=False),
        ),
        static=(StaticText("Prøve «æøå»", box),),
        markers=(box,),
        code_boxes=(box, box),
        made=NOW,
    )
