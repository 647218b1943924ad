"""A form made elsewhere, from its registration to its filed returns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pikepdf
import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.engines.scan_place import PlacedSheet
from dokumentverk.errors import ConfigurationError, DefinitionError, DokumentverkError, UsageFault
from dokumentverk.flow.accept import accept
from dokumentverk.flow.decision import Decision
from dokumentverk.flow.foreign import check_blank, import_form
from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Pile, PileFile, eyes_of, find_piles
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive
from dokumentverk.flow.stack import receive_stack
from dokumentverk.flow.stack_foreign import copies_apart, photos_joined
from dokumentverk.flow.stack_parts import Fate, told_of
from dokumentverk.flow.understand import check_document, read_document
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.model.form import ArchiveRule, FormDefinition, Series
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Layout, Medium
from dokumentverk.model.reading import Channel, FileKind, Intake
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind, StackPart
from dokumentverk.model.value import Value
from dokumentverk.read.known import Foreign, Known
from dokumentverk.workplace.folders import open_workplace
from tests.cli.console import run
from tests.engines.pdf_made import made
from tests.flow.desk import DAY, egenmelding, make_workplace, office_at
from tests.foreign.elsewhere import elsewhere_pdf
from tests.foreign.fillers import FILLERS
from tests.foreign.flatteners import FLATTENERS
from tests.paper import containers
from tests.paper.conditions import Condition
from tests.paper.degrading import degrade
from tests.paper.filling import fill
from tests.paper.material import need_material
from tests.paper.prints import Print
from tests.paper.writers import writer

FILLED = {
    "topmostSubform[0].Page1[0].SkadedeNavn[0]": "Åse Ødegård",
    "Text4": "26102026",
    "Group5": "2",
    "Check Box6": "Nei",
    "Check Box7": "Yes",
    "HvaSkjedde": "Falt i trappen",
    "Text9": "1001",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "Skjema 13-07.pdf"
    path.write_bytes(elsewhere_pdf())
    return path


@pytest.fixture
def office(root: Path, blank: Path) -> Iterator[Office]:
    """One that has registered the form, opened anew as the next command would."""
    with office_at(root) as opened:
        import_form(opened, blank, id="ulykke")
    with office_at(root) as opened, opened.writing():
        yield opened


def returned(office: Office, **more: str) -> Path:
    path = office.workplace.inbox / "retur.pdf"
    path.write_bytes(FILLERS["pypdf"](elsewhere_pdf(), {**FILLED, **more}))
    return path


def test_a_definition_and_the_blank_are_written(root: Path, blank: Path) -> None:
    schema = json.loads((Path(__file__).parents[2] / "dokumentverk/cli/schemas/forms-import.json").read_text())
    said = run(root, "forms", "import", str(blank), "--title", "Ulykke", "--to", "json")
    (line,) = said.lines
    jsonschema.Draft202012Validator(schema).validate(line)
    assert (said.exit, line["form"], line["path"], line["fields"]) == (0, "skjema-13-07", "forms/skjema-13-07.toml", 12)
    assert (root / "forms/skjema-13-07.pdf").read_bytes() == blank.read_bytes()
    assert run(root, "forms", "check").exit == 0
    assert "skjema-13-07" in run(root, "forms").out
    told = run(root, "forms", "skjema-13-07")
    assert "Er politiet varslet?: ja / nei" in told.out


def test_the_same_form_and_a_taken_id_are_refused(office: Office, blank: Path, tmp_path: Path) -> None:
    other = tmp_path / "annet.pdf"
    other.write_bytes(elsewhere_pdf(heading="Et annet skjema"))
    for path, id, code in (
        (blank, "ny", "FOREIGN_KNOWN_BEFORE"),
        (other, "ulykke", "FORM_ID_TAKEN"),
        (other, "egenmelding", "FORM_ID_TAKEN"),
        (other, "Ulykke!", "FORM_ID_WRONG"),
        (tmp_path / "borte.pdf", "ny", "FILE_NOT_FOUND"),
    ):
        with pytest.raises(UsageFault) as caught:
            import_form(office, path, id=id)
        assert caught.value.code == code
    assert sorted(one.name for one in office.workplace.forms.glob("*")) == ["ulykke.pdf", "ulykke.toml"]


def _encrypted(content: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def test_what_is_no_form_is_refused_with_what_to_do(root: Path, tmp_path: Path) -> None:
    def xfa(pdf: pikepdf.Pdf, _: pikepdf.Object) -> None:
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp:xdp/>")

    with office_at(root) as office:
        ours = egenmelding(office).content
        contents = {
            "FOREIGN_NO_FIELDS": (made(lambda *_: None), 20),
            "FOREIGN_XFA_ONLY": (made(xfa), 20),
            "FOREIGN_ENCRYPTED": (_encrypted(elsewhere_pdf()), 21),
            "FOREIGN_UNREADABLE": (b"%PDF-1.7 broken", 20),
            "FOREIGN_IS_OURS": (ours, 2),
        }
        for code, (content, exit_code) in contents.items():
            path = tmp_path / "fil.pdf"
            path.write_bytes(content)
            with pytest.raises(DokumentverkError) as caught:
                import_form(office, path, id="ny")
            assert (caught.value.code, int(caught.value.exit_code)) == (code, exit_code)
        assert not list(office.workplace.forms.glob("ny*"))


def test_what_cannot_be_written_is_said(root: Path, blank: Path) -> None:
    (root / "forms").rmdir()
    (root / "forms").write_bytes(b"")
    with office_at(root) as office, pytest.raises(ConfigurationError) as caught:
        import_form(office, blank, id="ulykke")
    assert caught.value.code == "FOREIGN_NOT_WRITTEN"


def test_a_filled_in_copy_is_read_by_its_own_fields_and_filed(office: Office) -> None:
    path = returned(office)
    understood = read_document(office, path)
    record = understood.received.record
    assert record is not None
    assert {one.field: one.value for one in record.entries if one.value not in (None, False, "")} == {
        "skadede_navn": "Åse Ødegård",
        "ulykken_skjedde_dato": date(2026, 10, 26),
        "hvor_skjedde_ulykken": "pa_vei",
        "er_politiet_varslet": "nei",
        "den_skadede_har_vaert_hos": True,
        "hva_skjedde": "Falt i trappen",
        "den_ansattes_nummer_hos": "1001",
    }
    understood, outcome = receive(office, path)
    assert isinstance(outcome, NeedsReview)
    assert [one.code for one in understood.received.findings] == ["SIGNATURE_MISSING"]
    decision = Decision("Kari", "Signert på papir", despite=("SIGNATURE_MISSING",))
    _, outcome = accept(office, understood.received.return_id, decision)
    assert isinstance(outcome, Filed)
    record_file = office.archive_root / outcome.receipt.placements[-2].path
    filed = json.loads(record_file.read_bytes())
    assert (filed["record"]["form"], filed["employee"]) == ("ulykke", "1001")
    assert office.layouts.blank(office.forms["ulykke"].blank or "") == elsewhere_pdf()
    assert verify(office.archive_root, office.workplace.system) == ()


def test_a_copy_that_lost_its_fields_is_read_where_they_stood(office: Office) -> None:
    path = office.workplace.inbox / "flat.pdf"
    path.write_bytes(FLATTENERS["pdfium_flatten"](returned(office).read_bytes()))
    received = check_document(office, path).received
    assert received.record is not None
    assert "FOREIGN_FORM_KNOWN_BY_PRINT" in {one.code for one in received.findings}
    values = {one.field: one.value for one in received.record.entries}
    assert values["skadede_navn"] == "Åse Ødegård"
    assert values["hvor_skjedde_ulykken"] == "pa_vei"
    assert values["den_ansattes_nummer_hos"] == "1001"


def test_a_copy_that_names_nobody_goes_to_a_person(root: Path, blank: Path) -> None:
    with office_at(root) as office:
        path = import_form(office, blank, id="ulykke").path
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('employee_field = "den_ansattes_nummer_hos"\n', ""), encoding="utf-8")
    with office_at(root) as office, office.writing():
        understood, outcome = receive(office, returned(office))
        assert isinstance(outcome, NeedsReview)
        assert "EMPLOYEE_NOT_SAID" in {one.code for one in understood.received.findings}
        decision = Decision("Kari", "Ringte", employee="1003", despite=("SIGNATURE_MISSING",))
        _, outcome = accept(office, understood.received.return_id, decision)
        assert isinstance(outcome, Filed)


def test_the_blank_must_be_there_as_it_was(office: Office) -> None:
    definition = office.forms["ulykke"]
    check_blank(office, definition)
    path = office.workplace.forms / "ulykke.pdf"
    path.write_bytes(elsewhere_pdf(heading="Endret"))
    with pytest.raises(DefinitionError) as caught:
        check_blank(office, definition)
    assert caught.value.code == "FOREIGN_BLANK_GONE"
    path.write_bytes(elsewhere_pdf())
    (first, *_), second = definition.sections[0].fields, definition.sections[1]
    section = replace(definition.sections[0], fields=(replace(first, pdf="Text99"),))
    with pytest.raises(DefinitionError) as caught:
        check_blank(office, replace(definition, sections=(section, second)))
    assert caught.value.code == "FOREIGN_FIELD_GONE"


def test_a_form_made_elsewhere_is_not_made_here(office: Office) -> None:
    with pytest.raises(UsageFault) as caught:
        produce(office, Order("ulykke", employee="1001"))
    assert caught.value.code == "FORM_MADE_ELSEWHERE"


def test_a_person_can_say_which_form_it_is(office: Office, root: Path) -> None:
    path = returned(office)
    assert check_document(office, path, form="ulykke").definition is office.forms["ulykke"]
    for id in ("egenmelding", "tull"):
        with pytest.raises(UsageFault) as caught:
            check_document(office, path, form=id)
        assert caught.value.code == "FORM_NOT_FOREIGN"
    said = run(root, "read", str(path), "--form", "ulykke", "--to", "json")
    assert (said.exit, said.lines[0]["form"]["id"]) == (0, "ulykke")


def scanned(office: Office, condition: Condition, order: int = 1) -> bytes:
    """Two sheets filled in by pen; ``order`` -1 is the last first."""
    (known,) = office.foreign.forms
    assert known.layout is not None
    issue = Issue("AAAA-AAAA-AAAAA", "k", "ulykke", "1", Language.NB, (), DAY)
    printed = Print(issue, known.definition, known.layout, known.blank or b"", {})
    answers: dict[str, Value] = {
        "skadede_navn": "Åse Ødegård",
        "ulykken_skjedde_dato": date(2026, 10, 26),
        "hvor_skjedde_ulykken": "pa_vei",
        "er_politiet_varslet": "nei",
        "den_skadede_har_vaert_hos": True,
        "den_ansattes_nummer_hos": "1001",
    }
    pages = fill(printed, answers, writer(3), signed=["underskrift"], seed=3)
    return containers.scanner_pdf([degrade(one, condition, 3) for one in pages][::order])


def test_paper_without_a_code_is_known_by_its_print_and_read_by_its_own_boxes(office: Office) -> None:
    need_material()
    path = office.workplace.inbox / "skann.pdf"
    path.write_bytes(scanned(office, Condition.GREY_200, order=-1))
    eyes = eyes_of(office)
    (pile,) = find_piles(office, [path], eyes).piles
    summary = receive_stack(office, pile, eyes)
    (result,) = summary.results
    assert result.understood is not None
    received = result.understood.received
    assert received.record is not None
    codes = {one.code for one in received.findings}
    assert codes >= {"FOREIGN_FORM_KNOWN_BY_PRINT", "PAGES_SHUFFLED", "HANDWRITING_NOT_READ"}
    values = {one.field: one.value for one in received.record.entries}
    assert values["hvor_skjedde_ulykken"] == "pa_vei"
    assert values["er_politiet_varslet"] == "nei"
    assert values["den_skadede_har_vaert_hos"] is True
    assert values["ulykken_skjedde_dato"] in (date(2026, 10, 26), None)
    assert (result.part.kind, result.fate in (Fate.FILED, Fate.REVIEW)) == (PartKind.DOCUMENT, True)
    assert (summary.balanced, path.exists()) == (True, False)


def test_an_office_without_registered_forms_asks_nothing(root: Path) -> None:
    with Office(open_workplace(root), now=lambda: DAY) as office:
        assert office.foreign.forms == ()


class Laid:
    """In the place of an office: each sheet of a pile is (form, page) as the letters and digits of ``order`` say; a
    blank sheet there is no page of any."""

    def __init__(self, order: str, pages: int = 2) -> None:
        rule = ArchiveRule(Series.PERSONALMAPPE, Texts("X"))
        self.prints = order.split()
        forms = []
        for id in sorted({one[0] for one in self.prints} - {"-"}):
            definition = FormDefinition(id, "1", Texts("X"), (), rule, blank="0" * 64)
            layout = Layout("0" * 64, id, "1", Language.NB, Medium.PDF, "", pages, (595.0, 842.0), (), ())
            forms.append(Known(definition, layout, None, id.encode()))
        self.foreign = Foreign(tuple(forms))
        self.reader = SimpleNamespace(paper_workers=self)

    def call(self, _: object, *args: Any) -> tuple[PlacedSheet, ...]:
        path, (sheet,), blank, _ = args
        seen = self.prints[(int(Path(path).stem) if path.endswith(".jpg") else sheet) - 1]
        form, page = seen[:1], seen[1:]
        return (PlacedSheet(sheet, int(page), 50) if form.encode() == blank else PlacedSheet(sheet, 0),)

    def parts(self, *parts: StackPart) -> tuple[StackPart, ...]:
        intake = Intake("a.pdf", "0" * 64, 1, FileKind.PDF, Channel.INBOX, DAY)
        pile = Pile((PileFile(Path("a.pdf"), intake, len(self.prints)),), piled=True)
        return copies_apart(cast("Office", self), pile, parts)

    def photos(self, said: str | None, folders: Sequence[str], *parts: StackPart) -> list[tuple[int, ...]]:
        """A file for each sheet, in these folders of a workplace."""
        self.foreign = replace(self.foreign, given=said)
        self.workplace = SimpleNamespace(inbox=Path("/k/innboks"), system=Path("/k/system"))
        files = [
            PileFile(Path(f"/k/{folder}/{at}.jpg"), Intake("a", f"{at}", 1, FileKind.IMAGE, Channel.INBOX, DAY), 1)
            for at, folder in enumerate(folders, start=1)
        ]
        pile = Pile(tuple(files), piled=False)
        whole = parts or tuple(loose(sheet) for sheet in range(1, len(folders) + 1))
        return [one.sheets for one in photos_joined(cast("Office", self), pile, whole)]


def loose(*sheets: int) -> StackPart:
    return StackPart(PartKind.NOBODYS, sheets, reason="SHEETS_NOBODYS")


@pytest.mark.parametrize(
    ("order", "copies"),
    [
        ("a1 a2 a1 a2", [(1, 2), (3, 4)]),
        ("a1 a2 a2 a1", [(1, 2), (4, 3)]),
        ("a1 a2 b2 b1", [(1, 2), (4, 3)]),
        ("a1 a2", []),
        ("a1 a2 a1", []),
        ("a1 a1 a2 a2", []),
        ("a1 b2 b1 a2", []),
        ("a1 a2 -0 a1 a2", []),
    ],
)
def test_a_run_of_whole_copies_is_taken_apart_and_no_other(order: str, copies: list[tuple[int, ...]]) -> None:
    sheets = tuple(range(1, len(order.split()) + 1))
    found = Laid(order).parts(loose(*sheets))
    assert [one.sheets for one in found] == (copies or [sheets])
    assert {one.reason for one in found} == {"FOREIGN_COPIES_BY_ORDER" if copies else "SHEETS_NOBODYS"}


@pytest.mark.parametrize(
    ("order", "said", "folders", "joined"),
    [
        ("a2 a1", "a", "innboks/Kari innboks/Kari", [(2, 1)]),
        ("a1 a2 a1 a2", "a", "x x y y", [(1, 2), (3, 4)]),
        ("a1 a2 a1", "a", "x x y", [(1, 2), (3,)]),
        ("a1 a2", None, "x x", [(1,), (2,)]),
        ("a1 a2", "a", "innboks innboks", [(1,), (2,)]),
        ("a1 a2", "a", "x y", [(1,), (2,)]),
        ("a1 a2", "a", "system/stabler/9 system/stabler/9", [(1,), (2,)]),
        ("a1 a1", "a", "x x", [(1,), (2,)]),
        ("a1 -0", "a", "x x", [(1,), (2,)]),
        ("a1 a2 -0", "a", "x x x", [(1,), (2,), (3,)]),
        ("a1 a2 a1 a2", "a", "x x x x", [(1,), (2,), (3,), (4,)]),
    ],
)
def test_photos_of_pages_are_joined_by_a_persons_word_alone(
    order: str, said: str | None, folders: str, joined: list[tuple[int, ...]]
) -> None:
    """Nothing on them says whose they are: page 1 of one person and page 2 of another make a whole copy too."""
    assert Laid(order).photos(said, folders.split()) == joined


def test_a_photo_of_ours_among_them_joins_nothing() -> None:
    parts = (loose(1), StackPart(PartKind.DOCUMENT, (2,), number="A"))
    assert Laid("a1 a2").photos("a", ["x", "x"], *parts) == [(1,), (2,)]


def test_that_the_sheets_of_a_copy_lay_together_is_told() -> None:
    intake = Intake("a.pdf", "0" * 64, 1, FileKind.PDF, Channel.INBOX, DAY)
    pile = Pile((PileFile(Path("a.pdf"), intake, 4),), piled=True)
    (_, second) = Laid("a1 a2 a1 a2").parts(loose(1, 2, 3, 4))
    (told,) = told_of(second, [SheetMark(one, None) for one in range(1, 5)], None, pile)
    assert (told.code, dict(told.params)["sheets"]) == ("FOREIGN_COPIES_BY_ORDER", "3–4")


def test_what_is_attached_stays_with_its_document() -> None:
    before = (
        loose(1, 2, 3, 4), StackPart(PartKind.DOCUMENT, (5,), number="A"),
        StackPart(PartKind.ATTACHMENT, (6,), of=1), StackPart(PartKind.NOBODYS, (7, 8), reason="SHEET_BROKEN"),
    )  # fmt: skip
    found = Laid("a1 a2 a1 a2 -0 -0 a1 a2").parts(*before)
    assert [(one.kind, one.sheets, one.of) for one in found] == [
        (PartKind.NOBODYS, (1, 2), None),
        (PartKind.NOBODYS, (3, 4), None),
        (PartKind.DOCUMENT, (5,), None),
        (PartKind.ATTACHMENT, (6,), 2),
        (PartKind.NOBODYS, (7, 8), None),
    ]
