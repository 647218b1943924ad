"""What we send is filed once, as it left, and nothing leaves that the archive cannot take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dokumentverk.archive.index import Row
from dokumentverk.flow.office import Office
from tests.cli.console import Said, run
from tests.flow.desk import make_workplace, office_at

INVITATION = ("generate", "dialogmote", "--employee", "1001", "--to", "json")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


@pytest.fixture
def elsewhere(root: Path) -> Iterator[Office]:
    """Another process that files."""
    with office_at(root) as office, office.writing():
        yield office


def filed(root: Path) -> list[Row]:
    with office_at(root) as office, office.catalog() as catalog:
        return list(catalog.all())


def issued(root: Path) -> list[str]:
    path = root / "system" / "utstedt.jsonl"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_an_invitation_is_filed_as_sent(root: Path) -> None:
    said = run(root, *INVITATION)
    (row,) = filed(root)
    assert (row.direction, row.issue, row.employee) == ("U", said.lines[0]["issue"], "1001")
    original = root / "arkiv" / row.placements[0].path
    assert original.read_bytes() == Path(said.lines[0]["path"]).read_bytes()


@pytest.mark.usefixtures("elsewhere")
def test_nothing_is_issued_that_cannot_be_filed(root: Path) -> None:
    said = run(root, *INVITATION)
    assert (said.exit, said.code) == (40, "ARCHIVE_LOCKED")
    assert issued(root) == []
    assert list((root / "utskrift").iterdir()) == []
    assert run(root, "generate", "egenmelding", "--employee", "1001").exit == 0, "this one is not filed when sent"


def stopped_before_filing(root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Said:
    with monkeypatch.context() as patch:
        patch.setattr("dokumentverk.cli.producing.file_sent", _stop)
        with pytest.raises(click.Abort):
            run(root, *words)
    assert filed(root) == []
    return run(root, "archive", "list")


def _stop(*_: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_a_document_whose_filing_was_stopped_is_filed_by_its_number(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_before_filing(root, monkeypatch, *INVITATION)
    with office_at(root) as office:
        (issue,) = office.issues.register.all()
    for _ in range(2):
        assert run(root, "generate", "--issue", issue.number).code == "FILE_EXISTS"
        assert [(row.direction, row.issue) for row in filed(root)] == [("U", issue.number)]
    assert run(root, "generate", "--issue", issue.number, "--format", "docx").exit == 0
    assert len(filed(root)) == 1, "another format is the same document"


def test_what_a_person_changed_meanwhile_is_not_filed_as_sent(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "rader.csv").write_text("ansattnummer\n1001\n", encoding="utf-8")
    words = ("generate", "dialogmote", "--data", str(root / "rader.csv"))
    stopped_before_filing(root, monkeypatch, *words)
    (path,) = (root / "utskrift").iterdir()
    sent = path.read_bytes()
    path.write_bytes(sent + b"\n% filled in")
    assert run(root, *words).exit == 0
    (row,) = filed(root)
    assert (root / "arkiv" / row.placements[0].path).read_bytes() == sent
    assert path.read_bytes() == sent + b"\n% filled in"
