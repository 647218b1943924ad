"""A workplace's own look on a document."""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.model.colour import contrast_to_white

LOGO_SUFFIXES = ("png", "jpg", "svg")
"""Kinds of image that a page may carry. Typst takes no PDF as image in a tagged PDF/A."""


@dataclass(frozen=True, slots=True)
class Look:
    """``accent`` is ``#rrggbb``. ``logo`` holds the bytes of an image whose kind ``logo_suffix`` names.
    ``routine`` is printed in the footer («Vedtatt i AMU sak 7/14»)."""

    name: str = "Arbeidsplassen"
    organisasjonsnummer: str | None = None
    address: tuple[str, ...] = ()
    routine: str = ""
    accent: str = "#1f4e5f"
    logo: bytes | None = None
    logo_suffix: str = "png"


def readable_accent(accent: str, against: float = 4.5) -> str:
    """The accent, darkened until its contrast to white is at least ``against`` (WCAG 2.1 § 1.4.3), as ``#rrggbb``."""
    red, green, blue = (int(accent[at : at + 2], 16) for at in (1, 3, 5))
    factor = 1.0
    while True:
        shade = "#{:02x}{:02x}{:02x}".format(*(int(part * factor) for part in (red, green, blue)))
        if contrast_to_white(shade) >= against or factor <= 0:
            return shade
        factor -= 0.02
