"""What a letter must have before it may leave."""

from __future__ import annotations

import pytest

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.model.value import Value
from dokumentverk.rules.letters import missing

LETTERS = load_forms([shipped.forms() / "letters"])


def ids(letter: str, values: dict[str, Value]) -> set[str]:
    return {field.id for field in missing(LETTERS[letter], values)}


def test_everything_required_is_named_at_once() -> None:
    assert ids("innkalling-samtale", {"meeting_time": "14.00"}) == {
        "meeting_date",
        "meeting_place",
        "letter_date",
        "recipient_name",
        "sender_name",
    }


@pytest.mark.parametrize(
    ("reason", "wanted"), [("help", {"help_wanted"}), ("meeting", {"meeting_date"}), ("asked", set())]
)
def test_another_answer_may_ask_for_more(reason: str, wanted: set[str]) -> None:
    assert ids("oversendelse-nav", {"reason": reason}) & {"help_wanted", "meeting_date"} == wanted
