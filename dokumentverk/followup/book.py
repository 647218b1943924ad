"""The book of cases: the case log read, and added to. One writer at a time; every line is there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from dokumentverk.durable import make_folder
from dokumentverk.errors import ConfigurationError, UsageFault
from dokumentverk.followup.folding import case_of, standing
from dokumentverk.followup.ids import new_case_id
from dokumentverk.followup.log import append, read
from dokumentverk.lines import locked
from dokumentverk.messages import finding
from dokumentverk.model.case import Case, CaseKind, Fact, Opened, Retracted, Told
from dokumentverk.model.finding import Finding

_WRITER: Final = ".forfatter"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, and when. ``by`` is opaque. ``random`` makes ids of new cases."""

    by: str
    now: Callable[[], datetime]
    random: Callable[[int], int]


class CaseBook:
    """Read when it is made. Raises ConfigurationError for a log of a newer program."""

    def __init__(self, log: Path, hand: Hand) -> None:
        self._log = log
        self._hand = hand
        self._told: dict[str, dict[int, Told]] = {}
        self._unreadable = 0
        self._read()

    def _read(self) -> None:
        """Of two lines with one number the first counts: only a copied or damaged log has such."""
        self._told, self._unreadable = {}, 0
        for line in read(self._log):
            if line.told is None:
                self._unreadable += 1
            else:
                self._told.setdefault(line.told.case, {}).setdefault(line.told.number, line.told)

    def findings(self) -> tuple[Finding, ...]:
        lost = self._unreadable + sum(1 for id in self._told if not self._is_opened(id))
        return (finding("CASE_LOG_LINES_UNREADABLE", count=lost, file=self._log.name),) if lost else ()

    def _is_opened(self, id: str) -> bool:
        return any(isinstance(one.fact, Opened) for one in self._told[id].values())

    def all(self) -> tuple[Case, ...]:
        """Every case, in the order in which they were opened."""
        return tuple(case for id in self._told if (case := self._case(id)) is not None)

    def of_employee(self, employee: str) -> tuple[Case, ...]:
        return tuple(one for one in self.all() if one.employee == employee)

    def get(self, id: str) -> Case:
        """As people write it, in any case. Raises UsageFault."""
        found = self._case(id.strip().upper())
        if found is None:
            raise UsageFault("CASE_UNKNOWN", id=id[:40])
        return found

    def has(self, id: str) -> bool:
        """False too for one whose opening was retracted."""
        return self._case(id) is not None

    def _case(self, id: str) -> Case | None:
        told = self._told.get(id)
        return case_of(told.values()) if told else None

    def told(self, id: str) -> tuple[Told, ...]:
        """Every fact of a case, the replaced and the retracted too."""
        return tuple(self._told[id].values())

    def standing(self, id: str) -> tuple[Told, ...]:
        """Those that hold."""
        return standing(self._told[id].values())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Held by one process at a time, from looking whether something is told already to telling it."""
        try:
            make_folder(self._log.parent)
            lock = locked(self._log.with_name(self._log.name + _WRITER))
            lock.acquire()
        except OSError:
            raise ConfigurationError("CASE_LOG_NOT_WRITTEN", file=self._log.name) from None
        try:
            self._read()
            yield
        finally:
            lock.release()

    def open(self, kind: CaseKind, employee: str, first_day: date | None, source: str | None = None) -> Case:
        """A new case, whatever others the employee has. Only within ``writing``."""
        id = new_case_id(self._hand.random, self._told)
        self._write(id, Opened(kind, employee, first_day, source), None)
        return self.get(id)

    def tell(self, id: str, fact: Fact, *, replaces: int | None = None) -> bool:
        """False when exactly this holds already. Only within ``writing``.

        Raises UsageFault for a case or a fact to replace or retract that there is not.
        """
        case = self.get(id)
        holds = {one.number: one for one in standing(self._told[case.id].values())}
        if isinstance(fact, Retracted):
            self._check_retracted(case, fact, holds)
        elif replaces is not None:
            earlier = holds.get(replaces)
            if earlier is None or type(earlier.fact) is not type(fact):
                raise UsageFault("CASE_FACT_NOT_REPLACED", number=replaces, id=case.id)
        elif self._holds_already(case, fact):
            return False
        self._write(case.id, fact, replaces)
        return True

    def _check_retracted(self, case: Case, fact: Retracted, holds: dict[int, Told]) -> None:
        """A retraction itself does not hold, yet can be taken back."""
        target = self._told[case.id].get(fact.number)
        undone = target is not None and isinstance(target.fact, Retracted) and not self._is_retracted(case, target)
        if fact.number not in holds and not undone:
            raise UsageFault("CASE_FACT_UNKNOWN", number=fact.number, id=case.id)

    def _is_retracted(self, case: Case, target: Told) -> bool:
        later = (one.fact for one in self._told[case.id].values())
        return any(isinstance(one, Retracted) and one.number == target.number for one in later)

    def _holds_already(self, case: Case, fact: Fact) -> bool:
        """Whether telling it once more would change nothing."""
        told = self._told[case.id]
        again = replace(next(iter(told.values())), number=max(told) + 1, fact=fact, replaces=None)
        return case_of((*told.values(), again)) == case

    def _write(self, id: str, fact: Fact, replaces: int | None) -> None:
        number = max(self._told.get(id, {0: None})) + 1
        told = Told(id, number, self._hand.now().replace(microsecond=0), self._hand.by, fact, replaces)
        append(self._log, told)
        self._told.setdefault(id, {})[number] = told
