"""A form with every kind of field, small enough to read, and what the tests need around it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dokumentverk.define import parse_definition
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.workplace import RuleSettings
from dokumentverk.render.blank import Blank, Overflow
from dokumentverk.render.blocks import Block
from dokumentverk.render.look import Look
from dokumentverk.render.pdf import compile_pdf
from dokumentverk.render.template import render_blocks

MADE = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
NUMBER = "7KXM-4RTA-9CDEF"
LOOK = Look("Fjellvik kommune", "974760673", ("Rådhusgata 1, 9999 Fjellvik",), "Vedtatt i AMU sak 7/14")

TOML = """
id = "small"
version = "3"
title = { nb = "Prøveskjema", nn = "Prøveskjema", en = "Small form" }
parties = ["employee"]
continuations = 1

[archive]
series = "personalmappe"
title = { nb = "Prøveskjema" }

[[sections]]
id = "person"
title = { nb = "Om deg", nn = "Om deg", en = "About you" }
help = { nb = "Hjelpetekst til delen." }

[[sections.fields]]
id = "name"
kind = "text"
label = { nb = "Navn (Sámi: č đ ŋ š ŧ ž)", nn = "Namn (Sámi: č đ ŋ š ŧ ž)", en = "Name (Sámi: č đ ŋ š ŧ ž)" }
required = true
locked = true
prefill = "employee.name"
width = 5

[[sections.fields]]
id = "fnr"
kind = "fodselsnummer"
label = { nb = "Fødselsnummer", en = "National identity number" }
width = 4

[[sections.fields]]
id = "day"
kind = "date"
label = { nb = "Dag", en = "Day" }
required = true
width = 3

[[sections.fields]]
id = "percent"
kind = "percent"
label = { nb = "Prosent", en = "Per cent" }
minimum = 0
maximum = 100
width = 3

[[sections.fields]]
id = "number"
kind = "number"
label = { nb = "Antall", en = "Number" }
width = 3

[[sections.fields]]
id = "agree"
kind = "yes_no"
label = { nb = "Er du enig?", en = "Do you agree?" }
help = { nb = "Hjelp under etiketten.", en = "Help below the label." }
width = 6

[[sections.fields]]
id = "told"
kind = "tick"
label = { nb = "Jeg har sagt fra", en = "I have told" }
width = 6

[[sections.fields]]
id = "how"
kind = "one_of"
label = { nb = "Hvordan", en = "How" }
choices = [{ id = "phone", nb = "Telefon", en = "Phone" }, { id = "other_way", nb = "Annet", en = "Other" }]
width = 6

[[sections.fields]]
id = "whom"
kind = "several_of"
label = { nb = "Hvem", en = "Who" }
choices = [{ id = "nav", nb = "Nav", en = "Nav" }, { id = "doctor", nb = "Sykmelder", en = "Doctor" }]

[[sections.fields]]
id = "story"
kind = "long_text"
label = { nb = "Fortell", en = "Tell" }
max_length = 2000
lines = 3

[[sections]]
id = "tables"
title = { nb = "Tabeller", en = "Tables" }

[[sections.fields]]
id = "shared"
kind = "rows"
label = { nb = "Delt med", en = "Shared with" }
rows = 2
columns = [
    { id = "who", kind = "text", label = { nb = "Hvem", en = "Who" }, width = 6 },
    { id = "when", kind = "date", label = { nb = "Når", en = "When" }, width = 3 },
    { id = "sent", kind = "tick", label = { nb = "Sendt", en = "Sent" }, width = 3 },
]

[[sections.fields]]
id = "measures"
kind = "rows"
label = { nb = "Tiltak", en = "Measures" }
rows = 2
columns = [
    { id = "what", kind = "long_text", label = { nb = "Hva", en = "What" }, width = 9, lines = 2 },
    { id = "start", kind = "date", label = { nb = "Fra", en = "From" }, width = 3 },
    { id = "result", kind = "text", label = { nb = "Resultat", en = "Result" }, width = 12 },
]

[[sections]]
id = "signing"
title = { nb = "Signatur", en = "Signature" }

[[sections.fields]]
id = "signature"
kind = "signature"
label = { nb = "Signatur", en = "Signature" }
role = "employee"
order = 1
locks = ["name", "day", "agree", "whom", "story", "shared"]
width = 6
"""

TEMPLATE = """# {{ form.title }}

Fra **{{ workplace.name }}**. Les *dette* først, se [Nav](https://www.nav.no).

[[section person]]

[[section tables]]

- et punkt
- et til

> Et notat.

| Hva | Når |
|---|---|
| Møte | i dag |

[[section signing]]

[[continuation lines=3]]
"""


@cache
def definition() -> FormDefinition:
    return parse_definition(TOML, "small.toml")


def context(of: FormDefinition, language: Language, name: str = LOOK.name) -> dict[str, object]:
    return {
        "form": {"id": of.id, "version": of.version, "title": of.title.in_(language), "purpose": ""},
        "workplace": {
            "name": name,
            "organisasjonsnummer": LOOK.organisasjonsnummer,
            "address": list(LOOK.address),
            "routine": LOOK.routine,
            "contacts": {"hr": {"name": "Personal", "phone": "22 22 22 22", "email": "hr@fjellvik.example"}},
        },
        "rules": asdict(RuleSettings()),
        "language": language.value,
    }


def blocks_from(template: str, language: Language = Language.NB, name: str = LOOK.name) -> tuple[Block, ...]:
    """The small form's template as blocks."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "small.nb.md").write_text(template, encoding="utf-8")
        found = context(definition(), language, name)
        return render_blocks(definition(), language, folders=[Path(folder)], context=found)


@cache
def blank(overflow: tuple[Overflow, ...] = (), language: Language = Language.NB) -> Blank:
    blocks = blocks_from(TEMPLATE, language)
    return compile_pdf(definition(), language, blocks, look=LOOK, overflow=overflow, made=MADE)
