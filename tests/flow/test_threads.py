"""Which copies are laid side by side, and what the next version of a filed document is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from dokumentverk.errors import UsageFault
from dokumentverk.flow.cases import open_case
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.threads import Shared, next_version, shared_of
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.case import CaseKind
from dokumentverk.model.form import Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from tests.flow.desk import DAY, office_at
from tests.flow.filed import file_record
from tests.flow.talk import talking_workplace

FORM = "jobbsamtale"
HOUR = timedelta(hours=1)
LATER = DAY + HOUR


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return talking_workplace(tmp_path / "kontor")


@pytest.fixture
def office(root: Path) -> Iterator[Office]:
    with office_at(root) as opened:
        yield opened


def copy(office: Office, party: Role | None, thread: Issue | None = None, *, employee: str = "1001") -> Issue:
    order = Order(FORM, employee=employee, party=party, thread=thread.number if thread else None)
    return produce(office, order).issue


def comes_back(office: Office, issue: Issue, *, employee: str = "1001", **answers: object) -> str:
    return file_record(office, FORM, answers, issue=issue.number, employee=employee)


def both(office: Office) -> tuple[Issue, Issue]:
    """The employee's copy and the leader's, in one thread."""
    first = copy(office, Role.EMPLOYEE)
    return first, copy(office, Role.LEADER, first)


def shared(office: Office, issue: Issue) -> Shared:
    return shared_of(office, issue.number, Medium.PDF)


def returns(found: Shared) -> Mapping[Role, str]:
    return {one.party: one.return_id for one in found.copies}


def rewrite(root: Path, said: str, instead: str) -> None:
    """The workplace's own form, from now on."""
    definition = root / "forms" / f"{FORM}.toml"
    text = definition.read_text(encoding="utf-8")
    assert said in text
    definition.write_text(text.replace(said, instead), encoding="utf-8")


def refusal(office: Office, issue: Issue) -> str:
    with pytest.raises(UsageFault) as caught:
        shared(office, issue)
    return caught.value.code


def test_of_each_party_the_copy_that_was_filed_last(office: Office, root: Path) -> None:
    first, second = both(office)
    comes_back(office, first, short="Først")
    leaders = comes_back(office, second, short="Leder")
    with office_at(root, day=LATER) as later:
        employees = comes_back(later, first, short="Sist")
        for number in (first, second):
            found = shared(later, number)
            assert returns(found) == {Role.EMPLOYEE: employees, Role.LEADER: leaders}
        assert found.order.given["short"] == "Den ansatte: Sist – Lederen: Leder"
        assert (found.order.given["whose"], found.order.thread, found.order.party) == ("shared", first.number, None)


def test_nobody_elses_copy_is_taken_for_a_partys(office: Office) -> None:
    """Neither another form of the thread, nor another person's, nor one that somebody else sent in."""
    first, second = both(office)
    leaders = comes_back(office, second, short="Leder")
    for_another = copy(office, Role.EMPLOYEE, first, employee="1003")
    comes_back(office, for_another, employee="1003", short="En annens")
    other_form = produce(office, Order("egenmelding", employee="1001", thread=first.number)).issue
    file_record(office, "egenmelding", {}, issue=other_form.number)
    comes_back(office, first, employee="1003", short="Levert av en annen")
    assert refusal(office, first) == "COPIES_MISSING"
    employees = comes_back(office, first, short="Min")
    assert returns(shared(office, first)) == {Role.EMPLOYEE: employees, Role.LEADER: leaders}


def test_a_withdrawn_copy_counts_no_more(office: Office) -> None:
    first, second = both(office)
    comes_back(office, first, short="Min")
    comes_back(office, second, short="Leder")
    withdraw(office, first.number)
    assert refusal(office, second) == "COPIES_MISSING"


@pytest.mark.parametrize(
    ("said", "instead"),
    [("carried = true", "carried = false"), ('parties = ["employee", "leader"]', 'parties = ["employee"]')],
    ids=["nothing is carried on", "one person's alone"],
)
def test_a_form_without_copies_to_settle(office: Office, root: Path, said: str, instead: str) -> None:
    first, _ = both(office)
    rewrite(root, said, instead)
    with office_at(root) as again:
        assert refusal(again, first) == "FORM_HAS_NO_COPIES"


def test_the_shared_copy_is_of_the_case_of_either(office: Office) -> None:
    case = open_case(office, CaseKind.FOREBYGGENDE, "1001", None).case
    first = copy(office, Role.EMPLOYEE)
    order = Order(FORM, employee="1001", party=Role.LEADER, thread=first.number, case=case.id)
    second = produce(office, order).issue
    comes_back(office, first, short="Min")
    comes_back(office, second, short="Leder")
    assert shared(office, first).order.case == case.id


def test_a_shared_copy_is_one_that_was_made_after_both_came(root: Path) -> None:
    moment = DAY + timedelta(microseconds=500)
    with office_at(root, day=moment) as office:
        first, second = both(office)
        comes_back(office, first, short="Min")
    with office_at(root, day=moment + HOUR) as office:
        copy(office, None, first)
        copy(office, Role.LEADER, first)
    with office_at(root, day=moment + 2 * HOUR) as office:
        comes_back(office, second, short="Leder")
        assert shared(office, first).made is None, "what was made before is not of both"
        copy(office, Role.EMPLOYEE, first)
        assert shared(office, first).made is None, "another copy of the employee's own"
        made = copy(office, None, first)
        assert shared(office, first).made == made.number, "in the same second"
    with office_at(root, day=moment + 3 * HOUR) as office:
        again = copy(office, None, first)
        assert shared(office, first).made == again.number, "the last one"
        withdraw(office, again.number)
        assert shared(office, first).made == made.number
    with office_at(root, day=moment + 4 * HOUR) as office:
        comes_back(office, first, short="Ny")
        assert shared(office, first).made is None, "of what came back since none was made"


def following(office: Office, return_id: str) -> Order:
    return next_version(office, return_id, Medium.PDF).order


def test_the_next_version_says_what_was_corrected_last(office: Office, root: Path) -> None:
    issue = copy(office, Role.LEADER)
    first = comes_back(office, issue, short="Skrevet", day="Stell")
    corrected = file_record(office, FORM, {"short": "Rettet"}, issue=issue.number, corrects=first)
    with office_at(root, day=LATER) as later:
        file_record(later, FORM, {"short": "Rettet igjen"}, issue=issue.number, corrects=first)
        for asked in (first, corrected):
            order = following(later, asked)
            assert order.given == {"short": "Rettet igjen"}
            assert (order.party, order.thread) == (Role.LEADER, issue.number)


def test_what_nobody_has_decided_is_told_of_and_left_out(office: Office) -> None:
    answers = {"short": "Sikkert", "day": "Usikkert"}
    filed = file_record(office, FORM, answers, doubted=("day",), issue=copy(office, Role.LEADER).number)
    found = next_version(office, filed, Medium.PDF)
    assert (found.unread, found.order.given) == (("day",), {"short": "Sikkert"})


def test_the_next_version_is_of_the_same_case_and_language(office: Office) -> None:
    case = open_case(office, CaseKind.FOREBYGGENDE, "1001", None).case
    order = Order("oppfolgingsplan", employee="1001", case=case.id, language=Language.NN)
    issue = produce(office, order).issue
    filed = file_record(office, "oppfolgingsplan", {"work_capacity": "Halv dag"}, issue=issue.number)
    found = following(office, filed)
    assert (found.case, found.language, found.employee) == (case.id, Language.NN, "1001")
    assert found.party is None, "it was for both"
    assert found.given == {"work_capacity": "Halv dag", "plan_kind": "revised"}


def test_what_the_register_never_issued_is_carried_on_too(office: Office) -> None:
    filed = file_record(office, "oppfolgingsplan", {"work_capacity": "Halv dag"})
    found = following(office, filed)
    assert (found.employee, found.language) == ("1001", Language.NB)
    assert (found.case, found.thread, found.party) == (None, None, None)


def test_what_the_case_fills_in_is_left_to_it(office: Office) -> None:
    open_case(office, CaseKind.SYKEFRAVAER, "1001", date(2026, 10, 5))
    answers = {"first_day": "2026-09-01", "work_capacity": "Halv dag"}
    filed = file_record(office, "samtaleverktoy", answers)
    assert following(office, filed).given == {"work_capacity": "Halv dag"}


def test_a_form_that_is_one_persons_alone_now_has_nobodys_copies(office: Office, root: Path) -> None:
    filed = comes_back(office, copy(office, Role.LEADER), short="Leder")
    rewrite(root, 'parties = ["employee", "leader"]', 'parties = ["employee"]')
    rewrite(root, 'version = "1"', 'version = "2"')
    with office_at(root) as again:
        order = following(again, filed)
        assert order.party is None
        assert produce(again, order).issue.party is Role.EMPLOYEE


def test_what_has_nothing_to_carry_on(office: Office, root: Path) -> None:
    filed = comes_back(office, copy(office, Role.LEADER), short="Leder")
    (root / "forms" / f"{FORM}.toml").unlink()
    with office_at(root) as again, pytest.raises(UsageFault) as caught:
        following(again, filed)
    assert caught.value.code == "NOTHING_CARRIED_ON", "the workplace has the form no more"
    with office.writing() as archive:
        archive.destroy(filed, "Kassasjonsvedtak 26/1")
    with pytest.raises(UsageFault) as caught:
        following(office, filed)
    assert caught.value.code == "ARCHIVE_RETURN_UNKNOWN", "and nothing of it is left"
