"""The command line within the test's own process: quick, with the exit code that the console script would give."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from dokumentverk.cli.main import main
from dokumentverk.errors import DokumentverkError


@dataclass(frozen=True, slots=True)
class Said:
    """``code`` is an error's code, None where the command came to its end."""

    exit: int
    out: str
    told: str
    code: str | None = None

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def run(root: Path, *words: str, clock: Callable[[], datetime] | None = None) -> Said:
    """One command in the workplace ``root``, by the machine's clock where no other is given. A bug raises."""
    given = {"now": clock} if clock else {}
    done = CliRunner().invoke(main, ["--workplace", str(root), *words], standalone_mode=False, obj=given)
    match done.exception:
        case None:
            return Said(int(done.return_value or 0), done.stdout, done.stderr)
        case DokumentverkError() as error:
            return Said(int(error.exit_code), done.stdout, done.stderr, error.code)
        case other:
            raise other
