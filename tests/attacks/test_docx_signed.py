"""DOCX that were really signed: by Word, by LibreOffice, by several persons, on signature lines. For whom does each
signature count, and is anything cried over that is in order?"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import etree

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_signature import read_signatures
from dokumentverk.engines.docx_signature_package import package_of
from dokumentverk.engines.docx_xml import q
from dokumentverk.engines.worker import Workers
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind, SignatureKind, SignatureMark
from dokumentverk.model.signature import Coverage, Trusted
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import office as read_office
from dokumentverk.read.docx import observe, signature_lines
from dokumentverk.read.docx_signatures import Form, judged_docx
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.signatures import Believing, Judged
from tests.attacks.docx_signed import Way, signed, trust
from tests.attacks.pki import NOW, Holder, Wanted, authority, issued, person, root, stranger_root
from tests.foreign import office
from tests.foreign.office_signer import signed_by_office
from tests.read.docx_returns import control_of, edited, known
from tests.render.docx_forms import FORMS, stamped

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
LINE = "{6F0E4A1C-2B5D-4C3E-9A57-0123456789AB}"
SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
NAMES = {"employee_name": "Kari Nordmann", "leader_name": "Ola Leder"}


def judged(content: bytes, form: str = "egenmelding", believing: Believing | None = None) -> Judged:
    believing = believing or Believing(NOW, trust())
    parsed = docx_read.parse(content)
    assert isinstance(parsed, DocxForm)
    of = known(form)
    digest = hashlib.sha256(content).hexdigest()
    read = Form(of.definition, observe(parsed, of, digest), signature_lines(parsed, of))
    return judged_docx(read, read_signatures(content, believing.trust, believing.at), believing, digest)


def codes(found: Judged) -> set[str]:
    return {one.code for one in found.findings if one.stops}


def digital(found: Judged) -> dict[str, SignatureMark]:
    return {mark.field: mark for mark in found.marks if mark.kind is SignatureKind.DIGITAL}


def egenmelding(values: Mapping[str, Any] = NAMES) -> bytes:
    return stamped("egenmelding", dict(values))


# For whom


def with_line(content: bytes, tag: str) -> bytes:
    """A signature line in the place of that name, as Word draws one."""
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    drawn = etree.fromstring(
        f'<w:r {spaces}><w:pict><v:shape style="width:192pt;height:96pt"><v:imagedata/>'
        f'<o:signatureline v:ext="edit" id="{LINE.lower()}" provid="{{00000000-0000-0000-0000-000000000000}}"'
        ' issignatureline="t"/></v:shape></w:pict></w:r>'
    )

    def change(document: Any) -> None:
        control = control_of(document, tag)
        placeholder = control.find(f"{q('w:sdtPr')}/{q('w:showingPlcHdr')}")
        placeholder.getparent().remove(placeholder)
        content = control.find(q("w:sdtContent"))
        for run in list(content):
            content.remove(run)
        content.append(drawn)

    return edited(content, change)


def test_a_signature_line_tells_the_field_whatever_the_name() -> None:
    lined = with_line(egenmelding(), "leader_signature")
    found = judged(signed(lined, person("Vikar Vikarsen"), Way(line=LINE)))
    assert set(digital(found)) == {"leader_signature"}
    assert digital(found)["leader_signature"].by == "Vikar Vikarsen"
    assert codes(found) == set()


def test_a_line_that_nobody_signed_is_no_signature() -> None:
    parsed = docx_read.parse(with_line(egenmelding(), "leader_signature"))
    assert isinstance(parsed, DocxForm)
    assert not parsed.signed
    marks = {mark.field: mark.kind for mark in observe(parsed, known("egenmelding"), "digest").signatures}
    assert marks["leader_signature"] is SignatureKind.NONE


def test_one_line_at_two_places_tells_nothing() -> None:
    lined = with_line(with_line(egenmelding(), "leader_signature"), "employee_signature")
    found = judged(signed(lined, person("Vikar Vikarsen"), Way(line=LINE)))
    assert codes(found) == {"DOCX_SIGNATURE_ROLE_UNKNOWN"}


def test_a_line_outside_the_form_tells_nothing() -> None:
    found = judged(signed(egenmelding(), person("Vikar Vikarsen"), Way(line=LINE)))
    assert digital(found) == {}
    assert codes(found) == {"DOCX_SIGNATURE_ROLE_UNKNOWN"}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Kari Nordmann", "employee_signature"),
        ("KARI ANNE NORDMANN (signering)", "employee_signature"),
        ("Ola Leder", "leader_signature"),
        ("Kari", None),
        ("Nordmann", None),
        ("Vikar Vikarsen", None),
    ],
)
def test_without_a_line_the_name_that_the_form_was_filled_with_tells(name: str, field: str | None) -> None:
    found = judged(signed(egenmelding(), person(name)))
    assert set(digital(found)) == ({field} if field is not None else set())
    assert codes(found) == (set() if field is not None else {"DOCX_SIGNATURE_ROLE_UNKNOWN"})
    assert len(found.seals) == (field is None)


def test_a_name_that_both_have_tells_nothing() -> None:
    found = judged(signed(egenmelding({"employee_name": "Kari Nordmann", "leader_name": "Kari Nordmann"})))
    assert codes(found) == {"DOCX_SIGNATURE_ROLE_UNKNOWN"}


def test_employee_and_leader_sign_the_same_finished_document() -> None:
    found = judged(signed(signed(egenmelding(), person("Kari Nordmann")), person("Ola Leder")))
    assert {field: mark.by for field, mark in digital(found).items()} == {
        "employee_signature": "Kari Nordmann",
        "leader_signature": "Ola Leder",
    }
    assert codes(found) == set()


def test_filling_in_more_breaks_what_was_signed_before() -> None:
    """Word's signatures are over the whole document: the leader cannot fill in and leave the employee's whole."""
    once = signed(egenmelding(), person("Kari Nordmann"))

    def change(document: Any) -> None:
        next(document.iter(q("w:t"))).text = "noe annet"

    later = signed(edited(once, change), person("Ola Leder"))
    found = digital(judged(later))
    assert {field: mark.validated.is_valid for field, mark in found.items() if mark.validated is not None} == {
        "employee_signature": False,
        "leader_signature": True,
    }
    assert "DOCX_SIGNATURE_PART_CHANGED" in codes(judged(later))


# Whom to believe


WHOM = {
    "SIGNATURE_EXPIRED": lambda: issued(Wanted("Kari Nordmann", to_day=-5), authority()),
    "SIGNATURE_NOT_YET_VALID": lambda: issued(Wanted("Kari Nordmann", from_day=5), authority()),
    "SIGNATURE_ISSUER_UNKNOWN": lambda: issued(Wanted("Kari Nordmann"), stranger_root()),
    "SIGNATURE_SELF_SIGNED": lambda: issued(Wanted("Kari Nordmann")),
    "SIGNATURE_WRONG_USAGE": lambda: issued(Wanted("Kari Nordmann", signs=False), authority()),
    "SIGNATURE_CHAIN_WRONG": lambda: issued(Wanted("Kari Nordmann"), person("Ola Nordmann")),
}


@pytest.mark.parametrize("code", WHOM)
def test_a_certificate_that_is_not_believed(code: str) -> None:
    by: Holder = WHOM[code]()
    found = judged(signed(egenmelding(), by))
    assert codes(found) == {code}
    (mark,) = digital(found).values()
    assert mark.validated is not None
    assert mark.validated.intact
    assert not mark.validated.is_valid


# Real programs


def test_word_signs_whole_documents_and_did_so_with_sha_1() -> None:
    """What Word itself leaves out is in order; its algorithm of those days is not."""
    content = (HERE / "signed" / "word-2010.docx").read_bytes()
    (found,) = read_signatures(content, trust(), datetime(2009, 12, 1, tzinfo=UTC))
    told = found.validated
    assert (told.signer.common_name, told.algorithm, told.intact) == ("Test", "rsa sha1", True)
    assert told.coverage is Coverage.WHOLE_FILE
    assert told.trust is Trusted.SELF_SIGNED
    assert [(one.code, dict(one.params)) for one in told.faults] == [
        ("DOCX_SIGNATURE_WEAK", {"algorithm": "SHA-1, RSA 1024"}),
        ("SIGNATURE_SELF_SIGNED", {}),
    ]
    parts = unpack(content)
    unsigned = {tie.kind for tie in package_of(content, parts).ties} - {"officeDocument"}
    assert {"core-properties", "extended-properties", "customXml", "customXmlProps"} <= unsigned


def test_what_word_signed_and_was_changed_is_told() -> None:
    parts = unpack((HERE / "signed" / "word-2010.docx").read_bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"Hello", b"Hallo")
    (found,) = read_signatures(pack(parts), trust(), NOW)
    assert found.validated.changed == ("word/document.xml",)


@pytest.fixture(scope="module")
def by_libreoffice() -> tuple[bytes, bytes]:
    """A form of ours as it left us, and as LibreOffice saved it, both signed by LibreOffice."""
    ours = egenmelding()
    by = issued(Wanted("Kari Nordmann", rsa_bits=2048), authority())
    return signed_by_office((ours, office.resaved(ours, "docx")), by)


@pytest.mark.parametrize("at", [0, 1], ids=["ours", "LibreOffice's own"])
def test_libreoffice_signs_the_form(at: int, by_libreoffice: tuple[bytes, bytes]) -> None:
    """It brings no certificate but the signer's: those above must be among the believed."""
    found = judged(by_libreoffice[at], believing=Believing(NOW, trust(root(), authority())))
    assert codes(found) == set()
    mark = digital(found)["employee_signature"]
    assert mark.validated is not None
    assert mark.validated.is_valid
    assert mark.validated.claimed is not None


class InThisProcess:
    """Workers that are none."""

    def call(self, task: Callable[..., Any], *arguments: Any) -> Any:
        return task(*arguments)


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_signed_odt_is_told_of(is_signed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made DOCX again by LibreOffice, it has none any more."""
    path, converted = tmp_path / "fil.odt", tmp_path / "fil.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        if is_signed:
            archive.writestr("META-INF/documentsignatures.xml", "<x/>")
    converted.write_bytes(egenmelding())
    monkeypatch.setattr(read_office, "convert", lambda *_, **__: converted)
    workers = cast(Workers, InThisProcess())
    file = ReceivedFile(path, "digest", FileKind.ODT)
    reading = read_office.read_office_file(file, workers, ReadingLimits(), lambda _: known("egenmelding"))
    assert ("ODT_SIGNATURE_NOT_READ" in {one.code for one in reading.findings}) is is_signed


# Nothing to be told


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_ours_looks_signed(form: str, language: Language) -> None:
    parsed = docx_read.parse(stamped(form, language=language))
    assert isinstance(parsed, DocxForm)
    assert not parsed.signed


def test_no_sample_looks_signed() -> None:
    found = {path: docx_read.parse(path) for path in SAMPLES.rglob("*.docx")}
    assert found
    assert [path.name for path, one in found.items() if isinstance(one, DocxForm) and one.signed] == []
