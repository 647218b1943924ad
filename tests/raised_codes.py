"""Whether the suite really raises every finding code: the product makes the finding in a test whose folder names the
code. Loaded by ``conftest``; speaks only after a run of all tests that passed.

A name in a test proves nothing by itself. So every finding that the product makes is noted with the test during which
it was made; a finding that a test makes for itself, or that is read back from a record, does not count.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from dokumentverk.messages import findings
from dokumentverk.model.finding import Finding

TESTS = Path(__file__).resolve().parent
_CODE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_PASSED_ON = {"dokumentverk.messages", "dataclasses", __name__}
"""Who makes a finding for somebody else."""
_READ_BACK = {"dokumentverk.archive.metadata_load", "dokumentverk.flow.tray_state"}


@dataclass(slots=True)
class Noted:
    """What one process saw. ``raised`` has the folders of the tests in which each code was raised."""

    raised: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ran: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    partial: bool = False

    def add(self, other: Mapping[str, Any]) -> None:
        for code, folders in other["raised"].items():
            self.raised[code] |= set(folders)
        self.ran |= set(other["ran"])
        self.skipped |= set(other["skipped"])
        self.partial |= bool(other["partial"])

    def plain(self) -> dict[str, Any]:
        """As one process sends it to another."""
        raised = {code: sorted(folders) for code, folders in self.raised.items()}
        return {"raised": raised, "ran": sorted(self.ran), "skipped": sorted(self.skipped), "partial": self.partial}


def unraised(
    codes: Iterable[str], raised: Mapping[str, set[str]], named: Mapping[str, set[str]], skipped: set[str]
) -> list[str]:
    """Codes that no test both names and raises, by folder. ``skipped`` are test files of which something was skipped:
    what they name may be raised where their tools are installed."""
    missing = []
    for code in codes:
        folders = {_folder(name) for name in named.get(code, ())}
        if not raised.get(code, set()) & folders and not named.get(code, set()) & skipped:
            missing.append(code)
    return sorted(missing)


def named_codes() -> dict[str, set[str]]:
    """The test files that name each code."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in TESTS.rglob("*.py"):
        if path.name not in ("test_messages.py", Path(__file__).name) and "node_modules" not in path.parts:
            for code in _CODE.findall(path.read_text(encoding="utf-8")):
                found[code].add(path.relative_to(TESTS).as_posix())
    return found


class RaisedCodes:
    """The plugin. ``missing`` codes and ``idle`` files, of which no test ran, are known after a run of everything."""

    def __init__(self, config: pytest.Config) -> None:
        self.noted = Noted()
        self.missing: list[str] = []
        self.idle: list[str] = []
        self._config = config
        self._folder = ""
        self._make = Finding.__init__
        self._patch = pytest.MonkeyPatch()

    def pytest_sessionstart(self) -> None:
        make, note = self._make, self._note

        def made(self: Finding, *words: Any, **more: Any) -> None:
            make(self, *words, **more)
            note(self.code, sys._getframe(1))

        self._patch.setattr(Finding, "__init__", made)

    def _note(self, code: str, frame: FrameType | None) -> None:
        while frame is not None and frame.f_globals.get("__name__") in _PASSED_ON:
            frame = frame.f_back
        maker = str(frame.f_globals.get("__name__")) if frame else ""
        if self._folder and maker.startswith("dokumentverk.") and maker not in _READ_BACK:
            self.noted.raised[str(code)].add(self._folder)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._folder = _folder(_file(nodeid))
        self.noted.ran.add(_file(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.noted.skipped.add(_file(report.nodeid))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that is skipped as a whole has no tests to run."""
        if report.skipped:
            self.noted.ran.add(_file(report.nodeid))
            self.noted.skipped.add(_file(report.nodeid))

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.noted.partial |= bool(items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process of pytest-xdist has ended."""
        self.noted.add(getattr(node, "workeroutput", {}).get("raised_codes") or {**Noted().plain(), "partial": True})

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self._patch.undo()
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["raised_codes"] = self.noted.plain()
        elif exitstatus == 0 and not self.noted.partial and not self._is_picked():
            every = {path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
            self.idle = sorted(name for name in every - self.noted.ran if "node_modules" not in name)
            self.missing = unraised(findings(), self.noted.raised, named_codes(), self.noted.skipped)
            if self.missing or self.idle:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _is_picked(self) -> bool:
        """Whether only a part of the tests was asked for."""
        asked = {Path(self._config.invocation_params.dir, argument).resolve() for argument in self._config.args}
        option = self._config.option
        names = ("keyword", "markexpr", "lf", "ignore", "ignore_glob", "deselect", "maxfail", "stepwise")
        return asked != {TESTS} or any(getattr(option, name, None) for name in names)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for title, lines in (("finding codes that no test raises", self.missing), ("no test ran of", self.idle)):
            if lines:
                terminalreporter.section(title, red=True)
                for line in lines:
                    terminalreporter.line(line)


def _folder(file: str) -> str:
    return file.rpartition("/")[0] or "."


def _file(nodeid: str) -> str:
    """Relative to the tests' folder."""
    return nodeid.partition("::")[0].removeprefix("tests/")
