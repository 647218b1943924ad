"""Reading processes: killed for time, for memory and by their own faults, while the others go on."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from dokumentverk.engines.worker import Fate, Lost, Workers, fate_of
from dokumentverk.errors import Unreadable
from dokumentverk.model.workplace import ReadingLimits

from . import tasks

LIMITS = ReadingLimits(seconds=2, memory_mb=200, workers=2)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(LIMITS, warm=()) as pool:
        yield pool


def test_an_answer_comes_back(workers: Workers) -> None:
    assert workers.call(tasks.double, 21) == 42


@pytest.mark.parametrize("loop", [tasks.spin, tasks.spin_in_c])
def test_an_endless_loop_is_ended_while_others_go_on(workers: Workers, loop: object) -> None:
    answers: list[object] = []
    stuck = threading.Thread(target=lambda: answers.append(workers.call(loop)))  # type: ignore[arg-type]
    begun = time.monotonic()
    stuck.start()
    others = [workers.call(tasks.double, number) for number in range(20)]
    assert time.monotonic() - begun < LIMITS.seconds, "the others waited for the one that loops"
    stuck.join()
    assert others == [2 * number for number in range(20)]
    assert answers == [Lost(Fate.TIMED_OUT)]
    assert time.monotonic() - begun < LIMITS.seconds + 2


@pytest.mark.skipif(sys.platform == "darwin", reason="the watching thread is another mechanism")
def test_one_that_eats_memory_is_stopped_while_others_go_on(workers: Workers) -> None:
    with ThreadPoolExecutor(4) as threads:
        eaters = [threads.submit(workers.call, tasks.eat) for _ in range(2)]
        others = [threads.submit(workers.call, tasks.double, number) for number in range(10)]
        assert [one.result() for one in others] == [2 * number for number in range(10)]
        assert [one.result() for one in eaters] == [Lost(Fate.OUT_OF_MEMORY)] * 2
    assert workers.call(tasks.double, 4) == 8


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("name", "fate"),
    [
        ("SIGKILL", Fate.OUT_OF_MEMORY),
        ("SIGABRT", Fate.ABORTED),
        ("SIGTRAP", Fate.ABORTED),
        ("SIGSEGV", Fate.CRASHED),
    ],
)
def test_a_worker_that_dies_costs_its_own_task_only(workers: Workers, name: str, fate: Fate) -> None:
    assert workers.call(tasks.die, int(getattr(signal, name))) == Lost(fate)
    assert workers.call(tasks.double, 3) == 6


def test_a_process_that_leaves_without_a_word_is_noticed(workers: Workers) -> None:
    assert workers.call(tasks.leave, 3) == Lost(Fate.CRASHED)
    assert workers.call(tasks.leave, 0) == Lost(Fate.TIMED_OUT)


@pytest.mark.parametrize(
    ("code", "fate"),
    [(86, Fate.OUT_OF_MEMORY), (0xE0000008, Fate.OUT_OF_MEMORY), (0xC0000017, Fate.OUT_OF_MEMORY), (1, Fate.CRASHED)],
)
def test_exit_codes_of_other_systems(code: int, fate: Fate) -> None:
    assert fate_of(code) is fate


def test_our_own_exceptions_come_out_whole(workers: Workers) -> None:
    with pytest.raises(Unreadable) as caught:
        workers.call(tasks.refuse)
    assert (caught.value.code, caught.value.params) == ("FILE_BROKEN", {"file": "skjema.pdf"})


def test_what_a_library_raises_is_a_fate_without_words(workers: Workers) -> None:
    assert workers.call(tasks.stumble) == Lost(Fate.CRASHED)


def test_workers_are_warm_and_run_side_by_side(workers: Workers) -> None:
    with ThreadPoolExecutor(2) as threads:
        first = {one.result() for one in [threads.submit(workers.call, tasks.nap, 0.3) for _ in range(2)]}
    assert len(first) == 2
    assert workers.call(tasks.nap, 0.0) in first


def test_a_second_process_starts_only_when_the_first_is_at_work() -> None:
    with Workers(LIMITS, warm=()) as pool:
        assert len({pool.call(tasks.nap, 0.0) for _ in range(5)}) == 1


def test_no_more_than_may_be_are_at_work_and_nobody_is_forgotten(workers: Workers) -> None:
    with ThreadPoolExecutor(8) as threads:
        processes = [one.result() for one in [threads.submit(workers.call, tasks.nap, 0.02) for _ in range(40)]]
    assert len(processes) == 40
    assert len(set(processes)) == LIMITS.workers


def test_a_pool_that_broke_while_idle_is_replaced() -> None:
    with Workers(LIMITS, warm=()) as pool:
        process = pool.call(tasks.nap, 0.0)
        assert isinstance(process, int)
        psutil.Process(process).kill()
        time.sleep(0.5)
        assert pool.call(tasks.double, 5) == 10


def test_closing_ends_every_process() -> None:
    pool = Workers(LIMITS, warm=())
    with ThreadPoolExecutor(LIMITS.workers) as threads:
        naps = [threads.submit(pool.call, tasks.nap, 0.5) for _ in range(LIMITS.workers)]
    assert len({one.result() for one in naps}) == LIMITS.workers
    mine = [child for child in psutil.Process(os.getpid()).children() if child.is_running()]
    before = {child.pid for child in mine}
    pool.close()
    after = {child.pid for child in psutil.Process(os.getpid()).children() if child.status() != psutil.STATUS_ZOMBIE}
    assert len(before - after) >= LIMITS.workers
    pool.close()


def test_libraries_start_no_threads_of_their_own_in_a_worker() -> None:
    with Workers(ReadingLimits(seconds=60, memory_mb=2000, workers=1), warm=()) as pool:
        assert pool.call(tasks.threads_of_libraries) == (0, 1)
