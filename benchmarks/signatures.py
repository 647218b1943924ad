"""What it costs to validate the digital signatures of one return, beside bare pyHanko (its default policy, the same
trust). Processor time, the best of some runs: other work on the machine does not count.

    python -m benchmarks.signatures
"""

from __future__ import annotations

import io
import logging
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from dokumentverk.engines.pdf_signature import validate_signatures
from dokumentverk.read.signatures import plan_of
from tests.attacks import pki
from tests.attacks.forged_samples import EMPLOYEE, LEADER, filled, kari, signed
from tests.attacks.judging import trust
from tests.attacks.pki import NOW
from tests.attacks.signing import fill, sign, stamp_document, with_lists
from tests.read import documents

RUNS = 7


def main() -> None:
    logging.disable(logging.CRITICAL)
    two = sign(fill(signed(), {"attested_by": "Ola Hansen"}), LEADER, pki.person("Ola Hansen"))
    told = NOW - timedelta(days=1)
    lists = (pki.withdrawn(None, on=NOW, told=told), pki.roots_list(told))
    stamped = with_lists(sign(filled(), EMPLOYEE, kari(), at=NOW - timedelta(hours=1)), *lists, holder=kari())
    cases = {"one": signed(), "two in turn": two, "long-term, archive stamp": stamp_document(stamped)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "skjema.pdf"
        plan = plan_of(documents.known("egenmelding"))
        print(f"{'signatures':28}{'ours, ms':>12}{'pyHanko, ms':>14}")
        for called, content in cases.items():
            path.write_bytes(content)
            ours = best(lambda: validate_signatures(str(path), plan, trust(), NOW))
            bare = best(lambda content=content: bare_pyhanko(content))  # type: ignore[misc]
            print(f"{called:28}{ours:12.0f}{bare:14.0f}")


def best(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        found.append(1000 * (time.process_time() - start))
    return min(found)


def bare_pyhanko(content: bytes) -> list[bool]:
    root = x509.Certificate.load(pki.root().der)
    found = []
    for one in PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures:
        context = ValidationContext(trust_roots=[root], moment=NOW)
        found.append(bool(validate_pdf_signature(one, context).bottom_line))
    return found


if __name__ == "__main__":
    main()
