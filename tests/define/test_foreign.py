"""A form made elsewhere as a draft of ours: what its fields become, and what a person is told to look over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dokumentverk.define import describe, parse_definition
from dokumentverk.define.foreign import draft_of, id_of
from dokumentverk.define.foreign_layout import aliases_of, foreign_layout
from dokumentverk.engines.foreign_form import ForeignForm, ForeignWidget, survey_form
from dokumentverk.errors import DefinitionError
from dokumentverk.model.form import FieldKind, FormDefinition, Role, TextFormat
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part, StaticText, WidgetKind
from dokumentverk.model.workplace import ReadingLimits
from tests.foreign.elsewhere import elsewhere_pdf

DIGEST = "ab" * 32


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> ForeignForm:
    path = tmp_path_factory.mktemp("elsewhere") / "skjema.pdf"
    path.write_bytes(elsewhere_pdf())
    found = survey_form(str(path), ReadingLimits())
    assert isinstance(found, ForeignForm)
    return found


def drafted(form: ForeignForm) -> FormDefinition:
    return parse_definition(draft_of(form, "ulykke", "Melding om arbeidsulykke", DIGEST).toml, "ulykke.toml")


def notes(form: ForeignForm) -> set[str]:
    return {one.code for one in draft_of(form, "ulykke", "Melding", DIGEST).notes}


def test_every_field_becomes_what_it_is(form: ForeignForm) -> None:
    definition = drafted(form)
    assert (definition.id, definition.blank, definition.continuations) == ("ulykke", DIGEST, 0)
    assert [(one.id, one.kind, one.label.nb, one.pdf) for one in definition.fields()] == [
        ("skadede_navn", "text", "Navn på den skadede", "topmostSubform[0].Page1[0].SkadedeNavn[0]"),
        ("fodselsnummer_11_siffer", "fodselsnummer", "Fødselsnummer (11 siffer)", "Text2"),
        ("arbeidsgiver", "text", "Arbeidsgiver", "Text3"),
        ("ulykken_skjedde_dato", "date", "Ulykken skjedde (dato, DDMMÅÅÅÅ)", "Text4"),
        ("hvor_skjedde_ulykken", "one_of", "Hvor skjedde ulykken?", "Group5"),
        ("er_politiet_varslet", "one_of", "Er politiet varslet?", "Check Box6"),
        ("den_skadede_har_vaert_hos", "tick", "Den skadede har vært hos lege", "Check Box7"),
        ("fylke", "one_of", "Fylke", "Dropdown8"),
        ("hva_skjedde", "long_text", "Beskriv hva som skjedde", "HvaSkjedde"),
        ("den_ansattes_nummer_hos", "text", "Den ansattes nummer hos arbeidsgiveren (ansattnummer)", "Text9"),
        ("sted", "text", "Sted", "Text10"),
        ("underskrift", "signature", "Underskrift", "Signature11"),
    ]
    where = definition.field("hvor_skjedde_ulykken")
    assert [(one.id, one.label.nb, one.pdf) for one in where.choices] == [
        ("pa_arbeidsplassen", "På arbeidsplassen", "1"),
        ("pa_vei", "På vei", "2"),
        ("hjemme", "Hjemme", "3"),
    ]
    number = definition.field("den_ansattes_nummer_hos")
    assert (number.format, number.cells, definition.employee_field) == (TextFormat.EMPLOYEE_NUMBER, 4, number.id)
    assert definition.field("skadede_navn").required
    assert definition.field("arbeidsgiver").max_length == 60
    assert definition.field("hva_skjedde").lines == 12
    signature = definition.field("underskrift")
    assert (signature.role, signature.required, "sted" in signature.locks) == (Role.EMPLOYEE, True, True)
    assert definition.document_date is None
    assert [section.title.nb for section in definition.sections] == ["Side 1", "Side 2"]


def test_what_was_guessed_is_told(form: ForeignForm) -> None:
    told = draft_of(form, "ulykke", "Melding", DIGEST).notes
    assert [(one.code, one.field) for one in told] == [
        ("FOREIGN_KIND_GUESSED", "fodselsnummer_11_siffer"),
        ("FOREIGN_KIND_GUESSED", "ulykken_skjedde_dato"),
        ("FOREIGN_WIDGETS_LEFT_OUT", None),
    ]


def test_a_list_is_a_choice_by_what_it_exports(form: ForeignForm) -> None:
    options = (("18", "Nordland"), ("42", "Agder"), ("46", "Vestland – Vestlandet"))
    county = drafted(_with_options(form, options)).field("fylke")
    assert county.kind is FieldKind.ONE_OF
    assert [(one.id, one.label.nb, one.pdf) for one in county.choices] == [
        ("nordland", "Nordland", "18"),
        ("agder", "Agder", "42"),
        ("vestland_vestlandet", "Vestland – Vestlandet", "46"),
    ]


@pytest.mark.parametrize("options", [(), (("1", "Ja"),), tuple((str(one), f"Land {one}") for one in range(61))])
def test_a_list_that_takes_anything_or_is_too_long_is_text_and_told(
    form: ForeignForm, options: tuple[tuple[str, str], ...]
) -> None:
    listed = _with_options(form, options)
    assert drafted(listed).field("fylke").kind is FieldKind.TEXT
    assert "FOREIGN_LIST_AS_TEXT" in notes(listed)


def _with_options(form: ForeignForm, options: tuple[tuple[str, str], ...]) -> ForeignForm:
    return replace(form, widgets=tuple(replace(one, options=options) if one.listed else one for one in form.widgets))


def test_what_the_form_lacks_is_told(form: ForeignForm) -> None:
    named = tuple(one for one in form.widgets if one.name in ("Text3", "Text10"))
    bare = replace(form, widgets=named, lines=(), xfa=True, left_out=0, sizes=((595.0, 842.0), (842.0, 595.0)))
    assert notes(bare) == {
        "FOREIGN_HAS_XFA",
        "FOREIGN_LABEL_GUESSED",
        "FOREIGN_SIZES_DIFFER",
        "FOREIGN_WITHOUT_EMPLOYEE",
        "FOREIGN_WITHOUT_SIGNATURE",
    }


def test_the_blank_is_a_map_under_our_names(form: ForeignForm) -> None:
    definition = drafted(form)
    layout = foreign_layout(form, definition, DIGEST)
    assert (layout.pages, layout.page_size, layout.digest) == (2, (595.0, 842.0), DIGEST)
    assert [(one.name, one.kind, one.choice) for one in layout.places_of("er_politiet_varslet")] == [
        ("er_politiet_varslet", WidgetKind.RADIO, "ja"),
        ("er_politiet_varslet", WidgetKind.RADIO, "nei"),
    ]
    (comb,) = layout.places_of("fodselsnummer_11_siffer")
    assert (comb.kind, comb.cells, comb.box) == (WidgetKind.COMB, 11, Box(1, 370.0, 162.0, 546.0, 182.0))
    (tick,) = layout.places_of("den_skadede_har_vaert_hos")
    assert (tick.kind, tick.choice) == (WidgetKind.CHECK, None)
    (county,) = layout.places_of("fylke")
    assert (county.kind, county.choice) == (WidgetKind.TEXT, None)
    assert any(line.text == "Underskrift" and line.box.page == 2 for line in layout.static)


def test_a_field_that_the_definition_leaves_out_is_not_in_the_map(form: ForeignForm) -> None:
    definition = drafted(form)
    first, second = definition.sections
    fewer = replace(definition, sections=(replace(first, fields=first.fields[:3]), second))
    assert foreign_layout(form, fewer, DIGEST).places_of("fylke") == ()
    assert not [one for one in aliases_of(fewer) if one.pdf == "Dropdown8"]


def widget(name: str, at: int = 0, **more: Any) -> ForeignWidget:
    return ForeignWidget(name, WidgetKind.TEXT, Box(1, 100, 100.0 + 30 * at, 300, 120.0 + 30 * at), **more)


def of_widgets(*widgets: ForeignWidget, lines: tuple[StaticText, ...] = ()) -> ForeignForm:
    return ForeignForm(((595.0, 842.0),), widgets, lines, "", xfa=False, left_out=0, number=None)


def test_a_field_shown_twice_is_one_field() -> None:
    form = of_widgets(widget("Navn"), widget("Navn", 3))
    definition = drafted(form)
    assert [one.id for one in definition.fields()] == ["navn"]
    assert [one.part for one in foreign_layout(form, definition, DIGEST).places] == [Part.MAIN, Part.REPEAT]


def test_several_boxes_can_be_put_together_by_hand() -> None:
    boxes = [replace(widget(name, at), kind=WidgetKind.CHECK, state="Yes") for at, name in enumerate(("a.1", "a.2"))]
    source = draft_of(of_widgets(widget("Navn", 5)), "x", "X", DIGEST).toml + (
        '\n[[sections.fields]]\nid = "hvem"\nkind = "several_of"\nlabel = { nb = "Hvem" }\n'
        'choices = [{ id = "a", nb = "A", pdf = "a.1" }, { id = "b", nb = "B", pdf = "a.2" }]\n'
    )
    layout = foreign_layout(of_widgets(*boxes), parse_definition(source, "x.toml"), DIGEST)
    assert [(one.name, one.choice) for one in layout.places] == [("hvem_a", "a"), ("hvem_b", "b")]


def test_labels_stand_where_people_put_them() -> None:
    def line(text: str, left: float, top: float) -> StaticText:
        return StaticText(text, Box(1, left, top, left + 5 * len(text), top + 9))

    form = of_widgets(
        widget("Text1"),
        widget("Text2", 2),
        widget("Text3", 4),
        lines=(line("Over:", 100, 88), line("Til venstre", 30, 165), line("I boksen", 103, 221), line("____", 100, 90)),
    )
    assert [one.label.nb for one in drafted(form).fields()] == ["Over", "Til venstre", "I boksen"]


NAMES = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=60, deadline=None)
@example([(".", ""), ("a.", ""), ("\x7f", "\u2003"), ("felt", "felt_2")], "\x1b")
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=6, unique_by=lambda one: one[0]), NAMES)
def test_every_draft_is_a_definition(fields: list[tuple[str, str]], title: str) -> None:
    named = [(name, tip) for name, tip in fields if name.strip()] or [("a", "")]
    boxes = [widget(name, at, tip=" ".join(tip.split())) for at, (name, tip) in enumerate(named)]
    made = draft_of(of_widgets(*boxes), "x", title.strip() or "X", DIGEST)
    definition = parse_definition(made.toml, "x.toml")
    assert [one.pdf for one in definition.fields()] == [name for name, _ in named]


@given(NAMES)
def test_an_id_is_one_or_nothing(text: str) -> None:
    found = id_of(text)
    assert found == "" or (found[0].isalpha() and found.isascii() and len(found) <= 33 and not found.endswith("_"))


def test_ids_are_parted_as_people_read_them() -> None:
    assert id_of("FornavnOgEtternavn") == "fornavn_og_etternavn"
    assert id_of("FØDSELSDATO") == "fodselsdato"
    assert id_of("1. Årsak") == "felt_1_arsak"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('pdf = "Text3"\n', ""), "DEFINITION_PDF_NAME_NEEDED"),
        (('pdf = "Text3"\n', 'pdf = "Text2"\n'), "DEFINITION_PDF_NAME_TAKEN"),
        (('kind = "tick"', 'kind = "yes_no"'), "DEFINITION_NOT_OF_FOREIGN"),
        ((f'blank = "{DIGEST}"\n', ""), "DEFINITION_PDF_NAME_OUT_OF_PLACE"),
        ((f'blank = "{DIGEST}"', 'blank = "skjema.pdf"'), "DEFINITION_TYPE_WRONG"),
    ],
)
def test_a_changed_draft_is_checked(form: ForeignForm, change: tuple[str, str], code: str) -> None:
    text = draft_of(form, "ulykke", "Melding", DIGEST).toml
    assert change[0] in text
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text.replace(*change), "ulykke.toml")
    assert code in {one.code for one in caught.value.faults}


def test_kinds_follow_the_labels() -> None:
    kinds = {
        "Fødselsdato": FieldKind.DATE,
        "Dato": FieldKind.DATE,
        "Oppdatering": FieldKind.TEXT,
        "Personnummer": FieldKind.FODSELSNUMMER,
        "Kandidatnummer": FieldKind.TEXT,
    }
    for label, kind in kinds.items():
        (field,) = drafted(of_widgets(widget("Text1", tip=label))).fields()
        assert field.kind is kind, label
    (field,) = drafted(of_widgets(widget("Text1", tip="Organisasjonsnummer"))).fields()
    assert field.format is TextFormat.ORGANISASJONSNUMMER
    assert drafted(of_widgets(widget("Text1", tip="Dato"))).document_date == "dato"


def test_its_own_names_are_listed_for_who_fills_it(form: ForeignForm) -> None:
    text = draft_of(form, "ulykke", "Melding", DIGEST).toml
    sections = describe(parse_definition(text, "ulykke.toml"), Language.NB)["sections"]
    assert isinstance(sections, list)
    names = [one["names"] for section in sections for one in section["fields"]]
    assert (names[0], names[4]) == (["topmostSubform[0].Page1[0].SkadedeNavn[0]"], ["Group5"])
