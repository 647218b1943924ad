"""The review sheet of a form that was filled in by pen and scanned."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from dokumentverk.flow.receive import receive
from dokumentverk.flow.tray_state import SHEET
from dokumentverk.model.filing import NeedsReview
from dokumentverk.model.value import Value
from tests.paper import containers
from tests.paper.conditions import Condition
from tests.paper.degrading import degrade
from tests.paper.filling import fill
from tests.paper.material import need_material
from tests.paper.notes import NoteKind, with_note
from tests.paper.prints import issue_print, paper_office
from tests.paper.writers import writer


def test_handwriting_that_stops_nothing_stands_by_itself(tmp_path: Path) -> None:
    need_material()
    with paper_office(tmp_path / "kontor") as office, office.writing():
        answers: dict[str, Value] = {"notice_to": "Kari N", "first_day": date(2026, 11, 2)}
        pages = fill(issue_print(office, "egenmelding"), answers, writer(3), signed=[], seed=3)
        noted = with_note(pages[0], NoteKind.WORDS, writer(3), np.random.default_rng(3))
        assert noted is not None
        pages = (noted[0], *pages[1:])
        path = office.workplace.inbox / "skann.pdf"
        path.write_bytes(containers.scanner_pdf([degrade(one, Condition.FLATBED_300_COLOUR, 3) for one in pages]))
        _, outcome = receive(office, path)
        assert isinstance(outcome, NeedsReview)
        assert outcome.folder is not None
        folder = office.workplace.root / outcome.folder
        html = (folder / SHEET).read_text(encoding="utf-8")
    must, later = html.split("<h2>Kan skrives inn senere</h2>")
    assert 'alt="Utsnitt av 10 Hvem du ga beskjed til, side 1"' in later
    assert 'alt="Utsnitt av 15 Hva fraværet gjelder, side 1"' in must
    assert 'alt="Utsnitt av 26 Signaturen din, side 1"' in must
    assert "notice_to=verdi" in later
    assert "notice_to=verdi" not in must
    assert later.count("noe utenfor feltene. Det er ikke lest, men arkiveres med siden.") == 1
    assert (folder / "side-1.png").stat().st_size < 1_000_000
