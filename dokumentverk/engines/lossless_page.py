"""A PDF page taken over into another document with nothing but what it shows: pictures keep their streams untouched,
and what belongs to the other pages, to programs or to persons stays behind.

What scanners and OCR programs write besides the picture: invisible text in fonts that are not embedded, marked content,
metadata on pages and on pictures, private data of programs (PieceInfo), thumbnails, links, LZW data (which PDF/A does
not know), DeviceCMYK. ``pikepdf.copy_foreign`` takes everything along that hangs on an object, so each object is made
anew here from the entries that are wanted.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Operator, Page, Pdf, Stream

from dokumentverk.engines.icc import cmyk_profile
from dokumentverk.engines.pdfa_metadata import deflated

_PICTURE_KEYS = (
    "/Width", "/Height", "/BitsPerComponent", "/ImageMask", "/Decode", "/DecodeParms", "/Filter", "/SMaskInData",
    "/Matte",
)  # fmt: skip
_STATE_KEYS = ("/LW", "/LC", "/LJ", "/ML", "/D", "/FL", "/SM", "/SA", "/BM", "/CA", "/ca", "/AIS", "/TK")
_TEXT = frozenset(["BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", '"'])
_SHOWS = frozenset(["Tj", "TJ", "'", '"'])
_DROPPED = frozenset(["BMC", "BDC", "EMC", "MP", "DP", "BX", "EX", "ri", "i"])
_CMYK = frozenset(("k", "K"))
_INVISIBLE = (3, 7)
_MOST_OPERATORS = 200_000
_DEEPEST = 5


class PageShowsMore(Exception):
    """The page shows text, notes or colours of its own, or layers that may be hidden: it is no picture of paper, and
    must be drawn to be archived."""


class PageCopier:
    """Takes pages of ``source`` over into ``target``. A picture that several pages show is taken once."""

    def __init__(self, source: Pdf, target: Pdf) -> None:
        self._source = source
        self._target = target
        self._pictures: dict[tuple[int, int], Stream] = {}

    def copy(self, number: int, turn: int) -> None:
        """Page ``number`` (from 1) behind the target's last, turned ``turn`` degrees clockwise from how it is shown.

        Raises PageShowsMore; pikepdf's errors, ValueError, TypeError or KeyError for a damaged page.
        """
        page = self._source.pages[number - 1]
        if any(_shows(one) for one in _annotations(page)):
            raise PageShowsMore
        resources = inherited(page, "/Resources")
        content, kept = self._content(page.obj, resources if isinstance(resources, Dictionary) else Dictionary(), 0)
        left, bottom, right, top = shown_box(page)
        self._target.add_blank_page(page_size=(right - left, top - bottom))
        made = self._target.pages[-1].obj
        made.MediaBox = Array([left, bottom, right, top])
        shown = int(inherited(page, "/Rotate") or 0)
        if (shown + turn) % 360:
            made.Rotate = (shown + turn) % 360
        if "/UserUnit" in page.obj:
            made.UserUnit = page.obj.UserUnit
        made.Resources = kept
        made.Contents = self._target.make_indirect(deflated(self._target, content))

    def _content(self, source: Object, resources: Object, depth: int) -> tuple[bytes, Dictionary]:
        """The operators that paint, and the resources that they name."""
        used: dict[str, set[str]] = {}
        kept: list[tuple[list[object], Operator] | ContentStreamInlineImage] = []
        for operands, operator, instruction in _painting(source):
            if operator == "Do":
                name = str(operands[0])
                if not self._paints(resources, name, depth):
                    continue
                used.setdefault("/XObject", set()).add(name)
            elif operator == "gs":
                used.setdefault("/ExtGState", set()).add(str(operands[0]))
            elif operator in ("cs", "CS") and str(operands[0]) not in _DEVICE:
                used.setdefault("/ColorSpace", set()).add(str(operands[0]))
            elif operator in ("scn", "SCN") and operands and isinstance(operands[-1], Name):
                used.setdefault("/Pattern", set()).add(str(operands[-1]))
            elif operator == "sh":
                used.setdefault("/Shading", set()).add(str(operands[0]))
            kept.append(instruction)
        made = Dictionary()
        for group, names in sorted(used.items()):
            made[group] = Dictionary({name: self._resource(group, resources, name, depth) for name in sorted(names)})
        return pikepdf.unparse_content_stream(kept) + b"\n", made  # type: ignore[arg-type]

    def _paints(self, resources: Object, name: str, depth: int) -> bool:
        """A form of invisible text alone, as OCRmyPDF lays it over a scan, paints nothing."""
        one = resources.XObject[name]
        if not isinstance(one, Stream):
            raise TypeError("not a picture")
        if "/OC" in one:
            raise PageShowsMore
        if one.get("/Subtype") != Name.Form:
            return True
        if depth >= _DEEPEST:
            raise ValueError("forms in forms without end")
        inner = one.get("/Resources", resources)
        for _operands, operator, _ in _painting(one):
            if operator == "Do" and not self._paints(inner, str(_operands[0]), depth + 1):
                continue
            if operator in _PAINTS:
                return True
        return False

    def _resource(self, group: str, resources: Object, name: str, depth: int) -> Object:
        one = resources[group][name]
        match group:
            case "/XObject" if one.get("/Subtype") == Name.Image:
                return self._picture(one)
            case "/XObject":
                return self._form(one, resources, depth)
            case "/ExtGState":
                return self._entries(one, _STATE_KEYS)
            case "/ColorSpace":
                return self._colours(one)
            case _:
                return self._target.copy_foreign(_indirect(self._source, one))

    def _form(self, one: Object, resources: Object, depth: int) -> Object:
        content, kept = self._content(one, one.get("/Resources", resources), depth + 1)
        made = deflated(self._target, content)
        made.Type, made.Subtype, made.Resources = Name.XObject, Name.Form, kept
        made.BBox = Array([float(edge) for edge in one.BBox])
        if "/Matrix" in one:
            made.Matrix = Array([float(part) for part in one.Matrix])
        return self._target.make_indirect(made)

    def _picture(self, one: Object) -> Object:
        if one.objgen not in self._pictures or one.objgen == (0, 0):
            self._pictures[one.objgen] = self._taken_over(one)
        return self._pictures[one.objgen]

    def _taken_over(self, one: Object) -> Stream:
        assert isinstance(one, Stream)
        entries = self._entries(one, _PICTURE_KEYS)
        filters = _listed(one.get("/Filter"))
        if "/LZWDecode" in filters:
            made = Stream(self._target, zlib.compress(one.read_bytes(), 6))
            entries.Filter = Name.FlateDecode
            if "/DecodeParms" in entries:
                del entries["/DecodeParms"]
        else:
            made = Stream(self._target, one.read_raw_bytes())
        for key, value in entries.items():
            made[key] = value
        made.Type, made.Subtype = Name.XObject, Name.Image
        if "/ColorSpace" in one:
            made.ColorSpace = self._colours(one.ColorSpace)
        for key in ("/SMask", "/Mask"):
            mask = one.get(key)
            if isinstance(mask, Stream):
                made[key] = self._picture(mask)
            elif isinstance(mask, Array):
                made[key] = Array([int(part) for part in mask])
        reference = self._target.make_indirect(made)
        assert isinstance(reference, Stream)
        return reference

    def _colours(self, space: Object) -> Object:
        """DeviceCMYK by a profile of its own: the output intent of the document is sRGB."""
        if space == Name.DeviceCMYK:
            return self._cmyk()
        if isinstance(space, Array) and len(space) == 4 and space[0] in (Name.Indexed, Name.I):
            looked_up = space[3]
            table = looked_up.read_bytes() if isinstance(looked_up, Stream) else bytes(looked_up)
            return Array([Name.Indexed, self._colours(space[1]), int(space[2]), pikepdf.String(table)])
        if isinstance(space, Array):
            return self._target.copy_foreign(_indirect(self._source, space))
        return Name(str(space))

    def _cmyk(self) -> Object:
        if (-1, 0) not in self._pictures:
            profile = deflated(self._target, cmyk_profile())
            profile.N = 4
            reference = self._target.make_indirect(profile)
            assert isinstance(reference, Stream)
            self._pictures[-1, 0] = reference
        return Array([Name.ICCBased, self._pictures[-1, 0]])

    def _entries(self, one: Object, keys: tuple[str, ...]) -> Dictionary:
        made = Dictionary()
        for key in keys:
            value = one.get(key)
            if value is None:
                continue
            made[key] = _plain(value) if _is_plain(value) else self._target.copy_foreign(_indirect(self._source, value))
        return made


_DEVICE = frozenset(("/DeviceGray", "/DeviceRGB", "/Pattern"))
_PAINTS = frozenset(["Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "EI"]) | {"INLINE IMAGE"}


def _painting(source: Object) -> Iterator[tuple[list[Object], str, Any]]:
    """The operators without text that nobody sees. Raises PageShowsMore for text that one does."""
    mode = 0
    kept: list[int] = []
    for count, instruction in enumerate(pikepdf.parse_content_stream(source)):
        if count > _MOST_OPERATORS:
            raise ValueError("too many operators")
        if isinstance(instruction, ContentStreamInlineImage):
            yield [], "INLINE IMAGE", instruction
            continue
        operator, operands = str(instruction.operator), list(instruction.operands)
        match operator:
            case "Tr":
                mode = int(operands[0])
            case "q":
                kept.append(mode)
            case "Q":
                mode = kept.pop() if kept else mode
            case _ if operator in _SHOWS and mode not in _INVISIBLE:
                raise PageShowsMore
            case "BDC" if operands[0] == Name.OC:
                raise PageShowsMore
            case _ if operator in _CMYK or (operator in ("cs", "CS") and operands[0] == Name.DeviceCMYK):
                raise PageShowsMore
            case _:
                pass
        if operator not in _TEXT and operator not in _DROPPED:
            yield operands, operator, instruction


_HIDDEN = 2 | 32
"""Flags of an annotation: Hidden, NoView."""


def _annotations(page: Page) -> list[Object]:
    annotations = page.obj.get("/Annots")
    return list(annotations.as_list()) if isinstance(annotations, Array) else []


def _shows(annotation: Object) -> bool:
    """A link and the window of a note show nothing on paper."""
    if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") in (Name.Link, Name.Popup):
        return False
    return not int(annotation.get("/F", 0)) & _HIDDEN


def shown_box(page: Page) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what a viewer shows. A page without a usable box is an A4. Raises ValueError."""
    media = _box(inherited(page, "/MediaBox")) or (0.0, 0.0, 595.28, 841.89)
    crop = _box(inherited(page, "/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _box(array: Object | None) -> tuple[float, float, float, float] | None:
    if not isinstance(array, Array) or len(array) != 4:
        return None
    numbers = [float(one) for one in array]
    left, right = sorted((numbers[0], numbers[2]))
    bottom, top = sorted((numbers[1], numbers[3]))
    return (left, bottom, right, top) if right - left >= 3 and top - bottom >= 3 else None


def inherited(page: Page, key: str) -> Object | None:
    """What a page has itself, or from the node above it."""
    node: Object | None = page.obj
    for _ in range(50):
        if node is None:
            break
        value = node.get(key)
        if value is not None:
            return value
        node = node.get("/Parent")
    return None


def _listed(entry: Object | None) -> list[str]:
    if entry is None:
        return []
    return [str(one) for one in entry.as_list()] if isinstance(entry, Array) else [str(entry)]


def _is_plain(value: object) -> bool:
    """Of no document: numbers, names, texts, and arrays of these."""
    if isinstance(value, Array):
        return all(_is_plain(one) for one in value.as_list())
    return not isinstance(value, Dictionary | Stream | Array)


def _plain(value: Object) -> Object:
    return Array([_plain(one) for one in value.as_list()]) if isinstance(value, Array) else value


def _indirect(source: Pdf, value: Object) -> Object:
    """``copy_foreign`` takes only objects that stand by themselves."""
    return value if value.is_indirect else source.make_indirect(value)
