"""The work of ``dokumentverk forms``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.check.form_rules import missing_fields
from dokumentverk.cli.output import error_lines, print_json, print_table, say, tell
from dokumentverk.define import describe, load_definition
from dokumentverk.errors import DefinitionError, DokumentverkError, ExitCode, Fault, UsageFault
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.form import Field, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.report import finding_json, label_of

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def list_forms(office: Office, language: Language, output: str) -> ExitCode:
    forms = sorted(office.forms.values(), key=lambda one: one.id)
    if output == "json":
        for one in forms:
            fields = sum(1 for _ in one.fields())
            print_json(
                {"schema": 1, "id": one.id, "version": one.version, "title": one.title.in_(language), "fields": fields}
            )
    else:
        head = [word(key, language) for key in ("head_id", "head_version", "head_fields", "head_title")]
        rows = [[one.id, one.version, str(sum(1 for _ in one.fields())), one.title.in_(language)] for one in forms]
        print_table(head, rows)
    return ExitCode.OK


def describe_form(office: Office, id: str, language: Language, output: str) -> ExitCode:
    definition = office.form(id)
    if output == "json":
        print_json({"schema": 1, **describe(definition, language)})
        return ExitCode.OK
    say(f"{definition.title.in_(language)}  ({definition.id}, {definition.version})")
    if definition.purpose is not None:
        say(definition.purpose.in_(language))
    for section in definition.sections:
        say()
        say(section.title.in_(language))
        head = [word(key, language) for key in ("head_no", "head_id", "head_kind", "head_must", "head_label")]
        print_table(head, [_row(definition, one, language) for one in section.fields])
    return ExitCode.OK


def _row(definition: FormDefinition, field: Field, language: Language) -> Sequence[str]:
    must = word("yes", language) if field.required else word("sometimes", language) if field.required_if else ""
    label = field.label.in_(language)
    if field.choices:
        label += ": " + " / ".join(one.id for one in field.choices)
    if field.columns:
        label += ": " + ", ".join(one.id for one in field.columns)
    return [str(definition.number_of(field.id)), field.id, field.kind.value, must, label]


def check_forms(office: Office, paths: Sequence[Path], output: str) -> ExitCode:
    """Every definition and every template of it, in each language; all faults of all files before the end. A form is
    known by its id, so its file may have any name. Raises UsageFault for a path that is no file, before any is checked.
    """
    for path in paths:
        if not path.is_file():
            raise UsageFault("FILE_NOT_FOUND", path=str(path))
    files = list(paths) or office.form_files()
    worst = ExitCode.OK
    seen: dict[tuple[Path, str], Path] = {}
    for path in files:
        try:
            definition = load_definition(path)
            first = seen.setdefault((path.parent.resolve(), definition.id), path)
            if first.resolve() != path.resolve():
                raise _taken(path, definition.id, first)
            if office.has_workplace:
                office.layouts.check_unchanged(definition)
            if definition.blank is not None:
                from dokumentverk.flow.foreign import check_blank

                check_blank(office, definition)
            else:
                for language in Language:
                    office.blanks.blocks(definition, language)
            lacking = tuple(
                Fault(str(path), rule, "DEFINITION_RULE_LACKS", (("field", lack),))
                for rule, lack in missing_fields(definition)
            )
            if lacking:
                raise DefinitionError("DEFINITION_FAULTS", *lacking, file=path.name, count=len(lacking))
        except DokumentverkError as error:
            worst = max(worst, error.exit_code)
            if output == "json":
                print_json({"schema": 1, "path": str(path), "ok": False, "faults": _faults(error, office)})
            else:
                for line in error_lines(error, office.settings.language):
                    say(line)
        except OSError as error:
            raise UsageFault("FILE_NOT_FOUND", path=str(path)) from error
        else:
            if output == "json":
                print_json({"schema": 1, "path": str(path), "ok": True, "faults": []})
    if worst is ExitCode.OK and output != "json":
        tell(word("forms_in_order", office.settings.language).format(count=len(files)))
    return worst


def _taken(path: Path, id: str, first: Path) -> DefinitionError:
    """Two forms of one id in one folder: no command but this one works then."""
    params = (("id", id), ("other", str(first)))
    return DefinitionError("DEFINITION_FAULTS", Fault(str(path), "id", "DEFINITION_FORM_TAKEN", params), count=1)


def _faults(error: DokumentverkError, office: Office) -> list[dict[str, str]]:
    from dokumentverk.messages import error_sentence

    language = office.settings.language
    if not error.faults:
        return [{"code": error.code, "where": "", "message": error_sentence(error, language)}]
    return [{"code": one.code, "where": one.where, "message": error_sentence(one, language)} for one in error.faults]


def import_one(office: Office, path: Path, id: str | None, title: str | None, output: str) -> ExitCode:
    """Say what became of each field, and what a person should look over."""
    from dokumentverk.flow.foreign import import_form

    language = office.settings.language
    made = import_form(office, path, id=id, title=title)
    definition, where = made.definition, made.path.relative_to(office.workplace.root).as_posix()
    if output == "json":
        print_json(
            {
                "schema": 1,
                "form": definition.id,
                "path": where,
                "blank": definition.blank,
                "fields": sum(1 for _ in definition.fields()),
                "findings": [finding_json(one, definition, language) for one in made.notes],
            }
        )
        return ExitCode.OK
    say(word("form_imported", language).format(title=definition.title.in_(language), form=definition.id, path=where))
    head = [word(key, language) for key in ("head_no", "head_id", "head_kind", "head_must", "head_label")]
    print_table(head, [_row(definition, one, language) for one in definition.fields()])
    if made.notes:
        say()
        say(word("form_look_over", language))
    for one in made.notes:
        say(f"  - {finding_sentence(one, language, label_of(one.field, definition, language))}  [{one.code}]")
    tell(word("form_imported_next", language).format(path=where, form=definition.id))
    return ExitCode.OK
