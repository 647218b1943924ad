"""Page layout with Typst. The only importer of typst.

What Typst 0.15 does, as measured:

- It has no form fields. A ``link`` around a block gives one annotation with the block's rectangle and a structure
  element Link that holds it (OBJR), at the right place in the reading order; in nested grids and table cells too.
- ``pdf_standards=["ua-1", "a-2a"]`` gives a conforming file; what is drawn without text becomes an Artifact, so do
  header, footer and background of the page.
- With ``fallback: false`` a missing character prints nothing and only warns: characters are checked before.
- A two-page form takes 15-40 ms; the fonts are read once per ``Compiler``. A compiler is not safe across threads.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

_LOCK = threading.Lock()


class LayoutFault(Exception):
    """Typst refused. ``message`` is Typst's own, about the house style's source, never about data."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@cache
def _compiler(fonts: Path) -> Any:
    import typst

    return typst.Compiler(font_paths=[str(fonts)], ignore_system_fonts=True)


def lay_out(style: bytes, document: Mapping[str, object], *, fonts: Path, made: datetime) -> bytes:
    """The document as tagged PDF/UA-1 and PDF/A-2a, with links where fields go.

    ``style`` is Typst source that reads ``sys.inputs.document`` as JSON: data is never part of the source. Raises
    LayoutFault.
    """
    import typst

    with _LOCK:
        try:
            content: bytes = _compiler(fonts).compile(
                input=style,
                format="pdf",
                pdf_standards=["ua-1", "a-2a"],
                timestamp=int(made.timestamp()),
                sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            )
        except typst.TypstError as error:
            raise LayoutFault(error.message) from error
    return content


def draw(style: bytes, document: Mapping[str, object], *, fonts: Path) -> bytes:
    """The first page as SVG, letters as outlines. As ``lay_out`` otherwise."""
    import typst

    with _LOCK:
        try:
            content: bytes | list[bytes] = _compiler(fonts).compile(
                input=style,
                format="svg",
                sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            )
        except typst.TypstError as error:
            raise LayoutFault(error.message) from error
    return content[0] if isinstance(content, list) else content


_PICTURE = """\
#let picture = json(bytes(sys.inputs.picture))
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(picture), format: "svg", height: 14mm)
"""
_PICTURE_PPI = 400.0
"""Of a picture 14 mm high: 220 pixels, sharp in print."""


def picture_of_svg(drawing: bytes, *, fonts: Path) -> bytes:
    """An SVG as PNG with a clear ground, for Word before 2016 and LibreOffice, which show none or a poor one.

    Raises LayoutFault for what is no SVG.
    """
    import typst

    with _LOCK:
        try:
            content: bytes = _compiler(fonts).compile(
                input=_PICTURE.encode(),
                format="png",
                ppi=_PICTURE_PPI,
                sys_inputs={"picture": json.dumps(list(drawing))},
            )
        except typst.TypstError as error:
            raise LayoutFault(error.message) from error
    return content
