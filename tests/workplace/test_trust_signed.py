"""The signatures of trust lists: who vouches for a list, and that nothing in it was changed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from dokumentverk.engines import trust_list_signature
from dokumentverk.engines.trust_list import ListAltered, read_trust_list
from dokumentverk.errors import UsageFault
from dokumentverk.model.trust import ListSigned
from dokumentverk.workplace.folders import Workplace, init_workplace
from dokumentverk.workplace.trust import OPERATORS, load_trust, store_list
from tests.attacks.pki import authority, root

from .signed_lists import Kept, list_of_lists, operator, signed_by
from .trust_lists import Listed, trust_list

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NKOM, STRANGER, BRUSSELS = operator("Nkom"), operator("Noen"), operator("Kommisjonen")
PLAIN = trust_list(Listed(root().der))
SIGNED = signed_by(PLAIN, NKOM)


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return init_workplace(tmp_path / "kontoret").workplace


def der(kept: Kept) -> bytes:
    return kept[0].public_bytes(Encoding.DER)


def stored(workplace: Workplace, content: bytes) -> None:
    path = workplace.root / "liste.xml"
    path.write_bytes(content)
    store_list(workplace, path, NOW)


def told(workplace: Workplace) -> dict[str, ListSigned]:
    return {one.territory: one.signed for one in load_trust(workplace).trust.lists}


def unchecked(workplace: Workplace) -> list[str]:
    found = load_trust(workplace).findings
    return [dict(one.params)["territory"] for one in found if one.code == "TRUST_LIST_NOT_CHECKED"]


def name_operator(workplace: Workplace, kept: Kept) -> None:
    folder = workplace.trust / OPERATORS
    folder.mkdir(parents=True)
    (folder / "nkom.pem").write_bytes(kept[0].public_bytes(Encoding.PEM))


def test_a_list_without_a_signature_is_told_of(workplace: Workplace) -> None:
    stored(workplace, PLAIN)
    assert told(workplace) == {"NO": ListSigned.NOT}
    assert unchecked(workplace) == ["NO"]


def test_a_list_signed_by_somebody_is_told_of(workplace: Workplace) -> None:
    stored(workplace, SIGNED)
    assert told(workplace) == {"NO": ListSigned.BY_SOMEBODY}
    assert unchecked(workplace) == ["NO"]
    (one,) = load_trust(workplace).trust.lists
    assert (one.signer, len(one.fingerprint)) == ("Nkom", 64)


def test_a_list_signed_by_whom_the_workplace_names(workplace: Workplace) -> None:
    name_operator(workplace, NKOM)
    stored(workplace, SIGNED)
    assert told(workplace) == {"NO": ListSigned.BY_OPERATOR}
    assert unchecked(workplace) == []
    assert load_trust(workplace).trust.anchors == ()


def test_a_list_signed_by_whom_the_list_of_lists_names(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_list_signature, "official_operators", lambda: (der(BRUSSELS),))
    stored(workplace, SIGNED)
    stored(workplace, signed_by(list_of_lists(("SE", STRANGER), ("NO", NKOM)), BRUSSELS))
    assert told(workplace) == {"EU": ListSigned.BY_OPERATOR, "NO": ListSigned.BY_OPERATOR}
    assert unchecked(workplace) == []
    stored(workplace, signed_by(trust_list(Listed(root().der), sequence=43), STRANGER))
    assert unchecked(workplace) == ["NO"]


def test_a_list_of_lists_of_ones_own_making_names_nobody(workplace: Workplace) -> None:
    stored(workplace, signed_by(list_of_lists(("NO", NKOM)), STRANGER))
    stored(workplace, SIGNED)
    assert told(workplace) == {"EU": ListSigned.BY_SOMEBODY, "NO": ListSigned.BY_SOMEBODY}


def test_whom_the_official_journal_names_is_known() -> None:
    found = trust_list_signature.official_operators()
    assert len(found) >= 1
    assert all(one.startswith(b"\x30\x82") for one in found)


def moved(content: bytes) -> bytes:
    """The signed list within another one: what was signed is whole, and is not what is read."""
    inner = etree.fromstring(content)
    outer = etree.fromstring(trust_list(Listed(authority().der)))
    outer.append(inner)
    return bytes(etree.tostring(outer))


def twice(content: bytes) -> bytes:
    tree = etree.fromstring(content)
    signature = tree.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    assert signature is not None
    tree.append(etree.fromstring(etree.tostring(signature)))
    return bytes(etree.tostring(tree))


def narrowed(content: bytes) -> bytes:
    """The reference points to the scheme's own facts only."""
    return content.replace(b'URI=""', b'URI="#scheme"', 1).replace(
        b"<SchemeInformation>", b'<SchemeInformation Id="scheme">'
    )


def filtered(content: bytes) -> bytes:
    at = b'<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
    assert at in content
    more = b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>false()</ds:XPath></ds:Transform>'
    return content.replace(at, at + more, 1)


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "another sequence number": lambda content: content.replace(b">42<", b">43<"),
    "a service's certificate exchanged": lambda content: content.replace(*certificates()),
    "a service added": lambda content: content.replace(b"</TSPServices>", b"<TSPService/></TSPServices>"),
    "signature moved with its list": moved,
    "two signatures": twice,
    "over a part only": narrowed,
    "what is signed is filtered": filtered,
    "signature value changed": lambda content: content.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA", 1),
}


def certificates() -> tuple[bytes, bytes]:
    import base64

    return base64.b64encode(root().der), base64.b64encode(authority().der)


@pytest.mark.parametrize("way", ALTERED)
def test_a_list_that_was_changed_is_not_taken(way: str, workplace: Workplace) -> None:
    name_operator(workplace, NKOM)
    changed = ALTERED[way](SIGNED)
    assert changed != SIGNED
    with pytest.raises(UsageFault) as caught:
        stored(workplace, changed)
    assert caught.value.code == "TRUST_LIST_ALTERED"
    with pytest.raises(ListAltered):
        read_trust_list(changed, NOW)


def test_a_stored_list_that_was_changed_is_not_used(workplace: Workplace) -> None:
    stored(workplace, SIGNED)
    (path,) = workplace.trust_lists.iterdir()
    path.write_bytes(ALTERED["a service's certificate exchanged"](SIGNED))
    believed = load_trust(workplace)
    assert believed.trust.lists == ()
    assert [one.code for one in believed.findings] == ["TRUST_FILE_UNREADABLE"]
