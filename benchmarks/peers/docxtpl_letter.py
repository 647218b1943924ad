"""docxtpl as a peer: renders the same letter from a template of its own, one after the other, and with LibreOffice to
PDF, many in one call, which is the quickest way that it has."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from docxtpl import DocxTemplate


def main() -> None:
    material: dict[str, Any] = json.loads(sys.stdin.readline())
    template = base64.b64decode(material["template"])
    contexts: list[dict[str, str]] = material["contexts"]
    numbers = count()
    print(json.dumps({"name": f"docxtpl {version('docxtpl')}"}), flush=True)
    for _ in sys.stdin:
        started = perf_counter()
        if material["office"]:
            _as_pdf([_render(template, contexts[next(numbers) % len(contexts)]) for _ in range(material["office"])])
        else:
            _render(template, contexts[next(numbers) % len(contexts)])
        seconds = (perf_counter() - started) / (material["office"] or 1)
        print(json.dumps({"seconds": seconds}), flush=True)


def _render(template: bytes, context: dict[str, str]) -> bytes:
    """As docxtpl's documentation shows it: a template is opened anew for each document."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(context, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _as_pdf(documents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for at, content in enumerate(documents):
            path = Path(folder) / f"{at}.docx"
            path.write_bytes(content)
            names.append(str(path))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *names]
        subprocess.run(command, check=True, capture_output=True)
        made = len(list(Path(folder).glob("*.pdf")))
        if made != len(documents):
            raise RuntimeError(f"LibreOffice made {made} of {len(documents)} letters")


if __name__ == "__main__":
    main()
