"""Scanned sheets for tests: issued pages with strokes of a pen, degraded, and put into files as scanners do."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name
from PIL import Image

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sheet import Sheet, paper_size, sheet_of
from dokumentverk.model.scan import SheetFacts
from tests.paper import Condition, FilledPage, Print, Scan, degrade
from tests.paper.prints import page_pictures

Points = NDArray[np.float64]
DPI = 300


def written_on(printed: Print, page: int, seed: int) -> FilledPage:
    """The page with a wavering line through most of its boxes: ink where registration must not look."""
    chance = np.random.default_rng(seed)
    picture = page_pictures(printed.content, DPI)[page - 1].copy()
    for place in printed.layout.places:
        if place.box.page == page and chance.random() < 0.7:
            box = place.box
            xs = np.linspace(box.left + 2, box.right - 2, 14)
            ys = (box.top + box.bottom) / 2 + chance.normal(0, 3.5, 14)
            line = np.round(np.stack([xs, ys], axis=1) * DPI / 72).astype(np.int32)
            cv2.polylines(picture, [line], False, (60, 40, 40), 4, cv2.LINE_AA)
    return FilledPage(picture, DPI, page, printed.issue.number, printed.layout, ())


def scanned(printed: Print, page: int, condition: Condition, seed: int) -> Scan:
    return degrade(written_on(printed, page, seed), condition, seed)


def grey_of(scan: Scan) -> Grey:
    picture = scan.picture
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def sheet_of_scan(scan: Scan) -> Sheet:
    grey = grey_of(scan)
    size, dpi = paper_size(grey.shape[1], grey.shape[0], scan.dpi)
    return sheet_of(1, SheetFacts(grey.shape[1], grey.shape[0], dpi, scan.tone, size), grey)


def truly(scan: Scan, sheet: Sheet, points: Points) -> Points:
    """Where points of the page lie on the sheet's picture, by pixel centres; oblong pixels were made square."""
    stored = scan.picture.shape
    stretch = np.array([sheet.grey.shape[1] / stored[1], sheet.grey.shape[0] / stored[0]])
    return np.asarray(scan.pixels(points) * stretch - 0.5, np.float64)


def jpeg(grey: Grey, dpi: int = 200, quality: int = 85, **more: Any) -> bytes:
    out = BytesIO()
    Image.fromarray(grey).save(out, "JPEG", dpi=(dpi, dpi), quality=quality, **more)
    return out.getvalue()


def picture_pdf(
    path: Path,
    pictures: list[tuple[bytes, dict[str, Any]]],
    *,
    content: bytes = b"q 595 0 0 842 0 0 cm /Im0 Do Q",
    **page: Any,
) -> Path:
    """A page of A4 for each list entry: stream data and the entries of its dictionary."""
    with pikepdf.new() as pdf:
        for data, entries in pictures:
            pdf.add_blank_page(page_size=(595, 842))
            one = pdf.pages[-1].obj
            image = pdf.make_stream(data)
            for key, value in {"Type": Name.XObject, "Subtype": Name.Image, **entries}.items():
                image[f"/{key}"] = value
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            one.Resources = Dictionary(XObject=Dictionary(Im0=image), Font=Dictionary(F=font))
            one.Contents = pdf.make_stream(content)
            for key, value in page.items():
                one[f"/{key}"] = Array(value) if isinstance(value, list) else value
        pdf.save(path)
    return path


def jpeg_entries(grey: Grey) -> dict[str, Any]:
    return {
        "Width": grey.shape[1],
        "Height": grey.shape[0],
        "ColorSpace": Name.DeviceGray,
        "BitsPerComponent": 8,
        "Filter": Name.DCTDecode,
    }
