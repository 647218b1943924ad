"""Letters from a command to the archive: to whom, in whose language, once, and back again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dokumentverk.archive.index import Row
from dokumentverk.cli.output import error_lines
from dokumentverk.errors import UsageFault
from dokumentverk.flow.leaving import refuse_unfit
from dokumentverk.flow.outstanding import sent_issues
from dokumentverk.flow.produce import Order, produce, produce_again
from dokumentverk.flow.receive import receive
from dokumentverk.model.filing import NeedsReview
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from tests.cli.console import Said, run
from tests.flow.desk import make_workplace, office_at
from tests.render.test_letters import docx_text, pdf_text

PEOPLE = """\
ansattnummer;fornavn;etternavn;stilling;enhet;leder;ansatt fra;telefon;adresse;postnummer;poststed;språk
1001;Åse;Sørbø-Ødegård;Helsefagarbeider;Sykehjemmet;1002;01.03.2019;;Strandgata 4;8820;Fjordvik;nn
1002;Kari;Nordmann;Enhetsleder;Sykehjemmet;;01.01.2015;41000002;;;;
1003;Per;Hansen;Vaktmester;Eiendom;1002;01.01.2015;;;;;
"""
CONTACTS = """
[[contacts]]
role = "nav"
name = "Nav Fjordvik"
address = ["Postboks 1", "8821 Fjordvik"]
language = "en"
"""
MEETING = {"meeting_date": "01.12.2026", "meeting_time": "14", "meeting_place": "Rom 2"}
TABLE = """\
ansattnummer;Møtedato;Klokkeslett;Møtested
1001;01.12.2026;14.00;Rom 2
1003;01.12.2026;15.00;Rom 2
1003;;15.00;Rom 2
9999;01.12.2026;15.00;Rom 2
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = make_workplace(tmp_path / "kontor", PEOPLE)
    settings = made / "dokumentverk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + CONTACTS, encoding="utf-8")
    return made


def filed(root: Path) -> list[Row]:
    with office_at(root) as office, office.catalog() as catalog:
        return list(catalog.all())


def test_the_register_addresses_and_signs_a_letter_in_its_recipients_language(root: Path) -> None:
    with office_at(root) as office:
        made = produce(office, Order("innkalling-samtale", employee="1001", given=MEETING))
    text = pdf_text(made.content)
    assert made.issue.language is Language.NN
    for line in ("Åse Sørbø-Ødegård", "Strandgata 4", "8820 Fjordvik", "Kari Nordmann", "Enhetsleder"):
        assert line in text
    assert "Telefon 41 00 00 02" in text
    assert f"Vår ref.: {made.issue.number}" in text
    assert "tysdag 1. desember 2026" in text.replace("\u00a0", " ")


def test_an_address_in_one_cell_stands_as_the_post_wants_it(root: Path) -> None:
    people = root / "ansatte.csv"
    written = people.read_text(encoding="utf-8-sig").replace(
        "Strandgata 4;8820;Fjordvik", "Strandgata 4, 8820 Fjordvik;;"
    )
    people.write_text(written, encoding="utf-8")
    with office_at(root) as office:
        made = produce(office, Order("innkalling-samtale", employee="1001", given=MEETING))
    assert "Åse Sørbø-Ødegård\nStrandgata 4\n8820 Fjordvik" in pdf_text(made.content)


def test_a_letter_to_a_contact_is_in_the_contacts_language(root: Path) -> None:
    wanted = {"first_day": "07.09.2026", "reason": "Vi har prøvd det vi kan.", "clarify": "Tiltak."}
    with office_at(root) as office:
        made = produce(office, Order("anmodning-dialogmote-3", employee="1001", given=wanted))
    assert made.issue.language is Language.EN
    assert "Nav Fjordvik\nPostboks 1\n8821 Fjordvik" in pdf_text(made.content)


def made_of(root: Path, **changed: str) -> Said:
    words = [part for id, value in {**MEETING, **changed}.items() for part in ("--set", f"{id}={value}")]
    clock = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return run(root, "generate", "innkalling-samtale", "--employee", "1001", *words, clock=lambda: clock)


@pytest.mark.parametrize("time", ["25.00", "kvart over to", "14.75"])
def test_a_time_that_is_none_does_not_leave_in_a_letter(root: Path, time: str) -> None:
    said = made_of(root, meeting_time=time)
    assert (said.exit, said.code) == (2, "VALUE_NOT_OF_ITS_KIND")
    assert filed(root) == []


def test_all_that_is_misshapen_is_told_at_once_with_what_it_should_look_like(root: Path) -> None:
    given = {"meeting_time": "25.00", "sender_email": "kari@", "sender_phone": "12"}
    with office_at(root) as office, pytest.raises(UsageFault) as raised:
        refuse_unfit(office.form("innkalling-samtale"), given)
    told = " ".join(error_lines(raised.value, Language.NB))
    assert all(one in told for one in ("14.00", "navn@eksempel.no", "22 33 44 55"))


def test_a_date_before_the_letter_is_told_and_made_all_the_same(root: Path) -> None:
    said = made_of(root, meeting_date="01.11.2026")
    assert (said.exit, "(01.11.2026) er før" in said.told) == (0, True)
    assert made_of(root).told == ""


def test_an_invitation_filed_without_its_day_is_told_of(root: Path) -> None:
    said = run(root, "generate", "dialogmote", "--employee", "1001")
    assert (said.exit, "arkivert som sendt uten «4 Møtedato», «5 Klokkeslett», «6 Møtested»" in said.told) == (0, True)
    given = [part for id, value in MEETING.items() for part in ("--set", f"{id}={value}")]
    assert "uten" not in run(root, "generate", "dialogmote", "--employee", "1001", *given).told
    assert "uten" not in run(root, "generate", "dialogmote", "--employee", "1001", "--no-file").told


SENT_ON = ("generate", "oversendelse-sykmelder", "--employee", "1001", "--set", "recipient_name=Lege Legesen")


def test_a_letter_that_may_name_a_diagnosis_is_not_made_unless_a_person_says_so(root: Path) -> None:
    words = (*SENT_ON, "--set", "plan_date=20.11.2026", "--set", "message=Hun har depresjon og kan lite")
    said = run(root, *words)
    assert (said.exit, said.code, filed(root)) == (2, "LETTER_NAMES_DIAGNOSIS", [])
    assert run(root, *words, "--despite", "DIAGNOSIS_SUSPECTED").exit == 0
    assert len(filed(root)) == 1


def test_nor_is_it_made_by_another_program(root: Path) -> None:
    given = {"recipient_name": "Lege Legesen", "plan_date": "20.11.2026", "message": "Hun har depresjon"}
    order = Order("oversendelse-sykmelder", employee="1001", given=given)
    with office_at(root) as office:
        with pytest.raises(UsageFault) as raised:
            produce(office, order)
        assert raised.value.code == "LETTER_NAMES_DIAGNOSIS"
        assert office.issues.register.all() == ()
        assert produce(office, replace(order, despite=frozenset({"DIAGNOSIS_SUSPECTED"}))).issue.employee == "1001"


def test_in_a_table_such_a_letter_costs_its_own_row(root: Path, tmp_path: Path) -> None:
    table = tmp_path / "planer.csv"
    rows = ("1001;20.11.2026;Lege Legesen;Hun har depresjon", "1003;20.11.2026;Lege Legesen;Kan sitte")
    table.write_text("\n".join(("ansattnummer;plan_date;recipient_name;message", *rows)), encoding="utf-8")
    said = run(root, "generate", "oversendelse-sykmelder", "--data", str(table))
    assert (said.exit, len(filed(root))) == (1, 1)
    assert "Linje 2: Teksten i" in said.told
    assert "depresjon" not in said.told


def test_a_letter_with_gaps_does_not_leave(root: Path) -> None:
    with office_at(root) as office:
        with pytest.raises(UsageFault) as raised:
            produce(office, Order("innkalling-samtale", employee="1001", given={"meeting_time": "14"}))
        assert raised.value.code == "LETTER_DATA_MISSING"
        assert "meeting_date" in raised.value.params["fields"]
        assert "meeting_place" in raised.value.params["fields"]
        assert list(office.issues.register.all()) == []


def test_a_letter_to_a_contact_that_nobody_has_named_says_which(root: Path) -> None:
    given = {"document_title": "Oppfølgingsplan", "document_date": "02.11.2026"}
    with office_at(root) as office:
        with pytest.raises(UsageFault) as raised:
            produce(office, Order("kopi-arkiv", employee="1003", given=given))
        assert (raised.value.code, raised.value.params["role"]) == ("LETTER_CONTACT_MISSING", "arkiv")
        named = produce(office, Order("kopi-arkiv", employee="1003", given={**given, "recipient_name": "Arkivet"}))
    assert "Arkivet" in pdf_text(named.content)


@pytest.mark.parametrize("letter", ["innkalling-dialogmote-deltaker", "innkalling-moteplassen-deltaker"])
def test_nobody_invites_health_personnel_without_consent_and_the_plan_goes_without(root: Path, letter: str) -> None:
    given = {**MEETING, "reply_by": "27.11.2026", "recipient_name": "Ola Lege"}
    with office_at(root) as office:
        for who in ("certifying_doctor", "other_health_personnel"):
            with pytest.raises(UsageFault) as raised:
                produce(office, Order(letter, employee="1003", given={**given, "participant": who}))
            assert raised.value.code == "CONSENT_NOT_FILED"
        assert produce(office, Order(letter, employee="1003", given={**given, "participant": "nav"})).content
        plan = {"recipient_name": "Ola Lege", "plan_date": "02.11.2026"}
        assert produce(office, Order("oversendelse-sykmelder", employee="1003", given=plan)).content


def test_the_same_letter_can_be_made_again_when_its_template_has_changed(root: Path) -> None:
    with office_at(root) as office:
        made = produce(office, Order("innkalling-samtale", employee="1003", given=MEETING))
    own = root / "templates"
    own.mkdir(exist_ok=True)
    (own / "innkalling-samtale.nb.md").write_text("# Et annet emne\n\nEn annen tekst.\n", encoding="utf-8")
    with office_at(root) as office:
        assert produce_again(office, made.issue.number, Medium.PDF).content == made.content
        fresh = produce(office, Order("innkalling-samtale", employee="1003", given=MEETING))
        assert "Et annet emne" in pdf_text(fresh.content)
        assert "Et annet emne" in docx_text(produce_again(office, fresh.issue.number, Medium.DOCX).content)


def test_what_is_kept_of_a_letter_names_nobody(root: Path) -> None:
    with office_at(root) as office:
        produce(office, Order("innkalling-samtale", employee="1001", given=MEETING))
        (digest,) = office.layouts.digests()
        kept = office.layouts.get(digest)
    for said in (kept.layout.recipe, pdf_text(kept.blank)):
        assert "Sørbø" not in said
        assert "Rom 2" not in said


def test_a_letter_is_filed_under_whom_it_went_to(root: Path) -> None:
    plan = ("--set", "recipient_name=Ola Lege", "--set", "plan_date=02.11.2026", "--set", "letter_date=01.11.2026")
    said = run(root, "generate", "oversendelse-sykmelder", "--employee", "1003", *plan, "--format", "docx")
    assert said.exit == 0
    (row,) = filed(root)
    record = json.loads((root / "arkiv" / Path(row.placements[0].path).parent / "record.json").read_text("utf-8"))
    post = record["journalpost"]
    assert (post["direction"], post["recipient"], post["dated"]) == ("U", "Ola Lege", "2026-11-01")
    assert post["shield_title"] is True
    names = {Path(one.path).name for one in row.placements}
    assert {"original.docx", "gjengivelse.pdf"} <= names, "a Word letter is filed with its PDF/A"


def test_whoever_makes_a_letter_may_keep_it_out_of_the_archive(root: Path) -> None:
    words = [f"--set={id}={value}" for id, value in MEETING.items()]
    assert run(root, "generate", "innkalling-samtale", "--employee", "1003", "--no-file", *words).exit == 0
    assert filed(root) == []
    assert run(root, "generate", "egenmelding", "--employee", "1003", "--file").exit == 0
    assert [row.form for row in filed(root)] == ["egenmelding"]


def test_a_table_run_twice_writes_every_letter_once(root: Path, tmp_path: Path) -> None:
    table = tmp_path / "samtaler.csv"
    table.write_text(TABLE, encoding="utf-8-sig")
    first = run(root, "generate", "innkalling-samtale", "--data", str(table), "--to", "json")
    assert first.exit == 1
    assert [line["employee"] for line in first.lines] == ["1001", "1003"]
    again = run(root, "generate", "innkalling-samtale", "--data", str(table), "--to", "json")
    assert again.lines == []
    assert sorted(row.employee or "" for row in filed(root)) == ["1001", "1003"]
    assert len(list((root / "utskrift").iterdir())) == 2
    rows = (tmp_path / "samtaler – feil.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert "meeting_date" in first.told
    assert len(list(tmp_path.glob("samtaler – feil*"))) == 1


def test_a_letter_that_comes_back_goes_to_a_person(root: Path) -> None:
    with office_at(root) as office:
        made = produce(office, Order("innkalling-samtale", employee="1003", given=MEETING))
        path = office.workplace.inbox / "retur.pdf"
        path.write_bytes(made.content)
        with office.writing():
            understood, outcome = receive(office, path)
    assert isinstance(outcome, NeedsReview)
    assert [one.code for one in understood.received.findings] == ["LETTER_RETURNED"]
    assert understood.received.identity.number == made.issue.number
    assert understood.received.employee == "1003"


def test_nobody_has_to_answer_a_letter(root: Path) -> None:
    with office_at(root) as office:
        produce(office, Order("innkalling-samtale", employee="1003", given=MEETING))
        assert sent_issues(office) == {}


def test_every_shipped_letter_is_in_order_for_the_command_line(root: Path) -> None:
    said = run(root, "forms", "check")
    assert (said.exit, said.out) == (0, "")
