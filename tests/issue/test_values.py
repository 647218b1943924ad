from __future__ import annotations

import json
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.values import ValueStore
from dokumentverk.model.form import FieldKind
from dokumentverk.model.value import Value, normal_lines
from tests.issue.specimens import FIELDS, VALUES, form

NUMBER = "2222-2222-28H2H"


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    store = ValueStore(tmp_path / "issued")
    store.keep(NUMBER, VALUES)
    assert store.get(NUMBER, form()) == VALUES
    (file,) = (tmp_path / "issued").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == (f"{NUMBER}.json", 0o600)
    assert json.loads(file.read_text(encoding="utf-8"))["made"] == "2026-11-21"
    assert store.drop(NUMBER) is True
    assert store.drop(NUMBER) is False
    assert list((tmp_path / "issued").iterdir()) == []


def canonical(kind: FieldKind) -> st.SearchStrategy[Value]:
    words = st.text(st.characters(codec="utf-8"), max_size=20).map(lambda text: " ".join(text.split()) or None)
    match kind:
        case FieldKind.DATE:
            return st.none() | st.dates(min_value=date(1000, 1, 1))
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return st.none() | st.decimals(-10_000, 10_000, places=2).map(Decimal.normalize).map(lambda one: one + 0)
        case FieldKind.YES_NO | FieldKind.TICK:
            return st.booleans()
        case FieldKind.LONG_TEXT:
            return st.text(st.characters(codec="utf-8"), max_size=30).map(normal_lines)
        case FieldKind.ONE_OF:
            return st.sampled_from([None, "own", "child"])
        case FieldKind.SEVERAL_OF:
            return st.sampled_from([None, ("own",), ("own", "child")])
        case _:
            return words


@given(st.data())
def test_any_values_come_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    plain = (FieldKind.TEXT, FieldKind.FODSELSNUMMER, FieldKind.ROWS, FieldKind.SIGNATURE)
    values = {
        field.id: data.draw(canonical(field.kind)) for field in FIELDS if field.kind not in plain or field.id == "title"
    }
    store = ValueStore(tmp_path_factory.mktemp("values"))
    store.keep(NUMBER, values)
    assert store.get(NUMBER, form()) == values


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'"x"', b"\xff", b'{"finnes_ikke": 1}', b'{"made": "i dag"}', b"[" * 100_000]
)
def test_broken_values_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{NUMBER}.json").write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        ValueStore(tmp_path).get(NUMBER, form())
    assert caught.value.code == "ISSUED_VALUES_MISSING"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("number", ["../../x", "", "x", "2222222228H2H", "2222-2222-28H2H/../y"])
def test_what_is_no_number_names_no_file(tmp_path: Path, number: str) -> None:
    store = ValueStore(tmp_path / "issued")
    for ask in (lambda: store.keep(number, {}), lambda: store.get(number, form()), lambda: store.drop(number)):
        with pytest.raises((ValueError, ConfigurationError)):
            ask()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
