"""The direction of the imports, held against an allowed list. ``README`` tells the same under «How a form travels».

Rooms are the folders (and single modules) right under ``dokumentverk``. Imports inside functions and those for types
only count too: they are dependencies all the same.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "dokumentverk"
LONGEST_MODULE = 400
"""Lines. About 300 is a signal to look; this is where it is no longer one thing."""
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "handlers", "tools", "base"}

STAGES = ("define", "render", "issue", "read", "check", "archive", "workplace", "exchange", "followup")
SHARED = {"model", "errors", "messages", "shipped", "durable", "lines"}

OWN: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "shipped": set(),
    "durable": {"errors"},
    "lines": {"durable"},
    "messages": {"model", "errors"},
    "rules": {"model", "errors"},
    "engines": {"model", "errors", "shipped"},
    **{stage: SHARED | {"rules", "engines"} for stage in STAGES},
    "report": SHARED,
    "flow": SHARED | {*STAGES, "rules", "engines", "report"},
    "cli": SHARED | {*STAGES, "rules", "flow", "report"},
    "__init__": {"model", "errors", "flow", "report"},
    "__main__": {"cli"},
}
"""Room → the other rooms that it may import. Stages never import each other: ``flow`` composes them."""

DOCUMENT_LIBRARIES = {
    "asn1crypto", "cryptography", "cv2", "docx", "fontTools", "lxml", "numpy", "onnxruntime", "openpyxl", "page",
    "pdfminer", "pdfplumber", "pebble", "pikepdf", "PIL", "pillow_heif", "pkcs11", "pyhanko", "pyhanko_certvalidator",
    "pypdf", "pypdfium2", "rapidocr", "segno", "signxml", "tesserocr", "typst", "zxingcpp",
}  # fmt: skip

FOREIGN: dict[str, set[str]] = {
    "engines": DOCUMENT_LIBRARIES | {"icalendar"},
    "rules": {"stdnum"},
    "check": {"stdnum"},
    "define": {"pydantic", "pydantic_core"},
    "workplace": {"charset_normalizer", "filelock", "pydantic", "pydantic_core", "stdnum"},
    "render": {"jinja2", "markdown_it"},
    "issue": {"filelock", "sqlalchemy"},
    "lines": {"filelock"},
    "archive": {"filelock", "sqlalchemy"},
    "cli": {"click"},
}
"""Room → the packages from elsewhere that it may import; none for a room that is not named."""


@dataclass(frozen=True, slots=True)
class Import:
    """``module`` is the full dotted name, ``line`` counts from 1."""

    path: Path
    line: int
    module: str

    @property
    def room(self) -> str:
        return _room(self.path)

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.path.relative_to(PACKAGE.parent)}:{self.line} imports {self.module}"


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _imports(path: Path) -> Iterator[Import]:
    for node in ast.walk(_tree(path)):
        match node:
            case ast.Import(names=names):
                yield from (Import(path, node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module="dokumentverk", names=names):
                yield from (Import(path, node.lineno, f"dokumentverk.{alias.name}") for alias in names)
            case ast.ImportFrom(level=0, module=str() as module):
                yield Import(path, node.lineno, module)
            case ast.ImportFrom():
                yield Import(path, node.lineno, "." * node.level + (node.module or ""))
            case _:
                pass


ALL = [found for path in _modules() for found in _imports(path)]


def test_every_room_is_described() -> None:
    rooms = {_room(path) for path in _modules()}
    assert rooms - OWN.keys() == set(), "a new room needs a line in OWN: what may it import?"


def test_imports_are_absolute() -> None:
    assert [str(one) for one in ALL if one.module.startswith(".")] == []


@pytest.mark.parametrize("room", OWN)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = OWN[room] | {room}
    ours = [one for one in ALL if one.room == room and one.top == "dokumentverk"]
    assert [
        str(one) for one in ours if one.module.split(".")[1:2] != [] and one.module.split(".")[1] not in allowed
    ] == []


@pytest.mark.parametrize("room", OWN)
def test_a_room_uses_only_its_libraries(room: str) -> None:
    allowed = sys.stdlib_module_names | FOREIGN.get(room, set()) | {"dokumentverk"}
    assert [str(one) for one in ALL if one.room == room and one.top not in allowed] == []


def test_only_engines_know_document_libraries() -> None:
    strangers = [one for one in ALL if one.room != "engines" and one.top in DOCUMENT_LIBRARIES]
    assert [str(one) for one in strangers] == []


def test_no_module_is_named_for_nothing() -> None:
    assert [str(path) for path in _modules() if NAMELESS & {path.stem, *path.relative_to(PACKAGE).parts[:-1]}] == []


def test_modules_stay_readable() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _modules()}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


AMBIENT = {
    "os.environ", "os.getenv", "os.environb", "date.today", "datetime.now", "datetime.today", "datetime.utcnow",
    "time.time", "time.time_ns", "random.random", "secrets.token_bytes", "os.urandom", "Path.cwd",
    "os.getcwd", "Path.home",
}  # fmt: skip
EDGE = {"cli", "__main__"}


def test_clock_chance_and_surroundings_come_in_as_arguments() -> None:
    """Only the edge asks the machine what time it is, where it stands or what its environment says. ``token_hex`` may
    name temporary files, which no result shows."""
    found = [
        f"{path.relative_to(PACKAGE.parent)}:{node.lineno} {name}"
        for path in _modules()
        if _room(path) not in EDGE
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in AMBIENT
    ]
    assert found == []
