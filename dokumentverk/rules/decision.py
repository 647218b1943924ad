"""The answer of a rule: yes, no, or that a fact is missing."""

from __future__ import annotations

from enum import StrEnum


class Decision(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_DECIDED = "not_decided"
