"""Every code has its sentences, every sentence its parameters, and nothing a stranger wrote can steer a terminal."""

from __future__ import annotations

import ast
import re
import string
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dokumentverk.errors
from dokumentverk.errors import Fault, UsageFault
from dokumentverk.messages import Message, error_sentence, errors, finding, finding_sentence, findings, visible
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.language import Language

PACKAGE = Path(dokumentverk.__file__).parent
TESTS = Path(__file__).parent
FILES = sorted((PACKAGE / "messages" / "findings").glob("*.toml"))
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")

NOT_CODES = {
    "CONTENT_CONTROL": "a method of reading",
    "OMP_NUM_THREADS": "what a library looks up in its environment",
    "OPENBLAS_NUM_THREADS": "what a library looks up in its environment",
    "OPENCV_FOR_THREADS_NUM": "what a library looks up in its environment",
    "O_BINARY": "a flag of the operating system",
    "PERSON_NEEDED": "an exit code",
    "PREFILL_PATHS": "a name that define exports",
    "SC_PAGE_SIZE": "a name that the operating system knows a number by",
}

ADDED_LATER = {("TABLE", "file"), ("PAGES", "limit")}
"""What an engine or a parser cannot know, and the stage that catches its exception adds: (first word, parameter)."""

EXCEPTIONS = frozenset(name for name, one in vars(dokumentverk.errors).items() if isinstance(one, type))


@dataclass(frozen=True, slots=True)
class Use:
    """A code in the source. ``params`` are the names given with it, None where they are not to be seen there."""

    code: str
    place: str
    params: frozenset[str] | None


@cache
def uses() -> tuple[Use, ...]:
    return tuple(use for path in sorted(PACKAGE.rglob("*.py")) for use in _uses_in(path))


def _uses_in(path: Path) -> Iterator[Use]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    params: dict[int, frozenset[str] | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in node.args:
                if isinstance(argument, ast.Constant):
                    params[id(argument)] = _params(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            place = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
            yield Use(node.value, place, params.get(id(node)))


def _params(call: ast.Call) -> frozenset[str] | None:
    """What a call of ``finding``, of an exception or of ``Fault`` gives by name."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    if name == "Fault" and len(call.args) <= 2 and not call.keywords:
        # Of a signature: (code, params), without a file and a place in it.
        return _pairs(call.args[1]) if len(call.args) == 2 else frozenset()
    if name == "Fault":
        return _pairs(call.args[3]) if len(call.args) > 3 else _pairs(_keyword(call, "params"))
    if name == "finding":
        own = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") != "messages"
        return frozenset(given | ({"label"} if own or "field" in given else set()))
    return frozenset(given) if name in EXCEPTIONS else None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _pairs(node: ast.expr | None) -> frozenset[str] | None:
    if node is None:
        return frozenset()
    try:
        pairs = ast.literal_eval(node)
    except ValueError:
        written = node.elts if isinstance(node, ast.Tuple) else []
        names = [one.elts[0] for one in written if isinstance(one, ast.Tuple)]
        known = [one.value for one in names if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return frozenset(known) if written and len(known) == len(written) else None
    return frozenset(name for name, _ in pairs)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


ALL = [*((f"finding {code}", message) for code, message in findings().items())]
ALL += [(f"error {code}", message) for code, message in errors().items()]
MESSAGES = pytest.mark.parametrize("message", [message for _, message in ALL], ids=[name for name, _ in ALL])


def test_every_code_in_the_source_has_sentences() -> None:
    known = {*findings(), *errors(), *NOT_CODES}
    assert {f"{use.code} at {use.place}" for use in uses() if use.code not in known} == set()


def test_every_sentence_has_a_code_in_the_source() -> None:
    assert ({*findings(), *errors()} - {use.code for use in uses()}) == set()


def test_what_is_no_code_is_in_the_source() -> None:
    assert set(NOT_CODES) <= {use.code for use in uses()}


def test_every_use_gives_what_the_sentences_ask_for() -> None:
    lacking: set[str] = set()
    for use in uses():
        message = findings().get(use.code) or errors().get(use.code)
        if message is not None and use.params is not None and not (use.code in findings() and use.code in errors()):
            asked = placeholders(message.text.nb) | placeholders(message.text.nn) | placeholders(message.text.en)
            later = {name for word, name in ADDED_LATER if use.code.startswith(f"{word}_")}
            lacking |= {f"{use.code} at {use.place}: {name}" for name in asked - use.params - later}
    assert lacking == set()


def test_many_uses_can_be_judged() -> None:
    judged = {use.code for use in uses() if use.params is not None and use.code in {*findings(), *errors()}}
    assert len(judged) > 100


def test_every_finding_is_named_by_a_test() -> None:
    """A bad sample for every code: its name stands in a test beside this one. Whether the product raises it there,
    ``raised_codes`` tells after a run of all tests."""
    files = {*TESTS.rglob("test_*.py"), *TESTS.rglob("*_samples.py")} - {Path(__file__).resolve()}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = set(CODE.findall(texts))
    assert {code for code in findings() if code not in named} == set()


@MESSAGES
def test_the_same_parameters_in_every_language(message: Message) -> None:
    asked = [placeholders(text) for text in (message.text.nb, message.text.nn, message.text.en)]
    assert asked[0] == asked[1] == asked[2]
    assert all(re.fullmatch(r"[a-z_]+", name) for name in asked[0])


@MESSAGES
def test_a_sentence_is_whole(message: Message) -> None:
    for text in (message.text.nb, message.text.nn, message.text.en):
        filled = text.format_map(dict.fromkeys(placeholders(text), "7"))
        assert re.match(r"[A-ZÆØÅ0-9«“‘\[]|true ", filled), filled
        assert filled.endswith((".", "?", "»", "”")), filled
        assert "  " not in filled
        assert "\n" not in filled
        assert not re.search(r"\bNAV\b", filled)


_BOKMAL = re.compile(
    r"\b(?:ikke|jeg|hvem|hva|hvor|hvorfor|hvordan|hvilken|hvilke|hvis|noen|noe|fra|bare|uten|mangler|dere|sier|"
    r"arbeidsgiver|arbeidstaker|egenmelding|sykmelding|fravær|flere|mye|ansattnummer|skjemaer|være|blir ikke)\b",
    re.IGNORECASE,
)
_NYNORSK = re.compile(r"\b(?:ikkje|eg|kven|kva|kvifor|korleis|kvar|nokon|noko|frå|berre|utan|manglar|meir)\b")
_QUOTED = re.compile(r"“[^”]*”|fødselsnummer|bokmål|arbeidsgiverperiode")
"""What an English sentence may say in Norwegian: quotations, and what has no English name."""


@MESSAGES
def test_each_language_is_itself(message: Message) -> None:
    assert not _BOKMAL.search(message.text.nn), message.text.nn
    assert not _NYNORSK.search(message.text.nb), message.text.nb
    assert not re.search(r"[æøåÆØÅ«»]", _QUOTED.sub("", message.text.en)), message.text.en
    assert "“" not in message.text.nb + message.text.nn


@pytest.mark.parametrize("file", [*FILES, PACKAGE / "messages" / "errors.toml"], ids=lambda file: file.stem)
def test_a_catalogue_says_nothing_else(file: Path) -> None:
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    keys = {"nb", "nn", "en"} | ({"severity"} if file in FILES else set())
    if file in FILES:
        assert list(content) == sorted(content)
    assert all(set(entry) == keys for entry in content.values())


def test_severities() -> None:
    assert {message.severity for message in findings().values()} == set(Severity)
    assert all(message.severity is None for message in errors().values())


def test_a_code_without_a_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError):
        finding("NO_SUCH_CODE")


def test_a_cell_is_told_of_by_row_and_column() -> None:
    told = finding("DATE_UNREADABLE", field="measures", row=2, column=4)
    assert "«14 Avtalte tiltak, rad 2, kolonne 4»" in finding_sentence(told, Language.NB, "14 Avtalte tiltak")
    assert "«measures, rad 2, kolonne 4»" in finding_sentence(told, Language.NN)
    assert "“14 Measures, row 2, column 4”" in finding_sentence(told, Language.EN, "14 Measures")


def test_a_list_is_read_as_a_list_in_each_language() -> None:
    told = finding("PAGES_MISSING", pages="1, 3, 4")
    assert finding_sentence(told, Language.NB).startswith("Side 1, 3 og 4 av skjemaet")
    assert finding_sentence(told, Language.NN).startswith("Side 1, 3 og 4 av skjemaet")
    assert "page 1, 3 and 4 of" in finding_sentence(told, Language.EN).lower()
    assert finding_sentence(finding("PAGES_MISSING", pages="3"), Language.NB).startswith("Side 3 av skjemaet")


def test_a_missing_parameter_hides_no_finding() -> None:
    told = Finding("TEXT_TOO_LONG", Severity.ERROR, "follow_up")
    assert finding_sentence(told, Language.EN, "9 Plan").startswith("The text in “9 Plan” has ? characters.")


HOSTILE = "\x1b]0;eid\x07a\r\nb\x9b31m\u202egnp.exe\u2066\u200b\ufeff\u00ad\u2028c\udcff{label}\U000e0041"


@pytest.mark.parametrize("language", Language)
def test_controls_are_taken_out_of_findings_and_errors(language: Language) -> None:
    told = Finding("ISSUE_WITHDRAWN", Severity.REVIEW, "f", (("label", HOSTILE),))
    sentences = [
        finding_sentence(told, language, HOSTILE),
        finding_sentence(finding("FIELD_REQUIRED", field="f"), language, HOSTILE),
        error_sentence(Fault("fil", "linje 1", "DEFINITION_ID_TAKEN", (("id", HOSTILE), ("other", HOSTILE))), language),
        error_sentence(UsageFault("FILE_EXISTS", path=HOSTILE), language),
    ]
    for sentence in sentences:
        assert _steering(sentence) == set()
        assert sentence.encode("utf-8")


def _steering(text: str) -> set[str]:
    return {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def test_what_is_visible_stays() -> None:
    assert visible("Ærlig «Áhkká» {x} – 50 %\u00a0🙂") == "Ærlig «Áhkká» {x} – 50 %\u00a0🙂"
    assert visible("a\r\nb\tc") == "a  b c"
    assert visible(HOSTILE).endswith("c\ufffd{label}")


@given(st.text())
def test_any_text_becomes_visible(text: str) -> None:
    assert _steering(visible(text)) == set()
    assert visible(visible(text)) == visible(text)
