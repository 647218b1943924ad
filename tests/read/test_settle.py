"""Everything seen of a document to one record. Each table line: what was seen, and the entry that comes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Part
from dokumentverk.model.reading import (
    FileKind,
    Identity,
    Method,
    Observation,
    Reading,
    SignatureKind,
    SignatureMark,
)
from dokumentverk.model.record import Record, SignatureState, State
from dokumentverk.model.value import Value
from dokumentverk.read.settle import settle

from .forms import DEFINITION, DOCUMENT, KNOWN, OTHER, seen, source

NUMBER = "7KXM-4RTA-9CDEF"


def reading(*observations: Observation, document: str = DOCUMENT, findings: tuple[Finding, ...] = ()) -> Reading:
    return Reading(document, FileKind.PDF, 1, Identity(NUMBER, "small", "1", Language.NN), observations, (), findings)


def settled(*observations: Observation, persons: tuple[Observation, ...] = ()) -> Record:
    return settle(KNOWN, [reading(*observations)], persons)[0]


def on(field: str, *choices: str, among: tuple[str, ...], **more: object) -> list[Observation]:
    return [
        seen(field, "on" if choice in choices else "off", choice=choice, **more)  # type: ignore[arg-type]
        for choice in among
    ]


ALL = ("own", "child", "other")


def test_every_field_of_the_definition_is_there() -> None:
    record = settled()
    assert [entry.field for entry in record.entries] == [one.id for one in DEFINITION.fields()]
    assert {entry.state for entry in record.entries} == {State.ABSENT}
    assert (record.form, record.version, record.language, record.issue) == ("small", "1", Language.NN, NUMBER)


@pytest.mark.parametrize(
    ("field", "raw", "value", "state", "problem"),
    [
        ("name", " Kari  Næss ", "Kari Næss", State.FILLED, None),
        ("name", "", None, State.EMPTY, None),
        ("name", "  ", None, State.EMPTY, None),
        ("story", "a\r\nb", "a\nb", State.FILLED, None),
        ("day", "02092026", date(2026, 9, 2), State.FILLED, None),
        ("day", "2. september 2026", date(2026, 9, 2), State.FILLED, None),
        ("day", "31022026", None, State.NOT_READ, "DATE_NOT_IN_CALENDAR"),
        ("day", "i går", None, State.NOT_READ, "DATE_UNREADABLE"),
        ("fnr", "138972 48022", "13897248022", State.FILLED, None),
        ("percent", "60 %", Decimal(60), State.FILLED, None),
        ("answer", "Ja", True, State.FILLED, None),
        ("kind", "Sykt barn", "child", State.FILLED, None),
        ("kind", "noe annet", None, State.NOT_READ, "CHOICE_UNKNOWN"),
        ("help", "own;other", ("own", "other"), State.FILLED, None),
        ("agree", "on", True, State.FILLED, None),
        ("agree", "off", False, State.EMPTY, None),
    ],
)
def test_one_sight(field: str, raw: str, value: Value, state: State, problem: str | None) -> None:
    entry = settled(seen(field, raw)).entry(field)
    assert (entry.value, entry.state, entry.problem) == (value, state, problem)
    assert entry.source == source()


@pytest.mark.parametrize(
    ("field", "among", "chosen", "value", "state", "told"),
    [
        ("answer", ("yes", "no"), ("yes",), True, State.FILLED, None),
        ("answer", ("yes", "no"), ("no",), False, State.FILLED, None),
        ("answer", ("yes", "no"), (), None, State.EMPTY, None),
        ("answer", ("yes", "no"), ("yes", "no"), None, State.CONFLICT, "SEVERAL_MARKED"),
        ("kind", ALL, ("child",), "child", State.FILLED, None),
        ("kind", ALL, (), None, State.EMPTY, None),
        ("kind", ALL, ("own", "other"), None, State.CONFLICT, "SEVERAL_MARKED"),
        ("help", ALL, ("other", "own"), ("own", "other"), State.FILLED, None),
        ("help", ALL, (), None, State.EMPTY, None),
    ],
)
def test_marks(
    field: str, among: tuple[str, ...], chosen: tuple[str, ...], value: Value, state: State, told: str | None
) -> None:
    record, findings = settle(KNOWN, [reading(*on(field, *chosen, among=among))])
    entry = record.entry(field)
    assert (entry.value, entry.state) == (value, state)
    assert entry.raw == ";".join(choice for choice in among if choice in chosen)
    assert [one.code for one in findings] == ([told] if told else [])


def test_a_doubtful_mark_leaves_its_answer_unread() -> None:
    doubtful = seen("kind", "off", choice="own", method=Method.MARK, confidence=0.0)
    entry = settled(doubtful, *on("kind", "child", among=("child", "other"), method=Method.MARK)).entry("kind")
    assert (entry.value, entry.state, entry.raw) == (None, State.NOT_READ, "child")


def test_what_could_not_be_read_is_not_empty() -> None:
    entry = settled(seen("name", "", method=Method.TEXT, confidence=0.0)).entry("name")
    assert (entry.value, entry.state) == (None, State.NOT_READ)


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        ("Kari", "Kari", State.FILLED),
        ("linje en to", "linje\nen to", State.FILLED),
        ("Kari", "Ola", State.CONFLICT),
        ("Kari", "", State.CONFLICT),
        ("", "", State.EMPTY),
    ],
)
def test_two_documents(one: str, other: str, state: State) -> None:
    """The surest way wins, whichever came first; a difference asks a person."""
    first = reading(seen("story", other, method=Method.TEXT, document=OTHER, confidence=0.97), document=OTHER)
    second = reading(seen("story", one))
    for readings in ([first, second], [second, first]):
        record, findings = settle(KNOWN, readings)
        entry = record.entry("story")
        assert (entry.raw, entry.state) == (one, state)
        assert [told.code for told in findings] == (["VALUES_CONFLICT"] if state is State.CONFLICT else [])
        assert len(record.observations) == 2


def test_dates_written_in_two_ways_are_one() -> None:
    record, findings = settle(
        KNOWN, [reading(seen("day", "02092026")), reading(seen("day", "2.9.2026", document=OTHER), document=OTHER)]
    )
    assert (record.value("day"), findings) == (date(2026, 9, 2), ())


def test_a_readable_sight_beats_an_unreadable_one() -> None:
    blind = reading(seen("name", "", method=Method.TEXT, confidence=0.0, document=OTHER), document=OTHER)
    entry = settle(KNOWN, [blind, reading(seen("name", "Kari"))])[0].entry("name")
    assert (entry.value, entry.state) == ("Kari", State.FILLED)


def test_marks_that_differ_between_documents_are_a_conflict() -> None:
    readings = [
        reading(*on("answer", "yes", among=("yes", "no"))),
        reading(*on("answer", "no", among=("yes", "no"), document=OTHER), document=OTHER),
    ]
    record, findings = settle(KNOWN, readings)
    assert record.entry("answer").state is State.CONFLICT
    assert [one.code for one in findings] == ["VALUES_CONFLICT"]


def test_a_file_that_disagrees_with_itself_was_told_by_its_reader() -> None:
    pair = (seen("name", "Kari", confidence=0.5), seen("name", "Ola", method=Method.TEXT, confidence=0.5))
    told = finding("VALUE_SHOWN_DIFFERENTLY", field="name")
    record, findings = settle(KNOWN, [reading(*pair, findings=(told,))])
    assert (record.entry("name").value, record.entry("name").state) == ("Kari", State.CONFLICT)
    assert findings == ()
    assert [one.code for one in settle(KNOWN, [reading(*pair)])[1]] == ["VALUES_CONFLICT"]


def test_a_doubled_field_with_two_answers_is_a_conflict() -> None:
    record, findings = settle(KNOWN, [reading(seen("name", "Kari"), seen("name", "Ola", page=2))])
    assert record.entry("name").state is State.CONFLICT
    assert [one.code for one in findings] == ["VALUES_CONFLICT"]


@pytest.mark.parametrize(
    ("main", "rest", "method", "value"),
    [
        ("Hele ", "teksten", Method.ACROFORM, "Hele teksten"),
        ("Linje en\n", "linje to", Method.ACROFORM, "Linje en\nlinje to"),
        ("Ord", "deling", Method.ACROFORM, "Orddeling"),
        ("Hele", "teksten", Method.TEXT, "Hele teksten"),
        ("Kort.\n", "Neste", Method.TEXT, "Kort.\nNeste"),
        ("", "bare resten", Method.ACROFORM, "bare resten"),
    ],
)
def test_a_prefilled_answer_goes_on_where_it_stopped(main: str, rest: str, method: Method, value: str) -> None:
    parts = (seen("story", rest, part=Part.OVERFLOW, page=3, method=method), seen("story", main, method=method))
    assert settled(*parts).value("story") == value


def test_the_parts_of_a_long_answer_come_in_the_order_of_the_pages() -> None:
    parts = (
        seen("story", "tre", part=Part.OVERFLOW, page=4),
        seen("story", "to ", part=Part.OVERFLOW, page=3, top=400),
        seen("story", "en ", part=Part.OVERFLOW, page=3, top=100),
        seen("story", "null "),
    )
    assert settled(*parts).value("story") == "null en to tre"


def continued(number: str, text: str, row: int = 0, method: Method = Method.ACROFORM) -> list[Observation]:
    return [
        seen("", number, row=row, part=Part.CONTINUATION_FIELD, method=method),
        seen("", text, row=row, part=Part.CONTINUATION_TEXT, method=method),
    ]


@pytest.mark.parametrize(
    ("number", "text", "value", "told"),
    [
        ("2", "og mer", "Begynner\nog mer", []),
        ("Felt 2.", "og mer", "Begynner\nog mer", []),
        (" 2 ", "", "Begynner", []),
        ("", "og mer", "Begynner", ["CONTINUATION_FIELD_UNKNOWN"]),
        ("99", "og mer", "Begynner", ["CONTINUATION_FIELD_UNKNOWN"]),
        ("0", "og mer", "Begynner", ["CONTINUATION_FIELD_UNKNOWN"]),
        ("3", "og mer", "Begynner", ["CONTINUATION_FIELD_UNKNOWN"]),
        ("99999999999999", "og mer", "Begynner", ["CONTINUATION_FIELD_UNKNOWN"]),
    ],
)
def test_free_continuations_follow_the_number_beside_them(number: str, text: str, value: str, told: list[str]) -> None:
    record, findings = settle(KNOWN, [reading(seen("story", "Begynner"), *continued(number, text))])
    assert record.value("story") == value
    assert [one.code for one in findings] == told


def test_two_continuations_of_one_field_follow_each_other() -> None:
    record = settled(seen("story", ""), *continued("2", "en"), *continued("2", "to", row=1))
    assert record.value("story") == "en\nto"
    assert settled(seen("name", "Kari"), *continued("1", "Næss")).value("name") == "Kari Næss"


def test_a_continuation_read_in_two_ways_is_told() -> None:
    both = (*continued("2", "en"), *continued("2", "annet", method=Method.TEXT))
    _, findings = settle(KNOWN, [reading(*both)])
    assert [one.code for one in findings] == ["CONTINUATION_CONFLICT"]


def row(number: int, what: str, by: str, done: str) -> list[Observation]:
    return [
        seen("steps", what, row=number, column="what"),
        seen("steps", by, row=number, column="by"),
        seen("steps", done, row=number, column="done"),
    ]


def test_rows_become_a_list_and_keep_where_they_stood() -> None:
    record = settled(*row(0, "Hjelp", "02092026", "on"), *row(1, "", "", "off"), *row(2, "Mer", "", "off"))
    entry = record.entry("steps")
    assert entry.value == (
        (("what", "Hjelp"), ("by", date(2026, 9, 2)), ("done", True)),
        (("what", "Mer"), ("by", None), ("done", False)),
    )
    assert entry.state is State.FILLED
    assert [(cell.row, cell.column, cell.state) for cell in entry.cells if cell.row == 2] == [
        (2, "what", State.FILLED),
        (2, "by", State.EMPTY),
        (2, "done", State.EMPTY),
    ]


def test_rows_without_any_answer_are_empty() -> None:
    entry = settled(*row(0, "", "", "off")).entry("steps")
    assert (entry.value, entry.state) == ((), State.EMPTY)


def test_a_cell_that_is_no_value_leaves_the_table_unread() -> None:
    entry = settled(*row(0, "Hjelp", "i morgen", "off")).entry("steps")
    assert entry.state is State.NOT_READ
    assert entry.value == ((("what", "Hjelp"), ("by", None), ("done", False)),)
    assert next(cell for cell in entry.cells if cell.column == "by").raw == "i morgen"


def test_a_cell_in_conflict_is_told_and_kept() -> None:
    record, findings = settle(
        KNOWN,
        [
            reading(*row(0, "Hjelp", "", "off")),
            reading(seen("steps", "", row=0, column="what", document=OTHER), document=OTHER),
        ],
    )
    assert record.entry("steps").state is State.CONFLICT
    assert [(one.code, one.field) for one in findings] == [("VALUES_CONFLICT", "steps")]


def person(field: str, raw: str, **more: object) -> Observation:
    return seen(field, raw, method=Method.PERSON, page=None, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "read", "said", "value"),
    [
        ("name", [seen("name", "Kari")], [person("name", "Ola")], "Ola"),
        ("name", [seen("name", "Kari")], [person("name", "")], None),
        ("name", [], [person("name", "Ola")], "Ola"),
        ("name", [], [person("name", "Ola"), person("name", "Per", document=OTHER)], "Per"),
        ("agree", [seen("agree", "on")], [person("agree", "off")], False),
        (
            "answer",
            on("answer", "yes", among=("yes", "no")),
            on("answer", "no", among=("yes", "no"), method=Method.PERSON),
            False,
        ),
        ("kind", on("kind", "own", "child", among=ALL), [person("kind", "Annet")], "other"),
        ("help", on("help", "own", among=ALL), [person("help", "child;other")], ("child", "other")),
        ("story", [seen("story", "a"), *continued("2", "b")], [person("story", "c")], "c"),
    ],
)
def test_what_a_person_says_stands_above_all(
    field: str, read: list[Observation], said: list[Observation], value: Value
) -> None:
    record, findings = settle(KNOWN, [reading(*read)], said)
    assert record.value(field) == value
    assert record.entry(field).state in (State.FILLED, State.EMPTY)
    assert record.observations == (*read, *said)
    assert findings == ()


def test_a_person_corrects_one_cell() -> None:
    record = settled(*row(0, "Hjelp", "i morgen", "off"), persons=(person("steps", "3.9.2026", row=0, column="by"),))
    assert record.value("steps") == ((("what", "Hjelp"), ("by", date(2026, 9, 3)), ("done", False)),)


def signed(*kinds: SignatureKind, reason: str | None = None) -> Record:
    marks = tuple(
        SignatureMark("signature", kind, "Kari" if kind is SignatureKind.DIGITAL else None, source()) for kind in kinds
    )
    observations = (seen("reason", reason),) if reason is not None else ()
    return settle(KNOWN, [Reading(DOCUMENT, FileKind.PDF, 1, Identity(), observations, marks)])[0]


@pytest.mark.parametrize(
    ("kinds", "reason", "state", "kind", "entry"),
    [
        ((), None, SignatureState.ABSENT, SignatureKind.NONE, State.ABSENT),
        ((SignatureKind.NONE,), None, SignatureState.ABSENT, SignatureKind.NONE, State.EMPTY),
        ((SignatureKind.NONE,), "Ville ikke", SignatureState.EXCUSED, SignatureKind.NONE, State.EMPTY),
        ((SignatureKind.NONE,), "", SignatureState.ABSENT, SignatureKind.NONE, State.EMPTY),
        ((SignatureKind.DIGITAL,), None, SignatureState.PRESENT, SignatureKind.DIGITAL, State.FILLED),
        ((SignatureKind.TYPED, SignatureKind.DRAWN), None, SignatureState.PRESENT, SignatureKind.DRAWN, State.FILLED),
        ((SignatureKind.TYPED,), "Ville ikke", SignatureState.DOUBTFUL, SignatureKind.TYPED, State.FILLED),
        ((SignatureKind.IMAGE,), None, SignatureState.DOUBTFUL, SignatureKind.IMAGE, State.FILLED),
    ],
)
def test_signatures(
    kinds: tuple[SignatureKind, ...], reason: str | None, state: SignatureState, kind: SignatureKind, entry: State
) -> None:
    record = signed(*kinds, reason=reason)
    (one,) = record.signatures
    assert (one.field, one.state, one.kind) == ("signature", state, kind)
    assert one.by == ("Kari" if kind is SignatureKind.DIGITAL else None)
    assert record.entry("signature").state is entry
