"""The reply slip of an invitation comes back alone: cut off, taken out of the file, printed as a page of its own."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.understand import check_document
from dokumentverk.model.record import State
from tests.flow.desk import make_workplace, office_at
from tests.foreign.fillers import FILLERS
from tests.foreign.flatteners import FLATTENERS

INVITATION = {
    "meeting_date": "16.11.2026",
    "meeting_time": "14.00",
    "meeting_place": "Møterom 2",
    "reply_by": "09.11.2026",
    "invited": ["employee", "leader"],
}
REPLY = {"attendance": "comes", "employee_signed_date": "02112026", "employee_topics": "Ro til å skrive."}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened:
        yield opened


def taken_out(content: bytes, page: int) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for at in reversed([at for at in range(len(pdf.pages)) if at != page]):
            del pdf.pages[at]
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def split(content: bytes, page: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        whole, part = Path(folder) / "whole.pdf", Path(folder) / "part.pdf"
        whole.write_bytes(content)
        subprocess.run(["qpdf", whole, "--pages", ".", str(page + 1), "--", part], check=True)
        return part.read_bytes()


def printed_page(content: bytes, page: int) -> bytes:
    return taken_out(FLATTENERS["pdftocairo"](content), page)


WAYS: dict[str, Callable[[bytes, int], bytes]] = {
    "page taken out": taken_out,
    "split by qpdf": split,
    "printed": printed_page,
}


def returned(office: Office, content: bytes) -> Path:
    path = office.workplace.inbox / "slipp.pdf"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("way", WAYS)
def test_a_slip_alone_is_a_whole_answer(way: str, office: Office) -> None:
    produced = produce(office, Order("dialogmote", employee="1001", given=INVITATION))
    filled = FILLERS["pdfium"](produced.content, REPLY)
    understood = check_document(office, returned(office, WAYS[way](filled, 1)))
    record = understood.received.record
    assert record is not None
    codes = {one.code for one in understood.received.findings}
    assert codes == {"PAGES_KEPT", "SIGNATURE_MISSING"}, "the slip is not signed"
    assert record.value("attendance") == "comes"
    assert record.value("employee_signed_date") == date(2026, 11, 2)
    assert understood.received.employee == "1001"


@pytest.mark.parametrize("way", WAYS)
def test_the_invitation_without_its_slip_is_no_answer(way: str, office: Office) -> None:
    produced = produce(office, Order("dialogmote", employee="1001", given=INVITATION))
    filled = FILLERS["pdfium"](produced.content, REPLY)
    understood = check_document(office, returned(office, WAYS[way](filled, 0)))
    codes = {one.code for one in understood.received.findings if one.stops}
    assert {"PAGES_MISSING"} < codes


def test_a_field_left_empty_on_a_page_that_came_is_missed(office: Office) -> None:
    given = {id: value for id, value in INVITATION.items() if id != "meeting_place"}
    produced = produce(office, Order("dialogmote", employee="1001", given=given))
    understood = check_document(office, returned(office, FILLERS["pdfium"](produced.content, REPLY)))
    record = understood.received.record
    assert record is not None
    assert record.entry("meeting_place").state is State.EMPTY
    assert [one.field for one in understood.received.findings if one.code == "FIELD_REQUIRED"] == ["meeting_place"]
