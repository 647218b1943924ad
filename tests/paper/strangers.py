"""Sheets that are none of our forms: letters, an invoice with a code of its own, notes by hand, blank backs."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from dokumentverk import shipped
from dokumentverk.model.layout import Box
from tests.paper.handwriting import write_text
from tests.paper.ink import Chance, Picture
from tests.paper.wear import show_through
from tests.paper.writers import writer

A4_MM = (210, 297)
_WORDS = [
    "vi",
    "viser",
    "til",
    "avtalen",
    "om",
    "levering",
    "av",
    "tjenester",
    "for",
    "kommende",
    "periode",
    "og",
    "ber",
    "om",
    "at",
    "dere",
    "bekrefter",
    "mottaket",
    "innen",
    "fristen",
    "saken",
    "gjelder",
    "endring",
    "av",
    "vilkår",
    "som",
    "ble",
    "vedtatt",
    "i",
    "møtet",
    "kontakt",
    "oss",
    "ved",
    "spørsmål",
    "om",
    "beløpet",
    "regningen",
    "forfaller",
    "den",
    "siste",
    "dagen",
    "i",
    "måneden",
    "og",
    "betales",
    "til",
    "kontoen",
    "som",
    "er",
    "oppgitt",
    "nedenfor",
]


def white(dpi: float = 300) -> Picture:
    return np.full((round(A4_MM[1] / 25.4 * dpi), round(A4_MM[0] / 25.4 * dpi), 3), 255, dtype=np.uint8)


def blank_back(front: Picture | None, chance: Chance, dpi: float = 300) -> Picture:
    """Paper without print; the front shines through when there is one."""
    paper = white(dpi)
    return paper if front is None else show_through(paper, front, chance)


def letter(chance: Chance, dpi: float = 300, *, code: bool = False) -> Picture:
    """A printed letter; ``code``: with a QR code of its own, as invoices have."""
    image = Image.fromarray(white(dpi))
    pen = ImageDraw.Draw(image)
    mm = dpi / 25.4
    face = ImageFont.truetype(str(shipped.fonts() / "SourceSans3-Regular.ttf"), round(3.9 * mm))
    bold = ImageFont.truetype(str(shipped.fonts() / "SourceSans3-SemiBold.ttf"), round(5.5 * mm))
    ink = tuple(int(one) for one in chance.integers(10, 60, 3))
    pen.rectangle((22 * mm, 18 * mm, 34 * mm, 30 * mm), fill=tuple(int(one) for one in chance.integers(30, 200, 3)))
    pen.text(
        (38 * mm, 20 * mm), str(chance.choice(["Nordlys Regnskap AS", "Fjord Forsikring", "Legesenteret"])), ink, bold
    )
    y = float(chance.uniform(60, 90))
    pen.text((22 * mm, y * mm), "Faktura" if code else "Til den det gjelder", ink, bold)
    y += 14
    for _ in range(int(chance.integers(2, 6))):
        for _ in range(int(chance.integers(2, 7))):
            line = " ".join(str(one) for one in chance.choice(_WORDS, 11))
            pen.text((22 * mm, y * mm), line[:88].capitalize(), ink, face)
            y += 5.6
        y += 6
    picture = np.asarray(image, dtype=np.uint8).copy()
    if code:
        _foreign_code(picture, mm, f"https://betal.example/{chance.integers(10**9)}")
    return picture


def _foreign_code(picture: Picture, mm: float, text: str) -> None:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    modules = np.array(made.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    side = round(26 * mm)
    drawn = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
    left, top = round(160 * mm), round(20 * mm)
    picture[top : top + side, left : left + side] = drawn[..., None]


def note_by_hand(chance: Chance, dpi: float = 300) -> Picture:
    picture = white(dpi)
    text = " ".join(str(one) for one in chance.choice(_WORDS, 45))
    write_text(picture, dpi, Box(1, 60, 90, 520, 700), text, writer(int(chance.integers(1000))), chance)
    return picture
