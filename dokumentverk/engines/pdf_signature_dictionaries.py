"""Every signature dictionary of a PDF as it stands, with pikepdf: also those that other libraries overlook.

pyHanko skips, with no more than a line in the log, a signature whose ``/SubFilter`` it does not know, and sees only
what ``/AcroForm /Fields`` leads to; viewers draw what lies on the pages.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from dokumentverk.engines.pdf_read_strings import name_of
from dokumentverk.engines.pdf_signature_changes import full_name
from dokumentverk.engines.pdf_signature_range import Dictionary

_DEPTH = 32
_NODES = 20_000


def dictionaries_of(pdf: pikepdf.Pdf) -> tuple[Dictionary, ...]:
    """In the order of the form's list, then of the pages."""
    found: list[Dictionary] = []
    seen: set[tuple[int, int]] = set()
    certifying = _certifying(pdf)
    for node, listed in _nodes(pdf):
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        value = node.get("/V")
        if _kind(node) != "Sig" or not isinstance(value, pikepdf.Dictionary):
            continue
        certifies = certifying is not None and value.is_indirect and value.objgen == certifying
        found.append(_dictionary(full_name(node), value, listed=listed, certifies=certifies))
    return tuple(found)


def _dictionary(name: str, value: pikepdf.Object, *, listed: bool, certifies: bool) -> Dictionary:
    contents = value.get("/Contents")
    return Dictionary(
        name=name,
        byte_range=_numbers(value.get("/ByteRange")),
        contents=bytes(contents) if isinstance(contents, pikepdf.String) else None,
        sub_filter=name_of(value.get("/SubFilter")),
        type=name_of(value.get("/Type")),
        listed=listed,
        certifies=certifies,
    )


def _certifying(pdf: pikepdf.Pdf) -> tuple[int, int] | None:
    permissions = pdf.Root.get("/Perms")
    found = permissions.get("/DocMDP") if isinstance(permissions, pikepdf.Dictionary) else None
    return found.objgen if isinstance(found, pikepdf.Dictionary) and found.is_indirect else None


def _nodes(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, bool]]:
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    pending = list(fields) if isinstance(fields, pikepdf.Array) else []
    for _ in range(_NODES):
        if not pending:
            break
        node = pending.pop(0)
        if isinstance(node, pikepdf.Dictionary):
            yield node, True
            kids = node.get("/Kids")
            pending += list(kids) if isinstance(kids, pikepdf.Array) else []
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        for one in annotations if isinstance(annotations, pikepdf.Array) else ():
            if isinstance(one, pikepdf.Dictionary):
                yield one, False


def _kind(node: pikepdf.Object) -> str:
    current: object = node
    for _ in range(_DEPTH):
        if not isinstance(current, pikepdf.Dictionary):
            break
        if "/FT" in current:
            return name_of(current.get("/FT"))
        current = current.get("/Parent")
    return ""


def _numbers(value: object) -> tuple[int, ...] | None:
    if not isinstance(value, pikepdf.Array):
        return None
    found: list[object] = list(value)
    if any(isinstance(one, bool) or not isinstance(one, int) for one in found):
        return None
    return tuple(one for one in found if isinstance(one, int))
