"""A Word form that came back, against the Word form that went out: the words of its body, its headers and footers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import etree

from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_xml import q, serialize
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, Produced, produce, produce_again
from dokumentverk.flow.understand import check_document
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Medium
from tests.flow.desk import make_workplace, office_at
from tests.foreign import office as office_programs

ABOUT_PRINT = ("PRINT_", "TEXT_ADDED")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path_factory.mktemp("kontor"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def form(office: Office) -> Produced:
    return produce(office, Order("egenmelding", employee="1001", medium=Medium.DOCX))


def told(office: Office, content: bytes, suffix: str = "docx") -> list[Finding]:
    path = office.workplace.inbox / f"inn.{suffix}"
    path.write_bytes(content)
    found = check_document(office, path).received.findings
    path.unlink()
    return [one for one in found if one.code.startswith(ABOUT_PRINT)]


def changed(content: bytes, part: str, change: Callable[[Any], None]) -> bytes:
    """With every part whose name begins so changed in place."""
    parts = unpack(content)
    names = [name for name in parts if name.startswith(f"word/{part}") and name.endswith(".xml")]
    assert names
    for name in names:
        root = etree.fromstring(parts[name])
        change(root)
        parts[name] = serialize(root)
    return pack(parts)


def reworded(old: str, new: str) -> Callable[[Any], None]:
    def write(root: Any) -> None:
        texts = [one for one in root.iter(q("w:t")) if old in (one.text or "")]
        assert texts
        for one in texts:
            one.text = one.text.replace(old, new)

    return write


def emptied(root: Any) -> None:
    for one in list(root):
        root.remove(one)
    root.append(etree.Element(q("w:p")))


def added(root: Any) -> None:
    run = etree.SubElement(etree.SubElement(root, q("w:p")), q("w:r"))
    etree.SubElement(run, q("w:t")).text = "Gjelder også for 2027"


def test_what_went_out_and_what_libreoffice_saved_raise_nothing(office: Office, form: Produced) -> None:
    assert told(office, form.content) == []
    assert told(office, office_programs.resaved(form.content, "docx")) == []


@pytest.mark.parametrize("suffix", ["odt", "rtf"])
def test_other_formats_raise_nothing(suffix: str, office: Office) -> None:
    made = produce(office, Order("oppfolgingsplan", employee="1001", medium=Medium.DOCX))
    assert told(office, office_programs.resaved(made.content, suffix), suffix) == []


@pytest.mark.parametrize("through", ["as it is", "saved by LibreOffice"])
def test_an_altered_declaration_is_told_with_both_texts(through: str, office: Office, form: Produced) -> None:
    content = changed(form.content, "document", reworded("opplysningene er riktige", "lederen har rett"))
    if through != "as it is":
        content = office_programs.resaved(content, "docx")
    (one,) = told(office, content)
    assert one.code == "PRINT_REWORDED"
    assert "opplysningene er riktige" in dict(one.params)["text"]
    assert "lederen har rett" in dict(one.params)["now"]


def test_a_declaration_exchanged_for_another_is_told_with_both_texts(office: Office, form: Produced) -> None:
    def write(root: Any) -> None:
        (one,) = [one for one in root.iter(q("w:t")) if "opplysningene er riktige" in (one.text or "")]
        one.text = "Undertegnede frasier seg sykepenger for fremtiden"

    (one,) = told(office, changed(form.content, "document", write))
    assert one.code == "PRINT_REWORDED"
    assert "opplysningene er riktige" in dict(one.params)["text"]
    assert dict(one.params)["now"] == "Undertegnede frasier seg sykepenger for fremtiden"


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("header", reworded("Fjordvik kommune", "Fjordvik kommunes"), "PRINT_CHANGED"),
        ("header", reworded("Fjordvik kommune", "Helt andre AS"), "PRINT_CHANGED"),
        ("header", emptied, "PRINT_CHANGED"),
        ("header", added, "TEXT_ADDED"),
        ("footer", reworded("versjon 1", "versjon 2"), "PRINT_REWORDED"),
        ("footer", emptied, "PRINT_CHANGED"),
        ("footer", added, "TEXT_ADDED"),
    ],
)
def test_headers_and_footers_are_as_they_were(
    part: str, change: Callable[[Any], None], code: str, office: Office, form: Produced
) -> None:
    assert [one.code for one in told(office, changed(form.content, part, change))] == [code]


def test_pages_are_counted_anew_by_every_program(office: Office, form: Produced) -> None:
    def count(root: Any) -> None:
        for one in root.iter(q("w:t")):
            if one.text == "1":
                one.text = "3"

    assert told(office, changed(form.content, "footer", count)) == []


def test_an_issue_in_both_formats_is_compared_with_the_one_that_came(office: Office) -> None:
    made = produce(office, Order("egenmelding", employee="1003"))
    word = produce_again(office, made.issue.number, Medium.DOCX)
    assert told(office, word.content) == []
    assert told(office, made.content, "pdf") == []
    altered = changed(word.content, "document", reworded("opplysningene er riktige", "lederen har rett"))
    assert [one.code for one in told(office, altered)] == ["PRINT_REWORDED"]
