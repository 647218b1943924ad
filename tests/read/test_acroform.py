"""Widgets to observations. Each line: the widget as some program left it, and what is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk.engines.pdf_read_form import FieldType, Markup, PageFrame, PdfForm, Signed, Widget
from dokumentverk.model.layout import Box, Part, WidgetKind
from dokumentverk.model.reading import Method, SignatureKind
from dokumentverk.read.acroform import is_garbled, observe, plain_text
from dokumentverk.read.signatures import unvalidated

from .forms import CONTINUATION, DOCUMENT, KNOWN, PAGE, layout, place

A4 = PageFrame(1, (0, 0, 595, 842), 0)
ELSEWHERE = Box(1, 300, 300, 400, 320)
BUTTON = FieldType.BUTTON
RADIO = 1 << 15


def form(*widgets: Widget, markups: tuple[Markup, ...] = ()) -> PdfForm:
    return PdfForm((A4,), widgets, markups, (), ())


def text(name: str, *values: str, **more: object) -> Widget:
    return Widget(name, FieldType.TEXT, 1, PAGE, values, **more)  # type: ignore[arg-type]


def box(name: str, value: str | None, state: str | None, *on: str, **more: object) -> Widget:
    values = (value,) if value is not None else ()
    flags = RADIO if name in ("answer", "kind") else 0
    return Widget(name, BUTTON, 1, PAGE, values, True, state, on, field_flags=flags, **more)  # type: ignore[arg-type]


def raws(*widgets: Widget) -> dict[str, str]:
    """``field`` or ``field/choice`` to raw."""
    found = observe(form(*widgets), KNOWN, DOCUMENT).observations
    return {"/".join(filter(None, (one.field, one.choice))): one.raw for one in found}


@pytest.mark.parametrize(
    ("widget", "field", "raw"),
    [
        (text("name", "Kari"), "name", "Kari"),
        (text("name"), "name", ""),
        (text("name", ""), "name", ""),
        (text("form.side1.name", "Kari"), "name", "Kari"),
        (text("form[0].side[0].name[0]", "Kari"), "name", "Kari"),
        (text("name#1", "Kari"), "name", "Kari"),
        (text("story", "a\r\nb\rc\nd"), "story", "a\r\nb\rc\nd"),
        (text("story", "", rich="<body><p>En</p><p>to &amp; tre</p></body>"), "story", "En\nto & tre"),
        (text("story", "Klar", rich="<p>Annet</p>"), "story", "Klar"),
        (text("day", "02092026"), "day", "02092026"),
    ],
)
def test_text(widget: Widget, field: str, raw: str) -> None:
    assert raws(widget) == {field: raw}


@pytest.mark.parametrize(
    ("value", "state", "on", "raw"),
    [
        ("on", "on", ("on",), "on"),
        ("Off", "Off", ("on",), "off"),
        (None, None, ("on",), "off"),
        ("", "Off", ("on",), "off"),
        ("/on", "on", ("on",), "on"),
        ("Yes", "Yes", ("Yes",), "on"),
        ("on", "Off", ("on",), "on"),
        ("Off", "on", ("on",), "off"),
    ],
)
def test_a_tick_box_says_what_its_value_says(
    value: str | None, state: str | None, on: tuple[str, ...], raw: str
) -> None:
    assert raws(box("agree", value, state, *on)) == {"agree": raw}


@pytest.mark.parametrize("value", ["child", "/child", " child "])
def test_a_radio_group_however_its_value_is_written(value: str) -> None:
    kids = [box("kind", value, "child" if state == "child" else "Off", state) for state in ("own", "child", "other")]
    assert raws(*kids) == {"kind/own": "off", "kind/child": "on", "kind/other": "off"}


def test_a_radio_group_with_export_values_in_opt() -> None:
    options = (("own", "own"), ("child", "child"), ("other", "other"))
    kids = [box("kind", "1", "1" if at == 1 else "Off", str(at), options=options) for at in range(3)]
    assert raws(*kids) == {"kind/own": "off", "kind/child": "on", "kind/other": "off"}


def test_a_radio_value_that_is_the_export_value() -> None:
    options = (("own", "own"), ("child", "child"))
    kids = [box("kind", "child", "Off", str(at), options=options) for at in range(2)]
    assert raws(*kids) == {"kind/own": "off", "kind/child": "on"}


def test_a_radio_kid_with_a_strange_state_is_found_by_its_place() -> None:
    known = replace(
        KNOWN,
        layout=layout(
            place("answer", PAGE, WidgetKind.RADIO, choice="yes"),
            place("answer", ELSEWHERE, WidgetKind.RADIO, choice="no"),
        ),
    )
    kids = (
        box("answer", "Choice2", "Off", "Choice1"),
        replace(box("answer", "Choice2", "Choice2", "Choice2"), box=ELSEWHERE),
    )
    found = observe(form(*kids), known, DOCUMENT).observations
    assert [(one.choice, one.raw) for one in found] == [("yes", "off"), ("no", "on")]


def test_kids_that_lost_their_group_are_found_by_their_place_and_say_what_they_show() -> None:
    known = replace(
        KNOWN,
        layout=layout(
            place("answer", PAGE, WidgetKind.RADIO, choice="yes"),
            place("answer", ELSEWHERE, WidgetKind.RADIO, choice="no"),
        ),
    )
    torn = Widget("", FieldType.NONE, 1, PAGE, (), False, "Off", ("yes",))
    other = replace(torn, box=ELSEWHERE, state="no", on_states=("no",))
    astray = replace(torn, box=Box(1, 500, 500, 510, 510))
    found = observe(form(torn, other, astray), known, DOCUMENT).observations
    assert [(one.field, one.choice, one.raw) for one in found] == [("answer", "yes", "off"), ("answer", "no", "on")]


def test_several_of_has_a_name_for_each_box() -> None:
    widgets = [box(f"help_{choice}", "on" if choice == "own" else "Off", None, "on") for choice in ("own", "child")]
    assert raws(*widgets) == {"help/own": "on", "help/child": "off"}


def test_a_drop_down_list_gives_the_export_value_of_what_is_shown() -> None:
    options = (("own", "Egen sykdom"), ("child", "Sykt barn"))
    shown = Widget("kind", FieldType.CHOICE, 1, PAGE, ("Sykt barn",), options=options)
    assert raws(shown) == {"kind": "child"}
    assert raws(replace(shown, values=("own",))) == {"kind": "own"}
    assert raws(replace(shown, values=("own", "child"))) == {"kind": "own;child"}
    assert raws(replace(shown, values=("Noe annet",))) == {"kind": "Noe annet"}


def test_cells_and_continuations_keep_their_place() -> None:
    widgets = (
        text("steps_2_what", "Mål"),
        box("steps_1_done", "on", "on", "on"),
        text("story_overflow", "resten"),
        text("story_overflow_2", "og mer"),
        text(CONTINUATION[0], "2"),
        text(CONTINUATION[1], "mer"),
    )
    found = observe(form(*widgets), KNOWN, DOCUMENT).observations
    assert [(one.field, one.row, one.column, one.part, one.raw) for one in found] == [
        ("steps", 1, "what", Part.MAIN, "Mål"),
        ("steps", 0, "done", Part.MAIN, "on"),
        ("story", None, None, Part.OVERFLOW, "resten"),
        ("story", None, None, Part.OVERFLOW, "og mer"),
        ("", 0, None, Part.CONTINUATION_FIELD, "2"),
        ("", 0, None, Part.CONTINUATION_TEXT, "mer"),
    ]


def test_where_a_value_stands_goes_with_it() -> None:
    (one,) = observe(form(text("name", "Kari")), KNOWN, DOCUMENT).observations
    assert (one.source.document, one.source.method, one.source.page, one.source.box) == (
        DOCUMENT,
        Method.ACROFORM,
        1,
        PAGE,
    )


def test_the_same_field_twice_is_one_observation_unless_it_says_something_else() -> None:
    twins = (text("name", "Kari"), replace(text("name", "Kari"), hooked=False))
    assert len(observe(form(*twins), KNOWN, DOCUMENT).observations) == 1
    others = (text("name", "Kari"), text("name", "Ola"))
    assert [one.raw for one in observe(form(*others), KNOWN, DOCUMENT).observations] == ["Kari", "Ola"]


def test_a_field_on_no_page_counts_only_when_no_page_has_it() -> None:
    lost = replace(text("name", "borte"), page=None, box=None)
    assert raws(lost) == {"name": "borte"}
    assert raws(lost, text("name", "Kari")) == {"name": "Kari"}


def test_filled_fields_that_are_not_ours_are_counted() -> None:
    widgets = (text("extra", "mer"), text("more"), box("tick", "Off", "Off", "on"), box("tock", "on", "on", "on"))
    (told,) = observe(form(*widgets), KNOWN, DOCUMENT).findings
    assert (told.code, told.params) == ("FIELDS_ADDED", (("count", "2"),))


def test_push_buttons_are_nobodys() -> None:
    assert observe(form(Widget("print", BUTTON, 1, PAGE, ("x",), field_flags=1 << 16)), KNOWN, DOCUMENT).findings == ()


@pytest.mark.parametrize(
    ("raw", "garbled"),
    [("BjÃ¸rg", True), ("Ã\u0085se", True), ("Â«Â»", True), ("Bjørg", False), ("SÃO PAULO", False), ("", False)],
)
def test_mojibake_is_told(raw: str, garbled: bool) -> None:
    assert is_garbled(raw) == garbled


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ("<p>En</p><p>to</p>", "En\nto"),
        ("En<br/>to", "En\nto"),
        ("<span style='x'>&lt;a&gt;</span>", "<a>"),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]>", "]>"),
        ("uten", "uten"),
    ],
)
def test_rich_text_loses_its_markup(rich: str, plain: str) -> None:
    assert plain_text(rich) == plain


SIGNATURE = Widget("signature", FieldType.SIGNATURE, 1, PAGE)


@pytest.mark.parametrize(
    ("widget", "markups", "kind"),
    [
        (SIGNATURE, (), SignatureKind.NONE),
        (replace(SIGNATURE, signed=Signed("Kari", None, None)), ("Ink",), SignatureKind.DIGITAL),
        (SIGNATURE, ("Ink",), SignatureKind.DRAWN),
        (SIGNATURE, ("FreeText", "Ink"), SignatureKind.DRAWN),
        (SIGNATURE, ("Stamp",), SignatureKind.IMAGE),
        (SIGNATURE, ("FreeText",), SignatureKind.TYPED),
        (SIGNATURE, ("Highlight",), SignatureKind.NONE),
        (replace(SIGNATURE, type=FieldType.TEXT, values=("Kari Næss",)), (), SignatureKind.TYPED),
    ],
)
def test_what_stands_in_a_signature_field(widget: Widget, markups: tuple[str, ...], kind: SignatureKind) -> None:
    inside = tuple(Markup(one, Box(1, 60, 95, 140, 125)) for one in markups)
    (mark,) = observe(form(widget, markups=inside), KNOWN, DOCUMENT).signatures
    assert (mark.field, mark.kind) == ("signature", kind)
    assert mark.by == ("Kari" if kind is SignatureKind.DIGITAL else None)
    assert [one.code for one in unvalidated((mark,))] == (
        ["SIGNATURE_NOT_VALIDATED"] if kind is SignatureKind.DIGITAL else []
    )


def test_a_signature_in_a_field_of_its_own_counts_where_it_lies() -> None:
    drawn = Widget("Signature1", FieldType.SIGNATURE, 1, PAGE, signed=Signed("Kari", None, "ETSI.CAdES.detached"))
    over = observe(form(SIGNATURE, drawn), KNOWN, DOCUMENT)
    assert [(one.kind, one.by) for one in over.signatures] == [(SignatureKind.DIGITAL, "Kari")]
    assert over.findings == ()
    beside = observe(form(SIGNATURE, replace(drawn, box=ELSEWHERE)), KNOWN, DOCUMENT)
    assert [one.kind for one in beside.signatures] == [SignatureKind.NONE]
    assert [one.code for one in beside.findings] == ["SIGNATURE_ELSEWHERE"]
    stamped = replace(drawn, box=ELSEWHERE, signed=Signed(None, None, "ETSI.RFC3161"))
    assert observe(form(SIGNATURE, stamped), KNOWN, DOCUMENT).findings == ()


@pytest.mark.parametrize("where", [Box(1, 300, 300, 400, 320), Box(2, 60, 95, 140, 125), Box(1, 140, 115, 300, 300)])
def test_what_is_drawn_elsewhere_is_no_signature(where: Box) -> None:
    (mark,) = observe(form(SIGNATURE, markups=(Markup("Ink", where),)), KNOWN, DOCUMENT).signatures
    assert mark.kind is SignatureKind.NONE
