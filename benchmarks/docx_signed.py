"""Validate the digital signature of a returned DOCX, beside the bare core of signxml: the signature's value and the
digests of its own objects, without a look at the document itself, at what is left out, or at trust."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version

from cryptography import x509
from signxml.verifier import SignatureConfiguration, XMLVerifier

from benchmarks.timing import Contestant, table, take_turns, timed
from dokumentverk.engines.docx_package import unpack
from dokumentverk.engines.docx_read import parse
from dokumentverk.engines.docx_signature import read_signatures
from tests.attacks.docx_signed import FIRST, signed, trust
from tests.attacks.pki import NOW, person
from tests.render.docx_forms import stamped

FORMS = ("egenmelding", "oppfolgingsplan")


class _Bare(XMLVerifier):
    excise_empty_xmlns_declarations = True


def run(rounds: int) -> str:
    return "\n\n".join(_one_form(form, rounds) for form in FORMS)


def _one_form(form: str, rounds: int) -> str:
    signer = person("Kari Nordmann")
    content = signed(stamped(form), signer)
    twice = signed(content, person("Ola Nordmann"))
    assert all(one.validated.is_valid for one in read_signatures(twice, trust(), NOW))
    part = unpack(content)[FIRST]
    contestants = (
        Contestant("dokumentverk, one signature", timed(lambda: read_signatures(content, trust(), NOW))),
        Contestant("dokumentverk, two signatures", timed(lambda: read_signatures(twice, trust(), NOW))),
        Contestant(f"signxml {version('signxml')}, core of one", timed(lambda: bare(part, signer.certificate))),
        Contestant("reading the form itself", timed(lambda: parse(content))),
    )
    return table(f"signed {form} ({len(content) // 1000} KB)", take_turns(contestants, rounds))


def bare(part: bytes, certificate: x509.Certificate) -> None:
    config = SignatureConfiguration(expect_references=False, verification_time=datetime(2026, 11, 2, tzinfo=UTC))
    _Bare().verify(part, x509_cert=certificate, expect_config=config)
