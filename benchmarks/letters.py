"""Letters, each with its own data, beside docxtpl rendering the same letter: as Word document, and as PDF, where
docxtpl needs LibreOffice.

docxtpl's template is our own Word letter with Jinja tags in place of the data, so that both write the same text on the
same paper. Ours does more: a number and its QR code on every page, data in words («tirsdag 1. desember 2026»), a check
of every character; and the PDF is PDF/A-2a and PDF/UA-1.
"""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count

import docx

from benchmarks.material import MADE, NUMBER, issue_numbers
from benchmarks.peer import Peer
from benchmarks.timing import Contestant, table, take_turns, timed
from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium
from dokumentverk.model.value import Value
from dokumentverk.render.letter import sheet_of, sheet_saying
from dokumentverk.render.letter_docx import letter_docx
from dokumentverk.render.letter_paper import render_letter
from dokumentverk.render.letter_values import said_of
from tests.render.letter_specimens import LETTERS, layout_of, recipe_of, values_of

LETTER = "innkalling-dialogmote"
OFFICE = 25
"""Letters in one call of LibreOffice: its start is shared by all of them."""
OFFICE_ROUNDS = 3


def run(rounds: int) -> str:
    definition = LETTERS[LETTER]
    recipe = recipe_of(definition, Language.NB)
    layouts = {medium: layout_of(definition, recipe, medium) for medium in (Medium.PDF, Medium.DOCX)}
    material = {"template": base64.b64encode(_template(recipe)).decode(), "contexts": _contexts(), "office": 0}
    _same_text(layouts[Medium.DOCX], recipe)
    with Peer("docxtpl_letter", material) as docxtpl:
        ours_pdf, ours_docx = (_ours(layouts[medium], medium) for medium in (Medium.PDF, Medium.DOCX))
        figures = take_turns(
            (
                Contestant("dokumentverk DOCX", timed(lambda: next(ours_docx))),
                Contestant(f"{docxtpl.name} DOCX", docxtpl.run, target=1.5),
                Contestant("dokumentverk PDF", timed(lambda: next(ours_pdf))),
            ),
            rounds,
        )
    tables = [table(f"{LETTER}: {rounds:,} letters as DOCX (ms for each)", figures)]
    untargeted = replace(figures[1], contestant=replace(figures[1].contestant, target=None))
    tables.append(table(f"{LETTER}: {rounds:,} letters as PDF, beside bare DOCX", (figures[2], untargeted)))
    if shutil.which("soffice") is None:
        return "\n\n".join([*tables, "LibreOffice is not here: docxtpl makes no PDF"])
    with Peer("docxtpl_letter", {**material, "office": OFFICE}) as with_office:
        ours = _ours(layouts[Medium.PDF], Medium.PDF)
        many = timed(lambda: [next(ours) for _ in range(OFFICE)])
        slow = take_turns(
            (
                Contestant("dokumentverk PDF", lambda: many() / OFFICE),
                Contestant(f"{with_office.name} and LibreOffice", with_office.run, target=5),
            ),
            OFFICE_ROUNDS,
            warmup=1,
        )
    tables.append(table(f"{LETTER}: as PDF, {OFFICE} letters in one call (ms for each)", slow))
    return "\n\n".join(tables)


def _data(at: int) -> dict[str, Value]:
    """Every letter has another recipient, day and hour."""
    return {
        **values_of(LETTER),
        "recipient_name": f"Åse Sørbø-Ødegård {at}",
        "recipient_address": f"Strandgata {at}\n8820 Fjordvik",
        "meeting_date": date(2026, 12, 1 + at % 28),
        "meeting_time": f"{8 + at % 8:02d}.{at % 60:02d}",
    }


def _ours(layout: Layout, medium: Medium) -> Iterator[bytes]:
    definition, numbers = LETTERS[LETTER], issue_numbers()
    for at in count():
        yield render_letter(layout, definition, _data(at), number=next(numbers), issued=MADE, medium=medium)


def _contexts() -> list[dict[str, str]]:
    """What docxtpl puts in place of its tags: our words, made beforehand."""
    definition = LETTERS[LETTER]
    contexts = []
    for at, number in zip(range(200), issue_numbers(), strict=False):
        said = said_of(definition, _data(at), Language.NB)
        texts = {id: text for id, text in said.items() if isinstance(text, str)}
        days = said["weekday"]
        assert isinstance(days, dict)
        contexts.append({**texts, "weekday_meeting_date": days["meeting_date"], "number": number})
    return contexts


def _template(recipe: str) -> bytes:
    """Our own letter, with tags in place of the data."""
    definition = LETTERS[LETTER]
    tags: dict[str, object] = {field.id: f"{{{{ {field.id} }}}}" for field in definition.fields()}
    said = {**tags, "value": {}, "each": {}, "weekday": {"meeting_date": "{{ weekday_meeting_date }}"}}
    said |= {"enclosures": "", "copy_to": "", "their_reference": ""}
    parts = unpack(letter_docx(recipe, definition, sheet_saying(recipe, definition, said, NUMBER), NUMBER, MADE))
    return pack({name: content.replace(NUMBER.encode(), b"{{ number }}") for name, content in parts.items()})


def _same_text(layout: Layout, recipe: str) -> None:
    """docxtpl's template must say what our letter says."""
    assert sheet_of(recipe, LETTERS[LETTER], _data(0), NUMBER).body
    ours = render_letter(
        layout, LETTERS[LETTER], _data(0), number=next(issue_numbers()), issued=MADE, medium=Medium.DOCX
    )
    lines = [line.text for line in docx.Document(io.BytesIO(_template(recipe))).paragraphs]
    for id, text in _contexts()[0].items():
        lines = [line.replace(f"{{{{ {id} }}}}", text) for line in lines]
    assert lines == [line.text for line in docx.Document(io.BytesIO(ours)).paragraphs], "not the same letter"
