"""What happens to paper before it is scanned. Each takes a picture of a page (changed in place or copied), ``dpi`` and
chance, and gives the picture; none of them moves what is printed."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tests.paper.ink import Chance, Mask, Picture, Points, as_picture

BLACK_LID = (18, 18, 20)
WHITE_LID = (246, 246, 244)
_MM = 1 / 25.4


def staple_holes(picture: Picture, dpi: float, chance: Chance) -> Picture:
    """Two pricks near the top left corner, a little torn."""
    worn = picture.copy()
    mm = dpi * _MM
    x, y = float(chance.uniform(6, 14)) * mm, float(chance.uniform(6, 14)) * mm
    angle = float(chance.uniform(0.2, 1.3))
    for side in (-1, 1):
        at = (round(x + side * 5.5 * mm * math.cos(angle)), round(y - side * 5.5 * mm * math.sin(angle)))
        for _ in range(int(chance.integers(1, 3))):
            axes = (
                max(1, round(float(chance.uniform(0.25, 0.5)) * mm)),
                max(1, round(float(chance.uniform(0.3, 1.0)) * mm)),
            )
            cv2.ellipse(worn, at, axes, float(chance.uniform(0, 180)), 0, 360, (60, 58, 55), -1, cv2.LINE_AA)
    return worn


def punched_holes(picture: Picture, dpi: float, chance: Chance, lid: tuple[int, int, int] = BLACK_LID) -> Picture:
    """ISO 838: two holes of 6 mm, 80 mm apart, 12 mm from the left edge."""
    worn = picture.copy()
    mm = dpi * _MM
    middle = picture.shape[0] / 2 + float(chance.normal(0, 3)) * mm
    x = float(chance.uniform(10, 14)) * mm
    for side in (-1, 1):
        at = (round(x), round(middle + side * 40 * mm))
        cv2.circle(worn, at, round(3.15 * mm), (150, 148, 145), -1, cv2.LINE_AA)
        cv2.circle(worn, (at[0] + 1, at[1] + 1), round(3 * mm), lid, -1, cv2.LINE_AA)
    return worn


def crease_rows(picture: Picture, chance: Chance) -> tuple[float, ...]:
    """Where a page is folded for an envelope: in half or in three."""
    height = picture.shape[0]
    shares = (0.5,) if chance.random() < 0.4 else (1 / 3, 2 / 3)
    return tuple(height * (share + float(chance.normal(0, 0.01))) for share in shares)


def folded(picture: Picture, dpi: float, chance: Chance, rows: tuple[float, ...]) -> Picture:
    """A broken line along each crease, and one side of it in the shade."""
    height, width = picture.shape[:2]
    mm = dpi * _MM
    y = np.arange(height, dtype=np.float32)
    shade = np.ones(height, dtype=np.float32)
    for row in rows:
        away = (y - row) / (float(chance.uniform(9, 20)) * mm)
        shade -= float(chance.uniform(0.05, 0.14)) * np.exp(-np.abs(away)) * (away > 0)
        shade += float(chance.uniform(0.0, 0.03)) * np.exp(-np.abs(away)) * (away <= 0)
    worn = picture.astype(np.float32) * np.clip(shade, 0, 1.05)[:, None, None]
    for row in rows:
        at = round(row)
        thick = max(1, round(0.25 * mm))
        line = np.clip(cv2.GaussianBlur(chance.normal(0.35, 0.5, (1, width)), (0, 0), 4), 0, 0.6).astype(np.float32)
        band = worn[at - thick : at + thick]
        worn[at - thick : at + thick] = band * (1 - line[..., None]) + line[..., None] * float(
            chance.choice([110, 235])
        )
    return as_picture(worn)


def coffee(picture: Picture, dpi: float, chance: Chance) -> Picture:
    """The ring of a cup, and a drop or two."""
    height, width = picture.shape[:2]
    mm = dpi * _MM
    small = 4
    cover = np.zeros((height // small + 1, width // small + 1), dtype=np.float32)
    middle = (
        round(float(chance.uniform(0.1, 0.9)) * cover.shape[1]),
        round(float(chance.uniform(0.15, 0.85)) * cover.shape[0]),
    )
    radius = float(chance.uniform(32, 44)) * mm / small
    start = float(chance.uniform(0, 360))
    for _ in range(7):
        angle = start + float(chance.uniform(-40, 260))
        arc = (round(radius * float(chance.uniform(0.985, 1.015))), round(radius * float(chance.uniform(0.985, 1.015))))
        cv2.ellipse(cover, middle, arc, angle, 0, float(chance.uniform(40, 150)), float(chance.uniform(0.2, 0.5)),
                    max(1, round(float(chance.uniform(0.8, 2.4)) * mm / small)), cv2.LINE_AA)  # fmt: skip
    cv2.circle(cover, middle, round(radius * 0.98), 0.05, -1)
    for _ in range(int(chance.integers(1, 5))):
        spot = (
            round(float(chance.uniform(0, 1)) * cover.shape[1]),
            round(float(chance.uniform(0, 1)) * cover.shape[0]),
        )
        cv2.circle(cover, spot, round(float(chance.uniform(0.8, 5)) * mm / small), float(chance.uniform(0.2, 0.4)), -1)
    cover = cv2.GaussianBlur(cover, (0, 0), 0.5 * mm / small).astype(np.float32)
    full = cv2.resize(cover, (width, height), interpolation=cv2.INTER_LINEAR)
    brown = np.array([150, 108, 62], dtype=np.float32) / 255
    return np.asarray(picture * (1 - np.clip(full, 0, 0.75)[..., None] * (1 - brown)), dtype=np.uint8)


def torn(picture: Picture, dpi: float, chance: Chance, lid: tuple[int, int, int] = BLACK_LID) -> Picture:
    """A corner is gone, 15 to 45 mm of it."""
    worn = picture.copy()
    height, width = picture.shape[:2]
    mm = dpi * _MM
    across, down = float(chance.uniform(15, 45)) * mm, float(chance.uniform(15, 45)) * mm
    share = np.linspace(0, 1, 14)
    edge: Points = (
        np.stack([across * (1 - share), down * share], axis=1)
        + chance.normal(0, 0.6 * mm, (14, 2)) * (share * (1 - share) * 4)[:, None]
    )
    corner: Points = np.vstack([edge, np.array([[-5.0, down], [-5.0, -5.0], [across, -5.0]])])
    right, low = bool(chance.random() < 0.5), bool(chance.random() < 0.5)
    points = np.stack(
        [width - corner[:, 0] if right else corner[:, 0], height - corner[:, 1] if low else corner[:, 1]], axis=1
    )
    outline = np.round(points).astype(np.int32)
    cv2.fillPoly(worn, [outline], lid, cv2.LINE_AA)
    cv2.polylines(worn, [outline[:14]], False, (225, 222, 216), max(1, round(0.3 * mm)), cv2.LINE_AA)
    return worn


def show_through(picture: Picture, back: Picture, chance: Chance) -> Picture:
    """The print of the back, mirrored and faint."""
    height, width = picture.shape[:2]
    seen = cv2.resize(np.ascontiguousarray(back[:, ::-1]), (width, height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(seen, (0, 0), 3.0).astype(np.float32)
    strength = float(chance.uniform(0.10, 0.24))
    return np.asarray(picture * (1 - strength * (1 - soft / 255)), dtype=np.uint8)


def low_toner(picture: Picture, dpi: float, chance: Chance) -> Picture:
    """Bands along the feed where the print is pale, as an empty cartridge leaves them. The pen's ink pales as well when
    this is a copier's toner; that is the harder case."""
    height, width = picture.shape[:2]
    knots = np.clip(chance.normal(0.75, 0.28, max(4, round(width / dpi * 3))), 0.3, 1)
    across = np.interp(np.arange(width), np.linspace(0, width, len(knots)), knots).astype(np.float32)
    along: Points = np.clip(
        1 + 0.1 * np.sin(np.arange(height) / dpi * 2 * math.pi / float(chance.uniform(1, 3))), 0.8, 1.1
    )
    strength = np.clip(across[None, :] * along[:, None], 0.25, 1)[..., None]
    return np.asarray(255 - (255 - picture.astype(np.float32)) * strength, dtype=np.uint8)


def copied(picture: Picture, dpi: float, chance: Chance) -> Picture:
    """Once through a copier: contrast up, thin strokes thinner or thicker, specks, a dirty edge. Grey."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(grey, (0, 0), 0.0035 * dpi)
    low, high = float(chance.uniform(50, 85)), float(chance.uniform(200, 228))
    hard: Mask = np.asarray(np.clip((soft - low) / (high - low), 0, 1), dtype=np.float32)
    hard = hard * hard * (3 - 2 * hard) * 255
    dust: Mask = chance.standard_normal(hard.shape, dtype=np.float32)
    hard += 22 * cv2.GaussianBlur(dust, (0, 0), 0.7)
    hard = _specks(hard, dpi, chance, int(chance.integers(60, 260)))
    reach = float(chance.uniform(1, 4)) * dpi * _MM
    edge = np.asarray(np.exp(-np.arange(grey.shape[1]) / reach), dtype=np.float32)
    hard -= 150 * float(chance.random()) * (edge if chance.random() < 0.5 else edge[::-1])[None, :]
    return np.asarray(cv2.cvtColor(np.clip(hard, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _specks(grey: Mask, dpi: float, chance: Chance, count: int) -> Mask:
    height, width = grey.shape
    for x, y, size in zip(
        chance.integers(0, width, count).tolist(), chance.integers(0, height, count).tolist(),
        chance.gamma(1.2, 0.12, count).tolist(), strict=True,
    ):  # fmt: skip
        cv2.circle(grey, (x, y), max(0, round(size * dpi * _MM)), float(chance.uniform(0, 120)), -1)
    return grey
