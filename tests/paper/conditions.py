"""The conditions under which paper comes back, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dokumentverk.model.scan import Tone


class Condition(StrEnum):
    FLATBED_300_COLOUR = "flatbed 300 colour"
    GREY_200 = "grey 200"
    GREY_150 = "grey 150"
    FEEDER = "feeder, skewed and stretched"
    STREAKS = "streaks"
    STAPLE_HOLES = "staple holes"
    PUNCHED = "punched holes"
    FOLDED = "folded"
    COFFEE = "coffee"
    TORN = "lost corner"
    COPY_OF_COPY = "copy of a copy"
    LOW_TONER = "low toner"
    DARK = "dark"
    LIGHT = "light"
    BILEVEL_200 = "bilevel 200"
    BILEVEL_300 = "bilevel 300"
    FAX_FINE = "fax fine"
    FAX_STANDARD = "fax standard"
    JPEG_30 = "jpeg 30"
    SHOW_THROUGH = "show-through"
    PHONE_GOOD = "phone good"
    PHONE_BAD = "phone bad"
    UPSIDE_DOWN = "upside down"
    SIDEWAYS = "sideways"
    WORN_COPY = "worn copy"
    """From here on with effects of augraphy: no threshold was set on them."""
    DIRTY_DRUM = "dirty drum"
    DIRTY_ROLLERS = "dirty rollers"
    BLED_INK = "bled ink"
    STAINED = "stained"
    SHADOWED = "shadowed"


class Wear(StrEnum):
    """What happened to the paper first (``wear``)."""

    STAPLE = "staple"
    PUNCH = "punch"
    FOLD = "fold"
    COFFEE = "coffee"
    TEAR = "tear"
    TONER = "toner"
    COPY = "copy"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Recipe:
    """``dpi`` across and along the feed; None is a telephone of 12 megapixels. ``skew`` (degrees) and ``stretch``
    (share of the length) are the most that occurs, ``blur`` (pixels) and ``noise`` (of 255) the usual. ``black`` and
    ``white`` are what black and white paper become. ``turns``: quarter turns against the clock. ``foreign`` names an
    effect of augraphy."""

    dpi: tuple[float, float] | None = (200, 200)
    tone: Tone = Tone.GREY
    wear: tuple[Wear, ...] = ()
    skew: float = 0.8
    stretch: float = 0.002
    blur: float = 0.5
    noise: float = 2.0
    black: float = 12
    white: float = 248
    gamma: float = 1.0
    jpeg: int | None = 80
    turns: int = 0
    streaks: bool = False
    line: bool = False
    foreign: str | None = None
    tilt: float = 0.0
    bend: float = 0.0
    uneven: float = 0.0
    shadow: float = 0.0


_PHONE = Recipe(dpi=None, tone=Tone.COLOUR, skew=4, tilt=0.025, bend=1.5, blur=0.8, noise=2.5, jpeg=90, uneven=0.18)

RECIPES: dict[Condition, Recipe] = {
    Condition.FLATBED_300_COLOUR: Recipe((300, 300), Tone.COLOUR, skew=0.6, stretch=0.0005, jpeg=88),
    Condition.GREY_200: Recipe(),
    Condition.GREY_150: Recipe((150, 150), jpeg=75),
    Condition.FEEDER: Recipe(skew=3.0, stretch=0.008, blur=0.7),
    Condition.STREAKS: Recipe(skew=1.5, stretch=0.004, streaks=True),
    Condition.STAPLE_HOLES: Recipe(wear=(Wear.STAPLE,)),
    Condition.PUNCHED: Recipe(wear=(Wear.PUNCH,)),
    Condition.FOLDED: Recipe(wear=(Wear.FOLD,), skew=1.2),
    Condition.COFFEE: Recipe((300, 300), Tone.COLOUR, wear=(Wear.COFFEE,)),
    Condition.TORN: Recipe(wear=(Wear.TEAR,), skew=1.2),
    Condition.COPY_OF_COPY: Recipe(wear=(Wear.COPY, Wear.COPY), skew=1.5, stretch=0.004),
    Condition.LOW_TONER: Recipe(wear=(Wear.TONER,)),
    Condition.DARK: Recipe(black=4, white=176, gamma=1.25, noise=3.0),
    Condition.LIGHT: Recipe(black=70, white=255, gamma=0.62),
    Condition.BILEVEL_200: Recipe(tone=Tone.BILEVEL, jpeg=None),
    Condition.BILEVEL_300: Recipe((300, 300), Tone.BILEVEL, jpeg=None),
    Condition.FAX_FINE: Recipe((204, 196), Tone.BILEVEL, skew=1.5, stretch=0.006, jpeg=None, line=True),
    Condition.FAX_STANDARD: Recipe((204, 98), Tone.BILEVEL, skew=1.5, stretch=0.006, jpeg=None, line=True),
    Condition.JPEG_30: Recipe(tone=Tone.COLOUR, jpeg=30),
    Condition.SHOW_THROUGH: Recipe(tone=Tone.COLOUR, wear=(Wear.BACK,)),
    Condition.PHONE_GOOD: _PHONE,
    Condition.PHONE_BAD: Recipe(
        dpi=None, tone=Tone.COLOUR, skew=11, tilt=0.075, bend=7.0, blur=1.7, noise=6.5, jpeg=70, uneven=0.5, shadow=0.4
    ),
    Condition.UPSIDE_DOWN: Recipe(turns=2),
    Condition.SIDEWAYS: Recipe(turns=1),
    Condition.WORN_COPY: Recipe(wear=(Wear.COPY,), foreign="worn copy"),
    Condition.DIRTY_DRUM: Recipe(foreign="dirty drum"),
    Condition.DIRTY_ROLLERS: Recipe(foreign="dirty rollers"),
    Condition.BLED_INK: Recipe(tone=Tone.COLOUR, foreign="bled ink"),
    Condition.STAINED: Recipe(tone=Tone.COLOUR, foreign="stained"),
    Condition.SHADOWED: Recipe(tone=Tone.COLOUR, foreign="shadowed"),
}

PHONES = (Condition.PHONE_GOOD, Condition.PHONE_BAD)
BILEVEL = tuple(one for one, recipe in RECIPES.items() if recipe.tone is Tone.BILEVEL)
FOREIGN = tuple(one for one, recipe in RECIPES.items() if recipe.foreign is not None)
"""Those that need augraphy."""
GREY_AND_COLOUR = tuple(one for one in RECIPES if one not in (*PHONES, *BILEVEL))
"""What scanners give that are set as advised; the targets hold for these."""
