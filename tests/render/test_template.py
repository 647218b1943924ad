from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dokumentverk.errors import TemplateError
from dokumentverk.messages import error_sentence
from dokumentverk.model.language import Language
from dokumentverk.render.blocks import (
    Block,
    Continuations,
    Emphasis,
    FieldCell,
    FieldRow,
    Heading,
    Inline,
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
from dokumentverk.render.template import render_blocks, template_source
from tests.render.small_form import TEMPLATE, blocks_from, context, definition

REST = "\n\n[[section person]]\n\n[[section tables]]\n\n[[section signing]]\n\n[[continuation]]\n"
"""Places every field, so that a test may put what it is about in front."""


def told(template: str, name: str = "Fjellvik") -> tuple[Block, ...]:
    """The blocks before the first section."""
    blocks = blocks_from(f"# T\n\n{template}{REST}", name=name)
    return blocks[1 : next(at for at, block in enumerate(blocks) if isinstance(block, SectionTitle))]


def faults(template: str) -> list[tuple[str, str]]:
    """(where, code) of each fault."""
    with pytest.raises(TemplateError) as caught:
        blocks_from(template)
    assert all(error_sentence(fault, language) for fault in caught.value.faults for language in Language)
    return [(fault.where, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## A", [Heading(2, (Text("A"),))]),
        ("a\nb", [Paragraph((Text("a b"),))]),
        ("a  \nb", [Paragraph((Text("a"), LineBreak(), Text("b")))]),
        ("**a** *b*", [Paragraph((Strong((Text("a"),)), Text(" "), Emphasis((Text("b"),))))]),
        ("[x](https://a.no)", [Paragraph((Link("https://a.no", (Text("x"),)),))]),
        ("- a\n- b", [Items(((Paragraph((Text("a"),)),), (Paragraph((Text("b"),)),)))]),
        ("3. a", [Items(((Paragraph((Text("a"),)),),), 3)]),
        ("> a", [Note((Paragraph((Text("a"),)),))]),
        ("a\n\n---\n\nb", [Paragraph((Text("a"),)), PageBreak(), Paragraph((Text("b"),))]),
        ("a\n---", [Paragraph((Text("a"),)), PageBreak()]),
        ("| a | b |\n|---|---|\n| c | d |", [Table(((Text("a"),), (Text("b"),)), (((Text("c"),), (Text("d"),)),))]),
        ("    a", [Paragraph((Text("a"),))]),
        ("<b>a</b>", [Paragraph((Text("<b>a</b>"),))]),
        (r"\*a\* &amp; `b`", [Paragraph((Text("*a* & `b`"),))]),
        ("{{ form.title }}", [Paragraph((Text("Prøveskjema"),))]),
        ("{% if language == 'nb' %}\nja\n{% endif %}", [Paragraph((Text("ja"),))]),
        ("{% for x in [1, 2] %}\n{{ x }}\n{% endfor %}", [Paragraph((Text("1 2"),))]),
        ("{% set x %}a **b** {{ form.id }}{% endset %}{{ x }}", [Paragraph((Text("a **b** small"),))]),
        ("{{ 'const' ~ 1 }} {{ '# no heading' }}", [Paragraph((Text("const1 # no heading"),))]),
    ],
)  # fmt: skip
def test_markdown_becomes_blocks(markdown: str, expected: list[Block]) -> None:
    assert list(told(markdown)) == expected


HOSTILE = [
    "#import \"x\"", "*_$`", "]]", "[[name]]", "[[section person]]", "{{7*7}}", "{% raw %}", "\\", "\\\n# h",
    "a\n\n# b", "- x", "> y", "---", "1. z", "| a |", "![x](file:///etc/passwd)", "[a](javascript:alert(1))",
    "<script>", "&lt;", "\u202eabc", "#panic()", "$ x $", "\ue0000\ue001", "\ue0021\ue003",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["{{ workplace.name }}", "a {{ workplace.name }} b", "- {{ workplace.name }}"])
def test_a_value_is_never_markup(name: str, place: str) -> None:
    plain = [one for one in told(place, name="X") if not isinstance(one, SectionTitle)]
    found = [one for one in told(place, name=name) if not isinstance(one, SectionTitle)]
    assert _shape(found) == _shape(plain)
    shown = _flat(found)
    assert "".join(name.replace("\ue000", "").replace("\ue001", "").split()).strip("\ue002\ue003") in "".join(
        shown.split()
    )


def _shape(blocks: Sequence[Block]) -> list[str]:
    return [type(block).__name__ for block in blocks]


def _flat(blocks: Sequence[Block]) -> str:
    def inline(parts: tuple[Inline, ...]) -> str:
        return "".join(
            part.text if isinstance(part, Text) else "\n" if isinstance(part, LineBreak) else inline(part.content)
            for part in parts
        )

    found = ""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                found += inline(content)
            case Items(items, _):
                found += "".join(_flat(item) for item in items)
            case _:
                raise AssertionError(block)
    return found


def test_a_value_in_a_directive_names_no_field() -> None:
    assert titled_faults("[[{{ workplace.name }}]]" + REST) == [("line 1", "TEMPLATE_FIELD_UNKNOWN")]


def titled_faults(template: str) -> list[tuple[str, str]]:
    """As ``faults``, below a line with a title that is not counted."""
    found = faults(f"# T\n{template}")
    return [(re.sub(r"\d+", lambda line: str(int(line[0]) - 1), where), code) for where, code in found]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a [[name]]" + REST, [("line 1", "TEMPLATE_DIRECTIVE_NOT_ALONE")]),
        ("- [[name]]" + REST, [("line 1", "TEMPLATE_DIRECTIVE_NOT_ALONE")]),
        ("> [[name]]" + REST, [("line 1", "TEMPLATE_DIRECTIVE_NOT_ALONE")]),
        ("\n\n[[name]]" + REST, [("line 5", "TEMPLATE_FIELD_TWICE")]),
        ("[[nobody]]" + REST, [("line 1", "TEMPLATE_FIELD_UNKNOWN")]),
        ("[[section nobody]]" + REST, [("line 1", "TEMPLATE_SECTION_UNKNOWN")]),
        ("[[title nobody]]" + REST, [("line 1", "TEMPLATE_SECTION_UNKNOWN")]),
        ("![x](y.png)" + REST, [("line 1", "TEMPLATE_MARKUP_UNKNOWN")]),
        ("- a\n\n  ---" + REST, [("line 3", "TEMPLATE_PAGE_BREAK_INSIDE")]),
        ("- ## a" + REST, [("line 1", "TEMPLATE_MARKUP_UNKNOWN")]),
        ("[x](ftp://a)" + REST, [("line 1", "TEMPLATE_LINK_UNSAFE")]),
        ("[x](mailto:{{ workplace.name }})" + REST, [("line 1", "TEMPLATE_LINK_UNSAFE")]),
        ("[x](https://a.no/{{ language }})" + REST, [("line 1", "TEMPLATE_LINK_UNSAFE")]),
        (REST.replace("[[continuation]]", ""), [("", "TEMPLATE_CONTINUATION_MISSING")]),
        (REST + "[[continuation]]", [("line 10", "TEMPLATE_CONTINUATION_TWICE")]),
        (REST.replace("[[section signing]]", ""), [("", "TEMPLATE_FIELD_MISSING")]),
        (REST.replace("signing]]", "signing]]\n{{ nobody }}"), [("line 8", "TEMPLATE_VARIABLE_UNKNOWN")]),
        ("{{ form.nobody }}" + REST, [("line 1", "TEMPLATE_VARIABLE_UNKNOWN")]),
        ("\n{% if %}" + REST, [("line 2", "TEMPLATE_SYNTAX")]),
        ("\n{{ ''.__class__.__mro__ }}" + REST, [("line 2", "TEMPLATE_UNSAFE")]),
        ("\n{{ workplace.address.append(1) }}" + REST, [("line 2", "TEMPLATE_UNSAFE")]),
        ("\n{{ 1 / 0 }}" + REST, [("line 2", "TEMPLATE_EXPRESSION")]),
        ("\n{% include 'gone.md' %}" + REST, [("line 2", "TEMPLATE_INCLUDE_MISSING")]),
        ("\n{% include '../small.nb.md' %}" + REST, [("line 2", "TEMPLATE_INCLUDE_MISSING")]),
        ("{% for x in range(100000000) %}{{ x }}{% endfor %}" + REST, [("line 1", "TEMPLATE_EXPRESSION")]),
        ("\ue000" + REST, [("", "TEMPLATE_PRIVATE_CHARACTER")]),
        ("{% for x in [1, 2] %}\n[[name]]\n{%endfor%}" + REST, [(f"line {n}", "TEMPLATE_FIELD_TWICE") for n in (2, 5)]),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_line(template: str, expected: list[tuple[str, str]]) -> None:
    assert titled_faults(template) == expected


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (REST, "TEMPLATE_TITLE_NOT_FIRST"),
        ("## A\n\n# T" + REST, "TEMPLATE_TITLE_NOT_FIRST"),
        ("# T" + REST + "\n# U", "TEMPLATE_TITLE_NOT_FIRST"),
        ("# T\n\n### A" + REST, "TEMPLATE_HEADING_SKIPPED"),
        ("# T" + REST + "\n#### A", "TEMPLATE_HEADING_SKIPPED"),
    ],
)
def test_headings_make_an_outline(template: str, code: str) -> None:
    assert ("", code) in faults(template)


FIELDS = TEMPLATE.replace("[[section person]]", "{}")
OTHERS = "\n[[fnr]] [[percent]]\n[[number]]\n[[agree]]\n[[told]]\n[[how]]\n[[whom]]\n[[story]]\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("[[day width=2]]\n[[name]]", [("line 5", "TEMPLATE_FIELD_TOO_NARROW")]),
        ("[[day width=7]] [[name width=6]]", [("line 5", "TEMPLATE_ROW_TOO_WIDE")]),
        ("[[day height=7]]\n[[name]]", [("line 5", "TEMPLATE_OPTION_UNKNOWN")]),
        ("[[day]]\n[[name]] [[title person]]", [("line 6", "TEMPLATE_FIELD_UNKNOWN")]),
        ("[[day]]\n[[name]]\n[[shared]]", [("line 17", "TEMPLATE_FIELD_TWICE")]),
        ("[[day repeat]]\n[[day]]\n[[name]]", [("line 5", "TEMPLATE_REPEAT_UNFIT")]),
        ("[[day]]\n[[name]]\n[[day repeat]]\n[[day repeat]]", [("line 8", "TEMPLATE_REPEAT_UNFIT")]),
        ("[[day]]\n[[name width=6]]\n[[name repeat]]", [("line 7", "TEMPLATE_REPEAT_WIDTH")]),
    ],
)  # fmt: skip
def test_faults_of_a_row(rows: str, expected: list[tuple[str, str]]) -> None:
    found = faults(FIELDS.format(rows + OTHERS))
    assert found == expected


def test_an_answer_is_shown_again_as_wide_as_it_is() -> None:
    blocks = blocks_from(FIELDS.format("[[day]] [[name]]\n[[day repeat]] [[name repeat]]" + OTHERS))
    first, again = [block for block in blocks if isinstance(block, FieldRow)][:2]
    assert [cell.repeat for cell in first.cells] == [False, False]
    assert again.cells == tuple(replace(cell, repeat=True) for cell in first.cells)


@pytest.mark.parametrize("kind", ["agree", "told", "whom", "story"])
def test_only_one_line_of_text_is_repeated(kind: str) -> None:
    found = faults(FIELDS.format("[[day]]\n[[name]]" + OTHERS + f"\n[[{kind} repeat]]\n"))
    assert [code for _, code in found] == ["TEMPLATE_REPEAT_UNFIT"]


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        (Language.NB, 1, "innen én uke"),
        (Language.NB, 4, "innen fire uker"),
        (Language.NN, 12, "innen tolv uker"),
        (Language.EN, 3, "innen three uker"),
        (Language.NB, 13, "innen 13 uker"),
    ],
)
def test_a_number_of_the_workplace_is_written_in_words(language: Language, number: int, expected: str) -> None:
    template = TEMPLATE.replace("Les *dette* først", 'innen {{ rules.plan_weeks | counted("én uke", "uker") }}')
    with TemporaryDirectory() as folder:
        (Path(folder) / "small.nb.md").write_text(template, encoding="utf-8")
        given = {**context(definition(), language), "rules": {"plan_weeks": number}}
        (paragraph,) = [
            block
            for block in render_blocks(definition(), language, folders=[Path(folder)], context=given)
            if isinstance(block, Paragraph)
        ][:1]
    assert expected in "".join(one.text for one in paragraph.content if isinstance(one, Text))


def test_a_section_flows_its_fields_into_rows_by_their_widths() -> None:
    rows = [block for block in blocks_from(TEMPLATE) if isinstance(block, FieldRow)]
    assert [[(cell.field, cell.width) for cell in row.cells] for row in rows] == [
        [("name", 5), ("fnr", 4), ("day", 3)],
        [("percent", 3), ("number", 3), ("agree", 6)],
        [("told", 6), ("how", 6)],
        [("whom", 12)],
        [("story", 12)],
        [("shared", 12)],
        [("measures", 12)],
        [("signature", 6)],
    ]


def test_a_row_may_set_widths_and_lines() -> None:
    blocks = blocks_from(FIELDS.format("[[day width=4]] [[name width=8]]\n" + OTHERS.replace("story", "story lines=9")))
    assert FieldRow((FieldCell("day", 4, 1), FieldCell("name", 8, 1))) in blocks
    assert FieldRow((FieldCell("story", 12, 9),)) in blocks
    assert Continuations(1, 3) in blocks


def test_the_first_folder_and_the_reader_s_language_take_precedence(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for folder in (own, shipped):
        folder.mkdir()
    (shipped / "small.nb.md").write_text("# bokmål" + REST, encoding="utf-8")
    (shipped / "small.nn.md").write_text("# nynorsk" + REST, encoding="utf-8")
    (own / "small.nb.md").write_bytes(b"\xef\xbb\xbf" + ("# eget" + REST).replace("\n", "\r\n").encode())
    folders = [own, shipped]
    assert template_source("small", Language.NB, folders).startswith("# eget")
    assert template_source("small", Language.NN, folders).startswith("# nynorsk")
    assert template_source("small", Language.EN, folders).startswith("# eget")
    found = context(definition(), Language.EN)
    blocks = render_blocks(definition(), Language.EN, folders=folders, context=found)
    assert blocks[0] == Heading(1, (Text("eget"),))


def test_a_template_may_include_another_of_its_folders(tmp_path: Path) -> None:
    (tmp_path / "small.nb.md").write_text("{% include 'top.md' %}" + REST, encoding="utf-8")
    (tmp_path / "top.md").write_text("# Topp for {{ workplace.name }}\n", encoding="utf-8")
    found = context(definition(), Language.NB, "*A*")
    blocks = render_blocks(definition(), Language.NB, folders=[tmp_path], context=found)
    assert blocks[0] == Heading(1, (Text("Topp for *A*"),))


def test_no_template_and_no_utf8_are_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="TEMPLATE_MISSING"):
        template_source("small", Language.EN, [tmp_path])
    (tmp_path / "small.nb.md").write_bytes("blåbær".encode("latin-1"))
    with pytest.raises(TemplateError, match="TEMPLATE_NOT_UTF8"):
        template_source("small", Language.EN, [tmp_path])
