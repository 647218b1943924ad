"""The sheet that a person settles a document from, ``avklaring.html``, and its sides with the fields framed.

One page that needs nothing else: no script, nothing fetched, the crops inside it. Whatever stands in the document is
escaped, and the page forbids everything but its own style and pictures. It is made from what was read, the same each
time; a document that cannot be pictured gets the sheet without pictures.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from dokumentverk.engines.pictures import Framed, Pictures, picture
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.errors import DokumentverkError
from dokumentverk.flow.doubts import Doubt, stopping_doubts, unread_doubts
from dokumentverk.flow.office import Office
from dokumentverk.flow.tray_state import SHEET, SIDE
from dokumentverk.flow.trays import NO_FILES, commands, sheets_text, shown_name
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import visible
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Received
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box
from dokumentverk.model.reading import FileKind
from dokumentverk.model.written import show_moment

_PICTURED = frozenset({FileKind.PDF, FileKind.IMAGE})
_NO_PICTURES = Pictures((), ())
_LOOK_AT_ALL = frozenset({"SCAN_OF_DOCX", "BLANK_MISSING", "SHEET_NOT_FITTED", "PAGES_OF_RETURNS_MIXED"})
"""Where no crop shows what a person must see: whole sides do."""


def review_files(office: Office, understood: Understood, path: Path, tray: str) -> Mapping[str, bytes]:
    """The files to look at, by name; none for what is nobody's. ``tray`` is its folder from the workplace."""
    received, definition, language = understood.received, understood.definition, office.settings.language
    if received.record is None or definition is None:
        return NO_FILES
    stopping = stopping_doubts(received, definition, language)
    unread = unread_doubts(received, definition, language)
    looked_at = any(one.code in _LOOK_AT_ALL for one in received.findings)
    whole = tuple(range(1, received.pages + 1)) if looked_at else ()
    pictures = _pictures(office, received, path, (*stopping, *unread), whole)
    crops = iter(pictures.crops)
    pictured = [[(box.page, next(crops, b"")) for box in one.boxes] for one in (*stopping, *unread)]
    sheet = sheet_html(
        received,
        definition,
        list(zip(stopping, pictured, strict=False)),
        list(zip(unread, pictured[len(stopping) :], strict=True)),
        commands(received, definition, tray, language),
        language,
        paper=[one for one in pictures.sides if one[0] in whole],
    )
    sides = {SIDE.format(number=number): content for number, content in pictures.sides}
    return {SHEET: sheet.encode("utf-8", "xmlcharrefreplace"), **sides}


def _pictures(
    office: Office, received: Received, path: Path, doubts: Sequence[Doubt], whole: tuple[int, ...]
) -> Pictures:
    """Without pictures when the file's worker was lost over it: what a person must know does not hang on them."""
    kind = received.intakes[0].kind
    boxes = tuple(box for one in doubts for box in one.boxes)
    if not (boxes or whole) or kind not in _PICTURED:
        return _NO_PICTURES
    framed = tuple(Framed(box, one.number or "!") for one in doubts for box in one.boxes)
    workers = office.reader.paper_workers if kind is FileKind.IMAGE else office.reader.workers
    try:
        made = _pictured_by(workers, path, boxes, framed, whole)
    except DokumentverkError:
        return _NO_PICTURES
    return _NO_PICTURES if isinstance(made, Lost) else made


def _pictured_by(
    workers: Workers, path: Path, boxes: tuple[Box, ...], framed: tuple[Framed, ...], whole: tuple[int, ...]
) -> Pictures | Lost:
    return workers.call(picture, str(path), boxes, framed, whole)


Pictured = tuple[Doubt, Sequence[tuple[int, bytes]]]
"""A doubt with its crops: (side, PNG), empty for one that could not be made."""


def sheet_html(
    received: Received,
    definition: FormDefinition,
    stopping: Sequence[Pictured],
    unread: Sequence[Pictured],
    endings: Sequence[str],
    language: Language,
    paper: Sequence[tuple[int, bytes]] = (),
) -> str:
    """The whole page. ``endings`` are the lines of LES MEG.txt that tell how to end it, ``paper`` the sides to be shown
    whole."""
    by = f'--by "{word("your_name", language)}" --reason "{word("the_reason", language)}"'
    accept = f"dokumentverk accept {received.return_id} {by}"
    title = f"{word('sheet_title', language)}: {definition.title.in_(language)}"
    parts = [_head(title, language), _facts(received, language)]
    if paper:
        sides = [_figure(side, content, title, language) for side, content in paper]
        parts += [f'<section class="paper"><h2>{_text(word("sheet_paper", language))}</h2>', *sides, "</section>"]
    parts += _section("must_be_settled", "", stopping, accept, language)
    together = _together([one for one, _ in stopping])
    if together:
        parts.append(f"<p>{_text(word('sheet_together', language))}</p>{_command(f'{accept} {together}')}")
    parts += _section("sheet_unread", word("sheet_unread_note", language), unread, accept, language)
    lines = "\n".join(endings)
    parts.append(f"<section><h2>{_text(word('how_to_end', language))}</h2>{_command(lines)}")
    parts.append(f"<p>{_text(word('end_kept', language))}</p></section></main></body></html>\n")
    return "\n".join(parts)


def _together(doubts: Sequence[Doubt]) -> str:
    """What ends the whole document at once. Empty when there is nothing to draw together, or something that only a
    choice of its own ends."""
    options = list(dict.fromkeys(one.options for one in doubts))
    settings = [one for one in options if one.startswith("--set")]
    codes = dict.fromkeys(code for one in options for code in _DESPITE.findall(one))
    return " ".join([*settings, *codes]) if len(options) > 1 and "" not in options else ""


_DESPITE = re.compile(r"--despite \S+")


def _head(title: str, language: Language) -> str:
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{language.value}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body><main><h1>{_text(title)}</h1>"
    )


def _facts(received: Received, language: Language) -> str:
    intake = received.intakes[0]
    facts = [
        ("file", shown_name(intake.name)),
        ("sheets", sheets_text(intake)),
        ("number", received.identity.number or ""),
        ("employee", received.employee or ""),
        ("arrived", show_moment(intake.arrived, language)),
        ("return", received.return_id),
    ]
    rows = "".join(f"<dt>{_text(word(key, language))}</dt><dd>{_text(text)}</dd>" for key, text in facts if text)
    return f'<dl class="facts">{rows}</dl>'


def _section(key: str, note: str, doubts: Sequence[Pictured], accept: str, language: Language) -> list[str]:
    if not doubts:
        return []
    told = f"<p>{_text(note)}</p>" if note else ""
    articles = [_article(doubt, crops, accept, language) for doubt, crops in doubts]
    kind = ' class="later"' if key == "sheet_unread" else ""
    return [f"<section{kind}><h2>{_text(word(key, language))}</h2>{told}", *articles, "</section>"]


def _article(doubt: Doubt, crops: Sequence[tuple[int, bytes]], accept: str, language: Language) -> str:
    heading = doubt.label or word("sheet_document", language)
    parts = [f"<article><h3>{_text(heading)}</h3>"]
    parts += [_figure(side, content, heading, language) for side, content in crops if content]
    parts += [f'<p class="told">{_text(one)}</p>' for one in doubt.sentences]
    if doubt.raw.strip():
        parts.append(f"<p>{_text(word('sheet_read', language))}: <q>{_text(doubt.raw)}</q></p>")
    if doubt.decide:
        first, *choices = doubt.decide
        parts.append(f"<p>{_text(first)}</p>")
        if choices:
            parts.append("<ul>" + "".join(f"<li>{_text(one)}</li>" for one in choices) + "</ul>")
    if doubt.options:
        parts.append(_command(f"{accept} {doubt.options}"))
    return "".join([*parts, "</article>"])


def _figure(side: int, content: bytes, label: str, language: Language) -> str:
    """The description names the field and the side, never what stands there."""
    alt = word("sheet_crop", language).format(label=label, side=side)
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    name = SIDE.format(number=side)
    caption = f'<a href="{name}">{_text(word("sheet_side", language).format(side=side))}</a>'
    data = b64encode(content).decode()
    picture = f'<img src="data:image/png;base64,{data}" width="{width}" height="{height}" alt="{_text(alt)}">'
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _command(text: str) -> str:
    return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'


def _text(text: str) -> str:
    return escape(visible(text))


_STYLE = """
:root{color-scheme:light}
body{margin:0;background:#fff;color:#1b1b1b;font:1rem/1.5 "Source Sans 3","Segoe UI",system-ui,sans-serif}
main{max-width:54rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem;color:#1f4e5f}
h2{font-size:1.3rem;margin:2.5rem 0 .75rem;padding-bottom:.25rem;border-bottom:2px solid #1f4e5f;color:#1f4e5f}
h3{font-size:1.1rem;margin:0 0 .5rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0}
dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
article{margin:1rem 0;padding:1rem 1.1rem;border:1px solid #b9c4c9;border-left:.3rem solid #b3261e;border-radius:.25rem}
.later article{border-left-color:#5f7580}
article p{margin:.5rem 0;max-width:42rem}.told{font-weight:600}
figure{margin:0 0 .75rem}figcaption{font-size:.85rem;margin-top:.15rem}a{color:#1f4e5f}
img{display:block;max-width:100%;height:auto;max-height:26rem;
object-fit:contain;object-position:left;border:1px solid #777;background:#fff}
.paper img{max-height:none}
ul{margin:.25rem 0 .5rem;padding-left:1.25rem}q{quotes:"«" "»";overflow-wrap:anywhere}
pre{margin:.5rem 0 0;padding:.6rem .75rem;background:#f0f3f4;border-radius:.25rem;
white-space:pre-wrap;overflow-wrap:anywhere}
code{font:.9rem/1.45 "Cascadia Mono",Consolas,"DejaVu Sans Mono",monospace}
pre:focus-visible,a:focus-visible{outline:3px solid #b36b00;outline-offset:2px}
@page{size:A4;margin:16mm}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}article{break-inside:avoid}h2,h3{break-after:avoid}
pre{border:1px solid #b9c4c9;background:none}img{max-height:90mm}}
"""
