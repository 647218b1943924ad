"""Words that our documents print of themselves in DOCX, by language."""

from __future__ import annotations

from typing import Final

from dokumentverk.model.language import Language, Texts

TAGS: Final = {Language.NB: "nb-NO", Language.NN: "nn-NO", Language.EN: "en-GB"}
"""The language of the document as BCP 47."""

NUMBER: Final = Texts("Nummer", "Nummer", "Number")
CODE_TITLE: Final = Texts(
    "QR-kode med dokumentets nummer", "QR-kode med nummeret til dokumentet", "QR code with the number of the document"
)
PAGE: Final = Texts("Side ", "Side ", "Page ")
OF: Final = Texts(" av ", " av ", " of ")
IDENTITY: Final = Texts(
    "Skjema {form} \u00b7 versjon {version} \u00b7 {language}",
    "Skjema {form} \u00b7 versjon {version} \u00b7 {language}",
    "Form {form} \u00b7 version {version} \u00b7 {language}",
)
"""Read back by ``read.docx``."""
CONTINUATION: Final = Texts("Fortsettelse", "Framhald", "Continuation")
CONTINUATION_HELP: Final = Texts(
    "Trenger du mer plass, skriver du nummeret på feltet og resten av teksten her.",
    "Treng du meir plass, skriv du nummeret på feltet og resten av teksten her.",
    "If you need more room, write the number of the field and the rest of the text here.",
)
CONTINUED_FIELD: Final = Texts("Felt nr. ({pair})", "Felt nr. ({pair})", "Field no. ({pair})")
CONTINUED_TEXT: Final = Texts(
    "Resten av teksten ({pair})", "Resten av teksten ({pair})", "The rest of the text ({pair})"
)
CARD: Final = Texts("Nr. %1", "Nr. %1", "No. %1")
