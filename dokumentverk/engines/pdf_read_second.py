"""A second opinion on a PDF that qpdf refuses, with pypdf. Runs in a worker process.

pypdf reads some files whose objects qpdf gives up on; it has had many endless loops and memory bombs of its own, so
that it is asked only then. What it finds is marked damaged: a person looks. Its field values are Python strings
already.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from dokumentverk.engines.pdf_read_form import FieldType, PageFrame, PdfForm, Refused, Repair, Widget
from dokumentverk.model.workplace import ReadingLimits

_TYPES = {kind.value: kind for kind in FieldType}
_DEPTH = 32
_BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    AssertionError,
    RecursionError,
    OSError,
)
"""What pypdf raises on broken files; the list is from its issue tracker and our fuzzing."""


def read_with_pypdf(path: Path, limits: ReadingLimits) -> PdfForm | Refused:
    """Widgets and their values, and no more. Refused codes: FILE_ENCRYPTED, FILE_BROKEN, PAGES_TOO_MANY."""
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            return Refused("FILE_ENCRYPTED")
        if len(reader.pages) > limits.max_pages:
            return Refused("PAGES_TOO_MANY")
        frames: list[PageFrame] = []
        widgets: list[Widget] = []
        for number, page in enumerate(reader.pages, start=1):
            crop = page.cropbox
            edges = (float(crop.left), float(crop.bottom), float(crop.right), float(crop.top))
            frame = PageFrame(number, edges, int(page.rotation) % 360)
            frames.append(frame)
            for annotation in page.get("/Annots") or ():
                node = annotation.get_object()
                if isinstance(node, DictionaryObject) and node.get("/Subtype") == "/Widget":
                    widgets.append(_widget(node, frame))
        marks = {key: str(value) for key, value in (reader.metadata or {}).items() if key.startswith("/DV")}
    except _BROKEN:
        return Refused("FILE_BROKEN")
    if not frames:
        return Refused("FILE_BROKEN")
    return PdfForm(
        pages=tuple(frames),
        widgets=tuple(widgets),
        markups=(),
        marks=tuple((key.removeprefix("/"), value) for key, value in marks.items()),
        active=(),
        repair=Repair.DAMAGED,
        reader="pypdf",
    )


def _at(node: DictionaryObject, key: str) -> Any:
    """The value, resolved: ``get`` of pypdf gives references, its ``[]`` does not."""
    return node[key] if key in node else None  # noqa: SIM401 - they are not the same here


def _widget(node: DictionaryObject, frame: PageFrame) -> Widget:
    found: dict[str, Any] = {}
    parts: list[str] = []
    current: Any = node
    for _ in range(_DEPTH):
        if not isinstance(current, DictionaryObject):
            break
        if "/T" in current:
            parts.append(str(_at(current, "/T")))
        for key in ("/FT", "/Ff", "/V"):
            if key in current and (key != "/V" or parts):
                found.setdefault(key, _at(current, key))
        current = _at(current, "/Parent")
    value = found.get("/V")
    own = _at(node, "/V") if str(found.get("/FT", "")) == "/Tx" else None
    value = value if own is None else own
    type = _TYPES.get(str(found.get("/FT", "")).removeprefix("/"), FieldType.NONE)
    looks = _at(node, "/AP")
    look = _at(looks, "/N") if isinstance(looks, DictionaryObject) else None
    states = look.keys() if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject) else ()
    left, bottom, right, top = (float(edge) for edge in _at(node, "/Rect"))
    return Widget(
        name=".".join(reversed(parts)),
        type=type,
        page=frame.number,
        box=frame.displayed((left, bottom, right, top)),
        values=() if type is FieldType.SIGNATURE else _values(value),
        as_name=isinstance(value, NameObject),
        state=str(_at(node, "/AS")).removeprefix("/") if "/AS" in node else None,
        on_states=tuple(str(state).removeprefix("/") for state in states if state != "/Off"),
        field_flags=int(found.get("/Ff", 0)),
        flags=int(_at(node, "/F") or 0),
        appearance=look is not None,
    )


def _values(value: object) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case ArrayObject():
            return tuple(str(one).removeprefix("/") for one in value)
        case NameObject():
            return (str(value).removeprefix("/"),)
        case TextStringObject():
            return (str(value),)
        case bytes():
            return (value.decode("latin-1"),)
        case _:
            return (str(value),)
