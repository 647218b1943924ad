"""Definitions from text, files and folders. All that is wrong is reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from dokumentverk.define.drafted import drafted
from dokumentverk.define.parse import form_of, toml_of
from dokumentverk.define.relations import CHECKS
from dokumentverk.define.table import Faults
from dokumentverk.errors import DefinitionError, Fault
from dokumentverk.model.form import FormDefinition


@lru_cache(maxsize=512)
def parse_definition(text: str, file: str) -> FormDefinition:
    """The definition that ``text`` (TOML) writes; ``file`` is named in faults. Raises DefinitionError with every fault.

    Paths in faults count lists from 0: ``sections[2].fields[1].choices``.
    """
    faults = Faults(file)
    content = toml_of(text, faults)
    if content is None:
        raise _error(faults.found)
    definition, paths = form_of(content, text, faults)
    draft = drafted(definition, paths)
    for check in CHECKS:
        check(draft, faults)
    if faults.found:
        raise _error(faults.found)
    return definition


def load_definition(path: Path) -> FormDefinition:
    """Raises DefinitionError for a file that cannot be read, is not UTF-8, or has faults."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error([Fault(str(path), f"byte {error.start}", "DEFINITION_NOT_UTF8")]) from None
    except OSError:
        raise _error([Fault(str(path), "", "DEFINITION_FILE_UNREADABLE")]) from None
    return parse_definition(text.replace("\r\n", "\n"), str(path))


def load_forms(folders: Sequence[Path]) -> dict[str, FormDefinition]:
    """Every form by id, those of an earlier folder first. A folder that does not exist holds none.

    Raises DefinitionError with the faults of all files together.
    """
    forms: dict[str, FormDefinition] = {}
    faults: list[Fault] = []
    for folder in folders:
        here: dict[str, Path] = {}
        for path in sorted(folder.glob("*.toml")):
            try:
                definition = load_definition(path)
            except DefinitionError as error:
                faults += error.faults
                continue
            if definition.id in here:
                params = (("id", definition.id), ("other", str(here[definition.id])))
                faults.append(Fault(str(path), "id", "DEFINITION_FORM_TAKEN", params))
                continue
            here[definition.id] = path
            forms.setdefault(definition.id, definition)
    if faults:
        raise _error(faults)
    return forms


def definition_digest(definition: FormDefinition) -> str:
    """SHA-256 (hex) of the TOML text: what a version stands for."""
    return hashlib.sha256(definition.source.encode("utf-8")).hexdigest()


def _error(faults: Sequence[Fault]) -> DefinitionError:
    return DefinitionError("DEFINITION_FAULTS", *faults, count=len(faults))
