"""Where labels, boxes and choices stand in the tables of a DOCX."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.engines.docx_sheet import Cell, Control, ControlKind, Fill, Grid, Line, MarkKind, Merge, Span, Tone
from dokumentverk.model.form import ArchiveRule, Choice, Field, FieldKind, FormDefinition, Section, Series
from dokumentverk.model.language import Language, Texts
from dokumentverk.render.blocks import (
    Block,
    Emphasis,
    FieldCell,
    FieldRow,
    Heading,
    Items,
    LineBreak,
    Link,
    Note,
    PageBreak,
    Paragraph,
    SectionTitle,
    Strong,
    Table,
    Text,
)
from dokumentverk.render.docx_fields import field_grid
from dokumentverk.render.docx_parts import parts_of
from tests.render.docx_forms import definition as shipped
from tests.render.small_form import definition

WIDTH = 9866


def grid_of(*cells: FieldCell) -> Grid:
    return field_grid(definition(), Language.NB, FieldRow(cells), WIDTH)


def said(cell: Cell) -> str:
    if isinstance(cell.content, Control):
        return f"[{cell.content.name}]"
    return " / ".join("".join(span.text for span in line.spans) for line in cell.content)


def drawn(grid: Grid) -> list[list[str]]:
    """Each row as the texts of its cells, controls in brackets, the lower part of a merged cell as ^."""
    return [["^" if cell.merge is Merge.CONTINUE else said(cell) for cell in row.cells] for row in grid.rows]


def test_values_stand_below_their_labels() -> None:
    assert drawn(grid_of(FieldCell("name", 5, 1), FieldCell("fnr", 4, 1), FieldCell("day", 3, 1))) == [
        ["1 Navn (Sámi: č đ ŋ š ŧ ž)*", "2 Fødselsnummer", "3 Dag*"],
        ["[name]", "[fnr]", "[day]"],
    ]


def test_choices_stand_right_of_their_boxes_and_help_below_the_label() -> None:
    assert drawn(grid_of(FieldCell("agree", 12, 1))) == [
        ["6 Er du enig? / Hjelp under etiketten."],
        ["[agree_yes]", "Ja", "[agree_no]", "Nei"],
    ]


def test_ticks_alone_need_no_row_above() -> None:
    assert drawn(grid_of(FieldCell("told", 12, 1))) == [["[told]", "7 Jeg har sagt fra"]]


def test_a_tick_beside_a_box_spans_both_rows() -> None:
    assert drawn(grid_of(FieldCell("day", 6, 1), FieldCell("told", 6, 1))) == [
        ["3 Dag*", "[told]", "7 Jeg har sagt fra"],
        ["[day]", "^", "^"],
    ]


def test_choices_in_two_lines_let_their_neighbour_span_both() -> None:
    field = shipped("dialogmote").field("invited")
    row = FieldRow((FieldCell("invited", 4, 1), FieldCell("meeting_place", 8, 1)))
    grid = field_grid(shipped("dialogmote"), Language.NB, row, WIDTH)
    assert len(grid.rows) == 1 + len(field.choices)
    assert [line[-1] for line in drawn(grid)][1:] == ["[meeting_place]", *["^"] * (len(field.choices) - 1)]


def test_what_stands_beside_a_signature_stands_on_its_line() -> None:
    cells = grid_of(FieldCell("day", 4, 1), FieldCell("signature", 8, 1)).rows[1].cells
    assert [cell.fill for cell in cells] == [Fill.SIGNATURE, Fill.SIGNATURE]


_LABELS = st.lists(st.text(st.sampled_from("abc iæøåWM"), min_size=1, max_size=60), min_size=1, max_size=9, unique=True)


@given(labels=_LABELS, width=st.integers(min_value=2, max_value=12))
def test_choices_never_overlap_nor_leave_their_columns(labels: list[str], width: int) -> None:
    choices = tuple(Choice(f"c{at}", Texts(label)) for at, label in enumerate(labels))
    field = Field("f", FieldKind.ONE_OF, Texts("Velg"), choices=choices)
    form = FormDefinition(
        "f", "1", Texts("F"), (Section("s", Texts("S"), (field,)),), ArchiveRule(Series.PERSONALMAPPE, Texts("F"))
    )
    grid = field_grid(form, Language.NB, FieldRow((FieldCell("f", width, 1),)), WIDTH)
    right = round(WIDTH * width / 12)
    seen = []
    for row in grid.rows:
        assert row.cells[0].left == 0
        assert row.cells[-1].right == right
        for before, after in zip(row.cells, row.cells[1:], strict=False):
            assert before.right == after.left
        assert all(cell.left < cell.right for cell in row.cells)
        seen += [cell.content.name for cell in row.cells if isinstance(cell.content, Control)]
    assert seen == [f"f_c{at}" for at in range(len(labels))]


def parts(*blocks: Block) -> list[tuple[str, str]]:
    """(tone or «table», text) of every part."""
    found = []
    for part in parts_of(definition(), Language.NB, blocks, WIDTH):
        if isinstance(part, Line):
            found.append((part.tone.value, "".join(span.text for span in part.spans)))
        else:
            found.append(("table", str(drawn(part))))
    return found


def test_text_blocks() -> None:
    assert parts(
        Heading(1, (Text("Tittel"),)),
        Heading(2, (Text("Del"),)),
        Paragraph((Text("Les "), Strong((Text("dette"),)), LineBreak(), Emphasis((Text("nå"),)))),
        SectionTitle("person"),
        Note((Paragraph((Text("Merk"),)),)),
        Table(((Text("A"),), (Text("B"),)), (((Text("1"),), (Text("2"),)),)),
    ) == [
        ("title", "Tittel"),
        ("help", "Felt merket med * må fylles ut."),
        ("heading_2", "Del"),
        ("body", "Les dette\nnå"),
        ("heading_2", "Om deg"),
        ("help", "Hjelpetekst til delen."),
        ("gap", ""),
        ("table", "[['Merk']]"),
        ("gap", ""),
        ("table", "[['A', 'B'], ['1', '2']]"),
        ("gap", ""),
    ]


def test_lists_count_for_themselves_and_nest() -> None:
    inner = Items(((Paragraph((Text("under"),)),),))
    blocks = (
        Items(((Paragraph((Text("en"),)), inner), (Paragraph((Text("to"),)),)), start=3),
        Items(((Paragraph((Text("ny"),)),),), start=1),
    )
    lines = [part for part in parts_of(definition(), Language.NB, blocks, WIDTH) if isinstance(part, Line)]
    marks = [line.mark for line in lines]
    assert [(mark.kind, mark.level, mark.start) for mark in marks if mark] == [
        (MarkKind.FIGURE, 0, 3),
        (MarkKind.BULLET, 1, 1),
        (MarkKind.FIGURE, 0, 3),
        (MarkKind.FIGURE, 0, 1),
    ]
    numbered = [mark.list for mark in marks if mark and mark.kind is MarkKind.FIGURE]
    assert numbered[0] == numbered[1] != numbered[2]


def test_a_page_break_goes_with_what_follows() -> None:
    made = parts_of(definition(), Language.NB, (PageBreak(), Heading(2, (Text("Ny side"),)), PageBreak()), WIDTH)
    assert [(part.tone, part.page_break) for part in made if isinstance(part, Line)] == [(Tone.HEADING_2, True)]
    before_table = parts_of(definition(), Language.NB, (PageBreak(), FieldRow((FieldCell("day", 3, 1),))), WIDTH)
    assert isinstance(before_table[0], Line)
    assert before_table[0].page_break


def test_a_link_keeps_its_address() -> None:
    (line,) = parts_of(definition(), Language.NB, (Paragraph((Link("https://www.nav.no", (Text("Nav"),)),)),), WIDTH)
    assert isinstance(line, Line)
    assert line.spans == (Span("Nav", href="https://www.nav.no"),)


def test_wide_rows_become_cards() -> None:
    row = FieldRow((FieldCell("measures", 12, 1),))
    (_, grid, _) = parts_of(definition(), Language.NB, (row,), WIDTH)
    assert isinstance(grid, Grid)
    assert (grid.repeats, grid.item_rows) == ("measures", 5)
    assert drawn(grid)[:6] == [
        ["12 Tiltak"],
        [""],
        ["Hva", "Fra"],
        ["[measures_1_what]", "[measures_1_start]"],
        ["Resultat"],
        ["[measures_1_result]"],
    ]
    assert [row.keeps for row in grid.rows[1:]] == [True, True, True, True, False] * 2, "a card stays on one page"
    kinds = [cell.content.kind for line in grid.rows for cell in line.cells if isinstance(cell.content, Control)]
    assert kinds[:3] == [ControlKind.LONG_TEXT, ControlKind.DATE, ControlKind.TEXT]
