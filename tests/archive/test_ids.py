from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.archive.ids import RETURN_ID, actor_id, return_id

DIGEST = st.binary(max_size=8).map(lambda content: hashlib.sha256(content).hexdigest())


def test_an_id_is_stable() -> None:
    assert return_id(["0" * 64]) == "RRVRJFTRQ4V"


@given(st.lists(DIGEST, min_size=1, max_size=5, unique=True))
def test_an_id_follows_from_the_bytes_in_any_order(digests: list[str]) -> None:
    turned = list(reversed(digests))
    assert return_id(turned) == return_id(digests)
    assert RETURN_ID.fullmatch(return_id(digests))


@given(st.lists(DIGEST, min_size=2, max_size=2, unique=True))
def test_other_bytes_have_another_id(digests: list[str]) -> None:
    assert len({return_id([digests[0]]), return_id([digests[1]]), return_id(digests)}) == 3


def test_a_further_copy_has_an_id_of_its_own() -> None:
    assert len({return_id(["0" * 64], copy=copy) for copy in range(100)}) == 100


def test_nothing_has_no_id() -> None:
    with pytest.raises(ValueError, match="at least one file"):
        return_id([])


def test_an_actor_is_opaque_but_always_the_same() -> None:
    assert actor_id("Kari Nordmann", b"secret") == actor_id("kari nordmann", b"secret")
    assert actor_id("Kari Nordmann", b"secret") != actor_id("Kari Nordmann", b"other")
    assert "KARI" not in actor_id("Kari", b"secret")
