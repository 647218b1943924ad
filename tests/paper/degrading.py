"""From a filled page to what a scanner, fax or telephone makes of it, with the exact way of every point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dokumentverk.model.layout import Box
from dokumentverk.model.scan import Tone
from tests.paper import sensors, wear
from tests.paper.conditions import RECIPES, Condition, Recipe, Wear
from tests.paper.filling import FilledPage
from tests.paper.foreign_wear import foreign_wear
from tests.paper.geometry import Bend, Crease, Feed, Step, Warping, affine, quadrilateral, quarter_turns, warp
from tests.paper.ink import Chance, Picture, Points

A4 = (595.28, 841.89)
PHOTO = (3024, 4032)
"""Width and height of a telephone's picture held upright: 12 megapixels."""
_PRINT_SCALES = (1.0, 0.97, 0.955)


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """One side of paper as a device pictured it. ``picture``: height x width (grey; bilevel 0 and 255) or with RGB.
    ``dpi`` across and down as stored, None for a photo. ``turn``: degrees clockwise that bring it upright."""

    picture: Picture
    dpi: tuple[float, float] | None
    tone: Tone
    condition: Condition | None
    turn: int
    warping: Warping
    page: FilledPage | None = None

    def pixels(self, points: Points) -> Points:
        """Where points (n x 2, in points of the form's page) lie on the picture."""
        assert self.page is not None
        return self.warping.forward(np.asarray(points, dtype=np.float64) * self.page.dpi / 72)

    def corners(self, box: Box) -> Points:
        """The four corners of a box of the form's page on the picture, clockwise from the page's top left."""
        return self.pixels(
            np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)])
        )


def degrade(page: FilledPage, condition: Condition, seed: int, *, back: Picture | None = None) -> Scan:
    """``back`` is what is printed on the other side; white where it is None. Raises AugraphyMissing for a condition of
    ``FOREIGN`` without that library."""
    recipe = RECIPES[condition]
    chance = np.random.default_rng([seed, list(Condition).index(condition), 11])
    paper, steps = _printed(page.picture, chance)
    paper, bends = _worn(paper, page.dpi, recipe, chance, back)
    if recipe.foreign is not None:
        paper = foreign_wear(recipe.foreign, paper, int(chance.integers(2**31)))
    picture, seeing, dpi = (_photographed if recipe.dpi is None else _scanned)(paper, page.dpi, recipe, chance)
    turned = np.ascontiguousarray(np.rot90(picture, recipe.turns))
    turning = quarter_turns(recipe.turns, (picture.shape[1], picture.shape[0]))
    warping = Warping((*steps, *bends, *seeing, turning))
    if dpi is not None and recipe.turns % 2:
        dpi = (dpi[1], dpi[0])
    return Scan(turned, dpi, recipe.tone, condition, recipe.turns * 90 % 360, warping, page)


def _printed(picture: Picture, chance: Chance) -> tuple[Picture, tuple[Step, ...]]:
    """Many print with «fit to page»: everything a little smaller. The tray lets paper lie a millimetre off."""
    height, width = picture.shape[:2]
    scale = float(chance.choice(_PRINT_SCALES, p=[0.75, 0.17, 0.08]))
    off = chance.normal(0, 0.0025, 2) * width
    step = affine(scale=(scale, scale), shift=(width * (1 - scale) / 2 + off[0], height * (1 - scale) / 2 + off[1]))
    if scale == 1.0:
        whole = np.round(off)
        step = affine(shift=(float(whole[0]), float(whole[1])))
    return warp(picture, Warping((step,)), (width, height), (255, 255, 255)), (step,)


def _worn(
    paper: Picture, dpi: float, recipe: Recipe, chance: Chance, back: Picture | None
) -> tuple[Picture, tuple[Step, ...]]:
    steps: list[Step] = []
    for one in recipe.wear:
        match one:
            case Wear.FOLD:
                rows = wear.crease_rows(paper, chance)
                paper = wear.folded(paper, dpi, chance, rows)
                steps += [
                    Crease(row, 0.12 * dpi, float(chance.uniform(0, 0.012)) * dpi, float(chance.normal(0, 0.006)) * dpi)
                    for row in rows
                ]
            case Wear.COPY:
                paper, copying = _copied(paper, dpi, chance)
                steps.append(copying)
            case Wear.BACK:
                paper = wear.show_through(paper, np.full_like(paper, 255) if back is None else back, chance)
            case _:
                paper = _WEAR[one](paper, dpi, chance)
    return paper, tuple(steps)


_WEAR: dict[Wear, Callable[[Picture, float, Chance], Picture]] = {
    Wear.STAPLE: wear.staple_holes,
    Wear.PUNCH: wear.punched_holes,
    Wear.COFFEE: wear.coffee,
    Wear.TEAR: wear.torn,
    Wear.TONER: wear.low_toner,
}


def _copied(paper: Picture, dpi: float, chance: Chance) -> tuple[Picture, Step]:
    """Copiers lay the page askew and enlarge by a per cent."""
    height, width = paper.shape[:2]
    scale = float(chance.normal(1.004, 0.004))
    step = affine(
        scale=(scale, scale * float(chance.normal(1, 0.001))),
        degrees=float(chance.normal(0, 0.4)),
        about=(width / 2, height / 2),
        shift=(float(chance.normal(0, 0.03)) * dpi, float(chance.normal(0, 0.03)) * dpi),
    )
    return wear.copied(warp(paper, Warping((step,)), (width, height), (255, 255, 255)), dpi, chance), step


def _scanned(
    paper: Picture, dpi: float, recipe: Recipe, chance: Chance
) -> tuple[Picture, tuple[Step, ...], tuple[float, float]]:
    assert recipe.dpi is not None
    height, width = paper.shape[:2]
    across, along = recipe.dpi
    size = (round(A4[0] / 72 * across), round(A4[1] / 72 * along))
    steps: list[Step] = [
        affine(
            degrees=float(chance.uniform(-1, 1)) * recipe.skew,
            about=(width / 2, height / 2),
            shift=(float(chance.normal(0, 0.035)) * dpi, float(chance.normal(0, 0.035)) * dpi),
        )
    ]
    if recipe.stretch:
        steps.append(_feed(height, recipe.stretch, chance))
    steps.append(affine(scale=(across / dpi, along / dpi)))
    lid = wear.WHITE_LID if chance.random() < 0.6 else wear.BLACK_LID
    seen = warp(paper, Warping(tuple(steps)), size, lid)
    return _sensed(seen, across, recipe, chance), tuple(steps), (across, along)


def _feed(height: int, most: float, chance: Chance) -> Feed:
    """The whole length is off by up to ``most``, and the speed wavers on the way."""
    at = np.linspace(-0.1 * height, 1.1 * height, 40)
    speed = 1 + float(chance.uniform(-1, 1)) * most + np.cumsum(chance.normal(0, 0.12 * most, len(at)))
    to = at[0] + np.concatenate([[0.0], np.cumsum(np.diff(at) * speed[1:])])
    return Feed(at, to + float(chance.normal(0, 0.001)) * height)


def _sensed(seen: Picture, dpi: float, recipe: Recipe, chance: Chance) -> Picture:
    """From light to what is stored."""
    seen = sensors.blurred(seen, recipe.blur * float(chance.uniform(0.7, 1.4)))
    if recipe.tone is not Tone.COLOUR:
        seen = sensors.grey(seen)
    seen = sensors.exposed(seen, black=recipe.black, white=recipe.white, gamma=recipe.gamma)
    if recipe.streaks:
        seen = sensors.streaks(seen, dpi, chance)
    seen = sensors.noisy(seen, recipe.noise * float(chance.uniform(0.6, 1.5)), chance)
    if recipe.tone is Tone.BILEVEL:
        seen = sensors.bilevel(seen, chance)
        return sensors.telephone_line(seen, chance) if recipe.line else seen
    return seen if recipe.jpeg is None else sensors.jpeg(seen, recipe.jpeg)


def _photographed(paper: Picture, dpi: float, recipe: Recipe, chance: Chance) -> tuple[Picture, tuple[Step, ...], None]:
    height, width = paper.shape[:2]
    frame_width, frame_height = PHOTO
    tall = frame_height * float(chance.uniform(0.78, 0.92))
    wide = tall * width / height
    angle = np.deg2rad(float(chance.uniform(-1, 1)) * recipe.skew)
    most = min(1.0, frame_width * 0.97 / (wide * np.cos(angle) + tall * abs(np.sin(angle))))
    corners = np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)]) / 2 * most
    corners = corners * (1 + chance.uniform(-recipe.tilt, recipe.tilt, (4, 2)))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.array([frame_width / 2, frame_height / 2]) + chance.normal(0, 0.008, 2) * frame_width
    seen_corners = corners @ turn + middle
    steps: tuple[Step, ...] = (quadrilateral((width, height), [(float(x), float(y)) for x, y in seen_corners]),)
    if recipe.bend:
        steps = (_curl(recipe.bend / 300 * dpi, height, chance), *steps)
    shaded = sensors.lit(
        warp(paper, Warping(steps), PHOTO, sensors.table_top(PHOTO, chance)),
        chance,
        uneven=recipe.uneven * float(chance.uniform(0.6, 1.2)),
        shadow=recipe.shadow * float(chance.uniform(0.5, 1.2)),
    )
    return _sensed(shaded, 300, recipe, chance), steps, None


def _curl(amount: float, height: int, chance: Chance) -> Bend:
    """Waves as long as half a page and more."""
    count = 4
    waves = np.zeros((count, 5))
    waves[:, :2] = chance.normal(0, amount / np.sqrt(count), (count, 2))
    waves[:, 2:4] = chance.normal(0, 1, (count, 2)) * 2 * np.pi / (1.6 * height)
    waves[:, 4] = chance.uniform(0, 2 * np.pi, count)
    return Bend(waves)
