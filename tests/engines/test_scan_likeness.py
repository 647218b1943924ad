"""A sheet drawn twice by the feeder, told from a form filled in twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from dokumentverk.engines.scan_likeness import alike, same_paper
from dokumentverk.engines.scan_paper import Grey

WIDE, HIGH = 1654, 2339
"""A4 at 200 dpi."""


def printed() -> Grey:
    page = np.full((HIGH, WIDE), 255, np.uint8)
    for row in range(14):
        top = 250 + row * 135
        cv2.rectangle(page, (150, top), (1500, top + 80), 120, 2)
        cv2.putText(page, f"{row + 1} Felt med ledetekst", (150, top - 12), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2)
    return page


def written(page: Grey, seed: int, lines: int) -> Grey:
    page, chance = page.copy(), np.random.default_rng(seed)
    for _ in range(lines):
        start = np.array([chance.integers(200, 900), 290 + 135 * int(chance.integers(0, 14))])
        steps = np.column_stack([np.arange(24) * 12, chance.integers(-22, 22, 24)])
        cv2.polylines(page, [(start + steps).astype(np.int32)], False, 50, 4, cv2.LINE_AA)
    return page


def scanned(page: Grey, *, degrees: float = 0.0, shift: Sequence[float] = (0, 0), seed: int = 1) -> Grey:
    turn = np.asarray(cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), degrees, 1.0), np.float64)
    turn[:, 2] += np.asarray(shift, np.float64)
    laid = cv2.warpAffine(page, turn, (WIDE, HIGH), flags=cv2.INTER_AREA, borderValue=250).astype(np.float32)
    noise = np.random.default_rng(seed).normal(0, 5, laid.shape)
    seen = np.clip(laid * 0.92 + 10 + noise, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(seen, (827, 1169), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize(("degrees", "shift"), [(0.0, (0, 0)), (0.4, (9, -14)), (-1.2, (-20, 12))])
def test_the_same_paper_fed_twice(degrees: float, shift: tuple[int, int]) -> None:
    page = written(printed(), 3, 12)
    assert alike(scanned(page, degrees=-0.3, shift=(3, 4)), scanned(page, degrees=degrees, shift=shift, seed=7))


@pytest.mark.parametrize("other", ["one stroke more", "another hand", "nothing written"])
def test_another_return_of_the_same_form(other: str) -> None:
    page = written(printed(), 3, 12)
    others = {
        "one stroke more": written(page, 77, 1),
        "another hand": written(printed(), 5, 12),
        "nothing written": printed(),
    }
    assert not alike(scanned(page, degrees=-0.3), scanned(others[other], degrees=0.3, shift=(5, 2), seed=7))


def test_what_cannot_be_opened_is_not_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"junk")
    Image.fromarray(printed()).save(tmp_path / "b.png", dpi=(200, 200))
    assert not same_paper((str(tmp_path / "a.jpg"), 1), (str(tmp_path / "b.png"), 1))
    assert same_paper((str(tmp_path / "b.png"), 1), (str(tmp_path / "b.png"), 1))
