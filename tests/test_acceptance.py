"""The whole loop by command line alone, on the samples and from a new workplace, as clerks and scripts use it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dokumentverk.model.number import ALPHABET
from tests.foreign.fillers import FILLERS

SCHEMAS = Path(__file__).parent.parent / "dokumentverk" / "cli" / "schemas"

PEOPLE = """\
ansattnummer;fornavn;etternavn;stilling;enhet;leder;ansatt fra;språk
1001;Åse;Sørbø-Ødegård;Helsefagarbeider;Sykehjemmet;1002;01.03.2019;nb
1002;Kari;Nordmann;Enhetsleder;Sykehjemmet;;01.01.2015;nn
"""


class Desk:
    """A workplace that is used by command line, in a process of its own each time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *words: str, expect: int = 0) -> str:
        """What it said, on both streams."""
        done = self.done(*words, expect=expect)
        return done.stdout + done.stderr

    def done(self, *words: str, expect: int) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "dokumentverk", *words],
            cwd=self.root,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=240,
        )
        assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    def json(self, *words: str, schema: str, expect: int = 0) -> list[dict[str, Any]]:
        """Every line holds to the command's schema."""
        shape = json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))
        lines = [json.loads(line) for line in self.done(*words, "--to", "json", expect=expect).stdout.splitlines()]
        for line in lines:
            jsonschema.validate(line, shape, format_checker=jsonschema.FormatChecker())
        return lines


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    outside = Desk(tmp_path)
    made = outside.json("init", "kontor", "--name", "Fjordvik kommune", schema="init")
    assert "innboks/" in made[0]["made"]
    (tmp_path / "kontor" / "ansatte.csv").write_text(PEOPLE, encoding="cp1252")
    return Desk(tmp_path / "kontor")


def fill(path: Path, values: Mapping[str, str], target: Path) -> None:
    """As a person types into the form in Chrome: PDFium comes with us, so this runs everywhere."""
    target.write_bytes(FILLERS["pdfium"](path.read_bytes(), values))


SAID = {
    "first_day": "02112026",
    "last_day": "04112026",
    "return_day": "05112026",
    "absence_type": "own",
}


def issued_egenmelding(desk: Desk) -> tuple[str, Path]:
    line = desk.json("generate", "egenmelding", "--employee", "1001", schema="generate")[0]
    assert line["employee"] == "1001"
    return line["issue"], Path(line["path"])


def test_from_a_command_to_a_filed_record_with_a_person_between(desk: Desk) -> None:
    number, path = issued_egenmelding(desk)
    assert set(number.replace("-", "")) <= set(ALPHABET)
    inbox = desk.root / "innboks"
    fill(path, SAID, inbox / "retur.pdf")
    original = (inbox / "retur.pdf").read_bytes()

    read = desk.json("read", "innboks/retur.pdf", schema="received", expect=1 if _stops(desk) else 0)[0]
    assert read["issue"] == number
    assert read["fields"]["first_day"]["value"] == "2026-11-02"
    assert read["fields"]["first_day"]["method"] == "ACROFORM"
    assert read["fields"]["absence_type"]["value"] == "own"
    assert read["fields"]["employee_name"]["value"] == "Åse Sørbø-Ødegård"
    assert read["fields"]["graded"]["value"] is None

    filed = desk.json("file", schema="received", expect=1)[0]
    assert filed["outcome"] == "review"
    assert {"SIGNATURE_MISSING", "FIELD_REQUIRED"} <= {one["code"] for one in filed["findings"]}
    assert not list(inbox.iterdir())
    tray = desk.root / "til avklaring" / filed["return"]
    assert (tray / "original.pdf").read_bytes() == original
    assert "SIGNATURE_MISSING" in (tray / "LES MEG.txt").read_text(encoding="utf-8")

    accept = ("accept", filed["return"], "--by", "Kari Nordmann", "--reason", "Signert på papir")
    still = desk.json(*accept, "--set", "employee_signed_date=21.11.2026", schema="received", expect=1)[0]
    assert still["fields"]["employee_signed_date"]["method"] == "PERSON"
    codes = [one["code"] for one in still["findings"] if one["severity"] != "NOTE"]
    despite = [word for code in codes for word in ("--despite", code)]
    done = desk.json(*accept, *despite, schema="received")[0]
    assert done["outcome"] == "ok"
    assert done["fields"]["employee_signed_date"]["value"] == "2026-11-21"
    assert not tray.exists()

    kept = [one for one in done["placements"] if one["path"].endswith("original.pdf")]
    assert (desk.root / "arkiv" / kept[0]["path"]).read_bytes() == original
    folder = (desk.root / "arkiv" / kept[0]["path"]).parent
    assert folder.parent.name == "1001 Sørbø-Ødegård, Åse"
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["acceptance"]["by"] == "Kari Nordmann"
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)

    assert desk.json("archive", "verify", schema="archive-verify")[-1]["ok"] is True
    assert desk.json("archive", "list", schema="archive-list")[0]["issue"] == number
    assert desk.json("archive", "find", "ødegård", schema="archive-list")[0]["employee"] == "1001"
    assert desk.json("archive", "show", number, schema="archive-show")[0]["fields"]["last_day"]["value"] == "2026-11-04"


def _stops(desk: Desk) -> bool:
    """``read`` does not check, so only what reading itself finds can stop it."""
    done = subprocess.run(
        [sys.executable, "-m", "dokumentverk", "read", "innboks", "--to", "json"],
        cwd=desk.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return any(one["severity"] != "NOTE" for one in json.loads(done.stdout)["findings"])


def test_filing_twice_is_filing_once(desk: Desk) -> None:
    _, path = issued_egenmelding(desk)
    fill(path, SAID, desk.root / "retur.pdf")
    first = desk.json("file", "retur.pdf", schema="received", expect=1)[0]
    again = desk.json("file", "retur.pdf", schema="received", expect=1)[0]
    assert first["return"] == again["return"]
    assert (desk.root / "retur.pdf").exists(), "only files of the inbox are released"
    assert len(list((desk.root / "til avklaring").iterdir())) == 1


def test_a_changed_byte_is_named(desk: Desk) -> None:
    (desk.root / "brev.txt").write_text("Fra Nav", encoding="utf-8")
    added = desk.json(
        "archive", "add", "brev.txt", "--employee", "1001", "--title", "Brev fra Nav", schema="archive-add"
    )
    path = desk.root / "arkiv" / added[0]["placements"][0]["path"]
    path.chmod(0o600)
    path.write_text("Fra nav", encoding="utf-8")
    lines = desk.json("archive", "verify", schema="archive-verify", expect=41)
    assert lines[-1]["ok"] is False
    assert any(path.name in json.dumps(one, ensure_ascii=False) for one in lines[:-1])


def test_the_database_is_made_again_from_folders_and_log(desk: Desk) -> None:
    number, path = issued_egenmelding(desk)
    (desk.root / "brev.txt").write_text("Fra Nav", encoding="utf-8")
    desk.run("archive", "add", "brev.txt", "--employee", "1001", "--title", "Brev fra Nav")
    before = desk.json("archive", "list", schema="archive-list")
    for database in (desk.root / "system").glob("*.sqlite*"):
        database.unlink()
    rebuilt = desk.json("archive", "rebuild", schema="archive-rebuild")[0]
    assert rebuilt == {"schema": 1, "documents": 1, "issues": 1, "findings": []}
    assert desk.json("archive", "list", schema="archive-list") == before
    again = desk.json("generate", "--issue", number, "--format", "docx", schema="generate")[0]
    assert again["issue"] == number
    assert path.exists()


def test_an_issue_in_another_format_is_the_same_issue_and_can_be_withdrawn(desk: Desk) -> None:
    number, path = issued_egenmelding(desk)
    for medium in ("docx", "print"):
        out = f"{medium}.{'docx' if medium == 'docx' else 'pdf'}"
        line = desk.json("generate", "--issue", number, "--format", medium, "-o", out, schema="generate")[0]
        assert line["issue"] == number
        assert (desk.root / out).stat().st_size > 5000
    assert "finnes fra før" in desk.run("generate", "--issue", number, expect=2)
    assert desk.json("withdraw", number, schema="withdraw")[0]["issue"] == number
    desk.run("generate", "--issue", number, "-o", "ny.pdf", expect=2)
    back = desk.json("check", str(path), schema="received", expect=1)[0]
    assert "ISSUE_WITHDRAWN" in {one["code"] for one in back["findings"]}


def test_a_table_makes_one_document_for_each_row_and_never_twice(desk: Desk) -> None:
    table = "ansattnummer;Første hele fraværsdag\r\n1001;02.11.2026\r\n1002;03.11.2026\r\n9999;04.11.2026\r\n"
    (desk.root / "rader.csv").write_bytes(table.encode("cp1252"))
    made = desk.json("generate", "egenmelding", "--data", "rader.csv", schema="generate", expect=1)
    assert [one["employee"] for one in made] == ["1001", "1002"]
    assert [one["form"]["language"] for one in made] == ["nb", "nn"]
    left = (desk.root / "rader – feil.csv").read_text(encoding="utf-8-sig")
    assert "9999" in left
    assert "1001" not in left
    assert desk.json("generate", "egenmelding", "--data", "rader.csv", schema="generate", expect=1) == []


def test_blanks_for_the_shelf_have_numbers_of_their_own(desk: Desk) -> None:
    made = desk.json("generate", "egenmelding", "--copies", "4", "--format", "print", "-o", "hylle", schema="generate")
    assert len({one["issue"] for one in made}) == 4
    assert len(list((desk.root / "hylle").iterdir())) == 4


def test_forms_are_listed_described_and_checked(desk: Desk) -> None:
    assert {one["id"] for one in desk.json("forms", schema="forms")} >= {"egenmelding", "oppfolgingsplan", "dialogmote"}
    described = desk.json("forms", "oppfolgingsplan", schema="form")[0]
    names = [name for section in described["sections"] for one in section["fields"] for name in one["names"]]
    assert "measures_1_goal" in names
    assert all(one["ok"] for one in desk.json("forms", "check", schema="forms-check"))
    shipped = (Path(__file__).parent.parent / "forms" / "egenmelding.toml").read_bytes()
    for name in ("vår.toml", "vår kopi.toml"):
        (desk.root / "forms" / name).write_bytes(shipped)
    checked = desk.json("forms", "check", schema="forms-check", expect=10)
    assert [fault["code"] for one in checked for fault in one["faults"]] == ["DEFINITION_FORM_TAKEN"]
    (desk.root / "forms" / "vår kopi.toml").unlink()
    assert all(one["ok"] for one in desk.json("forms", "check", schema="forms-check")), "any name of the file will do"
    (desk.root / "forms" / "eget.toml").write_text('id = "Eget!"\nversjon = 1\n', encoding="utf-8")
    faults = desk.json("forms", "check", "forms/eget.toml", schema="forms-check", expect=10)[0]["faults"]
    assert len(faults) > 2, "all faults at once"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("generate",), 2),
        (("generate", "finnesikke"), 2),
        (("generate", "egenmelding", "--employee", "7"), 2),
        (("generate", "egenmelding", "--set", "first_day=i går"), 2),
        (("generate", "egenmelding", "--set", "tull=1"), 2),
        (("generate", "--issue", "tull"), 22),
        (("withdraw", "7KXM-4RTA-9CDEF"), 22),
        (("read", "finnesikke.pdf"), 2),
        (("accept", "R7KXM4RTA9C", "--by", "K", "--reason", "x"), 2),
        (("archive", "show", "R7KXM4RTA9C"), 2),
        (("forms", "check", "finnesikke.toml"), 2),
    ],
)
def test_wrong_use_gets_a_sentence_and_an_exit_code(desk: Desk, words: tuple[str, ...], code: int) -> None:
    said = desk.run(*words, expect=code)
    assert len(said.strip()) > 20
    assert "?" not in said, "a sentence lacks a parameter"


def test_no_workplace_is_said_so(tmp_path: Path) -> None:
    assert "dokumentverk init" in Desk(tmp_path).run("file", expect=50)


def test_an_empty_inbox_is_no_fault(desk: Desk) -> None:
    assert "tom" in desk.run("file")


def test_reading_needs_no_workplace(desk: Desk, tmp_path: Path) -> None:
    number, path = issued_egenmelding(desk)
    elsewhere = tmp_path / "annetsteds"
    elsewhere.mkdir()
    line = Desk(elsewhere).json("read", str(path), schema="received")[0]
    assert line["issue"] == number
    assert line["fields"]["employee_number"]["value"] == "1001"


BECAME = {
    "egenmelding endret etterpå.pdf": "review",
    "egenmelding feil underskriver.pdf": "review",
    "egenmelding flat.pdf": "ok",
    "egenmelding mangler.pdf": "review",
    "egenmelding per.docx": "ok",
    "egenmelding på en annen.pdf": "review",
    "egenmelding åse.pdf": "ok",
    "faktura.pdf": "rejected",
    "låst.pdf": "rejected",
    "oppfølgingsplan åse.pdf": "ok",
    "plan med diagnose.pdf": "review",
    "skannet.pdf": "rejected",
    "svarslipp.docx": "review",
    "tom.pdf": "rejected",
}
"""What the samples' README says of each."""


def test_the_demo_ends_as_the_samples_say(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    lines = [json.loads(line) for line in desk.done("demo", "prøve", "--to", "json", expect=0).stdout.splitlines()]
    names = ("received", "stack")
    shapes = {name: json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")) for name in names}
    for line in lines[:-1]:
        jsonschema.validate(line, shapes["stack" if "stack" in line else "received"])
    documents = [one for one in lines[:-1] if "stack" not in one]
    assert {one["sources"][0]["path"]: one["outcome"] for one in documents} == BECAME
    assert lines[-1]["ok"] is True
    readme = (Path(__file__).parent.parent / "samples" / "README.md").read_text(encoding="utf-8")
    for name in BECAME:
        assert f"`{name}`" in readme
    said = desk.run("demo", "prøve", expect=2)
    assert "prøve" in said


def test_the_python_example_of_readme_runs_as_a_script_and_issues_once(tmp_path: Path) -> None:
    outside = Desk(tmp_path)
    outside.run("init", "kontoret")
    (tmp_path / "kontoret" / "ansatte.csv").write_text(PEOPLE, encoding="cp1252")
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    (example,) = readme.split("```python\n")[1:]
    (tmp_path / "eksempel.py").write_text(example.split("```")[0], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "eksempel.py"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    assert "FIELD_REQUIRED" in done.stdout
    assert "READING_CRASHED" not in done.stdout
    log = (tmp_path / "kontoret" / "system" / "utstedt.jsonl").read_text(encoding="utf-8")
    assert len(log.splitlines()) == 1


def test_a_signature_cannot_be_given_and_limits_hold(desk: Desk) -> None:
    for given in ("employee_signature=Åse", "graded_percent=150", "fodselsnummer=13097248021"):
        desk.run("generate", "egenmelding", "--set", given, expect=2)
    assert not (desk.root / "system" / "utstedt.jsonl").exists()


def test_a_target_that_cannot_be_is_refused_before_anything_is_issued(desk: Desk) -> None:
    (desk.root / "fil").write_text("x", encoding="utf-8")
    (desk.root / "rader.csv").write_text("ansattnummer\n1001\n", encoding="utf-8")
    (desk.root / "ett.json").write_text("{}", encoding="utf-8")
    for target in ("fil/x.pdf", "fil", "feil.docx"):
        desk.run("generate", "egenmelding", "-o", target, expect=2)
    for several in (("--copies", "2"), ("--data", "rader.csv"), ("--data", "ett.json")):
        desk.run("generate", "egenmelding", *several, "-o", "fil", expect=2)
    assert not (desk.root / "system" / "utstedt.jsonl").exists()


@pytest.mark.parametrize("target", ["ny", "ny/", "til utsending/uke 46", "utskrift 2026.11", "ny.pdf/"])
def test_a_new_folder_is_made(desk: Desk, target: str) -> None:
    desk.run("generate", "egenmelding", "-o", target)
    desk.run("generate", "egenmelding", "-o", target)
    assert [one.suffix for one in (desk.root / target).iterdir()] == [".pdf", ".pdf"]


def test_a_file_is_named_by_its_ending(desk: Desk) -> None:
    desk.run("generate", "egenmelding", "-o", "brev/skjema.PDF")
    assert (desk.root / "brev" / "skjema.PDF").is_file()
    assert "finnes fra før" in desk.run("generate", "egenmelding", "-o", "brev/skjema.PDF", expect=2)


def test_copies_take_what_is_set_and_say_so_of_dates(desk: Desk) -> None:
    told = desk.run("generate", "egenmelding", "--copies", "2", "--set", "first_day=2.11.2026", "--set", "unit=Nord")
    assert told.count("Merk: «11 ") == 1
    assert "Merk:" not in desk.run("generate", "egenmelding", "--set", "first_day=2.11.2026")


def test_a_lost_issue_log_does_not_empty_the_register(desk: Desk) -> None:
    number, _ = issued_egenmelding(desk)
    (desk.root / "system" / "utstedt.jsonl").rename(desk.root / "system" / "borte")
    desk.run("archive", "rebuild", expect=41)
    (desk.root / "system" / "borte").rename(desk.root / "system" / "utstedt.jsonl")
    desk.run("generate", "--issue", number, "-o", "igjen.pdf")


def test_one_bad_file_does_not_keep_the_others_waiting(desk: Desk) -> None:
    _, path = issued_egenmelding(desk)
    fill(path, SAID, desk.root / "innboks" / "b.pdf")
    (desk.root / "innboks" / "lest.json").write_text("{}", encoding="utf-8")
    (desk.root / "innboks" / "LES MEG.txt").write_text("x", encoding="utf-8")
    (desk.root / "innboks" / ("l" * 245 + ".pdf")).write_bytes(b"%PDF-1.7\n")
    lines = desk.json("file", schema="received", expect=3)
    assert sorted(one["outcome"] for one in lines) == ["rejected", "rejected", "rejected", "review"]
    assert not list((desk.root / "innboks").iterdir())


def test_the_same_bytes_again_are_filed_already(desk: Desk) -> None:
    _, path = issued_egenmelding(desk)
    fill(path, SAID, desk.root / "innboks" / "en.pdf")
    first = desk.json("file", schema="received", expect=1)[0]
    codes = [one["code"] for one in first["findings"] if one["severity"] != "NOTE"]
    despite = [word for code in codes for word in ("--despite", code)]
    accept = ("accept", first["return"], "--by", "Kari", "--reason", "Papir")
    received = (desk.root / "til avklaring" / first["return"] / "original.pdf").read_bytes()
    filed = desk.json(*accept, *despite, schema="received")[0]
    (desk.root / "innboks" / "to.pdf").write_bytes(received)
    again = desk.json("file", schema="received")[0]
    assert again["journal"] == filed["journal"]
    assert not list((desk.root / "innboks").iterdir())
    told = desk.run(*accept, "--set", "last_day=05.11.2026", expect=1)
    assert "Rettelsen er ikke lagret, og det som er arkivert, står som før." in told
    assert len(desk.json("archive", "list", schema="archive-list")) == 1


def test_an_index_that_is_gone_is_made_again(desk: Desk) -> None:
    (desk.root / "brev.txt").write_text("Fra Nav", encoding="utf-8")
    desk.run("archive", "add", "brev.txt", "--employee", "1001", "--title", "Brev fra Nav")
    for path in (desk.root / "system").glob("archive.sqlite*"):
        path.unlink()
    assert len(desk.json("archive", "list", schema="archive-list")) == 1


def test_a_reader_that_goes_away_stops_nothing(desk: Desk) -> None:
    command = f"{sys.executable} -m dokumentverk generate egenmelding --copies 5 --to json | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=desk.root, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0
    assert len(list((desk.root / "utskrift").iterdir())) == 5
