"""What forgers do to a signed form: by the finding code that must tell of it, the documents, each made from scratch.

``python -m tests.attacks.forged_samples FOLDER`` writes them to look at, one folder for each code, with the certificate
that is to be trusted beside them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pikepdf
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from tests.read import documents

from . import pki, wrapping
from .pki import NOW, Holder, Wanted, authority, issued, person, root, stranger_root
from .signing import changed, dictionary, field, fill, name, numbers, page, sign, stream, with_lists

FORM = "egenmelding"
EMPLOYEE, LEADER = "employee_signature", "leader_signature"
DAY = timedelta(days=1)

Make = Callable[[], bytes]


@cache
def filled() -> bytes:
    return documents.stamped(FORM, documents.answers(FORM))


def kari() -> Holder:
    return person("Kari Nordmann")


@cache
def signed() -> bytes:
    """By the employee, with a certificate that is trusted."""
    return sign(filled(), EMPLOYEE, kari())


def _after(change: Callable[[IncrementalPdfFileWriter], None]) -> Make:
    return lambda: changed(signed(), change)


# ---- fields and what they show --------------------------------------------------------------------------------------


def _another_value(writer: IncrementalPdfFileWriter) -> None:
    field(writer, "last_day")["/V"] = generic.pdf_string("30092026")


def _another_tick(writer: IncrementalPdfFileWriter) -> None:
    group = field(writer, "absence_type")
    group["/V"] = name("child")


def _signature_taken_out(writer: IncrementalPdfFileWriter) -> None:
    """And a new one without a lock would follow."""
    del field(writer, "leader_signature")["/Lock"]
    field(writer, "leader_signature")["/Ff"] = generic.NumberObject(1)


def _field_gone(writer: IncrementalPdfFileWriter) -> None:
    listed = writer.root["/AcroForm"].get_object()["/Fields"]
    del listed[3]
    writer.update_container(listed)
    annotations = page(writer)["/Annots"]
    del annotations[3]
    writer.update_container(annotations)


def _look(writer: IncrementalPdfFileWriter, widget: generic.DictionaryObject, content: bytes) -> None:
    left, bottom, right, top = (float(one) for one in widget["/Rect"])
    form = stream(
        content,
        Type=name("XObject"),
        Subtype=name("Form"),
        BBox=numbers(0, 0, right - left, top - bottom),
        Resources=writer.root["/AcroForm"].get_object()["/DR"],
    )
    widget["/AP"] = dictionary(N=writer.add_object(form))


def _overlaid(writer: IncrementalPdfFileWriter) -> None:
    _look(writer, field(writer, "last_day"), b"/Tx BMC q BT 0 g /DVSans 10 Tf 2 4 Td (3 0 0 9) Tj ET Q EMC")


def _moved(writer: IncrementalPdfFileWriter) -> None:
    """A field that is open, stretched over one that is signed."""
    node = field(writer, "attested_by")
    node["/Rect"] = numbers(50, 400, 550, 700)


def _hidden(writer: IncrementalPdfFileWriter) -> None:
    field(writer, "graded_tasks")["/F"] = generic.NumberObject(2)


# ---- pages and notes ------------------------------------------------------------------------------------------------


def _page_added(writer: IncrementalPdfFileWriter) -> None:
    first = page(writer)
    copy = dictionary(
        Type=name("Page"),
        MediaBox=first["/MediaBox"],
        Resources=generic.DictionaryObject(),
        Contents=writer.add_object(stream(b"BT ET")),
    )
    _append_page(writer, writer.add_object(copy))


def _append_page(writer: IncrementalPdfFileWriter, reference: generic.IndirectObject) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(reference)
    pages["/Count"] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def _note(**entries: generic.PdfObject) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        node = page(writer)
        listed = node["/Annots"]
        annotation = dictionary(Type=name("Annot"), Rect=numbers(60, 500, 400, 560), **entries)
        listed.append(writer.add_object(annotation))
        writer.update_container(listed)

    return change


def _stranger_signature() -> bytes:
    """A second signature, in a visible field of the attacker's own over the text («sneaky signature»)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed()), strict=False)
    facts = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
    spec = fields.SigFieldSpec("Signature1", on_page=0, box=(60, 400, 500, 600))
    out = io.BytesIO()
    maker = signers.PdfSigner(facts, signer=pki.signer(person("Per Hansen")), new_field_spec=spec)
    maker.sign_pdf(writer, output=out)
    return out.getvalue()


def _content(writer: IncrementalPdfFileWriter) -> None:
    node = page(writer)
    old = node.raw_get("/Contents")
    listed = list(old) if isinstance(old, generic.ArrayObject) else [old]
    more = writer.add_object(stream(b"q 1 1 1 rg 60 500 300 40 re f Q"))
    node["/Contents"] = generic.ArrayObject([*listed, more])


def _turned(writer: IncrementalPdfFileWriter) -> None:
    page(writer)["/Rotate"] = generic.NumberObject(90)


# ---- shadow attacks -------------------------------------------------------------------------------------------------


def _prepared(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The form with something laid into it before it is signed, then signed in good faith."""
    with pikepdf.open(io.BytesIO(filled())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return sign(out.getvalue(), EMPLOYEE, kari())


def _shadow_hide() -> bytes:
    """A white cover is signed over the text; afterwards it is made to draw nothing."""

    def cover(pdf: pikepdf.Pdf) -> None:
        over = pikepdf.Stream(pdf, b"1 1 1 rg 0 0 600 200 re f")
        over.Type, over.Subtype, over.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 600, 200])
        first = pdf.pages[0]
        first.obj.Resources.XObject = pikepdf.Dictionary(Cover=pdf.make_indirect(over))
        first.contents_add(pikepdf.Stream(pdf, b"q /Cover Do Q"))

    def uncover(writer: IncrementalPdfFileWriter) -> None:
        over = page(writer)["/Resources"]["/XObject"].raw_get("/Cover")
        over.get_object()._data = b" "
        over.get_object()._encoded_data = None
        writer.mark_update(over)

    return changed(_prepared(cover), uncover)


def _shadow_replace(writer: IncrementalPdfFileWriter) -> None:
    """The font that the fields are written with maps its characters to other letters."""
    fonts = writer.root["/AcroForm"].get_object()["/DR"]["/Font"]
    reference = fonts.raw_get(next(iter(fonts.keys())))
    font = reference.get_object()
    font["/Encoding"] = dictionary(
        Type=name("Encoding"), Differences=generic.ArrayObject([generic.NumberObject(49), name("nine")])
    )
    writer.mark_update(reference)


def _shadow_hide_and_replace() -> bytes:
    """The signed file holds a second page that nothing leads to; afterwards the page tree leads to it."""

    def plant(pdf: pikepdf.Pdf) -> None:
        first = pdf.pages[0].obj
        shadow = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            Parent=first.Parent,
            MediaBox=first.MediaBox,
            Resources=pikepdf.Dictionary(),
            Contents=pdf.make_indirect(pikepdf.Stream(pdf, b"BT ET")),
        )
        pdf.Root.PieceInfo = pikepdf.Dictionary(Shadow=pdf.make_indirect(shadow))

    def swap(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"][0] = writer.root["/PieceInfo"].raw_get("/Shadow")
        writer.update_container(pages)

    return changed(_prepared(plant), swap)


# ---- the document around --------------------------------------------------------------------------------------------


def _layers(writer: IncrementalPdfFileWriter) -> None:
    group = writer.add_object(dictionary(Type=name("OCG"), Name=generic.pdf_string("lag")))
    listed = generic.ArrayObject([group])
    writer.root["/OCProperties"] = dictionary(OCGs=listed, D=dictionary(OFF=listed))
    writer.update_root()


def _script(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = dictionary(S=name("JavaScript"), JS=generic.pdf_string("app.alert(1)"))
    writer.update_root()


def _need_appearances(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form["/NeedAppearances"] = generic.BooleanObject(True)
    writer.update_container(form)


def _other_number(writer: IncrementalPdfFileWriter) -> None:
    """The metadata say that it is another issue than was signed."""
    packet = writer.root["/Metadata"].data.replace(documents.NUMBER.encode(), documents.OTHER_NUMBER.encode())
    setattr(writer, "_update_meta", lambda: None)  # noqa: B010 - pyHanko would write what the document was before
    writer.root["/Metadata"] = writer.add_object(stream(packet, Type=name("Metadata"), Subtype=name("XML")))
    writer.update_root()


# ---- the signature dictionary ---------------------------------------------------------------------------------------


def _with_dictionary(change: Callable[[generic.DictionaryObject], None]) -> Make:
    """The signature dictionary replaced in a later revision."""

    def do(writer: IncrementalPdfFileWriter) -> None:
        reference = field(writer, EMPLOYEE).raw_get("/V")
        old = reference.get_object()
        # pyHanko writes strings of a signature as they are only within its own signing.
        copy = generic.DictionaryObject({key: old.raw_get(key) for key in old})
        change(copy)
        field(writer, EMPLOYEE)["/V"] = writer.add_object(copy)

    return _after(do)


def _set(key: str, value: generic.PdfObject | None) -> Make:
    def change(found: generic.DictionaryObject) -> None:
        if value is None:
            del found[key]
        else:
            found[name(key.removeprefix("/"))] = value

    return _with_dictionary(change)


def _range(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(one) for one in values)


def _own_range() -> list[int]:
    with pikepdf.open(io.BytesIO(signed())) as pdf:
        widget = next(one for one in pdf.Root.AcroForm.Fields if str(one.get("/T", "")) == EMPLOYEE)
        return [int(one) for one in widget.V.ByteRange]


def _ranged(change: Callable[[int, int, int], tuple[int, ...]]) -> Make:
    def make() -> bytes:
        _, first, second, length = _own_range()
        return _set("/ByteRange", _range(*change(first, second, length)))()

    return make


def _unlisted() -> bytes:
    """A signature that viewers see on the page, and that the form's list of fields does not lead to."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        node = page(writer)
        old = field(writer, EMPLOYEE).raw_get("/V")
        widget = dictionary(
            Type=name("Annot"),
            Subtype=name("Widget"),
            FT=name("Sig"),
            T=generic.pdf_string("Signature1"),
            V=old,
            Rect=numbers(60, 60, 200, 90),
        )
        node["/Annots"].append(writer.add_object(widget))
        writer.update_container(node["/Annots"])

    return changed(signed(), change)


def _namesake() -> bytes:
    """A second field of the same name, signed as well: which of them does a program speak of?"""

    def plant(pdf: pikepdf.Pdf) -> None:
        twin = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T=pikepdf.String("twin"),
            Rect=pikepdf.Array([0, 0, 0, 0]),
            P=pdf.pages[0].obj,
            F=132,
        )
        kept = pdf.make_indirect(twin)
        pdf.Root.AcroForm.Fields.append(kept)
        pdf.pages[0].obj.Annots.append(kept)

    def rename(writer: IncrementalPdfFileWriter) -> None:
        field(writer, "twin")["/T"] = generic.pdf_string(EMPLOYEE)

    return changed(sign(_prepared(plant), "twin", person("Per Hansen")), rename)


def _flipped() -> bytes:
    """One bit of what was signed."""
    content = bytearray(signed())
    _, first, _, _ = _own_range()
    at = content.rfind(b"endstream", 0, first) - 20
    content[at] ^= 1
    return bytes(content)


def _garbled() -> bytes:
    """Something else where the CMS stood."""
    _, first, second, _ = _own_range()
    junk = b"<" + b"30806162".ljust(second - first - 2, b"0") + b">"
    return signed()[:first] + junk + signed()[second:]


def _wrong_key() -> bytes:
    """A certificate of Kari's, the key of somebody else."""
    return sign(filled(), EMPLOYEE, Holder(kari().certificate, person("Per Hansen").key, kari().above))


def _appended(*parts: bytes) -> Make:
    return lambda: b"".join((signed(), *parts))


_OBJECT = b"\n9999 0 obj\n<< /Type /Catalog >>\nendobj\n"


# ---- certificates ---------------------------------------------------------------------------------------------------


def _by(wanted: Wanted, by: Callable[[], Holder] | None = authority) -> Make:
    return lambda: sign(filled(), EMPLOYEE, issued(wanted, by() if by is not None else None))


def _by_no_authority() -> bytes:
    return sign(filled(), EMPLOYEE, issued(Wanted("Kari Nordmann"), kari()))


def _revoked() -> bytes:
    told = NOW - DAY
    lists = (pki.withdrawn(kari(), on=NOW - 10 * DAY, told=told), pki.roots_list(told))
    return with_lists(signed(), *lists, holder=kari())


def _revoked_before_stamp() -> bytes:
    told = NOW - DAY
    lists = (pki.withdrawn(kari(), on=NOW - 10 * DAY, told=told), pki.roots_list(told))
    return with_lists(sign(filled(), EMPLOYEE, kari(), at=NOW - 2 * DAY), *lists, holder=kari())


def _weak_digest() -> bytes:
    return sign(filled(), EMPLOYEE, kari(), md_algorithm="sha1")


CORPUS: dict[str, dict[str, Make]] = {
    "SIGNATURE_ALGORITHM_WEAK": {
        "sha1": _weak_digest,
        "short key": _by(Wanted("Kari Nordmann", rsa_bits=1024)),
        "weak certificate": _by(Wanted("Kari Nordmann", digest=hashes.SHA224())),
    },
    "SIGNATURE_ALTERED": {"flipped": _flipped, "wrong key": _wrong_key},
    "SIGNATURE_BYTES_AFTER": {
        "objects without a table": _appended(_OBJECT),
        "objects and an end": _appended(_OBJECT, b"startxref\n0\n%%EOF\n"),
        "a table before": _appended(_OBJECT, b"trailer\n<< >>\n%%EOF\n"),
    },
    "SIGNATURE_CHAIN_WRONG": {"issued by a person": _by_no_authority},
    "SIGNATURE_CONTENT_CHANGED": {
        "covered text": _after(_content),
        "turned page": _after(_turned),
        "shadow hide": _shadow_hide,
    },
    "SIGNATURE_DOCUMENT_CHANGED": {
        "layers": _after(_layers),
        "script": _after(_script),
        "looks made anew": _after(_need_appearances),
        "another number": _after(_other_number),
    },
    "SIGNATURE_EXPIRED": {"expired": _by(Wanted("Kari Nordmann", to_day=-1))},
    "SIGNATURE_FIELD_CHANGED": {
        "value": _after(_another_value),
        "tick": _after(_another_tick),
        "text and look": lambda: fill(signed(), {"employee_name": "Per Hansen"}),
        "field gone": _after(_field_gone),
        "after two": lambda: fill(sign(signed(), LEADER, person("Ola Hansen")), {"attested_by": "Per"}),
    },
    "SIGNATURE_FONTS_CHANGED": {"shadow replace": _after(_shadow_replace)},
    "SIGNATURE_HOLLOW": {
        "no byte range": _set("/ByteRange", None),
        "zero byte range": _set("/ByteRange", _range(0, 0, 0, 0)),
        "byte range of words": _set("/ByteRange", generic.ArrayObject([name("a"), name("b"), name("c"), name("d")])),
        "no contents": _set("/Contents", None),
        "zero contents": _set("/Contents", generic.ByteStringObject(b"\0" * 40)),
        "contents that are none": _set("/Contents", generic.NumberObject(7)),
        "unknown sub filter": _set("/SubFilter", name("adbe.x509.rsa_sha1")),
        "no sub filter": _set("/SubFilter", None),
        "another type": _set("/Type", name("DocTimeStamp")),
        "not listed": _unlisted,
    },
    "SIGNATURE_ISSUER_UNKNOWN": {"stranger": _by(Wanted("Kari Nordmann"), stranger_root)},
    "SIGNATURE_NOTE_ADDED": {
        "text": _after(_note(Subtype=name("FreeText"), Contents=generic.pdf_string("3 dager"))),
        "white square": _after(_note(Subtype=name("Square"), IC=numbers(1, 1, 1))),
        "stamp": _after(_note(Subtype=name("Stamp"))),
        "new field": _after(_note(Subtype=name("Widget"), FT=name("Tx"), T=generic.pdf_string("nytt"))),
        "sneaky signature": _stranger_signature,
    },
    "SIGNATURE_NOT_VALIDATED": {"contents that are no CMS": _garbled, "two fields of one name": _namesake},
    "SIGNATURE_NOT_YET_VALID": {"from tomorrow": _by(Wanted("Kari Nordmann", from_day=1))},
    "SIGNATURE_OVERLAID": {
        "appearance": _after(_overlaid),
        "moved": _after(_moved),
        "hidden": _after(_hidden),
        "lock taken": _after(_signature_taken_out),
    },
    "SIGNATURE_PAGES_CHANGED": {"added": _after(_page_added)},
    "SIGNATURE_PAGES_SWAPPED": {"shadow hide and replace": _shadow_hide_and_replace},
    "SIGNATURE_RANGE_WRONG": {
        "not from the start": _ranged(lambda first, second, length: (1, first - 1, second, length)),
        "two numbers": _ranged(lambda first, _, length: (0, first + length)),
        "six numbers": _ranged(lambda first, second, length: (0, first, second, length, second, length)),
        "overlapping": _ranged(lambda first, second, length: (0, second, first, length)),
        "ends early": _ranged(lambda first, second, length: (0, first, second, length - 40)),
        "beyond the end": _ranged(lambda first, second, length: (0, first, second, length + 10_000_000)),
        "negative": _ranged(lambda first, second, length: (0, first, second, -length)),
        "leaves out more": _ranged(lambda first, second, length: (0, first - 50, second, length)),
    },
    "SIGNATURE_REVOKED": {"revoked": _revoked, "revoked before the stamp": _revoked_before_stamp},
    "SIGNATURE_SELF_SIGNED": {"self": _by(Wanted("Kari Nordmann"), None)},
    "SIGNATURE_WRAPPED": {"wrapped": lambda: wrapping.wrapped(signed())},
    "SIGNATURE_WRONG_USAGE": {
        "for keys": _by(Wanted("Kari Nordmann", signs=False)),
        "for servers": _by(Wanted("Kari Nordmann", purpose=ExtendedKeyUsageOID.SERVER_AUTH)),
    },
}


def write(folder: Path) -> None:
    """The corpus as files, to try other programs on."""
    for code, makers in CORPUS.items():
        (folder / code).mkdir(parents=True, exist_ok=True)
        for called, make in makers.items():
            (folder / code / f"{called}.pdf").write_bytes(make())
    (folder / "rot.pem").write_bytes(root().pem)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
