"""Forms made for measuring: pages full of one kind of box, so that a few hundred pages give thousands of answers.

They go the way of every other form (definition, template, issue), in a workplace's own folders.
"""

from __future__ import annotations

from pathlib import Path

TICKS, NUMBERS, DATES, SIGNATURES = "ruter", "tall", "datoer", "underskrifter"

_LAYOUTS = {
    TICKS: ("yes_no", 2, 96),
    NUMBERS: ("fodselsnummer", 4, 51),
    DATES: ("date", 3, 68),
    SIGNATURES: ("signature", 6, 9),
}
"""Form → (kind of field, columns of twelve, how many)."""
REMARK = "merknad"
"""Signatures must lock something."""


def write_forms(root: Path) -> None:
    """Lay the definitions and templates in the workplace at ``root``."""
    (root / "forms").mkdir(exist_ok=True)
    (root / "templates").mkdir(exist_ok=True)
    for form, (kind, width, count) in _LAYOUTS.items():
        (root / "forms" / f"{form}.toml").write_text(_definition(form, kind, width, count), encoding="utf-8")
        (root / "templates" / f"{form}.nb.md").write_text("# {{ form.title }}\n\n[[section alle]]\n", encoding="utf-8")


def _definition(form: str, kind: str, width: int, count: int) -> str:
    head = f"""\
id = "{form}"
version = "1"
title = {{ nb = "{form.capitalize()}" }}
parties = ["employee"]
continuations = 0
[archive]
series = "administrative"
title = {{ nb = "{form.capitalize()}" }}
[[sections]]
id = "alle"
title = {{ nb = "Alle" }}
filled_by = "employee"
"""
    fields = [
        f"""\
[[sections.fields]]
id = "nr_{number}"
kind = "{kind}"
label = {{ nb = "{_label(number)}" }}
width = {width}
{_signed(number) if kind == "signature" else ""}"""
        for number in range(1, count + 1)
    ]
    remark = f"""\
[[sections.fields]]
id = "{REMARK}"
kind = "text"
label = {{ nb = "Merknad" }}
"""
    return head + "".join(fields) + remark


def _signed(order: int) -> str:
    return f'role = "employee"\norder = {order}\nlocks = ["{REMARK}"]\n'


_WORDS = ("Svar", "Avtale", "Oppgave", "Mål", "Frist", "Møte", "Plan", "Vurdering", "Tiltak", "Dag", "Sted")


def _label(number: int) -> str:
    """No two alike."""
    first, second = divmod(number, len(_WORDS))
    return f"{_WORDS[second]} {_WORDS[(first + second) % len(_WORDS)].lower()}"
