"""Which rows of tables were issued, so that a batch run twice issues nothing twice.

A row is claimed with its number before the number goes into the issue log. Killed between, the next run finds the
claim and issues under the same number; killed later, it finds the issue. Rows are kept as keyed digests only.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dokumentverk.durable import make_folder
from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.keys import Key, Keys
from dokumentverk.lines import append_lines, locked, read_lines
from dokumentverk.model.number import normal_number

_ROW = b"dokumentverk batch row 1\x00"


@dataclass(frozen=True, slots=True)
class Claim:
    """``fresh`` is False when an earlier run claimed the row; whether it also issued it, the register tells."""

    number: str
    fresh: bool


class BatchLedger:
    """``file`` is one form's ledger in the workplace's ``system/batches``. Open for one run, by one thread."""

    def __init__(self, file: Path, keys: Keys) -> None:
        self._file = file
        self._keys = keys
        self._claimed: dict[str, str] = {}
        self._end = 0
        self._read_on()

    def number_of(self, row: str) -> str | None:
        """The number that the row with this key was claimed under, by any key that we have."""
        return next((self._claimed[one] for key in self._keys.all if (one := _digest(key, row)) in self._claimed), None)

    def claim(self, row: str, new_number: Callable[[], str]) -> Claim:
        """The row's number: the one it has, else a new one. Two processes never claim a row twice.

        Raises ConfigurationError where the ledger cannot be written: then the row must not be issued.
        """
        known = self.number_of(row)
        if known is not None:
            return Claim(known, fresh=False)
        try:
            make_folder(self._file.parent)
            with locked(self._file.with_suffix(".claims")):
                self._read_on()
                known = self.number_of(row)
                if known is not None:
                    return Claim(known, fresh=False)
                number = new_number()
                append_lines(self._file, {"row": _digest(self._keys.current, row), "number": number})
                self._read_on()
                return Claim(number, fresh=True)
        except OSError:
            raise ConfigurationError("BATCH_LEDGER_NOT_WRITTEN") from None

    def _read_on(self) -> None:
        for line in read_lines(self._file, self._end):
            self._end = line.end
            if line.content is None:
                continue
            row, number = line.content.get("row"), line.content.get("number")
            if isinstance(row, str) and isinstance(number, str) and normal_number(number) == number:
                self._claimed.setdefault(row, number)


def _digest(key: Key, row: str) -> str:
    return hmac.digest(key.secret, _ROW + row.encode(), hashlib.sha256).hex()
