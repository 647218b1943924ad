from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, timedelta, timezone
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.archive.metadata import Stored, StoredFile, dump, schema, type_of
from dokumentverk.archive.metadata_load import load, value_of
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.messages import finding
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.filing import Acceptance, Journalpost, Received, Variant
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.form import Direction, Role, Series
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part
from dokumentverk.model.reading import (
    Channel,
    FileKind,
    Identity,
    Intake,
    Method,
    Observation,
    SheetOrigin,
    SignatureKind,
    Source,
)
from dokumentverk.model.record import Cell, Entry, Record, SignatureEntry, SignatureState, State
from dokumentverk.model.value import to_json
from tests.archive.synthetic import EGENMELDING, NOW, intake, record

TEXT = st.text(max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=2))])
MOMENT = st.builds(
    lambda days, zone: NOW.astimezone(zone) + days, st.timedeltas(timedelta(-9999), timedelta(9999)), ZONES
)
DAY = st.dates()
ID = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
DIGEST = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
RETURN = st.from_regex(r"R[23456789ACDEFGHJKMNPQRTVWXY]{10}", fullmatch=True)
CONFIDENCE = st.floats(min_value=0, max_value=1)
DECIMAL = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1_000_000, max_value=1_000_000)
SCALAR = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), DECIMAL, DAY, TEXT)
CHOICES = st.lists(ID, max_size=3).map(tuple)
ROWS = st.lists(
    st.dictionaries(ID, st.one_of(SCALAR, CHOICES), min_size=1, max_size=3).map(lambda row: tuple(row.items())),
    max_size=3,
).map(tuple)
VALUE = st.one_of(SCALAR, CHOICES, ROWS)
BOX = st.builds(Box, st.integers(1, 99), *([st.floats(0, 2000, allow_nan=False)] * 4))
SOURCE = st.builds(Source, DIGEST, st.sampled_from(Method), st.none() | st.integers(1, 99), st.none() | BOX)
CELL = st.builds(Cell, st.integers(0, 9), ID, VALUE, st.sampled_from(State), TEXT, CONFIDENCE, st.none() | SOURCE)
ENTRY = st.builds(
    Entry, ID, VALUE, st.sampled_from(State), TEXT, CONFIDENCE, st.none() | SOURCE,
    st.lists(CELL, max_size=2).map(tuple), st.none() | st.just("DATE_UNREADABLE"),
)  # fmt: skip
SIGNATURE = st.builds(
    SignatureEntry, ID, st.sampled_from(Role), st.sampled_from(SignatureState), st.sampled_from(SignatureKind),
    st.none() | TEXT, st.none() | MOMENT, st.none() | SOURCE,
)  # fmt: skip
OBSERVATION = st.builds(
    Observation, ID, TEXT, CONFIDENCE, SOURCE, st.none() | st.integers(0, 9), st.none() | ID, st.none() | ID,
    st.sampled_from(Part),
)  # fmt: skip
FINDING = st.builds(
    Finding, st.from_regex("[A-Z][A-Z_]{0,9}", fullmatch=True), st.sampled_from(Severity), st.none() | ID,
    st.lists(st.tuples(ID, TEXT), max_size=2).map(tuple), st.none() | SOURCE,
)  # fmt: skip
RECORD = st.builds(
    Record, ID, TEXT, st.sampled_from(Language), st.none() | TEXT,
    st.lists(ENTRY, max_size=3, unique_by=lambda entry: entry.field).map(tuple),
    st.lists(SIGNATURE, max_size=2).map(tuple), st.lists(OBSERVATION, max_size=2).map(tuple),
)  # fmt: skip
INTAKE = st.builds(
    Intake, TEXT, DIGEST, st.integers(0, 2**40), st.sampled_from(FileKind), st.sampled_from(Channel), MOMENT,
    sheets=st.lists(st.builds(SheetOrigin, DIGEST, st.integers(1, 2000)), max_size=3).map(tuple),
)  # fmt: skip
RECEIVED = st.builds(
    Received, st.lists(INTAKE, min_size=1, max_size=2).map(tuple), RETURN,
    st.builds(
        Identity, st.none() | TEXT, st.none() | ID, st.none() | TEXT, st.none() | st.sampled_from(Language),
        st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=2).map(tuple),
    ),
    st.integers(0, 99), st.none() | RECORD, st.none() | TEXT, st.lists(FINDING, max_size=2).map(tuple),
    st.none() | st.builds(
        Acceptance, TEXT, MOMENT, TEXT, st.lists(ID, max_size=2).map(tuple), st.lists(ID, max_size=2).map(tuple),
        st.none() | TEXT,
    ),
)  # fmt: skip
POST = st.builds(
    Journalpost, st.text(min_size=1, max_size=20), st.sampled_from(Direction), st.sampled_from(Series), TEXT, TEXT, DAY,
    st.none() | MOMENT, st.none() | MOMENT, MOMENT, TEXT, TEXT, st.booleans(), TEXT, st.none() | TEXT,
    st.none() | TEXT, st.lists(RETURN, max_size=2).map(tuple),
)  # fmt: skip
FILE = st.builds(
    StoredFile, TEXT, DIGEST, st.integers(0, 2**40), st.sampled_from([Variant.PRODUCTION, Variant.ARCHIVE]),
    st.none() | st.just("fmt/477"), st.none() | st.integers(0, 9),
)  # fmt: skip
CROP = st.builds(
    lambda shows, digest: StoredFile(f"utsnitt-{shows}.png", digest, 9, Variant.CROP, "fmt/13", None, shows), ID, DIGEST
)
ABSENCE = st.builds(
    Absence, st.sampled_from(AbsenceKind), DAY, st.none() | DAY, st.decimals(0, 100, places=1), st.none() | TEXT
)
STORED = st.builds(
    Stored, RECEIVED, POST, st.lists(FILE | CROP, min_size=1, max_size=3).map(tuple),
    st.lists(ABSENCE, max_size=2).map(tuple), st.booleans(), st.none() | RETURN,
)  # fmt: skip


def validator() -> Any:
    return jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())


@given(STORED)
def test_a_record_comes_back_as_it_was(stored: Stored) -> None:
    content = dump(stored, None, Language.NB)
    assert load(content) == stored


@given(STORED)
def test_every_record_follows_the_schema(stored: Stored) -> None:
    validator().validate(json.loads(dump(stored, None, Language.NB)))


@given(VALUE)
def test_a_value_comes_back_from_its_json_and_type(value: Any) -> None:
    back = value_of(json.loads(json.dumps(to_json(value))), json.loads(json.dumps(type_of(value))))
    assert back == value
    assert type(back) is type(value)


def _stored() -> Stored:
    one = intake(b"%PDF")
    received = Received(
        (one,), "R23456789AC", Identity("7KXM-4RTA-9CDEF"), 1,
        record(EGENMELDING, one.digest, "7KXM-4RTA-9CDEF"), "1042",
        (finding("ARCHIVE_LITTER", path="Thumbs.db"), Finding("NOT_KNOWN_ANY_MORE", Severity.NOTE)),
    )  # fmt: skip
    post = Journalpost(
        "Egenmelding", Direction.INCOMING, Series.EGENMELDING, "Åse Sørbø-Ødegård", "Dønna kommune", date(2026, 11, 2),
        NOW, None, NOW, "P", "offl. § 13", True, "Ola Leder", "1042",
    )  # fmt: skip
    files = (StoredFile("original.pdf", one.digest, one.size, Variant.PRODUCTION, "fmt/276", 0),)
    return Stored(received, post, files)


def test_a_record_can_be_read_by_people() -> None:
    data = json.loads(dump(_stored(), EGENMELDING, Language.NB))
    assert data["fields"]["first_day"] == {
        "label": "1 Første fraværsdag",
        "value": "2026-10-29",
        "type": "date",
        "state": "filled",
        "method": "ACROFORM",
        "document": data["intakes"][0]["digest"],
        "page": 1,
        "box": [1, 56.7, 120.25, 300.0, 138.5],
        "confidence": 1.0,
        "raw": "29.10.2026",
        "problem": None,
    }
    assert data["fields"]["percent"]["value"] == "37.5"
    assert data["fields"]["measures"]["value"] == [{"what": "Hev-/senkebord", "when": "2026-12-01"}]
    assert data["fields"]["measures"]["type"] == [{"what": "text", "when": "date"}]
    assert "«Thumbs.db»" in data["findings"][0]["message"]
    assert data["findings"][1]["message"] is None
    assert data["journalpost"]["dated"] == "2026-11-02"
    assert "Åse Sørbø-Ødegård".encode() in dump(_stored(), EGENMELDING, Language.NB)


def test_text_that_is_no_text_survives() -> None:
    """Half a surrogate pair, as broken PDF strings give; UTF-8 has no bytes for it."""
    stored = _stored()
    entry = Entry("tasks", "x\ud800y", State.FILLED, "x\ud800y\u202e\x00")
    assert stored.received.record is not None
    odd = replace(stored, received=replace(stored.received, record=replace(stored.received.record, entries=(entry,))))
    content = dump(odd, None, Language.NB)
    assert load(content) == odd
    assert re.search(rb"x\\ud800y", content)


def test_the_schema_is_sound_and_closed() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    data = json.loads(dump(_stored(), None, Language.NB))
    with pytest.raises(jsonschema.ValidationError):
        validator().validate({**data, "more": 1})
    with pytest.raises(jsonschema.ValidationError):
        validator().validate({**data, "return": "../x"})
    data["fields"]["first_day"]["state"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(data)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"schema": 2}', b'{"schema": 1}', b"[" * 9999]
)
def test_what_is_no_record_is_damage(content: bytes) -> None:
    with pytest.raises(ArchiveDamaged) as caught:
        load(content)
    assert caught.value.code == "ARCHIVE_RECORD_UNREADABLE"


@pytest.mark.parametrize(
    ("change", "wrong"), [("fields", 3), ("files", [{}]), ("restricted", None), ("journalpost", {"dated": "x"})]
)
def test_a_record_of_another_shape_is_damage(change: str, wrong: object) -> None:
    data = json.loads(dump(_stored(), None, Language.NB))
    if change == "restricted":
        del data["restricted"]
    else:
        data[change] = wrong
    with pytest.raises(ArchiveDamaged):
        load(json.dumps(data).encode())


def test_a_decimal_that_is_none_is_damage() -> None:
    data = json.loads(dump(_stored(), None, Language.NB))
    data["fields"]["percent"]["value"] = "much"
    with pytest.raises(ArchiveDamaged):
        load(json.dumps(data).encode())
    assert value_of("37.5", "decimal") == Decimal("37.5")
