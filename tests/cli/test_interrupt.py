"""Ctrl-C at a terminal, which goes to every process of a command: one line and the exit code, whatever was starting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engines.archival_samples import text_pdf

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

WAITING = """\
import os, signal, sys, time

signal.signal(signal.SIGINT, signal.default_int_handler)

def _here():
    open({flag!r}, "w").close()
    time.sleep(1.5)

def _watch(event, given):
    if event == "import" and given[0] == {module!r} and not os.path.exists({flag!r}):
        _here()

if ("--multiprocessing-fork" in sys.orig_argv) is {worker!r}:
    if {module!r}:
        sys.addaudithook(_watch)
    else:
        _here()
"""


@pytest.mark.parametrize(
    ("module", "worker"),
    [
        ("", True),
        ("pebble.pool.process", True),
        ("pikepdf", True),
        ("dokumentverk.flow.office", False),
        ("pebble", False),
    ],
    ids=lambda one: str(one) or "first of all",
)
def test_a_user_who_stops_a_command_is_told_in_one_line(tmp_path: Path, module: str, worker: bool) -> None:
    """Held up where a worker process starts, loads its libraries, or where the command itself does. The tests may have
    been started in the background, where Ctrl-C is passed over: at a terminal it is not."""
    flag = tmp_path / "der"
    (tmp_path / "sitecustomize.py").write_text(WAITING.format(flag=str(flag), module=module, worker=worker))
    (tmp_path / "brev.pdf").write_bytes(text_pdf("Hei"))
    process = subprocess.Popen(
        [sys.executable, "-m", "dokumentverk", "read", str(tmp_path / "brev.pdf")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not flag.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert flag.exists()
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.decode().split("\n") == ["", "Avbrutt. Ingenting er gått tapt; kjør kommandoen på nytt.", ""]
    assert out == b""
