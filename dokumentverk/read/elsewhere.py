"""Which form made elsewhere a document is: by the names of its fields, by what is printed on its sheets, or because a
person says so. Pure, but for the worker that lays sheets on blanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dokumentverk.engines.pdf_glyphs import PageGlyphs
from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Layout
from dokumentverk.model.reading import Identity
from dokumentverk.model.scan import SheetMark
from dokumentverk.read.known import Foreign, Known
from dokumentverk.read.settle_answer import squeezed

ALL_BUT = 0.1
"""Share of a form's fields that a filled copy may lack, and of a copy's fields that may be no field of the form."""
PRINTED = 0.8
"""Share of the lines of a blank's page that must stand on a page of the file."""
_SAYS = 8
"""Letters of a line that tells one form from another."""
MOST_LOOKED_AT = 4
"""Forms that a sheet is laid on, where more are registered (``benchmarks/foreign.py``)."""
STANDS_OUT = 0.5
"""How like some blank a sheet must look for the others to be left out. The right one of 50 came first on all 52 sheets
that looked so (scans, copies, faxes), 0.62 to 0.96 like its page; photos, stains and dirty drums stay below."""
CLEARLY = 1.3
"""So many times the print of the next likely form must be found on the sheets."""


@dataclass(frozen=True, slots=True)
class Placed:
    """``pages`` are the form's pages by sheet, 0 for a sheet that is none of them."""

    known: Known
    pages: dict[int, int]
    patches: int


def identity_of(known: Known) -> Identity:
    definition = known.definition
    language = known.layout.language if known.layout is not None else None
    return Identity(None, definition.id, definition.version, language)


def by_fields(form: PdfForm, foreign: Foreign) -> tuple[Known, ...]:
    """The forms whose blank has the fields of this file; of several alike the one that a person names."""
    names = {one.name for one in form.widgets if one.name and not one.is_push_button}
    given = foreign.known()
    if given is not None:
        return (given,)
    return tuple(one for one in foreign.forms if _fits(names, {alias.pdf for alias in one.aliases}))


def _fits(names: set[str], wanted: set[str]) -> bool:
    """The clerk may have left fields of the blank out of the definition: those count against it a little."""
    shared = len(names & wanted)
    return shared > 0 and shared >= (1 - ALL_BUT) * len(wanted) and shared >= 0.5 * len(names)


def by_text(pages: Sequence[PageGlyphs], foreign: Foreign) -> tuple[Known, ...]:
    """The forms whose printed lines stand on the pages of a file that lost its fields: each of its pages is one of
    them. Of several alike the one that a person names."""
    given = foreign.known()
    if given is not None:
        return (given,)
    texts = [squeezed("".join(one.text for one in page.glyphs)) for page in pages]
    shares = [(_printed_share(known.layout, texts), known) for known in foreign.forms if known.layout is not None]
    found = sorted((one for one in shares if one[0] >= PRINTED), key=lambda one: -one[0])
    return tuple(known for share, known in found if share * CLEARLY > found[0][0])


def _printed_share(layout: Layout, texts: Sequence[str]) -> float:
    """Of the page of the blank that the least is found of: the share of its lines that stand on one page."""
    least = 1.0
    for number in range(1, layout.pages + 1):
        lines = [squeezed(line.text) for line in layout.static if line.box.page == number]
        told = [line for line in lines if len(line) >= _SAYS]
        if not told:
            return 0.0
        least = min(least, max((sum(line in text for line in told) / len(told) for text in texts), default=0.0))
    return least


def by_sheets(
    path: str, marks: Sequence[SheetMark], foreign: Foreign, workers: Workers
) -> tuple[Placed | None, tuple[Finding, ...]]:
    """The form whose print is on the sheets, and what a person must know where several could be meant. Without a word
    of a person every sheet that holds anything must be a page of it, each page once."""
    sheets = tuple(one.sheet for one in marks if not one.blank and one.trouble is None)
    given = foreign.known()
    if not sheets:
        return None, ()
    if given is not None:
        return _placed(path, sheets, given, workers), ()
    likely = likely_forms(path, sheets, foreign, workers)
    placed = [one for known in likely if (one := _placed(path, sheets, known, workers)) and _whole(one)]
    placed.sort(key=lambda one: -one.patches)
    if len(placed) > 1 and placed[0].patches < CLEARLY * placed[1].patches:
        return None, (forms_alike([one.known for one in placed]),)
    return (placed[0] if placed else None), ()


def likely_forms(path: str, sheets: tuple[int, ...], foreign: Foreign, workers: Workers) -> tuple[Known, ...]:
    """Those whose print may be on the sheets: so many that looking closer at each does not take long."""
    from dokumentverk.engines.scan_rank import likeness

    forms = [(one, one.layout.digest, one.blank) for one in foreign.forms if one.layout is not None and one.blank]
    if len(forms) <= MOST_LOOKED_AT:
        return tuple(one for one, _, _ in forms)
    found = workers.call(likeness, path, sheets, tuple((digest, blank) for _, digest, blank in forms))
    if isinstance(found, Lost):
        return ()
    if max(found) < STANDS_OUT:
        return tuple(one for one, _, _ in forms)
    order = sorted(range(len(forms)), key=lambda at: -found[at])
    return tuple(forms[at][0] for at in order[:MOST_LOOKED_AT])


def _whole(placed: Placed) -> bool:
    pages = list(placed.pages.values())
    return 0 not in pages and len(set(pages)) == len(pages)


def _placed(path: str, sheets: tuple[int, ...], known: Known, workers: Workers) -> Placed | None:
    """None where the blank is gone. A sheet over which a worker was lost is none of the form's."""
    from dokumentverk.engines.scan_place import PlacedSheet, place_sheets

    if known.layout is None or known.blank is None:
        return None
    found: list[PlacedSheet] = []
    for sheet in sheets:
        one = workers.call(place_sheets, path, (sheet,), known.blank, known.layout)
        found += (PlacedSheet(sheet, 0),) if isinstance(one, Lost) else one
    return Placed(known, {one.sheet: one.page for one in found}, sum(one.patches for one in found))


def forms_alike(forms: Sequence[Known]) -> Finding:
    """A person must say which of them it is."""
    return finding("FOREIGN_FORMS_ALIKE", forms=", ".join(sorted(one.definition.id for one in forms)))


def known_by_print(known: Known) -> Finding:
    """Nothing that is wrong, but worth knowing: no number tells whose copy it is."""
    return finding("FOREIGN_FORM_KNOWN_BY_PRINT", form=known.definition.id)
