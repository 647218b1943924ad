"""What OCR is worth on paper: pages whose code is spoiled, and text that was typed before it was printed.

Everything is **synthetic** and of odd seeds, on which nothing was set: our own prints, made-up pens, stains, scanners
and telephones. What is printed is Markdown; rates stand with their n and the bound of 95 %.

    python -m benchmarks.ocr [--rounds N]

Needs the extra ``test``, what ``.ci/tools`` brings, and some five seconds for each of N x 30 x 3 pages.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.paper.tally import upper_bound
from dokumentverk.engines.scan_identify import identified
from dokumentverk.engines.scan_read import look_at
from dokumentverk.engines.scan_reference import issued_pages
from dokumentverk.engines.scan_register import picture_of, register
from dokumentverk.engines.scan_sheet import Sheet
from dokumentverk.errors import TemplateError
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import known, printed
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.layout import WidgetKind
from dokumentverk.model.reading import Identity
from dokumentverk.model.scan import InkState
from dokumentverk.model.value import Value
from dokumentverk.read.typed import agreed
from tests.engines.scan_made import sheet_of_scan
from tests.paper import Condition, FilledPage, Print, degrade, fill, issue_print, paper_office, writer
from tests.paper.ink import Chance
from tests.paper.prints import typed_print

ROUNDS = 8
FORMS = ("egenmelding", "dialogmote", "oppfolgingsplan")
SPOILED = ("scribbled over", "number crossed too", "stained", "covered", "corner gone")
_TEXT = """
    jeg kan ikke løfte tungt men gjøre kontorarbeid hjemmefra noen timer hver dag Åse Sørbø-Ødegård ringte leder på
    mandag morgen ca. kl. 07.30 møte 3. november tilrettelegging hev-senk-pult kortere økter færre kundesamtaler
    ansvarlig Per Hansen Kari Nordmann avdeling Sykehjemmet to uker vurderes på nytt 14.12.2026
    bedriftshelsetjenesten enhetsleder arbeidsoppgaver: vask, vakthold, kjøring prøve 50 % først så øke Ålesund ærlig
    både språk NAV IA-avtale
"""
_WORDS = _TEXT.split()
Counts = Counter[tuple[str, str]]


class _Again:
    """A file of one sheet that is decoded already."""

    count = 1

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def sheet(self, _number: int, *, least: float) -> Sheet:
        assert least > 0
        return self._sheet

    def facts(self, _number: int) -> object:
        return self._sheet.facts

    def close(self) -> None: ...


def _shifted(turn: int) -> int:
    """Goes on by one more each round, so that every condition meets every form and every way of spoiling."""
    return turn + turn // len(Condition)


def spoiled(page: FilledPage, how: str, chance: Chance) -> FilledPage:
    """The page code made unreadable."""
    assert page.layout is not None
    picture, scale = page.picture.copy(), page.dpi / 72
    code = next(box for box in page.layout.code_boxes if box.page == page.page)
    number = next(box for box in page.layout.number_boxes if box.page == page.page)
    pen = tuple(int(value) for value in chance.integers(20, 110, 3))

    def at(x: float, y: float) -> tuple[int, int]:
        return round(x * scale), round(y * scale)

    match how:
        case "stained":
            middle = at((code.left + code.right) / 2, (code.top + code.bottom) / 2)
            cv2.ellipse(picture, middle, at(33, 28), float(chance.uniform(0, 90)), 0, 360, pen, -1, cv2.LINE_AA)
        case "covered":
            cv2.rectangle(picture, at(code.left - 2, code.top - 4), at(code.right + 4, code.bottom + 3), (250,) * 3, -1)
        case "corner gone":
            cv2.rectangle(picture, at(code.left - 2, 0), at(600, code.bottom + 3), (255,) * 3, -1)
        case _:
            side = code.right - code.left
            tangle = [at(code.left + x * side, code.top + y * side) for x, y in chance.random((22, 2))]
            cv2.polylines(picture, [np.array(tangle, np.int32)], False, pen, int(chance.integers(6, 12)), cv2.LINE_AA)
    if how == "number crossed too":
        for _ in range(2):
            left, right = (number.top + float(chance.uniform(-6, 14)) for _ in range(2))
            ends = at(number.left - 10, left), at(code.right, right - 20 * float(chance.random()))
            cv2.line(picture, *ends, pen, int(chance.integers(2, 5)), cv2.LINE_AA)
    return replace(page, picture=picture)


def count_identity(office: Office, condition: Condition, turn: int, counts: Counts) -> None:
    chance = np.random.default_rng([turn, list(Condition).index(condition), 5])
    form = issue_print(office, FORMS[_shifted(turn) % 3])
    page = fill(form, {}, writer(2 * turn + 1), seed=turn)[int(chance.integers(form.layout.pages))]
    how = SPOILED[_shifted(turn) % len(SPOILED)]
    sheet = sheet_of_scan(degrade(spoiled(page, how, chance), condition, 2 * turn + 1))
    mark = identified(sheet, _Again(sheet))  # type: ignore[arg-type]
    if mark.codes:
        return
    ours = [number for number in mark.numbers if office.issue(number) is not None]
    right = ours == [form.issue.number]
    counts["number", "right" if right else "wrong" if ours else "person"] += 1
    place = (page.page, form.layout.pages)
    seen = mark.printed_page
    counts["page", "right" if seen == place else "wrong" if seen else "person"] += 1


def texts(definition: FormDefinition, chance: Chance, most: int) -> dict[str, Value]:
    """A few words for every free text that is not issued filled, up to ``most`` in the long ones."""
    found: dict[str, Value] = {}
    for field in definition.fields():
        if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and field.format is None and not field.prefill:
            count = int(chance.integers(1, 4) if field.kind is FieldKind.TEXT else chance.integers(3, most))
            found[field.id] = " ".join(str(word) for word in chance.choice(_WORDS, count))
    return found


def count_texts(office: Office, condition: Condition, turn: int, counts: Counts, *, typed: bool) -> None:
    chance = np.random.default_rng([turn, list(Condition).index(condition), 7])
    name = ("oppfolgingsplan", "egenmelding")[_shifted(turn) % 2]
    for most in (12, 8, 5):  # some boxes are small
        answers = texts(office.sound_forms[name], chance, most)
        with suppress(TemplateError):
            form = typed_print(office, name, "1001", answers) if typed else issue_print(office, name)
            pages = fill(form, {} if typed else answers, writer(2 * turn + 1), seed=turn)
            break
    else:
        return
    page = pages[int(chance.integers(len(pages)))]
    kind = "typed" if typed else "by hand"
    for text, read in _read(office, form, page, condition, 2 * turn + 1):
        if read is None:
            counts[kind, "person"] += 1
        else:
            counts[kind, "right" if typed and "".join(read.split()) == "".join(text.split()) else "wrong"] += 1


def _read(
    office: Office, form: Print, page: FilledPage, condition: Condition, seed: int
) -> Iterator[tuple[str, str | None]]:
    """(what stands in a box, what was read) of the boxes of one page with added text."""
    behind = known(office, Identity(form.issue.number))
    assert behind is not None
    issued = printed(office, behind)
    assert issued is not None
    assert behind.layout is not None
    reference = issued_pages(issued.content, behind.layout, frozenset({page.page}))[page.page]
    sheet = sheet_of_scan(degrade(page, condition, seed))
    paper, fit = register(picture_of(sheet), reference, behind.layout, page.page)
    if paper is None:
        return
    inks = {one.place: one for one in look_at(paper, fit, behind.layout).inks}
    for truth in page.truths:
        if form.layout.places[truth.place].kind is WidgetKind.TEXT and truth.ink is InkState.ADDED:
            found = agreed(inks[truth.place].typed)
            yield truth.text, found.text if found is not None else None


def run(rounds: int) -> Iterator[str]:
    counts: Counts = Counter()
    with tempfile.TemporaryDirectory() as folder, paper_office(Path(folder) / "kontor", seed=100_003) as office:
        for turn in range(rounds * len(Condition)):
            condition = list(Condition)[turn % len(Condition)]
            count_identity(office, condition, turn, counts)
            count_texts(office, condition, turn, counts, typed=True)
            count_texts(office, condition, turn, counts, typed=False)
    yield "| what | n | right | wrong, at most (95 %) | to a person |\n|---|---|---|---|---|"
    for what in ("number", "page", "typed", "by hand"):
        right, wrong, person = (counts[what, result] for result in ("right", "wrong", "person"))
        taken = right + wrong
        bound = f"{upper_bound(wrong, taken):.2%}" if taken and what != "by hand" else "–"
        if what == "by hand":
            bound = f"{upper_bound(wrong, wrong + person):.2%}" if wrong + person else "–"
        yield f"| {what} | {taken + person} | {right} | {wrong}, {bound} | {person} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    for line in run(parser.parse_args().rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
