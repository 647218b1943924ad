"""Which document of ours a PDF is: by its metadata, and by what is printed on its pages. Pure.

Metadata survives form fillers and goes with a print to PDF; the printed number, «Skjema egenmelding, versjon 1,
bokmål» and «Side 1 av 2» stand as text on every page. The QR code is for scans.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.number import normal_number, numbers_in
from dokumentverk.model.reading import Identity

_PLAIN = re.compile(r"[\w.+ -]{1,60}")
"""What a form's id, version or language can be at most: strangers write metadata too."""
_IMPRINT = re.compile(
    r"\b(?:Skjema|Form|Brev|Letter) ([a-z][a-z0-9_-]*), "
    r"(?:versjon|version) (\S{1,16}), (bokmål|nynorsk|English)(?![a-z])"
)
_LANGUAGES = {"bokmål": Language.NB, "nynorsk": Language.NN, "English": Language.EN}
NO_NUMBER = "\u2013"
"""Stands on a blank where the number comes."""
_PAGE_OF = re.compile(r"(?:Side|Page) (\d{1,2}) (?:av|of) (\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class PageImprint:
    """What one page says of itself: every number on it, and its own page number and count when printed."""

    numbers: tuple[str, ...]
    code: tuple[int, int] | None
    form: tuple[str, str, Language] | None

    @property
    def says_nothing(self) -> bool:
        return not self.numbers and self.code is None and self.form is None


def without_marks(line: str) -> str:
    """A printed line with the sign for no number in place of every number, and without its pages."""
    for number in numbers_in(line):
        line = line.replace(number, NO_NUMBER)
    return _PAGE_OF.sub(lambda found: re.sub(r"\d+", "#", found[0]), line)


def imprint(text: str) -> PageImprint:
    """The page number is printed in the footer, so the last one counts."""
    plain = " ".join(text.split())
    codes = _PAGE_OF.findall(plain)
    forms = _IMPRINT.findall(plain)
    code = (int(codes[-1][0]), int(codes[-1][1])) if codes else None
    form = (forms[-1][0], forms[-1][1], _LANGUAGES[forms[-1][2]]) if forms else None
    return PageImprint(numbers_in(plain), code, form)


def identify(marks: Sequence[tuple[str, str]], pages: Sequence[PageImprint]) -> Identity:
    """``marks`` are the DV keys of the metadata; ``pages`` may be empty when the text was not looked at."""
    named = {key: value for key, value in marks if _PLAIN.fullmatch(value)}
    number = normal_number(named.get("DVNumber", "")) or _most_printed(pages)
    printed = next((page.form for page in pages if page.form is not None), None)
    language = named.get("DVLanguage", "")
    return Identity(
        number=number,
        form=named.get("DVForm") or (printed[0] if printed else None),
        version=named.get("DVVersion") or (printed[1] if printed else None),
        language=Language(language) if language in tuple(Language) else (printed[2] if printed else None),
        page_codes=tuple(page.code for page in pages if page.code is not None),
    )


def _most_printed(pages: Sequence[PageImprint]) -> str | None:
    """A number that a person typed into a field stands on one page, the document's own on all."""
    counts = Counter(number for page in pages for number in page.numbers)
    return max(counts, key=lambda number: counts[number], default=None)


def own_pages(number: str | None, pages: Sequence[PageImprint]) -> frozenset[int]:
    """The pages (from 1) that belong to the issue ``number``: a page without any number goes with those around it."""
    return frozenset(at for at, page in enumerate(pages, start=1) if not page.numbers or number in page.numbers)


def page_findings(
    identity: Identity, pages: Sequence[PageImprint], answering: frozenset[int] = frozenset()
) -> Iterator[Finding]:
    """Pages of other issues, and pages of this one that are missing, doubled, out of order or not ours.

    ``answering`` are the pages that must come back (``slots.answer_pages``), none for all of them.
    """
    own = own_pages(identity.number, pages)
    others = [number for page in pages for number in page.numbers if identity.number not in page.numbers]
    if others:
        numbers = dict.fromkeys([identity.number or "", *others])
        yield finding("SEVERAL_ISSUES", numbers=", ".join(one for one in numbers if one))
    mine = [page for at, page in enumerate(pages, start=1) if at in own]
    codes = [page.code for page in mine if page.code is not None]
    if not codes:
        return
    strangers = [at for at, page in enumerate(pages, start=1) if page.says_nothing]
    if strangers:
        yield finding("PAGES_ADDED", pages=_listed(strangers))
    order = [page for page, _ in codes]
    expected = set(range(1, max(count for _, count in codes) + 1))
    missing = expected - set(order)
    kept = missing - answering if answering else set()
    if missing - kept:
        yield finding("PAGES_MISSING", pages=_listed(sorted(missing - kept)))
    if kept:
        yield finding("PAGES_KEPT", pages=_listed(sorted(kept)))
    if doubled := sorted(page for page, count in Counter(order).items() if count > 1):
        yield finding("PAGES_DOUBLED", pages=_listed(doubled))
    if list(dict.fromkeys(order)) != sorted(set(order)):
        yield finding("PAGES_SHUFFLED")


def _listed(pages: Sequence[int]) -> str:
    return ", ".join(str(page) for page in pages)
