"""PyPDFForm fills a form. Material: blank (base64), values by field name (bool for boxes, index for radio groups)."""

from __future__ import annotations

import base64
import json
import sys
from importlib.metadata import version
from time import perf_counter

from PyPDFForm import PdfWrapper

material = json.loads(sys.stdin.readline())
blank = base64.b64decode(material["blank"])


def fill() -> bytes:
    return bytes(PdfWrapper(blank).fill(material["values"]).read())


print(json.dumps({"name": f"PyPDFForm {version('PyPDFForm')} (pypdf {version('pypdf')})", "size": len(fill())}))
for _ in sys.stdin:
    start = perf_counter()
    fill()
    print(json.dumps({"seconds": perf_counter() - start}))
