"""A returned DOCX gives back what was filled in, whatever its editor left of the controls; doubts are findings."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_xml import make, q, text_nodes, val
from dokumentverk.messages import finding_sentence
from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Part
from dokumentverk.model.reading import Identity, Method, SignatureKind
from dokumentverk.model.value import Value
from dokumentverk.read.docx import identity, observe
from dokumentverk.read.identify import imprint
from tests.read.documents import answers as shipped_answers
from tests.read.docx_returns import bare, codes, control_of, edited, known, methods, seen, settled, untagged, values
from tests.render.docx_forms import FORMS, blank, definition, stamped
from tests.render.small_form import NUMBER

ANSWERS: dict[str, Value] = {
    "name": "Áilu Šoŋŋá",
    "fnr": "13897248022",
    "day": date(2026, 11, 3),
    "percent": Decimal("12.5"),
    "number": Decimal("1234"),
    "agree": False,
    "told": True,
    "how": "other_way",
    "whom": ("doctor",),
    "story": "Første linje\nAndre\n\nSiste",
    "shared": (
        (("who", "Nav"), ("when", date(2026, 11, 4)), ("sent", True)),
        (("who", "Lege"), ("when", None), ("sent", False)),
    ),
    "measures": (
        (("what", "Kortere dag\ni to uker"), ("start", date(2026, 11, 9)), ("result", "Gikk bra")),
        (("what", "Hev-senk-pult"), ("start", None), ("result", None)),
    ),
}
KEPT: dict[str, tuple[Callable[[bytes], bytes], Method]] = {
    "as it was": (lambda content: content, Method.CONTENT_CONTROL),
    "without tags": (untagged, Method.BOOKMARK),
    "without controls and bookmarks": (bare, Method.LABEL),
}


@pytest.mark.parametrize("how", KEPT)
def test_every_kind_of_answer_comes_back(how: str) -> None:
    change, method = KEPT[how]
    content = change(stamped(values=ANSWERS))
    record, findings = settled(content)
    assert {id: value for id, value in values(record).items() if id in ANSWERS} == ANSWERS
    assert findings == ()
    assert methods(content) == {method}


@pytest.mark.parametrize("how", KEPT)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("form", FORMS)
def test_the_shipped_forms_come_back(form: str, language: Language, how: str) -> None:
    given_answers = shipped_answers(form)
    content = KEPT[how][0](stamped(form, given_answers, language=language))
    record, findings = settled(content, form, language)
    assert {id: value for id, value in values(record).items() if id in given_answers} == given_answers
    assert [one for one in findings if one.code not in ("CONTINUATION_FIELD_UNKNOWN",)] == []


@pytest.mark.parametrize("how", KEPT)
@pytest.mark.parametrize("form", [*FORMS, "small"])
def test_an_unfilled_form_is_empty_not_full_of_placeholders(form: str, how: str) -> None:
    record, findings = settled(KEPT[how][0](stamped(form)), form)
    assert {value for value in values(record).values() if value not in (None, False, ())} == set()
    assert findings == ()


def _texts(alphabet: str) -> st.SearchStrategy[str]:
    words = st.text(st.sampled_from(alphabet), min_size=1, max_size=12)
    return st.lists(words, min_size=1, max_size=6).map(" ".join)


_LETTERS = "abcæøåÆØÅŋčž<>&\"'{}%«»–0123456789.,;:-/\\|~^€"


def _value(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case FieldKind.TEXT:
            return _texts(_LETTERS)
        case FieldKind.LONG_TEXT:
            return st.lists(_texts(_LETTERS), min_size=1, max_size=4).map("\n".join)
        case FieldKind.DATE:
            return st.dates(date(1900, 1, 1), date(2100, 1, 1))
        case FieldKind.FODSELSNUMMER:
            return st.just("13897248022")
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return st.integers(0, 100).map(Decimal)
        case FieldKind.YES_NO:
            return st.sampled_from([True, False, None])
        case FieldKind.TICK:
            return st.booleans()
        case FieldKind.ONE_OF:
            return st.sampled_from([choice.id for choice in field.choices])
        case FieldKind.SEVERAL_OF:
            ids = [choice.id for choice in field.choices]
            return st.sets(st.sampled_from(ids), min_size=1).map(lambda some: tuple(id for id in ids if id in some))
        case FieldKind.ROWS:
            row = st.tuples(*(st.tuples(st.just(column.id), _value(column)) for column in field.columns))
            return st.lists(row, max_size=4).map(tuple)
        case FieldKind.SIGNATURE:
            raise AssertionError(field.kind)


def _filled() -> st.SearchStrategy[dict[str, Any]]:
    fields = [field for field in definition("small").fields() if field.kind is not FieldKind.SIGNATURE]
    return st.fixed_dictionaries({field.id: _value(field) for field in fields})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filled=_filled(), how=st.sampled_from(sorted(KEPT)))
def test_fill_and_read_gives_the_data_back(filled: dict[str, Any], how: str) -> None:
    record, findings = settled(KEPT[how][0](stamped(values=filled)))
    assert {id: value for id, value in values(record).items() if id in filled} == filled
    assert findings == ()


# What the file says it is


def parsed(content: bytes) -> DocxForm:
    form = docx_read.parse(content)
    assert isinstance(form, DocxForm)
    return form


def without_properties(content: bytes) -> bytes:
    parts = unpack(content)
    del parts["docProps/custom.xml"]
    return pack(parts)


@pytest.mark.parametrize("change", [lambda content: content, without_properties])
def test_identity_by_properties_or_by_print(change: Callable[[bytes], bytes]) -> None:
    assert identity(parsed(change(stamped()))) == Identity(NUMBER, "small", "3", Language.NB)


def test_a_blank_knows_its_form_but_no_number() -> None:
    assert identity(parsed(blank().content)) == Identity(None, "small", "3", Language.NB)


def test_the_print_of_every_page_is_that_of_the_pdf() -> None:
    (footer,) = [text for text in parsed(stamped()).printed if "small" in text]
    assert imprint(footer).form == ("small", "3", Language.NB)
    assert imprint(footer).numbers == (NUMBER,)


def test_without_the_blank_all_but_its_print_can_be_read() -> None:
    content = stamped(values=ANSWERS)
    without, whole = (observe(parsed(content), known(layout=layout), "digest") for layout in (False, True))
    assert without.observations == whole.observations
    changed = parsed(edited(content, relabel))
    assert [one.code for one in observe(changed, known(layout=True), "digest").findings] == ["PRINT_REWORDED"]
    assert observe(changed, known(layout=False), "digest").findings == ()


# What people and programs do to a form


def replace_text(tag: str, text: str) -> Callable[[Any], None]:
    """Other text in a control, all else as it was."""

    def change(root: Any) -> None:
        control = control_of(root, tag)
        content = control.find(q("w:sdtContent"))
        for child in list(content):
            content.remove(child)
        content.append(make("w:r", *text_nodes(text)))

    return change


def cell_of(root: Any, tag: str) -> Any:
    return next(control_of(root, tag).iterancestors(q("w:tc")))


def in_cell(tag: str, *nodes: Any) -> Callable[[Any], None]:
    """More at the end of the cell's paragraph."""

    def change(root: Any) -> None:
        cell_of(root, tag).find(q("w:p")).extend(copy.deepcopy(list(nodes)))

    return change


def set_full_date(root: Any) -> None:
    control_of(root, "day").find(f"{q('w:sdtPr')}/{q('w:date')}").set(q("w:fullDate"), "2026-12-24T00:00:00Z")


def uncheck(root: Any) -> None:
    box = next(control_of(root, "told").iter(q("w14:checked")))
    box.set(q("w14:val"), "0")


def claim_empty(root: Any) -> None:
    control_of(root, "name").find(q("w:sdtPr")).append(make("w:showingPlcHdr"))


def drop_row_of(tag: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        table = next(control_of(root, tag).iterancestors(q("w:tbl")))
        table.getparent().remove(table)

    return change


def make_list(root: Any) -> None:
    properties = control_of(root, "name").find(q("w:sdtPr"))
    properties.remove(properties.find(q("w:text")))
    item = make("w:listItem", displayText="Kari", value="kari")
    properties.append(make("w:dropDownList", item, lastValue="kari"))


def new_paragraph(text: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        root.find(q("w:body")).insert(0, make("w:p", make("w:r", *text_nodes(text))))

    return change


def beside(node: Any) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        root.find(q("w:body")).insert(0, make("w:p", copy.deepcopy(node)))

    return change


def in_label_cell(node: Any) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        text = next(one for one in root.iter(q("w:t")) if one.text == "Hvordan")
        next(text.iterancestors(q("w:p"))).append(copy.deepcopy(node))

    return change


def relabel(root: Any) -> None:
    text = next(one for one in root.iter(q("w:t")) if one.text == "Er du enig?")
    text.text = "Er du uenig?"


def relabel_alike(root: Any) -> None:
    """A Cyrillic o."""
    text = next(one for one in root.iter(q("w:t")) if one.text == "Hvordan")
    text.text = "Hv\u043erdan"


def put_picture(root: Any) -> None:
    replace_text("name", "")(root)
    in_cell("name", PICTURE)(root)


RUN = make("w:r", *text_nodes(" mer"))
INSERTED = make("w:ins", RUN)
HIDDEN = make("w:r", make("w:rPr", make("w:vanish")), *text_nodes("skjult"))
PICTURE = make("w:r", make("w:drawing", make("pic:pic")))

CHANGED: dict[str, tuple[Callable[[Any], None], set[tuple[str, str | None]]]] = {
    "text beside a control": (in_cell("name", RUN), set()),
    "a tracked insertion": (in_cell("name", INSERTED), {("TRACKED_CHANGES", "name")}),
    "hidden text": (in_cell("name", HIDDEN), {("TEXT_CONCEALED", "name")}),
    "a flag that says empty": (claim_empty, {("PLACEHOLDER_UNSURE", "name")}),
    "a placeholder left beside the answer": (replace_text("name", "Skriv herKari"), {("PLACEHOLDER_LEFT", "name")}),
    "another full date": (set_full_date, {("DATE_DISAGREES", "day")}),
    "a date spelt otherwise": (replace_text("day", "tirsdag 3. nov. 26"), set()),
    "a date overwritten": (replace_text("day", "05.11.2026"), {("DATE_DISAGREES", "day")}),
    "a state that is not shown": (uncheck, {("TICK_DISAGREES", "told")}),
    "a word in a tick box": (replace_text("told", "ja"), {("MARK_DOUBTFUL", "told")}),
    "both glyphs in a tick box": (replace_text("told", "\u2610\u2612"), {("MARK_DOUBTFUL", "told")}),
    "an x for a tick": (replace_text("agree_no", "x"), set()),
    "a list that stores something else": (make_list, {("LIST_DISAGREES", "name")}),
    "a picture for an answer": (
        put_picture,
        {("TEXT_NOT_READ", "name")},
    ),
    "a table that is gone": (
        drop_row_of("agree_yes"),
        {("FIELD_LOST", "agree"), ("FIELD_LOST", "percent"), ("FIELD_LOST", "number"), ("PRINT_CHANGED", None)},
    ),
    "text outside the fields": (new_paragraph("Hilsen Kari"), {("TEXT_ADDED", None)}),
    "a picture outside the fields": (beside(PICTURE), {("PICTURE_ADDED", None)}),
    "hidden text outside the fields": (beside(HIDDEN), {("TEXT_ADDED_HIDDEN", None)}),
    "a picture in a label cell": (in_label_cell(PICTURE), {("PICTURE_ADDED", None)}),
    "a picture beside an answer": (in_cell("name", PICTURE), {("TEXT_NOT_READ", "name")}),
    "an empty paragraph": (new_paragraph("  "), set()),
    "a label that asks the opposite": (relabel, {("PRINT_REWORDED", None)}),
    "a label with a look-alike letter": (relabel_alike, {("PRINT_REWORDED", None)}),
}


@pytest.mark.parametrize("case", CHANGED)
def test_disagreement_is_a_finding(case: str) -> None:
    change, expected = CHANGED[case]
    assert codes(edited(stamped(values=ANSWERS), change)) == expected


def test_comments_are_a_note_and_macros_a_review() -> None:
    parts = unpack(stamped())
    relations = parts["word/_rels/document.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    entry = f'<Relationship Id="rId99" Type="{kind}" Target="comments.xml"/>'
    parts["word/_rels/document.xml.rels"] = relations.replace("</Relationships>", f"{entry}</Relationships>").encode()
    parts["word/comments.xml"] = b'<w:comments xmlns:w="%s"><w:comment/></w:comments>' % q("w:p")[1:-2].encode()
    parts["word/vbaProject.bin"] = b"x"
    assert codes(pack(parts)) == {("COMMENTS_NOT_READ", None), ("ACTIVE_CONTENT", None)}


def test_a_number_in_the_properties_that_is_not_the_printed_one() -> None:
    parts = unpack(stamped())
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(NUMBER.encode(), b"A2C4-E6G7-HJKMN")
    assert codes(pack(parts)) == {("SEVERAL_ISSUES", None)}


def test_every_finding_of_this_reader_has_a_bad_sample() -> None:
    own = tomllib.loads((resources.files("dokumentverk.messages") / "findings/read_docx.toml").read_text("utf-8"))
    shown = {code for _, expected in CHANGED.values() for code, _ in expected} | {"COMMENTS_NOT_READ"}
    refusals = {code for code in own if code.startswith("DOCX_")}
    """Those of refused files are held in ``tests/engines/test_docx_guard.py``."""
    assert set(own) - refusals == shown & set(own)


def test_what_is_shown_is_taken() -> None:
    content = edited(stamped(values=ANSWERS), replace_text("day", "05.11.2026"))
    assert settled(content)[0].value("day") == date(2026, 11, 5)
    short = edited(stamped(values=ANSWERS), replace_text("day", "tirsdag 3. nov. 26"))
    assert settled(short)[0].value("day") == date(2026, 11, 3)
    beside = edited(stamped(values=ANSWERS), in_cell("name", RUN))
    assert settled(beside)[0].value("name") == "Áilu Šoŋŋá mer"
    left = edited(stamped(values=ANSWERS), replace_text("name", "Skriv herKari"))
    assert settled(left)[0].value("name") == "Kari"


def test_a_value_in_no_finding() -> None:
    """Sentences for people name the field, never what stands in it."""
    for change, _ in CHANGED.values():
        for one in seen(edited(stamped(values=ANSWERS), change)).findings:
            assert "Kari" not in finding_sentence(one, Language.NB, "felt")
            assert "Áilu" not in repr(one)


# Repeating rows


def test_a_row_that_word_added_has_the_tags_of_its_neighbour() -> None:
    def add(root: Any) -> None:
        section = control_of(root, "shared").find(q("w:sdtContent"))
        fresh = copy.deepcopy(section[0])
        for mark in [*fresh.iter(q("w:bookmarkStart")), *fresh.iter(q("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)
        section.insert(1, fresh)
        for text in fresh.iter(q("w:t")):
            if text.text == "Nav":
                text.text = "BHT"

    record, findings = settled(edited(stamped(values=ANSWERS), add))
    assert [dict(row)["who"] for row in record.value("shared")] == ["Nav", "BHT", "Lege"]  # type: ignore[arg-type, union-attr]
    assert findings == ()


def test_a_row_that_libreoffice_added_has_neither_tag_nor_bookmark() -> None:
    def add(root: Any) -> None:
        section = control_of(root, "shared").find(q("w:sdtContent"))
        cells = [
            make("w:tc", make("w:tcPr"), make("w:p", make("w:r", *text_nodes(text))))
            for text in ("BHT", "05.11.2026", "\u2612")
        ]
        section.getparent().getparent().append(make("w:tr", *cells))

    record, findings = settled(edited(stamped(values=ANSWERS), add))
    added = (("who", "BHT"), ("when", date(2026, 11, 5)), ("sent", True))
    assert record.value("shared") == (*ANSWERS["shared"], added)  # type: ignore[misc]
    assert findings == ()


def test_an_added_card_is_read_without_alarm_for_its_labels() -> None:
    def add(root: Any) -> None:
        section = control_of(root, "measures").find(q("w:sdtContent"))
        section.append(copy.deepcopy(section[0]))

    record, findings = settled(edited(stamped(values=ANSWERS), add))
    rows = ANSWERS["measures"]
    assert record.value("measures") == (*rows, rows[0])  # type: ignore[misc, index]
    assert findings == ()


@pytest.mark.parametrize("how", KEPT)
def test_rows_beyond_the_blank_come_back(how: str) -> None:
    rows = tuple((("what", f"Tiltak {at}"), ("start", date(2026, 11, at)), ("result", "Ja")) for at in range(1, 7))
    record, findings = settled(KEPT[how][0](stamped(values={"measures": rows})))
    assert record.value("measures") == rows
    assert findings == ()


# Signatures and continuations


@pytest.mark.parametrize("how", KEPT)
def test_a_typed_name_is_told_as_typed(how: str) -> None:
    content = KEPT[how][0](edited(stamped(), replace_text("signature", "Kari  Nordmann")))
    (mark,) = seen(content).signatures
    assert (mark.field, mark.kind, mark.by) == ("signature", SignatureKind.TYPED, "Kari Nordmann")


def test_pictures_and_ink_are_told_apart() -> None:
    def signed(node: Any) -> SignatureKind:
        return seen(edited(stamped(), in_cell("signature", node))).signatures[0].kind

    ink = make("w:r", make("w:drawing", make("w14:contentPart")))
    assert signed(PICTURE) is SignatureKind.IMAGE
    assert signed(ink) is SignatureKind.DRAWN
    assert seen(stamped()).signatures[0].kind is SignatureKind.NONE


@pytest.mark.parametrize("how", KEPT)
def test_a_continuation_is_read_with_the_field_that_it_names(how: str) -> None:
    def write(root: Any) -> None:
        replace_text("continuation_1_field", "10")(root)
        replace_text("continuation_1_text", "og så videre")(root)

    content = KEPT[how][0](edited(stamped(values=ANSWERS), write))
    parts = {one.part: one.raw for one in seen(content).observations if one.field == ""}
    assert parts == {Part.CONTINUATION_FIELD: "10", Part.CONTINUATION_TEXT: "og så videre"}
    assert settled(content)[0].value("story") == f"{ANSWERS['story']}\nog så videre"


def test_two_controls_of_one_name_with_different_answers_are_a_conflict() -> None:
    def double(root: Any) -> None:
        table = next(control_of(root, "name").iterancestors(q("w:tbl")))
        second = copy.deepcopy(table)
        for mark in [*second.iter(q("w:bookmarkStart")), *second.iter(q("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)
        for text in second.iter(q("w:t")):
            if text.text == "Áilu Šoŋŋá":
                text.text = "Kari"
        table.addnext(second)
        table.addnext(make("w:p", make("w:pPr", val("w:pStyle", "DVGap"))))

    _, findings = settled(edited(stamped(values=ANSWERS), double))
    assert ("VALUES_CONFLICT", "name") in {(one.code, one.field) for one in findings}
