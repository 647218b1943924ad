"""What makes a PDF an archive's: output intent, identification, and metadata that say nothing of a person."""

from __future__ import annotations

import base64
import zlib
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from dokumentverk.engines.srgb import srgb_profile

PRODUCER = "dokumentverk"


def make_pdfa(pdf: Pdf, *, title: str, language: str, made: datetime | None) -> None:
    """Give a document whose content keeps to PDF/A-2b what a PDF/A-2b needs around it. All earlier metadata goes:
    LibreOffice copies the names of authors into it. Without ``made`` no time is told: the bytes follow from the content
    alone."""
    if "/OutputIntents" not in pdf.Root:
        profile = deflated(pdf, srgb_profile())
        profile.N = 3
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB"),
            RegistryName=String("http://www.color.org"),
            Info=String("sRGB IEC61966-2.1"),
            DestOutputProfile=pdf.make_indirect(profile),
        )
        pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = Stream(pdf, _xmp(title, language, made))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    info = Dictionary(Title=String(title), Producer=String(PRODUCER))
    if made is not None:
        stamp = f"D:{made:%Y%m%d%H%M%S}{_zone(made, quote=True)}"
        info.CreationDate, info.ModDate = String(stamp), String(stamp)
    pdf.trailer.Info = pdf.make_indirect(info)
    if "/DocChecksum" in pdf.trailer:
        del pdf.trailer["/DocChecksum"]


def deflated(pdf: Pdf, content: bytes) -> Stream:
    """A stream compressed here, so that its last byte is known before it is saved."""
    stream = Stream(pdf, zlib.compress(content, 6))
    stream.Filter = Name.FlateDecode
    return stream


def saved(pdf: Pdf) -> bytes:
    """The bytes, always the same for the same objects.

    A stream that ends with a carriage return is wrapped in ASCII85: PDF writers put a line feed before ``endstream``,
    and a validator cannot tell whether CR LF is data or a line end (page-validation says STREAM-LENGTH for one in 256
    streams).
    """
    for one in pdf.objects:
        if isinstance(one, Stream) and (content := one.read_raw_bytes()).endswith(b"\r"):
            filters, parameters = _listed(one.get("/Filter")), _listed(one.get("/DecodeParms"))
            parameters += [None] * (len(filters) - len(parameters))
            one.write(
                base64.a85encode(content) + b"~>",
                filter=Array([Name.ASCII85Decode, *filters]),
                decode_parms=Array([None, *parameters]),
            )
    out = BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _listed(entry: pikepdf.Object | None) -> list[pikepdf.Object | None]:
    if entry is None:
        return []
    return list(entry.as_list()) if isinstance(entry, Array) else [entry]


def _zone(moment: datetime, *, quote: bool) -> str:
    """Of a moment with a time zone: ``Z``, ``+02:00`` or ``+02'00'``."""
    offset = moment.strftime("%z")
    if offset in ("", "+0000"):
        return "Z"
    return f"{offset[:3]}'{offset[3:5]}'" if quote else f"{offset[:3]}:{offset[3:5]}"


def _xmp(title: str, language: str, made: datetime | None) -> bytes:
    dates = ""
    if made is not None:
        date = f"{made:%Y-%m-%dT%H:%M:%S}{_zone(made, quote=False)}"
        dates = f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>"
        "<dc:format>application/pdf</dc:format>"
        f"{dates}<pdf:Producer>{PRODUCER}</pdf:Producer>"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
