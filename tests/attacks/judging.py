"""What the product says of a signed form: as when it is read, without its worker processes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from dokumentverk.engines.pdf_read import read_pdf
from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_signature import validate_signatures
from dokumentverk.model.trust import Anchor, Trust
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import acroform
from dokumentverk.read.signatures import Believing, Judged, judged, plan_of
from tests.read import documents

from .pki import NOW, root


def trust() -> Trust:
    return Trust(anchors=(Anchor(root().der, "rot.pem"),))


def judge(
    content: bytes,
    folder: Path,
    *,
    form: str = "egenmelding",
    believed: Trust | None = None,
    at: datetime = NOW,
) -> Judged:
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    known = documents.known(form)
    read = read_pdf(str(path), ReadingLimits())
    assert isinstance(read, PdfForm)
    observed = acroform.observe(read, known, "d" * 64)
    believing = Believing(at, trust() if believed is None else believed)
    found = validate_signatures(str(path), plan_of(known), believing.trust, believing.at)
    return judged(observed.signatures, read, known, found, believing, "d" * 64)
