"""Commands that a clerk pastes hold words to be replaced: pasted as they stand, they are no answers."""

from __future__ import annotations

from collections.abc import Mapping

from dokumentverk.errors import UsageFault
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language


def refuse_placeholders(by: str, reason: str, values: Mapping[str, str]) -> None:
    """Raises UsageFault for a name, a reason or a value that is the word we put there, in any of our languages."""
    given = [("your_name", by), ("the_reason", reason), *(("value", text) for text in values.values())]
    for key, text in given:
        if text.strip() in {word(key, language) for language in Language}:
            raise UsageFault("ACCEPT_PLACEHOLDER_LEFT", text=text.strip())
