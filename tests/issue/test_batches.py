"""A batch run twice issues nothing twice: however it ended, and whoever else runs it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.batches import BatchLedger, Claim
from dokumentverk.issue.keys import Keys
from tests.issue.specimens import KEY, KEYS, OLD_KEY, issue

ROWS = ['["prove", "1001"]', '["prove", "1002"]', '["prove", "1001"]\n2']


def numbers(first: int = 0) -> Callable[[], str]:
    source = iter(range(first, 10_000))
    return lambda: issue(next(source)).number


def never() -> str:
    raise AssertionError("a number was made for a row that has one")


def test_a_row_keeps_its_number(tmp_path: Path) -> None:
    file = tmp_path / "batches" / "prove.jsonl"
    make = numbers()
    ledger = BatchLedger(file, KEYS)
    claims = [ledger.claim(row, make) for row in ROWS]
    assert [one.fresh for one in claims] == [True, True, True]
    assert len({one.number for one in claims}) == 3
    assert [ledger.claim(row, never) for row in ROWS] == [Claim(one.number, fresh=False) for one in claims]
    again = BatchLedger(file, KEYS)
    assert [again.number_of(row) for row in ROWS] == [one.number for one in claims]
    assert again.number_of('["prove", "1003"]') is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_ledger_tells_nothing_of_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "prove.jsonl"
    BatchLedger(file, KEYS).claim('["prove", "1001", "hemmelig"]', numbers())
    (line,) = file.read_text().splitlines()
    assert set(json.loads(line)) == {"row", "number"}
    assert "1001" not in json.loads(line)["row"]
    assert BatchLedger(file, Keys((OLD_KEY,))).number_of('["prove", "1001", "hemmelig"]') is None


def test_rotation_of_the_key_does_not_issue_again(tmp_path: Path) -> None:
    file = tmp_path / "prove.jsonl"
    first = BatchLedger(file, Keys((OLD_KEY,))).claim(ROWS[0], numbers())
    rotated = BatchLedger(file, Keys((OLD_KEY, KEY)))
    assert rotated.claim(ROWS[0], never) == Claim(first.number, fresh=False)


def test_a_torn_claim_is_no_claim(tmp_path: Path) -> None:
    """Killed while the claim was written: nothing was issued under it."""
    file = tmp_path / "prove.jsonl"
    first = BatchLedger(file, KEYS).claim(ROWS[0], numbers())
    with file.open("ab") as handle:
        handle.write(b'{"row":"' + b"0" * 64 + b'","numb')
    ledger = BatchLedger(file, KEYS)
    second = ledger.claim(ROWS[1], numbers(5))
    assert second.fresh
    again = BatchLedger(file, KEYS)
    assert [again.number_of(row) for row in ROWS[:2]] == [first.number, second.number]


@pytest.mark.parametrize("line", [b"[]", b"{}", b'{"row":1,"number":2}', b'{"row":"x","number":"../../y"}', b"\xff"])
def test_a_line_that_is_no_claim_is_passed_over(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "prove.jsonl"
    file.write_bytes(line + b"\n")
    assert BatchLedger(file, KEYS).claim(ROWS[0], numbers()).fresh


def test_two_open_ledgers_see_each_others_claims(tmp_path: Path) -> None:
    file = tmp_path / "prove.jsonl"
    one, other = BatchLedger(file, KEYS), BatchLedger(file, KEYS)
    claim = one.claim(ROWS[0], numbers())
    assert other.claim(ROWS[0], never) == Claim(claim.number, fresh=False)


RUNNER = """
import sys
from pathlib import Path
from dokumentverk.issue.batches import BatchLedger
from tests.issue.specimens import KEYS, issue
ledger = BatchLedger(Path(sys.argv[1]), KEYS)
source = iter(range(int(sys.argv[2]), 10 ** 6))
print("ready", flush=True)
sys.stdin.readline()
for row in range(120):
    claim = ledger.claim(f"rad {row}", lambda: issue(next(source)).number)
    print(row, claim.number, claim.fresh, flush=True)
"""


def test_the_same_batch_run_by_two_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "prove.jsonl"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(file), first],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for first in ("0", "5000")
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    claims = [{line.split()[0]: line.split()[1] for line in lines} for lines in said]
    assert claims[0] == claims[1]
    assert len(set(claims[0].values())) == 120
    assert sum(line.endswith("True") for lines in said for line in lines) == 120


def test_a_ledger_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "batches").write_text("en fil")
    with pytest.raises(ConfigurationError) as caught:
        BatchLedger(tmp_path / "batches" / "prove.jsonl", KEYS).claim(ROWS[0], numbers())
    assert caught.value.code == "BATCH_LEDGER_NOT_WRITTEN"
