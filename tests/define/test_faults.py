"""Each kind of fault in a definition: where it is found and what it is called."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from dokumentverk import define
from dokumentverk.define import parse_definition
from dokumentverk.errors import DefinitionError, ExitCode
from dokumentverk.messages import error_sentence, errors
from dokumentverk.model.language import Language

HEAD = """
id = "form"
version = "1"
title = { nb = "Skjema" }
"""
ARCHIVE = """
[archive]
series = "personalmappe"
title = { nb = "Skjema" }
"""
SECTION = """
[[sections]]
id = "first"
title = { nb = "Del" }
"""


def form(*fields: str, head: str = HEAD, archive: str = ARCHIVE, section: str = SECTION) -> str:
    """A form of one section; each field is written as the inside of its table."""
    written = fields or ('id = "a"\nkind = "text"\nlabel = { nb = "A" }',)
    return head + archive + section + "".join(f"\n[[sections.fields]]\n{field}\n" for field in written)


def text(id: str, rest: str = "") -> str:
    return f'id = "{id}"\nkind = "text"\nlabel = {{ nb = "Felt {id}" }}\n{rest}'


def field(id: str, kind: str, rest: str = "") -> str:
    return f'id = "{id}"\nkind = "{kind}"\nlabel = {{ nb = "Felt {id}" }}\n{rest}'


BLANK = f'blank = "{"0a" * 32}"\n'
CHOICES = 'choices = [{ id = "x", nb = "X" }, { id = "y", nb = "Y" }]'
COLUMNS = 'rows = 2\ncolumns = [{ id = "b", kind = "text", label = { nb = "B" }, width = 12 }]'


def signature(id: str, rest: str) -> str:
    return field(id, "signature", rest)


def column(rest: str) -> str:
    return field("a", "rows", f'rows = 2\ncolumns = [{{ id = "b", label = {{ nb = "B" }}, {rest} }}]')


# Name, definition, where, code without its DEFINITION_. «#1» is the first field of the first section.
FAULTS = [
    # the form itself
    ("not toml", "id = ", "line 1", "NOT_TOML"),
    ("not toml, later", 'id = "a"\nversion = 1 2', "line 2", "NOT_TOML"),
    ("no id", form(head=HEAD.replace('id = "form"', "")), "id", "KEY_MISSING"),
    ("id with capitals", form(head=HEAD.replace('"form"', '"Form"')), "id", "ID_WRONG"),
    ("id with a path", form(head=HEAD.replace('"form"', '"../form"')), "id", "ID_WRONG"),
    ("no version", form(head=HEAD.replace('version = "1"', "")), "version", "KEY_MISSING"),
    ("version a number", form(head=HEAD.replace('"1"', "1")), "version", "TYPE_WRONG"),
    ("version with blanks", form(head=HEAD.replace('"1"', '"1 b"')), "version", "ID_WRONG"),
    ("no title", form(head='id = "form"\nversion = "1"'), "title", "KEY_MISSING"),
    ("title without bokmål", form(head=HEAD.replace("nb", "nn")), "title.nb", "KEY_MISSING"),
    ("title plain text", form(head=HEAD.replace('{ nb = "Skjema" }', '"Skjema"')), "title", "TYPE_WRONG"),
    ("title in Danish", form(head=HEAD.replace("nb =", 'da = "a", nb =')), "title.da", "KEY_UNKNOWN"),
    ("title blank", form(head=HEAD.replace('"Skjema"', '" "')), "title.nb", "TYPE_WRONG"),
    ("unknown key", form(head=HEAD + 'colour = "red"'), "colour", "KEY_UNKNOWN"),
    ("unknown party", form(head=HEAD + 'parties = ["employee", "boss"]'), "parties[1]", "VALUE_UNKNOWN"),
    ("party twice", form(head=HEAD + 'parties = ["hr", "hr"]'), "parties[1]", "LISTED_TWICE"),
    ("parties no list", form(head=HEAD + 'parties = "employee"'), "parties", "TYPE_WRONG"),
    ("anonymous no flag", form(head=HEAD + "anonymous = 1"), "anonymous", "TYPE_WRONG"),
    ("unknown rules", form(head=HEAD + 'rules = ["egenmeldning"]'), "rules[0]", "VALUE_UNKNOWN"),
    ("answer of no section", form(head=HEAD + 'answer = ["first", "last"]'), "answer[1]", "VALUE_UNKNOWN"),
    ("answer no list", form(head=HEAD + 'answer = "first"'), "answer", "TYPE_WRONG"),
    ("continuations below", form(head=HEAD + "continuations = -1"), "continuations", "NUMBER_OUTSIDE"),
    ("continuations no number", form(head=HEAD + "continuations = true"), "continuations", "TYPE_WRONG"),
    ("date of no field", form(head=HEAD + 'document_date = "b"'), "document_date", "FIELD_UNKNOWN"),
    ("date of a text", form(head=HEAD + 'document_date = "a"'), "document_date", "REFERENCE_UNFIT"),
    ("employee of no field", form(head=HEAD + 'employee_field = "b"'), "employee_field", "FIELD_UNKNOWN"),
    ("employee of a text", form(head=HEAD + 'employee_field = "a"'), "employee_field", "REFERENCE_UNFIT"),
    ("no archive", form(archive=""), "archive", "KEY_MISSING"),
    ("archive no table", form(head=HEAD + "archive = 1", archive=""), "archive", "TYPE_WRONG"),
    ("no series", form(archive='[archive]\ntitle = { nb = "A" }'), "archive.series", "KEY_MISSING"),
    ("unknown series", form(archive=ARCHIVE.replace("per", "n")), "archive.series", "VALUE_UNKNOWN"),
    ("archive without title", form(archive='[archive]\nseries = "personalmappe"'), "archive.title", "KEY_MISSING"),
    ("unknown direction", form(archive=ARCHIVE + 'sent = "X"'), "archive.sent", "VALUE_UNKNOWN"),
    ("unknown archive key", form(archive=ARCHIVE + "keep = 1"), "archive.keep", "KEY_UNKNOWN"),
    ("no sections", HEAD + ARCHIVE, "sections", "KEY_MISSING"),
    ("sections no list", HEAD + "sections = 1" + ARCHIVE, "sections", "TYPE_WRONG"),
    ("section no table", HEAD + "sections = [1]" + ARCHIVE, "sections[0]", "TYPE_WRONG"),
    ("section without fields", HEAD + ARCHIVE + SECTION, "sections[0].fields", "KEY_MISSING"),
    ("section twice", form() + SECTION + "[[sections.fields]]\n" + text("b"), "sections[1].id", "ID_TAKEN"),
    ("unknown section key", form(section=SECTION + 'by = "hr"'), "sections[0].by", "KEY_UNKNOWN"),
    ("unknown filler", form(section=SECTION + 'filled_by = "me"'), "sections[0].filled_by", "VALUE_UNKNOWN"),
    # a field
    ("no kind", form('id = "a"\nlabel = { nb = "A" }'), "#1.kind", "KEY_MISSING"),
    ("unknown kind", form(field("a", "txt")), "#1.kind", "VALUE_UNKNOWN"),
    ("no label", form('id = "a"\nkind = "text"'), "#1.label", "KEY_MISSING"),
    ("no field id", form('kind = "text"\nlabel = { nb = "A" }'), "#1.id", "KEY_MISSING"),
    ("dot in an id", form(text("a.b")), "#1.id", "ID_WRONG"),
    ("id of a Norwegian letter", form(text("å")), "#1.id", "ID_WRONG"),
    ("id too long", form(text("a" * 41)), "#1.id", "ID_WRONG"),
    ("id a word of templates", form(text("section")), "#1.id", "ID_RESERVED"),
    ("id twice", form(text("a"), text("a").replace("Felt", "Rad")), "#2.id", "ID_TAKEN"),
    ("unknown field key", form(text("a", "requird = true")), "#1.requird", "KEY_UNKNOWN"),
    ("choices on a text", form(text("a", CHOICES)), "#1.choices", "KEY_OUT_OF_PLACE"),
    ("lines on a date", form(field("a", "date", "lines = 2")), "#1.lines", "KEY_OUT_OF_PLACE"),
    ("width 0", form(text("a", "width = 0")), "#1.width", "NUMBER_OUTSIDE"),
    ("width 13", form(text("a", "width = 13")), "#1.width", "NUMBER_OUTSIDE"),
    ("width a decimal", form(text("a", "width = 1.5")), "#1.width", "TYPE_WRONG"),
    ("lines 0", form(field("a", "long_text", "lines = 0")), "#1.lines", "NUMBER_OUTSIDE"),
    ("cells on a date", form(field("a", "date", "cells = 8")), "#1.cells", "KEY_OUT_OF_PLACE"),
    ("cells beyond a page", form(text("a", "cells = 35")), "#1.cells", "NUMBER_OUTSIDE"),
    ("item on a text", form(text("a", 'item = { nb = "Ting" }')), "#1.item", "KEY_OUT_OF_PLACE"),
    ("length 0", form(text("a", "max_length = 0")), "#1.max_length", "NUMBER_OUTSIDE"),
    ("confidence no number", form(text("a", 'paper_confidence = "high"')), "#1.paper_confidence", "TYPE_WRONG"),
    (
        "confidence unmeasured",
        form(text("a", "paper_confidence = 0.98")),
        "#1.paper_confidence",
        "CONFIDENCE_UNMEASURED",
    ),
    ("confidence above 1", form(text("a", "paper_confidence = 1.01")), "#1.paper_confidence", "CONFIDENCE_UNMEASURED"),
    ("confidence nan", form(text("a", "paper_confidence = nan")), "#1.paper_confidence", "CONFIDENCE_UNMEASURED"),
    (
        "confidence of a tick",
        form(field("a", "tick", "paper_confidence = 0.999")),
        "#1.paper_confidence",
        "CONFIDENCE_UNMEASURED",
    ),
    ("read later on a text", form(text("a", "read_later = true")), "#1.read_later", "KEY_OUT_OF_PLACE"),
    ("read later no flag", form(field("a", "date", "read_later = 1")), "#1.read_later", "TYPE_WRONG"),
    (
        "read later the document's date",
        form(field("a", "date", "read_later = true"), head=HEAD + 'document_date = "a"\n'),
        "#1.read_later",
        "KEYS_CONTRADICT",
    ),
    (
        "read later what a rule acts on",
        form(field("last_day", "date", "read_later = true"), head=HEAD + 'rules = ["egenmelding"]\n'),
        "#1.read_later",
        "KEYS_CONTRADICT",
    ),
    ("PDF name in a form of ours", form(text("a", 'pdf = "A"')), "#1.pdf", "PDF_NAME_OUT_OF_PLACE"),
    ("blank no digest", form(text("a"), head=HEAD + 'blank = "a.pdf"\n'), "blank", "TYPE_WRONG"),
    ("no PDF name", form(text("a"), head=HEAD + BLANK), "#1.pdf", "PDF_NAME_NEEDED"),
    (
        "PDF name twice",
        form(text("a", 'pdf = "A"'), text("b", 'pdf = "A"'), head=HEAD + BLANK),
        "#2.pdf",
        "PDF_NAME_TAKEN",
    ),
    ("yes or no elsewhere", form(field("a", "yes_no"), head=HEAD + BLANK), "#1.kind", "NOT_OF_FOREIGN"),
    ("unknown format", form(text("a", 'format = "iban"')), "#1.format", "VALUE_UNKNOWN"),
    ("minimum a text", form(field("a", "number", 'minimum = "1"')), "#1.minimum", "TYPE_WRONG"),
    ("range upside down", form(field("a", "percent", "minimum = 2\nmaximum = 1.5")), "#1.minimum", "RANGE_WRONG"),
    ("same label", form(text("a"), text("b").replace("Felt b", "FELT  a")), "#2.label.nb", "LABEL_TAKEN"),
    (
        "same label in English",
        form(
            'id = "a"\nkind = "text"\nlabel = { nb = "A", en = "Day" }',
            'id = "b"\nkind = "text"\nlabel = { nb = "B", en = "Day" }',
        ),
        "#2.label.en",
        "LABEL_TAKEN",
    ),
    (
        "same label by falling back",
        form(
            'id = "a"\nkind = "text"\nlabel = { nb = "A", nn = "B" }', 'id = "b"\nkind = "text"\nlabel = { nb = "B" }'
        ),
        "#2.label",
        "LABEL_TAKEN",
    ),
    ("not before no field", form(field("a", "date", 'not_before = "b"')), "#1.not_before", "FIELD_UNKNOWN"),
    ("not before itself", form(field("a", "date", 'not_before = "a"')), "#1.not_before", "REFERENCE_UNFIT"),
    ("not before a text", form(text("b"), field("a", "date", 'not_before = "b"')), "#2.not_before", "REFERENCE_UNFIT"),
    ("unknown prefill", form(text("a", 'prefill = "employee.shoe"')), "#1.prefill", "VALUE_UNKNOWN"),
    ("name in a date", form(field("a", "date", 'prefill = "leader.name"')), "#1.prefill", "PREFILL_UNFIT"),
    ("today in a text", form(text("a", 'prefill = "today"')), "#1.prefill", "PREFILL_UNFIT"),
    ("prefilled tick", form(field("a", "tick", 'prefill = "today"')), "#1.prefill", "KEY_OUT_OF_PLACE"),
    (
        "anonymous person",
        form(text("a", 'prefill = "employee.name"'), head=HEAD + "anonymous = true"),
        "#1.prefill",
        "KEYS_CONTRADICT",
    ),
    (
        "anonymous employee",
        form(text("a", 'format = "employee_number"'), head=HEAD + 'anonymous = true\nemployee_field = "a"'),
        "employee_field",
        "KEYS_CONTRADICT",
    ),
    # choices and columns
    ("one of nothing", form(field("a", "one_of")), "#1.choices", "KEY_MISSING"),
    ("several of nothing", form(field("a", "several_of", "choices = []")), "#1.choices", "KEY_MISSING"),
    ("choice twice", form(field("a", "one_of", CHOICES.replace('"y"', '"x"'))), "#1.choices[1].id", "ID_TAKEN"),
    ("choices alike", form(field("a", "one_of", CHOICES.replace('"Y"', '"x"'))), "#1.choices[1].nb", "LABEL_TAKEN"),
    ("choice without text", form(field("a", "one_of", 'choices = [{ id = "x" }]')), "#1.choices[0].nb", "KEY_MISSING"),
    ("rows without columns", form(field("a", "rows", "rows = 2")), "#1.columns", "KEY_MISSING"),
    ("rows without number", form(field("a", "rows", COLUMNS.replace("rows = 2", ""))), "#1.rows", "KEY_MISSING"),
    ("too many rows", form(field("a", "rows", COLUMNS.replace("2", "41", 1))), "#1.rows", "NUMBER_OUTSIDE"),
    ("column of rows", form(column('kind = "rows", width = 1')), "#1.columns[0].kind", "VALUE_UNKNOWN"),
    ("column without width", form(column('kind = "text"')), "#1.columns[0].width", "KEY_MISSING"),
    (
        "column prefilled",
        form(column('kind = "text", width = 1, prefill = "today"')),
        "#1.columns[0].prefill",
        "KEY_OUT_OF_PLACE",
    ),
    (
        "column after no other",
        form(column('kind = "date", width = 1, not_before = "c"')),
        "#1.columns[0].not_before",
        "FIELD_UNKNOWN",
    ),
    (
        "column after itself",
        form(column('kind = "date", width = 1, not_before = "b"')),
        "#1.columns[0].not_before",
        "REFERENCE_UNFIT",
    ),
    # conditions
    (
        "condition on nothing",
        form(text("a", 'required_if = [{ field = "b", filled = true }]')),
        "#1.required_if[0].field",
        "FIELD_UNKNOWN",
    ),
    (
        "condition without field",
        form(text("a", "required_if = [{ filled = true }]")),
        "#1.required_if[0].field",
        "KEY_MISSING",
    ),
    (
        "condition on itself",
        form(text("a", 'required_if = [{ field = "a", filled = true }]')),
        "#1.required_if[0].field",
        "CONDITION_ON_ITSELF",
    ),
    (
        "condition without operator",
        form(text("b"), text("a", 'required_if = [{ field = "b" }]')),
        "#2.required_if[0]",
        "OPERATOR_WRONG",
    ),
    (
        "condition with two operators",
        form(text("b"), text("a", 'required_if = [{ field = "b", filled = true, empty = true }]')),
        "#2.required_if[0]",
        "OPERATOR_WRONG",
    ),
    (
        "filled = false",
        form(text("b"), text("a", 'forbidden_if = [{ field = "b", filled = false }]')),
        "#2.forbidden_if[0].filled",
        "TYPE_WRONG",
    ),
    (
        "unknown choice",
        form(field("b", "one_of", CHOICES), text("a", 'required_if = [{ field = "b", equals = "z" }]')),
        "#2.required_if[0].equals",
        "CHOICE_UNKNOWN",
    ),
    (
        "yes/no against a word",
        form(field("b", "yes_no"), text("a", 'required_if = [{ field = "b", equals = "ja" }]')),
        "#2.required_if[0].equals",
        "CHOICE_UNKNOWN",
    ),
    (
        "includes in one of",
        form(field("b", "one_of", CHOICES), text("a", 'required_if = [{ field = "b", includes = "x" }]')),
        "#2.required_if[0]",
        "OPERATOR_UNFIT",
    ),
    (
        "a text compared",
        form(text("b"), text("a", 'required_if = [{ field = "b", equals = "x" }]')),
        "#2.required_if[0]",
        "OPERATOR_UNFIT",
    ),
    (
        "required and required_if",
        form(text("b"), text("a", 'required = true\nrequired_if = [{ field = "b", empty = true }]')),
        "#2.required_if",
        "KEYS_CONTRADICT",
    ),
    (
        "required and forbidden_if",
        form(text("b"), text("a", 'required = true\nforbidden_if = [{ field = "b", empty = true }]')),
        "#2.forbidden_if",
        "KEYS_CONTRADICT",
    ),
    # signatures
    ("signature of nobody", form(text("b"), signature("a", 'order = 1\nlocks = ["b"]')), "#2.role", "KEY_MISSING"),
    (
        "signature of a stranger",
        form(text("b"), signature("a", 'role = "me"\norder = 1\nlocks = ["b"]')),
        "#2.role",
        "VALUE_UNKNOWN",
    ),
    (
        "signature without order",
        form(text("b"), signature("a", 'role = "hr"\nlocks = ["b"]')),
        "#2.order",
        "KEY_MISSING",
    ),
    ("signature without locks", form(signature("a", 'role = "hr"\norder = 1')), "#1.locks", "KEY_MISSING"),
    ("lock of nothing", form(signature("a", 'role = "hr"\norder = 1\nlocks = ["b"]')), "#1.locks[0]", "FIELD_UNKNOWN"),
    ("lock of itself", form(signature("a", 'role = "hr"\norder = 1\nlocks = ["a"]')), "#1.locks[0]", "REFERENCE_UNFIT"),
    (
        "lock twice",
        form(text("b"), signature("a", 'role = "hr"\norder = 1\nlocks = ["b", "b"]')),
        "#2.locks[1]",
        "LISTED_TWICE",
    ),
    (
        "two first signatures",
        form(
            text("b"),
            signature("a", 'role = "hr"\norder = 1\nlocks = ["b"]'),
            signature("c", 'role = "leader"\norder = 1\nlocks = ["b"]'),
        ),
        "sections[0].fields[2].order",
        "ORDER_TAKEN",
    ),
    (
        "lock of what is filled later",
        form(
            text("b"),
            signature("a", 'role = "employee"\norder = 1\nlocks = ["b"]'),
            signature("c", 'role = "leader"\norder = 2\nlocks = ["b"]'),
            section=SECTION + 'filled_by = "leader"',
        ),
        "#2.locks[0]",
        "LOCK_TOO_EARLY",
    ),
    (
        "reason is no field",
        form(text("b"), signature("a", 'role = "hr"\norder = 1\nlocks = ["b"]\nabsent_reason = "d"')),
        "#2.absent_reason",
        "FIELD_UNKNOWN",
    ),
    (
        "reason is a date",
        form(field("b", "date"), signature("a", 'role = "hr"\norder = 1\nlocks = ["b"]\nabsent_reason = "b"')),
        "#2.absent_reason",
        "REFERENCE_UNFIT",
    ),
    # names in the documents
    ("cell and field", form(field("a", "rows", COLUMNS), text("a_1_b")), "#2.id", "NAME_TAKEN"),
    ("choice box and field", form(field("a", "several_of", CHOICES), text("a_x")), "#2.id", "NAME_TAKEN"),
    ("choice control and field", form(field("a", "one_of", CHOICES), text("a_y")), "#2.id", "NAME_TAKEN"),
    ("yes control and field", form(field("a", "yes_no"), text("a_yes")), "#2.id", "NAME_TAKEN"),
    ("overflow and field", form(text("a_overflow"), text("a")), "#2.id", "NAME_TAKEN"),
    ("continuation and field", form(text("continuation_1_text")), "#1.id", "NAME_TAKEN"),
    ("name too long for Word", form(field("a" * 39, "several_of", CHOICES)), "#1.id", "NAME_TOO_LONG"),
]


def faults_of(toml: str) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(toml, "form.toml")
    assert caught.value.exit_code is ExitCode.DEFINITION
    assert all(fault.file == "form.toml" for fault in caught.value.faults)
    return [(fault.where, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(("toml", "where", "code"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_found_where_it_stands_and_nothing_else_is(toml: str, where: str, code: str) -> None:
    path = re.sub(r"^#(\d)", lambda match: f"sections[0].fields[{int(match[1]) - 1}]", where)
    assert faults_of(toml) == [(path, f"DEFINITION_{code}")]


def test_the_plain_form_has_no_fault() -> None:
    assert [one.id for one in parse_definition(form(), "form.toml").fields()] == ["a"]


def test_every_fault_is_told_at_once() -> None:
    toml = form(
        text("a", 'width = 13\nprefill = "employee.shoe"'),
        field("a", "one_of"),
        field("b", "date", 'not_before = "c"\nlines = 2'),
        signature("d", 'role = "hr"\nlocks = ["e"]'),
        head=HEAD + 'colour = "red"\ndocument_date = "a"',
        archive="",
    )
    assert set(faults_of(toml)) == {
        ("colour", "DEFINITION_KEY_UNKNOWN"),
        ("document_date", "DEFINITION_REFERENCE_UNFIT"),
        ("archive", "DEFINITION_KEY_MISSING"),
        ("sections[0].fields[0].width", "DEFINITION_NUMBER_OUTSIDE"),
        ("sections[0].fields[0].prefill", "DEFINITION_VALUE_UNKNOWN"),
        ("sections[0].fields[1].id", "DEFINITION_ID_TAKEN"),
        ("sections[0].fields[1].label.nb", "DEFINITION_LABEL_TAKEN"),
        ("sections[0].fields[1].choices", "DEFINITION_KEY_MISSING"),
        ("sections[0].fields[2].not_before", "DEFINITION_FIELD_UNKNOWN"),
        ("sections[0].fields[2].lines", "DEFINITION_KEY_OUT_OF_PLACE"),
        ("sections[0].fields[3].order", "DEFINITION_KEY_MISSING"),
        ("sections[0].fields[3].locks[0]", "DEFINITION_FIELD_UNKNOWN"),
    }


def test_a_misspelt_key_is_told_its_right_name() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(form(text("a", "requird = true")), "form.toml")
    assert (
        error_sentence(caught.value.faults[0], Language.NB) == "Nøkkelen «requird» er ukjent her. Ventet: «required»."
    )


def test_what_was_expected_is_told() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(form(field("a", "one_of")), "form.toml")
    assert dict(caught.value.faults[0].params) == {"key": "choices", "expected": '[{ id = "…", nb = "…" }]'}


# What only files and folders can have wrong: tests/define/test_load.py.
OF_FILES = {"DEFINITION_FAULTS", "DEFINITION_FILE_UNREADABLE", "DEFINITION_NOT_UTF8", "DEFINITION_FORM_TAKEN"}


def test_every_fault_that_this_stage_can_tell_is_in_the_table_and_has_a_sentence() -> None:
    sources = (path.read_text("utf-8") for path in Path(define.__file__).parent.glob("*.py"))
    told = {code for source in sources for code in re.findall(r"\bDEFINITION_[A-Z0-9_]+\b", source)}
    assert told == {f"DEFINITION_{row[3]}" for row in FAULTS} | OF_FILES
    assert told <= errors().keys()


@pytest.mark.parametrize("row", FAULTS, ids=[row[0] for row in FAULTS])
def test_every_sentence_is_whole_in_every_language(row: tuple[str, str, str, str]) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(row[1], "form.toml")
    texts = tomllib.loads(resources.files("dokumentverk.messages").joinpath("errors.toml").read_text("utf-8"))
    for fault in caught.value.faults:
        asked = {name for one in texts[fault.code].values() for name in re.findall(r"\{(\w+)\}", one)}
        assert asked <= dict(fault.params).keys()
        assert all(error_sentence(fault, language) for language in Language)
