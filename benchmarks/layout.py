"""Lay out a form from its definition and template, beside WeasyPrint on comparable HTML: the same sections, labels,
help texts and fields, the same font, tagged and with form fields. (What WeasyPrint writes as fields other programs
cannot use as it is.)
"""

from __future__ import annotations

from html import escape
from typing import assert_never

from benchmarks.material import LANGUAGE, LOOK, MADE, Material, blocks_of, material
from benchmarks.peer import Peer
from benchmarks.timing import Contestant, table, take_turns, timed
from dokumentverk import shipped
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.render.pdf import compile_pdf

FORM = "oppfolgingsplan"


def run(rounds: int) -> str:
    given = material(FORM)
    html = {"html": page(given.definition), "base": f"{shipped.fonts().as_uri()}/"}
    with Peer("weasyprint_layout", html) as weasyprint:
        contestants = (
            Contestant("dokumentverk (Typst, pikepdf)", timed(lambda: ours(given))),
            Contestant(weasyprint.name, weasyprint.run),
        )
        figures = take_turns(contestants, rounds)
    return table(f"Layout of {FORM}: {given.blank.layout.pages} pages with us (ms)", figures)


def ours(given: Material) -> bytes:
    """From template to finished blank with its map: nothing is cached but what the process keeps anyway."""
    return compile_pdf(given.definition, LANGUAGE, blocks_of(given.definition), look=LOOK, made=MADE).content


def page(definition: FormDefinition) -> str:
    sections = "".join(
        f"<section><h2>{escape(section.title.in_(LANGUAGE))}</h2><div class='grid'>"
        + "".join(cell(field) for field in section.fields)
        + "</div></section>"
        for section in definition.sections
    )
    title = escape(definition.title.in_(LANGUAGE))
    return (
        f"<html lang='{LANGUAGE}'><head><title>{title}</title><style>{STYLE}</style></head>"
        f"<body><form><h1>{title}</h1>{sections}</form></body></html>"
    )


def cell(field: Field) -> str:
    label = f"<label>{escape(field.label.in_(LANGUAGE))}</label>"
    note = f"<p>{escape(field.help.in_(LANGUAGE))}</p>" if field.help else ""
    return f"<div style='grid-column: span {field.width}'>{label}{note}{control(field)}</div>"


def control(field: Field) -> str:
    match field.kind:
        case FieldKind.LONG_TEXT:
            return f"<textarea name='{field.id}' style='height: {field.lines * 20}pt'></textarea>"
        case FieldKind.TICK:
            return f"<input type='checkbox' name='{field.id}'>"
        case FieldKind.YES_NO:
            return "".join(f"<input type='radio' name='{field.id}' value='{value}'>{value}" for value in ("ja", "nei"))
        case FieldKind.ONE_OF:
            return "".join(
                f"<input type='radio' name='{field.id}' value='{one.id}'>{escape(one.label.in_(LANGUAGE))}"
                for one in field.choices
            )
        case FieldKind.SEVERAL_OF:
            return "".join(
                f"<input type='checkbox' name='{field.id}_{one.id}'>{escape(one.label.in_(LANGUAGE))}"
                for one in field.choices
            )
        case FieldKind.ROWS:
            return rows(field)
        case (
            FieldKind.TEXT
            | FieldKind.DATE
            | FieldKind.FODSELSNUMMER
            | FieldKind.NUMBER
            | FieldKind.PERCENT
            | FieldKind.SIGNATURE
        ):
            return f"<input name='{field.id}'>"
    assert_never(field.kind)


def rows(field: Field) -> str:
    head = "".join(f"<th>{escape(column.label.in_(LANGUAGE))}</th>" for column in field.columns)
    lines = "".join(
        "<tr>" + "".join(f"<td><input name='{field.id}_{row}_{column.id}'></td>" for column in field.columns) + "</tr>"
        for row in range(field.rows)
    )
    return f"<table><tr>{head}</tr>{lines}</table>"


STYLE = """
@font-face { font-family: Source; src: url(SourceSans3-Regular.ttf) }
@font-face { font-family: Source; font-weight: 600; src: url(SourceSans3-SemiBold.ttf) }
@page { size: A4; margin: 18mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 10pt Source } h1 { font-size: 20pt } h2 { font-size: 13pt }
.grid { display: grid; grid-template-columns: repeat(12, 1fr); gap: 6pt }
input, textarea { appearance: auto; border: .5pt solid #888; width: 100%; height: 18pt }
input[type=checkbox], input[type=radio] { width: 12pt; height: 12pt }
table { width: 100%; border-collapse: collapse } td, th { border: .5pt solid #888; font-size: 8pt }
"""
