"""Documents that are out, withdrawn ones, and signatures that filed ones lack."""

from __future__ import annotations

from dataclasses import replace

from dokumentverk.model.form import Role
from dokumentverk.model.obligation import (
    DocumentKind,
    FiledReturn,
    Obligation,
    Party,
    Rule,
    SentIssue,
    Standing,
    Unsigned,
)
from dokumentverk.rules.deadlines_documents import of_documents
from tests.rules.cases import at, day

SENT = SentIssue("7KXM-4RTA-9CDEF", "oppfolgingsplan", day("1102"))
FILED = FiledReturn("RA", DocumentKind.EGENMELDING, "egenmelding", day("1105"), day("1106"), issue=SENT.number)
PENDING = Unsigned("leader_signature", Role.LEADER, attestation=True)


def owed(*sent: SentIssue, filed: tuple[FiledReturn, ...] = (), on: str = "1110") -> list[Obligation]:
    return list(of_documents("1001", sent, filed, at(day(on))))


def test_what_is_out_is_owed_by_whose_copy_it_is() -> None:
    (one,) = owed(SENT)
    assert (one.rule, one.party, one.due, one.standing) == (
        Rule.UNANSWERED, Party.EMPLOYEE, day("1116"), Standing.DUE,
    )  # fmt: skip
    assert (one.about, one.part, one.key) == (SENT.number, "oppfolgingsplan", f"{SENT.number}-unanswered")
    assert owed(replace(SENT, party=Role.LEADER))[0].party is Party.LEADER
    assert owed(replace(SENT, party=Role.UNION))[0].party is Party.EMPLOYER
    assert owed(SENT, on="1117")[0].standing is Standing.OVERDUE


def test_what_came_back_is_done() -> None:
    (one,) = owed(replace(SENT, came="RA", came_on=day("1110")), on="1130")
    assert (one.standing, one.done_by, one.done_on) == (Standing.DONE, "RA", day("1110"))


def test_a_withdrawn_document_is_owed_by_nobody_and_asks_for_a_look() -> None:
    gone = replace(SENT, withdrawn=day("1105"))
    (one,) = owed(gone)
    assert (one.rule, one.party, one.binding, one.due) == (Rule.WITHDRAWN, Party.LEADER, False, day("1119"))
    new = SentIssue("7KXM-4RTA-9CDEG", "oppfolgingsplan", day("1105"))
    again = next(one for one in owed(gone, new) if one.rule is Rule.WITHDRAWN)
    assert (again.standing, again.done_by) == (Standing.DONE, new.number)

    def standing(*others: SentIssue) -> Standing:
        return next(one.standing for one in owed(gone, *others) if one.rule is Rule.WITHDRAWN)

    assert standing(replace(new, sent=SENT.sent)) is Standing.DONE, "on the same day"
    assert standing(replace(new, sent=day("1101"))) is Standing.DUE, "it had gone out before"
    assert standing(replace(new, withdrawn=day("1106"))) is Standing.DUE, "taken back too"
    other = replace(new, form="egenmelding")
    assert next(one for one in owed(gone, other) if one.rule is Rule.WITHDRAWN).standing is Standing.DUE
    assert owed(replace(gone, came="RA")) == [], "it came back before it was withdrawn, or a person has it"


def test_a_missing_attestation_is_owed_until_a_later_return_has_it() -> None:
    lacking = replace(FILED, unsigned=(PENDING,))
    (one,) = owed(filed=(lacking,))
    assert (one.rule, one.party, one.due, one.about) == (Rule.ATTESTATION, Party.LEADER, day("1113"), "RA")
    attested = replace(FILED, id="RB", registered=day("1109"))
    (done,) = owed(filed=(lacking, attested))
    assert (done.standing, done.done_by, done.key) == (Standing.DONE, "RB", one.key)
    still = replace(lacking, id="RB", registered=day("1109"))
    assert [(one.standing, one.about) for one in owed(filed=(lacking, still))] == [(Standing.DUE, "RA")]
    elsewhere = replace(attested, issue="7KXM-4RTA-9CDEG")
    assert owed(filed=(lacking, elsewhere))[0].standing is Standing.DUE


def test_each_return_owes_its_own_signatures() -> None:
    lacking = replace(FILED, unsigned=(PENDING,))
    first = owed(filed=(lacking,))[0].key
    assert first == f"{SENT.number}-attestation-leader_signature"
    elsewhere = replace(lacking, id="RB", issue="7KXM-4RTA-9CDEG")
    assert [one.about for one in owed(filed=(lacking, elsewhere))] == ["RA", "RB"]
    nameless = replace(lacking, issue=None), replace(lacking, id="RB", issue=None)
    assert [one.key for one in owed(filed=nameless)] == [f"{id}-attestation-leader_signature" for id in ("RA", "RB")]
    attested = replace(FILED, id="RB", registered=day("1104"))
    assert owed(filed=(attested, lacking))[0].standing is Standing.DUE, "what came before does not attest it"


def test_a_signature_that_a_person_did_without_binds_nobody() -> None:
    lacking = replace(FILED, unsigned=(Unsigned("employee_signature", Role.EMPLOYEE, accepted=True),))
    (one,) = owed(filed=(lacking,), on="1201")
    assert (one.rule, one.party, one.binding, one.standing) == (
        Rule.SIGNATURE, Party.EMPLOYEE, False, Standing.PASSED,
    )  # fmt: skip
