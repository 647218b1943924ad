"""Whether a tick box carries a mark, from the share of ink inside its rim."""

from __future__ import annotations

from enum import StrEnum

from dokumentverk.engines.pdf_view import Seen

ON = 0.05
"""A cross of two 0.7 pt lines in a box of 4 mm covers 9 % of what lies inside the rim, a dot or tick more."""
OFF = 0.012


def gained_ink(seen: Seen, blank: Seen | None) -> float:
    """The share of a box that is inked beyond the blank's. Fillers that paint a white ground cover printed writing
    lines, so that the dark part counts by itself too."""
    if blank is None:
        return max(seen.ink, seen.grey)
    return max(seen.ink - blank.ink, seen.grey - blank.grey)


def gained_dark(seen: Seen, blank: Seen | None) -> float:
    """The share that is dark beyond the blank's: pale writing lines, which scaling moves, do not count."""
    return seen.ink - (blank.ink if blank is not None else 0.0)


class Ticked(StrEnum):
    ON = "on"
    OFF = "off"
    DOUBTFUL = "doubtful"


def ticked(seen: Seen, blank: Seen | None) -> Ticked:
    """``blank`` is the same box of the kept blank: what is printed in it does not count."""
    ink = seen.ink - (blank.ink if blank is not None else 0.0)
    grey = seen.grey - (blank.grey if blank is not None else 0.0)
    if ink >= ON:
        return Ticked.ON
    if ink <= OFF and grey <= ON:
        return Ticked.OFF
    return Ticked.DOUBTFUL
