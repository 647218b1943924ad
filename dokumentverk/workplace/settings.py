"""``dokumentverk.toml`` → ``Settings``. All faults are told at once, each with its path in the file."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dokumentverk.errors import ConfigurationError, Fault
from dokumentverk.model.form import Series
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.workplace import (
    ArchiveSettings,
    Contact,
    Folders,
    FollowupSettings,
    LetterSettings,
    NavSettings,
    PaperSettings,
    ReadingLimits,
    RuleSettings,
    Sealer,
    Settings,
    SignaturePolicy,
    Style,
    TrustSettings,
)
from dokumentverk.workplace.boundary import SettingsTable, known_paths
from dokumentverk.workplace.coherence import placement_faults, sense_faults

FILE_NAME = "dokumentverk.toml"


def default_text() -> str:
    """The commented file that ``init`` writes: every key with its default, each commented out."""
    return (resources.files(__package__) / "default.toml").read_text(encoding="utf-8")


def load_settings(path: Path) -> Settings:
    """Raises ConfigurationError with every fault of the file."""
    file = path.name
    data = _parse(path)
    faults: list[Fault] = []
    table: SettingsTable | None = None
    try:
        table = SettingsTable.model_validate(data)
    except ValidationError as error:
        faults += _boundary_faults(error, file)
    for where, code, params in placement_faults(data, path.parent):
        faults.append(Fault(file, where, code, tuple(params.items())))
    if table is not None:
        faults += [Fault(file, where, code) for where, code in sense_faults(table)]
    if faults or table is None:
        raise ConfigurationError("SETTINGS_FAULTY", *faults, file=file, count=len(faults))
    return _settings(table)


def is_name(text: str) -> bool:
    """Whether the settings take ``text`` as the workplace's name."""
    try:
        SettingsTable.model_validate({"name": text})
    except ValidationError:
        return False
    return True


def stated_language(path: Path) -> Language:
    """The workplace's language as far as a faulty or missing file tells it, for the sentences about its faults."""
    try:
        return Language(tomllib.loads(path.read_bytes().decode("utf-8-sig")).get("language", Language.NB))
    except (OSError, ValueError, TypeError):
        return Language.NB


def _parse(path: Path) -> dict[str, Any]:
    """Windows Notepad may put a byte order mark first; ``tomllib`` does not know it."""
    try:
        content = path.read_bytes()
    except OSError:
        raise ConfigurationError("SETTINGS_MISSING", file=path.name) from None
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = Fault(path.name, f"line {line}", "SETTINGS_NOT_UTF8")
    except tomllib.TOMLDecodeError as error:
        # The message ends in «(at line 3, column 7)» or «(at end of document)»; before that it may quote the file.
        found = re.search(r"\(at line (\d+), column \d+\)$", str(error))
        line = int(found[1]) if found else content.count(b"\n") + 1
        fault = Fault(path.name, f"line {line}", "SETTINGS_NOT_TOML")
    except RecursionError:
        fault = Fault(path.name, "line 1", "SETTINGS_NOT_TOML")
    raise ConfigurationError("SETTINGS_FAULTY", fault, file=path.name, count=1)


def _boundary_faults(error: ValidationError, file: str) -> Iterator[Fault]:
    errors = error.errors(include_url=False, include_input=False)
    for one in errors:
        # Items at fault are not counted, so a list of nothing but faults is also called too short.
        if one["type"] == "too_short" and any(other["loc"][:-1] == one["loc"] for other in errors):
            continue
        where = _where(one["loc"])
        context = one.get("ctx", {})
        match one["type"]:
            case "extra_forbidden":
                yield _unknown_key(file, where)
            case "greater_than_equal":
                yield Fault(file, where, "SETTINGS_TOO_SMALL", (("minimum", str(context["ge"])),))
            case "less_than_equal":
                yield Fault(file, where, "SETTINGS_TOO_LARGE", (("maximum", str(context["le"])),))
            case "string_too_long" | "too_long":
                yield Fault(file, where, "SETTINGS_TOO_LONG", (("maximum", str(context["max_length"])),))
            case "enum":
                # No signature is a kind to our readers, and nothing that a workplace can accept.
                choices = [one for one in re.findall(r"'([^']*)'", str(context["expected"])) if one != _NO_CHOICE]
                yield Fault(file, where, "SETTINGS_CHOICE", (("choices", ", ".join(choices)),))
            case kind if kind.startswith("SETTINGS_"):
                yield Fault(file, where, kind, tuple((name, str(value)) for name, value in context.items()))
            case kind:
                yield Fault(file, where, _CODES.get(kind, "SETTINGS_VALUE"))


_NO_CHOICE = SignatureKind.NONE.value

_CODES = {
    "missing": "SETTINGS_KEY_MISSING",
    "int_type": "SETTINGS_NUMBER_EXPECTED",
    "bool_type": "SETTINGS_TRUE_FALSE_EXPECTED",
    "string_type": "SETTINGS_TEXT_EXPECTED",
    "string_too_short": "SETTINGS_EMPTY",
    "too_short": "SETTINGS_EMPTY",
    "tuple_type": "SETTINGS_LIST_EXPECTED",
    "model_type": "SETTINGS_TABLE_EXPECTED",
}


def _where(location: tuple[int | str, ...]) -> str:
    """``("contacts", 1, "role")`` as ``contacts[1].role``, counted from 0 as in definitions of forms."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{_plain(part)}"
    return text.removeprefix(".")


def _plain(key: str) -> str:
    """A key that a person wrote may hold anything; on a terminal it must not."""
    return key if re.fullmatch(r"[\w-]{1,60}", key) else "?"


def _unknown_key(file: str, where: str) -> Fault:
    """Suggests the key of that name in another table first, then the nearest spelling."""
    wanted = re.sub(r"\[\d+\]", "", where)
    known = known_paths()
    elsewhere = [path for path in known if path.rsplit(".", 1)[-1] == wanted.rsplit(".", 1)[-1]]
    near = elsewhere or difflib.get_close_matches(wanted, known, n=1, cutoff=0.75)
    if near:
        return Fault(file, where, "SETTINGS_KEY_MISSPELT", (("near", near[0]),))
    return Fault(file, where, "SETTINGS_KEY_UNKNOWN")


def _settings(table: SettingsTable) -> Settings:
    series = table.archive.series.model_dump()
    return Settings(
        name=table.name,
        organisasjonsnummer=table.organisasjonsnummer,
        language=table.language,
        address=table.address,
        routine=table.routine,
        people=table.people,
        style=Style(**table.style.model_dump()),
        contacts=tuple(Contact(**one.model_dump()) for one in table.contacts),
        rules=RuleSettings(**table.rules.model_dump()),
        signatures=tuple(SignaturePolicy(one.form, one.role.value, one.accepted) for one in table.signatures),
        archive=ArchiveSettings(
            series=tuple((one, series[one.value]) for one in Series), **table.archive.model_dump(exclude={"series"})
        ),
        folders=Folders(**table.folders.model_dump()),
        reading=ReadingLimits(**table.reading.model_dump()),
        paper=PaperSettings(**table.paper.model_dump()),
        followup=FollowupSettings(**table.followup.model_dump()),
        letters=LetterSettings(**table.letters.model_dump()),
        nav=NavSettings(**table.nav.model_dump()),
        trust=TrustSettings(
            **table.trust.model_dump(exclude={"sealers"}),
            sealers=tuple(Sealer(**one.model_dump()) for one in table.trust.sealers),
        ),
    )
