"""A desk with piles of paper, and eyes that see what a test tells them: the way of the sheets alone is tried here.

A sheet is a word, as in ``tests/read/test_stack``: ``A1/2`` page 1 of 2 of issue A, ``x`` a stranger's, ``_`` blank,
``S`` a separator, ``+`` «attachment», ``#`` ours but unread, ``!`` broken,
``~`` cut off. Each is a picture of its own. Issues A, B …
are of two small forms: ``notat`` is in order as it comes, ``skjema`` lacks what a person must enter.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image

from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Eyes, find_piles
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.separators import produce_separator
from dokumentverk.flow.stack import receive_stack
from dokumentverk.flow.stack_parts import StackSummary
from dokumentverk.messages import finding
from dokumentverk.model.number import ATTACHMENT_PAYLOAD, PageCode, page_payload, parse_page_payload
from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.scan import SheetFacts, SheetMark, Tone
from dokumentverk.read.known import Lookup
from dokumentverk.workplace.folders import open_workplace
from tests.flow.desk import DAY, make_workplace

FORM = """\
id = "{id}"
version = "1"
title = {{ nb = "{title}", nn = "{title}", en = "{title}" }}
parties = ["employee"]
continuations = 0

[archive]
series = "personalmappe"
title = {{ nb = "{title}", nn = "{title}", en = "{title}" }}

[[sections]]
id = "all"
title = {{ nb = "Alt", nn = "Alt", en = "All" }}

[[sections.fields]]
id = "note"
kind = "text"
label = {{ nb = "Merknad", nn = "Merknad", en = "Note" }}
required = {required}
"""
ISSUED = {"A": ("notat", "1001"), "B": ("notat", "1003"), "C": ("skjema", "1001"), "D": ("skjema", "1003")}
GOOD = SheetFacts(2480, 3508, 300.0, Tone.COLOUR, (595.2, 841.92))
POOR = SheetFacts(1654, 2339, 200.0, Tone.GREY, (595.2, 841.92))


def paper_workplace(root: Path) -> Path:
    make_workplace(root)
    for id, title, required in (("notat", "Notat", "false"), ("skjema", "Skjema", "true")):
        (root / "forms" / f"{id}.toml").write_text(FORM.format(id=id, title=title, required=required), encoding="utf-8")
        (root / "templates" / f"{id}.nb.md").write_text("# {{ form.title }}\n\n[[section all]]\n", encoding="utf-8")
    return root


@dataclass
class Desk:
    """``numbers`` by the letters of the notation."""

    office: Office
    numbers: dict[str, str]

    def pile(self, words: str, name: str = "skann.pdf", *, poor: bool = False) -> Path:
        """A stack in the inbox. Its eyes see what the words say, by the picture of each page."""
        path = self.office.workplace.inbox / name
        path.write_bytes(pdf_of([picture(f"{at} {word}", poor=poor) for at, word in enumerate(words.split())]))
        return path

    def photo(self, word: str, name: str, *, folder: str = "") -> Path:
        path = self.office.workplace.inbox / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(f"0 {word}"))
        return path

    def eyes(self) -> Eyes:
        def identify(path: Path, first: int, last: int) -> tuple[SheetMark, ...]:
            seen = sheets_in(path)
            return tuple(self.mark(sheet, *seen[sheet - 1]) for sheet in range(first, last + 1))

        def alike(one: tuple[Path, int], other: tuple[Path, int]) -> bool:
            words = [sheets_in(path)[sheet - 1][0] for path, sheet in (one, other)]
            return "twice" in words[1]

        return Eyes(lambda path: len(sheets_in(path)), identify, alike, at_once=2)

    def mark(self, sheet: int, word: str, poor: bool) -> SheetMark:
        facts = POOR if poor else GOOD
        word = word.removesuffix("twice")
        if found := re.fullmatch(r"([A-Z])(\d)/(\d)", word):
            code = PageCode(self.numbers[found[1]], int(found[2]), int(found[3]))
            return SheetMark(sheet, facts, codes=(page_payload(code),), corners=(0, 1, 2, 3), turn=0)
        match word:
            case "_":
                return SheetMark(sheet, facts, blank=True)
            case "#":
                return SheetMark(sheet, facts, corners=(0, 1, 2, 3), turn=0)
            case "!":
                return SheetMark(sheet, None, trouble="SHEET_BROKEN")
            case "~":
                return SheetMark(sheet, None, trouble="SHEET_CUT_OFF")
            case "+":
                return SheetMark(sheet, facts, codes=(ATTACHMENT_PAYLOAD,))
            case "AB":
                payloads = [page_payload(PageCode(self.numbers[letter], 1, 1)) for letter in word]
                return SheetMark(sheet, facts, codes=tuple(payloads), corners=(0, 1, 2, 3))
            case "S":
                return SheetMark(sheet, facts, codes=(page_payload(PageCode(self.numbers["S"], 1, 1)),))
            case _:
                return SheetMark(sheet, facts)

    def receive(self, *paths: Path, on_step: Callable[[str], None] = lambda _: None) -> list[StackSummary]:
        """Find the piles among files and file them."""
        eyes = self.eyes()
        with self.office.writing():
            found = find_piles(self.office, paths, eyes)
            assert found.documents == ()
            return [receive_stack(self.office, pile, eyes, on_step=on_step) for pile in found.piles]

    def one(self, words: str, name: str = "skann.pdf") -> StackSummary:
        (summary,) = self.receive(self.pile(words, name))
        return summary


class InProcess:
    """Workers that are none, and a reader that reads the number alone."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.workers = SimpleNamespace(call=lambda task, *args, **kwargs: task(*args, **kwargs))
        self.paper_workers = self.workers

    def read(
        self, path: Path, lookup: Lookup, _printer: Any = None, marks: tuple[SheetMark, ...] = (), *_rest: object
    ) -> Reading:
        marks = marks or tuple(self.desk.mark(at, *seen) for at, seen in enumerate(sheets_in(path), start=1))
        codes = [code for mark in marks for text in mark.codes if (code := parse_page_payload(text)) is not None]
        pages = tuple((one.page, one.pages) for one in codes)
        identity = Identity(codes[0].number if codes else None, page_codes=pages)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        told = () if lookup(identity) is not None else (finding("FORM_UNKNOWN", number=identity.number or ""),)
        if marks and any(mark.trouble for mark in marks):
            told = (finding("FILE_BROKEN"),)
        return Reading(digest, FileKind.PDF, len(marks), identity, findings=told)


@contextmanager
def desk_at(root: Path, *, day: datetime = DAY, numbers: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """``numbers`` are of an earlier opening; else everything is issued now."""
    with Office(open_workplace(root), now=lambda: day, random=random.Random(7).randrange) as office:
        desk = Desk(office, dict(numbers or issue_all(office)))
        office.__dict__["reader"] = InProcess(desk)
        yield desk


def issue_all(office: Office) -> dict[str, str]:
    numbers = {"U": "AAAA-2222-33333"}
    for letter, (form, employee) in ISSUED.items():
        numbers[letter] = produce(office, Order(form, employee=employee)).issue.number
    numbers["S"] = produce_separator(office, "1001", "Sykmelding uke 40").issue.number
    return numbers


def picture(text: str, *, poor: bool = False) -> bytes:
    """A small JPEG that says in a comment what the eyes shall see."""
    shade = int(hashlib.sha256(text.encode()).hexdigest()[:2], 16)
    out = BytesIO()
    Image.new("L", (60, 84), shade).save(out, "JPEG", comment=f"{text}|{'poor' if poor else 'good'}".encode())
    return out.getvalue()


def pdf_of(pictures: list[bytes]) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        for content in pictures:
            pdf.add_blank_page(page_size=(595, 842))
            stream = Stream(pdf, content)
            stream.Type, stream.Subtype, stream.Filter = Name.XObject, Name.Image, Name.DCTDecode
            stream.Width, stream.Height, stream.ColorSpace, stream.BitsPerComponent = 60, 84, Name.DeviceGray, 8
            pdf.pages[-1].obj.Resources = Dictionary(XObject=Dictionary(Im=stream))
            pdf.pages[-1].obj.Contents = Stream(pdf, b"q 595 0 0 842 0 0 cm /Im Do Q")
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def sheets_in(path: Path) -> list[tuple[str, bool]]:
    """(word, poor) of each picture in a file, in order."""
    return words_in(path.read_bytes())


def words_in(content: bytes) -> list[tuple[str, bool]]:
    if content.startswith(b"\xff\xd8"):
        streams = [content]
    else:
        with pikepdf.open(BytesIO(content)) as pdf:
            streams = [one.read_raw_bytes() for page in pdf.pages for one in page.get_images().values()]
    found = []
    for one in streams:
        with Image.open(BytesIO(one)) as image:
            text, _, quality = image.info["comment"].decode().partition("|")
            found.append((text.split(" ", 1)[1], quality == "poor"))
    return found
