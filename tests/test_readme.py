"""README is true: its generated blocks are what the program says, its commands exist, its examples run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from dokumentverk.cli.demonstration import Sample, demonstrate
from dokumentverk.cli.main import COMMANDS, main
from dokumentverk.errors import DokumentverkError, ExitCode
from dokumentverk.messages import findings
from dokumentverk.model.language import Language

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
KOM_I_GANG = ROOT / "docs" / "kom-i-gang.md"


def commands() -> str:
    """One row for every command with its arguments and options."""
    context = click.Context(main, info_name="dokumentverk")
    rows = ["| command | does | options |", "|---|---|---|"]
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                inner = command.get_command(context, sub)
                assert inner is not None
                rows.append(_row(f"{name} {sub}", inner))
        else:
            rows.append(_row(name, command))
    return "\n".join(rows)


def _row(name: str, command: click.Command) -> str:
    arguments = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
    options = [
        one.opts[-1] if one.opts[-1].startswith("--") else one.opts[0]
        for one in command.params
        if isinstance(one, click.Option)
    ]
    help_text = command.get_short_help_str(limit=200)
    return f"| `{' '.join([name, *arguments])}` | {help_text} | {' '.join(f'`{one}`' for one in options)} |".replace(
        "|]", "\\|]"
    )


def exit_codes() -> str:
    rows = ["| code | name | when |", "|---|---|---|"]
    for code in ExitCode:
        rows.append(f"| {int(code)} | {code.name} | {EXITS[code]} |")
    return "\n".join(rows)


EXITS = {
    ExitCode.OK: "all well",
    ExitCode.PERSON_NEEDED: "a person is needed: something waits for review, rows were refused, nothing was found",
    ExitCode.USAGE: "the command was used wrongly",
    ExitCode.REJECTED: "a document was rejected",
    ExitCode.DEFINITION: "a form definition has faults",
    ExitCode.TEMPLATE: "a template has faults",
    ExitCode.UNREADABLE: "a file cannot be read",
    ExitCode.ENCRYPTED: "a file needs a password",
    ExitCode.UNKNOWN_NUMBER: "a document or number is not ours",
    ExitCode.MISSING_ENGINE: "a program or extra that this needs is not installed",
    ExitCode.ARCHIVE_CONFLICT: "another writer has the archive, or what stands there is in the way",
    ExitCode.ARCHIVE_DAMAGED: "the archive is not as it was written",
    ExitCode.CONFIGURATION: "the workplace's settings, keys or register are wrong or missing",
    ExitCode.BUG: "a fault in dokumentverk",
    ExitCode.INTERRUPTED: "stopped by the user",
}


def finding_codes() -> str:
    rows = ["| code | severity | says |", "|---|---|---|"]
    for code, message in sorted(findings().items()):
        severity = message.severity
        assert severity is not None
        text = message.text.in_(Language.EN).replace("|", "\\|").replace("\n", " ")
        rows.append(f"| `{code}` | {severity.value} | {text} |")
    return "\n".join(rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "exit codes": exit_codes,
    "findings": finding_codes,
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_generated_block_is_what_the_program_says(name: str, regenerate: bool) -> None:
    pattern = re.compile(rf"(<!-- generated: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    text = README.read_text(encoding="utf-8")
    assert len(pattern.findall(text)) == 1
    made = BLOCKS[name]()
    wanted = pattern.sub(lambda found: f"{found[1]}{made}\n{found[2]}", text)
    if regenerate:
        README.write_text(wanted, encoding="utf-8", newline="\n")
    assert wanted == README.read_text(encoding="utf-8"), "run pytest --regenerate and read the change"


def test_the_pile_that_is_shown_becomes_what_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], regenerate: bool
) -> None:
    """Return ids follow from bytes that a newer qpdf may write otherwise; all else is alike every time."""
    root = demonstrate(tmp_path / "prøve", "table", Sample.PILE)
    said, _, _ = capsys.readouterr().out.partition("\narkiv/\n")
    pattern = re.compile(r"(<!-- shown: demo --paper -->\n```\n).*?(\n```\n<!-- end -->)", re.DOTALL)
    text = README.read_text(encoding="utf-8")
    (shown,) = [one.group() for one in pattern.finditer(text)]
    wanted = pattern.sub(lambda found: f"{found[1]}{said.strip()}{found[2]}", text)
    if regenerate and _nameless(wanted) != _nameless(text):
        README.write_text(wanted, encoding="utf-8", newline="\n")
        text = wanted
    assert _nameless(wanted) == _nameless(text), "run pytest --regenerate and read the change"
    (counted,) = re.findall(r"^Ark inn: 60 = (.+) \(", said, re.MULTILINE)
    assert sum(int(one) for one in re.findall(r"\d+", counted)) == 60
    folders = {name: len(list((root / name).iterdir())) for name in ("til avklaring", "avvist", "innboks")}
    trays = {name: len(set(re.findall(rf"{name}/R\w+", shown))) for name in ("til avklaring", "avvist")}
    assert folders == {**trays, "innboks": 0}


def _nameless(text: str) -> str:
    return re.sub(r"\bR[0-9A-Z]{10}\b", "R", text)


def test_every_exit_code_is_told_of() -> None:
    assert set(EXITS) == set(ExitCode)
    assert {kind.exit_code for kind in DokumentverkError.__subclasses__()} <= set(ExitCode)


def test_the_commands_shown_are_commands_with_those_options() -> None:
    context = click.Context(main, info_name="dokumentverk")
    text = README.read_text(encoding="utf-8") + KOM_I_GANG.read_text(encoding="utf-8")
    shown = re.findall(r"^ *dokumentverk ([a-z].+?)(?: +#.*)?$", text, re.MULTILINE)
    assert len(shown) > 12
    for line in shown:
        words = re.sub(r'"[^"]*"', "X", line).split()
        command: click.Command | None = main.get_command(context, words[0])
        assert command is not None, line
        if isinstance(command, click.Group):
            command = command.get_command(context, words[1])
            assert command is not None, line
        known = {name for one in command.params for name in one.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_every_command_has_help_with_an_example() -> None:
    context = click.Context(main, info_name="dokumentverk")
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        inner = (
            [command.get_command(context, sub) for sub in command.list_commands(context)]
            if isinstance(command, click.Group)
            else [command]
        )
        for one in inner:
            assert one is not None
            assert one.help is not None
            assert re.search(r"Examples?:\n\s+dokumentverk ", one.help), name


def test_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert target.startswith("http") or (ROOT / target).exists(), target
