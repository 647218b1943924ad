"""PDFium as in Chrome and Edge, driven through its form API: focus, type, click, save.

- Typed text goes through the same edit as keys do: a comb or a length limit cuts it, read-only fields do not take it.
- Lines come back parted by CR LF, strings as PDFDocEncoding where that suffices.
- Saving an incremental update keeps the received bytes as a prefix.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

NAME_UNITS = 512


def typed(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _typed(blank, values, raw.FPDF_NO_INCREMENTAL)


def typed_incremental(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _typed(blank, values, raw.FPDF_INCREMENTAL)


def _typed(blank: bytes, values: Mapping[str, str], flags: int) -> bytes:
    document = pypdfium2.PdfDocument(blank)
    document.init_forms()
    untouched = set(values)
    pages = [document[number] for number in range(len(document))]
    for page in pages:
        for widget in _widgets(document, page):
            if widget.name in values:
                untouched.discard(widget.name)
                _enter(document, page, widget, values[widget.name])
    assert not untouched, f"no such field: {sorted(untouched)}"
    out = io.BytesIO()
    document.save(out, flags=flags)
    for page in pages:
        page.close()
    document.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Widget:
    """``middle`` in points from the lower left of the page."""

    annotation: Any
    name: str
    kind: int
    state: str
    checked: bool
    middle: tuple[float, float]


def _widgets(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[_Widget]:
    form = document.formenv.raw
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        with _annotation(page, index) as annotation:
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
                continue
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
            yield _Widget(
                annotation,
                _string(raw.FPDFAnnot_GetFormFieldName, form, annotation),
                raw.FPDFAnnot_GetFormFieldType(form, annotation),
                _string(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation),
                bool(raw.FPDFAnnot_IsChecked(form, annotation)),
                ((box.left + box.right) / 2, (box.top + box.bottom) / 2),
            )


@contextmanager
def _annotation(page: pypdfium2.PdfPage, index: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page.raw, index)
    try:
        yield annotation
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _string(ask: Any, form: Any, annotation: Any) -> str:
    buffer = (ctypes.c_ushort * NAME_UNITS)()
    size = ask(form, annotation, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le")


def _enter(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, widget: _Widget, value: str) -> None:
    form = document.formenv.raw
    match widget.kind:
        case raw.FPDF_FORMFIELD_CHECKBOX | raw.FPDF_FORMFIELD_RADIOBUTTON:
            if (widget.state == value) != widget.checked:
                _click(form, page, widget.middle)
        case _:
            raw.FORM_SetFocusedAnnot(form, widget.annotation)
            raw.FORM_SelectAllText(form, page.raw)
            units = (value + "\0").encode("utf-16-le")
            text = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
            raw.FORM_ReplaceSelection(form, page.raw, text)
            raw.FORM_ForceToKillFocus(form)


def _click(form: Any, page: pypdfium2.PdfPage, middle: tuple[float, float]) -> None:
    raw.FORM_OnMouseMove(form, page.raw, 0, *middle)
    raw.FORM_OnLButtonDown(form, page.raw, 0, *middle)
    raw.FORM_OnLButtonUp(form, page.raw, 0, *middle)
    raw.FORM_ForceToKillFocus(form)
