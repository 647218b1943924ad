"""What a PDF page is made of, for one question: is it one picture that covers the page, and which?

Scanners write ``q W 0 0 H 0 0 cm /Im0 Do Q``; others turn or mirror by the matrix, wrap the picture in a form XObject,
cut the page into strips, put a bilevel mask over a coarse background (MRC), or set
invisible text (``3 Tr``) over it, as OCRmyPDF does. Only what paints is looked at; pikepdf parses the operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import pikepdf
from pikepdf import Dictionary, Name, Object, Page, Stream

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST = 5
_MOST_OPERATORS = 200_000
_PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"))
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))
_INVISIBLE = (3, 7)
"""Text rendering modes that leave no ink: neither filled nor stroked, and clipping only."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A picture on the page. ``matrix`` carries its unit square to the page's own space. ``stream`` is None for one
    that stands in the content itself."""

    stream: Stream | None
    matrix: Matrix
    width: int
    height: int

    @property
    def area(self) -> float:
        a, b, c, d, _, _ = self.matrix
        return abs(a * d - b * c)


@dataclass(frozen=True, slots=True)
class Content:
    """``shown`` counts operators that show text to the eye, ``drawn`` those that paint lines and areas."""

    pictures: tuple[Laid, ...] = ()
    shown: int = 0
    drawn: int = 0

    def __add__(self, other: Content) -> Content:
        return Content(self.pictures + other.pictures, self.shown + other.shown, self.drawn + other.drawn)


def content_of(page: Page) -> Content:
    """Of a page without its annotations. Raises pikepdf's errors, ValueError, TypeError."""
    return _walk(page.obj, page.obj.get("/Resources", Dictionary()), IDENTITY, 0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """``first`` and after it ``then``, as PDF multiplies."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def matrix_of(numbers: object) -> Matrix:
    """Six numbers of a PDF array. Raises ValueError."""
    values = [float(one) for one in numbers]  # type: ignore[attr-defined]
    if len(values) != 6:
        raise ValueError("a matrix has six numbers")
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)


def _walk(source: Object, resources: Object, matrix: Matrix, depth: int) -> Content:
    found = Content()
    kept: list[tuple[Matrix, int]] = []
    mode = 0
    for count, (operands, operator) in enumerate(_operators(source)):
        if count > _MOST_OPERATORS:
            raise ValueError("too many operators")
        match operator:
            case "q":
                kept.append((matrix, mode))
            case "Q":
                matrix, mode = kept.pop() if kept else (matrix, mode)
            case "cm":
                matrix = times(matrix_of(operands), matrix)
            case "Tr":
                mode = int(operands[0])
            case "INLINE IMAGE":
                found += Content((_inline(operands[0], matrix),))
            case "Do":
                found += _done(resources, operands[0], matrix, depth)
            case _ if operator in _SHOWS:
                found = replace(found, shown=found.shown + (mode not in _INVISIBLE))
            case _ if operator in _PAINTS:
                found = replace(found, drawn=found.drawn + 1)
    return found


def _operators(source: Object) -> Iterator[tuple[list[Object], str]]:
    for instruction in pikepdf.parse_content_stream(source):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            yield [instruction.iimage], "INLINE IMAGE"  # type: ignore[list-item]
        else:
            yield list(instruction.operands), str(instruction.operator)


def _inline(image: object, matrix: Matrix) -> Laid:
    return Laid(None, matrix, int(image.width), int(image.height))  # type: ignore[attr-defined]


def _done(resources: Object, name: Object, matrix: Matrix, depth: int) -> Content:
    objects = resources.get("/XObject")
    target = objects.get(str(name)) if isinstance(objects, Dictionary) else None
    if not isinstance(target, Stream):
        return Content()
    kind = target.get("/Subtype")
    if kind == Name.Image:
        return Content((Laid(target, matrix, int(target.get("/Width", 0)), int(target.get("/Height", 0))),))
    if kind == Name.Form and depth < _DEEPEST:
        inner = times(matrix_of(target.get("/Matrix", IDENTITY)), matrix)
        return _walk(target, target.get("/Resources", resources), inner, depth + 1)
    return Content()
