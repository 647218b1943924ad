"""One word-processor file from bytes to a Reading. What is not DOCX is converted by LibreOffice where it is there."""

from __future__ import annotations

from pathlib import Path

from dokumentverk.engines import docx_read
from dokumentverk.engines.libreoffice import convert
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.errors import MissingEngine, Unreadable
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import docx
from dokumentverk.read.acroform import unvalidated
from dokumentverk.read.known import Lookup
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.recognise import recognised
from dokumentverk.read.trouble import trouble


def read_office_file(file: ReceivedFile, workers: Workers, limits: ReadingLimits, lookup: Lookup) -> Reading:
    """Never raises for content. The copy's folder is where LibreOffice works."""
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
    observed = docx.observe(form, known, file.digest)
    return Reading(
        document=file.digest,
        kind=file.kind,
        pages=0,
        identity=identity,
        observations=observed.observations,
        signatures=observed.signatures,
        findings=(*told, *observed.findings, *unvalidated(observed.signatures)),
    )


def _as_docx(path: Path, limits: ReadingLimits) -> Path | Finding:
    try:
        return convert(path, "docx", path.parent, seconds=float(limits.seconds))
    except MissingEngine:
        return finding("OFFICE_MISSING")
    except Unreadable:
        return finding("FILE_BROKEN")


def _nothing(file: ReceivedFile, why: Finding) -> Reading:
    return Reading(file.digest, file.kind, 0, Identity(), findings=(why,))
