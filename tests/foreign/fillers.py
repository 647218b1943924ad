"""Every program that fills our form, by name. ``FILLERS[name](blank, values)`` gives the filled PDF.

``values`` maps full PDF field names to what a person would enter: text for text fields, the on-state (``on``, a choice
id) for check boxes and radio groups. Lines are parted by ``\\n``. A field that is not named stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.foreign import fill_pdfium, fill_pdftk, fill_programs, fill_python

Filler: TypeAlias = Callable[[bytes, Mapping[str, str]], bytes]

FILLERS: dict[str, Filler] = {
    "pdftk_fdf": fill_pdftk.fdf,
    "pdftk_xfdf": fill_pdftk.xfdf,
    "pdftk_need_appearances": fill_pdftk.need_appearances,
    "pdfium": fill_pdfium.typed,
    "pdfium_incremental": fill_pdfium.typed_incremental,
    "pdfjs": fill_programs.pdfjs,
    "pdflib": fill_programs.pdflib,
    "pdflib_bare": fill_programs.pdflib_bare,
    "poppler_glib": fill_programs.poppler_glib,
    "pdfbox": fill_programs.pdfbox,
    "pdfbox_incremental": fill_programs.pdfbox_incremental,
    "mutool": fill_programs.mutool,
    "mutool_incremental": fill_programs.mutool_incremental,
    "pypdf": fill_python.pypdf_fill,
    "pypdf_regenerate": fill_python.pypdf_regenerate,
    "pypdf_incremental": fill_python.pypdf_incremental,
    "pikepdf_form": fill_python.pikepdf_form,
    "pikepdf_form_extended": fill_python.pikepdf_form_extended,
    "qpdf_appearances": fill_python.qpdf_appearances,
    "qpdf_object_streams": fill_python.qpdf_object_streams,
    "qpdf_linearized": fill_python.qpdf_linearized,
    "acrobat_like": fill_python.acrobat_like,
}

SHOWS_NOTHING = frozenset({"pdflib_bare"})
"""Fillers that set values without drawing them: what a page shows then is the blank."""
