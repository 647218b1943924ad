"""Single cells of the people register: text → value, and a finding where that cannot be. Nothing is mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.person import BreakReason, EmploymentPeriod, Position
from dokumentverk.model.value import Unparsable, normal_lines
from dokumentverk.model.written import parse_date
from dokumentverk.rules.fodselsnummer import Verdict, judge

_NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,18}[0-9A-Za-z])?")
_LANGUAGES = {
    "nb": Language.NB, "bokmål": Language.NB, "norsk bokmål": Language.NB, "bm": Language.NB,
    "nn": Language.NN, "nynorsk": Language.NN, "norsk nynorsk": Language.NN,
    "en": Language.EN, "engelsk": Language.EN, "english": Language.EN,
}  # fmt: skip
_REASONS = {
    BreakReason.PERMITTERING: ("permittering", "permittert", "temporary layoff"),
    BreakReason.LEAVE: ("permisjon", "foreldrepermisjon", "omsorgspermisjon", "utdanningspermisjon", "leave"),
    BreakReason.MILITARY: ("militærtjeneste", "militærteneste", "førstegangstjeneste", "førstegongsteneste",
                           "siviltjeneste", "verneplikt", "heimevern", "military"),
    BreakReason.OTHER: ("annet", "anna", "oppsigelse", "oppseiing", "sluttet", "slutta", "egen oppsigelse", "pensjon",
                        "midlertidig", "vikariat", "engasjement", "avskjed", "død", "other"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noted:
    """Where findings of one row go."""

    file: str
    line: int
    findings: list[Finding]

    def add(self, code: str, column: str = "") -> None:
        self.findings.append(finding(code, file=self.file, line=self.line, column=column))


def plain(text: str, longest: int = 40) -> str:
    """For a sentence: no control or format characters, not endless."""
    shown = "".join(sign if unicodedata.category(sign)[0] != "C" else "\ufffd" for sign in text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def name(text: str) -> str:
    """One line, blanks single. Control and format characters go: a name must not turn a line of text around."""
    visible = "".join(
        sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co") or sign.isspace()
    )
    return " ".join(visible.split())[:200]


def employee_number(text: str, noted: Noted) -> str | None:
    """It names a folder in the archive: letters A to Z, digits, and ``.``, ``-`` and ``_`` between them."""
    if not text:
        noted.add("PEOPLE_NUMBER_MISSING")
        return None
    if not _NUMBER.fullmatch(text):
        noted.add("PEOPLE_NUMBER_UNUSABLE")
        return None
    return text


def fodselsnummer(text: str, noted: Noted) -> str | None:
    """Eleven digits that pass the control, by the rule before 2032 or the one from then on. Ten are most likely one
    whose leading zero a spreadsheet took; only a person can say."""
    digits = re.sub(r"[\s\u00a0.-]", "", text)
    if not digits:
        return None
    match judge(digits, rule_2032=True):
        case Verdict.VALID:
            return digits
        case Verdict.ZERO_LOST:
            noted.add("PEOPLE_FODSELSNUMMER_ZERO_LOST")
        case Verdict.LENGTH_WRONG:
            lost = re.fullmatch(r"[0-9]{10}", digits) is not None
            noted.add("PEOPLE_FODSELSNUMMER_ZERO_LOST" if lost else "PEOPLE_FODSELSNUMMER_UNREADABLE")
        case Verdict.DATE_WRONG | Verdict.CHECK_WRONG:
            noted.add("PEOPLE_FODSELSNUMMER_WRONG")
    return None


def phone(text: str, noted: Noted) -> str | None:
    if not text:
        return None
    if not re.fullmatch(r"\+?[0-9][0-9\s\u00a0()-]{2,24}", text):
        noted.add("PEOPLE_PHONE_UNREADABLE")
        return None
    return " ".join(text.split())


def email(text: str, noted: Noted) -> str | None:
    if not text:
        return None
    if len(text) > 254 or not re.fullmatch(
        r"[^\s@<>()\[\]\\,;:\"\x00-\x1f]+@[^\s@<>()\[\]\\,;:\"\x00-\x1f]+\.\w{2,}", text
    ):
        noted.add("PEOPLE_EMAIL_UNREADABLE")
        return None
    return text


def address(lines: Sequence[str], postcode: str, town: str) -> tuple[str, ...]:
    """Lines of cells and of line breaks within a cell; postcode and town are the last one."""
    split = [name(line) for cell in lines for line in (normal_lines(cell) or "").split("\n")]
    return tuple(line for line in (*split, name(f"{postcode} {town}")) if line)[:8]


def language(text: str, noted: Noted) -> Language | None:
    if not text:
        return None
    found = _LANGUAGES.get(text.casefold())
    if found is None:
        noted.add("PEOPLE_LANGUAGE_UNKNOWN")
    return found


def position(title: str, unit: str, leader: str, deputy: str, noted: Noted) -> Position | None:
    """None when nothing is said. Leader and deputy are employee numbers; a name cannot be looked up."""
    if not (title or unit or leader or deputy):
        return None
    numbers: list[str | None] = []
    for text, column in ((leader, "leder"), (deputy, "stedfortreder")):
        if text and not _NUMBER.fullmatch(text):
            noted.add("PEOPLE_LEADER_NOT_NUMBER", column=column)
        numbers.append(text if _NUMBER.fullmatch(text) else None)
    return Position(name(title), name(unit), *numbers)


def period(first: str, last: str, reason: str, noted: Noted) -> EmploymentPeriod | None:
    start, start_known = _day(first, "ansatt fra", noted)
    end, end_known = _day(last, "ansatt til", noted)
    why = _reason(reason, noted)
    if not (start_known and end_known):
        return None
    if start is None:
        if end is not None:
            noted.add("PEOPLE_PERIOD_WITHOUT_START")
        return None
    if end is not None and end < start:
        noted.add("PEOPLE_PERIOD_BACKWARDS")
        return None
    return EmploymentPeriod(start, end, why if end is not None else None)


def _day(text: str, column: str, noted: Noted) -> tuple[date | None, bool]:
    """(the day, True when the cell could be read). A time of day after the date is an export's, and is left out."""
    if not text:
        return None, True
    day = parse_date(re.sub(r"[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?$", "", text))
    if isinstance(day, Unparsable):
        noted.add("PEOPLE_DATE_UNREADABLE", column=column)
        return None, False
    return day, True


def _reason(text: str, noted: Noted) -> BreakReason | None:
    if not text:
        return None
    written = text.casefold()
    for reason, words in _REASONS.items():
        if written in words or written == reason.value:
            return reason
    noted.add("PEOPLE_REASON_UNKNOWN")
    return BreakReason.OTHER


def joined_periods(periods: Sequence[EmploymentPeriod]) -> tuple[EmploymentPeriod, ...]:
    """In order, those that overlap as one: two positions at a time are one employment. Its end and reason are those of
    the one that lasted longest; periods that only touch stay apart."""
    joined: list[EmploymentPeriod] = []
    for one in sorted(periods, key=lambda period: (period.first, period.last or date.max)):
        before = joined[-1] if joined else None
        if before is None or (before.last is not None and before.last < one.first):
            joined.append(one)
        elif before.last is not None and (one.last is None or one.last > before.last):
            joined[-1] = EmploymentPeriod(before.first, one.last, one.reason)
    return tuple(joined)
