"""Anonymous answers: one number for all copies, and of what comes back nothing but the words."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.errors import UsageFault
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, Produced, produce, write_document
from dokumentverk.flow.receive import receive
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from tests.flow.desk import DAY, make_workplace, office_at, returned

FORM = "evaluering-innspill-anonym"
WORDS = {"recipient": "safety_representative", "how_it_works": "Vi får vite om møtene for sent."}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def blank(office: Office, medium: Medium = Medium.PDF) -> Produced:
    return produce(office, Order(FORM, medium=medium))


def everything(folder: Path) -> bytes:
    """All that the archive and the program's own folder hold, names included."""
    parts = [one.relative_to(folder).as_posix().encode() for one in folder.rglob("*")]
    return b"\n".join([*parts, *(one.read_bytes() for one in folder.rglob("*") if one.is_file())])


def test_all_copies_bear_one_number(root: Path) -> None:
    with office_at(root) as office, office.writing():
        first, second = blank(office), blank(office)
        assert (first.issue.number, first.content) == (second.issue.number, second.content)
        assert blank(office, Medium.DOCX).issue.number == first.issue.number
        assert produce(office, Order(FORM, language=Language.NN)).issue.number != first.issue.number
        path = write_document(first, None, office.workplace.out)
        assert write_document(second, None, office.workplace.out) == path
    with office_at(root, day=DAY + timedelta(days=3)) as office:
        assert blank(office).content == first.content, "not even the day of making tells one from another"


def test_another_round_has_another_number(root: Path) -> None:
    with office_at(root) as office, office.writing():
        first = blank(office)
        withdraw(office, first.issue.number)
        assert blank(office).issue.number != first.issue.number


def test_no_copy_is_made_for_anybody(root: Path) -> None:
    with office_at(root) as office, pytest.raises(UsageFault) as told:
        produce(office, Order(FORM, employee="1001"))
    assert told.value.code == "FORM_ANONYMOUS"


def test_only_the_words_are_kept(root: Path) -> None:
    with office_at(root, day=DAY.replace(hour=14, minute=23, second=51)) as office, office.writing():
        path = returned(office, blank(office), "fra Åse.pdf", WORDS)
        handed_in = path.read_bytes()
        _, outcome = receive(office, path)
        assert isinstance(outcome, Filed)
        assert outcome.receipt.entry.at.strftime("%H:%M:%S") == "00:00:00"
        record = outcome.received.record
        assert record is not None
        assert record.value("how_it_works") == WORDS["how_it_works"]
        assert record.value("recipient") == "safety_representative"
        assert outcome.received.employee is None
        folder = root / "arkiv" / Path(outcome.receipt.placements[0].path).parent
    assert not path.exists()
    kept = everything(root / "arkiv") + everything(root / "system")
    assert hashlib.sha256(handed_in).hexdigest().encode() not in kept
    assert handed_in not in kept
    assert "fra Åse".encode() not in kept
    assert b"14:23" not in everything(root / "arkiv")
    assert WORDS["how_it_works"].encode() in (folder / "record.json").read_bytes()
    assert [one.code for one in verify(root / "arkiv", None)] == []


def test_two_who_say_the_same_are_two(root: Path) -> None:
    with office_at(root) as office, office.writing():
        made = blank(office)
        outcomes = []
        for name in ("en.pdf", "to.pdf"):
            understood, outcome = receive(office, returned(office, made, name, WORDS))
            assert not {"LATER_RETURN", "ISSUE_REUSED"} & {one.code for one in understood.received.findings}
            outcomes.append(outcome)
        assert len({one.receipt.entry.return_id for one in outcomes if isinstance(one, Filed)}) == 2


def test_a_person_ends_a_review_and_what_was_handed_in_goes(root: Path) -> None:
    with office_at(root, day=DAY.replace(hour=14, minute=23)) as office, office.writing():
        words = {**WORDS, "what_to_improve": "Han er borte fordi han har depresjon."}
        path = returned(office, blank(office), "svar fra per.pdf", words)
        handed_in = hashlib.sha256(path.read_bytes()).hexdigest()
        _, outcome = receive(office, path)
        assert isinstance(outcome, NeedsReview)
        decision = Decision(
            by="Kari Nordmann", reason="Tok ut diagnosen", values={"what_to_improve": "Ring før møtet."}
        )
        understood, ended = accept(office, outcome.received.return_id, decision)
        assert isinstance(ended, Filed)
        assert understood.definition is not None
        accepted = ended.received.acceptance
        assert accepted is not None
        assert (accepted.by, accepted.at.hour) == ("Kari Nordmann", 0)
    kept = everything(root)
    assert handed_in.encode() not in kept
    assert b"depresjon" not in kept
    assert b"svar fra per" not in kept


def test_a_file_that_we_may_not_take_away_is_told_of(root: Path, tmp_path: Path) -> None:
    with office_at(root) as office, office.writing():
        inbox = returned(office, blank(office), "svar.pdf", WORDS)
        elsewhere = tmp_path / "svar.pdf"
        inbox.rename(elsewhere)
        understood, outcome = receive(office, elsewhere)
        assert isinstance(outcome, Filed)
        assert "ANONYMOUS_FILE_LEFT" in {one.code for one in understood.received.findings}
    assert elsewhere.exists()
