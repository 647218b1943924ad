"""A form of which the employee and the leader fill in a copy each, and a workplace that has it."""

from __future__ import annotations

from pathlib import Path

from tests.flow.desk import make_workplace

FORM = """\
id = "jobbsamtale"
version = "1"
title = { nb = "Jobbsamtale" }
parties = ["employee", "leader"]
employee_field = "employee_number"
document_date = "talk_date"
continuations = 0

[archive]
series = "personalmappe"
title = { nb = "Jobbsamtale" }

[[sections]]
id = "who"
title = { nb = "Hvem" }

[[sections.fields]]
id = "employee_number"
kind = "text"
label = { nb = "Ansattnummer" }
format = "employee_number"
cells = 8
prefill = "employee.number"

[[sections.fields]]
id = "talk_date"
kind = "date"
label = { nb = "Dato" }
prefill = "today"
required = true

[[sections.fields]]
id = "whose"
kind = "one_of"
label = { nb = "Dette er" }
prefill = "party"
choices = [
    { id = "employee", nb = "Mitt" },
    { id = "leader", nb = "Lederens" },
    { id = "shared", nb = "Felles" },
]

[[sections]]
id = "views"
title = { nb = "Syn" }
carried = true

[[sections.fields]]
id = "day"
kind = "long_text"
label = { nb = "En vanlig arbeidsdag" }
max_length = 60
lines = 2

[[sections.fields]]
id = "short"
kind = "text"
label = { nb = "Kort sagt" }

[[sections.fields]]
id = "works"
kind = "yes_no"
label = { nb = "Fungerer det?" }

[[sections.fields]]
id = "again"
kind = "date"
label = { nb = "Ny samtale" }

[[sections.fields]]
id = "tasks"
kind = "rows"
label = { nb = "Oppgaver" }
item = { nb = "Oppgave" }
rows = 3
columns = [
    { id = "task", kind = "text", label = { nb = "Oppgave" }, width = 4 },
    { id = "employee_view", kind = "text", label = { nb = "Arbeidstaker" }, width = 4 },
    { id = "leader_view", kind = "text", label = { nb = "Leder" }, width = 4 },
]

[[sections]]
id = "agreed"
title = { nb = "Enighet" }

[[sections.fields]]
id = "signature"
kind = "signature"
label = { nb = "Signatur" }
role = "employee"
order = 1
locks = ["day"]
"""

TEMPLATE = """\
# {{ form.title }}

[[section who]]

[[section views]]

[[section agreed]]
"""


def talking_workplace(root: Path) -> Path:
    made = make_workplace(root)
    for folder, name, text in (("forms", "jobbsamtale.toml", FORM), ("templates", "jobbsamtale.nb.md", TEMPLATE)):
        (made / folder).mkdir(exist_ok=True)
        (made / folder / name).write_text(text, encoding="utf-8")
    return made
