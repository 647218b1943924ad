"""What it costs to know a form made elsewhere again when many are registered: a filled in PDF, and a scanned sheet.

The forms are made up: AcroForms of two pages whose headings, lines, labels and fields differ. Times are seconds of one
run on an idle machine; what is counted is printed beside them.

    python -m benchmarks.foreign [--forms N]

Needs the extra ``test``.
"""

from __future__ import annotations

import argparse
import io
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from dokumentverk.flow.foreign import import_form
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import read_document
from tests.flow.desk import make_workplace, office_at
from tests.foreign.fillers import FILLERS
from tests.paper import containers
from tests.paper.conditions import Condition
from tests.paper.degrading import degrade
from tests.paper.filling import FilledPage
from tests.paper.prints import page_pictures

FORMS = 50
_TEXT = """
    søknad melding om permisjon ferie skade ulykke utstyr refusjon reise kurs avtale fullmakt bank konto navn adresse
    telefon dato sted underskrift leder avdeling stilling arbeidssted årsak beskrivelse antall dager fra til beløp
    vedlegg merknad godkjent avslag vurdering tiltak oppfølging kontaktperson pårørende vitne utstyr nummer registrert
"""
_WORDS = _TEXT.split()


def varied_form(seed: int) -> bytes:
    """Two pages with a heading, three lines of prose, and 8 to 14 labelled fields each."""
    chance = random.Random(seed)
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    fields = Array()
    for number in range(2):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1].obj
        page.Resources, page.Annots = Dictionary(Font=Dictionary(F=font)), Array()
        drawn = [_text(50, 60, _words(chance, 4), 16)]
        drawn += [_text(50, 90 + 14 * line, _words(chance, 11), 9) for line in range(3)]
        y = 150.0
        for field in range(chance.randint(8, 14)):
            width, height = chance.choice((150, 240, 330, 490)), chance.choice((18, 18, 22, 40))
            x = 50 + chance.choice((0, 0, 120)) * (width < 330)
            drawn += [_text(x, y - 4, _words(chance, chance.randint(1, 3)), 8)]
            drawn += [f"0.6 w {x} {842 - y - height} {width} {height} re S"]
            box = [x, 842 - y - height, x + width, 842 - y]
            name = String(f"form{seed}_{number}_{field}")
            entries = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=name, Rect=box, F=4, P=page)
            widget = pdf.make_indirect(entries)
            page.Annots.append(widget)
            fields.append(widget)
            y += height + chance.choice((20, 24, 30))
        page.Contents = pdf.make_stream("\n".join(drawn).encode("cp1252"))
    pdf.Root.AcroForm = Dictionary(
        Fields=fields, DA=String("/F 10 Tf 0 g"), DR=Dictionary(Font=Dictionary(F=font)), NeedAppearances=True
    )
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.sample(_WORDS, count)).capitalize()


def _text(x: float, y: float, text: str, size: float) -> str:
    return f"BT /F {size} Tf {x} {842 - y} Td ({text}) Tj ET"


def scanned(content: bytes, condition: Condition, seed: int) -> bytes:
    """Both pages, empty, as a scanner gives them."""
    return containers.scanner_pdf([degrade(one, condition, seed) for one in _pages(content)])


def _pages(content: bytes) -> Iterator[FilledPage]:
    from dokumentverk.model.language import Language
    from dokumentverk.model.layout import Layout, Medium

    layout = Layout("0" * 64, "x", "1", Language.NB, Medium.PDF, "", 2, (595.0, 842.0), (), ())
    for number, picture in enumerate(page_pictures(content, 300), start=1):
        yield FilledPage(picture, 300, number, "", layout, ())


def _known(office: Office, path: Path) -> tuple[str | None, float]:
    before = time.perf_counter()
    form = read_document(office, path).received.identity.form
    return form, time.perf_counter() - before


def run(forms: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = make_workplace(Path(folder) / "kontor")
        with office_at(root) as office:
            for seed in range(forms):
                blank = Path(folder) / f"skjema {seed}.pdf"
                blank.write_bytes(varied_form(seed))
                import_form(office, blank, id=f"skjema-{seed}")
        filled, sheets = Path(folder) / "fylt.pdf", Path(folder) / "skannet.pdf"
        content = varied_form(forms // 2)
        filled.write_bytes(FILLERS["pypdf"](content, {f"form{forms // 2}_0_0": "Åse"}))
        sheets.write_bytes(scanned(content, Condition.GREY_200, 3))
        with office_at(root) as office:
            office.reader.start()
            before = time.perf_counter()
            count = len(office.foreign.forms)
            yield f"{count} registered forms are looked at: {time.perf_counter() - before:.2f} s"
            for path, what in ((filled, "filled in PDF"), (sheets, "two scanned sheets"), (sheets, "once more")):
                form, seconds = _known(office, path)
                yield f"{what}: {seconds:.2f} s ({form})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--forms", type=int, default=FORMS)
    for line in run(parser.parse_args().forms):
        print(line, flush=True)


if __name__ == "__main__":
    main()
