"""A consent that was filed before serves an invitation as well as the one on its slip."""

from __future__ import annotations

from dokumentverk.check import check
from tests.check.documents import document

INVITED = {"invited": ["employee", "leader", "certifying_doctor"], "consent": [], "certifying_doctor_name": None,
           "consent_scope": None, "consent_expires": None, "wanted": []}  # fmt: skip


def codes(**changes: object) -> set[str]:
    return {one.code for one in check(document("dialogmote", INVITED, changes=changes))}


def test_an_earlier_consent_lets_one_invite() -> None:
    assert "INVITING_WITHOUT_CONSENT" in codes()
    assert "INVITING_WITHOUT_CONSENT" in codes(consented=frozenset({"other_health_personnel"}))
    assert "INVITING_WITHOUT_CONSENT" not in codes(consented=frozenset({"certifying_doctor"}))
