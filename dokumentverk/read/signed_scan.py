"""Digital signatures over pictures of paper: in no field of ours, but who sealed the file and whether it is whole is
told as of every other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dokumentverk.engines.pdf_signature import SigningPlan, validate_signatures
from dokumentverk.engines.signature_trace import bears_signature
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.messages import finding
from dokumentverk.model.reading import FileKind, Method, Reading, Source
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.signatures import Believing, told_of


def with_signatures(
    reading: Reading, file: ReceivedFile, workers: Workers, believing: Callable[[], Believing] | None
) -> Reading:
    """The reading of a scan with the signatures of its file. An unsigned one costs a look for their trace."""
    if file.kind is not FileKind.PDF or not bears_signature(file.path):
        return reading
    if believing is None:
        return replace(reading, findings=(*reading.findings, finding("SIGNATURE_NOT_VALIDATED")))
    whom = believing()
    found = workers.call(validate_signatures, str(file.path), SigningPlan(), whom.trust, whom.at)
    if isinstance(found, Lost):
        return replace(reading, findings=(*reading.findings, finding("SIGNATURE_NOT_VALIDATED")))
    source = Source(file.digest, Method.ACROFORM)
    told = dict.fromkeys(each for one in found for each in told_of(one, source, whom))
    return replace(reading, seals=found, findings=(*reading.findings, *told))
