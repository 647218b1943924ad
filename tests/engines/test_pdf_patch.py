from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from dokumentverk.engines.pdf_finish import save
from dokumentverk.engines.pdf_patch import made_since, patched


def original() -> bytes:
    """Two pages; what changes lies in streams, in object streams, and in both."""
    pdf = pikepdf.new()
    for text in (b"first", b"second"):
        page = pdf.add_blank_page(page_size=(200, 100))
        page.obj.Contents = Stream(pdf, b"BT (%s) Tj ET" % text)
        page.obj.Note = pdf.make_indirect(Dictionary(Text=String("before"), Page=page.obj))
    metadata = Stream(pdf, b"<x>before</x>")
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.pages[0].obj.Metadata = metadata
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("before")))
    return save(pdf)


def edited(content: bytes) -> tuple[bytes, bytes]:
    """The same edit, saved as a patch and by qpdf."""
    with pikepdf.open(BytesIO(content)) as pdf:
        note, page, metadata = pdf.pages[0].obj.Note, pdf.pages[1].obj, pdf.pages[0].obj.Metadata
        note.Text = String("after")
        page.Contents.write(b"BT (after) Tj ET")
        page.Form = pdf.make_indirect(Stream(pdf, b"new " * 50))
        page.Notes = pdf.make_indirect(Array([note, pdf.make_indirect(Dictionary(Text=String("new")))]))
        metadata.write(b"<x>after</x>")
        changed = (note, page, page.Contents, metadata, *made_since(pdf))
        return patched(content, pdf, changed), save(pdf)


def told(content: bytes) -> list[str]:
    """Everything that the trailer leads to, in one order whatever the objects' numbers."""
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        return [line for key in ("/Root", "/Info") for line in _told(pdf.trailer[key], key, {})]


def _told(item: object, path: str, seen: dict[tuple[int, int], str]) -> Iterator[str]:
    if not isinstance(item, Object):
        yield f"{path} = {item!r}"
        return
    if item.is_indirect:
        if item.objgen in seen:
            yield f"{path} -> {seen[item.objgen]}"
            return
        seen[item.objgen] = path
    match item:
        case Stream():
            yield f"{path} holds {item.read_bytes()!r}"
            yield from _told_keys(item.stream_dict, path, seen)
        case Dictionary():
            yield from _told_keys(item, path, seen)
        case Array():
            for place, one in enumerate(item):
                yield from _told(one, f"{path}[{place}]", seen)
        case _:
            yield f"{path} = {item.unparse()!r}"


def _told_keys(item: Object, path: str, seen: dict[tuple[int, int], str]) -> Iterator[str]:
    for key in sorted(item.keys()):
        if key not in ("/Filter", "/Length"):
            yield from _told(item[key], path + key, seen)


def test_a_patch_says_what_a_whole_new_file_says() -> None:
    patch, whole = edited(original())
    assert told(patch) == told(whole)
    assert told(patch) != told(original())


def test_a_patched_file_is_patched_again() -> None:
    once, _ = edited(original())
    patch, whole = edited(once)
    assert told(patch) == told(whole)


def test_the_same_edit_makes_the_same_bytes_and_another_one_another_identifier() -> None:
    patch, _ = edited(original())
    assert patch == edited(original())[0]
    again, _ = edited(patch)
    ids = [_identifier(one) for one in (original(), patch, again)]
    assert len(set(ids)) == len(ids)


def _identifier(content: bytes) -> bytes:
    with Pdf.open(BytesIO(content)) as pdf:
        first, second = (bytes(one) for one in pdf.trailer.ID.as_list())
        assert first == second or content == original()
        return second


def test_there_is_one_end_and_nothing_left_of_replaced_streams() -> None:
    patch, _ = edited(original())
    assert [patch.count(word) for word in (b"startxref", b"%%EOF", b"/Prev")] == [1, 1, 0]
    assert b"<x>after</x>" in patch
    assert b"<x>before</x>" not in patch


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_patch_cut_short_is_seen_to_be_cut(keep: float) -> None:
    patch, _ = edited(original())
    assert b"%%EOF" not in patch[: int(len(patch) * keep)]


def test_data_that_ends_in_a_carriage_return_stays_apart_from_the_line_end() -> None:
    with pikepdf.open(BytesIO(original())) as pdf:
        pdf.pages[0].obj.Metadata.write(b"<x/>\r")
        patch = patched(original(), pdf, [pdf.pages[0].obj.Metadata])
    assert b"<x/>\r\rendstream" in patch
    with pikepdf.open(BytesIO(patch)) as pdf:
        assert pdf.pages[0].obj.Metadata.read_raw_bytes() == b"<x/>\r"
