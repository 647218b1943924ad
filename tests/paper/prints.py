"""Issued forms on paper: produced in a workplace by our own commands, and pictured as a printer prints them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.issue.keys import first_key
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Layout, Medium, WidgetKind
from dokumentverk.model.value import Value
from dokumentverk.render.pdf_answers import answers_of
from dokumentverk.workplace.folders import init_workplace, open_workplace
from tests.foreign.fillers import FILLERS
from tests.paper.ink import Picture

DAY = datetime(2026, 11, 2, 8, 30, tzinfo=timezone(timedelta(hours=1)))

PEOPLE = """\
ansattnummer;fornavn;etternavn;stilling;enhet;leder;ansatt fra;telefon;e-post;språk
1001;Åse;Sørbø-Ødegård;Helsefagarbeider;Sykehjemmet;1002;01.03.2019;41 00 00 01;ase@fjordvik.example;nb
1002;Kari;Nordmann;Enhetsleder;Sykehjemmet;;01.01.2015;41 00 00 02;kari@fjordvik.example;nb
1003;Per Øyvind;Hansen;Vaktmester;Eiendom;1002;15.08.2021;41 00 00 03;per@fjordvik.example;nn
1004;Áile;Čuoŋájávri;Lærer;Fjordvik skole;1002;01.08.2023;41 00 00 04;aile@fjordvik.example;nb
"""


@dataclass(frozen=True, slots=True)
class Print:
    """An issue as a PDF to print. ``values`` were printed in it, ``typed`` filled in on a screen before it was
    printed."""

    issue: Issue
    definition: FormDefinition
    layout: Layout
    content: bytes
    values: Mapping[str, Value]
    typed: Mapping[str, Value] = field(default_factory=dict)


def paper_office(root: Path, *, seed: int = 7, people: str = PEOPLE) -> Office:
    """A new workplace in ``root``; the same seed gives the same key and numbers. Close it, or use it with ``with``."""
    chance = random.Random(seed)
    made = init_workplace(root, name="Fjordvik kommune")
    first_key(made.workplace.keys, now=DAY, token=chance.randbytes)
    made.workplace.people.write_text(people, encoding="utf-8-sig")
    return Office(open_workplace(root), now=lambda: DAY, random=chance.randrange)


def issue_print(
    office: Office,
    form: str,
    employee: str | None = "1001",
    *,
    given: Mapping[str, object] | None = None,
    medium: Medium = Medium.PRINT,
) -> Print:
    """``medium`` PDF is for those who fill it on a screen before they print it."""
    made = produce(office, Order(form, employee=employee, medium=medium, given=given or {}))
    layout = office.layouts.layout(made.issue.layouts[0][1])
    return Print(made.issue, made.definition, layout, made.content, made.values)


def typed_print(office: Office, form: str, employee: str | None, answers: Mapping[str, Value]) -> Print:
    """The fillable PDF, ``answers`` typed in Chrome's engine, ready to print and sign."""
    blank = issue_print(office, form, employee, medium=Medium.PDF)
    given = answers_of(blank.layout, blank.definition, {**answers, **blank.values})
    texts: dict[str, str] = {}
    for (name, _), (place, answer) in given.items():
        if blank.values.get(place.field) is not None:
            continue
        if place.kind not in (WidgetKind.CHECK, WidgetKind.RADIO):
            texts[name] = answer.text
        elif answer.on:
            texts[name] = place.choice or "on" if place.kind is WidgetKind.RADIO else "on"
    return replace(blank, content=FILLERS["pdfium"](blank.content, texts), typed=dict(answers))


@lru_cache(maxsize=16)
def page_pictures(content: bytes, dpi: float = 300) -> tuple[Picture, ...]:
    """Every page at ``dpi``, RGB, form fields drawn as a viewer prints them. Not to be written on: copy them."""
    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()
        pictures = []
        for number in range(len(document)):
            page = document[number]
            bitmap = page.render(scale=dpi / 72, may_draw_forms=True, rev_byteorder=True)
            picture = np.array(bitmap.to_numpy()[..., :3], dtype=np.uint8)
            picture.flags.writeable = False
            pictures.append(picture)
            page.close()
    finally:
        document.close()
    return tuple(pictures)


def toner(picture: Picture, chance: np.random.Generator) -> Picture:
    """As a laser printer sets it: edges a little soft, black not quite black."""
    soft = cv2.GaussianBlur(picture, (0, 0), 0.55)
    darkest = float(chance.uniform(8, 34))
    return np.asarray(darkest + soft.astype(np.float32) * (255 - darkest) / 255, dtype=np.uint8)
