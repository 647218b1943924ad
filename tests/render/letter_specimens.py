"""The shipped letters with made-up data, as a small municipality sends them. Nobody in them exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium
from dokumentverk.model.value import Value
from dokumentverk.model.workplace import LetterSettings, RuleSettings
from dokumentverk.render.letter_paper import render_letter
from dokumentverk.render.letter_recipe import Stationery, from_text, gather, to_text
from dokumentverk.render.look import Look

LETTERS = load_forms([shipped.forms() / "letters"])
NUMBER = "7KXM-4RTA-9CDEF"
MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
RULES = replace(RuleSettings(), egenmelding_days_per_absence=8, egenmelding_days_in_12_months=24)
PUBLIC = LetterSettings(
    public_body=True, appeal_to="klagenemnda i kommunen", marking="Unntatt offentlighet, offl. § 13"
)
LOOK = Look(
    name="Fjordvik kommune",
    organisasjonsnummer="974760673",
    address=("Rådhusgata 1", "8820 Fjordvik"),
    routine="Rutine for oppfølging av sykmeldte, vedtatt i AMU sak 7/14",
)

_EVERY: dict[str, Value] = {
    "letter_date": date(2026, 11, 23),
    "recipient_name": "Åse Sørbø-Ødegård",
    "recipient_address": "Strandgata 4\n8820 Fjordvik",
    "sender_name": "Kari Nordmann",
    "sender_title": "Enhetsleder",
    "sender_phone": "41 00 00 02",
    "sender_email": "kari@fjordvik.example",
}
_DOCTOR: dict[str, Value] = {
    "recipient_name": "Ola Lege",
    "recipient_address": "Fjordvik legekontor\nStorgata 2\n8820 Fjordvik",
}
_NAV: dict[str, Value] = {
    "recipient_name": "Nav Fjordvik",
    "recipient_address": "Postboks 1\n8821 Fjordvik",
    "their_reference": "2026/1234",
}
_ABOUT: dict[str, Value] = {
    "employee_number": "1001",
    "employee_name": "Åse Sørbø-Ødegård",
    "employee_fodselsnummer": "13897248098",
    "unit": "Fjordvik sykehjem",
}
_MEETING: dict[str, Value] = {
    "meeting_date": date(2026, 12, 1),
    "meeting_time": "14.00",
    "meeting_place": "Fjordvik sykehjem, møterom 2",
    "reply_by": date(2026, 11, 27),
}
_FACTS: dict[str, Value] = {
    "facts": "Fravær med egenmelding: 5.–6. januar, 9.–10. mars, 2.–4. juni og 7.–8. september 2026.",
    "reply_by": date(2026, 12, 7),
    "warned_date": date(2026, 11, 9),
    "statement": "Jeg mener at to av fraværene skyldtes arbeidsmengden.",
    "reasons": "Vi har lagt vekt på at fraværene er mange og korte, og at tilretteleggingen ikke er brukt.",
}
_PERIOD: dict[str, Value] = {"period_first": date(2026, 11, 12), "period_last": date(2026, 11, 27)}

SAMPLES: dict[str, dict[str, Value]] = {
    "innkalling-samtale": _MEETING,
    "innkalling-dialogmote": _MEETING,
    "innkalling-dialogmote-deltaker": {**_ABOUT, **_MEETING, **_DOCTOR, "participant": "certifying_doctor"},
    "innkalling-moteplassen": {**_MEETING, "participants": "Nav Fjordvik\nBedriftshelsetjenesten"},
    "innkalling-moteplassen-deltaker": {**_ABOUT, **_MEETING, **_NAV, "participant": "nav"},
    "varsel-ia-mote": {"dialogue_date": date(2026, 10, 12), "clarify": "Om andre oppgaver kan passe bedre."},
    "behov-ia-mote": {
        **_ABOUT,
        "recipient_name": "Liv Berg",
        "recipient_address": "Kommunalsjef",
        "dialogue_date": date(2026, 10, 12),
        "tried": "Andre oppgaver i åtte uker, og kortere dager.",
        "clarify": "Om omplassering er mulig, og hva Nav kan bidra med.",
        "others": "Bedriftshelsetjenesten",
    },
    "oversendelse-sykmelder": {
        **_ABOUT,
        **_DOCTOR,
        "plan_date": date(2026, 11, 20),
        "revised": True,
        "message": "Kontordager to dager i uken går fint.",
    },
    "oversendelse-nav": {
        **_ABOUT,
        **_NAV,
        "plan_date": date(2026, 11, 20),
        "reason": "help",
        "help_wanted": "Arbeidsrettede tiltak, og råd om hjelpemidler.",
    },
    "kopi-arkiv": {
        **_ABOUT,
        "recipient_name": "Kontor for interne tjenester",
        "recipient_address": "",
        "document_title": "Oppfølgingsplan",
        "document_date": date(2026, 11, 20),
        "document_number": "4RTA-7KXM-9CDEF",
        "folder": "P-2019-118",
    },
    "paminnelse-frist": {"what": "fylle ut svarslippen", "due_date": date(2026, 11, 30), "how": "Lever den til meg."},
    "paminnelse-egenmelding": {
        "lacking": "egenmelding",
        "first_day": date(2026, 11, 16),
        "last_day": date(2026, 11, 18),
        "due_date": date(2026, 11, 27),
    },
    "paminnelse-signatur": {
        "document_title": "Oppfølgingsplan",
        "document_date": date(2026, 11, 16),
        "document_number": "4RTA-7KXM-9CDEF",
        "due_date": date(2026, 11, 27),
    },
    "varsel-kvote": {
        "used_absences": Decimal(3),
        "used_days": Decimal(19),
        "window_first": date(2025, 11, 19),
        "window_last": date(2026, 11, 18),
    },
    "varsel-egenmelding": {**_FACTS, "ground": "four_absences"},
    "vedtak-egenmelding": {
        **_FACTS,
        "ground": "four_absences",
        "from_date": date(2026, 12, 1),
        "review_date": date(2027, 6, 1),
    },
    "varsel-sykepenger": {
        **_FACTS,
        **_PERIOD,
        "ground": "cooperation",
        "facts": "Du har ikke svart på innkallingene 12. og 16. november 2026.",
        "wanted": "Kom til samtale om oppfølgingsplanen 1. desember 2026 kl. 14.00.",
    },
    "vedtak-sykepenger": {
        **_FACTS,
        **_PERIOD,
        "ground": "cooperation",
        "facts": "Du har ikke svart på innkallingene 12. og 16. november 2026.",
        "statement": None,
        "reasons": "Vi har ikke fått opplysninger om hva du kan gjøre, og kan ikke legge til rette.",
    },
    "anmodning-dialogmote-2": {
        **_ABOUT,
        **_NAV,
        "first_day": date(2026, 9, 7),
        "reason": "Vi har prøvd det vi kan hos oss.",
        "clarify": "Om arbeidsrettede tiltak er aktuelt.",
    },
    "anmodning-dialogmote-3": {
        **_ABOUT,
        **_NAV,
        "first_day": date(2026, 2, 2),
        "reason": "Tiltakene etter dialogmøte 2 er gjennomført.",
        "clarify": "Veien videre før sykepengene tar slutt.",
    },
    "maksdato": {"expected_date": date(2027, 1, 31), "from_nav": True},
    "rettigheter": {},
}


def values_of(letter: str) -> dict[str, Value]:
    """Data for every field that the letter has, and for no other."""
    known = {field.id for field in LETTERS[letter].fields()}
    given = {**_EVERY, **_ABOUT, **SAMPLES[letter]}
    return {id: value for id, value in given.items() if id in known and value is not None}


def recipe_of(
    definition: FormDefinition,
    language: Language,
    *,
    letters: LetterSettings = PUBLIC,
    look: Look = LOOK,
    letterhead: bytes | None = None,
) -> str:
    context: Mapping[str, object] = {
        "form": {"id": definition.id, "version": definition.version, "title": definition.title.in_(language)},
        "workplace": {"name": look.name, "contacts": {}},
        "rules": asdict(RULES),
        "letters": asdict(letters),
        "language": language.value,
    }
    stationery = Stationery(look, letterhead, letters.marking, letters.closing_note)
    folders = [shipped.templates() / "letters"]
    return to_text(gather(definition, language, folders=folders, context=context, stationery=stationery))


def layout_of(definition: FormDefinition, recipe: str, medium: Medium) -> Layout:
    """As it is kept, but for the specimen, which takes as long as a letter."""
    return Layout(
        digest="",
        form=definition.id,
        version=definition.version,
        language=from_text(recipe).language,
        medium=medium,
        definition="",
        pages=0,
        page_size=(595.28, 841.89),
        places=(),
        static=(),
        recipe=recipe,
    )


def letter(
    id: str,
    language: Language,
    medium: Medium = Medium.PDF,
    *,
    values: Mapping[str, Value] | None = None,
    recipe: str | None = None,
) -> bytes:
    """A letter as it leaves."""
    definition = LETTERS[id]
    layout = layout_of(definition, recipe or recipe_of(definition, language), medium)
    data = {**values_of(id), **(values or {})}
    return render_letter(layout, definition, data, number=NUMBER, issued=MADE, medium=medium)
