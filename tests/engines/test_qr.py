from __future__ import annotations

import pytest
import segno
import zxingcpp
from PIL import Image

from dokumentverk.engines.qr import MODULES, modules, runs
from dokumentverk.model.number import PageCode, page_payload

PAYLOAD = page_payload(PageCode("7KXM-4RTA-9CDEF", 2, 3))


def test_a_page_code_is_version_one_and_reads_back() -> None:
    rows = modules(PAYLOAD)
    assert len(rows) == MODULES
    assert {len(row) for row in rows} == {MODULES}
    image = Image.new("L", (MODULES + 8, MODULES + 8), 255)
    for row, column, length in runs(PAYLOAD):
        image.paste(0, (column + 4, row + 4, column + 4 + length, row + 5))
    image = image.resize((290, 290), Image.Resampling.NEAREST)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [PAYLOAD]


@pytest.mark.parametrize("page", [0, 1, 2, 99])
def test_another_writer_makes_the_same_code(page: int) -> None:
    payload = page_payload(PageCode("7KXM-4RTA-9CDEF", page, 99))
    code = segno.make_qr(payload, version=1, error="m", mode="alphanumeric", boost_error=False, mask=3)
    assert modules(payload) == tuple(tuple(bool(module) for module in row) for row in code.matrix)


def test_runs_cover_the_dark_modules_once() -> None:
    dark = {(y, x) for y, row in enumerate(modules(PAYLOAD)) for x, on in enumerate(row) if on}
    covered = [(row, column + step) for row, column, length in runs(PAYLOAD) for step in range(length)]
    assert sorted(covered) == sorted(dark)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="version 1-M"):
        modules("A" * 21)
