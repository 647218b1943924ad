"""What is printed on every form whatever its template says: in bokmål, nynorsk and English."""

from __future__ import annotations

from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language, Texts

PAGE = Texts("Side {page} av {pages}", "Side {page} av {pages}", "Page {page} of {pages}")
YES = Texts("Ja", "Ja", "Yes")
NO = Texts("Nei", "Nei", "No")
ORGANISATION_NUMBER = Texts("Org.nr.", "Org.nr.", "Org. no.")
CONTINUATION = Texts("Fortsettelse", "Framhald", "Continuation")
CONTINUATION_HELP = Texts(
    "Er det for liten plass i et felt, skriver du videre her. Skriv nummeret på feltet i den lille ruten.",
    "Er det for lite plass i eit felt, skriv du vidare her. Skriv nummeret på feltet i den vesle ruta.",
    "If a field is too small, continue here. Write the field’s number in the small box.",
)
CONTINUATION_FIELD = Texts("Felt nr.", "Felt nr.", "Field no.")
CONTINUATION_TEXT = Texts("Tekst", "Tekst", "Text")
OVERFLOW_HELP = Texts(
    "Svar som ikke fikk plass, fortsetter her. De er merket med →.",
    "Svar som ikkje fekk plass, held fram her. Dei er merkte med →.",
    "Answers that did not fit continue here. They are marked →.",
)
OVERFLOW = Texts("Svar som fortsetter", "Svar som held fram", "Answers continued")
CONTINUED = Texts("(fortsettelse)", "(framhald)", "(continued)")
ROW = Texts("rad", "rad", "row")
REQUIRED = Texts(
    "Felt merket med * må fylles ut.", "Felt merkte med * må fyllast ut.", "Fields marked * must be filled in."
)
_IMPRINT = Texts(
    "Skjema {form}, versjon {version}, bokmål",
    "Skjema {form}, versjon {version}, nynorsk",
    "Form {form}, version {version}, English",
)
_LETTER_IMPRINT = Texts(
    "Brev {form}, versjon {version}, bokmål",
    "Brev {form}, versjon {version}, nynorsk",
    "Letter {form}, version {version}, English",
)
DATES = Texts("Skriv datoer som ddmmåååå.", "Skriv datoar som ddmmåååå.", "Write dates as ddmmyyyy.")
DATE_SHAPE = Texts("dd.mm.åååå", "dd.mm.åååå", "dd.mm.yyyy")


def imprint(definition: FormDefinition, language: Language) -> str:
    """What stands in the footer of every page. The form is named by its id: a page must be read with the definitions
    alone when register and metadata are gone, and titles change."""
    texts = _IMPRINT if definition.letter is None else _LETTER_IMPRINT
    return texts.in_(language).format(form=definition.id, version=definition.version)
