"""The DOCX as a package: what Word needs to find in it, and that the same comes out every time."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from lxml import etree
from PIL import Image

from dokumentverk.engines.docx_package import unpack
from dokumentverk.engines.docx_places import places_of
from dokumentverk.engines.docx_xml import NAMESPACES, q
from dokumentverk.errors import ConfigurationError
from dokumentverk.model.form import FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium, WidgetKind
from dokumentverk.model.number import PageCode, parse_page_payload
from dokumentverk.model.value import Value
from dokumentverk.render.docx import stamp_docx
from dokumentverk.render.look import Look
from tests.foreign import office
from tests.render.docx_forms import FORMS, blank, controls, definition, make_blank, part, stamped, tag_of, text_of
from tests.render.small_form import LOOK, MADE, NUMBER

VALUES: dict[str, Value] = {
    "name": "Áilu Šoŋŋá & Co <b>",
    "fnr": "13897248022",
    "day": date(2026, 11, 3),
    "percent": Decimal("12.5"),
    "agree": False,
    "told": True,
    "how": "phone",
    "whom": ("nav", "doctor"),
    "story": "Første linje\nAndre\tlinje\n\nSiste",
    "shared": ((("who", "Nav"), ("when", date(2026, 11, 4)), ("sent", True)),),
}


def see(control: object) -> str:
    return text_of(control)


class TestPackage:
    def test_the_same_input_gives_the_same_bytes(self) -> None:
        assert make_blank().content == make_blank().content
        assert stamped(values=VALUES) == stamped(values=VALUES)

    def test_no_time_of_this_machine_is_in_the_zip(self) -> None:
        with zipfile.ZipFile(BytesIO(stamped())) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.namelist()[0] == "[Content_Types].xml"

    @pytest.mark.parametrize("form", [*FORMS, "small"])
    @pytest.mark.parametrize("language", list(Language))
    def test_microsofts_validator_finds_nothing(self, form: str, language: Language) -> None:
        assert office.schema_faults(stamped(form, VALUES if form == "small" else {}, language=language)) == []

    def test_nothing_of_the_library_or_a_person_is_left_in_the_properties(self) -> None:
        parts = unpack(stamped(values=VALUES))
        core = parts["docProps/core.xml"].decode()
        assert "<dc:title>Prøveskjema</dc:title>" in core
        assert "<dc:language>nb-NO</dc:language>" in core
        assert "<dc:creator>Fjellvik kommune</dc:creator>" in core
        assert core.count("2026-11-03T12:00:00Z") == 2
        for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
            text = parts[name].decode()
            assert "python" not in text
            assert "Áilu" not in text
        assert not [name for name in parts if "customXml" in name or "thumbnail" in name]

    def test_number_form_version_and_language_are_custom_properties(self) -> None:
        root = part(stamped(), "docProps/custom.xml")
        assert {one.get("name"): "".join(one.itertext()) for one in root} == {
            "DVNumber": NUMBER,
            "DVForm": "small",
            "DVVersion": "3",
            "DVLanguage": "nb",
        }

    def test_the_layout_is_the_map_of_the_blank(self) -> None:
        made = blank()
        assert made.layout.digest == hashlib.sha256(made.content).hexdigest()
        assert made.layout.medium is Medium.DOCX
        assert made.layout.places == places_of(definition("small"))
        assert {place.box.page for place in made.layout.places} == {0}
        names = [place.name for place in made.layout.places]
        assert len(names) == len(set(names))
        static = [line.text for line in made.layout.static]
        assert static[0] == "Prøveskjema"
        assert "2 Fødselsnummer" in static
        assert "Skriv her" not in static


class TestControls:
    def test_every_place_is_one_control_alone_in_its_cell_between_bookmarks_of_its_name(self) -> None:
        root = part(blank().content)
        found = controls(root)
        assert set(found) == {place.name for place in blank().layout.places}
        for name, control in found.items():
            paragraph = control.getparent()
            assert [one.tag for one in paragraph] == [q("w:pPr"), q("w:bookmarkStart"), q("w:sdt"), q("w:bookmarkEnd")]
            assert paragraph[1].get(q("w:name")) == name
            assert paragraph[1].get(q("w:id")) == paragraph[3].get(q("w:id"))
            cell = paragraph.getparent()
            assert cell.tag == q("w:tc")
            assert len(cell.findall(q("w:p"))) == 1

    def test_nothing_is_data_bound_and_no_control_can_be_deleted(self) -> None:
        for name, control in controls(part(blank().content)).items():
            properties = control.find(q("w:sdtPr"))
            assert properties.find(q("w:dataBinding")) is None, name
            assert properties.find(q("w:lock")).get(q("w:val")) == "sdtLocked", name

    def test_ids_and_bookmarks_are_unique(self) -> None:
        many = tuple((("who", f"Nr. {at}"), ("when", None), ("sent", False)) for at in range(5))
        root = part(stamped(values={"shared": many}))
        ids = [one.find(f"{q('w:sdtPr')}/{q('w:id')}").get(q("w:val")) for one in root.iter(q("w:sdt"))]
        assert len(ids) == len(set(ids))
        for tag, attribute in (("w:bookmarkStart", "w:id"), ("w:bookmarkStart", "w:name"), ("w:bookmarkEnd", "w:id")):
            seen = [one.get(q(attribute)) for one in root.iter(q(tag))]
            assert len(seen) == len(set(seen))

    def test_each_kind_has_its_control(self) -> None:
        found = controls(part(blank().content))
        kinds = {name: {etree.QName(one).localname for one in found[name].find(q("w:sdtPr"))} for name in found}
        common = {"alias", "tag", "id", "lock", "placeholder", "showingPlcHdr"}
        assert kinds["name"] - common == {"text"}
        assert kinds["day"] - common == {"date"}
        assert kinds["story"] - common == set()
        assert kinds["signature"] - common == set()
        assert kinds["told"] == kinds["agree_yes"] == kinds["whom_nav"] == {"alias", "tag", "id", "lock", "checkbox"}
        assert kinds["measures_2_what"] - common == set()

    def test_every_placeholder_is_in_the_glossary_and_named_by_its_control(self) -> None:
        content = blank().content
        glossary = part(content, "word/glossary/document.xml")
        entries = {
            entry.find(f"{q('w:docPartPr')}/{q('w:name')}").get(q("w:val")): text_of(entry)
            for entry in glossary.iter(q("w:docPart"))
        }
        seen = set()
        for control in controls(part(content)).values():
            holder = control.find(f"{q('w:sdtPr')}/{q('w:placeholder')}/{q('w:docPart')}")
            if holder is not None:
                assert entries[holder.get(q("w:val"))] == text_of(control)
                seen.add(text_of(control))
        assert seen == {"Skriv her", "dd.mm.åååå", "11 siffer", "Skriv tall", "Signer her", "…"}

    def test_repeating_rows_are_items_of_a_section(self) -> None:
        sections = {
            tag_of(one): one
            for one in part(blank().content).iter(q("w:sdt"))
            if one.find(f"{q('w:sdtPr')}/{q('w15:repeatingSection')}") is not None
        }
        assert set(sections) == {"shared", "measures"}
        for section in sections.values():
            items = section.find(q("w:sdtContent"))
            assert len(items) == 2
            for item in items:
                assert item.find(f"{q('w:sdtPr')}/{q('w15:repeatingSectionItem')}") is not None
                assert {one.tag for one in item.find(q("w:sdtContent"))} == {q("w:tr")}

    def test_all_of_the_body_is_in_a_group_that_word_lets_nobody_change(self) -> None:
        body = part(blank().content).find(q("w:body"))
        group, section = body
        assert section.tag == q("w:sectPr")
        assert group.find(f"{q('w:sdtPr')}/{q('w:group')}") is not None
        assert group.find(f"{q('w:sdtPr')}/{q('w:lock')}").get(q("w:val")) == "contentLocked"


class TestFilled:
    def test_answers_are_shown_as_people_write_them(self) -> None:
        found = controls(part(stamped(values=VALUES)))
        assert see(found["name"]) == "Áilu Šoŋŋá & Co <b>"
        assert see(found["fnr"]) == "138972 48022"
        assert see(found["day"]) == "03.11.2026"
        assert see(found["percent"]) == "12,5"
        assert see(found["agree_yes"]) == "\u2610"
        assert see(found["agree_no"]) == "\u2612"
        assert see(found["shared_1_sent"]) == "\u2612"
        assert see(found["shared_2_who"]) == "…"

    def test_a_date_carries_the_whole_date(self) -> None:
        date_properties = controls(part(stamped(values=VALUES)))["day"].find(f"{q('w:sdtPr')}/{q('w:date')}")
        assert date_properties.get(q("w:fullDate")) == "2026-11-03T00:00:00Z"

    def test_line_ends_and_tabs_are_elements(self) -> None:
        content = controls(part(stamped(values=VALUES)))["story"].find(q("w:sdtContent"))
        shown = [etree.QName(one).localname for one in content.iter() if one.tag != q("w:r")][1:]
        assert shown == ["t", "br", "t", "tab", "t", "br", "br", "t"]

    def test_only_a_locked_field_with_a_value_cannot_be_changed(self) -> None:
        def locks(content: bytes) -> dict[str, str]:
            return {
                name: control.find(f"{q('w:sdtPr')}/{q('w:lock')}").get(q("w:val"))
                for name, control in controls(part(content)).items()
            }

        assert {name for name, lock in locks(stamped(values=VALUES)).items() if lock == "sdtContentLocked"} == {"name"}
        assert "sdtContentLocked" not in locks(stamped()).values()

    def test_more_rows_than_the_blank_has_are_added(self) -> None:
        rows = tuple((("what", f"Tiltak {at}"), ("start", None), ("result", "")) for at in range(5))
        content = stamped(values={"measures": rows})
        found = controls(part(content))
        assert [see(found[f"measures_{at}_what"]) for at in range(1, 6)] == [f"Tiltak {at}" for at in range(5)]
        assert see(found["measures_5_start"]) == "dd.mm.åååå"

    def test_a_field_that_the_form_does_not_have_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            stamped(values={"nobody": "x"})

    @pytest.mark.parametrize(
        "hostile",
        [
            "<w:t>x</w:t>&amp;]]>",
            "{{ 7 * 7 }} {% raw %}",
            "\x00\x1b[31mrød\x07",
            "\ud800halv",
            "=HYPERLINK(1)",
            "\u202eabc",
            "x" * 20_000,
        ],
    )
    def test_hostile_text_stays_text(self, hostile: str) -> None:
        content = stamped(values={"story": hostile, "name": hostile})
        kept = "".join(one for one in hostile if one >= " " and not 0xD800 <= ord(one) < 0xE000)
        assert see(controls(part(content))["story"]) == kept
        assert office.schema_faults(content) == []


class TestEveryPage:
    def test_number_and_code_stand_in_the_header_and_the_number_in_the_footer(self) -> None:
        content = stamped()
        root = part(content)
        section = root.find(f"{q('w:body')}/{q('w:sectPr')}")
        assert section.find(q("w:titlePg")) is None
        references = [
            one.get(q("w:type")) for one in section if one.tag in (q("w:headerReference"), q("w:footerReference"))
        ]
        assert references == ["default", "default"]
        parts = unpack(content)
        assert NUMBER in parts["word/header1.xml"].decode()
        assert NUMBER in parts["word/footer1.xml"].decode()
        assert "Skjema small, versjon 3, bokmål" in parts["word/footer1.xml"].decode()
        assert "PAGE" in parts["word/footer1.xml"].decode()

    def test_the_code_says_the_number_and_no_page(self) -> None:
        picture = Image.open(BytesIO(unpack(stamped())["word/media/dvcode.png"]))
        (code,) = zxingcpp.read_barcodes(picture.convert("L"))
        assert parse_page_payload(code.text) == PageCode(NUMBER, 0, 0)

    def test_the_code_is_18_mm_and_described_in_the_language(self) -> None:
        header = part(stamped(language=Language.EN), "word/header1.xml")
        extent = next(header.iter(q("wp:extent")))
        assert int(extent.get("cx")) / 36_000 == pytest.approx(18 * 25 / 21, abs=0.01)
        assert next(header.iter(q("wp:docPr"))).get("descr") == "QR code with the number of the document"

    def test_a_blank_has_no_number_and_no_code(self) -> None:
        parts = unpack(blank().content)
        assert zxingcpp.read_barcodes(Image.open(BytesIO(parts["word/media/dvcode.png"])).convert("L")) == []
        assert NUMBER[:4] not in parts["word/header1.xml"].decode()


class TestCards:
    def test_cards_are_headed_as_in_print_and_stay_together(self) -> None:
        content = blank().content
        numbering = part(content, "word/numbering.xml")
        texts = [one.get(q("w:val")) for one in numbering.iter(q("w:lvlText"))]
        assert [text for text in texts if "%1" in text and not text.endswith(".")] == ["Tiltak %1"]
        order = [etree.QName(one).localname for one in numbering]
        assert order == sorted(order), "Word wants every abstract numbering before the numberings"
        section = next(one for one in part(content).iter(q("w:sdt")) if tag_of(one) == "measures")
        rows = list(section.iter(q("w:tr")))
        kept = [
            all(line.find(f"{q('w:pPr')}/{q('w:keepNext')}") is not None for line in row.iter(q("w:p"))) for row in rows
        ]
        assert kept == [True, True, True, True, False] * 2

    def test_what_a_star_means_stands_below_the_title_and_not_in_the_footer(self) -> None:
        content = blank().content
        lines = [text_of(one) for one in part(content).iter(q("w:p"))]
        assert lines[lines.index("Prøveskjema") + 1] == "Felt merket med * må fylles ut."
        assert "*" not in text_of(part(content, "word/footer1.xml"))


class TestAccessible:
    def test_headings_are_headings_and_the_language_is_set(self) -> None:
        content = blank(language=Language.NN).content
        styles = [one.get(q("w:val")) for one in part(content).iter(q("w:pStyle"))]
        assert styles.count("Heading1") == 1
        assert styles.count("Heading2") == 4
        defaults = part(content, "word/styles.xml").find(
            f"{q('w:docDefaults')}/{q('w:rPrDefault')}/{q('w:rPr')}/{q('w:lang')}"
        )
        assert defaults.get(q("w:val")) == "nn-NO"

    def test_labels_are_header_rows_of_their_tables(self) -> None:
        for table in part(blank().content).iter(q("w:tbl")):
            rows = table.findall(q("w:tr"))
            headers = [row.find(f"{q('w:trPr')}/{q('w:tblHeader')}") is not None for row in rows]
            fields = [control for control in table.iter(q("w:sdt")) if tag_of(control)]
            if len(rows) > 1 and fields:
                assert headers[0]
            assert headers == sorted(headers, reverse=True)

    def test_every_label_stands_in_one_cell_only(self) -> None:
        labels = [
            text_of(cell)
            for cell in part(blank().content).iter(q("w:tc"))
            if not list(cell.iter(q("w:sdt"))) and text_of(cell)[:1].isdigit()
        ]
        numbers = [label.split(" ")[0] for label in labels]
        assert numbers == [str(at) for at, _ in enumerate(definition("small").fields(), start=1)]

    def test_controls_say_their_label(self) -> None:
        found = controls(part(blank().content))
        titles = {name: one.find(f"{q('w:sdtPr')}/{q('w:alias')}").get(q("w:val")) for name, one in found.items()}
        assert titles["day"] == "3 Dag"
        assert titles["agree_no"] == "6 Er du enig?: Nei"
        assert titles["shared_2_who"] == "11 Delt med (2): Hvem"
        assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize(("form", "pages"), [("egenmelding", 1), ("dialogmote", 2), ("oppfolgingsplan", 3)])
def test_writer_opens_it_and_needs_these_pages(form: str, pages: int, tmp_path: Path) -> None:
    import pikepdf

    from dokumentverk import shipped
    from dokumentverk.engines.libreoffice import convert, find_soffice

    if find_soffice() is None:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "a.docx"
    path.write_bytes(stamped(form))
    with pikepdf.open(convert(path, "pdf", tmp_path, seconds=120, fonts=shipped.fonts().glob("*.ttf"))) as pdf:
        assert len(pdf.pages) == pages


def test_an_accent_too_pale_to_read_is_darkened() -> None:
    styles = unpack(make_blank(look=Look(accent="#ffee88")).content)["word/styles.xml"].decode()
    assert "FFEE88" not in styles


def test_a_logo_stands_in_the_header_and_one_that_is_no_picture_is_told() -> None:
    out = BytesIO()
    Image.new("RGB", (200, 100), "red").save(out, "PNG")
    look = Look(name="Fjellvik", logo=out.getvalue(), logo_suffix="png")
    with_logo = make_blank(look=look).content
    assert "Fjellvik" in "".join(part(with_logo, "word/header1.xml").itertext())
    assert len(list(part(with_logo, "word/header1.xml").iter(q("wp:inline")))) == 2
    assert office.schema_faults(with_logo) == []
    with pytest.raises(ConfigurationError):
        make_blank(look=Look(logo=b"not a picture", logo_suffix="png"))


def test_a_drawn_logo_stands_in_the_header_as_a_picture() -> None:
    """Word shows no SVG alone; the picture keeps its shape, its colour and a clear ground."""
    drawn = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><circle cx="5" cy="5" r="5" fill="#c00"/></svg>'
    )
    with_logo = make_blank(look=Look(name="Fjellvik", logo=drawn, logo_suffix="SVG")).content
    assert office.schema_faults(with_logo) == []
    pictures = [Image.open(BytesIO(content)) for name, content in unpack(with_logo).items() if "media/image" in name]
    (picture,) = pictures
    assert (picture.format, round(picture.width / picture.height, 1)) == ("PNG", 4.0)
    shown = picture.convert("RGBA")
    assert shown.getpixel((shown.height // 2, shown.height // 2)) == (204, 0, 0, 255)
    assert shown.getchannel("A").getpixel((shown.width - 5, 5)) == 0
    assert with_logo == make_blank(look=Look(name="Fjellvik", logo=drawn, logo_suffix="svg")).content
    with pytest.raises(ConfigurationError):
        make_blank(look=Look(logo=b"not a drawing", logo_suffix="svg"))


def test_a_later_stamp_does_not_remember_an_earlier_one() -> None:
    made = blank()
    first = stamp_docx(made.content, made.layout, definition("small"), VALUES, number=NUMBER, issued=MADE)
    later = stamp_docx(
        made.content, made.layout, definition("small"), {}, number=NUMBER, issued=datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert first == stamped(values=VALUES)
    assert "Áilu" not in unpack(later)["word/document.xml"].decode()


def test_places_have_the_kinds_of_their_fields() -> None:
    places = {place.name: place for place in blank().layout.places}
    assert places["agree_yes"].kind is WidgetKind.RADIO
    assert places["whom_nav"].kind is places["told"].kind is places["shared_1_sent"].kind is WidgetKind.CHECK
    assert places["signature"].kind is WidgetKind.SIGNATURE
    assert places["story"].multiline
    assert {place.field for place in places.values()} == {"", *(one.id for one in definition("small").fields())}


def test_the_namespaces_that_older_words_ignore_are_declared() -> None:
    root = part(blank().content)
    assert root.get(f"{{{NAMESPACES['mc']}}}Ignorable") == "w14 w15"
    assert {"w14", "w15"} <= set(root.nsmap)


def test_the_kinds_of_the_small_form_are_all_there_are() -> None:
    """What is tested on the small form is tested for every kind of field."""
    assert {field.kind for field in definition("small").fields()} == set(FieldKind)
    assert LOOK.routine
