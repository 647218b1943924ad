"""The pile of paper in ``samples/bunke.pdf``: 30 sheets as a duplex scanner gives them, 60 sides, grey, 200 dpi.

Everybody in it is made up, and so is every hand: the strokes are drawn, the digits come from MNIST, the handwriting is
fonts (``tests/paper``). The same workplace gives the same bytes.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.separators import attachment_sheet, produce_separator
from dokumentverk.model.layout import Medium, WidgetKind
from dokumentverk.model.value import Value
from tests.paper import containers, piles
from tests.paper.conditions import Condition
from tests.paper.filling import FilledPage, Habits, fill
from tests.paper.ink import draw
from tests.paper.marks import mark_strokes
from tests.paper.piles import Handling, Pile, SheetKind
from tests.paper.prints import Print, issue_print, page_pictures
from tests.paper.writers import MarkStyle, SignatureStyle, writer

HANDLING = Handling(Condition.GREY_200, duplex=True, upside_down=0.25)
QUALITY = 35
SIGNED = ("employee_signature",)
PLAN_SIGNED = ("employee_signature", "leader_signature")
CLEAR = Habits(mark=MarkStyle.CROSS, signature=SignatureStyle.CURSIVE)
"""Crosses and names written out: what is to be doubtful here is so on purpose."""


def paper_pile(office: Office) -> bytes:
    """The scanner's PDF. What belongs together stays so, the rest is shuffled."""
    made = [_laid(group, 100 * at) for at, group in enumerate(_groups(office), start=1)]
    first, *others, last = made
    return containers.scanner_pdf(piles.joined([first, piles.shuffled(others, 5), last]).scans, quality=QUALITY)


Sheet = FilledPage | SheetKind


def _groups(office: Office) -> list[list[Sheet]]:
    """Sheets that lie on each other in this order; each group may lie anywhere, the first and the last stay."""
    notice = [_notice(office, employee, day) for employee, day in (("1001", 2), ("1003", 4), ("1005", 9), ("1002", 10))]
    plan = _plan(office, "1001")
    lacking = _plan(office, "1004")
    twice = _notice(office, "1004", 11)
    shelf = issue_print(office, "egenmelding", None)
    return [
        [SheetKind.INVOICE, SheetKind.LETTER],
        *([one] for one in notice[:3]),
        [notice[3], SheetKind.LETTER],
        *([page] for page in plan),
        [lacking[0]],
        [lacking[2]],
        [_slip(office)],
        [_notice(office, "1001", 5), *_scanned_pdf(attachment_sheet(office)), SheetKind.LETTER],
        [_notice(office, "1003", 10, signed=())],
        [_two_crosses(_notice_print(office, "1004", 3), 3)],
        [_from_the_shelf(shelf, "1005", "Nils Fjordheim", "Kommunalsjef", 21)],
        [_from_the_shelf(shelf, "1002", "Kari Nordmann", "Enhetsleder", 23)],
        _printed_word(office),
        [twice, twice],
        [*_separator(office, "1004", "Sykmelding uke 45"), SheetKind.LETTER, SheetKind.LETTER],
        [*_separator(office, "1003", "Notat fra samtale"), SheetKind.NOTE],
        [_code_hidden(_notice(office, "1003", 6)), SheetKind.LETTER],
    ]


def _laid(group: Sequence[Sheet], seed: int) -> Pile:
    return piles.joined([_sheet(one, seed + at) for at, one in enumerate(group)])


def _sheet(one: Sheet, seed: int) -> Pile:
    if isinstance(one, SheetKind):
        return piles.stranger(one, HANDLING, seed)
    return piles.form_sheets([one], HANDLING, seed)


def _days(first: int) -> dict[str, object]:
    """What was said on the telephone, and printed in the form before it was signed: two days in November."""
    days = {"notice_date": first, "first_day": first, "last_day": first + 1, "return_day": first + 2}
    return {id: f"{day:02}.11.2026" for id, day in days.items()} | {"employee_signed_date": f"{first + 2:02}.11.2026"}


def _notice_print(office: Office, employee: str, first: int) -> Print:
    return issue_print(office, "egenmelding", employee, given=_days(first))


def _notice(office: Office, employee: str, first: int, signed: Sequence[str] = SIGNED) -> FilledPage:
    answers: dict[str, Value] = {"absence_type": "own", "notice_how": "phone", "workplace_cause": False}
    hand = writer(2 * int(employee) + 1)
    (page,) = fill(_notice_print(office, employee, first), answers, hand, signed=signed, habits=CLEAR, seed=first)
    return page


def _two_crosses(printed: Print, seed: int) -> FilledPage:
    """Own illness and a sick child at once: nobody can tell which was meant."""
    hand = writer(9)
    (page,) = fill(printed, {"absence_type": "own"}, hand, signed=SIGNED, habits=CLEAR, seed=seed)
    for place in printed.layout.places:
        if place.field == "absence_type" and place.kind is WidgetKind.RADIO and place.choice == "child":
            strokes = mark_strokes(MarkStyle.CROSS, place.box, hand, hand.chance(seed), room=60)
            draw(page.picture, page.dpi, strokes, hand.pen, hand.chance(seed))
    return page


PLAN: Mapping[str, object] = {
    "plan_date": "02.11.2026",
    "first_day": "12.10.2026",
    "evaluation_date": "18.12.2026",
    "employee_signed_date": "06.11.2026",
    "leader_signed_date": "06.11.2026",
    "contact_person_full_name": "Kari Nordmann",
    "contact_person_phone_number": "41 00 00 02",
    "contact_person_email": "kari@fjordvik.example",
}
BY_HAND: Mapping[str, Value] = {
    "typical_workday": "Morgenstell og medisiner",
    "work_capacity": "Kan jobbe halve dager",
    "tasks_that_can_still_be_done": "Dokumentasjon",
    "tasks_that_can_not_be_done": "Løft",
    "previous_facilitation": "Ingen nattevakter",
    "planned_facilitation": "Halv stilling, dagvakt",
    "send_plan_to_nav": False,
    "send_plan_to_general_practitioner": True,
    "follow_up": "Samtale hver fredag",
    "employee_has_contributed_to_plan": True,
}


def _plan(office: Office, employee: str) -> tuple[FilledPage, ...]:
    printed = issue_print(office, "oppfolgingsplan", employee, given=PLAN)
    hand = writer(2 * int(employee) + 1)
    return fill(printed, BY_HAND, hand, signed=PLAN_SIGNED, habits=CLEAR, seed=int(employee))


def _slip(office: Office) -> FilledPage:
    """The invitation stays with the employee; its slip comes back."""
    given = {
        "invitation_date": "02.11.2026",
        "meeting_date": "20.11.2026",
        "meeting_time": "kl. 14.00",
        "meeting_place": "Møterom 2",
        "reply_by": "16.11.2026",
        "invited": ["employee", "leader"],
        "employee_signed_date": "09.11.2026",
    }
    printed = issue_print(office, "dialogmote", "1003", given=given)
    return fill(printed, {"attendance": "comes"}, writer(2007), signed=SIGNED, habits=CLEAR, seed=4)[-1]


def _from_the_shelf(shelf: Print, number: str, name: str, position: str, seed: int) -> FilledPage:
    """A numbered blank that two persons filled in: one of them copied it. Both forgot the dates."""
    answers: dict[str, Value] = {
        "employee_name": name,
        "employee_number": number,
        "position": position,
        "absence_type": "own",
    }
    (page,) = fill(shelf, answers, writer(seed), signed=SIGNED, habits=CLEAR, seed=seed)
    return page


def _printed_word(office: Office) -> list[Sheet]:
    """A Word form that was printed and filled in by pen: where its boxes are, nobody knows."""
    made = produce(office, Order("egenmelding", employee="1004", medium=Medium.DOCX, given=_days(3)))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "skjema.docx"
        source.write_bytes(made.content)
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, source],
            check=True,
            capture_output=True,
        )
        return _scanned_pdf(source.with_suffix(".pdf").read_bytes())


def _separator(office: Office, employee: str, title: str) -> list[Sheet]:
    return _scanned_pdf(produce_separator(office, employee, title).content)


def _scanned_pdf(content: bytes) -> list[Sheet]:
    return [
        FilledPage(np.array(picture), 300, page, "", None, ())
        for page, picture in enumerate(page_pictures(content), start=1)
    ]


def _code_hidden(page: FilledPage) -> FilledPage:
    """A note was stuck over the number and its code."""
    height, width = page.picture.shape[:2]
    page.picture[: round(height * 0.125), round(width * 0.58) : round(width * 0.905)] = 235
    return page
