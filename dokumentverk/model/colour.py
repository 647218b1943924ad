"""Colours as WCAG sees them."""

from __future__ import annotations


def contrast_to_white(colour: str) -> float:
    """WCAG 2.1 contrast ratio (1 to 21) of the sRGB colour ``#rrggbb`` against white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
