"""Whom a workplace believes: certificates in its folder, stored trust lists, and what is told of those that are not
usable."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dokumentverk.engines.trust_list import NotATrustList, read_trust_list
from dokumentverk.errors import UsageFault
from dokumentverk.messages import error_sentence
from dokumentverk.model.language import Language
from dokumentverk.workplace.folders import Workplace, init_workplace
from dokumentverk.workplace.trust import load_trust, store_list
from tests.attacks.pki import authority, person, root

from .trust_lists import Listed, trust_list

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return init_workplace(tmp_path / "kontoret").workplace


def stored(workplace: Workplace, content: bytes, now: datetime = NOW) -> None:
    path = workplace.root / "liste.xml"
    path.write_bytes(content)
    store_list(workplace, path, now)


def test_certificates_of_the_folder(workplace: Workplace) -> None:
    (workplace.trust / "rot.pem").write_bytes(root().pem + authority().pem)
    (workplace.trust / "person.der").write_bytes(person("Kari Nordmann").der)
    (workplace.trust / "notat.txt").write_text("ikke et sertifikat", encoding="utf-8")
    (workplace.trust / "tull.cer").write_bytes(b"tull")
    (workplace.trust / "halv.pem").write_bytes(root().pem[:200])
    believed = load_trust(workplace)
    assert [one.name for one in believed.trust.anchors] == ["person.der", "rot.pem", "rot.pem"]
    assert {one.certificate for one in believed.trust.anchors} == {
        root().der,
        authority().der,
        person("Kari Nordmann").der,
    }
    assert [(one.code, dict(one.params)["file"]) for one in believed.findings] == [
        ("TRUST_FILE_UNREADABLE", "halv.pem"),
        ("TRUST_FILE_UNREADABLE", "tull.cer"),
    ]
    assert [one.subject.common_name for _, one in believed.own] == [
        "Kari Nordmann",
        "Prøverot",
        "Prøveutsteder for personer",
    ]


def test_a_workplace_without_the_folder(workplace: Workplace) -> None:
    workplace.trust.rmdir()
    assert load_trust(workplace).trust.anchors == ()


def test_a_list_is_kept_owner_only_and_read_again(workplace: Workplace) -> None:
    stored(workplace, trust_list(Listed(root().der)))
    (told,) = load_trust(workplace).trust.lists
    (service,) = told.services
    assert (told.territory, told.sequence, told.stored) == ("NO", 42, NOW)
    assert (told.issued, told.next_update) == (datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
    assert (service.certificate, service.provider, service.name) == (root().der, "Issuer AS", "Qualified CA")
    (path,) = workplace.trust_lists.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(workplace.trust_lists.stat().st_mode) == 0o700


def test_the_newest_list_counts_and_the_one_before_is_kept(workplace: Workplace) -> None:
    for turn in range(4):
        content = trust_list(Listed(root().der), sequence=42 + turn)
        stored(workplace, content, NOW + timedelta(days=turn))
    assert [one.sequence for one in load_trust(workplace).trust.lists] == [45]
    assert len(list(workplace.trust_lists.iterdir())) == 2
    stored(workplace, trust_list(Listed(root().der), sequence=45), NOW + timedelta(days=3))


def test_a_stored_list_that_was_damaged_is_told(workplace: Workplace) -> None:
    stored(workplace, trust_list(Listed(root().der)))
    (path,) = workplace.trust_lists.iterdir()
    path.write_bytes(b"<tull")
    believed = load_trust(workplace)
    assert believed.trust.lists == ()
    assert [one.code for one in believed.findings] == ["TRUST_FILE_UNREADABLE"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TRUST_LIST_NOT_ONE"),
        (b"<a/>", "TRUST_LIST_NOT_ONE"),
        (b"%PDF-1.7", "TRUST_LIST_NOT_ONE"),
        (trust_list(Listed(root().der), issued="i fjor"), "TRUST_LIST_NOT_ONE"),
        (trust_list(Listed(root().der)).replace(b"<X509Certificate>", b"<X509Certificate>%%"), "TRUST_LIST_NOT_ONE"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + trust_list(Listed(root().der))[39:], "TRUST_LIST_NOT_ONE"),
        (trust_list(), "TRUST_LIST_EMPTY"),
        (trust_list(Listed(root().der), territory="../x"), "TRUST_LIST_EMPTY"),
        (trust_list(Listed(root().der), sequence=41), "TRUST_LIST_OLDER"),
    ],
)
def test_what_is_refused(content: bytes, code: str, workplace: Workplace) -> None:
    stored(workplace, trust_list(Listed(root().der)))
    with pytest.raises(UsageFault) as caught:
        stored(workplace, content)
    assert caught.value.code == code
    for language in Language:
        assert "liste.xml" in error_sentence(caught.value, language)
    assert [one.sequence for one in load_trust(workplace).trust.lists] == [42]


def test_a_list_that_is_not_there(workplace: Workplace) -> None:
    with pytest.raises(UsageFault) as caught:
        store_list(workplace, workplace.root / "finnes ikke.xml", NOW)
    assert caught.value.code == "TRUST_LIST_NOT_READ"


def test_the_standing_of_a_service_through_time() -> None:
    states = (
        ("withdrawn", "2025-01-01T00:00:00Z"),
        ("granted", "2016-07-01T00:00:00Z"),
        ("undersupervision", "2012-01-01T00:00:00Z"),
        ("supervisionceased", "2010-01-01T00:00:00Z"),
    )
    told = read_trust_list(trust_list(Listed(root().der, states), Listed(root().der, kind="Unknown")), NOW)
    assert [(one.granted.year, one.ended.year if one.ended else None) for one in told.services] == [
        (2012, 2016),
        (2016, 2025),
    ]


def test_a_list_of_another_world() -> None:
    with pytest.raises(NotATrustList):
        read_trust_list(b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"/>', NOW)
