"""Tesseract with its Norwegian model, through ``tesserocr``.

What tesserocr (2.7 to 2.13) is: wheels for Linux, Windows and new macOS that hold Tesseract 5 itself, but no language
data, and whose own default folder is the working directory; so the folder is always given. Debian's, Fedora's,
Homebrew's and the Windows installer's folders are looked through, and ``share/tessdata`` of the Python environment,
where anybody may lay the file. ``nor.traineddata`` of Debian (tesseract-ocr-nor, 3.6 MB) is the «fast» model under
Apache-2.0. A picture without a resolution makes Tesseract write to standard error; it is told one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from dokumentverk.engines.scan_paper import Grey

LANGUAGE: Final = "nor"
PACKAGE: Final = "tesserocr"
DPI: Final = 300
_BORDER: Final = 12
"""Pixels of bare paper around a line: Tesseract loses letters at the edge, and takes what is cut there for letters."""


class Tesseract:
    def __init__(self, folder: Path) -> None:
        import tesserocr

        self._api: Any = tesserocr.PyTessBaseAPI(
            path=str(folder), lang=LANGUAGE, psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
        )

    def text(self, line: Grey) -> tuple[str, float]:
        """The text of one line at ``DPI``, and how sure its least sure word is, 0 to 1."""
        paper = int(np.percentile(line, 90))
        edged = cv2.copyMakeBorder(line, _BORDER, _BORDER, _BORDER, _BORDER, cv2.BORDER_CONSTANT, value=(paper,))
        self._api.SetImage(Image.fromarray(edged))
        self._api.SetSourceResolution(DPI)
        text = self._api.GetUTF8Text().strip()
        return text, min(self._api.AllWordConfidences() or [0]) / 100


@cache
def tesseract() -> Tesseract | None:
    """None where the package or its Norwegian data are not here."""
    folder = language_data()
    return Tesseract(folder) if folder else None


@cache
def page_reader() -> Any:
    """``tesserocr``'s own reader of whole upright pages. Only where ``language_data`` finds some.

    Of the modes ``SPARSE_TEXT`` alone finds headings between ruled boxes: ``AUTO`` cuts «Egenmelding» into letters.
    """
    import tesserocr

    return tesserocr.PyTessBaseAPI(
        path=str(language_data()), lang=LANGUAGE, psm=tesserocr.PSM.SPARSE_TEXT, oem=tesserocr.OEM.LSTM_ONLY
    )


def language_data() -> Path | None:
    """The folder of the Norwegian data; None where they or the package are not here."""
    return language_folder(FOLDERS) if find_spec(PACKAGE) is not None else None


def language_folder(folders: Iterable[Path]) -> Path | None:
    return next((folder for folder in folders if (folder / f"{LANGUAGE}.traineddata").is_file()), None)


FOLDERS: Final = tuple(
    Path(folder)
    for folder in (
        f"{sys.prefix}/share/tessdata",
        "/usr/share/tesseract-ocr/5/tessdata",
        "/usr/share/tesseract-ocr/4.00/tessdata",
        "/usr/share/tesseract/tessdata",
        "/usr/share/tessdata",
        "/usr/local/share/tessdata",
        "/opt/homebrew/share/tessdata",
        "C:/Program Files/Tesseract-OCR/tessdata",
    )
)
