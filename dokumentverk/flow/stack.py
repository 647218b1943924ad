"""From a pile of paper to filed records, with every sheet accounted for.

The order, and what a crash after each step leaves:

1. the sheets are identified and sorted                        nothing has happened
2. the stack is kept, with what was seen of its sheets         the next run goes on from there
3. each part is taken out, read, checked, and filed or laid    filed again it is found by its bytes: nothing twice
   in a tray, with its attachments
4. the lists of this run are written                           written again
5. the stack is marked as done                                 as before
6. its files are released from the inbox                       a file that stays is found to be done, and released then

A file that is one document as it came is not taken apart: it goes the way of every other file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Eyes, Pile, Progress, identify_pile
from dokumentverk.flow.receive import release_from_inbox
from dokumentverk.flow.separator_form import SEPARATOR
from dokumentverk.flow.stack_foreign import copies_apart, photos_joined
from dokumentverk.flow.stack_keep import finish, keep, kept
from dokumentverk.flow.stack_parts import (
    PartResult,
    StackSummary,
    needs_keeping,
)
from dokumentverk.flow.stack_work import StackWork
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import StackPart, Standing
from dokumentverk.read.stack import split


def sort_pile(office: Office, pile: Pile, marks: Sequence[SheetMark], eyes: Eyes) -> tuple[StackPart, ...]:
    """The parts of a pile by what the register says of the numbers on it."""

    def alike(one: int, other: int) -> bool:
        (file, sheet), (second, again) = pile.place(one), pile.place(other)
        return eyes.alike((file.path, sheet), (second.path, again))

    parts = split(marks, lambda number: _standing(office, number), alike=alike, piled=pile.piled)
    return copies_apart(office, pile, parts) if pile.piled else photos_joined(office, pile, parts)


def look_at_stack(
    office: Office, pile: Pile, eyes: Eyes, progress: Progress = lambda _done, _all: None
) -> StackSummary:
    """What ``receive_stack`` would find, with nothing moved."""
    steps = 2 * pile.count
    marks = identify_pile(pile, eyes, lambda done, _: progress(done, steps))
    parts = sort_pile(office, pile, marks, eyes)
    results: list[PartResult] = []
    with _folder(office) as folder:
        done = pile.count
        for result in StackWork(office, pile, marks, parts, folder, files=False).results():
            results.append(result)
            done += len(result.part.sheets)
            progress(done, steps)
    return StackSummary(pile, marks, tuple(results))


def receive_stack(
    office: Office,
    pile: Pile,
    eyes: Eyes,
    *,
    progress: Progress = lambda _done, _all: None,
    listed: Callable[[StackSummary], None] = lambda _: None,
    on_step: Callable[[str], None] = lambda _: None,
) -> StackSummary:
    """File what lies in a pile. The archive must be open for writing. ``listed`` writes what the run tells of it;
    ``on_step`` is called after each step.

    A part that cannot be dealt with is left, and so is the whole pile then: nothing is released, and the next run files
    nothing twice. Raises Unreadable when a file changes meanwhile.
    """
    before = kept(office, pile.digest)
    resumed = before is not None and before.done is None
    steps = 2 * pile.count
    if before is not None and resumed:
        marks = before.marks
    else:
        marks = identify_pile(pile, eyes, lambda done, _: progress(done, steps))
    on_step("identified")
    parts = sort_pile(office, pile, marks, eyes)
    stack = None
    source = pile
    if needs_keeping(parts, pile):
        stack = keep(office, pile, marks)
        source, marks = stack.pile, stack.marks
        on_step("kept")
    with _folder(office) as folder:
        work = StackWork(office, source, marks, parts, folder)
        done = pile.count
        results: list[PartResult] = []
        for result in work.results():
            results.append(result)
            done += len(result.part.sheets)
            progress(done, steps)
            on_step(f"part {len(results)}")
    summary = StackSummary(pile, marks, tuple(results))
    assert summary.balanced, "a sheet of the pile is in no part, or in two"
    listed(summary)
    on_step("listed")
    if not summary.complete:
        return summary
    if stack is not None:
        finish(stack, office.now().replace(microsecond=0))
        on_step("done")
    for file in pile.files:
        for path in (file.path, *file.twins):
            if path.exists():
                release_from_inbox(office, path, file.intake.digest)
                on_step("released")
    return summary


def _standing(office: Office, number: str) -> Standing:
    issue = office.issue(number)
    if issue is None:
        return Standing.UNKNOWN
    return Standing.SEPARATOR if issue.form == SEPARATOR else Standing.FORM


@contextmanager
def _folder(office: Office) -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="stabel-", dir=office.work))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
