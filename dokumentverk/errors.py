"""Exceptions: we cannot go on. Each carries an exit code, a stable code and the parameters of its sentence.

The sentence itself lies in ``messages/errors.toml`` in bokmål, nynorsk and English, and is made at the edge, so that
the reader gets it in the workplace's language and no exception text ever quotes a value from a form.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """A stable interface: scripts depend on these numbers."""

    OK = 0
    PERSON_NEEDED = 1
    USAGE = 2
    REJECTED = 3
    DEFINITION = 10
    TEMPLATE = 11
    UNREADABLE = 20
    ENCRYPTED = 21
    UNKNOWN_NUMBER = 22
    MISSING_ENGINE = 30
    ARCHIVE_CONFLICT = 40
    ARCHIVE_DAMAGED = 41
    CONFIGURATION = 50
    BUG = 70
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a file that a person wrote.

    ``file`` is the path as given, ``where`` the path inside it (``fields[3].choices``, ``line 12``), ``code`` names a
    sentence in ``messages/errors.toml``, ``params`` fills it.
    """

    file: str
    where: str
    code: str
    params: tuple[tuple[str, str], ...] = ()


class DokumentverkError(Exception):
    """Base of all that we raise on purpose."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, code: str, /, *faults: Fault, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.faults = faults
        self.params = {name: str(value) for name, value in params.items()}

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.faults, self.params)


def _rebuild(
    kind: type[DokumentverkError], code: str, faults: tuple[Fault, ...], params: dict[str, str]
) -> DokumentverkError:
    return kind(code, *faults, **params)


class UsageFault(DokumentverkError):
    exit_code = ExitCode.USAGE


class DefinitionError(DokumentverkError):
    exit_code = ExitCode.DEFINITION


class TemplateError(DokumentverkError):
    exit_code = ExitCode.TEMPLATE


class Unreadable(DokumentverkError):
    exit_code = ExitCode.UNREADABLE


class Encrypted(DokumentverkError):
    exit_code = ExitCode.ENCRYPTED


class UnknownNumber(DokumentverkError):
    exit_code = ExitCode.UNKNOWN_NUMBER


class MissingEngine(DokumentverkError):
    exit_code = ExitCode.MISSING_ENGINE


class ArchiveConflict(DokumentverkError):
    exit_code = ExitCode.ARCHIVE_CONFLICT


class ArchiveDamaged(DokumentverkError):
    exit_code = ExitCode.ARCHIVE_DAMAGED


class ConfigurationError(DokumentverkError):
    exit_code = ExitCode.CONFIGURATION
