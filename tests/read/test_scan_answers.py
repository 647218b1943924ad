"""From sights on paper to answers: what is taken, what a person must look at, and what is only told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dokumentverk.model.finding import Severity
from dokumentverk.model.layout import Box, Place, WidgetKind
from dokumentverk.model.reading import Method
from dokumentverk.model.record import Record, SignatureState, State
from dokumentverk.model.scan import (
    BLANK_CLASS,
    DIGIT_CLASSES,
    DigitSight,
    InkSight,
    InkState,
    MarkSight,
    MarkState,
    NoteSight,
    SheetFit,
    SheetLook,
    SignatureLook,
    SignatureSight,
    TypedReading,
)
from dokumentverk.model.value import Value
from dokumentverk.read import dates_together
from dokumentverk.read.decoded import Decoded, DigitState
from dokumentverk.read.known import Known
from dokumentverk.read.observed import Observed
from dokumentverk.read.scan_answers import filled_places, observe
from dokumentverk.read.scan_issued import PaperReturn
from dokumentverk.read.typed import agreed

from . import documents
from .papers import codes, paper_of, settled_as

SHEET = 4
FORM = "egenmelding"


def paper(issued: Mapping[str, Value] | None = None) -> PaperReturn:
    return paper_of(FORM, issued)


def places(field: str) -> list[tuple[int, Place]]:
    layout = documents.known(FORM).layout
    assert layout is not None
    return [(at, place) for at, place in enumerate(layout.places) if place.field == field]


def at(place: Place) -> Box:
    return replace(place.box, page=SHEET)


def look(**seen: Any) -> SheetLook:
    fit = SheetFit(SHEET, 1, 0, 0.3, 4, 60, good=True)
    return SheetLook(fit, **seen)


def marks(field: str, **states: MarkState) -> SheetLook:
    found = [(index, place) for index, place in places(field)]
    return look(
        marks=tuple(
            MarkSight(index, at(place), states.get(place.choice or "on", MarkState.EMPTY), 0.999)
            for index, place in found
        )
    )


def digits(field: str, text: str, *, sure: float = 0.9999, second: str = "") -> SheetLook:
    """``text`` with one sign a cell, blank for none; ``second`` what each cell may be as well."""
    [(index, place)] = [one for one in places(field) if one[1].kind is WidgetKind.COMB]
    cells = []
    for at_cell, sign in enumerate(text):
        cell = [(1 - sure) / (DIGIT_CLASSES - 1)] * DIGIT_CLASSES
        cell[int(sign) if sign.strip() else BLANK_CLASS] = sure
        if second and second[at_cell] != sign:
            cell = [0.0001] * DIGIT_CLASSES
            cell[int(sign)], cell[int(second[at_cell])] = 0.52, 0.479
        cells.append(tuple(cell))
    return look(digits=(DigitSight(index, at(place), tuple(cells)),))


def ink(field: str, state: InkState, *typed: TypedReading) -> SheetLook:
    index, place = places(field)[0]
    return look(inks=(InkSight(index, at(place), state, 0.99, typed),))


def settled(seen: Observed) -> Record:
    return settled_as(FORM, seen)


def test_a_mark_is_an_answer() -> None:
    seen = observe(paper(), [marks("notice_how", phone=MarkState.MARKED)])
    assert codes(seen) == []
    entry = settled(seen).entry("notice_how")
    assert (entry.value, entry.state) == ("phone", State.FILLED)
    assert entry.source is not None
    assert (entry.source.method, entry.source.page) == (Method.MARK, SHEET)


def test_no_mark_is_no_answer() -> None:
    assert settled(observe(paper(), [marks("notice_how")])).entry("notice_how").state is State.EMPTY


def test_a_box_filled_over_beside_a_clear_one_is_taken_back() -> None:
    seen = observe(paper(), [marks("notice_how", phone=MarkState.CORRECTED, message=MarkState.MARKED)])
    assert codes(seen) == ["MARK_CORRECTED"]
    assert settled(seen).value("notice_how") == "message"


@pytest.mark.parametrize(
    "states",
    [
        {"phone": MarkState.CORRECTED},
        {"phone": MarkState.DOUBTFUL},
        {"phone": MarkState.CORRECTED, "message": MarkState.DOUBTFUL},
        {"phone": MarkState.DOUBTFUL, "message": MarkState.MARKED},
        {"phone": MarkState.CORRECTED, "message": MarkState.MARKED, "in_person": MarkState.DOUBTFUL},
    ],
)
def test_what_is_not_clear_is_a_persons_to_decide(states: dict[str, MarkState]) -> None:
    seen = observe(paper(), [marks("notice_how", **states)])
    assert set(codes(seen)) == {"MARK_DOUBTFUL"}
    assert settled(seen).entry("notice_how").state is State.NOT_READ


def filling(**others: MarkState) -> list[SheetLook]:
    """A writer who fills the boxes of three answers all over; ``others`` are the boxes of a fourth."""
    own = MarkState.CORRECTED
    three = [marks("notice_how", phone=own), marks("absence_type", own=own), marks("workplace_cause", no=own)]
    return [*three, marks("graded", **others)]


def test_who_fills_every_box_that_they_choose_has_chosen() -> None:
    """Where others fill a box to take a choice back."""
    seen = observe(paper(), filling())
    assert codes(seen) == ["MARKS_FILLED"]
    record = settled(seen)
    assert [record.value(one) for one in ("notice_how", "absence_type", "workplace_cause", "graded")] == [
        "phone", "own", False, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "looks",
    [
        filling()[:2],
        filling(yes=MarkState.MARKED),
        filling(yes=MarkState.DOUBTFUL),
        filling(yes=MarkState.CORRECTED, no=MarkState.CORRECTED),
    ],
    ids=["too few to tell", "another is crossed", "another is unclear", "two of one answer"],
)
def test_a_filled_box_is_a_persons_where_the_form_is_not_all_filled_so(looks: list[SheetLook]) -> None:
    assert set(codes(observe(paper(), looks))) == {"MARK_DOUBTFUL"}


def test_a_box_filled_over_beside_two_clear_ones_takes_nothing_back() -> None:
    states = {"phone": MarkState.CORRECTED, "message": MarkState.MARKED, "in_person": MarkState.MARKED}
    seen = observe(paper(), [marks("notice_how", **states)])
    assert codes(seen) == ["MARK_DOUBTFUL"]
    assert settled(seen).entry("notice_how").state is State.CONFLICT


def test_two_marks_are_no_choice() -> None:
    seen = observe(paper(), [marks("notice_how", phone=MarkState.MARKED, message=MarkState.MARKED)])
    assert settled(seen).entry("notice_how").state is State.CONFLICT


@pytest.mark.parametrize(
    ("state", "value", "told"),
    [(MarkState.EMPTY, "phone", []), (MarkState.MARKED, None, ["MARK_DOUBTFUL"])],
)
def test_a_box_that_was_issued_ticked(state: MarkState, value: str | None, told: list[str]) -> None:
    seen = observe(paper({"notice_how": "phone"}), [marks("notice_how", phone=state)])
    assert codes(seen) == told
    assert settled(seen).entry("notice_how").value == value


def test_another_mark_beside_one_that_was_issued_is_no_choice() -> None:
    seen = observe(paper({"notice_how": "phone"}), [marks("notice_how", message=MarkState.MARKED)])
    assert settled(seen).entry("notice_how").state is State.CONFLICT


def test_sure_digits_are_a_date() -> None:
    seen = observe(paper(), [digits("first_day", "02112026")])
    assert codes(seen) == []
    assert settled(seen).value("first_day") == date(2026, 11, 2)


def test_an_empty_comb_is_empty() -> None:
    seen = observe(paper(), [digits("first_day", " " * 8)])
    assert codes(seen) == []
    assert settled(seen).entry("first_day").state is State.EMPTY


def test_a_comb_that_may_hold_faint_ink_is_empty_where_the_pen_is_plain_to_see() -> None:
    """Black and white leaves nothing of a faint pen: whether it was faint, the other combs of the sheet tell."""
    faint, written = digits("last_day", " " * 8, sure=0.9), digits("first_day", "12032026")
    alone = observe(paper(), [faint])
    assert codes(alone) == ["DIGITS_DOUBTFUL"]
    assert settled(alone).entry("last_day").state is State.NOT_READ
    other_sheet = replace(written, fit=replace(written.fit, sheet=2))
    assert observe(paper(), [faint, other_sheet]).findings == (), "one scan, one pen"
    beside = observe(paper(), [replace(faint, digits=(*faint.digits, *written.digits))])
    assert codes(beside) == []
    assert settled(beside).entry("last_day").state is State.EMPTY
    index, place = places("first_day")[0]
    issued = InkSight(index, at(place), InkState.AS_ISSUED, 0.99)
    printed = observe(
        paper({"first_day": date(2026, 3, 12)}),
        [replace(faint, digits=(*faint.digits, *written.digits), inks=(issued,))],
    )
    assert codes(printed) == ["DIGITS_DOUBTFUL"], "print is no pen"


def test_a_short_comb_without_its_dividers_is_empty_where_there_is_no_ink() -> None:
    """Three cells of which the model believes six tenths that they are empty: black and white took the lines."""
    index, place = places("graded_percent")[0]
    bare, written = digits("graded_percent", "   ", sure=0.6), digits("first_day", "12032026").digits

    def seen(state: InkState, *beside: DigitSight) -> Observed:
        inks = (InkSight(index, at(place), state, 0.999),)
        return observe(paper(), [replace(bare, digits=(*bare.digits, *beside), inks=inks)])

    empty = seen(InkState.EMPTY, *written)
    assert codes(empty) == []
    assert settled(empty).entry("graded_percent").state is State.EMPTY
    for doubted in (seen(InkState.DOUBTFUL, *written), seen(InkState.ADDED, *written), seen(InkState.EMPTY)):
        assert codes(doubted) == ["DIGITS_CHANGED"], "there is ink, or the pen may have been too faint"
        assert settled(doubted).entry("graded_percent").state is State.NOT_READ
    digit = digits("graded_percent", "5  ", sure=0.6)
    told = observe(
        paper(),
        [replace(digit, digits=(*digit.digits, *written), inks=(InkSight(index, at(place), InkState.EMPTY, 0.999),))],
    )
    assert codes(told) != [], "what a cell shows of a digit is not taken for nothing"


def test_a_faint_comb_is_not_empty_for_a_signature_by_another_pen() -> None:
    """A copy of a copy: the leader's pen is dark, the employee's has all but gone. What is left of a printed number is
    no pen either."""
    faint = digits("last_day", " " * 8, sure=0.9)
    (index, place), (number, number_place) = places("last_day")[0], places("employee_number")[0]
    inks = (
        InkSight(index, at(place), InkState.EMPTY, 0.999),
        InkSight(number, at(number_place), InkState.ALTERED, 0.99),
    )
    copied = replace(faint, inks=inks, digits=(*faint.digits, *digits("employee_number", "1001    ").digits))
    own, leaders = (
        [
            SignatureSight(index, at(place), SignatureLook.DOUBTFUL, 0.5)
            for index, place in places("employee_signature")
        ],
        [SignatureSight(index, at(place), SignatureLook.PRESENT, 0.99) for index, place in places("leader_signature")],
    )
    seen = observe(paper({"employee_number": "1001"}), [replace(copied, signatures=(*own, *leaders))])
    assert settled(seen).entry("last_day").state is State.NOT_READ
    dark = [replace(copied, signatures=(), digits=(*copied.digits, *digits("leader_signed_date", "12032026").digits))]
    assert settled(observe(paper({"employee_number": "1001"}), dark)).entry("last_day").state is State.NOT_READ
    plain = [replace(one, look=SignatureLook.PRESENT) for one in own]
    signed = observe(paper({"employee_number": "1001"}), [replace(copied, signatures=(*plain, *leaders))])
    assert settled(signed).entry("last_day").state is State.EMPTY


@pytest.mark.parametrize(
    ("leaders", "state"),
    [
        (SignatureLook.ABSENT, State.EMPTY),
        (SignatureLook.DOUBTFUL, State.NOT_READ),
        (SignatureLook.PRESENT, State.EMPTY),
    ],
)
def test_an_attestation_that_has_not_come_is_no_faint_hand(leaders: SignatureLook, state: State) -> None:
    index, place = places("leader_signed_date")[0]
    signature, box = places("leader_signature")[0]
    bare, written = digits("leader_signed_date", " " * 8, sure=0.6), digits("first_day", "12032026").digits
    seen = replace(
        bare,
        digits=(*bare.digits, *written),
        inks=(InkSight(index, at(place), InkState.EMPTY, 0.999),),
        signatures=(SignatureSight(signature, at(box), leaders, 0.9),),
    )
    assert settled(observe(paper(), [seen])).entry("leader_signed_date").state is state


def test_ink_that_may_be_dust_in_a_comb_is_a_persons_to_see() -> None:
    faint, written = digits("last_day", " " * 8, sure=0.9), digits("first_day", "12032026").digits
    index, place = places("last_day")[0]
    inks = (InkSight(index, at(place), InkState.DOUBTFUL, 0.5),)
    seen = observe(paper(), [replace(faint, digits=(*faint.digits, *written), inks=inks)])
    assert codes(seen) == ["DIGITS_DOUBTFUL"]


def test_digits_that_may_be_two_dates_are_no_date() -> None:
    seen = observe(paper(), [digits("first_day", "02112026", second="07112026")])
    assert codes(seen) == ["DIGITS_DOUBTFUL"]
    entry = settled(seen).entry("first_day")
    assert (entry.value, entry.state) == (None, State.NOT_READ)


def test_a_date_that_the_writer_got_wrong_is_not_mended() -> None:
    seen = observe(paper(), [digits("first_day", "02132026")])
    assert codes(seen) == ["DIGITS_CHANGED"]
    assert settled(seen).entry("first_day").value is None


def test_an_unclear_digit_that_one_date_alone_fits_is_read_and_told() -> None:
    """Month 11 or 41: the cell may be either, and the calendar knows one of them only."""
    seen = observe(paper(), [digits("first_day", "02412026", second="02112026")])
    assert codes(seen) == ["DIGITS_DECODED"]
    assert settled(seen).value("first_day") == date(2026, 11, 2)


def test_a_digit_read_from_what_the_field_can_be_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = Decoded("02112026", "02412026", 0.9995, (2,), DigitState.READ)
    monkeypatch.setattr(dates_together, "decode", lambda *_: decoded)
    seen = observe(paper(), [digits("first_day", "02412026")])
    assert codes(seen) == ["DIGITS_DECODED"]
    assert settled(seen).value("first_day") == date(2026, 11, 2)


def test_doubtful_digits_that_nothing_hangs_on_are_kept_unread() -> None:
    """A year or a telephone number is for who needs it later; one that is asked of everybody must surely be there."""
    seen = observe(paper(), [digits("child_birth_year", "2019", second="2017")])
    assert [(one.code, one.severity) for one in seen.findings] == [("DIGITS_NOT_READ", Severity.NOTE)]
    assert settled(seen).entry("child_birth_year").state is State.NOT_READ
    [(index, place)] = places("child_birth_year")
    states = {InkState.ADDED: "DIGITS_NOT_READ", InkState.DOUBTFUL: "INK_DOUBTFUL", InkState.EMPTY: "INK_DOUBTFUL"}
    for state, code in states.items():
        sheet = replace(
            digits("child_birth_year", "2019", second="2017"), inks=(InkSight(index, at(place), state, 0.9),)
        )
        asked = replace(paper(), known=with_field("child_birth_year", required=True))
        assert codes(observe(asked, [sheet])) == [code]


def test_what_the_definition_lets_be_read_later_stops_nothing() -> None:
    """Doubtful digits are kept with their picture, also those that make no valid value but for one changed."""
    doubtful = digits("leader_talk_date", "02112026", second="02122026")
    impossible = digits("leader_talk_date", "42112026")
    sure = replace(paper(), known=with_field("leader_talk_date", read_later=False))
    assert [codes(observe(sure, [one])) for one in (doubtful, impossible)] == [["DIGITS_DOUBTFUL"], ["DIGITS_CHANGED"]]
    later = replace(paper(), known=with_field("leader_talk_date", read_later=True))
    for sheet in (doubtful, impossible):
        seen = observe(later, [sheet])
        assert [(one.code, one.severity) for one in seen.findings] == [("DIGITS_NOT_READ", Severity.NOTE)]
        assert settled(seen).entry("leader_talk_date").state is State.NOT_READ


def test_an_altered_date_is_not_left_for_later() -> None:
    known = with_field("leader_talk_date", read_later=True)
    printed = replace(paper({"leader_talk_date": date(2026, 11, 2)}), known=known)
    sheet = replace(digits("leader_talk_date", "03112026"), inks=ink("leader_talk_date", InkState.ALTERED).inks)
    assert codes(observe(printed, [sheet])) == ["PREFILL_ALTERED"]


def test_a_required_box_surely_holds_ink_or_a_person_looks() -> None:
    asked = replace(paper(), known=with_field("notice_to", required=True))
    assert codes(observe(asked, [ink("notice_to", InkState.ADDED)])) == ["HANDWRITING_NOT_READ"]
    assert codes(observe(asked, [ink("notice_to", InkState.DOUBTFUL)])) == ["INK_DOUBTFUL"]
    assert codes(observe(paper(), [ink("notice_to", InkState.DOUBTFUL)])) == ["HANDWRITING_NOT_READ"]


def test_free_handwriting_stops_nothing() -> None:
    seen = observe(paper(), [ink("notice_to", InkState.ADDED)])
    assert [(one.code, one.severity) for one in seen.findings] == [("HANDWRITING_NOT_READ", Severity.NOTE)]
    entry = settled(seen).entry("notice_to")
    assert (entry.value, entry.state) == (None, State.NOT_READ)
    assert entry.source is not None
    assert entry.source.box is not None


def test_ink_that_may_be_dust_is_told_as_writing() -> None:
    seen = observe(paper(), [ink("notice_to", InkState.DOUBTFUL)])
    assert codes(seen) == ["HANDWRITING_NOT_READ"]


def test_what_we_printed_is_known_without_reading() -> None:
    issued = {"employee_name": "Åse Sørbø-Ødegård"}
    seen = observe(paper(issued), [ink("employee_name", InkState.AS_ISSUED)])
    assert codes(seen) == []
    entry = settled(seen).entry("employee_name")
    assert entry.value == "Åse Sørbø-Ødegård"
    assert entry.source is not None
    assert entry.source.method is Method.ISSUED


def test_what_we_printed_and_somebody_struck_is_a_persons_to_read() -> None:
    seen = observe(paper({"employee_name": "Åse Sørbø-Ødegård"}), [ink("employee_name", InkState.ALTERED)])
    assert codes(seen) == ["PREFILL_ALTERED"]
    assert settled(seen).entry("employee_name").value is None


def test_the_places_that_were_issued_filled() -> None:
    assert filled_places(paper({"employee_name": "Åse"})) == {places("employee_name")[0][0]}


def like(text: str, confidence: float = 0.95) -> TypedReading:
    return TypedReading("typeface", text, confidence)


def test_typed_text_counts_when_both_engines_agree_and_it_looks_so() -> None:
    text = "Kåre Lærer – vikar"
    alike = (TypedReading("tesseract", text, 0.95), TypedReading("rapidocr", "KåreLærer-vikar", 0.9), like(text))
    seen = observe(paper(), [ink("notice_to", InkState.ADDED, *alike)])
    assert codes(seen) == []
    assert settled(seen).value("notice_to") == text


def test_typed_text_that_the_engines_read_differently_is_told_as_typed() -> None:
    index, place = places("notice_to")[0]
    unlike = (TypedReading("tesseract", "før", 0.95), TypedReading("rapidocr", "for", 0.9))
    sight = InkSight(index, at(place), InkState.ADDED, 0.99, unlike, is_typed=True)
    seen = observe(paper(), [look(inks=(sight,))])
    assert codes(seen) == ["TYPED_NOT_READ"]
    assert settled(seen).entry("notice_to").state is State.NOT_READ


def test_typed_text_where_an_engine_is_missing_says_so_once_and_goes_on() -> None:
    sights = []
    for field in ("notice_to", "graded_tasks"):
        index, place = places(field)[0]
        sights.append(InkSight(index, at(place), InkState.ADDED, 0.99, is_typed=True))
    seen = observe(paper(), [look(inks=tuple(sights))])
    assert set(codes(seen)) == {"TYPED_NOT_READ", "OCR_MISSING"}
    assert len({one for one in seen.findings if one.code == "OCR_MISSING"}) == 1


@pytest.mark.parametrize(
    "readings",
    [
        (),
        (TypedReading("tesseract", "Kari", 0.99), like("Kari")),
        (TypedReading("tesseract", "Kari", 0.99), TypedReading("rapidocr", "Kari", 0.99)),
        (TypedReading("tesseract", "Kari", 0.99), TypedReading("rapidocr", "Kari", 0.99), like("Kari", 0.84)),
        (TypedReading("tesseract", "Kari", 0.99), TypedReading("rapidocr", "Karl", 0.99), like("Kari")),
        (TypedReading("tesseract", "før", 0.99), TypedReading("rapidocr", "for", 0.99), like("før")),
        (TypedReading("tesseract", "Kari", 0.99), TypedReading("rapidocr", "Kari", 0.2), like("Kari")),
        (TypedReading("tesseract", " ", 0.99), TypedReading("rapidocr", "", 0.99), like(" ")),
        (TypedReading("rapidocr", "Kari", 0.99), TypedReading("other", "Kari", 0.99), like("Kari")),
    ],
)
def test_one_witness_less_is_not_believed(readings: tuple[TypedReading, ...]) -> None:
    assert agreed(readings) is None


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (SignatureLook.PRESENT, SignatureState.PRESENT),
        (SignatureLook.ABSENT, SignatureState.ABSENT),
        (SignatureLook.DOUBTFUL, SignatureState.DOUBTFUL),
    ],
)
def test_signatures(seen: SignatureLook, state: SignatureState) -> None:
    [(index, place)] = places("employee_signature")
    record = settled(observe(paper(), [look(signatures=(SignatureSight(index, at(place), seen, 0.99),))]))
    assert next(one.state for one in record.signatures if one.field == "employee_signature") is state


def test_a_sheet_that_does_not_fit_leaves_everything_unread() -> None:
    fit = SheetFit(SHEET, 1, 0, 9.0, 1, 3, good=False)
    record = settled(observe(paper(), [SheetLook(fit)]))
    states = {entry.state for entry in record.entries if entry.field not in ("employee_signature", "leader_signature")}
    assert states == {State.NOT_READ}
    assert {one.state for one in record.signatures} == {SignatureState.DOUBTFUL}


def test_writing_in_a_continuation_is_told() -> None:
    layout = documents.known(FORM).layout
    assert layout is not None
    index = next(at_ for at_, place in enumerate(layout.places) if place.name == "continuation_1_text")
    sight = InkSight(index, at(layout.places[index]), InkState.ADDED, 0.99)
    assert codes(observe(paper(), [look(inks=(sight,))])) == ["CONTINUATION_HANDWRITTEN"]


def test_where_a_number_must_be_sure_dust_is_doubted() -> None:
    """A form of a workplace's own may have its numbers in plain boxes."""
    known = documents.known(FORM)
    assert known.layout is not None
    [(index, place)] = places("graded_percent")
    plain = replace(place, kind=WidgetKind.TEXT)
    layout = replace(known.layout, places=tuple(plain if one is place else one for one in known.layout.places))
    sheet = look(inks=(InkSight(index, at(plain), InkState.DOUBTFUL, 0.5),))
    assert codes(observe(replace(paper(), known=replace(known, layout=layout)), [sheet])) == ["INK_DOUBTFUL"]
    written = look(inks=(InkSight(index, at(plain), InkState.ADDED, 0.99),))
    assert codes(observe(replace(paper(), known=replace(known, layout=layout)), [written])) == ["TEXT_NOT_READ"]


def test_a_number_that_says_whose_it_is_must_be_sure_in_a_plain_box_too() -> None:
    known = documents.known(FORM)
    assert known.layout is not None
    [(index, place)] = places("employee_number")
    plain = replace(place, kind=WidgetKind.TEXT)
    layout = replace(known.layout, places=tuple(plain if one is place else one for one in known.layout.places))
    sheet = look(inks=(InkSight(index, at(plain), InkState.ADDED, 0.99),))
    assert codes(observe(replace(paper(), known=replace(known, layout=layout)), [sheet])) == ["TEXT_NOT_READ"]


def with_field(field: str, **keys: Any) -> Known:
    """The form with other keys of one field."""
    known = documents.known(FORM)
    sections = tuple(
        replace(
            section,
            fields=tuple(replace(one, **keys) if one.id == field else one for one in section.fields),
        )
        for section in known.definition.sections
    )
    return replace(known, definition=replace(known.definition, sections=sections))


def asking(field: str, confidence: float) -> PaperReturn:
    return replace(paper(), known=with_field(field, paper_confidence=confidence))


def test_a_mark_is_held_to_what_its_field_asks() -> None:
    seen = [marks("notice_how", phone=MarkState.MARKED)]
    assert codes(observe(asking("notice_how", 0.999), seen)) == []
    assert codes(observe(asking("notice_how", 0.9999), seen)) == ["MARK_DOUBTFUL"]
    assert codes(observe(asking("notice_to", 0.9999), seen)) == []
    assert codes(observe(asking("notice_how", 1.0), [marks("notice_how")])) == []


def test_typed_text_is_held_to_what_its_field_asks() -> None:
    readings = (TypedReading("tesseract", "Kari", 0.995), TypedReading("b", "Kari", 0.999), like("Kari"))
    seen = [ink("notice_to", InkState.ADDED, *readings)]
    assert settled(observe(asking("notice_to", 0.99), seen)).value("notice_to") == "Kari"
    assert codes(observe(asking("notice_to", 0.995), seen)) == ["HANDWRITING_NOT_READ"]


def test_digits_are_held_to_what_their_field_asks() -> None:
    seen = [digits("first_day", "02112026", sure=0.9999999)]
    assert settled(observe(paper(), seen)).value("first_day") == date(2026, 11, 2)
    assert codes(observe(asking("first_day", 1.0), seen)) == ["DIGITS_DOUBTFUL"]


def test_a_signature_is_held_to_what_its_field_asks() -> None:
    index, place = places("employee_signature")[0]
    seen = [look(signatures=(SignatureSight(index, at(place), SignatureLook.PRESENT, 0.997),))]
    states = [
        {one.field: one.state for one in settled(observe(asking("employee_signature", asked), seen)).signatures}
        for asked in (0.997, 0.998)
    ]
    assert [one["employee_signature"] for one in states] == [SignatureState.PRESENT, SignatureState.DOUBTFUL]


def test_what_was_written_outside_the_fields_is_told_once_for_a_sheet() -> None:
    notes = (NoteSight(Box(SHEET, 300, 20, 360, 40), over_print=False), NoteSight(Box(SHEET, 20, 700, 90, 720), False))
    (told,) = observe(paper(), [look(notes=notes)]).findings
    assert (told.code, told.severity, dict(told.params)) == ("WRITTEN_OUTSIDE", Severity.NOTE, {"sheet": str(SHEET)})
    assert told.source is not None
    assert told.source.box == Box(SHEET, 20, 20, 360, 720)


def test_print_that_was_struck_out_is_for_a_person() -> None:
    notes = (NoteSight(Box(SHEET, 20, 700, 90, 720), over_print=True), NoteSight(Box(SHEET, 300, 20, 360, 40), False))
    told = observe(paper(), [look(notes=notes)]).findings
    assert [(one.code, one.severity) for one in told] == [
        ("PRINT_STRUCK", Severity.REVIEW),
        ("WRITTEN_OUTSIDE", Severity.NOTE),
    ]
    assert told[0].source is not None
    assert told[0].source.box == Box(SHEET, 20, 700, 90, 720)
