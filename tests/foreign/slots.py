"""What fields a PDF has, as plain data for programs that must be told: independent of the code under test."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pikepdf

_RADIO = 1 << 15
_PUSH = 1 << 16
_OFF = "Off"


class SlotKind(StrEnum):
    TEXT = "text"
    CHECK = "check"
    RADIO = "radio"
    CHOICE = "choice"
    SIGNATURE = "signature"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Slot:
    """``name`` is the full name (parts joined by dots). ``states`` are on-states without the slash, and ``boxes`` the
    rectangles (points from the lower left: left, bottom, right, top), both in the order of the widgets."""

    name: str
    kind: SlotKind
    states: tuple[str, ...]
    boxes: tuple[tuple[float, float, float, float], ...]


def slots(pdf: bytes) -> dict[str, Slot]:
    """Every terminal field of the form by its full name, in the order of ``/Fields``."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name: _slot(name, field) for name, field in fields(document)}


def fields(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """(full name, terminal field); a radio group is one field, its kids are not."""
    form = document.Root.get("/AcroForm")
    if form is not None:
        for field in form.get("/Fields", pikepdf.Array()):
            yield from _walk(field, "")


def widgets(field: pikepdf.Object) -> list[pikepdf.Object]:
    return list(field.get("/Kids", pikepdf.Array([field])))


def _walk(field: pikepdf.Object | None, above: str) -> Iterator[tuple[str, pikepdf.Object]]:
    if field is None:  # pdfunite leaves null where a radio group stood
        return
    part = str(field.get("/T", ""))
    name = f"{above}.{part}" if above and part else above or part
    below = [kid for kid in field.get("/Kids", pikepdf.Array()) if "/T" in kid]
    if not below:
        yield name, field
    for kid in below:
        yield from _walk(kid, name)


def _slot(name: str, field: pikepdf.Object) -> Slot:
    kind = _kind(_inherited(field, "/FT"), int(_inherited(field, "/Ff") or 0))
    states = tuple(state for widget in widgets(field) for state in _states(widget))
    return Slot(name, kind, states, tuple(_box(widget) for widget in widgets(field)))


def _inherited(field: pikepdf.Object | None, key: str) -> pikepdf.Object | None:
    while field is not None:
        if key in field:
            return field[key]
        field = field.get("/Parent")
    return None


def _box(widget: pikepdf.Object) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(edge) for edge in widget.Rect)
    return left, bottom, right, top


def _kind(kind: pikepdf.Object | None, flags: int) -> SlotKind:
    match str(kind):
        case "/Btn" if flags & _RADIO:
            return SlotKind.RADIO
        case "/Btn" if flags & _PUSH:
            return SlotKind.PUSH
        case "/Btn":
            return SlotKind.CHECK
        case "/Ch":
            return SlotKind.CHOICE
        case "/Sig":
            return SlotKind.SIGNATURE
        case _:
            return SlotKind.TEXT


def _states(widget: pikepdf.Object) -> list[str]:
    looks = widget.get("/AP", pikepdf.Dictionary()).get("/N", pikepdf.Dictionary())
    if isinstance(looks, pikepdf.Stream):
        return []
    return [key.removeprefix("/") for key in dict(looks) if key != f"/{_OFF}"]
