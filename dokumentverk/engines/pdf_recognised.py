"""Recognised words laid invisibly over the pictures of a PDF/A-2b, so that it can be searched. The pictures stay as
they are, to the byte.

Each page's text is a form XObject: its font meets no other of the page, and its matrix turns it as the page is turned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf

from dokumentverk.engines.facsimile_text import HiddenFont, Word, hidden_text, text_layer
from dokumentverk.engines.lossless_page import inherited, shown_box
from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.pdfa_metadata import deflated, make_pdfa, saved

_LAYER = "/DVText"


@dataclass(frozen=True, slots=True)
class RecognisedOrder:
    """``title`` and ``language`` (BCP 47) become metadata: nothing of a person."""

    title: str
    language: str
    made: datetime


def with_recognised(path: str, words: Mapping[int, tuple[Word, ...]], order: RecognisedOrder) -> bytes | None:
    """``words`` by page (from 1), placed on the page as it is shown. None where the file cannot be had as PDF/A-2b with
    them."""
    try:
        with pikepdf.open(path) as pdf:
            font = hidden_text(pdf)
            for number, found in words.items():
                if found:
                    _lay(pdf, pdf.pages[number - 1], found, font)
            font.finish(pdf)
            make_pdfa(pdf, title=order.title, language=order.language, made=order.made)
            laid = saved(pdf)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    return None if faults(laid, "2b") else laid


def _lay(pdf: Pdf, page: Page, words: tuple[Word, ...], font: HiddenFont) -> None:
    left, bottom, right, top = shown_box(page)
    turn = int(inherited(page, "/Rotate") or 0) % 360
    width, height = right - left, top - bottom
    shown_width, shown_height = (height, width) if turn in (90, 270) else (width, height)
    layer = deflated(pdf, text_layer(words, shown_height, font))
    layer.Type, layer.Subtype = Name.XObject, Name.Form
    layer.BBox = Array([0, 0, round(shown_width, 3), round(shown_height, 3)])
    layer.Matrix = Array([round(part, 3) for part in _matrix(turn, left, bottom, width, height)])
    layer.Resources = Dictionary(Font=Dictionary(F0=font.reference))
    _own_pictures(page)[_LAYER] = pdf.make_indirect(layer)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ {_LAYER} Do\n".encode())


def _own_pictures(page: Page) -> Dictionary:
    """The page's XObjects, in dictionaries that no other page shares."""
    resources = Dictionary(dict(page.resources.items()))
    pictures = Dictionary(dict(resources.get("/XObject", Dictionary()).items()))
    resources.XObject = pictures
    page.obj.Resources = resources
    return pictures


def _matrix(turn: int, left: float, bottom: float, width: float, height: float) -> tuple[float, ...]:
    """From the page as it is shown, its lower left corner at 0, to the page's own space."""
    match turn:
        case 90:
            return (0, 1, -1, 0, left + width, bottom)
        case 180:
            return (-1, 0, 0, -1, left + width, bottom + height)
        case 270:
            return (0, -1, 1, 0, left, bottom + height)
        case _:
            return (1, 0, 0, 1, left, bottom)
