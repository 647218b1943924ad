"""What fields hold against what pages show: each line a widget, what its box shows, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk.engines.pdf_read_form import FieldType, PdfForm, Widget
from dokumentverk.engines.pdf_view import Seen
from dokumentverk.model.layout import Box, WidgetKind
from dokumentverk.model.reading import Method, SignatureKind
from dokumentverk.read.acroform import Pair, observe
from dokumentverk.read.observed import Observed
from dokumentverk.read.shown import DOUBTED, Look, Verdict, alike, compare, judge
from dokumentverk.read.slots import slots_of

from .forms import CONTINUATION, DOCUMENT, KNOWN, PAGE, layout, place

INK = 0.02
SLOTS = {(slot.name, slot.choice): slot for slot in slots_of(KNOWN)}


def text(value: str, name: str = "name", **more: object) -> Widget:
    return Widget(name, FieldType.TEXT, 1, PAGE, (value,) if value else (), appearance=True, **more)  # type: ignore[arg-type]


def look(widget: Widget, shown: str, *, ink: float = INK, printed: str = "", choice: str | None = None) -> Look:
    return Look(Pair(widget, SLOTS[widget.name, choice]), Seen(shown, printed, ink, ink), None)


@pytest.mark.parametrize(
    ("value", "shown", "ink", "verdict"),
    [
        ("Kari", "Kari", INK, Verdict.SAME),
        ("Kari  Næss", "Kari Næss ", INK, Verdict.SAME),
        ("linje\r\nto", "linje\nto", INK, Verdict.SAME),
        ("linje to", "linje\r\nto", INK, Verdict.SAME),
        ("02092026", "0 2 0 9 2 0 2 6", INK, Verdict.SAME),
        ("ﬁnne", "finne", INK, Verdict.SAME),
        ("A\u030ase", "Åse", INK, Verdict.SAME),
        ("中", "[U+4E2D]", INK, Verdict.SAME),
        ("Bjørg", "Bj¯rg", INK, Verdict.SAME),
        ("", "", 0.0, Verdict.SAME),
        ("Kari", "", 0.0, Verdict.NOTHING),
        ("Kari", "Kari", 0.0, Verdict.NOTHING),
        ("Kari", "", INK, Verdict.UNKNOWN),
        ("Kari", "\ue000\ue001", INK, Verdict.UNKNOWN),
        ("Kari", "Ola", INK, Verdict.DIFFERENT),
        ("100", "10", INK, Verdict.DIFFERENT),
        ("", "Ola", INK, Verdict.DIFFERENT),
        ("En lang tekst som ikke får plass i feltet", "En lang tekst som", INK, Verdict.HIDDEN),
        ("En lang tekst som ikke får plass i feltet", "får plass i feltet", INK, Verdict.HIDDEN),
        ("En lang tekst som ikke får plass i feltet", "Noe helt annet", INK, Verdict.DIFFERENT),
    ],
)
def test_verdict(value: str, shown: str, ink: float, verdict: Verdict) -> None:
    assert judge(look(text(value), shown, ink=ink)) is verdict


def test_print_inside_a_box_is_not_the_answer() -> None:
    assert judge(look(text("100"), "100 kr", printed="kr")) is Verdict.SAME
    assert judge(look(text(""), "kr", printed="kr")) is Verdict.SAME


@pytest.mark.parametrize("flags", [1 << 1, 1 << 5])
def test_what_is_hidden_is_not_shown(flags: int) -> None:
    assert judge(look(text("Kari", flags=flags), "Kari")) is Verdict.NOTHING
    assert judge(look(text("", flags=flags), "")) is Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Næss", "NÊss", True), ("Næss", "Nass", False), ("Næss", "Næs", False), ("«Vest»", "´Vestª", True)],
)
def test_letters_that_pdfium_takes_for_mac_roman(one: str, other: str, same: bool) -> None:
    assert alike(one, other) == same


def compared(*looks: Look, need_appearances: bool = False) -> Observed:
    widgets = tuple(look.pair.widget for look in looks)
    form = PdfForm((), widgets, (), (), (), need_appearances=need_appearances)
    return compare(form, looks, observe(form, KNOWN, DOCUMENT), DOCUMENT)


def told(observed: Observed) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in observed.findings]


def test_a_difference_keeps_both_sights_and_doubts_them() -> None:
    found = compared(look(text("Kari"), "Ola"))
    assert told(found) == [("VALUE_SHOWN_DIFFERENTLY", "name")]
    assert [(one.raw, one.source.method, one.confidence) for one in found.observations] == [
        ("Kari", Method.ACROFORM, DOUBTED),
        ("Ola", Method.TEXT, DOUBTED),
    ]


def test_a_value_that_is_not_shown_keeps_the_emptiness_too() -> None:
    found = compared(look(text("Kari"), "", ink=0.0), look(text("b", "story"), "b"))
    assert told(found) == [("VALUE_NOT_SHOWN", "name")]
    assert [(one.field, one.raw) for one in found.observations] == [("name", "Kari"), ("story", "b"), ("name", "")]


def test_a_program_that_draws_nothing_gets_one_finding() -> None:
    looks = (
        look(text("Kari"), "", ink=0.0),
        look(text("b", "story"), "", ink=0.0),
        look(text("", "reason"), "", ink=0.0),
    )
    found = compared(*looks)
    assert told(found) == [("APPEARANCE_MISSING", None)]
    assert all(one.source.method is Method.ACROFORM for one in found.observations)


def test_what_is_left_to_the_viewer_is_only_noted() -> None:
    looks = (look(text("Kari"), "", ink=0.0), look(text("b", "story"), "b"))
    (one,) = compared(*looks, need_appearances=True).findings
    assert (one.code, one.stops) == ("APPEARANCE_LEFT_TO_VIEWER", False)


def test_a_stale_look_is_told_even_when_the_viewer_may_draw_anew() -> None:
    found = compared(look(text("Kari"), "Ola"), need_appearances=True)
    assert told(found) == [("VALUE_SHOWN_DIFFERENTLY", "name")]


def test_hidden_text_is_noted_and_the_value_is_whole() -> None:
    long = "En lang tekst som ikke får plass i feltet"
    found = compared(look(text(long), "En lang tekst"))
    assert told(found) == [("TEXT_HIDDEN", "name")]
    assert [(one.raw, one.confidence) for one in found.observations] == [(long, 1.0)]


def test_continuations_are_told_by_their_place() -> None:
    found = compared(look(text("Kari", CONTINUATION[1]), "Ola"))
    assert [(one.code, one.field, one.params) for one in found.findings] == [
        ("CONTINUATION_CONFLICT", None, (("place", "1"),))
    ]


def radio(choice: str, value: str, state: str) -> Widget:
    return Widget("kind", FieldType.BUTTON, 1, PAGE, (value,), True, state, (choice,), field_flags=1 << 15)


@pytest.mark.parametrize(
    ("value", "state", "ink", "differs"),
    [
        ("on", "on", 0.3, False),
        ("Off", "Off", 0.0, False),
        ("on", "Off", 0.0, True),
        ("Off", "on", 0.3, True),
        ("on", "on", 0.0, True),
        ("Off", "Off", 0.3, True),
        ("on", "on", 0.03, False),
        ("on", "Off", 0.03, True),
    ],
)
def test_a_box_that_does_not_show_what_it_holds(value: str, state: str, ink: float, differs: bool) -> None:
    widget = Widget("agree", FieldType.BUTTON, 1, PAGE, (value,), True, state, ("on",))
    found = compared(look(widget, "", ink=ink))
    assert told(found) == ([("VALUE_SHOWN_DIFFERENTLY", "agree")] if differs else [])
    assert len(found.observations) == (2 if differs else 1)


def test_a_group_that_differs_is_told_once() -> None:
    looks = (
        look(radio("own", "own", "Off"), "", ink=0.0, choice="own"),
        look(radio("child", "own", "child"), "", ink=0.3, choice="child"),
    )
    found = compared(*looks)
    assert told(found) == [("VALUE_SHOWN_DIFFERENTLY", "kind")]
    marks = [(one.choice, one.raw) for one in found.observations if one.source.method is Method.MARK]
    assert marks == [("own", "off"), ("child", "on")]


def test_the_blanks_own_ink_does_not_count() -> None:
    widget = Widget("agree", FieldType.BUTTON, 1, PAGE, ("Off",), True, "Off", ("on",))
    inked = Look(Pair(widget, SLOTS["agree", None]), Seen("", "", 0.2, 0.2), Seen("", "", 0.2, 0.2))
    assert told(compared(inked)) == []


def signed(shown: str, ink: float, blank: Seen | None) -> SignatureKind:
    box = Widget("signature", FieldType.SIGNATURE, 1, PAGE)
    (one,) = compared(Look(Pair(box, SLOTS["signature", None]), Seen(shown, "", ink, ink), blank)).signatures
    return one.kind


@pytest.mark.parametrize(
    ("shown", "ink", "kind"),
    [("", 0.0, SignatureKind.NONE), ("Kari Næss", 0.02, SignatureKind.TYPED), ("", 0.02, SignatureKind.DRAWN)],
)
def test_what_is_drawn_into_a_signature_box_without_an_annotation(shown: str, ink: float, kind: SignatureKind) -> None:
    assert signed(shown, ink, Seen("", "", 0.0, 0.0)) is kind
    assert signed(shown, ink, None) is SignatureKind.NONE


def test_a_value_on_no_page_is_not_shown() -> None:
    lost = replace(text("Kari"), page=None, box=None)
    form = PdfForm((), (lost,), (), (), ())
    found = compare(form, (), observe(form, KNOWN, DOCUMENT), DOCUMENT)
    assert told(found) == [("VALUE_NOT_SHOWN", "name")]


def test_a_box_with_room_to_spare_hides_nothing() -> None:
    """A shorter text on the page than in the field is another answer, when both would fit."""
    wide = replace(KNOWN, layout=layout(place("name", Box(1, 50, 100, 500, 120), WidgetKind.TEXT)))
    slot = next(slot for slot in slots_of(wide) if slot.name == "name")
    widget = replace(text("1000 kr"), box=Box(1, 50, 100, 500, 120))
    assert judge(Look(Pair(widget, slot), Seen("100", "", INK, INK), None)) is Verdict.DIFFERENT
