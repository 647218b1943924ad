"""What a definition calls things: ids, labels, and the names under which answers lie in files, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dokumentverk.define import vocabulary as words
from dokumentverk.define.drafted import Drafted
from dokumentverk.define.names import bookmark_names, claimed_names
from dokumentverk.define.table import Faults
from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.language import Language, Texts


def ids_once(draft: Drafted, faults: Faults) -> None:
    sections = zip(draft.sections, (section.id for section in draft.definition.sections), strict=True)
    _once(sections, faults)
    _once(((path, field.id) for path, field in draft.fields), faults)
    for path, field in draft.fields:
        _once(((f"{path}.choices[{n}]", choice.id) for n, choice in enumerate(field.choices)), faults)
        _once(((f"{path}.columns[{n}]", column.id) for n, column in enumerate(field.columns)), faults)
        if field.id in words.RESERVED:
            faults.add(f"{path}.id", "DEFINITION_ID_RESERVED", id=field.id)


def _once(ids: Iterable[tuple[str, str]], faults: Faults) -> None:
    first: dict[str, str] = {}
    for path, id in ids:
        if id and first.setdefault(id, path) != path:
            faults.add(f"{path}.id", "DEFINITION_ID_TAKEN", id=id, other=first[id])


def labels_once(draft: Drafted, faults: Faults) -> None:
    """A label cell must name one field only: DOCX files that lost their tags are read by it."""
    _labels_differ([(f"{path}.label", field.label) for path, field in draft.fields], faults)
    for path, field in draft.fields:
        _labels_differ([(f"{path}.columns[{n}].label", column.label) for n, column in enumerate(field.columns)], faults)
        _labels_differ([(f"{path}.choices[{n}]", choice.label) for n, choice in enumerate(field.choices)], faults)


def _labels_differ(labels: Sequence[tuple[str, Texts]], faults: Faults) -> None:
    """A pair that is alike in several languages, or falls back to one, is told once."""
    told: set[tuple[str, str]] = set()
    for language in Language:
        first: dict[str, str] = {}
        for path, label in labels:
            shown = " ".join(label.in_(language).casefold().split())
            other = first.setdefault(shown, path)
            if not shown or other == path or (path, other) in told:
                continue
            told.add((path, other))
            where = f"{path}.{language}" if getattr(label, language) else path
            written = label.in_(language)
            faults.add(where, "DEFINITION_LABEL_TAKEN", label=written, language=language.value, other=other)


def names_differ(draft: Drafted, faults: Faults) -> None:
    """No two fields may come to use one name in the PDF or the DOCX, overflow boxes and continuations included."""
    first: dict[str, str] = {}
    for number in range(1, draft.definition.continuations + 1):
        for part in ("field", "text"):
            first[f"continuation_{number}_{part}"] = "continuations"
    counted = Counter(field.id for _, field in draft.fields)
    for path, field in draft.fields:
        if not field.id or counted[field.id] > 1 or field.id in draft.vague:
            continue
        taken = next((name for name in claimed_names(field) if name in first and first[name] != path), None)
        if taken is not None:
            faults.add(f"{path}.id", "DEFINITION_NAME_TAKEN", name=taken, other=first[taken])
        for name in claimed_names(field):
            first.setdefault(name, path)


def names_short(draft: Drafted, faults: Faults) -> None:
    for path, field in draft.fields:
        longest = max(bookmark_names(field), key=len, default="")
        if len(longest) > words.LONGEST_NAME and len(field.id) <= words.LONGEST_NAME:
            faults.add(f"{path}.id", "DEFINITION_NAME_TOO_LONG", name=longest, most=words.LONGEST_NAME)


def made_elsewhere(draft: Drafted, faults: Faults) -> None:
    """Of a form made elsewhere every answer says which field of its PDF it is, each field once; of ours none does."""
    foreign = draft.definition.blank is not None
    first: dict[tuple[str, str | None], str] = {}
    for path, field in draft.fields:
        if field.id in draft.vague:
            continue
        if field.kind in (FieldKind.ROWS, FieldKind.YES_NO) and foreign:
            faults.add(f"{path}.kind", "DEFINITION_NOT_OF_FOREIGN", kind=field.kind.value)
            continue
        for where, name in _foreign_names(path, field):
            if (name is None) is foreign:
                faults.add(where, "DEFINITION_PDF_NAME_NEEDED" if foreign else "DEFINITION_PDF_NAME_OUT_OF_PLACE")
            elif name is not None:
                owner = field.id if field.kind is FieldKind.ONE_OF and where != f"{path}.pdf" else None
                if first.setdefault((name, owner), where) != where:
                    faults.add(where, "DEFINITION_PDF_NAME_TAKEN", name=name, other=first[name, owner])


def _foreign_names(path: str, field: Field) -> Iterator[tuple[str, str | None]]:
    """(path, name or on-state) of all that has one: of several boxes with a name of their own the field has none."""
    if field.kind is not FieldKind.SEVERAL_OF or field.pdf is not None:
        yield f"{path}.pdf", field.pdf
    for number, choice in enumerate(field.choices):
        yield f"{path}.choices[{number}].pdf", choice.pdf
