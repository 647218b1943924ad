"""Who owes what by when: what the rules make of a case, of the documents that are filed and of those that are out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dokumentverk.model.case import MeetingKind
from dokumentverk.model.consent import Consent, Withdrawal
from dokumentverk.model.form import Role


class Party(StrEnum):
    EMPLOYEE = "employee"
    LEADER = "leader"
    EMPLOYER = "employer"
    """HR, or whoever acts for the employer beside the leader."""
    NAV = "nav"
    OTHER = "other"
    """Whom minutes name for a task, when it is none of these."""


class Rule(StrEnum):
    EGENMELDING = "egenmelding"
    FIRST_CONTACT = "first_contact"
    PLAN = "plan"
    PLAN_COPY = "plan_copy"
    DIALOGUE_1 = "dialogue_1"
    PLAN_REVISED = "plan_revised"
    ACTIVITY = "activity"
    PLAN_TO_NAV = "plan_to_nav"
    DIALOGUE_2 = "dialogue_2"
    MAKSDATO = "maksdato"
    MEASURE = "measure"
    PLAN_EVALUATION = "plan_evaluation"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"
    SIGNATURE = "signature"
    ATTESTATION = "attestation"
    COPY_EMPLOYEE = "copy_employee"
    COPY_HR = "copy_hr"
    COPY_ARCHIVE = "copy_archive"
    PLAN_HELP = "plan_help"
    """Nav gets the plan when its help is asked for."""
    TASK = "task"
    MOTEPLASSEN = "moteplassen"
    CONSENT = "consent"
    EXEMPTION = "exemption"


EXEMPTIBLE = (Rule.PLAN, Rule.DIALOGUE_1, Rule.PLAN_REVISED, Rule.FIRST_CONTACT)
"""What an exemption (``unntak``) may name."""


class Ground(StrEnum):
    """Why something is exempted: the examples of the routine (section 3.3), and any other. The fourth only
    postpones."""

    NO_RETURN = "no_return"
    BACK_SOON = "back_soon"
    ADAPTATION_WORKS = "adaptation_works"
    NOT_POSSIBLE_NOW = "not_possible_now"
    OTHER = "other"


class Standing(StrEnum):
    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    PASSED = "passed"
    """The day of something that binds nobody here has gone by."""
    LAPSED = "lapsed"
    """It was not done while the absence lasted, and now it is over."""
    EXEMPT = "exempt"
    """Somebody decided that it need not be done, and said why."""


class DocumentKind(StrEnum):
    """What a form is to the rules, whatever a workplace calls it."""

    EGENMELDING = "egenmelding"
    PLAN = "plan"
    DIALOGUE = "dialogue"
    CONSENT = "consent"
    MINUTES = "minutes"
    EXEMPTION = "exemption"
    TOOL = "tool"
    """The dialogue tool, which may take the place of the plan."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A day on which a measure of a plan shall be looked at. ``row`` counts measures from 1; 0 is the plan itself.
    ``done``: a result stands in the plan already."""

    row: int
    on: date
    done: bool = False


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A signature that a filed document lacks. ``accepted``: a person filed it all the same and said why."""

    field: str
    role: Role
    attestation: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What minutes give somebody to do. ``row`` counts from 1."""

    row: int
    what: str
    party: Party
    due: date
    done: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """``on`` is the day of the meeting. ``following`` is the day of the next one that they name, ``time`` and ``place``
    are that one's."""

    kind: MeetingKind
    on: date
    following: date | None = None
    tasks: tuple[Task, ...] = ()
    time: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """From these, decided ``on``: for good, or postponed ``until`` that day. ``reconsidered`` is when to look again.
    ``source`` is the return that says so, None when a person told it."""

    rules: tuple[Rule, ...]
    ground: Ground
    on: date
    until: date | None = None
    reconsidered: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FiledReturn:
    """What the rules ask of a filed document, its corrections included. ``dated`` is the document's own date, ``issue``
    its number. ``first`` and ``last`` are the days of absence that an egenmelding tells of. ``cases`` are those that it
    was laid to. ``help``: a plan that asks for Nav's."""

    id: str
    kind: DocumentKind
    form: str
    dated: date
    registered: date
    issue: str | None = None
    first: date | None = None
    last: date | None = None
    cases: tuple[str, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    unsigned: tuple[Unsigned, ...] = ()
    help: bool = False
    minutes: Minutes | None = None
    exemption: Exemption | None = None
    consent: Consent | None = None
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class SentIssue:
    """A document that went out to somebody we know. ``came`` is the return, also one that waits for a person."""

    number: str
    form: str
    sent: date
    party: Role | None = None
    withdrawn: date | None = None
    came: str | None = None
    came_on: date | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """``key`` is the same whenever it is reckoned, whatever day it falls on. ``working_day`` is ``due`` itself, or the
    last working day before it. ``days`` run from the day of reckoning to ``due``, negative when it is past. What is not
    ``binding`` is another's to do, or is worth knowing. ``about`` is a return or an issue; ``part`` a measure's number,
    a field or a form; ``detail`` the words of whoever set it. ``postponed`` is the day it was due on before an
    exemption moved it; of one that is exempt ``done_by`` is the return that says so. ``missed``: it has lapsed, and its
    day came while there was still something to do it for."""

    key: str
    rule: Rule
    party: Party
    due: date
    working_day: date
    employee: str
    standing: Standing
    days: int
    binding: bool = True
    case: str | None = None
    done_by: str | None = None
    done_on: date | None = None
    about: str | None = None
    part: str | None = None
    detail: str | None = None
    postponed: date | None = None
    missed: bool = False
