"""Whatever stands in a definition: it is one, or its faults are told. Nothing else is raised."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokumentverk import shipped
from dokumentverk.define import parse_definition
from dokumentverk.define.drafted import drafted
from dokumentverk.define.parse import form_of
from dokumentverk.define.relations import CHECKS
from dokumentverk.define.table import Faults
from dokumentverk.errors import DefinitionError

SHIPPED = sorted(shipped.forms().glob("*.toml"))
WORDS: list[object] = ["", " ", "x", "a.b", "section", "date", "signature", "rows"]
ANY: st.SearchStrategy[object] = st.sampled_from(
    [*WORDS, 0, -1, 3, True, False, None, [], [[]], [{}], {}, [1], ["x", "x"]]
)

Step = str | int


def _places(content: object, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if path:
        yield path
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from _places(inner, (*path, key))
    if isinstance(content, list):
        for number, inner in enumerate(content):
            yield from _places(inner, (*path, number))


def _put(content: object, path: tuple[Step, ...], value: object) -> object:
    """``content`` with ``value`` at ``path``; None takes the key or element away."""
    changed = copy.deepcopy(content)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]  # type: ignore[index]
    if value is None:
        del inner[path[-1]]  # type: ignore[attr-defined]
    else:
        inner[path[-1]] = value  # type: ignore[index]
    return changed


def _faults(content: dict[str, object]) -> Faults:
    faults = Faults("form.toml")
    definition, paths = form_of(content, json.dumps(content, default=str), faults)
    draft = drafted(definition, paths)
    for check in CHECKS:
        check(draft, faults)
    return faults


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_change_of_a_shipped_form_is_a_form_or_has_faults(path: Path, data: st.DataObject) -> None:
    content: object = tomllib.loads(path.read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(_places(content))
        place = places[data.draw(st.integers(0, len(places) - 1))]
        content = _put(content, place, data.draw(ANY))
    assert isinstance(content, dict)
    faults = _faults(content)
    assert all(fault.where and fault.code.startswith("DEFINITION_") for fault in faults.found)


@given(st.text(max_size=60))
def test_any_text_is_a_form_or_has_faults(text: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text, "form.toml")
    assert caught.value.faults
