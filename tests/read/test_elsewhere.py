"""Forms made elsewhere known again, and their fields under our names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dokumentverk.engines.pdf_glyphs import Glyph, PageGlyphs
from dokumentverk.engines.pdf_read_form import FieldType, PageFrame, PdfForm, Widget
from dokumentverk.engines.scan_place import PlacedSheet
from dokumentverk.engines.worker import Fate, Lost
from dokumentverk.model.form import ArchiveRule, FormDefinition, Series
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Alias, Box, Layout, Medium, StaticText
from dokumentverk.model.scan import SheetFacts, SheetMark, Tone
from dokumentverk.read.elsewhere import by_fields, by_sheets, by_text, identity_of, known_by_print
from dokumentverk.read.known import Foreign, Known
from dokumentverk.read.renamed import renamed

PAGE = PageFrame(1, (0.0, 0.0, 595.0, 842.0), 0)
RADIO = 1 << 15
ALIASES = (
    Alias("form[0].Navn[0]", "navn"),
    Alias("Gruppe", "sted", "1", "hjemme"),
    Alias("Gruppe", "sted", "2", "borte"),
    Alias("Boks", "lege", None, "on"),
)


def known(id: str, names: tuple[str, ...] = (), *, pages: int = 2) -> Known:
    rule = ArchiveRule(Series.PERSONALMAPPE, Texts("X"))
    definition = FormDefinition(id, "1", Texts("X"), (), rule, blank="0" * 64)
    layout = Layout("0" * 64, id, "1", Language.NB, Medium.PDF, "", pages, (595.0, 842.0), (), ())
    return Known(definition, layout, None, id.encode(), tuple(Alias(name, f"a{at}") for at, name in enumerate(names)))


def form(*widgets: Widget) -> PdfForm:
    return PdfForm((PAGE,), widgets, (), (), ())


def text(name: str, value: str = "") -> Widget:
    return Widget(name, FieldType.TEXT, 1, Box(1, 0, 0, 9, 9), values=(value,))


def box(name: str, states: tuple[str, ...], value: str = "Off", **more: Any) -> Widget:
    return Widget(name, FieldType.BUTTON, 1, Box(1, 0, 0, 9, 9), values=(value,), state=value, on_states=states, **more)


def test_fields_get_our_names() -> None:
    found = renamed(form(text("form[0].Navn[0]", "Åse"), text("Fylke", "Agder")), ALIASES).widgets
    assert [(one.name, one.values) for one in found] == [("navn", ("Åse",)), ("Fylke", ("Agder",))]


def test_a_merged_file_s_longer_names_are_known() -> None:
    assert renamed(form(text("1.form[0].Navn[0]+1")), ALIASES).widgets[0].name == "navn"


def test_states_become_choices() -> None:
    boxes = (box("Gruppe", ("1",), "2", field_flags=RADIO), box("Gruppe", ("2",), "2", field_flags=RADIO))
    found = renamed(form(*boxes), ALIASES).widgets
    assert [(one.name, one.values, one.on_states) for one in found] == [
        ("sted", ("borte",), ("hjemme",)),
        ("sted", ("borte",), ("borte",)),
    ]


def test_what_a_box_exports_is_its_state() -> None:
    options = (("Andre", ""), ("Hjemme", ""), ("Borte", ""))
    (found,) = renamed(form(box("Gruppe", ("1",), "Hjemme", options=options)), ALIASES).widgets
    assert (found.values, found.on_states, found.options) == (("hjemme",), ("hjemme",), ())


def test_a_single_box_is_on_whatever_its_state_is_called() -> None:
    on, off = renamed(form(box("Boks", ("Yes",), "/Yes"), box("Boks", ("Yes",))), ALIASES).widgets
    assert (on.name, on.values, on.state, on.on_states) == ("lege", ("on",), "on", ("on",))
    assert (off.values, off.state) == (("Off",), "Off")


def test_a_form_is_known_by_its_fields() -> None:
    one, other = known("en", ("a", "b", "c")), known("to", ("x", "y"))
    foreign = Foreign((one, other))
    assert by_fields(form(text("a"), text("b"), text("c"), text("new")), foreign) == (one,)
    assert by_fields(form(text("x"), text("y")), foreign) == (other,)
    assert by_fields(form(text("a"), text("b")), foreign) == ()
    assert by_fields(form(text("a"), text("b"), text("c"), *map(text, "defg")), foreign) == ()
    assert by_fields(form(), foreign) == ()


def test_of_two_editions_a_person_says_which() -> None:
    one, other = known("en", ("a", "b")), known("to", ("a", "b"))
    filled = form(text("a"), text("b"))
    assert by_fields(filled, Foreign((one, other))) == (one, other)
    assert by_fields(filled, Foreign((one, other), given="to")) == (other,)
    assert identity_of(other).form == "to"


class Laid:
    """In the place of workers: which page each sheet is, by the blank. ``None`` is a worker that was lost."""

    def __init__(self, pages: Mapping[bytes, Mapping[int, tuple[int, int] | None]]) -> None:
        self.pages = pages

    def call(self, _: object, *args: Any) -> Any:
        _, sheets, blank, _ = args
        found = self.pages[blank].get(sheets[0], (0, 0))
        return Lost(Fate.CRASHED) if found is None else (PlacedSheet(sheets[0], *found),)


def marks(*sheets: int, blank: int = 0) -> tuple[SheetMark, ...]:
    facts = SheetFacts(1654, 2339, 200.0, Tone.GREY, (595.0, 842.0))
    return tuple(SheetMark(one, facts, blank=one == blank) for one in sheets)


def placed(pages: Mapping[bytes, Mapping[int, tuple[int, int] | None]], given: str | None = None) -> Any:
    foreign = Foreign((known("en"), known("to")), given)
    return by_sheets("x.pdf", marks(1, 2, 3, blank=3), foreign, Laid(pages))  # type: ignore[arg-type]


def test_sheets_are_known_by_their_print_in_any_order() -> None:
    found, told = placed({b"en": {1: (2, 50), 2: (1, 60)}, b"to": {}})
    assert (found.known.definition.id, found.pages, told) == ("en", {1: 2, 2: 1}, ())
    assert known_by_print(found.known).code == "FOREIGN_FORM_KNOWN_BY_PRINT"


def test_every_sheet_must_be_a_page_once() -> None:
    assert placed({b"en": {1: (1, 50)}, b"to": {}}) == (None, ())
    assert placed({b"en": {1: (1, 50), 2: (1, 50)}, b"to": {}}) == (None, ())
    assert placed({b"en": {1: (1, 50), 2: None}, b"to": {}}) == (None, ())


def test_forms_that_look_alike_are_not_told_apart() -> None:
    both = {b"en": {1: (1, 60), 2: (2, 60)}, b"to": {1: (1, 50), 2: (2, 50)}}
    found, told = placed(both)
    assert found is None
    assert [(one.code, one.params) for one in told] == [("FOREIGN_FORMS_ALIKE", (("forms", "en, to"),))]
    clear = {b"en": {1: (1, 60), 2: (2, 60)}, b"to": {1: (1, 40), 2: (2, 40)}}
    assert placed(clear)[0].known.definition.id == "en"


def test_what_a_person_says_needs_no_more() -> None:
    found, _ = placed({b"en": {}, b"to": {1: (1, 50)}}, given="to")
    assert found.pages == {1: 1, 2: 0}
    assert by_sheets("x.pdf", marks(3, blank=3), Foreign((known("en"),)), Laid({})) == (None, ())  # type: ignore[arg-type]


def printed(id: str, *pages: tuple[str, ...]) -> Known:
    one = known(id, pages=len(pages))
    assert one.layout is not None
    lines = [StaticText(text, Box(at, 0, 0, 9, 9)) for at, page in enumerate(pages, start=1) for text in page]
    return replace(one, layout=replace(one.layout, static=tuple(lines)))


def page(number: int, text: str) -> PageGlyphs:
    return PageGlyphs(number, tuple(Glyph(one, 0, 0, 9, 9) for one in text), (), ())


FIRST = ("Melding om ulykke", "Hvor skjedde ulykken", "Beskriv hva som skjedde", "Den skadedes navn", "Arbeidsgiver")
SECOND = ("Erklæring fra den som melder", "Ja")


def test_a_form_that_lost_its_fields_is_known_by_what_is_printed() -> None:
    one = printed("en", FIRST, SECOND)
    other = printed("to", ("Søknad om permisjon", "Begrunnelse for søknaden"))
    foreign = Foreign((one, other))
    flat = (page(1, "Erklæring fra den som melder"), page(2, "Åse".join(FIRST)), page(3, "Vedlegg"))
    assert by_text(flat, foreign) == (one,)
    assert by_text(flat[1:], foreign) == ()
    assert by_text((flat[0], page(2, "".join(FIRST[:3]))), foreign) == ()
    assert by_text((), foreign) == ()
    assert by_text((), Foreign((one, other), given="to")) == (other,)


def test_editions_that_say_the_same_are_not_told_apart_by_it() -> None:
    one, other = printed("en", FIRST), printed("to", FIRST[:4])
    assert by_text((page(1, "".join(FIRST)),), Foreign((one, other))) == (one, other)


def test_a_blank_without_a_word_is_known_by_nothing() -> None:
    assert by_text((page(1, "Ja"),), Foreign((printed("en", ("Ja",)),))) == ()
