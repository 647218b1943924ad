"""One word-processor file from bytes to a Reading. What is not DOCX is converted by LibreOffice where it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_signature import read_signatures
from dokumentverk.engines.docx_signature_package import is_signed_odt
from dokumentverk.engines.libreoffice import convert
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.errors import MissingEngine, Unreadable
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import docx
from dokumentverk.read.docx_signatures import Form, judged_docx
from dokumentverk.read.known import Known, Lookup
from dokumentverk.read.observed import Observed
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.recognise import recognised
from dokumentverk.read.signatures import Believing, Judged
from dokumentverk.read.trouble import trouble


def read_office_file(
    file: ReceivedFile,
    workers: Workers,
    limits: ReadingLimits,
    lookup: Lookup,
    believing: Callable[[], Believing] | None = None,
) -> Reading:
    """Never raises for content. The copy's folder is where LibreOffice works. Without ``believing`` no signature is
    validated."""
    path = file.path
    if file.kind is not FileKind.DOCX:
        converted = _as_docx(path, limits)
        if isinstance(converted, Finding):
            return _nothing(file, converted)
        path = converted
    form = workers.call(docx_read.parse, path)
    if isinstance(form, Lost | Refused):
        return _nothing(file, trouble(form, limits))
    identity = docx.identity(form)
    known = lookup(identity)
    told = recognised(identity, known)
    if known is None:
        return Reading(file.digest, file.kind, 0, identity, findings=told)
    known = known.as_word()
    observed = docx.observe(form, known, file.digest, _furniture(known))
    signed = _signed(file, workers, form, known, observed, believing)
    return Reading(
        document=file.digest,
        kind=file.kind,
        pages=0,
        identity=identity,
        observations=observed.observations,
        signatures=signed.marks,
        seals=signed.seals,
        findings=(*told, *observed.findings, *signed.findings),
    )


def _furniture(known: Known) -> tuple[str, ...]:
    """Headers and footers of the kept blank, which is ours and needs no worker."""
    if known.word is None:
        return ()
    form = docx_read.parse(known.word.content)
    return form.printed if isinstance(form, DocxForm) else ()


def _signed(
    file: ReceivedFile,
    workers: Workers,
    form: DocxForm,
    known: Known,
    observed: Observed,
    believing: Callable[[], Believing] | None,
) -> Judged:
    """The digital signatures. Those of an ODT are over other bytes than what it is converted to."""
    if file.kind is FileKind.ODT and is_signed_odt(file.path):
        return Judged(observed.signatures, findings=(finding("ODT_SIGNATURE_NOT_READ"),))
    if not form.signed or file.kind is not FileKind.DOCX:
        return Judged(observed.signatures)
    if believing is not None:
        whom = believing()
        found = workers.call(read_signatures, file.path, whom.trust, whom.at)
        if not isinstance(found, Lost):
            of_form = Form(known.definition, observed, docx.signature_lines(form, known))
            return judged_docx(of_form, found, whom, file.digest)
    return Judged(observed.signatures, findings=(finding("DOCX_SIGNATURE_NOT_VALIDATED"),))


def _as_docx(path: Path, limits: ReadingLimits) -> Path | Finding:
    try:
        return convert(path, "docx", path.parent, seconds=float(limits.seconds))
    except MissingEngine:
        return finding("OFFICE_MISSING")
    except Unreadable:
        return finding("FILE_BROKEN")


def _nothing(file: ReceivedFile, why: Finding) -> Reading:
    return Reading(file.digest, file.kind, 0, Identity(), findings=(why,))
