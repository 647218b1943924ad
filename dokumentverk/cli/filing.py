"""The work of ``dokumentverk file``: which files, one after the other, and what became of them all."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.output import print_json, tell, tracked
from dokumentverk.cli.receiving import filing_code, looking_code, print_understood
from dokumentverk.cli.stacking import count_documents, dry_run_stack, file_stack, left_code, stack_code, told_as
from dokumentverk.errors import DokumentverkError, ExitCode
from dokumentverk.flow.arriving import is_written, settling_pause, strange_in
from dokumentverk.flow.piles import eyes_of, find_piles
from dokumentverk.flow.receive import files_in, inbox_files, open_elsewhere, receive, recover, still_growing
from dokumentverk.flow.said_form import receive_waiting, waiting_at
from dokumentverk.flow.stack_keep import kept_piles, sweep, unfinished
from dokumentverk.flow.stack_lists import ScanLists
from dokumentverk.flow.trays import shown_name
from dokumentverk.flow.understand import check_document
from dokumentverk.flow.understood import digest_of
from dokumentverk.messages import error_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.report import left_json, outcome_word

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office
    from dokumentverk.flow.piles import Pile


def file_all(office: Office, paths: tuple[Path, ...], output: str) -> ExitCode:
    """File every document, tell what became of each, and sum up. The worst exit code wins.

    A file that cannot be dealt with is left where it is, and said so; the others are filed all the same.
    """
    language = office.settings.language
    with office.writing():
        recover(office)
        _sweep_stacks(office)
        files, skipped = _ready(office, paths, output)
        eyes = eyes_of(office)
        said = office.foreign.given is not None
        waiting = {path: kept for path in files if said and (kept := waiting_at(office, path)) is not None}
        found = find_piles(office, [path for path in files if path not in waiting], eyes, kept_piles(office))
        piles = [*found.piles, *_unfinished(office, found.piles)]
        if not files and not skipped and not piles:
            tell(word("inbox_empty", language))
            return ExitCode.OK
        worst = ExitCode.PERSON_NEEDED if skipped else ExitCode.OK
        became: Counter[str] = Counter()
        for path in tracked([*waiting, *found.documents]):
            try:
                kept = waiting.get(path)
                understood, outcome = receive(office, path) if kept is None else receive_waiting(office, kept)
            except (DokumentverkError, OSError, ArithmeticError) as error:
                worst = max(worst, _left(path, error, language, output))
                skipped.append(path)
                continue
            code = filing_code(outcome)
            became[code.name] += 1
            worst = max(worst, code)
            print_understood(office, understood, outcome, output)
        lists = ScanLists(office, office.now())
        for pile in piles:
            try:
                summary = file_stack(office, pile, eyes, lists, output)
            except (DokumentverkError, OSError, ArithmeticError) as error:
                worst = max(worst, _left_pile(pile, error, language, output))
                skipped += [one.path for one in pile.files]
                continue
            count_documents(summary, became)
            worst = max(worst, stack_code(summary))
    tell(_sum_of(became, len(skipped), language))
    return worst


def _sum_of(became: Counter[str], skipped: int, language: Language) -> str:
    counts = [
        ("summary_files", sum(became.values()) + skipped),
        ("summary_filed", became["OK"]),
        ("summary_review", became["PERSON_NEEDED"]),
        ("summary_rejected", became["REJECTED"]),
    ]
    if skipped or became["LEFT"]:
        counts.append(("summary_skipped", skipped + became["LEFT"]))
    return ", ".join(f"{word(key, language)}: {count}" for key, count in counts)


def _sweep_stacks(office: Office) -> None:
    gone = sweep(office)
    if gone:
        days = office.settings.paper.keep_stacks_days
        tell(word("stacks_swept", office.settings.language).format(days=days, count=gone))


def _unfinished(office: Office, piles: tuple[Pile, ...]) -> list[Pile]:
    """Those that a stopped run left half done and whose files somebody has taken out of the inbox since."""
    known = {one.digest for one in piles}
    return [one.pile for one in unfinished(office) if one.pile.digest not in known]


def _left_pile(pile: Pile, error: Exception, language: Language, output: str) -> ExitCode:
    return max(_left(one.path, error, language, output) for one in pile.files)


def _left(path: Path, error: Exception, language: Language, output: str) -> ExitCode:
    """Say why a file was left."""
    told, code = told_as(error), left_code(error)
    reason = error_sentence(told, language)
    if output == "json":
        print_json(left_json(shown_name(path.name), _digest(path), told.code, reason))
    tell(word("left_in_inbox", language).format(name=shown_name(path.name), reason=reason))
    return code


def _digest(path: Path) -> str | None:
    try:
        return digest_of(path)
    except OSError:
        return None


def dry_run_all(office: Office, paths: tuple[Path, ...], output: str) -> ExitCode:
    """What ``file_all`` would find, with nothing moved."""
    language = office.settings.language
    files, skipped = _ready(office, paths, output)
    if not files and not skipped:
        tell(word("inbox_empty", language))
        return ExitCode.OK
    worst = ExitCode.PERSON_NEEDED if skipped else ExitCode.OK
    became: Counter[str] = Counter()
    eyes = eyes_of(office)
    found = find_piles(office, files, eyes)
    for pile in found.piles:
        summary = dry_run_stack(office, pile, eyes, output)
        count_documents(summary, became)
        worst = max(worst, stack_code(summary))
    for path in found.documents:
        try:
            understood = check_document(office, path)
        except (DokumentverkError, OSError, ArithmeticError) as error:
            worst = max(worst, _left(path, error, language, output))
            skipped.append(path)
            continue
        print_understood(office, understood, None, output)
        became[_WOULD_BE[outcome_word(understood.received)]] += 1
        worst = max(worst, looking_code(understood))
    tell(word("summary_dry_run", language).format(counts=_sum_of(became, len(skipped), language)))
    return worst


_WOULD_BE = {"ok": "OK", "review": "PERSON_NEEDED", "rejected": "REJECTED", "left": "LEFT"}


def _ready(office: Office, paths: tuple[Path, ...], output: str) -> tuple[list[Path], list[Path]]:
    """Files that can be filed now, and what is left: those that somebody still writes or has open, and what is no
    file. These are said."""
    language = office.settings.language
    strange: tuple[Path, ...] = ()
    if paths:
        files = list(files_in(paths))
    else:
        found, litter = inbox_files(office)
        strange = strange_in(office.workplace.inbox)
        files = [path for path in found if path not in strange]
        if litter:
            tell(word("litter_left", language).format(count=litter))
    busy = {path for path in files if open_elsewhere(path) or is_written(path, time.time())}
    fresh = [path for path in files if path not in busy]
    busy |= still_growing(fresh, lambda: time.sleep(settling_pause(fresh, time.time()))) if fresh else set()
    for key, left in (("file_is_open", sorted(busy)), ("file_is_strange", strange)):
        for path in left:
            name = shown_name(path.name)
            reason = word(key, language).format(name=name)
            tell(reason)
            if output == "json":
                # Not opened: who writes it may not be done, and a link or pipe is never followed.
                print_json(left_json(name, None, key.upper(), reason))
    return [path for path in files if path not in busy], [*sorted(busy), *strange]
