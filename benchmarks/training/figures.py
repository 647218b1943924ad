"""Measure the digit model and the decoding on what neither training nor thresholds saw:
``python -m benchmarks.training.figures [--share S]``.

Pages of combs by held-out hands (odd seeds, MNIST's test half): mixed ones in every condition that ``tests.paper``
knows, and pages full of fødselsnummer, of such with slips, and of dates in grey and colour, as the targets ask for.
``--tune`` takes even seeds instead: thresholds are set on those. The tables go into ``docs/digit-model.md`` with
``--write``.
"""

from __future__ import annotations

import argparse
import math
import pickle
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2

from benchmarks.training.combs import DATES, MIXED, NUMBERS, SLIPS, TODAY, Kind, Rows, Seen, page
from benchmarks.training.returns import FORMS, FormSeen, decoded_dates, form_page
from dokumentverk.read.decode import (
    decode_digits,
    decode_fodselsnummer,
    decode_number,
    decode_organisasjonsnummer,
)
from dokumentverk.read.decode_dates import decode_date
from dokumentverk.read.decoded import Decoded, DigitState
from dokumentverk.read.digit_belief import cells_of
from tests.paper.conditions import BILEVEL, FOREIGN, GREY_AND_COLOUR, PHONES, RECIPES, Condition

CARD: Final = Path(__file__).resolve().parent.parent.parent / "docs" / "digit-model.md"
START, END = "<!-- figures -->", "<!-- end of figures -->"
GROUPS: Final = {
    "grey and colour": tuple(one for one in GREY_AND_COLOUR if one not in FOREIGN),
    "the same, augraphy's effects": FOREIGN,
    "black and white, fax": BILEVEL,
    "telephone": PHONES,
    "all": tuple(RECIPES),
}
BOUNDS: Final = (
    TODAY - timedelta(730),
    TODAY + timedelta(550),
    (TODAY - timedelta(90), TODAY + timedelta(90)),
)
"""Plausible and likely dates, as the program takes them."""
_MAIN: Final = GROUPS["grey and colour"]
PLAN: Final[tuple[tuple[Rows, tuple[Condition, ...], int, int], ...]] = (
    (MIXED, tuple(RECIPES), 0, 30),
    (NUMBERS, _MAIN, 10_000, 66),
    (SLIPS, _MAIN, 20_000, 21),
    (DATES, _MAIN, 30_000, 40),
)
"""Rows, conditions in turn, number of the first page, and how many pages."""
FORM_PAGES: Final = (40_000, 200)
"""Number of the first page with dates of whole returns, in grey and colour, and how many pages."""
SLIPPED: Final = (Kind.WRONG_FODSELSNUMMER, Kind.SWAPPED_FODSELSNUMMER)


@dataclass(frozen=True, slots=True)
class Judged:
    seen: Seen
    decoded: Decoded

    @property
    def accepted(self) -> bool:
        return self.decoded.state is not DigitState.DOUBTFUL

    @property
    def right(self) -> bool:
        """A wrong number is right when it is given as it was written."""
        wanted = self.seen.wanted.strip() if self.seen.kind in SLIPPED else self.seen.meant
        return self.decoded.text.lstrip("0") == wanted.lstrip("0")


def decoded(seen: Seen) -> Decoded:
    cells = cells_of(seen.cells)
    match seen.kind:
        case Kind.FODSELSNUMMER | Kind.WRONG_FODSELSNUMMER | Kind.SWAPPED_FODSELSNUMMER:
            return decode_fodselsnummer(cells, rule_2032=False)
        case Kind.ORGANISASJONSNUMMER:
            return decode_organisasjonsnummer(cells)
        case Kind.DATE | Kind.NEAR_DATE | Kind.EMPTY:
            return decode_date(cells, *BOUNDS)
        case Kind.PERCENT:
            return decode_number(cells, 1, 99)
        case Kind.PHONE:
            return decode_digits(cells)


def _page(order: tuple[int, Condition, Rows, bool]) -> list[Seen]:
    cv2.setNumThreads(1)
    number, condition, rows, held_out = order
    return page(number, condition, rows, held_out=held_out)


def _form_page(order: tuple[int, Condition, bool]) -> list[FormSeen]:
    cv2.setNumThreads(1)
    number, condition, held_out = order
    return form_page(number, condition, held_out=held_out)


def gathered(share: float, *, held_out: bool) -> tuple[list[Seen], list[FormSeen]]:
    orders = [
        (first + at, conditions[at % len(conditions)], rows, held_out)
        for rows, conditions, first, count in PLAN
        for at in range(round(share * count))
    ]
    first, count = FORM_PAGES
    of_forms = [(first + at, _MAIN[at % len(_MAIN)], held_out) for at in range(round(share * count))]
    with ProcessPoolExecutor(2) as workers:
        seen = [one for part in workers.map(_page, orders) for one in part]
        return seen, [one for part in workers.map(_form_page, of_forms) for one in part]


def upper(wrong: int, count: int) -> float:
    """The share below which the truth lies with 95 %, wrong of count having been seen (Clopper and Pearson)."""
    if count == 0 or wrong >= count:
        return 1.0
    low, high = wrong / count, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, count, middle) > 0.05 else (low, middle)
    return high


def _at_most(wrong: int, count: int, share: float) -> float:
    """Chance of at most ``wrong`` among ``count``."""
    log = [math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in range(wrong + 1)]
    return math.fsum(
        math.exp(one + k * math.log(share) + (count - k) * math.log1p(-share)) for k, one in enumerate(log)
    )


def _cell_errors(seen: Iterable[Seen]) -> tuple[int, int, int]:
    """Cells with a digit, wrong ones among them, and empty cells taken for a digit or the other way round."""
    count = wrong = mixed = 0
    for one in seen:
        for shares, wanted in zip(one.cells, one.wanted, strict=True):
            best = max(range(12), key=shares.__getitem__)
            if wanted.isdigit():
                count += 1
                wrong += str(best) != wanted
                mixed += best == 10
            elif wanted == " ":
                mixed += best < 10
    return count, wrong, mixed


def field_table(judged: Sequence[Judged]) -> str:
    """«Lost on the way»: nothing of a faint hand is left on the picture, and the comb is taken for empty."""
    lines = [
        "| field | paper | n | accepted | of the neat | wrong accepted | 95 % bound | lost on the way |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in Kind:
        for name, conditions in GROUPS.items():
            some = [one for one in judged if one.seen.kind is kind and one.seen.condition in conditions]
            taken = [one for one in some if one.accepted]
            neat = [one.accepted for one in some if one.seen.neat]
            wrong = [one for one in taken if not one.right]
            lost = sum(one.decoded.state is DigitState.EMPTY for one in wrong)
            if some:
                shares = f"{len(taken) / len(some):.1%} | {sum(neat) / max(len(neat), 1):.1%}"
                bound = upper(len(wrong) - lost, len(some))
                lines.append(
                    f"| {kind} | {name} | {len(some)} | {shares} | {len(wrong) - lost} | {bound:.2%} | {lost} |"
                )
    return "\n".join(lines)


def cell_table(seen: Sequence[Seen]) -> str:
    lines = ["| paper | digits | wrong | empty and written mixed up |", "|---|---|---|---|"]
    rows: list[tuple[str, tuple[Condition, ...]]] = [*GROUPS.items(), *((str(one), (one,)) for one in RECIPES)]
    for name, conditions in rows:
        count, wrong, mixed = _cell_errors(one for one in seen if one.condition in conditions)
        if count:
            lines.append(f"| {name} | {count} | {wrong / count:.2%} | {mixed} |")
    return "\n".join(lines)


def calibration_table(judged: Sequence[Judged]) -> str:
    """Of all values at a confidence, how many are right."""
    edges = (0.0, 0.5, 0.9, 0.97, 0.99, 0.997, 0.999, 1.0)
    lines = ["| confidence | n | right |", "|---|---|---|"]
    for low, high in pairwise(edges):
        some = [one for one in judged if low <= one.decoded.confidence < high or one.decoded.confidence == high == 1.0]
        if some:
            lines.append(
                f"| {low:.3f} to {high:.3f} | {len(some)} | {sum(one.right for one in some) / len(some):.2%} |"
            )
    return "\n".join(lines)


def forms_table(forms: Sequence[FormSeen]) -> str:
    """Dates of whole returns, each by itself and beside the others."""
    lines = [
        "| form | returns | dates | accepted by themselves | wrong | beside each other | wrong | 95 % bound |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in (*dict.fromkeys(FORMS), "all"):
        some = [one for one in forms if name in (one.form, "all")]
        days = [one for form in some for one in decoded_dates(form)]
        cells: list[str] = []
        for way in ([(seen, alone) for seen, alone, _ in days], [(seen, beside) for seen, _, beside in days]):
            taken = [one for one in (Judged(*pair) for pair in way) if one.accepted]
            wrong = sum(not one.right for one in taken)
            cells += [f"{len(taken) / max(len(days), 1):.1%}", str(wrong)]
        lines.append(f"| {name} | {len(some)} | {len(days)} | {' | '.join(cells)} | {upper(wrong, len(days)):.2%} |")
    return "\n".join(lines)


def report(seen: Sequence[Seen], forms: Sequence[FormSeen]) -> str:
    judged = [Judged(one, decoded(one)) for one in seen]
    parts: list[tuple[str, Callable[[], str]]] = [
        ("Values, decoded", lambda: field_table(judged)),
        ("Dates of whole returns", lambda: forms_table(forms)),
        ("Confidence of values", lambda: calibration_table(judged)),
        ("Single cells", lambda: cell_table(seen)),
    ]
    return "\n\n".join(f"### {title}\n\n{table()}" for title, table in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the pages of the plan")
    parser.add_argument("--tune", action="store_true", help="even seeds, for setting thresholds")
    parser.add_argument("--keep", type=Path, help="keep what was seen here, or take it from here")
    parser.add_argument("--write", action="store_true", help="put the tables into the model card")
    arguments = parser.parse_args()
    start = time.monotonic()
    if arguments.keep and arguments.keep.exists():
        seen, forms = pickle.loads(arguments.keep.read_bytes())
    else:
        seen, forms = gathered(arguments.share, held_out=not arguments.tune)
        if arguments.keep:
            arguments.keep.write_bytes(pickle.dumps((seen, forms)))
    text = report(seen, forms)
    print(text, f"\n{len(seen)} combs, {time.monotonic() - start:.0f} s")
    if arguments.write:
        before, _, rest = CARD.read_text(encoding="utf-8").partition(START)
        after = rest.partition(END)[2]
        CARD.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
