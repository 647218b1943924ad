"""``dokumentverk sign``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="sign")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "role",
    required=True,
    type=click.Choice(["employee", "leader", "hr", "union", "safety"]),
    help="Whose signature field is signed.",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificate and key: a PKCS#12 file (.p12, .pfx). Its passphrase is asked for.",
)
@click.option(
    "--pkcs11",
    "library",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Instead of --key: certificate and key on a smart card or token, by its maker's PKCS#11 library. The PIN is "
    "asked for.",
)
@click.option("--token", metavar="LABEL", help="Which token, where there are several.")
@click.option("--certificate", metavar="LABEL", help="Which certificate on the token, by label or id.")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the passphrase or PIN from the first line of this file instead of asking.",
)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Fill in a field before signing. FIELD=@FILE and FIELD=@- take the value from a file or standard input.",
)
@click.option("--despite", "codes", multiple=True, metavar="CODE", help="Sign in spite of this finding.")
@click.option(
    "--timestamp-url",
    metavar="URL",
    help="Ask this server for a time stamp (RFC 3161). Without it the network is not used.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="The signed file, or its folder. Default: a name beside FILE that tells who signed.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    file: Path,
    role: str,
    key: Path | None,
    library: Path | None,
    token: str | None,
    certificate: str | None,
    passphrase_file: Path | None,
    assignments: tuple[str, ...],
    codes: tuple[str, ...],
    timestamp_url: str | None,
    out: Path | None,
    output: str,
) -> int:
    """Sign the filled form FILE in the signature field of a role, with a certificate of your own.

    FILE itself is not written to. What is filled in and the signature are added to the end of a copy, so that earlier
    signatures stay valid. What the signature closes must be in order: required fields filled, nothing altered.

    \b
    Examples:
      dokumentverk sign "plan.pdf" --as employee --key ase.p12
      dokumentverk sign "plan signert employee.pdf" --as leader --key kari.p12 --set leader_signed_date=03.11.2026
      dokumentverk sign plan.pdf --as leader --key kari.p12 --despite NOTE_ON_PAGE -o signert
      dokumentverk sign plan.pdf --as leader --pkcs11 /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
    """
    from dokumentverk.cli.assignments import parse_assignments
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.cli.signing import Answering, opened_key, sign_one
    from dokumentverk.flow.sign import Order
    from dokumentverk.model.form import Role

    where = Answering(key, passphrase_file, library, token, certificate)
    order = Order(
        role=Role(role),
        given=parse_assignments(assignments),
        despite=frozenset(codes),
        out=out,
        timestamp_url=timestamp_url,
    )
    with opened_workplace(ctx) as office:
        language = office.settings.language
        with opened_key(where, language) as opened:
            return sign_one(office, file, order, opened, output)
