"""What reading paper is worth: made-up returns of held-out writers under degradations that no threshold was set on.

Everything here is **synthetic**: real digits of strangers (MNIST's test half), drawn strokes, fonts, made-up scanners
and telephones. Each rate stands with its n and the bound that it surely keeps at 95 % (Clopper and Pearson, one-sided).
What is printed is Markdown. The figures of a part do not depend on which other parts are run.

    python -m benchmarks.scan [marks] [digits] [signatures] [pages] [forms] [speed] [memory] [--rounds N] [--scanned]

With ``--scanned`` only paper that scanners picture in grey and colour, for which the targets hold.

Needs the extras ``test`` and ``bench`` and what ``.ci/tools`` brings. OCRmyPDF is installed by pip beside the other
peers on first use; it wants Debian's ``tesseract-ocr-nor`` and ``ghostscript``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.paper.answers import PRINTED, REAL
from benchmarks.paper.forms import DATES, NUMBERS, SIGNATURES, TICKS, write_forms
from benchmarks.paper.making import Return, Task, group_of, make_return, measure
from benchmarks.paper.speed import MEMORY_SIDES, memory_line, speed_table, stacks
from benchmarks.paper.tally import Figure, Result, Tally, lower_bound, upper_bound
from benchmarks.paper.through import DIGITS, SIGNATURE, Passage, pass_through
from dokumentverk.engines.worker import THREADS
from dokumentverk.flow.understand import LIKELY, PLAUSIBLE_AFTER, PLAUSIBLE_BEFORE
from dokumentverk.read.decode import Bounds
from dokumentverk.rules.fodselsnummer import rule_2032_on
from tests.paper import BILEVEL, FOREIGN, GREY_AND_COLOUR, PHONES, Condition, Print, issue_print, paper_office
from tests.paper.prints import DAY

ROUNDS = 8
GROUPS = ("grey and colour", "augraphy", "bilevel and fax", "phone good", "phone bad")
_MAIN = [one for one in GREY_AND_COLOUR if one not in FOREIGN]
_BOXES = {
    "marks": {TICKS: 10},
    "digits": {NUMBERS: 13, DATES: 8},
    "signatures": {SIGNATURES: 20},
    "pages": dict.fromkeys(REAL, 2),
}
"""Part → form → pages in grey and colour for every round: 1,920 tick boxes, 663 fødselsnummer, 544 dates, 180
signatures."""
PARTS = (*_BOXES, "forms", "speed", "memory")
AHEAD = 3
_SEED = 100_001
_APART = 100_000
"""Seeds of one part: the parts never share any."""
_DAY = DAY.date()
BOUNDS = Bounds(
    _DAY - PLAUSIBLE_BEFORE,
    _DAY + PLAUSIBLE_AFTER,
    rule_2032=rule_2032_on(_DAY),
    likely=(_DAY - LIKELY, _DAY + LIKELY),
    arrived=_DAY,
)


def run(rounds: int, parts: Sequence[str] = PARTS, *, scanned: bool = False, processes: int = 2) -> Iterator[str]:
    """A table at a time. ``scanned``: grey and colour alone."""
    yield "Reading paper: synthetic pages, held-out writers, digits and degradations\n"
    with ExitStack() as opened:
        root = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "kontor"
        office = opened.enter_context(paper_office(root, seed=_SEED))
        write_forms(root)
        forms = {form for pages in _BOXES.values() for form in pages}
        prints = {form: issue_print(office, form, None, given=PRINTED.get(form, {})) for form in forms - set(REAL)}
        prints |= {form: issue_print(office, form, given=PRINTED.get(form, {})) for form in REAL}
        boxes = [task for part in parts if part in _BOXES for task in _box_tasks(part, rounds, scanned=scanned)]
        pool = opened.enter_context(ProcessPoolExecutor(processes, mp_context=get_context("spawn")))
        if boxes:
            tally = Tally()
            for one in pool.map(measure, [prints[task.form] for task in boxes], boxes, [BOUNDS] * len(boxes)):
                tally.absorb(one)
            yield _box_tables(tally)
        if "forms" in parts:
            passages: dict[tuple[str, str], Passage] = {}
            by_condition: Counter[tuple[str, str, bool]] = Counter()
            tasks = list(_return_tasks(rounds, scanned=scanned))
            for task, passed in zip(tasks, _returns(pool, prints, tasks), strict=True):
                passage = passages.setdefault((task.form, group_of(task.condition)), Passage())
                before = passage.passed
                pass_through(office, passed, passage, f"{task.form} {task.condition} seed {task.seed}")
                by_condition[task.form, str(task.condition), passage.passed > before] += 1
            yield _through_table(passages)
            yield _condition_table(by_condition)
            yield _stopped_table(passages)
        if {"speed", "memory"} & set(parts):
            grey, colour = stacks(prints["egenmelding"], root.parent)
            if "speed" in parts:
                yield speed_table((grey, colour), rounds)
            if "memory" in parts:
                yield memory_line(grey, MEMORY_SIDES)


def _returns(pool: Executor, prints: Mapping[str, Print], tasks: Sequence[Task]) -> Iterator[Return]:
    """In order, few at a time: one holds all its pictures, some 100 MB."""
    waiting: deque[Future[Return]] = deque()
    for task in tasks:
        waiting.append(pool.submit(make_return, prints[task.form], task))
        if len(waiting) > AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _box_tasks(part: str, rounds: int, *, scanned: bool) -> Iterator[Task]:
    """Odd seeds only; conditions in turn. Of pages other than grey and colour there are a few."""
    others = [one for one in (*FOREIGN, *BILEVEL, *PHONES) for _ in range(0 if scanned else max(1, rounds // 4))]
    wanted: list[tuple[str, Condition]] = []
    for form, pages in _BOXES[part].items():
        wanted += [(form, condition) for condition in (*islice(cycle(_MAIN), pages * rounds), *others)]
    first = _SEED + _APART * (1 + list(_BOXES).index(part))
    for at, (form, condition) in enumerate(wanted):
        yield Task(form, condition, first + 2 * at)


def _return_tasks(rounds: int, *, scanned: bool) -> Iterator[Task]:
    """Of each form 48 in grey and colour and 20 of every other kind of paper, when there are 8 rounds."""
    seed = _SEED + _APART * (1 + len(_BOXES))
    others = () if scanned else (FOREIGN, BILEVEL, PHONES[:1], PHONES[1:])
    for form in REAL:
        for conditions, count in ((_MAIN, 6 * rounds), *((one, -(-5 * rounds // 2)) for one in others)):
            for condition in islice(cycle(conditions), count):
                seed += 2
                yield Task(form, condition, seed)


def _box_tables(tally: Tally) -> str:
    lines = [_HEAD]
    corners: list[str] = []
    for group in GROUPS:
        lines += [_rate_line(tally, group, figure) for figure in _TARGETS if tally.of(group, figure).total()]
        errors = sorted(tally.errors.get(group, ()))
        if errors:
            within = sum(one <= 1.0 for one in errors)
            corners.append(
                f"| {group} | {len(errors):,} | {np.median(errors):.2f} | {np.quantile(errors, 0.99):.2f}"
                f" | {errors[-1]:.2f} | {within / len(errors):.1%} (≥ {lower_bound(within, len(errors)):.1%}) |"
            )
    wrong = [f"- {one}" for one in sorted(tally.misread)]
    return "\n".join([*lines, "", _CORNERS, *corners, "", "Wrong:", "", *(wrong or ["- none"]), ""])


_TARGETS: dict[Figure, tuple[float | None, float | None]] = {
    Figure.SHEETS: (0.0, 0.995),
    Figure.TICKS: (1 / 5000, None),
    Figure.CLEAR_TICKS: (None, 0.97),
    Figure.ODD_TICKS: (None, None),
    Figure.NUMBERS: (0.0, 0.90),
    Figure.DATES: (0.001, 0.70),
    Figure.DATES_OF_RETURNS: (0.001, 0.70),
    Figure.COMBS: (None, None),
    Figure.PRESENT: (0.005, 0.75),
    Figure.ABSENT: (0.005, 0.75),
    Figure.INKS: (None, None),
}
"""Figure → (largest share of wrong among accepted, smallest share accepted); held against grey and colour."""

_HEAD = """\
| paper | what | n | accepted | wrong of accepted | target |
|---|---|---|---|---|---|"""
_CORNERS = """\
| paper | sheets | worst field's corner, median mm | 99 % within | largest | within 1 mm |
|---|---|---|---|---|---|"""
_THROUGH = """\
| form | paper | returns | straight through | wrong of these | digits alone stopped | signature alone stopped |
|---|---|---|---|---|---|---|"""
_STOPPED = """\
| form | paper | of | what sent returns to a person (alone) |
|---|---|---|---|"""


def _rate_line(tally: Tally, group: str, figure: Figure) -> str:
    counts = tally.of(group, figure)
    n = counts.total()
    accepted, wrong = counts[Result.RIGHT] + counts[Result.WRONG], counts[Result.WRONG]
    verdict = _target(figure, wrong / max(1, accepted), accepted / n) if group == GROUPS[0] else ""
    return (
        f"| {group} | {figure} | {n:,} | {accepted / n:.1%} (≥ {lower_bound(accepted, n):.1%})"
        f" | {wrong} of {accepted:,} (≤ {upper_bound(wrong, accepted):.3%}) | {verdict} |"
    )


def _target(figure: Figure, wrong: float, accepted: float) -> str:
    most, least = _TARGETS[figure]
    if most is None and least is None:
        return ""
    kept = (most is None or wrong <= most) and (least is None or accepted >= least)
    asked = [f"wrong ≤ {most:.3g}" if most is not None else "", f"accepted ≥ {least:.3g}" if least is not None else ""]
    return f"{', '.join(one for one in asked if one)}: {'met' if kept else '**missed**'}"


def _through_table(passages: dict[tuple[str, str], Passage]) -> str:
    lines = [_THROUGH]
    errors: list[str] = []
    for (form, group), one in sorted(passages.items(), key=lambda item: (item[0][0], GROUPS.index(item[0][1]))):
        lines.append(
            f"| {form} | {group} | {one.returns} | {one.passed}"
            f" ({one.passed / one.returns:.0%}, ≥ {lower_bound(one.passed, one.returns):.0%}) | {one.wrong}"
            f" (≤ {upper_bound(one.wrong, one.passed):.1%}) | {one.stopped_by(DIGITS)} | {one.stopped_by(SIGNATURE)} |"
        )
        errors += [f"- {error}" for error in one.errors]
    return "\n".join([*lines, "", *errors, ""])


def _condition_table(counts: Mapping[tuple[str, str, bool], int]) -> str:
    """How many of each form went straight through, one line for every kind of paper."""
    lines = [f"| paper | {' | '.join(REAL)} | all, at least |", "|---" * (len(REAL) + 2) + "|"]
    for condition in dict.fromkeys(condition for _, condition, _ in counts):
        passed = [counts.get((form, condition, True), 0) for form in REAL]
        made = [counts.get((form, condition, False), 0) + one for form, one in zip(REAL, passed, strict=True)]
        told = " | ".join(f"{one} of {n}" for one, n in zip(passed, made, strict=True))
        lines.append(f"| {condition} | {told} | {lower_bound(sum(passed), sum(made)):.0%} |")
    return "\n".join([*lines, ""])


def _stopped_table(passages: dict[tuple[str, str], Passage]) -> str:
    """Every reason by field. In brackets: of so many returns the only one."""
    lines = [_STOPPED]
    for (form, group), one in sorted(passages.items(), key=lambda item: (item[0][0], GROUPS.index(item[0][1]))):
        counts = Counter(reason for stopped in one.stopped for reason in stopped)
        alone = Counter(next(iter(stopped)) for stopped in one.stopped if len(stopped) == 1)
        told = [
            f"{code} {field or ''} {count}".replace("  ", " ")
            + (f" ({alone[code, field]})" if (code, field) in alone else "")
            for (code, field), count in counts.most_common()
        ]
        lines.append(f"| {form} | {group} | {one.returns} | {', '.join(told)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--scanned", action="store_true", help="grey and colour alone")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    # As in a worker. Processes that are started from here on load their libraries under it.
    os.environ.update(dict.fromkeys(THREADS, "1"))
    for table in run(
        arguments.rounds, arguments.parts or PARTS, scanned=arguments.scanned, processes=arguments.processes
    ):
        print(table, flush=True)


if __name__ == "__main__":
    main()
