"""Tell the story of one follow-up, thirty weeks of it, by the command line alone: ``python samples/historie/fortell.py
[FOLDER]`` makes a workplace in FOLDER (default: ``historie`` here) and runs every step of ``historie.toml`` in it.

Each step has a day. The commands are those of the console script, run in this process with that day's clock, since
thirty weeks will not be waited for. A step tells what happens, what is typed, what it is expected to end with, and
names what later steps speak of: ``as`` keeps the number (``{name}``) and file (``{name.file}``) of a document made, the
id of a case, or that of a return. Certificates for signing are made up on the spot; nobody but this workplace believes
them.
"""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from io import StringIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from dokumentverk.cli.main import main
from dokumentverk.errors import DokumentverkError

HERE = Path(__file__).resolve().parent
STORY = HERE / "historie.toml"
ZONE = timezone(timedelta(hours=1))
PASSPHRASE = "hemmelig"
_KEPT = {
    "number": re.compile(r"\b[2-9A-Y]{4}-[2-9A-Y]{4}-[2-9A-Y]{5}\b"),
    "return": re.compile(r"\bR[2-9A-Y]{10}\b"),
    "case": re.compile(r"\bS[2-9A-Y]{8}\b"),
}
_FILE = r"[/\\][^«»\n]*?\.(?:pdf|docx|json|zip|ics|svg|xlsx|csv)\b"


@dataclass(frozen=True, slots=True)
class Step:
    """``typed`` is the command as it stands in the story, ``run`` its words. ``keeps`` is what ``name`` stands for
    later: a ``number`` with its file, a ``return`` or a ``case``; ``drops`` names a file that is laid in the inbox."""

    on: date
    tells: str
    typed: str = ""
    run: tuple[str, ...] = ()
    exit: int = 0
    name: str | None = None
    keeps: str = "number"
    drops: str | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    step: Step
    words: tuple[str, ...]
    exit: int
    said: str


@dataclass(slots=True)
class Teller:
    root: Path
    known: dict[str, str] = field(default_factory=dict)

    def tell(self, steps: Iterator[Step]) -> Iterator[Ran]:
        for step in steps:
            yield self._one(step)

    def _one(self, step: Step) -> Ran:
        words = tuple(self._filled(word) for word in step.run)
        if step.drops is not None:
            # A person lays the file in the inbox.
            file = Path(self.known[f"{step.drops}.file"])
            target = self.root / "innboks" / file.name
            target.write_bytes((self.root / file).read_bytes())
        exit, said = run(self.root, words, step.on) if words else (0, "")
        if step.name is not None:
            self._keep(step.name, step.keeps, said)
        return Ran(step, words, exit, said)

    def _filled(self, word: str) -> str:
        return re.sub(r"\{([\w.]+)\}", lambda match: self.known[match[1]], word)

    def _keep(self, name: str, kind: str, said: str) -> None:
        found = _KEPT[kind].search(said)
        if found is not None:
            self.known[name] = found.group()
        elif kind != "number":
            raise LookupError(f"{name}: {said}")
        files = re.findall(re.escape(str(self.root)) + _FILE, said)
        if files:
            self.known[f"{name}.file"] = files[-1]


def run(root: Path, words: tuple[str, ...], on: date) -> tuple[int, str]:
    """One command as it is typed in ``root``: its exit code, and all that it said."""
    at = datetime.combine(on, time(9, 0), ZONE)
    said = StringIO()
    with chdir(root), redirect_stdout(said), redirect_stderr(said):
        try:
            code = main(list(words), standalone_mode=False, obj={"now": lambda: at})
        except DokumentverkError as error:
            from dokumentverk.cli.output import error_lines
            from dokumentverk.model.language import Language

            print("\n".join(error_lines(error, Language.NB)))
            code = error.exit_code
    return (code if isinstance(code, int) else 0), said.getvalue()


def steps() -> Iterator[Step]:
    with STORY.open("rb") as file:
        content = tomllib.load(file)
    day = date.min
    for one in content["step"]:
        day = one.get("on", day)
        yield Step(
            on=day,
            tells=one["tells"],
            typed=one.get("run", "").strip(),
            run=tuple(shlex.split(one.get("run", ""))),
            exit=one.get("exit", 0),
            name=one.get("as"),
            keeps=one.get("keeps", "number"),
            drops=one.get("drops"),
        )


def begin(root: Path, started: date) -> None:
    """A workplace with its people, its settings, and a certificate for each who signs."""
    root.mkdir(parents=True, exist_ok=True)
    code, said = run(root, ("init", ".", "--name", "Fjordvik kommune"), started)
    if code:
        raise SystemExit(said)
    (root / "ansatte.csv").write_bytes((HERE / "ansatte.csv").read_bytes())
    (root / "dokumentverk.toml").write_bytes((HERE / "innstillinger.toml").read_bytes())
    (root / "tillit").mkdir(exist_ok=True)
    (root / "nøkler").mkdir(exist_ok=True)
    (root / "nøkler" / "passord.txt").write_text(PASSPHRASE, encoding="utf-8")
    keys(root, started, {"ase": ("Åse", "Sørbø-Ødegård"), "kari": ("Kari", "Nordmann")})


def keys(root: Path, on: date, people: Mapping[str, tuple[str, str]]) -> None:
    """A made-up issuer, believed here alone, and a PKCS#12 file for each person."""
    first = datetime.combine(on, time(0), ZONE)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fjordvik kommune, prøveutsteder")])
    issuing = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(issuer, issuer, issuing, issuing, first, ca=True)
    (root / "tillit" / "utsteder.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    for name, (given, family) in people.items():
        key = ec.generate_private_key(ec.SECP256R1())
        parts = ((NameOID.COMMON_NAME, f"{given} {family}"), (NameOID.GIVEN_NAME, given), (NameOID.SURNAME, family))
        subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])
        certificate = _certificate(subject, issuer, key, issuing, first, ca=False)
        packed = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [authority], lock)
        (root / "nøkler" / f"{name}.p12").write_bytes(packed)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuing: ec.EllipticCurvePrivateKey,
    first: datetime,
    *,
    ca: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first - timedelta(days=30))
        .not_valid_after(first + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuing, hashes.SHA256())
    )


def told(ran: Ran) -> str:
    """A step as it is read: day, what happens, what is typed, what came out."""
    lines = [f"\n{ran.step.on:%d.%m.%Y}  {ran.step.tells}"]
    if ran.words:
        lines.append(f"  $ dokumentverk {shlex.join(ran.words)}")
        lines += [f"    {line}" for line in ran.said.rstrip().splitlines()]
    return "\n".join(lines)


def tell_all(root: Path) -> int:
    """The number of steps that did not end as the story says."""
    every = list(steps())
    begin(root, every[0].on)
    astray = 0
    for ran in Teller(root).tell(iter(every)):
        print(told(ran))
        if ran.exit != ran.step.exit:
            astray += 1
            print(f"    !! exit code {ran.exit}, expected {ran.step.exit}")
    return astray


if __name__ == "__main__":
    sys.exit(1 if tell_all(Path(sys.argv[1] if len(sys.argv) > 1 else "historie").absolute()) else 0)
