from __future__ import annotations

import pytest

from dokumentverk.model.language import Language
from tests.archive.synthetic import EGENMELDING


def test_fields_are_named_as_they_are_printed() -> None:
    printed = [EGENMELDING.printed_label(field.id, Language.NB) for field in EGENMELDING.fields()]
    assert printed[0] == "1 Første fraværsdag"
    assert [label and label.partition(" ")[0] for label in printed] == [
        str(EGENMELDING.number_of(field.id)) for field in EGENMELDING.fields()
    ]


def test_a_field_that_the_form_lacks_has_no_label_and_no_number() -> None:
    assert EGENMELDING.printed_label("what", Language.NB) is None
    with pytest.raises(KeyError):
        EGENMELDING.number_of("what")
