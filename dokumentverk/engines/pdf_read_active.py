"""What in a PDF would do something when opened. Only looked for, never run: scripts, launches, attachments, XFA."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/GoToE": "GoToE",
    "/Rendition": "Rendition",
    "/RichMediaExecute": "RichMedia",
}
"""Kinds of actions (ISO 32000-2, table 201). Opening a web address and moving within the document are not active."""

_ANNOTATIONS = {
    "/FileAttachment": "EmbeddedFile",
    "/RichMedia": "RichMedia",
    "/Screen": "Rendition",
    "/Movie": "RichMedia",
    "/Sound": "RichMedia",
    "/3D": "RichMedia",
}
_CHAIN = 16
_NODES = 20_000


def active_content(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The kinds found, sorted. Looks in the catalogue, the pages, their annotations and the fields."""
    found: set[str] = set()
    root = pdf.Root
    found |= _of_node(root)
    found |= set(_actions(root.get("/OpenAction")))
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if names.get("/JavaScript") is not None:
            found.add("JavaScript")
        if _holds_files(names.get("/EmbeddedFiles")):
            found.add("EmbeddedFile")
    if root.get("/AF") is not None or root.get("/Collection") is not None:
        found.add("EmbeddedFile")
    acroform = root.get("/AcroForm")
    if isinstance(acroform, pikepdf.Dictionary):
        if acroform.get("/XFA") is not None:
            found.add("XFA")
        for field in _fields(acroform):
            found |= _of_node(field)
    for page in pdf.pages:
        found |= _of_node(page.obj)
        annotations = page.obj.get("/Annots")
        for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
            if isinstance(annotation, pikepdf.Dictionary):
                found |= _of_node(annotation)
                kind = _ANNOTATIONS.get(str(annotation.get("/Subtype", "")))
                found |= {kind} if kind else set()
    return tuple(sorted(found))


def _of_node(node: pikepdf.Object) -> set[str]:
    """Actions of a node: ``/A`` and those of ``/AA``."""
    found = set(_actions(node.get("/A")))
    additional = node.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        for key in additional.keys():  # noqa: SIM118 - a pikepdf dictionary does not iterate over its keys everywhere
            found |= set(_actions(additional.get(key)))
    return found


def _actions(action: object) -> Iterator[str]:
    """The kinds of a chain of actions (``/Next`` may be one or an array)."""
    pending = [action]
    for _ in range(_CHAIN):
        if not pending:
            return
        current = pending.pop()
        if isinstance(current, pikepdf.Array):
            pending.extend(current)
        elif isinstance(current, pikepdf.Dictionary):
            kind = _ACTIONS.get(str(current.get("/S", "")))
            if kind is not None:
                yield kind
            pending.append(current.get("/Next"))


def _holds_files(tree: object) -> bool:
    """A name tree with at least one entry; Acrobat leaves empty ones behind."""
    if not isinstance(tree, pikepdf.Dictionary):
        return False
    names, kids = tree.get("/Names"), tree.get("/Kids")
    return any(isinstance(part, pikepdf.Array) and len(part) > 0 for part in (names, kids))


def _fields(acroform: pikepdf.Object) -> Iterator[pikepdf.Object]:
    fields = acroform.get("/Fields")
    pending = list(fields) if isinstance(fields, pikepdf.Array) else []
    for _ in range(_NODES):
        if not pending:
            return
        node = pending.pop()
        if isinstance(node, pikepdf.Dictionary):
            yield node
            kids = node.get("/Kids")
            if isinstance(kids, pikepdf.Array):
                pending.extend(kids)
