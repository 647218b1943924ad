"""What is told of a case and what it comes to: later facts hold, nothing is lost, twice is once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dokumentverk.errors import UsageFault
from dokumentverk.followup.book import CaseBook, Hand
from dokumentverk.model.case import (
    Case,
    CaseKind,
    Closed,
    Fact,
    FirstDay,
    Graded,
    Interruption,
    Meeting,
    MeetingKind,
    MeetingState,
    Opened,
    Recipient,
    Retracted,
    Shared,
    SickNote,
    Sykmelder,
)

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def book_at(tmp_path: Path, seed: int = 7) -> CaseBook:
    hand = Hand("A23456789AC", lambda: NOW, random.Random(seed).randrange)
    return CaseBook(tmp_path / "system" / "saker.jsonl", hand)


@pytest.fixture
def book(tmp_path: Path) -> CaseBook:
    return book_at(tmp_path)


def opened(book: CaseBook, *facts: Fact) -> Case:
    with book.writing():
        case = book.open(CaseKind.SYKEFRAVAER, "1001", DAY)
        for fact in facts:
            book.tell(case.id, fact)
    return book.get(case.id)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def test_facts_come_to_a_case_and_another_reader_sees_the_same(book: CaseBook, tmp_path: Path) -> None:
    case = opened(
        book,
        Graded(later(20), Decimal(50)),
        Graded(later(10), Decimal(80)),
        SickNote(later(4), later(30)),
        Interruption(later(12), later(14)),
        Sykmelder("Lege Legesen", False),
        Shared(Recipient.SYKMELDER, later(25)),
        Meeting(MeetingKind.DIALOGUE_1, later(40)),
    )
    assert [one.first for one in case.grades] == [later(10), later(20)]
    assert case.sykmelder == Sykmelder("Lege Legesen", False)
    assert (case.first_day, case.is_open) == (DAY, True)
    assert [one.number for one in case.meetings] == [8]
    assert book_at(tmp_path).all() == (case,)


def test_what_is_told_twice_is_told_once(book: CaseBook) -> None:
    case = opened(book, Graded(later(20), Decimal(50)))
    with book.writing():
        assert not book.tell(case.id, Graded(later(20), Decimal("50.0")))
        assert not book.tell(case.id.lower(), FirstDay(DAY))
        assert book.tell(case.id, Graded(later(20), Decimal(60)))
    assert [one.grade for one in book.get(case.id).grades] == [60], "the last word on that day"
    assert len(book.told(case.id)) == 3


def test_a_meeting_is_told_again_when_it_was_held_or_moved(book: CaseBook) -> None:
    case = opened(book, Meeting(MeetingKind.DIALOGUE_1, later(40)))
    with book.writing():
        book.tell(case.id, Meeting(MeetingKind.DIALOGUE_1, later(45)), replaces=2)
        book.tell(case.id, Meeting(MeetingKind.DIALOGUE_1, later(45), MeetingState.HELD))
    (one,) = book.get(case.id).meetings
    assert (one.number, one.meeting.on, one.meeting.state) == (2, later(45), MeetingState.HELD)


def test_a_mistake_is_retracted_and_the_retraction_too(book: CaseBook) -> None:
    case = opened(book, Closed(later(20)))
    with book.writing():
        book.tell(case.id, Retracted(2))
        assert book.get(case.id).is_open
        book.tell(case.id, Retracted(3))
        assert book.get(case.id).last == later(20)
        with pytest.raises(UsageFault, match="CASE_FACT_UNKNOWN"):
            book.tell(case.id, Retracted(3))


def test_what_replaces_may_itself_be_replaced_or_retracted(book: CaseBook) -> None:
    case = opened(book, SickNote(DAY, later(10)))
    with book.writing():
        book.tell(case.id, SickNote(DAY, later(11)), replaces=2)
        book.tell(case.id, SickNote(DAY, later(12)), replaces=3)
        assert [one.last for one in book.get(case.id).sick_notes] == [later(12)]
        book.tell(case.id, Retracted(4))
    assert [one.last for one in book.get(case.id).sick_notes] == [later(11)]


def test_a_case_opened_by_mistake_is_gone_with_its_first_line(book: CaseBook) -> None:
    case = opened(book)
    with book.writing():
        book.tell(case.id, Retracted(1))
    assert book.all() == ()
    assert book.findings() == (), "no line is lost"
    with pytest.raises(UsageFault, match="CASE_UNKNOWN"):
        book.get(case.id)


def test_what_is_not_there_cannot_be_replaced(book: CaseBook) -> None:
    case = opened(book, Graded(later(20), Decimal(50)))
    with book.writing():
        for number in (1, 3):
            with pytest.raises(UsageFault, match="CASE_FACT_NOT_REPLACED"):
                book.tell(case.id, Graded(DAY, Decimal(50)), replaces=number)
        with pytest.raises(UsageFault, match="CASE_FACT_UNKNOWN"):
            book.tell(case.id, Retracted(9))
        with pytest.raises(UsageFault, match="CASE_UNKNOWN"):
            book.tell("S2222", Closed(DAY))


def test_lost_lines_are_told_of(book: CaseBook, tmp_path: Path) -> None:
    opened(book, Closed(DAY))
    log = tmp_path / "system" / "saker.jsonl"
    _, second = log.read_text(encoding="utf-8").splitlines()
    log.write_text(f"tull\n{second}\n", encoding="utf-8")
    (found,) = book_at(tmp_path).findings()
    assert (found.code, dict(found.params)["count"]) == ("CASE_LOG_LINES_UNREADABLE", "2")
    assert book_at(tmp_path).all() == ()


def test_a_copied_line_counts_once(book: CaseBook, tmp_path: Path) -> None:
    case = opened(book, Closed(DAY))
    log = tmp_path / "system" / "saker.jsonl"
    log.write_bytes(log.read_bytes() * 2)
    assert book_at(tmp_path).all() == (case,)


def test_several_writers_take_turns(tmp_path: Path) -> None:
    def write(seed: int) -> None:
        book = book_at(tmp_path, seed)
        with book.writing():
            for _ in range(3):
                case = book.open(CaseKind.SYKEFRAVAER, "1001", DAY)
                book.tell(case.id, Closed(DAY))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, [1, 2, 3, 1]))
    cases = book_at(tmp_path).all()
    assert len({one.id for one in cases}) == 12
    assert not any(one.is_open for one in cases)


def test_the_line_that_opens_says_whose(book: CaseBook) -> None:
    case = opened(book)
    (told,) = book.told(case.id)
    assert told.fact == Opened(CaseKind.SYKEFRAVAER, "1001", DAY)
    assert (told.by, told.at) == ("A23456789AC", NOW)
