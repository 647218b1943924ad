"""Fillers that are Python libraries, and qpdf: pypdf, pikepdf's own form filler, and a writer that does as Acrobat."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

import pikepdf
import pikepdf.form
from pypdf import PdfReader, PdfWriter

from tests.foreign.slots import SlotKind, fields, slots, widgets
from tests.foreign.tools import QPDF_WARNED, need, run, workplace

_BUTTONS = (SlotKind.CHECK, SlotKind.RADIO)


def pypdf_fill(blank: bytes, values: Mapping[str, str]) -> bytes:
    """``auto_regenerate=False``: appearances by pypdf. A radio group's ``/V`` becomes a *string* with its slash."""
    return _pypdf(blank, values, PdfWriter(clone_from=PdfReader(io.BytesIO(blank))), auto_regenerate=False)


def pypdf_regenerate(blank: bytes, values: Mapping[str, str]) -> bytes:
    """The library's default: the same, and ``NeedAppearances`` set in the form."""
    return _pypdf(blank, values, PdfWriter(clone_from=PdfReader(io.BytesIO(blank))), auto_regenerate=True)


def pypdf_incremental(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _pypdf(blank, values, PdfWriter(io.BytesIO(blank), incremental=True), auto_regenerate=False)


def _pypdf(blank: bytes, values: Mapping[str, str], writer: PdfWriter, *, auto_regenerate: bool) -> bytes:
    known = slots(blank)
    data = {name: f"/{value}" if known[name].kind in _BUTTONS else value for name, value in values.items()}
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, data, auto_regenerate=auto_regenerate)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pikepdf_form(blank: bytes, values: Mapping[str, str]) -> bytes:
    """qpdf's own appearances: one line whatever the text, no comb. What does not fit or breaks lines looks wrong."""
    return _pikepdf(blank, values, pikepdf.form.DefaultAppearanceStreamGenerator)


def pikepdf_form_extended(blank: bytes, values: Mapping[str, str]) -> bytes:
    """pikepdf's appearances: lines and comb cells are right. Asks for a font with a descriptor."""
    return _pikepdf(blank, values, pikepdf.form.ExtendedAppearanceStreamGenerator)


def _pikepdf(
    blank: bytes,
    values: Mapping[str, str],
    generator: type[pikepdf.form.AppearanceStreamGenerator],
) -> bytes:
    with pikepdf.open(io.BytesIO(blank)) as document:
        form = pikepdf.form.Form(document, generator)
        for name, value in values.items():
            field = form[name]
            match field:
                case pikepdf.form.TextField():
                    field.value = value
                case pikepdf.form.CheckboxField():
                    field.checked = value != "Off"
                case pikepdf.form.RadioButtonGroup():
                    field.value = pikepdf.Name(f"/{value}")
                case _:
                    raise KeyError(name)
        return _saved(document)


def _saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def qpdf_appearances(blank: bytes, values: Mapping[str, str]) -> bytes:
    """Values without a look (a data merge), then ``qpdf --generate-appearances``: it draws every text field again in
    the font of ``/DA``, all lines on one and without a comb, and takes ``NeedAppearances`` away. 11.3 warns of check
    boxes whose on-state is not ``Yes``, and leaves them right."""
    return _qpdf(_values_only(blank, values), "--generate-appearances")


def qpdf_object_streams(blank: bytes, values: Mapping[str, str]) -> bytes:
    """A fill, then rewritten with everything in compressed object streams and new object numbers."""
    return _qpdf(pikepdf_form(blank, values), "--object-streams=generate", "--recompress-flate")


def qpdf_linearized(blank: bytes, values: Mapping[str, str]) -> bytes:
    """A fill, then rewritten for fast web view, as mail gateways do."""
    return _qpdf(pikepdf_form(blank, values), "--linearize")


def _qpdf(pdf: bytes, *options: str) -> bytes:
    program = need("qpdf")
    with workplace(filled=pdf) as folder:
        run(program, *options, "filled.pdf", "out.pdf", folder=folder, good=(0, QPDF_WARNED))
        return (folder / "out.pdf").read_bytes()


def _values_only(blank: bytes, values: Mapping[str, str]) -> bytes:
    with pikepdf.open(io.BytesIO(blank)) as document:
        for field, value in _named(document, values):
            _set(field, value)
        document.Root.AcroForm.NeedAppearances = True
        return _saved(document)


def acrobat_like(blank: bytes, values: Mapping[str, str]) -> bytes:
    """As Acrobat is known to save a filled form; the program itself cannot run here.

    Strings are PDFDocEncoding where that suffices and UTF-16BE with a byte order mark otherwise, lines end in CR, the
    file is rewritten with object streams and linearized, and every text has a new appearance.
    """
    acrobat_lines = {name: value.replace("\n", "\r") for name, value in values.items()}
    with pikepdf.open(io.BytesIO(pikepdf_form_extended(blank, values))) as document:
        for field, value in _named(document, acrobat_lines):
            if field.get("/FT") == pikepdf.Name.Tx:
                field.V = pikepdf.String(value)
        _draw_kids(document, set(acrobat_lines))
        if "/NeedAppearances" in document.Root.AcroForm:
            del document.Root.AcroForm.NeedAppearances
        return _saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)


def _draw_kids(document: pikepdf.Pdf, names: set[str]) -> None:
    """A text in several places is drawn in each; pikepdf draws it in none, for it takes the kids for fields."""
    generator = pikepdf.form.ExtendedAppearanceStreamGenerator(document, document.acroform)
    for kid in document.acroform.fields:
        if kid.fully_qualified_name in names and "/T" not in kid.obj and pikepdf.Name.Tx == kid.obj.Parent.FT:
            generator.generate_text(kid)


def _named(document: pikepdf.Pdf, values: Mapping[str, str]) -> Iterator[tuple[pikepdf.Object, str]]:
    by_name = dict(fields(document))
    for name, value in values.items():
        yield by_name[name], value


def _set(field: pikepdf.Object, value: str) -> None:
    if field.get("/FT") != pikepdf.Name.Btn:
        field.V = pikepdf.String(value)
        return
    field.V = pikepdf.Name(f"/{value}")
    for widget in widgets(field):
        states = widget.get("/AP", pikepdf.Dictionary()).get("/N", pikepdf.Dictionary()).keys()
        widget.AS = field.V if f"/{value}" in states else pikepdf.Name.Off
