"""``dokumentverk trust``: whose digital signatures are believed."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.group(name="trust")
def command() -> None:
    """See and renew whose digital signatures are believed. Nothing is ever fetched over the network.

    Certificates of authorities of your own go into the folder «tillit» (.pem, .cer, .crt, .der).

    \b
    Examples:
      dokumentverk trust list
      dokumentverk trust update no-tl.xml
    """


@command.command(name="list")
@output_option
@click.pass_context
def list_(ctx: click.Context, output: str) -> None:
    """List the certificates and trust lists that are believed, with their dates.

    \b
    Example:
      dokumentverk trust list --to json
    """
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.cli.trusting import print_trust

    with opened_workplace(ctx) as office:
        print_trust(office, output)


@command.command(name="update")
@click.argument("file", type=click.Path(path_type=Path))
@output_option
@click.pass_context
def update(ctx: click.Context, file: Path, output: str) -> None:
    """Store the trust list FILE: a national list of the EU/EEA as XML (ETSI TS 119 612), fetched by you.

    Its signature is checked by the certificates that the EU's list of lists names, which is stored in the same way, or
    by those in «tillit/listeutstedere». Without either it is said that nobody vouches for the list.

    \b
    Examples:
      dokumentverk trust update eu-lotl.xml
      dokumentverk trust update no-tl.xml
    """
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.cli.trusting import print_trust
    from dokumentverk.workplace.trust import store_list

    with opened_workplace(ctx) as office:
        store_list(office.workplace, file, office.now())
        print_trust(office, output)
