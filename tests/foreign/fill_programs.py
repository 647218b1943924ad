"""Fillers that run as programs of their own: pdf.js and pdf-lib in node, poppler-glib, PDFBox in Java, MuPDF."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.foreign.slots import SlotKind, slots
from tests.foreign.tools import PROGRAMS, need, run, workplace


def pdfjs(blank: bytes, values: Mapping[str, str]) -> bytes:
    """Firefox. Saves an incremental update with appearances of its own in the form's font. Texts beyond ASCII become
    UTF-16BE, lines part by LF."""
    need("pdfjs-dist")
    return _node("pdfjs_fill.mjs", blank, values)


def pdflib(blank: bytes, values: Mapping[str, str]) -> bytes:
    """Rewrites the document, sets UTF-16BE texts and draws them in Helvetica of its own, never the form's font.
    Raises ForeignFailure for characters beyond WinAnsi."""
    need("pdf-lib")
    return _node("pdflib_fill.mjs", blank, values, "appearances")


def pdflib_bare(blank: bytes, values: Mapping[str, str]) -> bytes:
    """``updateFieldAppearances: false``: texts are set and the old (empty) appearances stay; boxes show their mark."""
    need("pdf-lib")
    return _node("pdflib_fill.mjs", blank, values, "bare")


def poppler_glib(blank: bytes, values: Mapping[str, str]) -> bytes:
    """Evince and other GNOME viewers. Texts come as UTF-16BE and their widgets get an ``/AS /N`` that means nothing;
    the save is an incremental update."""
    python = need("poppler-glib")
    known = slots(blank)
    data = {
        name: {"value": value, "box": known[name].boxes[known[name].states.index(value)]}
        if known[name].kind is SlotKind.RADIO
        else {"value": value}
        for name, value in values.items()
    }
    with workplace(blank=blank) as folder:
        (folder / "values.json").write_text(json.dumps(data), encoding="utf-8")
        run(python, PROGRAMS / "poppler_fill.py", "blank.pdf", "values.json", "filled.pdf", folder=folder)
        return (folder / "filled.pdf").read_bytes()


def pdfbox(blank: bytes, values: Mapping[str, str]) -> bytes:
    """Draws with the font that ``/DA`` names; a character that font lacks is refused (ForeignFailure)."""
    return _pdfbox(blank, values, "whole")


def pdfbox_incremental(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _pdfbox(blank, values, "incremental")


def mutool(blank: bytes, values: Mapping[str, str]) -> bytes:
    """MuPDF's widgets, the document rewritten (``garbage``). Draws in Helvetica of its own, UTF-16BE beyond ASCII."""
    return _mutool(blank, values, "garbage")


def mutool_incremental(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _mutool(blank, values, "incremental")


def _node(program: str, blank: bytes, values: Mapping[str, str], *options: str) -> bytes:
    node = need("node")
    with workplace(blank=blank) as folder:
        (folder / "values.json").write_text(json.dumps(values), encoding="utf-8")
        run(node, PROGRAMS / program, "blank.pdf", "values.json", "filled.pdf", *options, folder=folder)
        return (folder / "filled.pdf").read_bytes()


def _pdfbox(blank: bytes, values: Mapping[str, str], save: str) -> bytes:
    jars = need("pdfbox")
    with workplace(blank=blank) as folder:
        lines = [f"{name}\t{_escaped(value)}\n" for name, value in values.items()]
        (folder / "values.tsv").write_text("".join(lines), encoding="utf-8")
        classes = f"{_compiled(jars)}:{jars}"
        arguments = ("blank.pdf", "values.tsv", "filled.pdf", save)
        run(need("java"), "-Djava.awt.headless=true", "-cp", classes, "PdfboxFill", *arguments, folder=folder)
        return (folder / "filled.pdf").read_bytes()


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


_CLASSES = tempfile.TemporaryDirectory(prefix="foreign-classes-")


@cache
def _compiled(jars: str) -> Path:
    folder = Path(_CLASSES.name)
    run(need("javac"), "-cp", jars, "-d", folder, PROGRAMS / "PdfboxFill.java")
    return folder


def _mutool(blank: bytes, values: Mapping[str, str], save: str) -> bytes:
    program = need("mutool")
    with workplace(blank=blank) as folder:
        if save == "incremental":
            (folder / "filled.pdf").write_bytes(blank)
        data = f"function values() {{ return {json.dumps(dict(values))}; }}\n"
        (folder / "values.js").write_text(data, encoding="utf-8")
        run(program, "run", PROGRAMS / "mutool_fill.js", "blank.pdf", "values.js", "filled.pdf", save, folder=folder)
        return (folder / "filled.pdf").read_bytes()
