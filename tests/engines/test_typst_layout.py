from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dokumentverk import shipped
from dokumentverk.engines.pdf_finish import WidgetsMissing, WidgetSpec, finish
from dokumentverk.engines.pdf_metadata import DocumentFacts
from dokumentverk.engines.pdf_text import text_lines
from dokumentverk.engines.typst_layout import LayoutFault, lay_out
from dokumentverk.model.layout import WidgetKind

MADE = datetime(2026, 11, 3, tzinfo=UTC)
STYLE = """
#let doc = json(bytes(sys.inputs.document))
#set document(title: "T")
#set text(font: "Source Sans 3", lang: "nb")
#doc.text
#link("https://dv.invalid/f/a", block(width: 50pt, height: 20pt))
"""
FACTS = DocumentFacts("T", "f", "1", "nb", MADE)


def test_data_is_never_source() -> None:
    hostile = '#import "x" #panic() *a* $x$ \\ [b] "c"'
    content = lay_out(STYLE.encode(), {"text": hostile}, fonts=shipped.fonts(), made=MADE)
    assert [line.text for line in text_lines(content)] == [hostile]


def test_a_fault_of_the_house_style_is_told() -> None:
    with pytest.raises(LayoutFault):
        lay_out(b"#nothing()", {}, fonts=shipped.fonts(), made=MADE)


@pytest.mark.parametrize("names", [[], ["a", "b"], ["b"]])
def test_every_link_has_a_widget_and_every_widget_a_link(names: list[str]) -> None:
    """A field that is printed without a widget, or the other way round, must never leave the house."""
    content = lay_out(STYLE.encode(), {"text": "x"}, fonts=shipped.fonts(), made=MADE)
    widgets = [WidgetSpec(name, name, WidgetKind.TEXT, name) for name in names]
    with pytest.raises(WidgetsMissing):
        finish(content, widgets, FACTS)
