"""The objects of a page with where they can be seen, nested ones too, with PDFium.

What PDFium does: the clip path of an object (dropped where it cuts nothing) and its bounds are given in the space of
the form XObject that holds it, so that matrices must be followed from the page inwards. Paths other than rectangles
count as their bounding boxes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pypdfium2
from pypdfium2 import raw

Rect: TypeAlias = tuple[float, float, float, float]
"""(left, bottom, right, top) in the page's own space."""
Matrix: TypeAlias = tuple[float, float, float, float, float, float]

OBJECTS = 50_000
_EVERYWHERE: Rect = (-1e6, -1e6, 1e6, 1e6)
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, path or picture: PDFium's own pointer and kind, the matrix of what holds it, where it can be seen, and
    whether it is the page's own rather than an annotation's."""

    pointer: Any
    kind: int
    matrix: Matrix
    visible: Rect
    own: bool

    @property
    def address(self) -> int:
        return address_of(self.pointer)


def objects_on(page: pypdfium2.PdfPage, own_objects: int) -> Iterator[Placed]:
    """All but form XObjects themselves. The page's first ``own_objects`` objects are its own content, the others come
    from annotations that were flattened into it."""
    pending: list[tuple[Any, Matrix, Rect, bool, int]] = []
    for at in range(raw.FPDFPage_CountObjects(page.raw)):
        pending.append((raw.FPDFPage_GetObject(page.raw, at), _IDENTITY, _EVERYWHERE, at < own_objects, 0))
    budget = OBJECTS
    while pending and budget:
        budget -= 1
        one, matrix, visible, own, depth = pending.pop()
        kind = raw.FPDFPageObj_GetType(one)
        inner = _within(visible, _clips(one), matrix)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield Placed(one, kind, matrix, inner, own)
        elif depth < _DEPTH:
            onward = _concatenated(_matrix_of(one), matrix)
            for at in range(raw.FPDFFormObj_CountObjects(one)):
                pending.append((raw.FPDFFormObj_GetObject(one, at), onward, inner, own, depth + 1))


def address_of(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def bounds_of(one: Placed) -> Rect | None:
    """What is to be seen of the object's box; None when that is nothing."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(one.pointer, left, bottom, right, top):
        return None
    own = _mapped((left.value, bottom.value, right.value, top.value), one.matrix)
    seen = _shared(own, one.visible)
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else None


def _matrix_of(form: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(form, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _concatenated(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _within(visible: Rect, clips: Iterator[Rect], matrix: Matrix) -> Rect:
    for clip in clips:
        visible = _shared(visible, _mapped(clip, matrix))
    return visible


def _shared(one: Rect, other: Rect) -> Rect:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _mapped(rect: Rect, matrix: Matrix) -> Rect:
    a, b, c, d, e, f = matrix
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (rect[0], rect[2]) for y in (rect[1], rect[3])]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _clips(one: Any) -> Iterator[Rect]:
    """The bounding boxes of the paths that clip an object."""
    path = raw.FPDFPageObj_GetClipPath(one)
    x, y = ctypes.c_float(), ctypes.c_float()
    count: Callable[[Any], int] = raw.FPDFClipPath_CountPaths
    for at in range(max(count(path), 0)):
        xs: list[float] = []
        ys: list[float] = []
        for segment in range(raw.FPDFClipPath_CountPathSegments(path, at)):
            if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(path, at, segment), x, y):
                xs.append(x.value)
                ys.append(y.value)
        if xs:
            yield min(xs), min(ys), max(xs), max(ys)
