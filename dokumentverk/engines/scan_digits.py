"""Digits in the cells of combs, by small networks of our own (``models/digits.onnx``, see ``docs/digit-model.md``).

onnxruntime starts threads of its own unless told otherwise, and spins while it waits: workers run beside each other, so
it gets one thread. It takes a batch of any size; all combs of a sheet go in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from dokumentverk.engines.scan_digit_cells import cut_cells
from dokumentverk.engines.scan_paper import Paper
from dokumentverk.model.layout import Place
from dokumentverk.model.scan import DigitSight

if TYPE_CHECKING:
    import onnxruntime

MODEL: Final = "digits.onnx"


def read_digits(paper: Paper, places: Sequence[tuple[int, Place]]) -> tuple[DigitSight, ...]:
    """One sight for each comb, in the order of ``places``: (index into ``Layout.places``, a place with cells)."""
    if not places:
        return ()
    pictures = [cut_cells(paper, place) for _, place in places]
    (belief,) = _session().run(None, {"cells": np.concatenate(pictures)})
    ends = np.cumsum([len(one) for one in pictures])[:-1]
    return tuple(
        DigitSight(index, paper.received(place.box), tuple(map(tuple, shares.tolist())))
        for (index, place), shares in zip(places, np.split(belief, ends), strict=True)
    )


@cache
def _session() -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    content = (resources.files(__package__) / "models" / MODEL).read_bytes()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
