"""The start of the command line: ``dokumentverk --help`` beside an empty click program, whole processes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.timing import Contestant, table, take_turns, timed

EMPTY = """
import click


@click.group()
def main() -> None:
    pass


main()
"""


def run(rounds: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        contestants = (
            Contestant("dokumentverk --help", timed(lambda: _start("-m", "dokumentverk", "--help"))),
            Contestant(
                f"empty click {version('click')} --help", timed(lambda: _start(str(empty), "--help")), target=0.5
            ),
            Contestant("python -c pass", timed(lambda: _start("-c", "pass"))),
        )
        figures = take_turns(contestants, rounds)
    return table("Start of a process (ms)", figures)


def _start(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
