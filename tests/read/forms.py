"""A small definition with a field of every kind, and what is known of it, for tests without documents."""

from __future__ import annotations

from dokumentverk.model.form import (
    ArchiveRule,
    Choice,
    Field,
    FieldKind,
    FormDefinition,
    Role,
    Section,
    Series,
)
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Box, Layout, Medium, Part, Place, StaticText, WidgetKind, continuation_names
from dokumentverk.model.reading import Method, Observation, Source
from dokumentverk.read.known import Known


def texts(nb: str) -> Texts:
    return Texts(nb, nb, nb)


def field(id: str, kind: FieldKind, **more: object) -> Field:
    return Field(id, kind, texts(id), **more)  # type: ignore[arg-type]


CHOICES = tuple(
    Choice(id, texts(label)) for id, label in (("own", "Egen sykdom"), ("child", "Sykt barn"), ("other", "Annet"))
)

FIELDS = (
    field("name", FieldKind.TEXT),
    field("story", FieldKind.LONG_TEXT),
    field("day", FieldKind.DATE),
    field("fnr", FieldKind.FODSELSNUMMER),
    field("percent", FieldKind.PERCENT),
    field("answer", FieldKind.YES_NO),
    field("agree", FieldKind.TICK),
    field("kind", FieldKind.ONE_OF, choices=CHOICES),
    field("help", FieldKind.SEVERAL_OF, choices=CHOICES),
    field(
        "steps",
        FieldKind.ROWS,
        rows=3,
        columns=(field("what", FieldKind.TEXT), field("by", FieldKind.DATE), field("done", FieldKind.TICK)),
    ),
    field("signature", FieldKind.SIGNATURE, role=Role.EMPLOYEE, absent_reason="reason"),
    field("reason", FieldKind.TEXT),
)
DEFINITION = FormDefinition(
    id="small",
    version="1",
    title=texts("Lite skjema"),
    sections=(Section("all", texts("Alt"), FIELDS),),
    archive=ArchiveRule(Series.PERSONALMAPPE, texts("Lite skjema")),
)
KNOWN = Known(DEFINITION, None, None)

DOCUMENT = "d" * 64
OTHER = "e" * 64
PAGE = Box(1, 50, 100, 150, 120)


def source(
    method: Method = Method.ACROFORM, document: str = DOCUMENT, page: int | None = 1, top: float = 100
) -> Source:
    box = Box(page, 50, top, 150, top + 20) if page is not None else None
    return Source(document, method, page, box)


def seen(
    field: str,
    raw: str,
    *,
    method: Method = Method.ACROFORM,
    document: str = DOCUMENT,
    confidence: float = 1.0,
    row: int | None = None,
    column: str | None = None,
    choice: str | None = None,
    part: Part = Part.MAIN,
    page: int | None = 1,
    top: float = 100,
) -> Observation:
    return Observation(field, raw, confidence, source(method, document, page, top), row, column, choice, part)


def layout(*places: Place, static: tuple[StaticText, ...] = (), pages: int = 1) -> Layout:
    return Layout("l" * 64, "small", "1", Language.NB, Medium.PDF, "x", pages, (595.0, 842.0), places, static)


def place(name: str, box: Box = PAGE, kind: WidgetKind = WidgetKind.TEXT, **more: object) -> Place:
    return Place(name, more.pop("field", name), kind, box, **more)  # type: ignore[arg-type]


CONTINUATION = continuation_names(1)
