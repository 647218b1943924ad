"""An anonymous answer by hand: a person types the words, and no picture of the hand is kept."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.receive import receive
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.model.value import Value
from tests.flow.test_anonymous import FORM, everything
from tests.paper import containers
from tests.paper.conditions import Condition
from tests.paper.degrading import degrade
from tests.paper.filling import fill
from tests.paper.material import need_material
from tests.paper.prints import issue_print, paper_office
from tests.paper.writers import writer


def test_handwriting_is_typed_by_a_person_and_its_picture_goes(tmp_path: Path) -> None:
    need_material()
    with paper_office(tmp_path / "kontor") as office, office.writing():
        answers: dict[str, Value] = {"what_to_improve": "Ring oss"}
        pages = fill(issue_print(office, FORM, None), answers, writer(3), signed=[], seed=3)
        path = office.workplace.inbox / "skann.pdf"
        path.write_bytes(containers.scanner_pdf([degrade(one, Condition.FLATBED_300_COLOUR, 3) for one in pages]))
        _, outcome = receive(office, path)
        assert isinstance(outcome, NeedsReview)
        told = [(one.code, one.field) for one in outcome.received.findings]
        assert ("ANONYMOUS_TO_TRANSCRIBE", "what_to_improve") in told
        decision = Decision("Kari Nordmann", "Skrevet av", values={"what_to_improve": "Ring oss før møtet."})
        _, ended = accept(office, outcome.received.return_id, decision)
        assert isinstance(ended, Filed)
        assert ended.received.record is not None
        assert ended.received.record.value("what_to_improve") == "Ring oss før møtet."
    kept = list((tmp_path / "kontor").rglob("*.pdf"))
    assert kept
    for one in kept:
        with pikepdf.open(one) as pdf:
            assert [page.get_images() for page in pdf.pages] == [{}], "words alone"
    assert not list((tmp_path / "kontor").rglob("*.png"))
    assert b"skann.pdf" not in everything(tmp_path / "kontor")
