"""What ``read``, ``check``, ``file`` and ``accept`` share: printing received documents and choosing the exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.output import outcome_label, print_json, say, severity_label, tracked
from dokumentverk.errors import ExitCode
from dokumentverk.flow.receive import FILED_BEFORE
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Filed, NeedsReview, Outcome, Rejected
from dokumentverk.model.form import FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.record import State
from dokumentverk.model.signature import ValidatedSignature
from dokumentverk.model.value import show
from dokumentverk.model.written import show_moment
from dokumentverk.report import as_json, label_of, outcome_word

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office
    from dokumentverk.flow.understood import Understood

UNREADABLE_CODES = {
    "FILE_ENCRYPTED": ExitCode.ENCRYPTED,
    "FOREIGN_DOCUMENT": ExitCode.UNKNOWN_NUMBER,
}


def print_all(
    office: Office, paths: Sequence[Path], look: Callable[[Office, Path], Understood], output: str
) -> ExitCode:
    """Read or check every path, print each as it comes, and give the worst exit code."""
    worst = ExitCode.OK
    for path in tracked(paths):
        understood = look(office, path)
        print_understood(office, understood, None, output)
        worst = max(worst, looking_code(understood))
    return worst


def looking_code(understood: Understood) -> ExitCode:
    """A file that cannot be read says why by its code; nothing has been rejected, since nothing was filed."""
    received = understood.received
    match outcome_word(received):
        case "ok":
            return ExitCode.OK
        case "review":
            return ExitCode.PERSON_NEEDED
        case "left":
            return ExitCode.MISSING_ENGINE
        case _:
            codes = [UNREADABLE_CODES[one.code] for one in received.findings if one.code in UNREADABLE_CODES]
            return codes[0] if codes else ExitCode.UNREADABLE


def filing_code(outcome: Outcome) -> ExitCode:
    match outcome:
        case Filed():
            return ExitCode.OK
        case NeedsReview():
            return ExitCode.PERSON_NEEDED
        case Rejected():
            return ExitCode.REJECTED


def print_understood(office: Office, understood: Understood, outcome: Outcome | None, output: str) -> None:
    language = office.settings.language
    if output == "json":
        print_json(as_json(understood.received, understood.definition, language, outcome))
        return
    _headline(understood, outcome, language)
    if outcome is None:
        _fields(understood, language)
    _signed(understood, language)
    _findings(understood, language)
    say()


def _headline(understood: Understood, outcome: Outcome | None, language: Language) -> None:
    received = understood.received
    match outcome:
        case Filed(receipt=receipt):
            word, where = "ok", receipt.placements[0].path.rpartition("/")[0]
        case NeedsReview(folder=folder):
            word, where = "review", folder or ""
        case Rejected(folder=folder):
            word, where = "rejected", folder or ""
        case None:
            word, where = outcome_word(received), ""
    title = understood.definition.title.in_(language) if understood.definition else ""
    number = received.identity.number or ""
    parts = [received.intakes[0].name, title, number, outcome_label(word, language).upper()]
    say("  ".join(part for part in parts if part))
    if where:
        say(f"  → {where}")


def _fields(understood: Understood, language: Language) -> None:
    record, definition = understood.received.record, understood.definition
    if record is None or definition is None:
        return
    for entry in record.entries:
        if entry.state is State.EMPTY or (entry.value in (None, False, ()) and not entry.raw):
            continue
        field = definition.field(entry.field)
        if field.kind is FieldKind.SIGNATURE:
            continue
        text = show(field, entry.value, language) if entry.state is State.FILLED else f"? {entry.raw}"
        first, *rest = text.splitlines() or [""]
        say(f"  {label_of(entry.field, definition, language)}: {first}")
        for line in rest:
            say(f"      {line}")


def _signed(understood: Understood, language: Language) -> None:
    """Who signed digitally, how, when, and what it covers."""
    record = understood.received.record
    if record is None:
        return
    found = [(one.field, one.validated) for one in record.signatures if one.validated is not None]
    for field, signature in [*found, *((None, seal) for seal in record.seals)]:
        label = label_of(field, understood.definition, language) or signature.name
        say(f"  {label}: {signed_words(signature, language)}")


def signed_words(signature: ValidatedSignature, language: Language) -> str:
    when = "signed_when_stamped" if signature.stamped else "signed_when_claimed"
    at = signature.at
    said = {
        "who": signature.signer.shown or word("signed_nobody", language),
        "when": word(when, language).format(at=show_moment(at.astimezone(), language))
        if at is not None
        else word("signed_when_not_known", language),
    }
    if not signature.is_valid:
        return word("signed_not_valid", language).format(**said)
    covers = word(f"signed_covers_{signature.coverage.value}", language)
    covers = covers.format(revision=signature.revision, revisions=signature.revisions)
    return word("signed_valid", language).format(covers=covers, **said)


def _findings(understood: Understood, language: Language) -> None:
    """Of what was filed before no faults: they were settled then, and stand in the archive."""
    received = understood.received
    acceptance = received.acceptance
    before = any(one.code == FILED_BEFORE for one in received.findings)
    for one in received.findings:
        if before and one.stops:
            continue
        label = label_of(one.field, understood.definition, language)
        accepted = one.stops and acceptance is not None and one.code in acceptance.despite
        standing = word("accepted", language) if accepted else severity_label(one.severity.value, language)
        say(f"  {standing:7}{finding_sentence(one, language, label)}  [{one.code}]")
