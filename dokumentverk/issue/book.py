"""The book of issues: log, register and kept values as one, in the order that survives a crash anywhere.

Values first, then the log line, then the register: what the log says is so, and the rest follows it. The document
leaves only after ``add`` has returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from dokumentverk.errors import ConfigurationError, UnknownNumber
from dokumentverk.issue import log
from dokumentverk.issue.register import Followed, Register, remove_register
from dokumentverk.issue.values import ValueStore
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Medium
from dokumentverk.model.value import Value


@dataclass(frozen=True, slots=True)
class BookPlaces:
    """Files of a workplace's system folder."""

    log: Path
    register: Path
    values: Path


class IssueBook:
    """Open for one command; brings the register up to the log at once: ``followed`` tells what that gave.

    Raises ConfigurationError (REGISTER_BROKEN, ISSUE_LOG_CHANGED, ISSUE_LOG_NEWER).
    """

    def __init__(self, places: BookPlaces) -> None:
        self._log = places.log
        self.values = ValueStore(places.values)
        self.register = Register(places.register, forget=self.values.drop)
        try:
            self.followed = self.register.follow(self._log)
        except BaseException:
            self.register.close()
            raise

    def __enter__(self) -> IssueBook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.register.close()

    def get(self, number: str) -> Issue | None:
        """The issue of a grouped number."""
        return self.register.get(number)

    def known(self, number: str) -> Issue:
        """Raises UnknownNumber."""
        issue = self.register.get(number)
        if issue is None:
            raise UnknownNumber("NUMBER_NOT_IN_REGISTER", number=number)
        return issue

    def add(self, issue: Issue, values: Mapping[str, Value]) -> None:
        """Raises ConfigurationError (ISSUE_LOG_NOT_WRITTEN): then the document must not leave."""
        self.add_all([(issue, values)])

    def add_all(self, issues: Sequence[tuple[Issue, Mapping[str, Value]]]) -> None:
        """Many at a time, all in one write of the log. Raises ValueError for a number that is taken."""
        numbers = [issue.number for issue, _ in issues]
        if len(set(numbers)) != len(numbers) or any(self.register.get(number) is not None for number in numbers):
            raise ValueError("a number is given twice")
        for issue, values in issues:
            self._kept(issue.number, values)
        self._write(*(log.Issued(issue) for issue, _ in issues))

    def add_format(self, number: str, medium: Medium, layout: str, *, at: datetime) -> Issue:
        """The same issue in a further format; the issue as it then is. Print is made from the PDF's blank.

        A format that it has already is not written again. Raises UnknownNumber, ValueError for another blank.
        """
        kept_as = Medium.PDF if medium is Medium.PRINT else medium
        had = self.known(number).layout(kept_as)
        if had is None:
            self._write(log.Rendered(number, kept_as, layout, at))
        elif had != layout:
            raise ValueError("the issue has that format from another blank")
        return self.known(number)

    def withdraw(self, number: str, *, at: datetime) -> Issue:
        """The issue as it then is; its kept values are gone. Withdrawing twice keeps the first time. Raises
        UnknownNumber."""
        if self.known(number).withdrawn is None:
            self._write(log.Withdrawn(number, at))
        return self.known(number)

    def values_of(self, number: str, definition: FormDefinition) -> dict[str, Value]:
        """What the issue was filled with. Raises ConfigurationError when that is gone."""
        return self.values.get(number, definition)

    def _kept(self, number: str, values: Mapping[str, Value]) -> None:
        try:
            self.values.keep(number, values)
        except OSError:
            raise ConfigurationError("ISSUE_LOG_NOT_WRITTEN") from None

    def _write(self, *entries: log.Entry) -> None:
        try:
            log.append(self._log, *entries)
        except OSError:
            raise ConfigurationError("ISSUE_LOG_NOT_WRITTEN") from None
        self.register.follow(self._log)


def rebuild_register(places: BookPlaces) -> Followed:
    """Make the register anew from the log, whatever state it is in. No book may be open."""
    remove_register(places.register)
    with IssueBook(places) as book:
        return book.followed
