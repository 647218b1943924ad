"""Golden files: text that a test compares with, rewritten by ``pytest --regenerate`` and reviewed in the diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.raised_codes import RaisedCodes

GOLDEN = Path(__file__).resolve().parent / "golden"
Golden: TypeAlias = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="rewrite golden files and the generated parts of README")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(RaisedCodes(config), "raised codes")


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture
def golden(regenerate: bool) -> Golden:
    """``golden("render/form.txt", text)`` holds the text against ``tests/golden/render/form.txt``."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if regenerate:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{name} is missing: run pytest --regenerate and look at it"
        assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()

    return compare
