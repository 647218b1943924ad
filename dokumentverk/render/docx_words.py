"""Words of our DOCX alone, beside those that every format prints (``words``)."""

from __future__ import annotations

from typing import Final

from dokumentverk.model.language import Language, Texts

TAGS: Final = {Language.NB: "nb-NO", Language.NN: "nn-NO", Language.EN: "en-GB"}
"""The language of the document as BCP 47."""

NUMBER: Final = Texts("Nummer", "Nummer", "Number")
CODE_TITLE: Final = Texts(
    "QR-kode med dokumentets nummer", "QR-kode med nummeret til dokumentet", "QR code with the number of the document"
)
