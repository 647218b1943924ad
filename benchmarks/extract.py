"""Reading a returned form: its fields in a warm worker process, beside bare pypdf in this one.

The worker costs a trip between processes and gives limits on time and memory. What comes on top of the fields stands
apart: the check of what the pages show, the whole reading, and the start of the processes, once.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pypdf
from pypdf import PdfReader

from benchmarks.material import NUMBER, Material, material
from benchmarks.timing import Contestant, table, take_turns, timed
from dokumentverk.engines.pdf_read import read_pdf
from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_view import View, view_pdf
from dokumentverk.engines.worker import Workers
from dokumentverk.model.reading import Observation
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import acroform, shown
from dokumentverk.read.known import Known
from dokumentverk.read.reader import Reader

FORMS = ("egenmelding", "oppfolgingsplan")
LIMITS = ReadingLimits(workers=1)
STARTS = 5


def run(rounds: int) -> str:
    tables = [_one_form(name, rounds) for name in FORMS]
    starts = take_turns([Contestant("start of one worker process", timed(_start))], STARTS, warmup=1)
    return "\n\n".join([*tables, table("Start, once for a batch (ms)", starts)])


def _one_form(name: str, rounds: int) -> str:
    given = material(name)
    known = Known(given.definition, given.blank.layout, None, given.blank.content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.pdf"
        path.write_bytes(given.filled)
        with Workers(LIMITS) as workers, Reader(LIMITS, Path(folder)) as reader:
            workers.start()
            reader.start()
            _same_work(given, ours(workers, path, known), pypdf_fields(path))
            assert reader.read(path, lambda _: known).identity.number == NUMBER
            form = _form(workers, path)
            contestants = (
                Contestant("dokumentverk fields, warm worker", timed(lambda: ours(workers, path, known))),
                Contestant(f"pypdf {pypdf.__version__} get_fields", timed(lambda: pypdf_fields(path)), target=1 / 1.5),
                Contestant("(apart) what the pages show", timed(lambda: appearances(workers, path, known, form))),
                Contestant("(apart) whole reading", timed(lambda: reader.read(path, lambda _: known))),
            )
            figures = take_turns(contestants, rounds)
    pages = given.blank.layout.pages
    return table(f"Fields of a returned {name}: {pages} pages, {len(given.by_name)} answers (ms)", figures)


def ours(workers: Workers, path: Path, known: Known) -> tuple[Observation, ...]:
    """File to observations, the digest of the bytes included."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return acroform.observe(_form(workers, path), known, digest).observations


def pypdf_fields(path: Path) -> dict[str, str]:
    """File to the values by name."""
    fields = PdfReader(path).get_fields() or {}
    return {name: str(field.get("/V", "")) for name, field in fields.items()}


def appearances(workers: Workers, path: Path, known: Known, form: PdfForm) -> int:
    """The check alone, with the form that was read before."""
    pairs, _ = acroform.pairs_of(form, known)
    placed, boxes = shown.boxes_to_view(pairs)
    view = workers.call(view_pdf, str(path), form.pages, boxes)
    assert isinstance(view, View)
    return len(shown.looks_of(placed, view, {}))


def _form(workers: Workers, path: Path) -> PdfForm:
    form = workers.call(read_pdf, str(path), LIMITS)
    assert isinstance(form, PdfForm)
    return form


def _same_work(given: Material, ours: tuple[Observation, ...], theirs: dict[str, str]) -> None:
    answered = {one.field for one in ours if one.raw not in ("", "off")}
    assert answered >= given.values.keys(), "not every answer was read"
    assert theirs.keys() >= given.by_name.keys()


def _start() -> None:
    with Workers(LIMITS) as workers:
        workers.start()
