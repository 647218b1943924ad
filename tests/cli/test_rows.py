"""Rows that cannot be used, by command line: the rest is made, and what is left can be mended and run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dokumentverk.engines import xlsx
from dokumentverk.workplace.tables import read_table
from tests.cli.console import run
from tests.flow.desk import make_workplace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def generate(root: Path, data: Path) -> tuple[int, int, str]:
    """(exit code, documents made, what was told)."""
    said = run(root, "generate", "egenmelding", "--data", str(data), "--to", "json")
    return said.exit, len(said.lines), said.told


def test_broken_lines_of_json_are_kept_and_the_others_made(root: Path, tmp_path: Path) -> None:
    good, broken = json.dumps({"employee_number": "1001"}), '{"employee_number": "1002"'
    data = tmp_path / "rader.jsonl"
    data.write_text(f'{good}\n{broken}\n[1]\n{{"employee_number": "finnes ikke"}}\n', encoding="utf-8")
    exit, made, told = generate(root, data)
    assert (exit, made) == (1, 1)
    assert "Linje 2 i «rader.jsonl» er ikke ett JSON-objekt." in told
    assert "1002" not in told
    left = tmp_path / "rader – feil.jsonl"
    first, *others = left.read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["employee_number"] == "finnes ikke"
    assert others == [broken, "[1]"]
    assert generate(root, data)[:2] == (1, 0)
    assert sorted(tmp_path.glob("rader*")) == sorted([data, left]), "the same rows are not kept twice"
    left.write_text(broken + "}\n", encoding="utf-8")
    assert generate(root, left)[:2] == (0, 1)


def test_broken_lines_alone_are_kept_once(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "rader.json"
    data.write_text('{"employee_number": "1001"}\n{"employee_number"\n', encoding="utf-8")
    assert [generate(root, data)[:2] for _ in range(2)] == [(1, 1), (1, 0)]
    assert {one.name for one in tmp_path.glob("rader*")} == {"rader.json", "rader – feil.jsonl"}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_same_rows_are_kept_once_and_a_file_being_mended_is_left(root: Path, tmp_path: Path, suffix: str) -> None:
    data = tmp_path / f"rader{suffix}"
    if suffix == ".xlsx":
        data.write_bytes(xlsx.write_sheet(["employee_number"], [["finnes ikke"]]))
    else:
        data.write_text("employee_number;case\r\nfinnes ikke;\r\n", encoding="utf-8")
    assert [generate(root, data)[:2] for _ in range(2)] == [(1, 0), (1, 0)]
    left = tmp_path / f"rader – feil{suffix}"
    assert sorted(tmp_path.glob("rader*")) == sorted([data, left])
    mending = (
        xlsx.write_sheet(["employee_number"], [["1001"]]) if suffix == ".xlsx" else b"employee_number;case\n1001;\n"
    )
    left.write_bytes(mending)
    assert generate(root, data)[:2] == (1, 0)
    assert left.read_bytes() == mending
    assert [row.get("employee_number") for row in read_table(tmp_path / f"rader – feil 2{suffix}")] == ["finnes ikke"]
