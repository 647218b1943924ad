"""What reading paper is worth: made-up returns of held-out writers under degradations that no threshold was set on.

Everything here is **synthetic**: real digits of strangers (MNIST's test half), drawn strokes, fonts, made-up scanners
and telephones. Each rate stands with its n and the bound that it surely keeps at 95 % (Clopper and Pearson, one-sided).

    python -m benchmarks.scan [boxes] [forms] [speed] [--rounds N]

Needs the extras ``test`` and ``bench`` and what ``.ci/tools`` brings; OCRmyPDF also wants Debian's ``tesseract-ocr``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.paper.answers import PRINTED, REAL
from benchmarks.paper.forms import DATES, NUMBERS, SIGNATURES, TICKS, write_forms
from benchmarks.paper.making import Task, group_of, make_return, measure
from benchmarks.paper.speed import memory_of, speed_of, stacks
from benchmarks.paper.tally import Figure, Result, Tally, lower_bound, upper_bound
from benchmarks.paper.through import Passage, pass_through
from dokumentverk.read.decode import Bounds
from tests.paper import BILEVEL, FOREIGN, GREY_AND_COLOUR, PHONES, Print, issue_print, paper_office
from tests.paper.prints import DAY

ROUNDS = 8
PARTS = ("boxes", "forms", "speed")
GROUPS = ("grey and colour", "augraphy", "bilevel and fax", "phone good", "phone bad")
_MAIN = [one for one in GREY_AND_COLOUR if one not in FOREIGN]
_PAGES = {TICKS: 10, NUMBERS: 13, DATES: 8, SIGNATURES: 20}
"""Pages of each measuring form for every round: 1,920 tick boxes, 663 fødselsnummer, 544 dates, 180 signatures."""
_SEED = 100_001
BOUNDS = Bounds(DAY.date() - timedelta(days=730), DAY.date() + timedelta(days=550), rule_2032=True)


def run(rounds: int, parts: Sequence[str] = PARTS) -> str:
    """``rounds`` of 8 give the numbers that the targets ask for: half an hour on two cores."""
    told = ["Reading paper (synthetic pages, held-out writers, digits and degradations)"]
    with ExitStack() as opened:
        root = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "kontor"
        office = opened.enter_context(paper_office(root, seed=_SEED))
        write_forms(root)
        prints = {form: issue_print(office, form, None) for form in _PAGES}
        prints |= {form: issue_print(office, form, given=PRINTED.get(form, {})) for form in REAL}
        if "boxes" in parts:
            told.append(_boxes(prints, rounds))
        if "forms" in parts:
            pool = opened.enter_context(ProcessPoolExecutor(2, mp_context=get_context("spawn")))
            passages: dict[tuple[str, str], Passage] = {}
            tasks = list(_return_tasks(rounds))
            made = pool.map(make_return, [prints[task.form] for task in tasks], tasks)
            for task, one in zip(tasks, made, strict=True):
                passage = passages.setdefault((task.form, group_of(task.condition)), Passage())
                pass_through(office, one, passage, f"{task.form} {task.condition} seed {task.seed}")
            told.append(_through_table(passages))
        if "speed" in parts:
            told.append(_speed(prints["egenmelding"], root.parent, rounds))
    return "\n".join(told)


def _boxes(prints: dict[str, Print], rounds: int) -> str:
    tally = Tally()
    tasks = list(_box_tasks(rounds))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for one in pool.map(measure, [prints[task.form] for task in tasks], tasks, [BOUNDS] * len(tasks)):
            tally.absorb(one)
    return _box_tables(tally)


def _box_tasks(rounds: int) -> Iterator[Task]:
    """Odd seeds only; conditions in turn."""
    seed = _SEED
    wanted = [(form, condition) for form, pages in _PAGES.items() for condition in islice(cycle(_MAIN), pages * rounds)]
    others = [one for one in (*FOREIGN, *BILEVEL, *PHONES) for _ in range(max(1, rounds // 4))]
    wanted += [(form, condition) for form in _PAGES for condition in others]
    wanted += [(form, condition) for form in REAL for condition in islice(cycle(_MAIN), 2 * rounds)]
    for form, condition in wanted:
        seed += 2
        yield Task(form, condition, seed)


def _return_tasks(rounds: int) -> Iterator[Task]:
    seed = 3 * _SEED
    for form in REAL:
        for conditions, count in (
            (_MAIN, 3 * rounds), (FOREIGN, rounds // 2), (BILEVEL, rounds), (PHONES[:1], rounds), (PHONES[1:], rounds),
        ):  # fmt: skip
            for condition in islice(cycle(conditions), count):
                seed += 2
                yield Task(form, condition, seed)


def _box_tables(tally: Tally) -> str:
    lines = [_HEAD]
    for group in GROUPS:
        tried = [figure for figure in _TARGETS if tally.of(group, figure).total()]
        lines += [_rate_line(tally, group, figure) for figure in tried]
        errors = sorted(tally.errors.get(group, ()))
        if errors:
            within = sum(one <= 1.0 for one in errors)
            lines.append(
                f"  {group:16} worst corner: median {np.median(errors):.2f} mm, of 99 % within"
                f" {np.quantile(errors, 0.99):.2f}, largest {errors[-1]:.2f}; <= 1 mm on {within} of {len(errors)}"
            )
    return "\n".join([*lines, "  wrong:", *(f"    {one}" for one in tally.misread)])


_TARGETS: dict[Figure, tuple[float | None, float | None]] = {
    Figure.SHEETS: (0.0, 0.995),
    Figure.TICKS: (1 / 5000, None),
    Figure.CLEAR_TICKS: (None, 0.97),
    Figure.ODD_TICKS: (None, None),
    Figure.NUMBERS: (0.0, 0.90),
    Figure.DATES: (0.001, 0.70),
    Figure.COMBS: (None, None),
    Figure.PRESENT: (0.005, 0.75),
    Figure.ABSENT: (0.005, 0.75),
    Figure.INKS: (None, None),
}
"""Figure → (largest share of wrong among accepted, smallest share accepted); held against grey and colour."""

_HEAD = f"  {'':16} {'':33} {'n':>6} {'accepted':>17} {'wrong of accepted':>28}"


def _rate_line(tally: Tally, group: str, figure: Figure) -> str:
    counts, target = tally.of(group, figure), _TARGETS[figure]
    n = counts.total()
    accepted = counts[Result.RIGHT] + counts[Result.WRONG]
    wrong = counts[Result.WRONG]
    verdict = ""
    if group == GROUPS[0] and target != (None, None):
        most, least = target
        kept = (most is None or wrong / max(1, accepted) <= most) and (least is None or accepted / n >= least)
        verdict = "  met" if kept else "  MISSED"
    taken = f"{accepted / n:7.2%} (>= {lower_bound(accepted, n):.1%})"
    return (
        f"  {group:16} {figure:33} {n:6} {taken:>17}"
        f" {wrong:6} (<= {upper_bound(wrong, accepted):.3%} of {accepted}){verdict}"
    )


def _through_table(passages: dict[tuple[str, str], Passage]) -> str:
    lines = ["  straight through, without a person:"]
    for (form, group), one in sorted(passages.items(), key=lambda item: (item[0][0], GROUPS.index(item[0][1]))):
        reasons = ", ".join(f"{code} {count}" for code, count in one.reasons.most_common(4))
        lines.append(
            f"  {form:16} {group:16} {one.passed:3} of {one.returns:3}"
            f" (>= {lower_bound(one.passed, one.returns):.0%}), {one.wrong} with an error;"
            f" to a person: {reasons or '-'}"
        )
        lines += [f"    {error}" for error in one.errors]
    return "\n".join(lines)


def _speed(printed: Print, folder: Path, rounds: int) -> str:
    lines = ["  speed, milliseconds a side on one core (best of the turns):"]
    made = stacks(printed, folder)
    for stack in made:
        one = speed_of(stack, max(3, rounds))
        pages = 1 / (one.identify + one.read)
        lines.append(
            f"  {stack.name:32} floor (decoding) {one.decode * 1000:6.1f}, identify {one.identify * 1000:6.1f},"
            f" read {one.read * 1000:6.1f}: {pages:.1f} sides/s,"
            f" target {stack.target:g}: {_verdict(pages, stack.target)};"
            f" two processes {one.two:.2f} times, target 1.8: {_verdict(one.two, 1.8)}"
        )
        if one.ocrmypdf is None:
            lines.append("    OCRmyPDF is not installed")
        else:
            times = one.ocrmypdf * pages
            told = f"we are {times:.1f} times as fast, target 10: {_verdict(times, 10)}"
            lines.append(f"    OCRmyPDF {one.ocrmypdf * 1000:.0f}: {told}")
    sides = 250 * rounds
    early, late, most = memory_of(made[0], sides)
    lines.append(
        f"  memory of a process: {early:.0f} MB at the start, {late:.0f} MB after {sides} sides, {most:.0f} at most,"
        f" target 600: {_verdict(600, most)}"
    )
    return "\n".join(lines)


def _verdict(reached: float, target: float) -> str:
    return "met" if reached >= target else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    print(run(arguments.rounds, arguments.parts or PARTS), flush=True)


if __name__ == "__main__":
    main()
