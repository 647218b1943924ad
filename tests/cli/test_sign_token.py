"""``dokumentverk sign --pkcs11``: with keys that never leave their card, here one of software (SoftHSM)."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding

from dokumentverk.cli.main import main
from dokumentverk.engines import pdf_sign_token
from dokumentverk.errors import DokumentverkError, ExitCode
from tests.cli.console import Said, run
from tests.cli.test_sign import GIVEN
from tests.flow.desk import egenmelding, make_workplace, office_at
from tests.foreign import softhsm
from tests.foreign.certificates import Wanted, authority, issued
from tests.foreign.fillers import FILLERS

YESTERDAY = datetime.now().astimezone() - timedelta(days=1)
ASE, KARI = "Åse Sørbø-Ødegård", "Kari Nordmann"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workplace that believes the issuer, a filled form, three cards, and the PIN in a file."""
    folder = tmp_path_factory.mktemp("kort")
    (folder / "modul").write_text(str(softhsm.library(folder / "softhsm")), encoding="utf-8")
    for label in ("åse", "kari", "tomt"):
        softhsm.new_token(label)
    module = module_of(folder)
    softhsm.lay(module, "åse", {"signering": issued(Wanted(ASE, made=YESTERDAY)), "utsteder": (authority()[0], None)})
    of_kari = Wanted(KARI, made=YESTERDAY, rsa_bits=2048)
    service = Wanted(KARI, made=YESTERDAY, uses=["1.3.6.1.5.5.7.3.1"])
    softhsm.lay(module, "kari", {"signering": issued(of_kari), "innlogging": issued(service)})
    root = make_workplace(folder / "kontor")
    (root / "tillit" / "utsteder.pem").write_bytes(authority()[0].public_bytes(Encoding.PEM))
    with office_at(root) as office:
        (folder / "melding.pdf").write_bytes(FILLERS["pdfium"](egenmelding(office).content, GIVEN))
    (folder / "pin.txt").write_text(f"{softhsm.PIN}\n", encoding="utf-8")
    (folder / "feil.txt").write_text("9999\n", encoding="utf-8")
    return folder


def module_of(desk: Path) -> Path:
    return Path((desk / "modul").read_text(encoding="utf-8"))


def signed(desk: Path, role: str, *words: str, file: Path, pin: str = "pin.txt") -> Said:
    card = ["--pkcs11", str(module_of(desk)), "--passphrase-file", str(desk / pin)]
    return run(desk / "kontor", "sign", str(file), "--as", role, *card, *words)


def test_two_sign_in_turn_by_card_and_both_are_believed(desk: Path, tmp_path: Path) -> None:
    """Åse's key is a curve's, which SoftHSM signs hashes with only; Kari's is RSA."""
    first, second = tmp_path / "en.pdf", tmp_path / "to.pdf"
    said = signed(desk, "employee", "--token", "åse", "-o", str(first), file=desk / "melding.pdf")
    assert (said.exit, said.code) == (ExitCode.OK, None)
    assert ASE in said.out
    assert softhsm.PIN not in said.out + said.told
    chosen = ["--token", "kari", "--certificate", "signering", "--set", "attested_by=Kari Nordmann"]
    assert signed(desk, "leader", *chosen, "-o", str(second), file=first).exit == ExitCode.OK
    (line,) = run(desk / "kontor", "check", str(second), "--to", "json").lines
    by_role = {one["role"]: one for one in line["signatures"]}
    assert {role: one["by"] for role, one in by_role.items()} == {"employee": ASE, "leader": KARI}
    assert all(one["validated"]["trust"] == "trusted" for one in by_role.values())
    assert not {one["code"] for one in line["findings"]} & {"SIGNATURE_NOT_VALID", "SIGNATURE_ALTERED"}


def test_the_pin_is_asked_for_unseen(desk: Path, tmp_path: Path) -> None:
    words = ["--workplace", str(desk / "kontor"), "sign", str(desk / "melding.pdf"), "--as", "employee"]
    words += ["--pkcs11", str(module_of(desk)), "--token", "åse", "-o", str(tmp_path / "ut.pdf")]
    asked = CliRunner().invoke(main, words, input=f"{softhsm.PIN}\n", standalone_mode=False, obj={})
    assert asked.return_value == ExitCode.OK
    assert "PIN-kode for åse: " in asked.stderr
    assert softhsm.PIN not in asked.output


@pytest.mark.parametrize(
    ("words", "pin", "code"),
    [
        (["--token", "åse"], "feil.txt", "SIGN_PIN_WRONG"),
        ([], "pin.txt", "SIGN_TOKEN_SEVERAL"),
        (["--token", "per"], "pin.txt", "SIGN_TOKEN_NOT_FOUND"),
        (["--token", "tomt"], "pin.txt", "SIGN_TOKEN_EMPTY"),
        (["--token", "kari"], "pin.txt", "SIGN_CERTIFICATE_SEVERAL"),
        (["--token", "kari", "--certificate", "finnes ikke"], "pin.txt", "SIGN_CERTIFICATE_NOT_FOUND"),
        (["--token", "kari", "--certificate", "innlogging"], "pin.txt", "SIGN_KEY_NOT_FOR_SIGNING"),
        (["--token", "kari", "--certificate", "02"], "pin.txt", "SIGN_KEY_NOT_FOR_SIGNING"),
        (["--token", "åse", "--key", __file__], "pin.txt", "SIGN_KEY_NOT_SAID"),
        (["--token", "åse", "--pkcs11", __file__], "pin.txt", "SIGN_TOKEN_LIBRARY"),
    ],
)
def test_what_cannot_sign_is_told(words: list[str], pin: str, code: str, desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "ut.pdf"
    said = signed(desk, "leader", *words, "-o", str(target), file=desk / "melding.pdf", pin=pin)
    assert said.code == code
    assert not target.exists()


def test_a_key_must_be_said(desk: Path) -> None:
    said = run(desk / "kontor", "sign", str(desk / "melding.pdf"), "--as", "leader")
    assert (said.exit, said.code) == (ExitCode.USAGE, "SIGN_KEY_NOT_SAID")


def test_without_the_extra_it_says_what_to_install(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    said = signed(desk, "leader", file=desk / "melding.pdf")
    assert (said.exit, said.code) == (ExitCode.MISSING_ENGINE, "SIGN_PKCS11_MISSING")


@pytest.mark.parametrize(
    ("raised", "code"),
    [("PinLocked", "SIGN_PIN_LOCKED"), ("PinIncorrect", "SIGN_PIN_WRONG"), ("DeviceRemoved", "SIGN_TOKEN_FAILED")],
)
def test_what_a_card_answers_is_told_whenever_it_comes(raised: str, code: str) -> None:
    """SoftHSM never locks itself, and is never pulled out of a reader."""
    exceptions = pytest.importorskip("pkcs11.exceptions")
    with pytest.raises(DokumentverkError) as told, pdf_sign_token.told_of("kort"):
        raise getattr(exceptions, raised)
    assert told.value.code == code
