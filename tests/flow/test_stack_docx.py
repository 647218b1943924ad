"""A Word form that was printed, signed and scanned: known by the code in its header, ended by a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.piles import find_piles
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.stack import receive_stack
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.model.layout import Medium
from dokumentverk.model.number import PageCode, page_payload
from dokumentverk.model.reading import Reading
from dokumentverk.model.record import State
from dokumentverk.model.scan import SheetMark
from dokumentverk.read.reader import Reader
from tests.flow.paper_desk import GOOD, desk_at, paper_workplace, sheets_in


def test_a_printed_docx_goes_to_a_person_with_its_pages_as_they_lay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_at(paper_workplace(tmp_path / "kontor")) as desk:
        office = desk.office
        number = produce(office, Order("skjema", employee="1001", medium=Medium.DOCX)).issue.number
        reader = Reader(office.settings.reading, office.work)
        at_once = SimpleNamespace(call=lambda task, *args, **kwargs: task(*args, **kwargs))
        monkeypatch.setattr(reader, "_workers", at_once)
        monkeypatch.setattr(reader, "_paper_workers", at_once)
        office.__dict__["reader"] = reader
        path = desk.pile("first second x _")
        code = page_payload(PageCode(number, 0, 0))

        def identify(_path: Path, first: int, last: int) -> tuple[SheetMark, ...]:
            marks = (
                SheetMark(1, GOOD, codes=(code,)),
                SheetMark(2, GOOD, codes=(code,)),
                SheetMark(3, GOOD),
                SheetMark(4, GOOD, blank=True),
            )
            return marks[first - 1 : last]

        eyes = replace(desk.eyes(), identify=identify)
        with office.writing():
            (pile,) = find_piles(office, [path], eyes).piles
            form = receive_stack(office, pile, eyes).results[0]
            assert isinstance(form.outcome, NeedsReview)
            assert form.understood is not None
            assert {one.code for one in form.understood.received.findings if one.stops} >= {"SCAN_OF_DOCX"}
            record = form.understood.received.record
            assert record is not None
            assert record.entry("note").state is State.NOT_READ
            (folder,) = office.workplace.review.iterdir()
            assert [word for word, _ in sheets_in(folder / "original.pdf")] == ["first", "second"]
            assert [word for word, _ in sheets_in(folder / "vedlegg-1.pdf")] == ["x"]
            html = (folder / "avklaring.html").read_text(encoding="utf-8")
            assert html.count("<img ") == 2, "the paper lies beside what is to be entered"
            assert (folder / "side-2.png").is_file()
            monkeypatch.setattr(reader, "_dispatch", _seen_again(reader, marks=identify(path, 1, 2)))
            decision = Decision("Kari", "Leste papiret", {"note": "Står på papiret"}, despite=("SCAN_OF_DOCX",))
            understood, outcome = accept(office, folder.name, decision)
            assert isinstance(outcome, Filed)
        ended = understood.received.record
        assert ended is not None
        assert ended.value("note") == "Står på papiret"


def _seen_again(reader: Reader, *, marks: tuple[SheetMark, ...]) -> object:
    """The workers would find the codes on the kept pages once more; here are only pictures of nothing."""
    real = reader._dispatch

    def dispatch(*asked: Any) -> Reading:
        file, lookup, printer, _, *rest = asked
        return real(file, lookup, printer, marks, *rest)

    return dispatch
