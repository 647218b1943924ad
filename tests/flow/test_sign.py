"""Forms signed with certificates of the workplace: in turn, in their own fields, and only what is as it was issued."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Name, String
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from dokumentverk.engines import pdfa_check
from dokumentverk.engines.pdf_read import read_pdf
from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_sign import signature_fields
from dokumentverk.engines.pdf_sign_earlier import broken_signatures
from dokumentverk.engines.pdf_sign_key import SigningKey, open_pkcs12
from dokumentverk.engines.pdf_sign_rehearsal import rehearse
from dokumentverk.engines.pdf_view import view_pdf
from dokumentverk.engines.worker import Fate, Lost, Workers
from dokumentverk.errors import ConfigurationError, DokumentverkError, Encrypted, UnknownNumber, Unreadable, UsageFault
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order as Produce
from dokumentverk.flow.produce import Produced, produce
from dokumentverk.flow.sign import Order, SignedDocument, sign
from dokumentverk.flow.understand import check_document
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.form import Role
from dokumentverk.model.layout import Medium
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.workplace import ReadingLimits
from tests.flow.desk import ANSWERS, DAY, egenmelding, make_workplace, office_at
from tests.foreign.certificates import Wanted, authority, p12
from tests.foreign.fillers import FILLERS
from tests.foreign.flatteners import FLATTENERS
from tests.foreign.timestamps import authority_at

ASE, KARI = "Åse Sørbø-Ødegård", "Kari Nordmann"
ATTESTED = {"leader_signed_date": "3.11.2026", "attested_by": "Kari Čavčo Nordmann"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    root = make_workplace(tmp_path_factory.mktemp("kontor"))
    with office_at(root, day=DAY) as one:
        one.workplace.trust.mkdir(exist_ok=True)
        (one.workplace.trust / "utsteder.pem").write_bytes(authority()[0].public_bytes(Encoding.PEM))
        yield one


@pytest.fixture(scope="module")
def keys() -> Mapping[str, SigningKey]:
    return {name: open_pkcs12(p12(Wanted(name)), "hemmelig", "nokkel.p12") for name in (ASE, KARI)}


@pytest.fixture(scope="module")
def produced(office: Office) -> Produced:
    return egenmelding(office)


@pytest.fixture(scope="module")
def answered(produced: Produced) -> bytes:
    return FILLERS["pdfium"](produced.content, ANSWERS)


@pytest.fixture(scope="module")
def signed_once(
    answered: bytes, office: Office, keys: Mapping[str, SigningKey], tmp_path_factory: pytest.TempPathFactory
) -> bytes:
    path = put(tmp_path_factory.mktemp("en gang") / "melding.pdf", answered)
    return done(sign(office, path, Order(Role.EMPLOYEE), keys[ASE])).read_bytes()


@pytest.fixture
def filled(answered: bytes, tmp_path: Path) -> Path:
    return put(tmp_path / "melding.pdf", answered)


@pytest.fixture
def by_ase(signed_once: bytes, tmp_path: Path) -> Path:
    return put(tmp_path / "melding signert employee.pdf", signed_once)


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def done(signed: SignedDocument) -> Path:
    assert signed.stopped == ()
    assert signed.path is not None
    return signed.path


def changed(path: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    """The file as another program saves it anew."""
    with pikepdf.open(path) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
    return put(path, out.getvalue())


def field_in(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    return next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == name)


def codes(signed: SignedDocument) -> tuple[list[str], list[str]]:
    return [one.code for one in signed.stopped], [one.code for one in signed.findings]


def shown_in(path: Path, field: str) -> str:
    form = read_pdf(str(path), ReadingLimits())
    assert isinstance(form, PdfForm)
    widget = next(one for one in form.widgets if one.name == field)
    assert widget.box is not None
    view = view_pdf(str(path), form.pages, (widget.box,))
    return " ".join(view.seen[0].text.split())  # type: ignore[union-attr]


def test_two_sign_in_turn_and_both_signatures_hold(
    office: Office, filled: Path, keys: Mapping[str, SigningKey]
) -> None:
    before = filled.read_bytes()
    first = sign(office, filled, Order(Role.EMPLOYEE), keys[ASE])
    assert codes(first) == ([], [])
    path = done(first)
    assert path.name == "melding signert employee.pdf"
    second = sign(office, path, Order(Role.LEADER, ATTESTED), keys[KARI])
    assert codes(second) == ([], ["SIGN_SEVERAL_REVISIONS"])
    both = done(second).read_bytes()
    assert filled.read_bytes() == before
    assert both.startswith(path.read_bytes())
    assert path.read_bytes().startswith(before)
    assert broken_signatures(both) == ()
    assert [one.field_name for one in PdfFileReader(BytesIO(both)).embedded_signatures] == [
        "employee_signature",
        "leader_signature",
    ]
    understood = check_document(office, done(second))
    assert understood.received.record is not None
    assert understood.received.record.value("attested_by") == "Kari Čavčo Nordmann"
    assert {(one.kind, one.by) for one in understood.received.record.signatures} == {
        (SignatureKind.DIGITAL, ASE),
        (SignatureKind.DIGITAL, KARI),
    }
    assert [one.code for one in understood.received.findings if one.stops] == []


def test_what_stands_in_the_box(by_ase: Path) -> None:
    assert shown_in(by_ase, "employee_signature") == f"Signert elektronisk av {ASE} 02.11.2026 kl. 10.00"


def test_what_was_an_archive_format_still_is_one(
    office: Office, produced: Produced, keys: Mapping[str, SigningKey], tmp_path: Path
) -> None:
    """Filled in with ``--set`` and by no other program, so that it was one. The second signature is told of."""
    path = put(tmp_path / "melding.pdf", produced.content)
    given = {
        "first_day": "26.10.2026",
        "last_day": "27.10.2026",
        "absence_type": "own",
        "employee_signed_date": "2.11.2026",
    }
    signed = sign(
        office,
        path,
        Order(Role.EMPLOYEE, {**given, "workplace_cause": "nei", "expected_duration": "Fåtal dagar ŋ"}),
        keys[ASE],
    )
    assert codes(signed) == ([], [])
    content = done(signed).read_bytes()
    assert (pdfa_check.faults(content, "2a"), pdfa_check.faults(content, "ua1")) == ((), ())
    record = check_document(office, done(signed)).received.record
    assert record is not None
    assert (record.value("workplace_cause"), record.value("absence_type")) == (False, "own")
    assert record.value("expected_duration") == "Fåtal dagar ŋ"
    twice = sign(office, done(signed), Order(Role.LEADER, ATTESTED), keys[KARI])
    assert codes(twice) == ([], ["SIGN_SEVERAL_REVISIONS"])
    assert pdfa_check.faults(done(twice).read_bytes(), "2a") == ("PDFA2A-SIGNATURE-BYTERANGE-001",)
    assert pdfa_check.faults(done(twice).read_bytes(), "ua1") == ()


def test_an_answer_can_be_changed_until_it_is_signed(
    office: Office, filled: Path, keys: Mapping[str, SigningKey]
) -> None:
    signed = sign(
        office, filled, Order(Role.EMPLOYEE, {"absence_type": "child", "child_birth_year": "2019"}), keys[ASE]
    )
    record = check_document(office, done(signed)).received.record
    assert record is not None
    assert (record.value("absence_type"), record.value("child_birth_year")) == ("child", "2019")
    assert not any(
        one.code == "VALUE_SHOWN_DIFFERENTLY" for one in check_document(office, done(signed)).received.findings
    )


def test_a_leader_may_sign_first_and_is_told(office: Office, filled: Path, keys: Mapping[str, SigningKey]) -> None:
    first = sign(office, filled, Order(Role.LEADER, ATTESTED), keys[KARI])
    assert codes(first) == ([], ["SIGN_BEFORE_OTHERS"])
    second = sign(office, done(first), Order(Role.EMPLOYEE), keys[ASE])
    assert broken_signatures(done(second).read_bytes()) == ()


def test_a_certificate_of_somebody_else_is_told_of(
    office: Office, filled: Path, by_ase: Path, keys: Mapping[str, SigningKey], tmp_path: Path
) -> None:
    elsewhere = Order(Role.EMPLOYEE, out=tmp_path / "ut")
    assert codes(sign(office, filled, elsewhere, keys[KARI])) == ([], ["SIGN_NAME_DIFFERS"])
    assert "SIGN_NAME_DIFFERS" in codes(sign(office, by_ase, Order(Role.LEADER, ATTESTED), keys[ASE]))[1]


REFUSED: dict[str, tuple[str, Mapping[str, str]]] = {
    "SIGN_FIELD_LOCKED": ("leader", {"first_day": "1.11.2026"}),
    "SIGN_VALUE_EMPTY": ("leader", {"attested_by": ""}),
    "SIGN_VALUE_TOO_LONG": ("leader", {"attested_by": "Kari Nordmann " * 9}),
    "FIELD_UNKNOWN": ("leader", {"leder": "Kari"}),
    "VALUE_NOT_OF_ITS_KIND": ("leader", {"leader_signed_date": "i går"}),
    "SIGN_ROLE_UNKNOWN": ("union", {}),
    "SIGN_ALREADY_SIGNED": ("employee", {}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_refused_once_the_employee_has_signed(
    code: str, office: Office, by_ase: Path, keys: Mapping[str, SigningKey]
) -> None:
    role, given = REFUSED[code]
    with pytest.raises(UsageFault) as caught:
        sign(office, by_ase, Order(Role(role), given), keys[KARI])
    assert caught.value.code == code
    assert "Nordmann" not in str(caught.value.params)
    assert [one.name for one in by_ase.parent.iterdir()] == ["melding signert employee.pdf"]


def test_no_file_is_written_over(office: Office, filled: Path, by_ase: Path, keys: Mapping[str, SigningKey]) -> None:
    before = by_ase.read_bytes()
    for out in (None, by_ase, by_ase.parent):
        with pytest.raises(UsageFault) as caught:
            sign(office, filled, Order(Role.EMPLOYEE, out=out), keys[ASE])
        assert caught.value.code == "FILE_EXISTS"
    assert by_ase.read_bytes() == before


def _print(_: Produced, office: Office) -> bytes:
    return produce(office, Produce("egenmelding", employee="1001", medium=Medium.PRINT)).content


def _word(_: Produced, office: Office) -> bytes:
    return produce(office, Produce("egenmelding", employee="1001", medium=Medium.DOCX)).content


def _locked(produced: Produced, _: Office) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(produced.content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="eier", user=""))
    return out.getvalue()


def _stranger(_: Produced, __: Office) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


NO_FORM: dict[str, tuple[Callable[[Produced, Office], bytes], type[DokumentverkError], str]] = {
    "print": (_print, UsageFault, "SIGN_NOT_A_FORM"),
    "flattened": (lambda made, _: FLATTENERS["pdfium_flatten"](made.content), UsageFault, "SIGN_NOT_A_FORM"),
    "Word": (_word, UsageFault, "SIGN_NOT_A_FORM"),
    "locked": (_locked, Encrypted, "SIGN_ENCRYPTED"),
    "a stranger's": (_stranger, UnknownNumber, "SIGN_NOT_OURS"),
}


@pytest.mark.parametrize("what", NO_FORM)
def test_what_is_no_form_that_can_be_signed(
    what: str, office: Office, produced: Produced, keys: Mapping[str, SigningKey], tmp_path: Path
) -> None:
    make, kind, code = NO_FORM[what]
    path = put(tmp_path / ("skjema.docx" if what == "Word" else "skjema.pdf"), make(produced, office))
    with pytest.raises(kind) as caught:
        sign(office, path, Order(Role.EMPLOYEE), keys[ASE])
    assert caught.value.code == code


def test_what_the_signature_closes_must_be_filled_in(
    office: Office, produced: Produced, keys: Mapping[str, SigningKey], tmp_path: Path
) -> None:
    lacking = {key: value for key, value in ANSWERS.items() if key != "first_day"}
    path = put(tmp_path / "melding.pdf", FILLERS["pdfium"](produced.content, lacking))
    signed = sign(office, path, Order(Role.EMPLOYEE), keys[ASE])
    assert [(one.code, one.field) for one in signed.stopped] == [("FIELD_REQUIRED", "first_day")]
    assert signed.path is None
    assert [one.name for one in tmp_path.iterdir()] == ["melding.pdf"]
    done(sign(office, path, Order(Role.EMPLOYEE, despite=frozenset({"FIELD_REQUIRED"})), keys[ASE]))
    given = Order(Role.EMPLOYEE, {"first_day": "26.10.2026"}, out=tmp_path / "full")
    done(sign(office, path, given, keys[ASE]))


def test_nothing_altered_is_signed(office: Office, filled: Path, keys: Mapping[str, SigningKey]) -> None:
    def cover(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(b"1 g 60 735 480 12 re f")

    signed = sign(office, changed(filled, cover), Order(Role.EMPLOYEE), keys[ASE])
    assert set(codes(signed)[0]) == {"PRINT_ALTERED"}


def test_a_withdrawn_form_is_not_signed(office: Office, keys: Mapping[str, SigningKey], tmp_path: Path) -> None:
    made = egenmelding(office, "1003")
    path = put(tmp_path / "melding.pdf", FILLERS["pdfium"](made.content, ANSWERS))
    withdraw(office, made.issue.number)
    assert codes(sign(office, path, Order(Role.EMPLOYEE), keys[ASE]))[0] == ["ISSUE_WITHDRAWN"]


def test_nothing_is_signed_over_a_broken_signature(
    office: Office, by_ase: Path, keys: Mapping[str, SigningKey]
) -> None:
    def rewrite(pdf: pikepdf.Pdf) -> None:
        field_in(pdf, "attested_by").V = String("Kari")

    order = Order(Role.LEADER, ATTESTED, despite=frozenset({"SIGN_EARLIER_BROKEN"}))
    signed = sign(office, changed(by_ase, rewrite), order, keys[KARI])
    assert ("SIGN_EARLIER_BROKEN", "employee_signature") in {(one.code, one.field) for one in signed.stopped}


def test_a_font_that_is_not_embedded_is_told_of(office: Office, filled: Path, keys: Mapping[str, SigningKey]) -> None:
    """Some programs put a font of their own under our font's name."""

    def exchange(pdf: pikepdf.Pdf) -> None:
        plain = pikepdf.Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )
        pdf.Root.AcroForm.DR = pikepdf.Dictionary(Font=pikepdf.Dictionary(DVSans=pdf.make_indirect(plain)))

    signed = sign(office, changed(filled, exchange), Order(Role.EMPLOYEE), keys[ASE])
    assert codes(signed) == ([], ["SIGN_CONFORMANCE_LOST", "SIGN_CONFORMANCE_LOST"])


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("SIGN_KEY_EXPIRED", Wanted(ASE, lasts=timedelta(days=30))),
        ("SIGN_KEY_NOT_YET_VALID", Wanted(ASE, made=DAY + timedelta(days=1))),
        ("SIGN_KEY_NOT_FOR_SIGNING", Wanted(ASE, signs=False)),
        ("SIGN_KEY_WEAK", Wanted(ASE, rsa_bits=1024)),
    ],
)
def test_certificates_that_must_not_sign_do_not(code: str, wanted: Wanted, office: Office, filled: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        sign(office, filled, Order(Role.EMPLOYEE), open_pkcs12(p12(wanted), "hemmelig", "ase.p12"))
    assert caught.value.code == code


def test_a_time_stamp_is_asked_for_only_when_wanted(
    office: Office, filled: Path, keys: Mapping[str, SigningKey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with authority_at(DAY + timedelta(minutes=3)) as url:
        path = done(sign(office, filled, Order(Role.EMPLOYEE, out=tmp_path / "a.pdf", timestamp_url=url), keys[ASE]))
    (signature,) = PdfFileReader(BytesIO(path.read_bytes())).embedded_signatures
    assert _is_stamped(signature)

    def no_network(*_: object) -> None:
        raise AssertionError("no network without being asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    plain = done(sign(office, filled, Order(Role.EMPLOYEE, out=tmp_path / "b.pdf"), keys[ASE]))
    (signature,) = PdfFileReader(BytesIO(plain.read_bytes())).embedded_signatures
    assert not _is_stamped(signature)


def _is_stamped(signature: EmbeddedPdfSignature) -> bool:
    return "signature_time_stamp_token" in {one["type"].native for one in signature.signer_info["unsigned_attrs"]}


@pytest.mark.parametrize("address", ["refuses", "nobody"])
def test_without_the_time_stamp_that_was_asked_for_nothing_is_signed(
    address: str, office: Office, filled: Path, keys: Mapping[str, SigningKey]
) -> None:
    with authority_at(DAY, refuses=True) as url:
        wanted = url if address == "refuses" else "http://127.0.0.1:9/"
        with pytest.raises(UsageFault) as caught:
            sign(office, filled, Order(Role.EMPLOYEE, timestamp_url=wanted), keys[ASE])
    assert caught.value.code == "SIGN_TIMESTAMP_FAILED"
    assert [one.name for one in filled.parent.iterdir()] == ["melding.pdf"]


@pytest.mark.parametrize("seed", range(2))
def test_damaged_files_are_refused_in_words(
    seed: int, office: Office, by_ase: Path, keys: Mapping[str, SigningKey]
) -> None:
    chance = random.Random(seed)
    content = bytearray(by_ase.read_bytes())
    for _ in range(60):
        content[chance.randrange(len(content))] = chance.randrange(256)
    put(by_ase, bytes(content))
    assert _refused(office, by_ase, keys[KARI]).startswith("SIGN_")


def _refused(office: Office, path: Path, key: SigningKey) -> str:
    try:
        signed = sign(office, path, Order(Role.LEADER, ATTESTED), key)
    except DokumentverkError as error:
        return error.code
    return "" if signed.path is not None else "SIGN_STOPPED"


def test_a_file_that_pyhanko_never_ends_with_is_refused(filled: Path) -> None:
    """Fields within fields, each level the same kids: twelve to the eighth. Other readers count what they have seen."""
    with pikepdf.open(filled) as pdf:
        kids = pikepdf.Array()
        for level in range(9):
            named = (pikepdf.Dictionary(T=String(f"{level}{turn}"), Kids=kids) for turn in range(12))
            kids = pikepdf.Array([pdf.make_indirect(one) for one in named])
        pdf.Root.AcroForm.Fields.extend(kids)
        hostile = BytesIO()
        pdf.save(hostile)
    with Workers(ReadingLimits(seconds=3)) as workers:
        assert workers.call(signature_fields, hostile.getvalue()) == Lost(Fate.TIMED_OUT)


def test_nothing_is_signed_that_was_not_signed_on_trial(
    office: Office, filled: Path, keys: Mapping[str, SigningKey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = office.reader.workers.call

    def lost(task: Callable[..., object], *args: object) -> object:
        return Lost(Fate.OUT_OF_MEMORY) if task is rehearse else call(task, *args)

    monkeypatch.setattr(office.reader.workers, "call", lost)
    with pytest.raises(Unreadable) as told:
        sign(office, filled, Order(Role.EMPLOYEE, out=tmp_path / "ut.pdf"), keys[ASE])
    assert told.value.code == "SIGN_IMPOSSIBLE"
    assert not (tmp_path / "ut.pdf").exists()
