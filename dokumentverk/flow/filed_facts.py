"""What the rules ask of filed minutes, consents, exemptions and plans, out of what stands in them: each fact by itself,
from one record. ``filed_returns`` lays them to what the index tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from dokumentverk.archive.index import Row
from dokumentverk.check import form_rules as ids
from dokumentverk.check.signatures import is_signed
from dokumentverk.check.subject import COUNTED, Subject
from dokumentverk.flow.filed_records import cell_day, cell_text, chosen_in, lines_in, text_in, value_in
from dokumentverk.flow.office import Office
from dokumentverk.issue.prefill_case import MEETING_CHOICES
from dokumentverk.model.case import MeetingKind
from dokumentverk.model.consent import HEALTH_PERSONNEL, SHARED_BY_CONSENT, Consent, Use, Withdrawal
from dokumentverk.model.filing import Received
from dokumentverk.model.form import Role
from dokumentverk.model.obligation import EXEMPTIBLE, Evaluation, Exemption, Ground, Minutes, Party, Task
from dokumentverk.model.record import Record, State

_MEETINGS: Final = {id: kind for kind, id in MEETING_CHOICES.items() if kind is not MeetingKind.OTHER}
"""What minutes call a meeting; a talk about the plan is a conversation of the leader's with the employee."""
_PARTIES: Final = {
    Party.EMPLOYEE: ("arbeidstaker", "arbeidstakar", "den ansatte", "den tilsette", "ansatt", "tilsett", "employee"),
    Party.LEADER: ("leder", "leiar", "manager"),
    Party.NAV: ("nav",),
    Party.EMPLOYER: ("arbeidsgiver", "arbeidsgivar", "hr", "personal", "employer"),
}
"""What people write of who is to do something: the first party of which a word begins so."""
_ACCEPTED_DOUBTS: Final = frozenset({"SIGNATURE_DOUBTFUL", "SIGNATURE_TYPED", "SIGNATURE_KIND_NOT_ACCEPTED"})
"""A person who filed it despite these has seen that the employee signed."""
SCOPE: Final = "consent_scope"
_DECIDING: Final = (ids.CONSENT, ids.SHARE_WITH, ids.CONSENT_EXPIRES, ids.CONSENT_FROM, SCOPE)
"""Without these, read for sure, nobody knows what a consent covers."""


def counted_day(record: Record | None, field: str) -> date | None:
    """Only one that somebody can mean."""
    value = value_in(record, field)
    return value if isinstance(value, date) and value.year in COUNTED else None


def minutes_of(office: Office, row: Row, record: Record | None) -> Minutes | None:
    """None where nobody can say when the meeting was, or which."""
    on, kind = counted_day(record, ids.MEETING_DATE), text_in(record, ids.MEETING_KIND)
    if on is None or not kind:
        return None
    following = counted_day(record, "next_meeting_date")
    return Minutes(
        _MEETINGS.get(kind, MeetingKind.OTHER),
        on,
        following,
        tuple(_tasks(office, row, record)),
        time=text_in(record, "next_meeting_time"),
        place=text_in(record, "next_meeting_place"),
    )


def _tasks(office: Office, row: Row, record: Record | None) -> Iterator[Task]:
    """Those with words and a day; one without a day is told of on the next agenda only."""
    for number, line in enumerate(lines_in(record, ids.TASKS), start=1):
        cells = dict(line)
        what, due = cell_text(cells, "what"), cell_day(cells, ids.DUE)
        if what and due is not None and due.year in COUNTED:
            done = cells.get(ids.DONE) is True
            yield Task(number, what, party_of(office, row.employee or "", cell_text(cells, "responsible")), due, done)


def party_of(office: Office, employee: str, text: str) -> Party:
    """Whom the words mean: a party, or the employee or leader by name."""
    written = text.casefold()
    person = office.people.get(employee)
    leader = office.people.get(person.positions[0].leader) if person and person.positions else None
    for one, party in ((person, Party.EMPLOYEE), (leader, Party.LEADER)):
        if one is not None and one.name and one.name.casefold() in written:
            return party
    words = written.replace("/", " ").replace(",", " ").split()
    for party, known in _PARTIES.items():
        if any(name in written if " " in name else any(word.startswith(name) for word in words) for name in known):
            return party
    return Party.OTHER


def exemption_of(row: Row, record: Record | None) -> Exemption | None:
    """None for one that does not say from what, or until when it postpones."""
    chosen = chosen_in(record, ids.EXEMPTED)
    rules = tuple(rule for rule in EXEMPTIBLE if rule.value in chosen)
    until = counted_day(record, ids.POSTPONED_UNTIL)
    kind = text_in(record, ids.EXEMPTION_KIND)
    known = {one.value for one in Ground}
    ground = text_in(record, ids.GROUND)
    if not rules or ground not in known or (kind != ids.UNNECESSARY and (kind != ids.POSTPONED or until is None)):
        return None
    decided = row.dated or row.registered.date()
    reconsidered = counted_day(record, "reconsidered_on")
    return Exemption(
        rules, Ground(ground), decided, until if kind == ids.POSTPONED else None, reconsidered, row.return_id
    )


def consent_of(office: Office, row: Row, received: Received | None) -> Consent | None:
    """What a consent of its own or a svarslipp allows; None where it allows nothing."""
    record = received.record if received else None
    if received is None or record is None:
        return None
    invites = tuple(one for one in HEALTH_PERSONNEL if one in chosen_in(record, ids.CONSENT))
    shares = tuple(one for one in SHARED_BY_CONSENT if one in chosen_in(record, ids.SHARE_WITH))
    uncertain = any(one.field in _DECIDING and one.state in (State.NOT_READ, State.CONFLICT) for one in record.entries)
    if not invites and not shares and not uncertain:
        return None
    given = row.dated or row.registered.date()
    for_one = text_in(record, SCOPE) == "this_meeting"
    only = counted_day(record, ids.MEETING_DATE) if for_one else None
    return Consent(
        source=row.return_id,
        given=given,
        first=counted_day(record, ids.CONSENT_FROM) or given,
        expires=counted_day(record, ids.CONSENT_EXPIRES) or only,
        signed=_is_signed(office, received, record),
        invites=invites,
        shares=shares,
        things=tuple(sorted(chosen_in(record, "share_what"))),
        meeting=only,
        uncertain=uncertain or (for_one and only is None),
    )


def _is_signed(office: Office, received: Received, record: Record) -> bool:
    definition = office.definition_for(record.form, record.issue)
    if definition is None:
        return False
    despite = received.acceptance.despite if received.acceptance else ()
    subject = Subject(
        definition, record, None, None, office.people, office.settings, history=(), today=office.now().date()
    )
    return is_signed(subject, Role.EMPLOYEE) or bool(_ACCEPTED_DOUBTS & set(despite))


def withdrawal_of(row: Row, record: Record | None) -> Withdrawal | None:
    """In effect on the day that the form names, else on the day it came."""
    chosen = chosen_in(record, ids.WITHDRAWN)
    uses = tuple(use for use in Use if use.value in chosen)
    on = counted_day(record, ids.WITHDRAWN_DATE) or row.registered.date()
    return Withdrawal(on, uses, row.return_id) if uses else None


def evaluations_in(record: Record | None) -> Iterator[Evaluation]:
    """The days on which a plan says that it, or a measure of it, shall be looked at."""
    day = counted_day(record, ids.EVALUATION_DATE)
    if day is not None:
        yield Evaluation(0, day)
    for number, line in enumerate(lines_in(record, ids.MEASURES), start=1):
        cells = dict(line)
        evaluated = cell_day(cells, ids.EVALUATED) or cell_day(cells, ids.DUE)
        if evaluated is not None and evaluated.year in COUNTED:
            yield Evaluation(number, evaluated, done=bool(cells.get(ids.RESULT)))


def asks_for_help(record: Record | None) -> bool:
    """A plan that goes to Nav because its help is needed."""
    return value_in(record, ids.SEND_PLAN_TO_NAV) is True and value_in(record, ids.NEEDS_HELP_FROM_NAV) is True


def replaces_plan(record: Record | None) -> bool:
    """A dialogue tool that both share may take the place of the plan."""
    return value_in(record, ids.REPLACES_PLAN) is True and text_in(record, ids.COPY_OF) == ids.SHARED
