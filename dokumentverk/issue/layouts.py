"""Blanks kept for good under their digest, each with its definition and field map: evidence, so written once.

    layouts/kept/3f/3f9a…/   definition.toml  layout.json  blank.pdf or blank.docx  SHA256SUMS
    layouts/definitions/egenmelding/v1/definition.toml     what a form and version stand for
    layouts/cache/ab/ab12…   digest of the blank that was compiled from those inputs

A folder is filled aside and renamed into place, so it is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dokumentverk.durable import create_file, make_folder, replace_file, sync_folder
from dokumentverk.errors import ArchiveDamaged, ConfigurationError, DefinitionError
from dokumentverk.issue.layout_json import layout_from_json, layout_to_json
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.layout import Layout, Medium

_DEFINITION = "definition.toml"
_LAYOUT = "layout.json"
_SUMS = "SHA256SUMS"
_OPEN = 32
"""Blanks held in memory: a batch uses one or two."""


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """``source`` is the definition's TOML, ``blank`` the bytes of the PDF or DOCX."""

    source: str
    layout: Layout
    blank: bytes


class LayoutStore:
    """``folder`` is the workplace's ``system/layouts``; ``staging``, on the same disk, is where folders are filled."""

    def __init__(self, folder: Path, staging: Path | None = None) -> None:
        self._folder = folder
        self._staging = staging or folder / "new"
        self._open: OrderedDict[str, KeptLayout] = OrderedDict()

    def check_unchanged(self, definition: FormDefinition) -> None:
        """Raises DefinitionError when its form and version already stand for another definition."""
        bound = self._bound(definition)
        if bound.exists() and bound.read_bytes() != definition.source.encode():
            raise DefinitionError("DEFINITION_CHANGED", form=definition.id, version=definition.version)

    def keep(self, blank: bytes, layout: Layout, definition: FormDefinition) -> str:
        """The digest that it is kept under; the same blank again changes nothing.

        Raises DefinitionError for a definition that changed without a new version, ConfigurationError where nothing
        can be written, ValueError where layout, blank and definition do not belong together.
        """
        source = definition.source.encode()
        if layout.digest != hashlib.sha256(blank).hexdigest():
            raise ValueError("the layout is another blank's")
        if (layout.form, layout.version) != (definition.id, definition.version):
            raise ValueError("the layout is another form's")
        if layout.definition != hashlib.sha256(source).hexdigest():
            raise ValueError("the layout is another definition's")
        files = {
            _DEFINITION: source,
            _LAYOUT: layout_to_json(layout).encode(),
            _blank_name(layout.medium): blank,
        }
        sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
        try:
            # Placed first and compared then: of two processes with different definitions one alone gets through.
            self._place({_DEFINITION: source}, self._bound(definition).parent)
            self.check_unchanged(definition)
            self._place({**files, _SUMS: sums.encode()}, self._kept(layout.digest))
        except OSError:
            raise ConfigurationError("LAYOUT_NOT_KEPT") from None
        return layout.digest

    def get(self, digest: str) -> KeptLayout:
        """Raises ArchiveDamaged (LAYOUT_MISSING, LAYOUT_DAMAGED): without its blank a return cannot be judged."""
        kept = self._open.get(digest)
        if kept is None:
            kept = self._load(digest)
            self._open[digest] = kept
            while len(self._open) > _OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(digest)
        return kept

    def layout(self, digest: str) -> Layout:
        """As ``get``."""
        return self.get(digest).layout

    def blank(self, digest: str) -> bytes:
        """As ``get``."""
        return self.get(digest).blank

    def definition_source(self, digest: str) -> str:
        """As ``get``: the TOML that the blank was made from."""
        return self.get(digest).source

    def has(self, digest: str) -> bool:
        return self._kept(digest).is_dir()

    def digests(self) -> tuple[str, ...]:
        """Of all that is kept."""
        return tuple(sorted(one.name for one in self._folder.glob("kept/??/*") if one.is_dir()))

    def find(self, key: str) -> str | None:
        """The digest of the blank compiled under that key (any text), when it is still kept."""
        try:
            digest = self._cached(key).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return digest if _is_digest(digest) and self.has(digest) else None

    def remember(self, key: str, digest: str) -> None:
        """Only a cache: what cannot be written is compiled again."""
        path = self._cached(key)
        try:
            make_folder(path.parent)
            replace_file(path, digest.encode() + b"\n")
        except OSError:
            return

    def _load(self, digest: str) -> KeptLayout:
        folder = self._kept(digest)
        if not folder.is_dir():
            raise ArchiveDamaged("LAYOUT_MISSING", digest=digest)
        try:
            lines = (folder / _SUMS).read_text(encoding="ascii").splitlines()
            sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
            files = {name: (folder / name).read_bytes() for name in sums if _plain_name(name)}
            sound = len(files) == len(sums) and all(_sum(content) == sums[name] for name, content in files.items())
            layout = layout_from_json(files[_LAYOUT].decode())
            kept = KeptLayout(files[_DEFINITION].decode(), layout, files[_blank_name(layout.medium)])
        except (OSError, ValueError, KeyError, TypeError):
            raise ArchiveDamaged("LAYOUT_DAMAGED", digest=digest) from None
        if not sound or layout.digest != digest or _sum(kept.blank) != digest:
            raise ArchiveDamaged("LAYOUT_DAMAGED", digest=digest)
        if layout.definition != _sum(kept.source.encode()):
            raise ArchiveDamaged("LAYOUT_DAMAGED", digest=digest)
        return kept

    def _place(self, files: Mapping[str, bytes], target: Path) -> None:
        """Fill a folder aside and rename it to ``target``; one that stands there already stays as it is."""
        if target.is_dir():
            return
        make_folder(target.parent)
        staged = self._staging / f"layout-{secrets.token_hex(8)}"
        make_folder(staged)
        try:
            for name, content in files.items():
                create_file(staged / name, content)
            sync_folder(staged)
            # Onto a folder that holds anything no system renames: whoever came first stays.
            staged.rename(target)
        except OSError:
            shutil.rmtree(staged, ignore_errors=True)
            if not target.is_dir():
                raise
        sync_folder(target.parent)

    def _kept(self, digest: str) -> Path:
        if not _is_digest(digest):
            raise ArchiveDamaged("LAYOUT_MISSING", digest="?")
        return self._folder / "kept" / digest[:2] / digest

    def _bound(self, definition: FormDefinition) -> Path:
        """Versions are free text: the «v» before them keeps ``..`` and device names away."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", definition.id):
            raise ValueError("not the id of a form")
        version = "v" + quote(definition.version, safe="")
        return self._folder / "definitions" / definition.id / version / _DEFINITION

    def _cached(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / "cache" / name[:2] / name


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _blank_name(medium: Medium) -> str:
    """Print is made from the PDF's blank."""
    return "blank.docx" if medium is Medium.DOCX else "blank.pdf"


def _is_digest(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def _plain_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9]+\.[a-z]+", name) is not None
