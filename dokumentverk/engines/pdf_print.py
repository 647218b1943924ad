"""Widgets become page content: the form on paper, still tagged and conforming."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from dokumentverk.engines.pdf_appearance import number

_ROLES = {"/Tx": "/tv", "/Btn": "/cb", "/Sig": "/tv"}
_RADIO = 1 << 15


def flatten(pdf: Pdf) -> None:
    """Draws every widget's appearance on its page and takes the widgets and the form away.

    The structure element of a widget stays a Form, with the attributes of a printed field (ISO 32000-1, 14.8.5.6):
    role, state of a box, and the label as its description.
    """
    tree = pdf.Root.StructTreeRoot
    parents = _parent_tree(tree)
    for page in pdf.pages:
        if Name.StructParents not in page.obj:  # Typst leaves it out where a page holds no tagged text
            page.obj.StructParents = max(parents, default=-1) + 1
            parents[page.obj.StructParents] = pdf.make_indirect(Array())
        _flatten_page(pdf, page.obj, parents)
    tree.ParentTree.Nums = Array([part for key in sorted(parents) for part in (key, parents[key])])
    tree.ParentTreeNextKey = max(parents, default=-1) + 1
    del pdf.Root[Name.AcroForm]


def _parent_tree(tree: Object) -> dict[int, Object]:
    nums = tree.ParentTree.Nums
    return {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}


def _flatten_page(pdf: Pdf, page: Object, parents: dict[int, Object]) -> None:
    elements = parents[int(page.StructParents)]
    drawn: list[str] = []
    forms: dict[str, Object] = {}
    kept = []
    for annotation in page.get(Name.Annots, Array()):
        if annotation.get(Name.Subtype) != Name.Widget:
            kept.append(annotation)
            continue
        element = parents.pop(int(annotation.StructParent))
        element.A = Array([_attributes(annotation)])
        appearance = _shown(annotation)
        if appearance is None:
            del element[Name.K]
            continue
        name = f"/DVF{len(forms)}"
        forms[name] = appearance
        element.K = len(elements)
        element.Pg = page
        left, bottom = (number(float(edge)) for edge in list(annotation.Rect)[:2])
        drawn.append(f"/Form <</MCID {len(elements)}>> BDC q 1 0 0 1 {left} {bottom} cm {name} Do Q EMC")
        elements.append(element)
    if kept:
        page.Annots = Array(kept)
    elif Name.Annots in page:
        del page[Name.Annots]
    if drawn:
        objects = page.Resources.get(Name.XObject, Dictionary())
        for name, form in forms.items():
            objects[name] = form
        page.Resources.XObject = objects
        page.Contents.append(pdf.make_indirect(Stream(pdf, "\n".join(drawn).encode("ascii"))))


def _field(annotation: Object, key: Name) -> Object | None:
    if key in annotation:
        found: Object = annotation[key]
        return found
    parent = annotation.get(Name.Parent)
    return None if parent is None else parent.get(key)


def _attributes(annotation: Object) -> Dictionary:
    kind = str(_field(annotation, Name.FT))
    flags = int(_field(annotation, Name.Ff) or 0)
    role = "/rb" if kind == "/Btn" and flags & _RADIO else _ROLES.get(kind, "/tv")
    attributes = Dictionary(O=Name.PrintField, Role=Name(role), Desc=String(str(_field(annotation, Name.TU) or "")))
    if kind == "/Btn":
        attributes.checked = Name.off if annotation.get(Name.AS, Name.Off) == Name.Off else Name.on
    return attributes


def _shown(annotation: Object) -> Object | None:
    """The appearance that shows something, or None."""
    normal = annotation.AP.N
    if not isinstance(normal, Stream):
        state = annotation.get(Name.AS, Name.Off)
        if state == Name.Off:
            return None
        found: Object = normal[str(state)]
        return found
    return normal if _field(annotation, Name.V) is not None else None
