"""Fill a cached blank and stamp its number and page code, beside other libraries that fill the same form.

Ours does more: QR code and number on every page, own appearances, metadata, and the result stays PDF/A-2a and PDF/UA-1.
"""

from __future__ import annotations

import base64
import io

import pypdf
from pypdf import PdfReader, PdfWriter

from benchmarks.material import MADE, NUMBER, Material, by_name, issue_numbers, material
from benchmarks.peer import Peer
from benchmarks.timing import Contestant, table, take_turns, timed
from dokumentverk.model.layout import Medium, WidgetKind
from dokumentverk.render.pdf import stamp_pdf

FORMS = ("egenmelding", "oppfolgingsplan")


def run(rounds: int) -> str:
    return "\n\n".join(_one_form(form, rounds) for form in FORMS)


def _one_form(form: str, rounds: int) -> str:
    given = material(form)
    _same_work(given)
    peer_material = {
        "blank": base64.b64encode(given.blank.content).decode(),
        "values": for_pypdfform(given),
    }
    with Peer("pypdfform_fill", peer_material) as pypdfform:
        numbers = issue_numbers()
        contestants = (
            Contestant("dokumentverk fill + stamp", timed(lambda: ours(given, next(numbers)))),
            Contestant(f"pypdf {pypdf.__version__} fill", timed(lambda: pypdf_fill(given)), target=6),
            Contestant(f"{pypdfform.name} fill", pypdfform.run),
        )
        figures = take_turns(contestants, rounds)
    pages = given.blank.layout.pages
    return table(f"Fill of {form}: {pages} pages, {len(given.by_name)} answers (ms)", figures)


def ours(given: Material, number: str) -> bytes:
    """``number`` differs every time, as it does at work: page codes are kept for a number that comes again."""
    return stamp_pdf(
        given.blank.content,
        given.blank.layout,
        given.definition,
        given.values,
        number=number,
        issued=MADE,
        medium=Medium.PDF,
    )


def pypdf_fill(given: Material) -> bytes:
    """As pypdf's documentation shows it, with appearances."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(given.blank.content)))
    writer.update_page_form_field_values(None, given.by_name, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def for_pypdfform(given: Material) -> dict[str, str | bool | int]:
    """PyPDFForm takes True for a box and the index of the kid for a radio group."""
    states: dict[str, list[str]] = {}
    kinds: dict[str, WidgetKind] = {}
    for place in given.blank.layout.places:
        kinds[place.name] = place.kind
        states.setdefault(place.name, []).append(f"/{place.choice}")
    values: dict[str, str | bool | int] = {}
    for name, value in given.by_name.items():
        match kinds[name]:
            case WidgetKind.CHECK:
                values[name] = True
            case WidgetKind.RADIO:
                values[name] = states[name].index(value)
            case _:
                values[name] = value
    return values


def _same_work(given: Material) -> None:
    def plain(pdf: bytes) -> dict[str, str]:
        return {name: value.removeprefix("/") for name, value in by_name(pdf).items()}

    assert plain(ours(given, NUMBER)) == plain(pypdf_fill(given)), "the contestants do not fill the same answers"
