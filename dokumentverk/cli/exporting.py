"""The work of ``dokumentverk export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.output import severity_label, tell
from dokumentverk.errors import ExitCode
from dokumentverk.flow.nav_export import export_nav, write_payload
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.report import label_of

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def write_nav(office: Office, return_id: str, out: Path | None) -> ExitCode:
    export, language = export_nav(office, return_id), office.settings.language
    for one in export.exported.findings:
        label = label_of(one.field, export.definition, language)
        tell(f"{severity_label(one.severity.value, language)}: {finding_sentence(one, language, label)}")
    if export.text is None:
        tell(word("export_held_back", language))
        return ExitCode.PERSON_NEEDED
    if out is None:
        click.echo(export.text, nl=False)
    else:
        write_payload(export, out)
        tell(word("export_written", language).format(path=out))
    return ExitCode.OK
