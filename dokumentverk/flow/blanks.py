"""Blanks of a form in a language and format: compiled once, kept for good, found again by what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from dokumentverk import shipped
from dokumentverk.define import definition_digest
from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.layouts import LayoutStore
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.value import Value
from dokumentverk.model.workplace import Settings
from dokumentverk.render.blank import Blank, Overflow
from dokumentverk.render.blocks import Block
from dokumentverk.render.look import Look


class Blanks:
    """``root`` is the workplace that logo and letterhead lie in. ``store`` is None where nothing is kept."""

    def __init__(
        self, settings: Settings, root: Path | None, templates: tuple[Path, ...], store: LayoutStore | None
    ) -> None:
        self._settings = settings
        self._root = root
        self._templates = templates
        self._store = store
        self._made: dict[str, Blank] = {}
        self._recipes: dict[tuple[str, str, Language, Medium], str] = {}

    def blocks(self, definition: FormDefinition, language: Language) -> tuple[Block, ...]:
        """The template of a form, rendered, or of a letter to nobody. Raises TemplateError with all its faults."""
        if definition.letter is not None:
            from dokumentverk.render.letter import specimen_of

            return specimen_of(self._recipe(definition, language, Medium.PDF), definition).body
        from dokumentverk.render.template import render_blocks

        context = self._context(definition, language)
        return render_blocks(definition, language, folders=self._templates, context=context)

    def blank_for(
        self,
        definition: FormDefinition,
        language: Language,
        medium: Medium,
        values: Mapping[str, Value],
        *,
        made: datetime,
    ) -> Blank:
        """The blank that holds all of ``values``: the form's usual one, or one with a continuation page. Of a letter
        what all letters of its kind are made from."""
        if medium is Medium.DOCX or definition.letter is not None:
            kept_as = Medium.DOCX if medium is Medium.DOCX else Medium.PDF
            return self._blank(definition, language, kept_as, (), made)
        usual = self._blank(definition, language, Medium.PDF, (), made)
        from dokumentverk.render.pdf import overflow_of

        overflow = overflow_of(usual.layout, definition, values)
        return self._blank(definition, language, Medium.PDF, overflow, made) if overflow else usual

    def _blank(
        self,
        definition: FormDefinition,
        language: Language,
        medium: Medium,
        overflow: tuple[Overflow, ...],
        made: datetime,
    ) -> Blank:
        key = self._key(definition, language, medium, overflow)
        if key not in self._made:
            self._made[key] = self._kept(key) or self._compile(key, definition, language, medium, overflow, made)
        return self._made[key]

    def _kept(self, key: str) -> Blank | None:
        digest = self._store.find(key) if self._store else None
        if self._store is None or digest is None:
            return None
        return kept_blank(self._store, digest)

    def _compile(
        self,
        key: str,
        definition: FormDefinition,
        language: Language,
        medium: Medium,
        overflow: tuple[Overflow, ...],
        made: datetime,
    ) -> Blank:
        if definition.letter is not None:
            from dokumentverk.render.letter_paper import compile_letter

            blank = compile_letter(self._recipe(definition, language, medium), definition, medium, made)
        elif medium is Medium.DOCX:
            from dokumentverk.render.docx import compile_docx

            letterhead = self._file(self._settings.style.letterhead)
            blocks = self.blocks(definition, language)
            blank = compile_docx(definition, language, blocks, look=self._look(), letterhead=letterhead, made=made)
        else:
            from dokumentverk.render.pdf import compile_pdf

            blocks = self.blocks(definition, language)
            blank = compile_pdf(definition, language, blocks, look=self._look(), overflow=overflow, made=made)
        if self._store is not None:
            self._store.remember(key, self._store.keep(blank.content, blank.layout, definition))
        return blank

    def _key(
        self, definition: FormDefinition, language: Language, medium: Medium, overflow: tuple[Overflow, ...]
    ) -> str:
        """All that a blank follows from: definition, template, house style, look, and the programs that set it."""
        programs = [version(name) for name in ("dokumentverk", "typst", "pikepdf", "python-docx")]
        if definition.letter is not None:
            house = _digest((shipped.templates() / "letter.typ").read_bytes())
            parts = [definition_digest(definition), self._recipe(definition, language, medium), medium.value, house]
            return hashlib.sha256(json.dumps([*parts, programs]).encode()).hexdigest()
        from dokumentverk.render.template import template_source

        look = self._look()
        facts = {
            "definition": definition_digest(definition),
            "language": language.value,
            "medium": medium.value,
            "template": template_source(definition.id, language, self._templates),
            "context": self._context(definition, language),
            "look": [look.accent, look.logo_suffix, _digest(look.logo)],
            "letterhead": _digest(self._file(self._settings.style.letterhead)) if medium is Medium.DOCX else None,
            "house": _digest((shipped.templates() / "house.typ").read_bytes()),
            "overflow": [[one.field, one.lines, one.row, one.column, one.rows] for one in overflow],
            "programs": programs,
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def _recipe(self, definition: FormDefinition, language: Language, medium: Medium) -> str:
        """What letters are made from. Found anew for each run only: templates do not change under a batch."""
        key = (definition.id, definition.version, language, medium)
        if key not in self._recipes:
            from dokumentverk.render.letter_recipe import Stationery, gather, to_text

            letterhead = self._file(self._settings.style.letterhead) if medium is Medium.DOCX else None
            letters = self._settings.letters
            context = {**self._context(definition, language), "letters": asdict(letters)}
            stationery = Stationery(self._look(), letterhead, letters.marking, letters.closing_note)
            recipe = gather(definition, language, folders=self._templates, context=context, stationery=stationery)
            self._recipes[key] = to_text(recipe)
        return self._recipes[key]

    def _look(self) -> Look:
        settings = self._settings
        logo = self._file(settings.style.logo)
        suffix = Path(settings.style.logo).suffix.lstrip(".").lower() if settings.style.logo else "png"
        suffix = "jpg" if suffix == "jpeg" else suffix
        return Look(
            name=settings.name,
            organisasjonsnummer=settings.organisasjonsnummer,
            address=settings.address,
            routine=settings.routine,
            accent=settings.style.accent,
            logo=logo,
            logo_suffix=suffix,
        )

    def _file(self, name: str | None) -> bytes | None:
        if name is None or self._root is None:
            return None
        try:
            return (self._root / name).read_bytes()
        except OSError:
            raise ConfigurationError("STYLE_FILE_MISSING", file=name) from None

    def _context(self, definition: FormDefinition, language: Language) -> dict[str, object]:
        settings = self._settings
        return {
            "form": {
                "id": definition.id,
                "version": definition.version,
                "title": definition.title.in_(language),
                "purpose": definition.purpose.in_(language) if definition.purpose else "",
            },
            "workplace": {
                "name": settings.name,
                "organisasjonsnummer": settings.organisasjonsnummer or "",
                "address": list(settings.address),
                "routine": settings.routine,
                "contacts": {
                    one.role: {"name": one.name, "phone": one.phone, "email": one.email} for one in settings.contacts
                },
            },
            "rules": asdict(settings.rules),
            "language": language.value,
        }


def stamped(
    blank: Blank,
    definition: FormDefinition,
    values: Mapping[str, Value],
    *,
    number: str,
    issued: datetime,
    medium: Medium,
) -> bytes:
    """A document in any format: the blank filled and numbered. Raises UsageFault for a letter with data that no font of
    ours can print."""
    if definition.letter is not None:
        from dokumentverk.render.letter_paper import render_letter

        return render_letter(blank.layout, definition, values, number=number, issued=issued, medium=medium)
    if medium is Medium.DOCX:
        from dokumentverk.render.docx import stamp_docx

        return stamp_docx(blank.content, blank.layout, definition, values, number=number, issued=issued)
    from dokumentverk.render.pdf import stamp_pdf

    return stamp_pdf(blank.content, blank.layout, definition, values, number=number, issued=issued, medium=medium)


def kept_blank(store: LayoutStore, digest: str) -> Blank:
    """Raises ArchiveDamaged when it is gone or changed."""
    kept = store.get(digest)
    return Blank(kept.blank, kept.layout)


def _digest(content: bytes | None) -> str | None:
    return hashlib.sha256(content).hexdigest() if content is not None else None
