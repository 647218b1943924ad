"""Text to search in over the archival copy of a form on paper, where the workplace wants it (``archive.text_layer``).

What nobody has read, and what few may see, gets none: a search must not find what a doctor wrote.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.engines.facsimile_text import Word
from dokumentverk.engines.pdf_recognised import RecognisedOrder, with_recognised
from dokumentverk.engines.scan_extra import scan_extra_is_here
from dokumentverk.engines.signature_trace import bears_signature
from dokumentverk.engines.worker import Lost
from dokumentverk.flow.office import Office
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding
from dokumentverk.messages.words import word
from dokumentverk.model.finding import Finding


def searchable(office: Office, understood: Understood, path: Path, copy: ArchivalCopy) -> ArchivalCopy:
    """``copy`` with the text that is read on its pages of pictures, the pictures as they are. Without such pages, and
    where it cannot be done, ``copy`` itself, with findings that say so."""
    record = understood.received.record
    if record is None or (copy.content is None and not copy.own):
        return copy
    with tempfile.TemporaryDirectory(dir=office.work, prefix="tekst-", ignore_cleanup_errors=True) as folder:
        source = path
        if copy.content is not None:
            source = Path(folder) / "kopi.pdf"
            source.write_bytes(copy.content)
        language = record.language
        order = RecognisedOrder(
            word("archival_copy_searchable", language), language.value, understood.received.intakes[0].arrived
        )
        content, told = _laid(office, source, order)
    profile, own = (copy.profile, copy.own) if content is None else ("2b", False)
    return ArchivalCopy(
        content or copy.content, profile, own, copy.rendition, copy.original_pronom, (*copy.findings, *told)
    )


def _laid(office: Office, source: Path, order: RecognisedOrder) -> tuple[bytes | None, tuple[Finding, ...]]:
    if not scan_extra_is_here():
        return None, (finding("TEXT_LAYER_NEEDS_TESSERACT"),)
    from dokumentverk.engines.scan_recognise import can_recognise, pages_of_pictures, recognise_page

    if source.read_bytes()[:5] != b"%PDF-" or bears_signature(source):
        return None, ()
    workers = office.reader.paper_workers
    pages = workers.call(pages_of_pictures, str(source))
    if isinstance(pages, Lost) or not pages:
        return None, ()
    if not can_recognise():
        return None, (finding("TEXT_LAYER_NEEDS_TESSERACT"),)
    words: dict[int, tuple[Word, ...]] = {}
    lost: list[int] = []
    for number in pages:
        match workers.call(recognise_page, str(source), number):
            case Lost():
                lost.append(number)
            case found:
                words[number] = found
    told = (finding("TEXT_LAYER_LACKS", pages=", ".join(map(str, lost))),) if lost else ()
    if not any(words.values()):
        return None, told
    laid = workers.call(with_recognised, str(source), words, order)
    if laid is None or isinstance(laid, Lost):
        return None, (finding("TEXT_LAYER_LACKS", pages=", ".join(map(str, pages))),)
    return laid, told
