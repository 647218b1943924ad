"""Where the forms, templates and samples that come with the package lie: beside it in a clone, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSIDE = _PACKAGE / "_shipped"


def _root() -> Path:
    return _INSIDE if _INSIDE.is_dir() else _PACKAGE.parent


def forms() -> Path:
    return _root() / "forms"


def templates() -> Path:
    return _root() / "templates"


def fonts() -> Path:
    return _root() / "templates" / "fonts"


def samples() -> Path:
    return _root() / "samples"
