"""The values that a document was issued with, kept so that the same issue can be made again in another format.

One owner-only file for each number, in plain JSON: this is personal data, and it goes when the issue is withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from dokumentverk.durable import make_folder, replace_file, sync_folder
from dokumentverk.errors import ConfigurationError
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.number import normal_number
from dokumentverk.model.value import Unparsable, Value, from_json, to_json


class ValueStore:
    """``folder`` is the workplace's alone; a number that is none names no file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, number: str, values: Mapping[str, Value]) -> None:
        """Raises OSError."""
        make_folder(self._folder)
        content = {field: to_json(value) for field, value in values.items()}
        replace_file(self._file(number), json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")

    def get(self, number: str, definition: FormDefinition) -> dict[str, Value]:
        """Values by field, each of its field's kind. Raises ConfigurationError when they are gone or broken."""
        try:
            content = json.loads(self._file(number).read_bytes())
            values = {field: from_json(definition.field(field), data) for field, data in content.items()}
        except (OSError, ValueError, KeyError, AttributeError, RecursionError):
            raise ConfigurationError("ISSUED_VALUES_MISSING", number=number) from None
        sound = {field: value for field, value in values.items() if not isinstance(value, Unparsable)}
        if len(sound) != len(values):
            raise ConfigurationError("ISSUED_VALUES_MISSING", number=number)
        return sound

    def drop(self, number: str) -> bool:
        """False when there was nothing to drop."""
        try:
            self._file(number).unlink()
        except FileNotFoundError:
            return False
        sync_folder(self._folder)
        return True

    def _file(self, number: str) -> Path:
        if normal_number(number) != number:
            raise ValueError("not the number of an issue")
        return self._folder / f"{number}.json"
