"""A look at many blanks, and the few that a sheet is then laid on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from benchmarks.foreign import scanned, varied_form
from dokumentverk.engines.scan_rank import likeness
from dokumentverk.engines.worker import Fate, Lost, Workers
from dokumentverk.read.elsewhere import MOST_LOOKED_AT, likely_forms
from dokumentverk.read.known import Foreign, Known
from tests.engines.scan_made import jpeg, jpeg_entries, picture_pdf
from tests.paper.conditions import Condition
from tests.read.test_elsewhere import known

BLANKS = tuple((hashlib.sha256(one).hexdigest(), one) for one in map(varied_form, range(12)))


@pytest.mark.parametrize("condition", [Condition.GREY_150, Condition.UPSIDE_DOWN, Condition.FAX_STANDARD])
def test_the_right_blank_is_most_like(tmp_path: Path, condition: Condition) -> None:
    path = tmp_path / "ark.pdf"
    path.write_bytes(scanned(BLANKS[7][1], condition, 5))
    for sheets in ((1,), (2,), (2, 1)):
        found = likeness(str(path), sheets, BLANKS)
        assert max(range(len(BLANKS)), key=lambda at: found[at]) == 7


def test_what_cannot_be_opened_is_like_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ark.pdf"
    grey = np.full((1100, 800), 250, np.uint8)
    picture_pdf(path, [(jpeg(grey)[:300], jpeg_entries(grey))])
    assert likeness(str(path), (1,), (*BLANKS[:1], ("0" * 64, b"no PDF"))) == (0.0, 0.0)
    path.write_bytes(b"%PDF-1.7 nothing")
    assert likeness(str(path), (1,), BLANKS[:2]) == (0.0, 0.0)


class Looks:
    """In the place of workers: how like each form is, by its place."""

    def __init__(self, found: tuple[float, ...] | Lost) -> None:
        self.found = found
        self.asked = 0

    def call(self, *_: object) -> Any:
        self.asked += 1
        return self.found


def likely(forms: tuple[Known, ...], looks: Looks) -> tuple[Known, ...]:
    return likely_forms("x.pdf", (1,), Foreign(forms), cast("Workers", looks))


def names(forms: tuple[Known, ...]) -> list[str]:
    return [one.definition.id for one in forms]


def test_few_forms_are_all_laid_out_and_of_many_the_likeliest() -> None:
    forms = tuple(known(f"f{at}") for at in range(MOST_LOOKED_AT + 3))
    looks = Looks(tuple(0.1 * at for at in range(len(forms))))
    few = likely(forms[:MOST_LOOKED_AT], looks)
    assert (names(few), looks.asked) == ([f"f{at}" for at in range(MOST_LOOKED_AT)], 0)
    many = likely(forms, looks)
    assert names(many) == [f"f{at}" for at in range(MOST_LOOKED_AT + 2, 2, -1)]
    dim = Looks((0.3,) * len(forms))
    assert likely(forms, dim) == forms
    assert likely(forms, Looks(Lost(Fate.CRASHED))) == ()
