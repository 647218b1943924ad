"""A pile whose run is killed between any two steps and run again ends as one that was never killed: nothing lost,
nothing filed twice. Each try is a real process that ends by SIGKILL (on Windows by TerminateProcess)."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.flow import stack_keep
from dokumentverk.flow.piles import find_piles
from dokumentverk.flow.receive import files_in, recover
from dokumentverk.flow.stack import receive_stack
from tests.flow.paper_desk import Desk, desk_at, paper_workplace, sheets_in

PROCESSES: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
"""Not plain forks: this process has had threads, and a lock that one of them held would never be let go of."""
WORDS = "x A1/2 _ A2/2 x C1/1 x S x + x U1/1"


if sys.platform != "win32":
    PROCESSES.set_forkserver_preload(["tests.flow.paper_desk", "tests.flow.test_stack_killed"])


def die() -> None:
    os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


def run_all(desk: Desk, kill_at: int | None = None) -> None:
    """What ``dokumentverk file`` does with the inbox, and with what a stopped run left."""
    steps = iter(range(10_000))

    def step(_name: str) -> None:
        if next(steps) == kill_at:
            die()

    eyes = desk.eyes()
    with desk.office.writing():
        recover(desk.office)
        stack_keep.sweep(desk.office)
        files, kept = files_in([desk.office.workplace.inbox]), stack_keep.kept_piles(desk.office)
        piles = find_piles(desk.office, files, eyes, kept).piles
        known = {one.digest for one in piles}
        more = [one.pile for one in stack_keep.unfinished(desk.office) if one.pile.digest not in known]
        for pile in [*piles, *more]:
            receive_stack(desk.office, pile, eyes, on_step=step)


def killed(root: Path, numbers: dict[str, str], kill_at: int) -> None:
    with desk_at(root, numbers=numbers) as desk:
        run_all(desk, kill_at)


FILE_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}


def killed_at_file_event(root: Path, numbers: dict[str, str], kill_at: int) -> None:
    """At a call of the operating system into the stacks, trays or the inbox: finer than any step."""
    count = 0
    places = [str(root / name) for name in ("innboks", "til avklaring", "avvist")] + [str(root / "system" / "stacks")]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in FILE_EVENTS and any(place in str(arguments[:1]) for place in places):
            if count == kill_at:
                die()
            count += 1

    with desk_at(root, numbers=numbers) as desk:
        sys.addaudithook(hook)
        run_all(desk)


def attempt(target: Any, root: Path, numbers: dict[str, str], kill_at: int) -> bool:
    """True when the process was killed, False when it came to its end."""
    process = PROCESSES.Process(target=target, args=(root, numbers, kill_at))
    process.start()
    process.join(120)
    assert process.exitcode is not None
    if sys.platform != "win32":
        assert process.exitcode in (0, -signal.SIGKILL)
    return bool(process.exitcode != 0)


def state(root: Path, numbers: dict[str, str]) -> dict[str, object]:
    """Where every picture is, and what the archive and the trays hold."""
    with desk_at(root, numbers=numbers) as desk, desk.office.catalog() as catalog:
        rows = [(row.title, row.employee, row.return_id, row.issue) for row in catalog.all()]
        place = desk.office.workplace
        pictures: Counter[tuple[str, str]] = Counter()
        for name, folder in (("archive", place.archive), ("review", place.review), ("rejects", place.rejects)):
            for path in (*folder.rglob("original*"), *folder.rglob("vedlegg-*")):
                pictures.update((name, word) for word, _ in sheets_in(path))
        trays = {
            path.relative_to(root).as_posix() for tray in (place.review, place.rejects) for path in tray.rglob("*")
        }
        stacks = [one.done is not None for one in stack_keep._all(desk.office)]
        inbox = [one.name for one in place.inbox.rglob("*")]
        findings = verify(place.archive, place.system)
    return {
        "rows": sorted(rows), "pictures": pictures, "trays": trays, "stacks": stacks, "inbox": inbox,
        "findings": findings,
    }  # fmt: skip


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, object]]:
    """A workplace with a pile in its inbox, and what becomes of it when nobody interrupts."""
    root = paper_workplace(tmp_path_factory.mktemp("stabel") / "kontor")
    with desk_at(root) as desk:
        numbers = desk.numbers
        desk.pile(WORDS)
        desk.photo("B1/2", "1.jpg")
        desk.photo("B2/2", "2.jpg")
        desk.photo("y", "3.jpg")
    whole = root.parent / "aldri stoppet"
    shutil.copytree(root, whole)
    with desk_at(whole, numbers=numbers) as desk:
        run_all(desk)
    return root, numbers, state(whole, numbers)


def test_never_killed(laid_out: tuple[Path, dict[str, str], dict[str, object]]) -> None:
    _, _, found = laid_out
    assert found["inbox"] == []
    assert found["stacks"] == [True, True]
    assert found["findings"] == ()
    assert len(found["rows"]) == 5  # type: ignore[arg-type]
    pictures: Any = found["pictures"]
    words = Counter(word for _, word in pictures.elements())
    assert words == Counter([*WORDS.replace("_", "").replace("S", "").replace("+", "").split(), "B1/2", "B2/2", "y"])


@pytest.mark.parametrize(("target", "least", "every"), [(killed, 15, 1), (killed_at_file_event, 15, 7)])
def test_killed_anywhere_and_run_again(
    target: Any, least: int, every: int, laid_out: tuple[Path, dict[str, str], dict[str, object]], tmp_path: Path
) -> None:
    original, numbers, expected = laid_out
    kills = 0
    while True:
        root = tmp_path / str(kills)
        shutil.copytree(original, root)
        if not attempt(target, root, numbers, kills * every):
            break
        with desk_at(root, numbers=numbers) as desk:
            run_all(desk)
        assert state(root, numbers) == expected, f"killed at {kills * every}"
        shutil.rmtree(root)
        kills += 1
    assert kills >= least


def test_a_stack_taken_out_of_the_inbox_after_a_kill_is_still_ended(
    laid_out: tuple[Path, dict[str, str], dict[str, object]], tmp_path: Path
) -> None:
    original, numbers, expected = laid_out
    root = tmp_path / "kontor"
    shutil.copytree(original, root)
    assert attempt(killed, root, numbers, 6)
    for path in (root / "innboks").iterdir():
        if path.suffix == ".pdf":
            path.unlink()
    with desk_at(root, numbers=numbers) as desk:
        run_all(desk)
    assert state(root, numbers)["pictures"] == expected["pictures"]
