"""What went out is waited for until it has come back, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dokumentverk.flow.filing import file_sent
from dokumentverk.flow.office import Office
from dokumentverk.flow.outstanding import sent_issues
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.separators import produce_separator
from dokumentverk.flow.trays import READING
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.form import Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.obligation import SentIssue
from dokumentverk.shipped import forms
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record
from tests.flow.talk import talking_workplace

TODAY = DAY.date()
LATER = DAY + timedelta(days=3)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


@pytest.fixture
def office(root: Path) -> Iterator[Office]:
    with office_at(root) as opened:
        yield opened


def issued(office: Office, form: str = "egenmelding", employee: str | None = "1001") -> Issue:
    return produce(office, Order(form, employee=employee)).issue


def waits(office: Office, name: str, reading: str) -> None:
    """What lies in the review tray."""
    folder = office.workplace.review / name
    folder.mkdir(parents=True)
    (folder / READING).write_text(reading, encoding="utf-8")


def the_one(office: Office) -> SentIssue:
    ((found,),) = sent_issues(office).values()
    return found


def test_each_persons_own_oldest_first(office: Office, root: Path) -> None:
    first, another = issued(office), issued(office, employee="1003")
    issued(office, employee=None)
    with office_at(root, day=LATER) as later:
        second = produce(later, Order("samtaleverktoy", employee="1001", party=Role.LEADER)).issue
        found = sent_issues(later)
        assert {who: [one.number for one in sent] for who, sent in found.items()} == {
            "1001": [first.number, second.number],
            "1003": [another.number],
        }
        assert sent_issues(later, "1001") == {"1001": found["1001"]}
        assert [(one.form, one.sent, one.party) for one in found["1001"]] == [
            ("egenmelding", TODAY, Role.EMPLOYEE),
            ("samtaleverktoy", LATER.date(), Role.LEADER),
        ]


@pytest.mark.parametrize(
    ("form", "waited_for"),
    [
        ("nav-mote", True),
        ("dialogmote", True),
        ("ia-mote", False),
        ("rettigheter", False),
    ],
    ids=["to be filled in", "sent, with a slip to sign", "an agenda", "a letter"],
)
def test_letters_and_agendas_do_not_come_back(office: Office, form: str, waited_for: bool) -> None:
    issued(office, form)
    assert bool(sent_issues(office)) is waited_for


def test_a_letter_of_ones_own_that_is_not_filed_is_not_waited_for_either(root: Path) -> None:
    shipped = (forms() / "letters" / "rettigheter.toml").read_text(encoding="utf-8")
    own = root / "forms" / "letters" / "rettigheter.toml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.replace('sent = "U"\n', ""), encoding="utf-8")
    with office_at(root) as office:
        assert office.form("rettigheter").archive.sent is None
        issued(office, "rettigheter")
        assert sent_issues(office) == {}


def test_separators_are_nobodys_to_answer(office: Office) -> None:
    produce_separator(office, "1001", "Sykmelding uke 40")
    assert sent_issues(office) == {}


def test_a_form_that_the_workplace_has_no_more_is_waited_for_all_the_same(tmp_path: Path) -> None:
    root = talking_workplace(tmp_path / "annet")
    with office_at(root) as office:
        number = produce(office, Order("jobbsamtale", employee="1001", party=Role.EMPLOYEE)).issue.number
    (root / "forms" / "jobbsamtale.toml").unlink()
    with office_at(root) as office:
        assert the_one(office).number == number


def test_a_withdrawn_one_is_told_of_with_its_day(office: Office, root: Path) -> None:
    number = issued(office).number
    with office_at(root, day=LATER) as later:
        withdraw(later, number)
        found = the_one(later)
    assert (found.sent, found.withdrawn) == (TODAY, LATER.date())


def test_the_first_return_answers_it(office: Office, root: Path) -> None:
    number = issued(office).number
    assert (the_one(office).came, the_one(office).came_on) == (None, None)
    values = {"first_day": "2026-10-26", "employee_signed_date": "2026-10-28"}
    first = file_record(office, "egenmelding", values, issue=number)
    with office_at(root, day=LATER) as later:
        file_record(later, "egenmelding", {**values, "last_day": "2026-10-27"}, issue=number)
        file_record(later, "egenmelding", {**values, "last_day": "2026-10-28"}, issue=number, corrects=first)
        found = the_one(later)
    assert (found.came, found.came_on) == (first, TODAY), "when it was filed, whatever date stands in it"


def test_what_was_filed_as_it_went_out_has_not_come_back(office: Office) -> None:
    with office.writing():
        file_sent(office, produce(office, Order("dialogmote", employee="1001")))
    assert the_one(office).came is None


def test_what_waits_for_a_person_has_come_back(office: Office) -> None:
    number = issued(office).number
    waits(office, "R1", "{")
    waits(office, "R2", "[]")
    waits(office, "R3", json.dumps({"issue": None}))
    (office.workplace.review / "R4").mkdir()
    waits(office, "R5", json.dumps({"issue": number}))
    waits(office, "R6", json.dumps({"issue": number}))
    assert (the_one(office).came, the_one(office).came_on) == ("R5", None)
    filed = file_record(office, "egenmelding", {"first_day": "2026-10-26"}, issue=number)
    assert the_one(office).came == filed, "what is filed is what answered it"
