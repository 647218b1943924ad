"""The work of ``dokumentverk sign``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.output import print_json, say, severity_label, tell
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.sign import Order, SignedDocument, TokenPlace, key_in, key_on, sign
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.written import show_date
from dokumentverk.report import finding_json, label_of

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office
    from dokumentverk.flow.sign import SigningKey


@dataclass(frozen=True, slots=True)
class Answering:
    """Where the key lies: in a file, or on a token by the library of its maker; and the file with its passphrase or
    PIN, which is else asked for."""

    key: Path | None
    passphrase: Path | None = None
    library: Path | None = None
    token: str | None = None
    certificate: str | None = None


@contextmanager
def opened_key(where: Answering, language: Language) -> Iterator[SigningKey]:
    """The key, usable inside the block. Its passphrase is never echoed, and never stands on the command line. Raises
    UsageFault where it is not said which key."""
    match where.key, where.library:
        case Path() as file, None if where.token is None and where.certificate is None:
            asked = word("sign_passphrase", language).format(file=file.name)
            yield key_in(file, _passphrase(where, asked))
        case None, Path() as library:
            asked = word("sign_pin", language).format(token=where.token or library.name)
            place = TokenPlace(library, where.token, where.certificate)
            with key_on(place, _passphrase(where, asked)) as key:
                yield key
        case _:
            raise UsageFault("SIGN_KEY_NOT_SAID")


def _passphrase(where: Answering, asked: str) -> str:
    """Raises UsageFault for a file that is no text."""
    if where.passphrase is None:
        return str(click.prompt(asked, default="", hide_input=True, show_default=False, err=True))
    try:
        lines = where.passphrase.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError):
        raise UsageFault("SIGN_PASSPHRASE_UNREADABLE", file=where.passphrase.name) from None
    return lines[0] if lines else ""


def sign_one(office: Office, path: Path, order: Order, key: SigningKey, output: str) -> ExitCode:
    """Sign, and tell what was signed by whom, or what stops it."""
    done = sign(office, path, order, key)
    language = office.settings.language
    if output == "json":
        print_json(as_json(done, path, order, key, language))
    elif done.path is None:
        say(word("sign_stopped", language).format(file=path.name))
        _list(done.stopped, done.definition, language, say)
    else:
        said = word("sign_done", language).format(
            title=done.definition.title.in_(language),
            number=done.issue.number,
            role=word(f"role_{order.role.value}", language),
            name=key.subject.shown,
            issuer=key.issuer.shown,
            until=show_date(key.not_after.date()),
        )
        say(said)
        say(f"  → {done.path}")
    if output != "json":
        _list(done.findings, done.definition, language, tell)
    return ExitCode.OK if done.path is not None else ExitCode.PERSON_NEEDED


def _list(found: tuple[Finding, ...], definition: FormDefinition, language: Language, line: object) -> None:
    assert callable(line)
    for one in found:
        sentence = finding_sentence(one, language, label_of(one.field, definition, language))
        line(f"  {severity_label(one.severity.value, language):7}{sentence}  [{one.code}]")


def as_json(done: SignedDocument, path: Path, order: Order, key: SigningKey, language: Language) -> dict[str, object]:
    """One line of JSON Lines; ``signed`` says whether it was, ``path`` where."""
    return {
        "schema": 1,
        "signed": done.path is not None,
        "source": path.name,
        "path": str(done.path) if done.path is not None else None,
        "issue": done.issue.number,
        "form": {
            "id": done.definition.id,
            "version": done.definition.version,
            "language": done.issue.language.value,
        },
        "role": order.role.value,
        "field": done.field.id,
        "by": key.subject.shown,
        "at": done.at.isoformat(),
        "time_stamped": done.path is not None and order.timestamp_url is not None,
        "certificate": {
            "subject": key.subject.shown,
            "issuer": key.issuer.shown,
            "serial": key.serial,
            "digest": key.digest,
            "not_before": key.not_before.isoformat(),
            "not_after": key.not_after.isoformat(),
        },
        "filled": list(done.filled),
        "findings": [finding_json(one, done.definition, language) for one in (*done.stopped, *done.findings)],
    }
