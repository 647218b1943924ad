"""An opened workplace: settings, people, forms, keys, issues, blanks, reader and archive, each opened when first used.

Without a workplace (``read``, ``check``, ``forms``) everything is at its default: no people, no register, no archive.
"""

from __future__ import annotations

import getpass
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING

from dokumentverk import shipped
from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.ids import actor_id
from dokumentverk.archive.index import FILE as INDEX
from dokumentverk.archive.index import is_usable
from dokumentverk.archive.journal import FILE as JOURNAL
from dokumentverk.archive.lock import Writer
from dokumentverk.archive.store import Archive
from dokumentverk.define import load_definition, load_forms, parse_definition
from dokumentverk.errors import (
    ArchiveDamaged,
    ConfigurationError,
    DefinitionError,
    DokumentverkError,
    UnknownNumber,
    UsageFault,
)
from dokumentverk.followup.book import CaseBook, Hand
from dokumentverk.issue.book import BookPlaces, IssueBook
from dokumentverk.issue.keys import Key, Keys, load_keys
from dokumentverk.issue.layouts import LayoutStore
from dokumentverk.issue.numbers import prefill_digest, verify
from dokumentverk.messages import error_sentence, finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.number import normal_number
from dokumentverk.model.person import People
from dokumentverk.model.trust import NO_TRUST
from dokumentverk.model.workplace import Settings
from dokumentverk.read.known import Foreign
from dokumentverk.workplace.exposure import mounted, warnings_of
from dokumentverk.workplace.folders import Workplace, find_workplace, open_workplace
from dokumentverk.workplace.people import PeopleFile, load_people
from dokumentverk.workplace.work import work_folder

if TYPE_CHECKING:
    from dokumentverk.flow.blanks import Blanks
    from dokumentverk.read.reader import Reader
    from dokumentverk.read.signatures import Believing
    from dokumentverk.workplace.trust import Believed

LETTERS = "letters"
"""The folder of letters, among forms and among templates."""


class Office:
    """A context manager; ``now`` is the clock, with a time zone. ``workplace`` is None where there is none.
    ``random(n)`` gives a whole number from 0 to n - 1, each as likely: new numbers are made of it."""

    def __init__(
        self,
        workplace: Workplace | None,
        *,
        now: Callable[[], datetime],
        random: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self._workplace = workplace
        self.now = now
        self.random = random
        self._open = ExitStack()
        self._archive: Archive | None = None
        self._definitions: dict[str, FormDefinition] = {}

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def workplace(self) -> Workplace:
        """Raises ConfigurationError where there is none."""
        if self._workplace is None:
            raise ConfigurationError("WORKPLACE_NEEDED")
        return self._workplace

    @property
    def has_workplace(self) -> bool:
        return self._workplace is not None

    @property
    def settings(self) -> Settings:
        return self._workplace.settings if self._workplace else Settings()

    @cached_property
    def people_file(self) -> PeopleFile:
        if self._workplace is None:
            return PeopleFile(People(), ())
        return load_people(self._workplace.people)

    @property
    def people(self) -> People:
        return self.people_file.people

    @cached_property
    def form_folders(self) -> tuple[Path, ...]:
        """The workplace's own forms take precedence."""
        own = (self._workplace.forms,) if self._workplace and self._workplace.forms.is_dir() else ()
        return tuple(folder for one in (*own, shipped.forms()) for folder in (one, one / LETTERS))

    @cached_property
    def template_folders(self) -> tuple[Path, ...]:
        own = (self._workplace.templates,) if self._workplace and self._workplace.templates.is_dir() else ()
        return tuple(folder for one in (*own, shipped.templates()) for folder in (one, one / LETTERS))

    @cached_property
    def forms(self) -> Mapping[str, FormDefinition]:
        return load_forms(self.form_folders)

    @cached_property
    def sound_forms(self) -> Mapping[str, FormDefinition]:
        """Those without faults: a fault in one form must not keep returns of the others waiting."""
        try:
            return self.forms
        except DefinitionError:
            found: dict[str, FormDefinition] = {}
            for path in self.form_files():
                with suppress(DefinitionError):
                    definition = load_definition(path)
                    found.setdefault(definition.id, definition)
            return found

    def form_files(self) -> list[Path]:
        """Every definition that is in use, a workplace's own before ours of the same name."""
        files: dict[str, Path] = {}
        for folder in self.form_folders:
            for path in sorted(folder.glob("*.toml")):
                files.setdefault(path.name, path)
        return list(files.values())

    def form(self, id: str) -> FormDefinition:
        """Raises UsageFault."""
        if id in self.sound_forms:
            return self.sound_forms[id]
        raise UsageFault("FORM_UNKNOWN", form=id[:60], forms=", ".join(sorted(self.forms)))

    @cached_property
    def foreign(self) -> Foreign:
        """The forms made elsewhere, with their blanks."""
        from dokumentverk.flow.foreign import registered

        return registered(self)

    def read_as(self, form: str) -> None:
        """From here on every document without a number of ours is this form made elsewhere: a person says so. Raises
        UsageFault for one that is not registered."""
        from dokumentverk.flow.foreign import foreign_as

        self.foreign = foreign_as(self.foreign, form)

    @cached_property
    def keys(self) -> Keys:
        return load_keys(self._workplace.keys) if self._workplace else Keys()

    @cached_property
    def issues(self) -> IssueBook:
        """Issue log and register. Raises ConfigurationError without a workplace."""
        place = self.workplace
        return self._open.enter_context(IssueBook(BookPlaces(place.issue_log, place.register, place.issued)))

    @cached_property
    def cases(self) -> CaseBook:
        """Raises ConfigurationError without a workplace, and for a case log of a newer program."""
        return CaseBook(self.workplace.case_log, Hand(self._actor(), self.now, self.random))

    @cached_property
    def layouts(self) -> LayoutStore:
        return LayoutStore(self.workplace.layouts, self.work)

    @cached_property
    def blanks(self) -> Blanks:
        from dokumentverk.flow.blanks import Blanks

        folder = self._workplace.root if self._workplace else None
        return Blanks(self.settings, folder, self.template_folders, self.layouts if self._workplace else None)

    @cached_property
    def work(self) -> Path:
        """Where everything temporary lies: swept when it is next opened, gone when this closes."""
        if self._workplace is None:
            return Path(self._open.enter_context(TemporaryDirectory(prefix="dokumentverk-")))
        return self._open.enter_context(work_folder(self._workplace.work))

    @cached_property
    def reader(self) -> Reader:
        from dokumentverk.read.reader import Reader

        return self._open.enter_context(Reader(self.settings.reading, self.work, self.believing))

    @cached_property
    def believed(self) -> Believed:
        """Whom the workplace believes; without one nobody."""
        from dokumentverk.workplace.trust import Believed, load_trust

        return load_trust(self._workplace) if self._workplace else Believed(NO_TRUST)

    def believing(self) -> Believing:
        from dokumentverk.read.signatures import Believing

        return Believing(self.now(), self.believed.trust)

    def issue(self, number: str | None) -> Issue | None:
        """The issue of a grouped number; None where there is no register."""
        return self.issues.get(number) if number and self._workplace else None

    def known_issue(self, text: str) -> Issue:
        """The issue of a number as a person wrote it. Raises UnknownNumber."""
        number = normal_number(text)
        issue = self.issues.get(number) if number else None
        if issue is None:
            raise UnknownNumber("NUMBER_NOT_IN_REGISTER", number=text[:40])
        return issue

    def definition_of(self, issue: Issue) -> FormDefinition:
        """The definition that an issue was made from, as it was then."""
        return self._definition(self.layouts.definition_source(issue.layouts[0][1]))

    def _definition(self, source: str) -> FormDefinition:
        if source not in self._definitions:
            self._definitions[source] = parse_definition(source, "definition.toml")
        return self._definitions[source]

    def definition_for(self, form: str, number: str | None) -> FormDefinition | None:
        """For showing what is filed: the issue's own definition, else (the issue log or the kept blank is lost) today's
        of that name."""
        issue = self.issue(number)
        with suppress(ArchiveDamaged):
            return self.definition_of(issue) if issue else self.sound_forms.get(form)
        return self.sound_forms.get(form)

    def is_verified(self, number: str) -> bool:
        """Whether a key that we have made the number's check."""
        return verify(number, self.keys) is not None

    def key_of(self, issue: Issue) -> Key | None:
        return self.keys.get(issue.key)

    def prefill_digest_for(self, issue: Issue | None) -> Callable[[str, str], str] | None:
        key = self.key_of(issue) if issue else None
        return (lambda field, value: prefill_digest(key, field, value)) if key else None

    def warnings(self) -> tuple[str, ...]:
        """What is worth knowing before work starts, in the workplace's language."""
        found: list[Finding] = []
        unread: list[str] = []
        if self._workplace is not None:
            found += warnings_of(self._workplace, mounted())
            try:
                found += self.people_file.findings
            except DokumentverkError as error:
                # Whoever needs the people is refused then; the archive can be looked into without them.
                unread.append(error_sentence(error, self.settings.language))
        told = [finding_sentence(one, self.settings.language) for one in found] + unread
        if not self._own_forms_sound():
            told.append(word("forms_faulty", self.settings.language))
        return tuple(told)

    def _own_forms_sound(self) -> bool:
        """Ours are: they come with the program."""
        if self._workplace is None:
            return True
        own = self._workplace.forms
        try:
            load_forms((own, own / LETTERS))
        except DefinitionError:
            return False
        return True

    @property
    def archive_root(self) -> Path:
        return self.workplace.archive

    @contextmanager
    def catalog(self) -> Iterator[Catalog]:
        """The archive opened for looking; no lock. While this office writes, the same lines are seen. An index that
        is gone or cannot be used, as after a restore, is made again first: opening for writing does that."""
        place = self.workplace
        if self._archive is None and (place.archive / JOURNAL).exists() and not is_usable(place.system / INDEX):
            with self.writing():
                pass
        with Catalog(self.workplace.archive, self.workplace.system) as catalog:
            yield catalog

    @property
    def archive(self) -> Archive:
        """Only within ``writing``."""
        assert self._archive is not None, "the archive is opened for writing first"
        return self._archive

    @contextmanager
    def writing(self) -> Iterator[Archive]:
        """The archive opened for writing: one writer at a time. Raises ArchiveConflict."""
        if self._archive is not None:
            yield self._archive
            return
        with self._new_archive() as archive:
            self._archive = archive
            try:
                yield archive
            finally:
                self._archive = None

    def _actor(self) -> str:
        return actor_id(_user(), self._actor_secret())

    def _actor_secret(self) -> bytes:
        """Without any key a fixed one: who wrote is then opaque to outsiders only, and nothing stands still."""
        return self.keys.current.secret if self.keys.all else b"no key"

    def _new_archive(self) -> AbstractContextManager[Archive]:
        place = self.workplace
        return Archive(
            place.archive,
            place.system,
            place.settings,
            clock=self.now,
            actor=self._actor(),
            writer=Writer(socket.gethostname(), _user()),
        )


def _user() -> str:
    """The account's name. Some containers have an account without one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "ukjent"


def open_office(start: Path, *, now: Callable[[], datetime]) -> Office:
    """The workplace that ``start`` is or lies in. Raises ConfigurationError."""
    return Office(open_workplace(start), now=now)


def open_office_or_defaults(start: Path, *, now: Callable[[], datetime]) -> Office:
    """As ``open_office``; where there is no workplace, one where everything is at its default."""
    return Office(None, now=now) if find_workplace(start) is None else open_office(start, now=now)
