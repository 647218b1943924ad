"""What in a PDF would do something when opened or clicked. Only looked for, never run: scripts, launches, attachments,
ways to other files and to addresses.

Moving within the document is not active, and neither is a link to a web page that a person must click: programs make
links of what looks like an address when they save.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

from dokumentverk.engines.pdf_read_strings import text_of

_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/GoToE": "GoToE",
    "/GoToR": "GoToR",
    "/Thread": "GoToR",
    "/Rendition": "Rendition",
    "/Sound": "Rendition",
    "/Movie": "Rendition",
    "/GoTo3DView": "RichMedia",
    "/RichMediaExecute": "RichMedia",
    "/Hide": "ShowHide",
    "/SetOCGState": "ShowHide",
}
"""Kinds of actions (ISO 32000-2, table 201)."""

_ANNOTATIONS = {
    "/FileAttachment": "EmbeddedFile",
    "/RichMedia": "RichMedia",
    "/Screen": "Rendition",
    "/Movie": "RichMedia",
    "/Sound": "RichMedia",
    "/3D": "RichMedia",
}
_PLAIN_ADDRESS = re.compile(r"(?i)(?:https?://(?!.*@)|mailto:|tel:|#)")
_NETWORK = re.compile(r"(?i)(?:\\\\|//|file:|smb:|nfs:|webdav)")
"""UNC paths: a program that follows one hands the user's Windows credentials to whoever is at the other end."""
_CHAIN = 16
_NODES = 20_000


def active_content(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The kinds found, sorted. Looks in the catalogue, the pages, their annotations and the fields."""
    found: set[str] = set()
    root = pdf.Root
    found |= _of_node(root)
    found |= set(_actions(root.get("/OpenAction"), by_itself=True))
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if names.get("/JavaScript") is not None:
            found.add("JavaScript")
        if _holds_files(names.get("/EmbeddedFiles")):
            found.add("EmbeddedFile")
    if _has_layers(root.get("/OCProperties")):
        found.add("Layers")
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


def _has_layers(properties: object) -> bool:
    """Optional content: another program, a print or a click shows another page than the one that is read here."""
    groups = properties.get("/OCGs") if isinstance(properties, pikepdf.Dictionary) else None
    return isinstance(groups, pikepdf.Array) and len(groups) > 0


def _of_node(node: pikepdf.Object) -> set[str]:
    """Actions of a node: ``/A``, which a person sets off, and those of ``/AA``, which opening or moving does."""
    found = set(_actions(node.get("/A"), by_itself=False))
    additional = node.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        for key in additional.keys():  # noqa: SIM118 - a pikepdf dictionary does not iterate over its keys everywhere
            found |= set(_actions(additional.get(key), by_itself=True))
    return found


def _actions(action: object, *, by_itself: bool) -> Iterator[str]:
    """The kinds of a chain of actions (``/Next`` may be one or an array)."""
    pending = [action]
    for _ in range(_CHAIN):
        if not pending:
            return
        current = pending.pop()
        if isinstance(current, pikepdf.Array):
            pending.extend(current)
        elif isinstance(current, pikepdf.Dictionary):
            kind = str(current.get("/S", ""))
            if kind in _ACTIONS:
                yield _ACTIONS[kind]
            if _goes_to_network(current):
                yield "NetworkFile"
            if kind == "/URI":
                yield from _of_address(text_of(current.get("/URI")), by_itself=by_itself)
            pending.append(current.get("/Next"))


def _of_address(address: str, *, by_itself: bool) -> Iterator[str]:
    kind = address_kind(address) or ("OpenAddress" if by_itself else None)
    if kind is not None:
        yield kind


def address_kind(address: str) -> str | None:
    """What a link does beyond opening a web page or a letter; None for those. Programs are started by addresses of
    their own (``ms-word:``), and a name before «@» hides where a link leads."""
    plain = address.strip()
    if _NETWORK.match(plain):
        return "NetworkFile"
    if plain.lower().startswith("javascript:"):
        return "JavaScript"
    return None if _PLAIN_ADDRESS.match(plain) else "OpenAddress"


def _goes_to_network(action: pikepdf.Object) -> bool:
    """A file specification that leads to another machine (``/F``, as a string or a dictionary)."""
    file = action.get("/F")
    if isinstance(file, pikepdf.Dictionary):
        written = [text_of(file.get(key)) for key in ("/UF", "/F", "/DOS", "/Unix")]
    else:
        written = [text_of(file)]
    return any(_NETWORK.match(one.strip()) for one in written)


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
