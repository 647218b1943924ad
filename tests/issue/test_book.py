"""Log, register and kept values as one; rebuilt, restored, written by several, killed anywhere."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dokumentverk.errors import ConfigurationError, ExitCode, UnknownNumber
from dokumentverk.issue import log
from dokumentverk.issue.book import BookPlaces, IssueBook, rebuild_register
from dokumentverk.issue.register import Followed, Register
from dokumentverk.messages import finding_sentence
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from tests.issue.specimens import NOW, VALUES, form, issue

LATER = NOW + timedelta(days=3)


@pytest.fixture
def places(tmp_path: Path) -> BookPlaces:
    return BookPlaces(tmp_path / "utstedt.jsonl", tmp_path / "register.sqlite", tmp_path / "issued")


@pytest.fixture
def book(places: BookPlaces) -> Iterator[IssueBook]:
    with IssueBook(places) as opened:
        yield opened


def opened_all(places: BookPlaces) -> tuple[Issue, ...]:
    with IssueBook(places) as book:
        return book.register.all()


def test_an_issue_is_known_with_all_it_has(book: IssueBook) -> None:
    one, other = issue(1), issue(2, party=None, thread=None, employee=None, case=None, prefilled=(), issued=LATER)
    assert book.get(one.number) is None
    book.add(other, {})
    book.add(one, VALUES)
    assert book.get(one.number) == one
    assert book.get(other.number) == other
    assert book.values_of(one.number, form()) == VALUES
    assert book.values_of(other.number, form()) == {}
    assert book.register.all() == (one, other)
    assert book.register.of_employee("1001") == (one,)
    assert book.register.of_thread("tråd") == (one,)
    assert book.register.of_employee("' OR 1=1 --") == ()


def test_the_oldest_is_first_across_summer_and_winter_time(book: IssueBook) -> None:
    """02.30 in summer time comes before 02.10 in winter time of the same night."""
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    first = issue(1, issued=datetime(2026, 10, 25, 2, 30, tzinfo=summer))
    second = issue(2, issued=datetime(2026, 10, 25, 2, 10, tzinfo=winter))
    book.add(second, {})
    book.add(first, {})
    assert book.register.all() == (first, second)


def test_a_time_without_a_time_zone_is_refused(book: IssueBook, places: BookPlaces) -> None:
    with pytest.raises(ValueError, match="time zone"):
        book.add(issue(1, issued=NOW.replace(tzinfo=None)), {})
    assert not places.log.exists()


def test_a_further_format(book: IssueBook) -> None:
    one = issue(1)
    book.add(one, VALUES)
    digests = (Medium.PDF, "a" * 64), (Medium.DOCX, "b" * 64)
    assert book.add_format(one.number, Medium.DOCX, "b" * 64, at=LATER).layouts == digests
    assert book.add_format(one.number, Medium.DOCX, "b" * 64, at=LATER).layouts == digests
    assert book.add_format(one.number, Medium.PRINT, "a" * 64, at=LATER).layouts == digests
    with pytest.raises(ValueError, match="another blank"):
        book.add_format(one.number, Medium.PDF, "c" * 64, at=LATER)
    assert book.known(one.number).layout(Medium.PRINT) == "a" * 64


def test_print_first_is_kept_as_the_pdf_that_it_is(book: IssueBook) -> None:
    one = issue(1, layouts=())
    book.add(one, {})
    assert book.add_format(one.number, Medium.PRINT, "c" * 64, at=LATER).layouts == ((Medium.PDF, "c" * 64),)


def test_a_withdrawn_issue_is_known_and_its_values_are_gone(book: IssueBook, places: BookPlaces) -> None:
    one = issue(1)
    book.add(one, VALUES)
    assert book.withdraw(one.number, at=LATER).withdrawn == LATER
    assert book.withdraw(one.number, at=LATER + timedelta(1)).withdrawn == LATER
    assert list(places.values.iterdir()) == []
    with pytest.raises(ConfigurationError) as caught:
        book.values_of(one.number, form())
    assert (caught.value.code, caught.value.params) == ("ISSUED_VALUES_MISSING", {"number": one.number})


UNKNOWN = "2222-2222-22222"
ASKED: list[Callable[[IssueBook], object]] = [
    lambda book: book.known(UNKNOWN),
    lambda book: book.withdraw(UNKNOWN, at=NOW),
    lambda book: book.add_format(UNKNOWN, Medium.PDF, "a", at=NOW),
]


@pytest.mark.parametrize("ask", ASKED)
def test_an_unknown_number(book: IssueBook, ask: Callable[[IssueBook], object]) -> None:
    with pytest.raises(UnknownNumber) as caught:
        ask(book)
    assert caught.value.exit_code == ExitCode.UNKNOWN_NUMBER


@pytest.mark.parametrize("again", [[issue(1)], [issue(2), issue(2)], [issue(3), issue(1)]])
def test_a_number_is_given_once(book: IssueBook, places: BookPlaces, again: list[Issue]) -> None:
    book.add(issue(1), {})
    before = places.log.read_bytes()
    with pytest.raises(ValueError, match="twice"):
        book.add_all([(one, {}) for one in again])
    assert places.log.read_bytes() == before


def test_files_are_the_owners_only(book: IssueBook, places: BookPlaces) -> None:
    book.add(issue(1), VALUES)
    for path in (places.log, places.register, *places.values.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(places.values.stat().st_mode) == 0o700


def filled(places: BookPlaces, count: int = 40) -> tuple[Issue, ...]:
    with IssueBook(places) as book:
        book.add_all([(issue(at, issued=NOW + timedelta(minutes=at)), {"days": at}) for at in range(count)])
        numbers = [one.number for one in book.register.all()]
        for number in numbers[::3]:
            book.add_format(number, Medium.DOCX, "b" * 64, at=LATER)
        for number in numbers[::5]:
            book.withdraw(number, at=LATER)
        return book.register.all()


def test_the_register_is_made_anew_from_the_log(places: BookPlaces) -> None:
    before = filled(places)
    assert len(before) == 40
    assert rebuild_register(places) == Followed(issued=40)
    assert opened_all(places) == before


@pytest.mark.parametrize("content", [None, b"", b"ikke en database" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_register_that_is_gone_or_broken_is_made_anew(places: BookPlaces, content: bytes | None) -> None:
    before = filled(places)
    places.register.unlink()
    if content is not None:
        places.register.write_bytes(content)
    if content:
        with pytest.raises(ConfigurationError) as caught:
            IssueBook(places)
        assert caught.value.code == "REGISTER_BROKEN"
    rebuild_register(places)
    assert opened_all(places) == before


def test_a_register_of_another_schema_is_made_anew_without_asking(places: BookPlaces) -> None:
    before = filled(places)
    engine = create_engine(f"sqlite:///{places.register}")
    with engine.begin() as connection:
        connection.execute(text("update progress set schema = 0"))
    engine.dispose()
    assert opened_all(places) == before


def test_what_the_log_says_beyond_the_register_is_read_on_opening(places: BookPlaces) -> None:
    """Another process, or this one before it died, got as far as the log."""
    before = filled(places)
    log.append(places.log, log.Issued(issue(99)), log.Withdrawn(before[1].number, LATER))
    with IssueBook(places) as book:
        assert book.followed == Followed(issued=1)
        assert book.get(issue(99).number) == issue(99)
        assert book.known(before[1].number).withdrawn == LATER
        assert not (places.values / f"{before[1].number}.json").exists()


def test_values_are_forgotten_even_when_the_program_dies_before_the_register_knows(places: BookPlaces) -> None:
    one = issue(1)
    with IssueBook(places) as book:
        book.add(one, VALUES)
    log.append(places.log, log.Withdrawn(one.number, LATER))

    def dies(number: str) -> None:
        raise SystemExit(number)

    with Register(places.register, forget=dies) as register, pytest.raises(SystemExit):
        register.follow(places.log)
    assert (places.values / f"{one.number}.json").exists()
    with IssueBook(places) as book:
        assert book.known(one.number).withdrawn == LATER
    assert not (places.values / f"{one.number}.json").exists()


def test_a_log_that_lost_its_end_is_told(places: BookPlaces) -> None:
    filled(places)
    content = places.log.read_bytes()
    places.log.write_bytes(content[: content.rindex(b"\n", 0, -1) + 1])
    with pytest.raises(ConfigurationError) as caught:
        IssueBook(places)
    assert caught.value.code == "ISSUE_LOG_CHANGED"
    rebuild_register(places)
    assert len(opened_all(places)) == 40


def test_a_restored_log_that_grew_again_is_told(places: BookPlaces) -> None:
    filled(places)
    content = places.log.read_bytes()
    places.log.write_bytes(content[: len(content) // 2])
    log.append(places.log, *(log.Issued(issue(100 + at)) for at in range(60)))
    assert places.log.stat().st_size > len(content)
    with pytest.raises(ConfigurationError) as caught:
        IssueBook(places)
    assert caught.value.code == "ISSUE_LOG_CHANGED"


def test_damage_in_the_middle_of_the_log_is_counted(places: BookPlaces) -> None:
    before = filled(places)
    lines = places.log.read_bytes().split(b"\n")
    lines[3] = lines[3][:20] + b"\xff" + lines[3][21:]
    places.log.write_bytes(b"\n".join(lines))
    followed = rebuild_register(places)
    lost = before[3]
    told = (lost.withdrawn is not None) + (lost.layout(Medium.DOCX) is not None)
    assert followed == Followed(issued=39, unreadable=1, clashing=told)
    assert told > 0
    codes = [one.code for one in followed.findings()]
    assert sorted(codes) == ["ISSUE_LOG_LINES_CLASH", "ISSUE_LOG_LINES_UNREADABLE"]
    assert opened_all(places) == tuple(one for one in before if one != lost)
    for language in Language:
        sentences = [finding_sentence(one, language) for one in followed.findings()]
        assert len(sentences) == 2
        assert all(": 1)" in one for one in sentences)


def test_lines_that_contradict_others_are_counted_and_the_first_stays(places: BookPlaces) -> None:
    one = issue(1)
    log.append(
        places.log,
        log.Issued(one),
        log.Issued(one),
        log.Issued(issue(1, form="annet")),
        log.Rendered(one.number, Medium.PDF, "f" * 64, LATER),
        log.Rendered(issue(2).number, Medium.PDF, "f" * 64, LATER),
        log.Withdrawn(issue(2).number, LATER),
    )
    with IssueBook(places) as book:
        assert book.followed == Followed(issued=1, clashing=4)
        assert book.register.all() == (one,)


def test_an_issue_whose_log_cannot_be_written_is_no_issue(places: BookPlaces) -> None:
    with IssueBook(places) as book:
        book.add(issue(1), {})
        places.log.unlink()
        places.log.mkdir()
        with pytest.raises(ConfigurationError) as caught:
            book.add(issue(2), {})
    assert (caught.value.code, caught.value.exit_code) == ("ISSUE_LOG_NOT_WRITTEN", ExitCode.CONFIGURATION)


ISSUER = """
import sys
from pathlib import Path
from dokumentverk.issue.book import BookPlaces, IssueBook
from tests.issue.specimens import issue
root, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
with IssueBook(BookPlaces(root / "utstedt.jsonl", root / "register.sqlite", root / "issued")) as book:
    print("ready", flush=True)
    for at in range(first, first + count):
        book.add(issue(at), {"days": at})
        print(at, flush=True)
"""


def issuer(root: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ISSUER, str(root), str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def test_processes_that_issue_at_a_time(places: BookPlaces) -> None:
    processes = [issuer(places.log.parent, first, 60) for first in (0, 1000)]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    expected = {issue(at).number for at in (*range(60), *range(1000, 1060))}
    assert {one.number for one in opened_all(places)} == expected
    assert rebuild_register(places) == Followed(issued=120)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX only")
@pytest.mark.parametrize("after", [1, 4, 9])
def test_what_was_issued_before_a_kill_is_issued(places: BookPlaces, after: int) -> None:
    """A real process is killed at no chosen point. All that it said it had issued is in log and register, and the
    register made anew is the register mended."""
    process = issuer(places.log.parent, 0, 5000)
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(after + 1)][1:]
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    said += rest.split("\n")[:-1]
    mended = opened_all(places)
    numbers = {one.number for one in mended}
    assert {issue(int(at)).number for at in said} <= numbers
    assert len(numbers) <= len(said) + 1
    rebuild_register(places)
    assert opened_all(places) == mended
