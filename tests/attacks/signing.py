"""Signing as honest people do: pyHanko fills and signs, each in a revision of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.validation.dss import DocumentSecurityStore

from .pki import NOW, Holder, signer, time_stamper


def sign(
    content: bytes,
    field: str,
    holder: Holder,
    *,
    at: datetime | None = None,
    certify: bool = False,
    md_algorithm: str = "sha256",
) -> bytes:
    """One more revision: ``field`` signed. ``at``: with a time stamp of that moment."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=md_algorithm,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    out = io.BytesIO()
    stamper = time_stamper(at) if at is not None else None
    signers.PdfSigner(metadata, signer=signer(holder), timestamper=stamper).sign_pdf(writer, output=out)
    return out.getvalue()


def fill(content: bytes, values: Mapping[str, str]) -> bytes:
    """One more revision: texts written into fields, with an appearance of pyHanko's kind."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    for _, reference in _fields(writer):
        node = reference.get_object()
        name = str(node.get("/T", ""))
        if name in values:
            node["/V"] = generic.pdf_string(values[name])
            node["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): _look(writer, node, values[name])})
            writer.mark_update(reference)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _fields(writer: IncrementalPdfFileWriter) -> list[tuple[int, generic.IndirectObject]]:
    listed = writer.root["/AcroForm"].get_object()["/Fields"]
    return [(at, listed.raw_get(at)) for at in range(len(listed))]


def _look(writer: IncrementalPdfFileWriter, node: generic.DictionaryObject, text: str) -> generic.IndirectObject:
    left, bottom, right, top = (float(one) for one in node["/Rect"])
    resources = writer.root["/AcroForm"].get_object()["/DR"]
    font = next(iter(resources["/Font"].keys()))
    shown = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    stream = b"/Tx BMC q BT 0 g %s 10 Tf 2 4 Td (%s) Tj ET Q EMC" % (font.encode(), shown)
    entries = {
        generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
        generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
        generic.pdf_name("/BBox"): generic.ArrayObject(
            generic.FloatObject(one) for one in (0, 0, right - left, top - bottom)
        ),
        generic.pdf_name("/Resources"): resources,
    }
    return writer.add_object(generic.StreamObject(entries, stream_data=stream))


def with_lists(content: bytes, *lists: x509.CertificateRevocationList, holder: Holder) -> bytes:
    """One more revision: a security store with these lists and the certificates above ``holder``."""
    from asn1crypto import crl as asn1_crl
    from asn1crypto import x509 as asn1_x509

    der = serialization.Encoding.DER
    out = io.BytesIO(content)
    DocumentSecurityStore.add_dss(
        output_stream=out,
        sig_contents=None,
        certs=[asn1_x509.Certificate.load(one.public_bytes(der)) for one in (holder.certificate, *holder.above)],
        crls=[asn1_crl.CertificateList.load(one.public_bytes(der)) for one in lists],
    )
    return out.getvalue()


def stamp_document(content: bytes, at: datetime = NOW) -> bytes:
    """One more revision: a time stamp over all of it, as archives renew them."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    out = io.BytesIO()
    signers.PdfTimeStamper(time_stamper(at)).timestamp_pdf(writer, "sha256", output=out)
    return out.getvalue()


def changed(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """One more revision with whatever ``change`` does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def field(writer: IncrementalPdfFileWriter, name: str) -> generic.DictionaryObject:
    """A field of the form, to be changed: what is done to it stands in the new revision."""
    for _, reference in _fields(writer):
        node = reference.get_object()
        if str(node.get("/T", "")) == name:
            writer.mark_update(reference)
            assert isinstance(node, generic.DictionaryObject)
            return node
    raise KeyError(name)


def page(writer: IncrementalPdfFileWriter, number: int = 1) -> generic.DictionaryObject:
    reference, _ = writer.find_page_for_modification(number - 1)
    writer.mark_update(reference)
    node = reference.get_object()
    assert isinstance(node, generic.DictionaryObject)
    return node


def dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({generic.pdf_name(f"/{key}"): value for key, value in entries.items()})


def name(text: str) -> generic.NameObject:
    return generic.pdf_name(f"/{text}")


def stream(data: bytes, **entries: generic.PdfObject) -> generic.StreamObject:
    return generic.StreamObject(dictionary(**entries), stream_data=data)


def numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(one) for one in values)
