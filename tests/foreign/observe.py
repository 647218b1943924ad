"""What a PDF says when read without the code under test: field values, names of widgets, and words on the page."""

from __future__ import annotations

import io

import pdfplumber
import pikepdf

from tests.foreign.slots import fields


def values_in(pdf: bytes) -> dict[str, str]:
    """Full field name → value as text: line ends as LF, names without the slash, nothing for what is empty."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = {name: _plain(field.get("/V")) for name, field in fields(document)}
    return {name: value for name, value in found.items() if value not in ("", "Off")}


def _plain(value: pikepdf.Object | None) -> str:
    if isinstance(value, pikepdf.Array):
        return ";".join(_plain(part) for part in value)
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").removeprefix("/")


def widget_names(pdf: bytes) -> list[list[str | None]]:
    """Page by page, what each widget calls itself, or its parent calls it: None for a widget without any name."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            [_name(widget) for widget in page.obj.get("/Annots", pikepdf.Array()) if widget.Subtype == "/Widget"]
            for page in document.pages
        ]


def _name(widget: pikepdf.Object) -> str | None:
    if "/T" in widget:
        return str(widget.T)
    parent = widget.get("/Parent")
    return str(parent.T) if parent is not None and "/T" in parent else None


def words_shown(pdf: bytes) -> str:
    """The words that the pages show, appearances of widgets included as the file holds them, single spaces between."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        form = document.Root.get("/AcroForm")
        if form is not None and "/NeedAppearances" in form:
            del form.NeedAppearances
        document.flatten_annotations("all")
        flat = io.BytesIO()
        document.save(flat)
    with pdfplumber.open(flat) as pages:
        return " ".join(" ".join(page.extract_text().split()) for page in pages.pages)
