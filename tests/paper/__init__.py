"""Returns on paper, made up: issued forms filled in by pen, and degraded as scanners, copiers, faxes and telephones do.

Everything follows from seeds. **Even seeds of writers are for training and thresholds, odd ones are held out** for
tests and figures: other hands, other handwriting fonts, other people's digits (MNIST's two halves). Digits and fonts
come by ``npm install --prefix tests/paper``; a test that needs them calls ``material.need_material()`` first.

    with paper_office(tmp_path / "kontor", seed=7) as office:             # prints: a new workplace, people and forms
        form = issue_print(office, "egenmelding")                        # Print: issue, definition, layout, its PDF
        pages = fill(form, {"first_day": date(2026, 10, 12)}, writer(3), # filling: FilledPage, with truths by place
                     signed=("employee_signature",), habits=CARELESS, seed=1)
        scan = degrade(pages[0], Condition.GREY_200, seed=5)              # degrading: picture, dpi, tone, turn
        scan.corners(form.layout.places[0].box)                           # where a box truly lies, in pixels
        scan.page.truths                                                  # what truly stands there

``writer(seed)`` is a person with a hand of their own (``writers``), ``Habits`` how neatly a form is filled
(``filling``), ``Condition`` names what befalls the paper, and ``GREY_AND_COLOUR``, ``PHONES``, ``BILEVEL``, ``FOREIGN``
group them (``conditions``). Single pieces for training: ``digits.write_digit``, ``marks.mark_strokes`` with
``ink.draw``, ``signatures.cursive``.
"""

from __future__ import annotations

from tests.paper.conditions import BILEVEL, FOREIGN, GREY_AND_COLOUR, PHONES, Condition
from tests.paper.degrading import Scan, degrade
from tests.paper.filling import CARELESS, NEAT, FilledPage, Habits, Truth, fill
from tests.paper.material import need_material
from tests.paper.prints import Print, issue_print, paper_office
from tests.paper.writers import MarkStyle, SignatureStyle, Writer, writer

__all__ = [
    "BILEVEL",
    "CARELESS",
    "FOREIGN",
    "GREY_AND_COLOUR",
    "NEAT",
    "PHONES",
    "Condition",
    "FilledPage",
    "Habits",
    "MarkStyle",
    "Print",
    "Scan",
    "SignatureStyle",
    "Truth",
    "Writer",
    "degrade",
    "fill",
    "issue_print",
    "need_material",
    "paper_office",
    "writer",
]
