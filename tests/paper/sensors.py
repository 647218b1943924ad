"""What a scanner, a fax or a telephone does to the light of a page. Grey pictures are height x width."""

from __future__ import annotations

import cv2
import numpy as np

from tests.paper.ink import Chance, Picture, as_picture


def blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), dtype=np.uint8) if sigma > 0.05 else picture


def noisy(picture: Picture, sigma: float, chance: Chance) -> Picture:
    """Noise of the sensor: a little of it from pixel to pixel, as after a camera's own smoothing."""
    grain = chance.standard_normal(picture.shape, dtype=np.float32)
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.6), dtype=np.float32)
    grain *= sigma / max(1e-6, float(grain[:200, :200].std()))
    return as_picture(picture.astype(np.float32) + grain + 0.5)


def exposed(picture: Picture, *, black: float = 0, white: float = 255, gamma: float = 1.0) -> Picture:
    """Black paper becomes ``black``, white paper ``white``; a ``gamma`` above 1 darkens what lies between."""
    table = black + (white - black) * (np.arange(256) / 255.0) ** gamma
    return np.asarray(cv2.LUT(picture, np.clip(table + 0.5, 0, 255).astype(np.uint8)), dtype=np.uint8)


def grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def streaks(picture: Picture, dpi: float, chance: Chance) -> Picture:
    """Dust on the glass of a feeder: thin lines along the whole feed, dark or light."""
    worn = picture.astype(np.float32)
    width = picture.shape[1]
    for _ in range(int(chance.integers(2, 7))):
        at = int(chance.integers(0, width))
        thick = max(1, round(float(chance.uniform(0.08, 0.5)) * dpi / 25.4))
        strength = float(chance.uniform(0.15, 0.75))
        to = float(chance.choice([30, 90, 250], p=[0.35, 0.4, 0.25]))
        worn[:, at : at + thick] = worn[:, at : at + thick] * (1 - strength) + strength * to
    return as_picture(worn)


def bilevel(picture: Picture, chance: Chance) -> Picture:
    """0 and 255, by a fixed or a local threshold, as scanners offer both."""
    if chance.random() < 0.5:
        cut = float(chance.uniform(125, 190))
        return np.where(picture < cut, 0, 255).astype(np.uint8)
    local = cv2.boxFilter(picture, cv2.CV_32F, (61, 61))
    return np.where(picture < np.minimum(local * 0.86, 200), 0, 255).astype(np.uint8)


def telephone_line(picture: Picture, chance: Chance) -> Picture:
    """Rows that were lost or repeated, and stray dots, on a fax."""
    worn = picture.copy()
    height = picture.shape[0]
    for row in chance.integers(1, height, int(chance.poisson(4))).tolist():
        worn[row] = worn[row - 1]
    for row in chance.integers(1, height, int(chance.poisson(1.2))).tolist():
        start, length = int(chance.integers(0, picture.shape[1])), int(chance.integers(10, 400))
        worn[row, start : start + length] = 0
    dots = chance.random(picture.shape) < 0.00025
    worn[dots] = 255 - worn[dots]
    return worn


def jpeg(picture: Picture, quality: int) -> Picture:
    """Once through JPEG."""
    colour = picture.ndim == 3
    coded = cv2.imencode(".jpg", picture[..., ::-1] if colour else picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    read = cv2.imdecode(coded, cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE)
    assert read is not None
    return np.ascontiguousarray(read[..., ::-1] if colour else read, dtype=np.uint8)


def lit(picture: Picture, chance: Chance, *, uneven: float, shadow: float) -> Picture:
    """Light from one side (``uneven``: how much darker the far side is), and the soft shadow of a hand or the telephone
    (``shadow``: how dark), in the lamp's colour."""
    height, width = picture.shape[:2]
    small = (width // 16 + 1, height // 16 + 1)
    angle = float(chance.uniform(0, 2 * np.pi))
    x = np.linspace(-1, 1, small[0], dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, small[1], dtype=np.float32)[:, None]
    light = 1 - uneven * (0.5 + 0.36 * (x * np.cos(angle) + y * np.sin(angle)))
    light -= 0.25 * uneven * (x**2 + y**2) / 2
    if shadow:
        cast = np.zeros((small[1], small[0]), dtype=np.float32)
        turn = float(chance.uniform(0, 2 * np.pi))
        middle = np.array([small[0] / 2, small[1] / 2]) + np.array([np.cos(turn), np.sin(turn)]) * small[1] * 0.45
        reach = small[1] * chance.uniform(0.25, 0.6, 7)
        angles = np.sort(chance.uniform(0, 2 * np.pi, 7))
        shape = middle + np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
        cv2.fillPoly(cast, [np.round(shape).astype(np.int32)], 1.0)
        light *= 1 - shadow * cv2.GaussianBlur(cast, (0, 0), float(chance.uniform(2, 9)))
    warm = np.array([1.0, float(chance.uniform(0.95, 1.0)), float(chance.uniform(0.84, 1.02))], dtype=np.float32)
    full = cv2.resize(np.asarray(light, dtype=np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return as_picture(picture * full[..., None] * warm)


def table_top(size: tuple[int, int], chance: Chance) -> Picture:
    """What a photographed page lies on: wood, cloth or a dark desk."""
    width, height = size
    base = np.array(
        ((122, 88, 58), (70, 66, 64), (168, 160, 150), (46, 40, 38))[int(chance.integers(4))], dtype=np.float32
    )
    coarse = chance.standard_normal((height // 8 + 1, width // 160 + 1), dtype=np.float32)
    grain = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return as_picture(base * (1 + 0.09 * grain[..., None]))
