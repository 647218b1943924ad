"""WeasyPrint lays out a form from HTML. Material: html (text), base (folder of the fonts)."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from time import perf_counter

from weasyprint import HTML

material = json.loads(sys.stdin.readline())


def lay_out() -> bytes:
    return bytes(HTML(string=material["html"], base_url=material["base"]).write_pdf(pdf_forms=True, pdf_tags=True))


print(json.dumps({"name": f"WeasyPrint {version('weasyprint')}", "size": len(lay_out())}))
for _ in sys.stdin:
    start = perf_counter()
    lay_out()
    print(json.dumps({"seconds": perf_counter() - start}))
