"""A plain document of labels and texts, as PDF/A-2a and PDF/UA-1: what the archive says in its own words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from io import BytesIO

import pikepdf
from pikepdf import Pdf

from dokumentverk import shipped
from dokumentverk.engines.fonts import face
from dokumentverk.engines.pdfa_metadata import saved
from dokumentverk.engines.typst_layout import lay_out

_LONGEST_WORD = 60
_SPACES = re.compile("[\t\u2000-\u200a\u202f\u205f\u3000]")


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """``mark`` stands in a frame above the title, ``notes`` below it. ``items`` are (label, text), lines by ``\\n``.
    ``page`` is the footer's ``{page}`` of ``{pages}``, ``language`` a BCP 47 tag."""

    title: str
    items: tuple[tuple[str, str], ...]
    language: str
    page: str
    notes: tuple[str, ...] = ()
    mark: str = ""
    footer: str = ""


def compile_plain(document: PlainDocument, made: datetime) -> bytes:
    """The same document and moment always give the same bytes. A character that the font lacks is shown by its
    number, as ``[U+1F600]``: nothing is left out and no empty box is printed."""
    data = {
        "title": printable(document.title),
        "mark": printable(document.mark),
        "notes": [printable(note) for note in document.notes],
        "items": [{"label": printable(label), "text": printable(text) or "–"} for label, text in document.items],
        "footer": printable(document.footer),
        "page": document.page,
        "language": document.language,
    }
    style = (resources.files(__package__) / "plain_document.typ").read_bytes()
    with pikepdf.open(BytesIO(lay_out(style, data, fonts=shipped.fonts(), made=made))) as pdf:
        return saved(pdf)


def append_pages(pdf: Pdf, content: bytes) -> None:
    """The pages of another document at the end of ``pdf``, without the tags that belong to the other's structure
    tree."""
    with pikepdf.open(BytesIO(content)) as other:
        for page in other.pages:
            pdf.pages.append(page)
            for key in ("/StructParents", "/Tabs"):
                if key in pdf.pages[-1].obj:
                    del pdf.pages[-1].obj[key]


def printable(text: str) -> str:
    """What the house font can show of a text from anywhere; words without an end get places to break."""
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return "\n".join(_breakable("".join(map(_shown, _SPACES.sub(" ", line)))) for line in lines)


def _shown(character: str) -> str:
    """Invisible characters (zero width, direction marks) are shown too: here they would hide something."""
    visible = unicodedata.category(character)[0] != "C"
    known = face().has(character) and face("SourceSans3-SemiBold").has(character)
    return character if visible and known else f"[U+{ord(character):04X}]"


def _breakable(line: str) -> str:
    """A zero-width space in words that are longer than any line."""
    long = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S)")
    return long.sub(r"\1" + "\u200b", line)
