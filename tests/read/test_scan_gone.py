"""A sheet whose top is torn off: what stood there is not read as empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dokumentverk.model.scan import SheetLook
from tests.read.test_scan import Seers, codes, mark, read


class TornSeers(Seers):
    """The first sheet lacks its top, with two of its boxes."""

    def call(self, task: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        seen = super().call(task, *args, **named)
        if not (isinstance(seen, tuple) and seen and isinstance(seen[0], SheetLook)):
            return seen
        return tuple(replace(one, fit=replace(one.fit, gone=(0, 1) if one.fit.sheet == 1 else ())) for one in seen)


def test_a_sheet_that_lacks_some_of_its_boxes_is_told() -> None:
    reading = read(TornSeers((mark(1, 1), mark(2, 2), mark(3, 3))))
    assert codes(reading) == ["SHEET_PART_GONE"]
    assert dict(reading.findings[0].params) == {"sheets": "1"}
