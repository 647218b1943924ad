"""The work of ``dokumentverk accept --table`` and ``--data``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.data_files import keep_refused, row_reason, single_object
from dokumentverk.cli.output import print_json, say, tell, tracked
from dokumentverk.cli.receiving import filing_code, print_understood
from dokumentverk.errors import DokumentverkError, ExitCode, UsageFault
from dokumentverk.flow.corrections import correct, lines_of, values_of
from dokumentverk.messages import error_sentence, finding_sentence, runs_of
from dokumentverk.messages.words import word
from dokumentverk.model.table import TableRow
from dokumentverk.workplace.tables import read_table

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def accept_table(office: Office, path: Path, by: str, reason: str, output: str) -> ExitCode:
    """Decide every return of a table, and keep the rows that could not be used for a further run."""
    table, language = read_table(path), office.settings.language
    groups = lines_of(table)
    for told in table.findings:
        tell(finding_sentence(told, language))
    worst = ExitCode.OK
    refused: list[tuple[TableRow, DokumentverkError]] = []
    for lines in tracked(groups):
        became = correct(office, lines, by, reason)
        refused += became.refused
        if became.done is None:
            continue
        if output != "json":
            say(word("correction_lines", language).format(lines=runs_of(one.row.line for one in lines)))
        print_understood(office, *became.done, output)
        worst = max(worst, filing_code(became.done[1]))
    if output == "json":
        for row, error in refused:
            message = error_sentence(error, language)
            print_json({"schema": 1, "line": row.line, "outcome": "refused", "code": error.code, "message": message})
    if refused:
        reasons = [(row, row_reason(row, error_sentence(error, language), language)) for row, error in refused]
        keep_refused(office, path, table, reasons)
        worst = max(worst, ExitCode.PERSON_NEEDED)
    return worst


def values_in(path: Path) -> dict[str, str]:
    """The corrections of one return from a JSON file. Raises UsageFault."""
    data = single_object(path)
    if data is None:
        raise UsageFault("DATA_NOT_JSON", file=path.name)
    return values_of(data)
