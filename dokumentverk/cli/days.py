"""Dates as people write them on the command line: ``2.11.2026`` or ``2026-11-02``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from dokumentverk.followup.facts import YEARS
from dokumentverk.model.value import Unparsable, parse_date

if TYPE_CHECKING:
    DayType = click.ParamType[date]
else:
    # Only newer versions of click let the class be subscripted.
    DayType = click.ParamType


class Day(DayType):
    """A day of the years that follow-up knows."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        found = parse_date(str(value))
        if isinstance(found, Unparsable):
            self.fail("Write the date as 2.11.2026 or 2026-11-02.", param, ctx)
        if found.year not in YEARS:
            self.fail(f"The year must be from {YEARS.start} to {YEARS.stop - 1}.", param, ctx)
        return found


DAY = Day()
