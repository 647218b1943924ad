"""Editions of a form made elsewhere that look alike: a person says which of them a document is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dokumentverk.errors import UsageFault
from dokumentverk.flow.accept import accept
from dokumentverk.flow.decision import Decision
from dokumentverk.flow.foreign import import_form
from dokumentverk.flow.said_form import receive_waiting, waiting_at
from dokumentverk.model.filing import Filed, NeedsReview
from tests.cli.console import run
from tests.flow.desk import make_workplace, office_at
from tests.flow.test_foreign import FILLED
from tests.foreign.elsewhere import elsewhere_pdf
from tests.foreign.fillers import FILLERS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two editions of a form: the same fields, another heading. A filled in copy lies in the inbox."""
    root = make_workplace(tmp_path / "kontor")
    for id, heading in (("ulykke", "Melding om ulykke"), ("ulykke-2", "Ny melding om ulykke")):
        path = tmp_path / f"{id}.pdf"
        path.write_bytes(elsewhere_pdf(heading=heading))
        with office_at(root) as office:
            import_form(office, path, id=id)
    (root / "innboks" / "retur.pdf").write_bytes(
        FILLERS["pypdf"](elsewhere_pdf(heading="Ny melding om ulykke"), FILLED)
    )
    return root


def test_the_reason_names_the_commands_and_they_work_as_they_stand(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    rejected = run(root, "file", "--to", "json").lines[0]
    assert [one["code"] for one in rejected["findings"]] == ["FOREIGN_DOCUMENT", "FOREIGN_FORMS_ALIKE"]
    folder = root / "avvist" / rejected["return"]
    reason = (folder / "LES MEG.txt").read_text(encoding="utf-8")
    commands = re.findall(r"^ +dokumentverk (file .+--form .+)$", reason, re.MULTILINE)
    assert [one.rpartition(" ")[2] for one in commands] == ["ulykke", "ulykke-2"]
    read = run(root, *shlex.split(commands[1]), "--to", "json").lines[0]
    assert (read["form"]["id"], read["outcome"]) == ("ulykke-2", "review")
    assert read["sources"][0]["path"] == "retur.pdf"
    assert not folder.exists()
    assert (root / "til avklaring" / rejected["return"] / "LES MEG.txt").is_file()
    with office_at(root) as office, office.writing():
        decision = Decision("Kari", "Signert på papir", despite=("SIGNATURE_MISSING",))
        understood, outcome = accept(office, rejected["return"], decision)
        assert isinstance(outcome, Filed)
        assert understood.definition is office.forms["ulykke-2"]


def test_all_of_a_run_are_the_form_that_is_said(root: Path) -> None:
    told = run(root, "file", "--form", "ulykke", "--to", "json").lines
    assert [(one["form"]["id"], one["outcome"]) for one in told if "form" in one] == [("ulykke", "review")]


def test_what_waits_can_be_read_as_another_form(root: Path) -> None:
    waiting = run(root, "file", "--form", "ulykke", "--to", "json").lines[0]["return"]
    path = root / "til avklaring" / waiting / "original.pdf"
    with office_at(root) as office, office.writing():
        office.read_as("ulykke-2")
        kept = waiting_at(office, path)
        assert kept is not None
        assert kept.came.form == "ulykke"
        understood, outcome = receive_waiting(office, kept)
        assert isinstance(outcome, NeedsReview)
        assert understood.received.identity.form == "ulykke-2"
        again = waiting_at(office, path)
        assert again is not None
        assert again.came.form == "ulykke-2"


def test_a_form_that_is_not_registered_is_refused(root: Path) -> None:
    with office_at(root) as office:
        with pytest.raises(UsageFault) as caught:
            office.read_as("egenmelding")
        assert caught.value.code == "FORM_NOT_FOREIGN"
        assert waiting_at(office, root / "innboks" / "retur.pdf") is None
