"""``dokumentverk case``: the facts that are told of a case, one command each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option

if TYPE_CHECKING:
    from dokumentverk.model.case import Fact

    GradeType = click.ParamType[Decimal]
    ClockType = click.ParamType[str]
else:
    GradeType = ClockType = click.ParamType

MEETINGS = click.Choice(["contact", "dialogmote-1", "dialogmote-2", "dialogmote-3", "ia-mote", "moteplassen", "other"])
INVITEES = click.Choice(
    [
        "employee", "leader", "certifying_doctor", "other_health_personnel", "nav", "occupational_health",
        "union_representative", "safety_representative", "trusted_person", "hr", "other",
    ]
)  # fmt: skip
RECIPIENTS = click.Choice(
    [
        "sykmelder", "nav", "employee", "hr", "archive", "occupational_health", "rehabilitation",
        "union_representative", "safety_representative", "other",
    ]
)  # fmt: skip

replaces_option = click.option(
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


class Clock(ClockType):
    """A time of day as people write it: ``14``, ``9.30``, ``14:00``, ``kl. 14.00``."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from dokumentverk.model.written import is_time, normal_time

        written = normal_time(str(value).strip())
        if not is_time(written):
            self.fail("Write the time as 14.00.", param, ctx)
        return written


CLOCK = Clock()


def tell(ctx: click.Context, id: str, facts: tuple[Fact, ...], replaces: int | None, output: str) -> int:
    """Tell facts of a case, and print what stands then."""
    from dokumentverk.cli.casework import tell_facts
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return tell_facts(office, id, facts, replaces, output)


@click.command(name="grade")
@click.argument("id")
@click.argument("percent", type=GRADE)
@click.option("--from", "first", type=DAY, required=True, help="From this day on.")
@replaces_option
@output_option
@click.pass_context
def grade(ctx: click.Context, id: str, percent: Decimal, first: date, replaces: int | None, output: str) -> int:
    """Tell how many per cent the employee is absent (100: wholly) from a day on.

    \b
    Example:
      dokumentverk case grade S7KXM4RTA 50 --from 16.11.2026
    """
    from dokumentverk.model.case import Graded

    return tell(ctx, id, (Graded(first, percent),), replaces, output)


@click.command(name="sicknote")
@click.argument("id")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--until", "last", type=DAY, required=True, help="Last day.")
@click.option("--grade", "percent", type=GRADE, default="100", show_default=True, help="Per cent absent.")
@click.option("--avventende", is_flag=True, help="It only warns of absence: adapt the work.")
@click.option("--digital/--paper", default=None, help="Whether it came through Nav, or on paper.")
@replaces_option
@output_option
@click.pass_context
def sicknote(
    ctx: click.Context,
    id: str,
    first: date,
    last: date,
    percent: Decimal,
    avventende: bool,
    digital: bool | None,
    replaces: int | None,
    output: str,
) -> int:
    """Tell of a sick note: its days and its grade, nothing else of what it says.

    \b
    Example:
      dokumentverk case sicknote S7KXM4RTA --from 5.11.2026 --until 30.11.2026 --grade 60
    """
    from dokumentverk.model.case import SickNote

    return tell(ctx, id, (SickNote(first, last, percent, avventende, digital),), replaces, output)


@click.command(name="interrupt")
@click.argument("id")
@click.option("--from", "first", type=DAY, required=True, help="First day back at work.")
@click.option("--until", "last", type=DAY, required=True, help="Last day at work before the absence went on.")
@replaces_option
@output_option
@click.pass_context
def interrupt(ctx: click.Context, id: str, first: date, last: date, replaces: int | None, output: str) -> int:
    """Tell of days at work in between. Sixteen or more begin the weeks anew, fewer do not.

    \b
    Example:
      dokumentverk case interrupt S7KXM4RTA --from 16.11.2026 --until 20.11.2026
    """
    from dokumentverk.model.case import Interruption

    return tell(ctx, id, (Interruption(first, last),), replaces, output)


@click.command(name="meeting")
@click.argument("id")
@click.argument("kind", type=MEETINGS, metavar="KIND")
@click.option("--on", "day", type=DAY, required=True, help="Its day.")
@click.option("--held", "state", flag_value="held", help="It was held.")
@click.option("--cancelled", "state", flag_value="cancelled", help="It was cancelled.")
@click.option("--time", "clock", type=CLOCK, help="When it begins, such as 14.00.")
@click.option("--place", default="", help="Where it is.")
@click.option("--invite", "invited", type=INVITEES, multiple=True, metavar="WHO", help="Whom you invite. Repeat it.")
@replaces_option
@output_option
@click.pass_context
def meeting(
    ctx: click.Context,
    id: str,
    kind: str,
    day: date,
    state: str | None,
    clock: str | None,
    place: str,
    invited: tuple[str, ...],
    replaces: int | None,
    output: str,
) -> int:
    """Tell of a meeting that is planned, held or cancelled, also those that Nav calls.

    KIND is contact (a conversation, such as the first one), dialogmote-1, dialogmote-2, dialogmote-3, ia-mote,
    moteplassen or other. Documents made of the case have its time, place and whom you invite. Inviting
    certifying_doctor or other_health_personnel is refused without a filed consent that stands («case consent»). Others
    are employee, leader, nav, occupational_health, union_representative, safety_representative, trusted_person, hr and
    other. Filed minutes tell that a meeting was held as --held does.

    \b
    Examples:
      dokumentverk case meeting S7KXM4RTA dialogmote-1 --on 10.12.2026 --time 14.00 --place Rådhuset
      dokumentverk case meeting S7KXM4RTA dialogmote-1 --on 10.12.2026 --invite employee --invite certifying_doctor
      dokumentverk case meeting S7KXM4RTA dialogmote-1 --on 10.12.2026 --held
      dokumentverk case meeting S7KXM4RTA contact --on 4.11.2026 --held
    """
    from dokumentverk.model.case import Meeting, MeetingKind, MeetingState

    held = MeetingState(state or "planned")
    told = Meeting(
        MeetingKind(kind), day, held, clock or "", " ".join(place.split())[:200], tuple(dict.fromkeys(invited))
    )
    return tell(ctx, id, (told,), replaces, output)


@click.command(name="share")
@click.argument("id")
@click.argument("recipient", type=RECIPIENTS, metavar="RECIPIENT")
@click.option("--on", "day", type=DAY, required=True, help="When it was given.")
@click.option("--document", metavar="RETURN", help="The filed plan that was given. Default: the newest.")
@click.option("--how", default="", help="By post, by hand, through Nav …")
@replaces_option
@output_option
@click.pass_context
def share(
    ctx: click.Context,
    id: str,
    recipient: str,
    day: date,
    document: str | None,
    how: str,
    replaces: int | None,
    output: str,
) -> int:
    """Tell to whom a plan was given. Nothing is sent.

    RECIPIENT is sykmelder, nav, employee, hr or archive: they need no consent. That the employee handed it over counts
    too. occupational_health, rehabilitation, union_representative, safety_representative and other are refused without
    a filed consent that stands («case consent»).

    \b
    Example:
      dokumentverk case share S7KXM4RTA sykmelder --on 25.11.2026 --document R7KXM4RTA9C
    """
    from dokumentverk.model.case import Recipient, Shared

    told = Shared(
        Recipient(recipient), day, document.strip().upper() if document else None, " ".join(how.split())[:200]
    )
    return tell(ctx, id, (told,), replaces, output)


@click.command(name="close")
@click.argument("id")
@click.option("--last", type=DAY, required=True, help="Last day of absence, or of the case.")
@replaces_option
@output_option
@click.pass_context
def close(ctx: click.Context, id: str, last: date, replaces: int | None, output: str) -> int:
    """Close a case. What was not done by then lapses. To open it again, retract that it was closed.

    \b
    Example:
      dokumentverk case close S7KXM4RTA --last 31.12.2026
    """
    from dokumentverk.model.case import Closed

    return tell(ctx, id, (Closed(last),), replaces, output)


@click.command(name="retract")
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

    return tell(ctx, id, (Retracted(number),), None, output)
