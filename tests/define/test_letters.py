"""Definitions of letters: what they need, what they have by themselves, and what is wrong told by its path."""

from __future__ import annotations

import pytest

from dokumentverk import shipped
from dokumentverk.define import load_forms, parse_definition
from dokumentverk.errors import DefinitionError
from dokumentverk.model.letter import Addressee

LETTER = """\
type = "letter"
id = "et-brev"
version = "1"
title = { nb = "Et brev" }

[archive]
series = "personalmappe"
title = { nb = "Et brev" }

[letter]
recipient = "employee"
"""


def faults(text: str) -> set[tuple[str, str]]:
    with pytest.raises(DefinitionError) as raised:
        parse_definition(text, "brev.toml")
    return {(one.where, one.code) for one in raised.value.faults}


def test_a_letter_has_recipient_date_and_sender_by_itself() -> None:
    definition = parse_definition(LETTER, "brev.toml")
    assert definition.letter is not None
    assert definition.letter.recipient is Addressee.EMPLOYEE
    assert definition.continuations == 0
    assert [one.id for one in definition.fields()][:4] == [
        "letter_date",
        "recipient_name",
        "recipient_address",
        "sender_name",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('type = "letter"', 'type = "memo"', ("type", "DEFINITION_VALUE_UNKNOWN")),
        ('type = "letter"\n', "", ("letter", "DEFINITION_KEY_OUT_OF_PLACE")),
        ('[letter]\nrecipient = "employee"\n', "", ("letter", "DEFINITION_KEY_MISSING")),
        ('recipient = "employee"', "", ("letter.recipient", "DEFINITION_KEY_MISSING")),
        ('recipient = "employee"', 'recipient = "contact"', ("letter.contact", "DEFINITION_KEY_MISSING")),
        ('"employee"', '"employee"\ncontact = "nav"', ("letter.contact", "DEFINITION_KEYS_CONTRADICT")),
        ('"employee"', '"employee"\nsendr = "hr"', ("letter.sendr", "DEFINITION_KEY_UNKNOWN")),
        ('"employee"', '"employee"\nconsent_field = "who"', ("letter.consent_for", "DEFINITION_KEY_MISSING")),
        (
            '"employee"',
            '"employee"\nconsent_field = "who"\nconsent_for = ["doctor"]',
            ("letter.consent_for[0]", "DEFINITION_VALUE_UNKNOWN"),
        ),
        (
            '"employee"',
            '"employee"\nenclosures = [{ nn = "Plan" }]',
            ("letter.enclosures[0].nb", "DEFINITION_KEY_MISSING"),
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(old: str, new: str, fault: tuple[str, str]) -> None:
    assert old in LETTER
    assert fault in faults(LETTER.replace(old, new, 1))


def test_every_letter_of_the_domain_is_there_in_three_languages() -> None:
    letters = load_forms([shipped.forms() / "letters"])
    assert len(letters) == 22
    for one in letters.values():
        for language in ("nb", "nn", "en"):
            assert (shipped.templates() / "letters" / f"{one.id}.{language}.md").is_file()
            assert all(getattr(field.label, language) for field in one.fields())
        assert one.archive.sent is not None
        assert one.archive.shield_title
