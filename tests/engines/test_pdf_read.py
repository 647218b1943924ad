"""The plain data of a PDF form: names, values, encodings, places, signatures, and files that mean harm."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from dokumentverk.engines.pdf_read import read_pdf
from dokumentverk.engines.pdf_read_form import FieldType, PageFrame, PdfForm, Refused, Repair, Widget
from dokumentverk.engines.pdf_read_marks import marks_in_xmp
from dokumentverk.engines.pdf_read_second import read_with_pypdf
from dokumentverk.engines.pdf_read_strings import decoded
from dokumentverk.model.layout import Box
from dokumentverk.model.workplace import ReadingLimits

from .pdf_made import Build, look, made, text_field, widget

LIMITS = ReadingLimits(max_pages=20)


def form_of(content: bytes, folder: Path) -> PdfForm:
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    form = read_pdf(str(path), LIMITS)
    assert isinstance(form, PdfForm)
    return form


def only(form: PdfForm) -> Widget:
    (one,) = form.widgets
    return one


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Bj\xf8rg", "Bjørg"),
        (b"\x92 \x84", "™ —"),
        (codecs.BOM_UTF16_BE + "Čáhppe".encode("utf-16-be"), "Čáhppe"),
        (codecs.BOM_UTF16_LE + "Čáhppe".encode("utf-16-le"), "Čáhppe"),
        (codecs.BOM_UTF8 + "Čáhppe".encode(), "Čáhppe"),
        (codecs.BOM_UTF16_BE + "\x1bnoNO\x1bÅse".encode("utf-16-be"), "Åse"),
        (codecs.BOM_UTF16_BE + "😀".encode("utf-16-be"), "😀"),
        (codecs.BOM_UTF16_BE + b"\xd8\x00", "\ufffd"),
        (b"", ""),
    ],
)
def test_strings_are_decoded_as_their_marks_say(raw: bytes, text: str) -> None:
    assert decoded(raw) == text


def _field(value: object, **more: object) -> Build:
    def build(pdf: Pdf, page: Object) -> None:
        text_field(pdf, page, "navn", (50, 700, 200, 720), V=value, **more)

    return build


@pytest.mark.parametrize(
    ("value", "values", "as_name"),
    [
        (String("Kari"), ("Kari",), False),
        (Name("/nei"), ("nei",), True),
        (String("/nei"), ("/nei",), False),
        (Array([String("a"), String("b")]), ("a", "b"), False),
        (Array([]), (), False),
        (String(""), ("",), False),
        (42, ("42",), False),
        (Dictionary(), ("",), False),
    ],
)
def test_values_come_as_they_stand(value: object, values: tuple[str, ...], as_name: bool, tmp_path: Path) -> None:
    one = only(form_of(made(_field(value)), tmp_path))
    assert (one.values, one.as_name) == (values, as_name)


def test_a_field_without_a_value_has_none(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        text_field(pdf, page, "navn", (50, 700, 200, 720))

    assert only(form_of(made(build), tmp_path)).values == ()


def test_a_long_text_may_be_a_stream(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        text_field(pdf, page, "navn", (50, 700, 200, 720), V=pdf.make_stream("Første\nandre".encode("pdfdoc")))

    assert only(form_of(made(build), tmp_path)).values == ("Første\nandre",)


def test_names_are_joined_and_types_inherited_down_a_hierarchy(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        top = pdf.make_indirect(Dictionary(T=String("form"), FT=Name.Tx, Ff=1 << 12, Kids=Array()))
        middle = pdf.make_indirect(Dictionary(T=String("side1"), Parent=top, V=String("arvet"), Kids=Array()))
        kid = widget(pdf, page, (50, 700, 200, 720), hooked=False, Parent=middle, T=String("navn"))
        middle.Kids.append(kid)
        top.Kids.append(middle)
        pdf.Root.AcroForm.Fields.append(top)

    one = only(form_of(made(build), tmp_path))
    assert (one.name, one.type, one.field_flags, one.values) == ("form.side1.navn", FieldType.TEXT, 1 << 12, ("arvet",))


def _radio(kids_say_off: bool) -> Build:
    def build(pdf: Pdf, page: Object) -> None:
        group = pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=1 << 15, T=String("svar"), V=String("/nei"), Kids=Array()))
        for at, state in enumerate(("ja", "nei")):
            mark = look(pdf, page, b"0 0 10 10 re f", (10, 10))
            kid = widget(
                pdf,
                page,
                (50 + 20 * at, 700, 60 + 20 * at, 710),
                hooked=False,
                Parent=group,
                AP=Dictionary(N=Dictionary({f"/{state}": mark, "/Off": look(pdf, page, b"", (10, 10))})),
                AS=Name("/nei") if state == "nei" else Name.Off,
            )
            if kids_say_off:
                kid.V = Name.Off
            group.Kids.append(kid)
        pdf.Root.AcroForm.Fields.append(group)

    return build


@pytest.mark.parametrize("kids_say_off", [False, True], ids=["plain", "pypdf"])
def test_radio_kids_share_name_and_value(kids_say_off: bool, tmp_path: Path) -> None:
    form = form_of(made(_radio(kids_say_off)), tmp_path)
    assert [(one.name, one.values, one.state, one.on_states) for one in form.widgets] == [
        ("svar", ("/nei",), "Off", ("ja",)),
        ("svar", ("/nei",), "nei", ("nei",)),
    ]
    assert all(one.is_radio and one.is_button and one.hooked for one in form.widgets)


def test_kids_torn_from_their_group_are_buttons_still(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        mark = look(pdf, page, b"0 0 10 10 re f", (10, 10))
        widget(pdf, page, (50, 700, 60, 710), hooked=False, AP=Dictionary(N=Dictionary({"/ja": mark})), AS=Name.ja)

    one = only(form_of(made(build), tmp_path))
    assert (one.name, one.type, one.is_button, one.state, one.hooked) == ("", FieldType.NONE, True, "ja", False)


def test_options_are_export_and_display(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        options = Array([Array([String("own"), String("Egen sykdom")]), String("barn")])
        widget(pdf, page, (50, 700, 200, 720), FT=Name.Ch, T=String("grunn"), V=String("own"), Opt=options)

    one = only(form_of(made(build), tmp_path))
    assert (one.type, one.options) == (FieldType.CHOICE, (("own", "Egen sykdom"), ("barn", "barn")))


def test_a_field_that_lies_on_no_page_is_told_without_a_place(tmp_path: Path) -> None:
    def build(pdf: Pdf, _page: Object) -> None:
        lost = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("borte"), V=String("verdi")))
        pdf.Root.AcroForm.Fields.append(lost)

    one = only(form_of(made(build), tmp_path))
    assert (one.name, one.values, one.page, one.box) == ("borte", ("verdi",), None, None)


def test_widgets_that_no_field_tree_leads_to_are_found(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        widget(pdf, page, (50, 700, 200, 720), hooked=False, FT=Name.Tx, T=String("navn"), V=String("Kari"))
        del pdf.Root.AcroForm

    one = only(form_of(made(build), tmp_path))
    assert (one.name, one.values, one.hooked) == ("navn", ("Kari",), False)


@pytest.mark.parametrize(
    ("rotate", "box"),
    [
        (0, Box(1, 40, 102, 190, 122)),
        (90, Box(1, 680, 40, 700, 190)),
        (180, Box(1, 355, 680, 505, 700)),
        (270, Box(1, 102, 355, 122, 505)),
        (-90, Box(1, 102, 355, 122, 505)),
        (450, Box(1, 680, 40, 700, 190)),
    ],
)
def test_boxes_are_as_displayed(rotate: int, box: Box, tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        page.MediaBox = Array([0, 0, 700, 900])
        page.CropBox = Array([10, 20, 555, 822])
        page.Rotate = rotate
        text_field(pdf, page, "navn", (50, 700, 200, 720))

    form = form_of(made(build), tmp_path)
    assert only(form).box == box
    assert (form.pages[0].width, form.pages[0].height) == ((802, 545) if rotate % 180 else (545, 802))


@given(
    rotate=st.sampled_from([0, 90, 180, 270]),
    crop=st.tuples(*[st.floats(-100, 100)] * 2, *[st.floats(200, 900)] * 2),
    box=st.tuples(*[st.floats(0, 90)] * 2, *[st.floats(91, 99)] * 2),
)
def test_a_box_goes_to_the_page_and_back(
    rotate: int, crop: tuple[float, float, float, float], box: tuple[float, float, float, float]
) -> None:
    frame = PageFrame(1, crop, rotate)
    shown = Box(1, *box)
    there = frame.displayed(frame.own(shown))
    edges = ((there.left, shown.left), (there.top, shown.top), (there.right, shown.right), (there.bottom, shown.bottom))
    assert all(abs(one - other) < 1e-6 for one, other in edges)


def test_boxes_are_inherited_from_the_page_tree(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        del page.MediaBox
        pdf.Root.Pages.MediaBox = Array([0, 0, 300, 400])
        pdf.Root.Pages.Rotate = 90

    frame = form_of(made(build), tmp_path).pages[0]
    assert (frame.width, frame.height) == (400, 300)


def _signature(contents: bytes | None) -> Build:
    def build(pdf: Pdf, page: Object) -> None:
        value = Dictionary(Type=Name.Sig, Name=String("Kari Næss"), SubFilter=Name("/ETSI.CAdES.detached"))
        if contents is not None:
            value.Contents = String(contents)
        widget(pdf, page, (50, 700, 200, 720), FT=Name.Sig, T=String("underskrift"), V=pdf.make_indirect(value))

    return build


@pytest.mark.parametrize(
    ("contents", "signed"), [(b"\x30\x82\x01", True), (bytes(64), False), (b"", False), (None, False)]
)
def test_a_prepared_signature_is_none(contents: bytes | None, signed: bool, tmp_path: Path) -> None:
    one = only(form_of(made(_signature(contents)), tmp_path))
    assert (one.signed is not None) == signed
    if one.signed is not None:
        assert (one.signed.name, one.signed.sub_filter) == ("Kari Næss", "ETSI.CAdES.detached")
    assert one.values == ()


def test_marks_of_our_documents_come_from_xmp_then_from_information() -> None:
    packet = b"<x dv:DVForm='egenmelding'><dv:DVNumber>7KXM-4RTA-9CDEF</dv:DVNumber></x>"
    assert marks_in_xmp(packet) == {"DVNumber": "7KXM-4RTA-9CDEF", "DVForm": "egenmelding"}
    assert marks_in_xmp(b"<dv:DVNumber><script>x</script></dv:DVNumber>") == {}
    assert marks_in_xmp(b"\xff\xfe<!DOCTYPE x [<!ENTITY a 'b'>]>") == {}


def test_information_is_read_where_xmp_lacks(tmp_path: Path) -> None:
    def build(pdf: Pdf, _page: Object) -> None:
        pdf.docinfo["/DVNumber"] = "7KXM-4RTA-9CDEF"
        pdf.docinfo["/Title"] = "Noe annet"

    assert form_of(made(build), tmp_path).marks == (("DVNumber", "7KXM-4RTA-9CDEF"),)


def _action(kind: str) -> Dictionary:
    return Dictionary(S=Name(kind), JS=String("x"))


def _on_root(pdf: Pdf, _page: Object) -> None:
    pdf.Root.OpenAction = _action("/JavaScript")


def _on_page(_pdf: Pdf, page: Object) -> None:
    page.AA = Dictionary(O=_action("/Launch"))


def _on_widget(pdf: Pdf, page: Object) -> None:
    text_field(pdf, page, "navn", (50, 700, 200, 720), AA=Dictionary(K=_action("/JavaScript")))


def _in_chain(pdf: Pdf, page: Object) -> None:
    first = Dictionary(S=Name.URI, URI=String("https://example.no"))
    first.Next = Array([Dictionary(S=Name.GoTo), _action("/SubmitForm")])
    widget(pdf, page, (50, 700, 200, 720), A=first)


def _names(pdf: Pdf, _page: Object) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array()))


def _attached(pdf: Pdf, _page: Object) -> None:
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), Dictionary()])))


def _attached_note(pdf: Pdf, page: Object) -> None:
    page.Annots.append(pdf.make_indirect(Dictionary(Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])))


def _xfa(pdf: Pdf, _page: Object) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def _loop(pdf: Pdf, _page: Object) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.GoTo))
    action.Next = action
    pdf.Root.OpenAction = action


def _empty_names(pdf: Pdf, _page: Object) -> None:
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array()))


def _link(**action: object) -> Build:
    """A link that does something when it is clicked."""

    def build(pdf: Pdf, page: Object) -> None:
        what = Dictionary({f"/{key}": value for key, value in action.items()})
        page.Annots.append(pdf.make_indirect(Dictionary(Subtype=Name.Link, Rect=[9, 9, 90, 30], A=what)))

    return build


def _at_once(**action: object) -> Build:
    """The same, done when the document is opened."""

    def build(pdf: Pdf, _page: Object) -> None:
        pdf.Root.OpenAction = Dictionary({f"/{key}": value for key, value in action.items()})

    return build


_SHARE = String("\\\\server\\share\\a.pdf")


@pytest.mark.parametrize(
    ("build", "kinds"),
    [
        (_link(S=Name.URI, URI=String("https://www.nav.no/sykmeldt")), ()),
        (_link(S=Name.URI, URI=String("mailto:post@example.no")), ()),
        (_link(S=Name.GoTo, D=Array([0, Name.Fit])), ()),
        (_link(S=Name.URI, URI=String("file://server/share/a.pdf")), ("NetworkFile",)),
        (_link(S=Name.URI, URI=_SHARE), ("NetworkFile",)),
        (_link(S=Name.URI, URI=String("javascript:alert(1)")), ("JavaScript",)),
        (_link(S=Name.URI, URI=String("ms-word:ofe|u|https://example.no/a.docx")), ("OpenAddress",)),
        (_link(S=Name.URI, URI=String("https://nav.no@example.no/")), ("OpenAddress",)),
        (_link(S=Name.GoToR, F=String("a.pdf")), ("GoToR",)),
        (_link(S=Name.GoToR, F=_SHARE), ("GoToR", "NetworkFile")),
        (_link(S=Name.GoToR, F=Dictionary(Type=Name.Filespec, UF=_SHARE)), ("GoToR", "NetworkFile")),
        (_link(S=Name.Launch, F=String("a.exe")), ("Launch",)),
        (_link(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=String("https://example.no"))), ("SubmitForm",)),
        (_link(S=Name.ImportData, F=String("a.fdf")), ("ImportData",)),
        (_link(S=Name.Hide, T=String("employee_name")), ("ShowHide",)),
        (_at_once(S=Name.URI, URI=String("https://example.no")), ("OpenAddress",)),
        (_at_once(S=Name.GoTo, D=Array([0, Name.Fit])), ()),
        (_on_root, ("JavaScript",)),
        (_on_page, ("Launch",)),
        (_on_widget, ("JavaScript",)),
        (_in_chain, ("SubmitForm",)),
        (_names, ("JavaScript",)),
        (_attached, ("EmbeddedFile",)),
        (_attached_note, ("EmbeddedFile",)),
        (_xfa, ("XFA",)),
        (_loop, ()),
        (_empty_names, ()),
    ],
)
def test_active_content_is_named(build: Build, kinds: tuple[str, ...], tmp_path: Path) -> None:
    assert form_of(made(build), tmp_path).active == kinds


def test_markups_are_told_and_links_are_not(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        for kind in ("/Ink", "/Link", "/Popup", "/FreeText"):
            page.Annots.append(pdf.make_indirect(Dictionary(Subtype=Name(kind), Rect=[50, 700, 200, 720])))

    assert [one.subtype for one in form_of(made(build), tmp_path).markups] == ["Ink", "FreeText"]


def _fields_loop(pdf: Pdf, _page: Object) -> None:
    node = pdf.make_indirect(Dictionary(T=String("a"), Kids=Array()))
    node.Kids.append(node)
    node.Parent = node
    pdf.Root.AcroForm.Fields.append(node)


def _odd_types(pdf: Pdf, page: Object) -> None:
    page.Annots.append(Dictionary(Subtype=Name.Widget, Rect=String("x"), AP=Array(), Parent=7, Ff=String("1")))
    page.Annots.append(
        Dictionary(Subtype=Name.Widget, Rect=[10_000_000, 0, 1, 1], T=Array(), V=Dictionary(), Opt=3, MK=1)
    )
    page.Annots.append(7)
    page.Rotate = String("90")
    page.CropBox = Array([1, 2])
    pdf.Root.AcroForm.Fields = String("fields")
    pdf.Root.OpenAction = 3
    pdf.Root.Names = 4


def _annots_no_array(pdf: Pdf, page: Object) -> None:
    page.Annots = Dictionary()
    pdf.Root.AcroForm = String("x")
    pdf.Root.Metadata = 5


@pytest.mark.parametrize("build", [_fields_loop, _odd_types, _annots_no_array])
def test_what_should_not_be_there_is_passed_by(build: Build, tmp_path: Path) -> None:
    assert len(form_of(made(build), tmp_path).pages) == 1


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    def build(pdf: Pdf, _page: Object) -> None:
        for _ in range(LIMITS.max_pages):
            pdf.add_blank_page()

    path = tmp_path / "lang.pdf"
    path.write_bytes(made(build))
    assert read_pdf(str(path), LIMITS) == Refused("PAGES_TOO_MANY")


@pytest.mark.parametrize("tail", [b"", b"%%EOF\n"], ids=["cut", "whole"])
def test_a_table_made_anew_is_damage_only_when_the_end_is_missing(tail: bytes, tmp_path: Path) -> None:
    content = made(_field(String("Kari")), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    broken = content.replace(b"startxref", b"startxrex")
    form = form_of(broken[: broken.rindex(b"%%EOF")] + tail, tmp_path)
    assert form.repair is (Repair.MENDED if tail else Repair.DAMAGED)
    assert only(form).values == ("Kari",)


def test_pypdf_gives_a_second_opinion(tmp_path: Path) -> None:
    path = tmp_path / "skjema.pdf"
    path.write_bytes(made(_radio(kids_say_off=True)))
    form = read_with_pypdf(path, LIMITS)
    assert isinstance(form, PdfForm)
    assert (form.repair, form.reader) == (Repair.DAMAGED, "pypdf")
    first = form_of(path.read_bytes(), tmp_path)
    told = [(one.name, one.values, one.state, one.on_states, one.box) for one in form.widgets]
    assert told == [(one.name, one.values, one.state, one.on_states, one.box) for one in first.widgets]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(3000)])
def test_what_neither_reads_is_broken(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "skjema.pdf"
    path.write_bytes(content)
    assert read_pdf(str(path), LIMITS) == Refused("FILE_BROKEN")


_BASE = made(_radio(kids_say_off=False), object_stream_mode=pikepdf.ObjectStreamMode.disable)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_to_a_file_raises(data: st.DataObject, tmp_path: Path) -> None:
    content = bytearray(_BASE)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["set", "cut", "copy"])):
            case "set":
                content[at] = data.draw(st.sampled_from(b"\0 /<>[]()09RJ\xff"))
            case "cut":
                del content[at : at + data.draw(st.integers(1, 40))]
            case _:
                content[at:at] = content[at : at + data.draw(st.integers(1, 200))]
        if not content:
            break
    path = tmp_path / "skjema.pdf"
    path.write_bytes(bytes(content))
    found = read_pdf(str(path), LIMITS)
    assert isinstance(found, PdfForm | Refused)


def test_an_encrypted_file_is_refused_and_a_restricted_one_read(tmp_path: Path) -> None:
    for password, expected in (("hemmelig", Refused("FILE_ENCRYPTED")), ("", None)):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(made(_field(String("Kari"))))) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner="eier", user=password))
        path = tmp_path / "skjema.pdf"
        path.write_bytes(out.getvalue())
        found = read_pdf(str(path), LIMITS)
        if expected is not None:
            assert found == expected
        else:
            assert isinstance(found, PdfForm)
            assert found.restricted
            assert only(found).values == ("Kari",)
