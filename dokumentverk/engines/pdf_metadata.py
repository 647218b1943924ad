"""What a document says about itself: XMP and the information dictionary, in step. Never a word about a person.

PDF/UA's identification and our own properties are outside the schemas that PDF/A-2 knows: both need their description
as extension schemas, or the file fails PDF/A.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from pikepdf import Object, Pdf, String

NAMESPACE = "https://dv.invalid/ns/document/1/"
_CREATOR = "dokumentverk"
_PRODUCER = "Typst, pikepdf"
_DESCRIPTIONS = {
    "DVNumber": "Number of the issued document",
    "DVForm": "Form that the document is made from",
    "DVVersion": "Version of the form",
    "DVLanguage": "Language of the form",
}


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """``number`` is empty for a blank. ``made`` is when the bytes were made."""

    title: str
    form: str
    version: str
    language: str
    made: datetime
    number: str = ""

    def custom(self) -> dict[str, str]:
        found = {
            "DVNumber": self.number,
            "DVForm": self.form,
            "DVVersion": self.version,
            "DVLanguage": self.language,
        }
        return {key: value for key, value in found.items() if value}


def write_metadata(pdf: Pdf, facts: DocumentFacts) -> tuple[Object, Object]:
    """XMP (uncompressed, as PDF/A asks) and /Info, in the objects that Typst made for them; gives these two."""
    metadata, info = pdf.Root.Metadata, pdf.trailer.Info
    metadata.write(xmp(facts))
    entries = information(facts)
    for key in set(info.keys()) - {f"/{key}" for key in entries}:
        del info[key]
    for key, value in entries.items():
        info[f"/{key}"] = String(value)
    return metadata, info


def information(facts: DocumentFacts) -> dict[str, str]:
    """The entries of /Info."""
    stamp = _pdf_date(facts.made)
    return {
        "Title": facts.title,
        "Creator": _CREATOR,
        "Producer": _PRODUCER,
        "CreationDate": stamp,
        "ModDate": stamp,
        **facts.custom(),
    }


def _pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    zone = f"{offset[:3]}'{offset[3:5]}'" if offset and offset != "+0000" else "Z"
    return f"D:{moment:%Y%m%d%H%M%S}{zone}"


def _xmp_date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    zone = f"{offset[:3]}:{offset[3:5]}" if offset and offset != "+0000" else "Z"
    return f"{moment:%Y-%m-%dT%H:%M:%S}{zone}"


def _extension(name: str, uri: str, prefix: str, properties: dict[str, tuple[str, str]]) -> str:
    items = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{key}</pdfaProperty:name><pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
        for key, (kind, text) in properties.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>{name}</pdfaSchema:schema><pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{items}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


_UA_SCHEMA = _extension(
    "PDF/UA Identification schema",
    "http://www.aiim.org/pdfua/ns/id/",
    "pdfuaid",
    {"part": ("Integer", "Part number of ISO 14289")},
)
_OWN_SCHEMA = _extension(
    "Document number schema", NAMESPACE, "dv", {key: ("Text", text) for key, text in _DESCRIPTIONS.items()}
)


def xmp(facts: DocumentFacts) -> bytes:
    """The XMP packet of a document that is PDF/A-2a and PDF/UA-1."""
    date = _xmp_date(facts.made)
    own = "".join(f"<dv:{key}>{escape(value)}</dv:{key}>" for key, value in facts.custom().items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" '
        'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
        'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
        f'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" xmlns:dv="{NAMESPACE}">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(facts.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{escape(facts.language)}</rdf:li></rdf:Bag></dc:language>"
        "<dc:format>application/pdf</dc:format>"
        f"<xmp:CreatorTool>{_CREATOR}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{date}</xmp:ModifyDate><pdf:Producer>{_PRODUCER}</pdf:Producer>"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
        f"{own}"
        f"<pdfaExtension:schemas><rdf:Bag>{_UA_SCHEMA}{_OWN_SCHEMA}</rdf:Bag></pdfaExtension:schemas>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
