"""``dokumentverk case``: open, change, show and close cases of follow-up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option

if TYPE_CHECKING:
    from dokumentverk.model.case import Fact

    GradeType = click.ParamType[Decimal]
else:
    GradeType = click.ParamType

KINDS = click.Choice(["sykefravaer", "korttidsfravaer", "forebyggende"])
MEETINGS = click.Choice(["contact", "dialogmote-1", "dialogmote-2", "dialogmote-3", "ia-mote", "other"])
RECIPIENTS = click.Choice(["sykmelder", "nav", "employee", "hr", "other"])

_replaces = click.option(
    "--replaces", type=click.IntRange(min=1), metavar="N", help="Instead of fact N, as «case show» numbers them."
)


class Grade(GradeType):
    """Per cent absent, 0 to 100, with comma or full stop."""

    name = "percent"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        from dokumentverk.model.value import Unparsable
        from dokumentverk.model.written import parse_percent

        found = value if isinstance(value, Decimal) else parse_percent(str(value))
        if isinstance(found, Unparsable) or not 0 <= found <= 100:
            self.fail("Write how many per cent the employee is absent, from 0 to 100.", param, ctx)
        return found


GRADE = Grade()


@click.group(name="case")
def command() -> None:
    """Cases of follow-up: sickness absence, frequent short absence, prevention. No diagnosis is asked for or kept.

    A case is facts, each with the day it was told. None is overwritten: tell it anew with --replaces, or take it back
    with «case retract».

    \b
    Examples:
      dokumentverk case open 1001 --first-day 2.11.2026
      dokumentverk case grade S7KXM4RTA 50 --from 16.11.2026
      dokumentverk case list
    """


@command.command(name="list")
@click.option("--employee", metavar="NO", help="Only this employee's.")
@click.option("--kind", type=KINDS, help="Only of this kind.")
@click.option("--all", "closed", is_flag=True, help="The closed ones too.")
@output_option
@click.pass_context
def list_(ctx: click.Context, employee: str | None, kind: str | None, closed: bool, output: str) -> int:
    """List the cases that are open, in the order in which they were opened.

    \b
    Example:
      dokumentverk case list --employee 1001 --all
    """
    from dokumentverk.cli.casework import list_cases
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return list_cases(office, employee, kind, output, closed=closed)


@command.command(name="show")
@click.argument("id")
@click.option("--on", type=DAY, help="Count the deadlines from this day. Default: today.")
@output_option
@click.pass_context
def show(ctx: click.Context, id: str, on: date | None, output: str) -> int:
    """Show one case: what was told of it, its documents, and every deadline, met or not.

    \b
    Example:
      dokumentverk case show S7KXM4RTA
    """
    from dokumentverk.cli.casework import show_case
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return show_case(office, id, on, output)


@command.command(name="open")
@click.argument("employee", required=False)
@click.option("--kind", type=KINDS, default="sykefravaer", show_default=True)
@click.option("--first-day", type=DAY, help="First day of absence. Only sickness absence has one.")
@click.option("--sykmelder", metavar="NAME", help="Who certifies the absence.")
@click.option("--fastlege/--not-fastlege", default=None, help="Whether that is the employee's own GP.")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table of absences (CSV, XLSX, JSON Lines), one in each row.",
)
@output_option
@click.pass_context
def open_(
    ctx: click.Context,
    employee: str | None,
    kind: str,
    first_day: date | None,
    sykmelder: str | None,
    fastlege: bool | None,
    data: Path | None,
    output: str,
) -> int:
    """Open a case for EMPLOYEE (a number), or one for each row of a table.

    The columns of a table: ansattnummer, type, første fraværsdag, siste fraværsdag, grad (per cent absent), sykmelding
    fra, sykmelding til, sykmelder. Rows with faults go to a file that can be mended and run. The same case asked for
    again is not opened twice. A filed egenmelding opens its case by itself when it is long or has no last day.

    \b
    Examples:
      dokumentverk case open 1001 --first-day 2.11.2026 --sykmelder "Lege Legesen"
      dokumentverk case open 1001 --kind forebyggende
      dokumentverk case open --data fravaer.xlsx
    """
    from dokumentverk.cli.casework import open_one, open_table
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.model.case import CaseKind

    alone = (employee, first_day, sykmelder, kind != "sykefravaer")
    if data is not None and any(alone):
        raise click.UsageError("--data has all of it in its columns: give nothing beside it.")
    if data is None and employee is None:
        raise click.UsageError("Give an EMPLOYEE, or --data FILE.")
    with opened_workplace(ctx) as office:
        if data is not None:
            return open_table(office, data, output)
        assert employee is not None
        return open_one(office, CaseKind(kind), employee, first_day, _doctor(sykmelder, fastlege), output)


def _doctor(name: str | None, fastlege: bool | None) -> tuple[Fact, ...]:
    from dokumentverk.model.case import Sykmelder

    if name is None and fastlege is not None:
        raise click.UsageError("--fastlege and --not-fastlege go with --sykmelder NAME.")
    return () if name is None else (Sykmelder(" ".join(name.split())[:200], fastlege),)


@command.command(name="amend")
@click.argument("id")
@click.option("--first-day", type=DAY, help="The absence began on another day.")
@click.option("--sykmelder", metavar="NAME", help="Who certifies the absence.")
@click.option("--fastlege/--not-fastlege", default=None, help="Whether that is the employee's own GP.")
@output_option
@click.pass_context
def amend(
    ctx: click.Context, id: str, first_day: date | None, sykmelder: str | None, fastlege: bool | None, output: str
) -> int:
    """Tell another first day, or who certifies the absence.

    \b
    Example:
      dokumentverk case amend S7KXM4RTA --first-day 1.11.2026
    """
    from dokumentverk.model.case import FirstDay

    facts = (*((FirstDay(first_day),) if first_day else ()), *_doctor(sykmelder, fastlege))
    if not facts:
        raise click.UsageError("Give --first-day or --sykmelder.")
    return _tell(ctx, id, facts, None, output)


@command.command(name="grade")
@click.argument("id")
@click.argument("percent", type=GRADE)
@click.option("--from", "first", type=DAY, required=True, help="From this day on.")
@_replaces
@output_option
@click.pass_context
def grade(ctx: click.Context, id: str, percent: Decimal, first: date, replaces: int | None, output: str) -> int:
    """Tell how many per cent the employee is absent (100: wholly) from a day on.

    \b
    Example:
      dokumentverk case grade S7KXM4RTA 50 --from 16.11.2026
    """
    from dokumentverk.model.case import Graded

    return _tell(ctx, id, (Graded(first, percent),), replaces, output)


@command.command(name="sicknote")
@click.argument("id")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--until", "last", type=DAY, required=True, help="Last day.")
@click.option("--grade", "percent", type=GRADE, default="100", show_default=True, help="Per cent absent.")
@click.option("--avventende", is_flag=True, help="It only warns of absence: adapt the work.")
@_replaces
@output_option
@click.pass_context
def sicknote(
    ctx: click.Context,
    id: str,
    first: date,
    last: date,
    percent: Decimal,
    avventende: bool,
    replaces: int | None,
    output: str,
) -> int:
    """Tell of a sick note: its days and its grade, nothing else of what it says.

    \b
    Example:
      dokumentverk case sicknote S7KXM4RTA --from 5.11.2026 --until 30.11.2026 --grade 60
    """
    from dokumentverk.model.case import SickNote

    return _tell(ctx, id, (SickNote(first, last, percent, avventende),), replaces, output)


@command.command(name="interrupt")
@click.argument("id")
@click.option("--from", "first", type=DAY, required=True, help="First day back at work.")
@click.option("--until", "last", type=DAY, required=True, help="Last day at work before the absence went on.")
@_replaces
@output_option
@click.pass_context
def interrupt(ctx: click.Context, id: str, first: date, last: date, replaces: int | None, output: str) -> int:
    """Tell of days at work in between. Sixteen or more begin the weeks anew, fewer do not.

    \b
    Example:
      dokumentverk case interrupt S7KXM4RTA --from 16.11.2026 --until 20.11.2026
    """
    from dokumentverk.model.case import Interruption

    return _tell(ctx, id, (Interruption(first, last),), replaces, output)


@command.command(name="meeting")
@click.argument("id")
@click.argument("kind", type=MEETINGS, metavar="KIND")
@click.option("--on", "day", type=DAY, required=True, help="Its day.")
@click.option("--held", "state", flag_value="held", help="It was held.")
@click.option("--cancelled", "state", flag_value="cancelled", help="It was cancelled.")
@_replaces
@output_option
@click.pass_context
def meeting(
    ctx: click.Context, id: str, kind: str, day: date, state: str | None, replaces: int | None, output: str
) -> int:
    """Tell of a meeting that is planned, held or cancelled, also those that Nav calls.

    KIND is contact (a conversation, such as the first one), dialogmote-1, dialogmote-2, dialogmote-3, ia-mote or other.

    \b
    Examples:
      dokumentverk case meeting S7KXM4RTA dialogmote-1 --on 10.12.2026
      dokumentverk case meeting S7KXM4RTA dialogmote-1 --on 10.12.2026 --held
      dokumentverk case meeting S7KXM4RTA contact --on 4.11.2026 --held
    """
    from dokumentverk.model.case import Meeting, MeetingKind, MeetingState

    told = Meeting(MeetingKind(kind), day, MeetingState(state or "planned"))
    return _tell(ctx, id, (told,), replaces, output)


@command.command(name="share")
@click.argument("id")
@click.argument("recipient", type=RECIPIENTS, metavar="RECIPIENT")
@click.option("--on", "day", type=DAY, required=True, help="When it was given.")
@click.option("--document", metavar="RETURN", help="The filed plan that was given.")
@_replaces
@output_option
@click.pass_context
def share(
    ctx: click.Context, id: str, recipient: str, day: date, document: str | None, replaces: int | None, output: str
) -> int:
    """Tell to whom a plan was given. Nothing is sent.

    RECIPIENT is sykmelder, nav, employee, hr or other. That the employee handed it over counts too.

    \b
    Example:
      dokumentverk case share S7KXM4RTA sykmelder --on 25.11.2026 --document R7KXM4RTA9C
    """
    from dokumentverk.model.case import Recipient, Shared

    told = Shared(Recipient(recipient), day, document.strip().upper() if document else None)
    return _tell(ctx, id, (told,), replaces, output)


@command.command(name="link")
@click.argument("id")
@click.argument("return_id", metavar="RETURN")
@click.option("--remove", is_flag=True, help="It does not belong to the case after all.")
@output_option
@click.pass_context
def link(ctx: click.Context, id: str, return_id: str, remove: bool, output: str) -> int:
    """Lay a filed document to a case. Filing does so by itself where only one case can be meant.

    \b
    Example:
      dokumentverk case link S7KXM4RTA R7KXM4RTA9C
    """
    from dokumentverk.cli.casework import link_document
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return link_document(office, id, return_id, output, remove=remove)


@command.command(name="close")
@click.argument("id")
@click.option("--last", type=DAY, required=True, help="Last day of absence, or of the case.")
@_replaces
@output_option
@click.pass_context
def close(ctx: click.Context, id: str, last: date, replaces: int | None, output: str) -> int:
    """Close a case. What was not done by then lapses. To open it again, retract that it was closed.

    \b
    Example:
      dokumentverk case close S7KXM4RTA --last 31.12.2026
    """
    from dokumentverk.model.case import Closed

    return _tell(ctx, id, (Closed(last),), replaces, output)


@command.command(name="retract")
@click.argument("id")
@click.argument("number", type=click.IntRange(min=1))
@output_option
@click.pass_context
def retract(ctx: click.Context, id: str, number: int, output: str) -> int:
    """Take fact NUMBER back, as «case show» numbers them. The first takes the whole case away. Both stay in the log.

    \b
    Example:
      dokumentverk case retract S7KXM4RTA 3
    """
    from dokumentverk.model.case import Retracted

    return _tell(ctx, id, (Retracted(number),), None, output)


def _tell(ctx: click.Context, id: str, facts: tuple[Fact, ...], replaces: int | None, output: str) -> int:
    from dokumentverk.cli.casework import tell_facts
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return tell_facts(office, id, facts, replaces, output)
