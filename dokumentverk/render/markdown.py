"""Markdown with field directives, parsed to blocks. The only user of markdown-it.

A line made only of directives is a block of its own:

    [[section absence]]                 the section's title and all its fields, flowed into rows by their widths
    [[title absence]]                   the section's title and help only
    [[first_day]] [[last_day width=3]]  one row of fields
    [[continuation lines=8]]            the free continuation boxes
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from dokumentverk.errors import Fault
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.render.blocks import (
    Block,
    Continuations,
    Emphasis,
    FieldRow,
    Heading,
    Inline,
    Items,
    LineBreak,
    Link,
    Note,
    PageBreak,
    Paragraph,
    SectionTitle,
    Strong,
    Table,
    Text,
)
from dokumentverk.render.directives import Directive, Placement

VALUE_OPEN, VALUE_CLOSE = "\ue000", "\ue001"
LINE_OPEN, LINE_CLOSE = "\ue002", "\ue003"

_VALUE = re.compile(f"{VALUE_OPEN}(\\d+){VALUE_CLOSE}")
_LINE = re.compile(f"{LINE_OPEN}(\\d+){LINE_CLOSE}")
_DIRECTIVES = re.compile(r"\s*(\[\[[^\[\]\n]*\]\]\s*)+")
_DIRECTIVE = re.compile(r"\[\[([^\[\]\n]*)\]\]")
_SAFE_LINK = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_VALUE_IN_LINK = re.compile(rf"\]\([^)]*{VALUE_OPEN}")
"""Looked for in what stands in the Markdown: in the parsed address a token is percent-encoded or Punycode."""
_NESTING = 20


@dataclass(frozen=True, slots=True)
class Source:
    """Markdown out of Jinja. ``values`` are what its tokens stand for; None leaves the tokens where they are, for
    ``filled``."""

    file: str
    markdown: str
    values: tuple[str, ...] | None


@dataclass(slots=True)
class _Walk:
    """The tokens still to read, and the faults met on the way."""

    source: Source
    tokens: list[Token]
    at: int = 0
    faults: list[Fault] = field(default_factory=list)

    def next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def until(self, kind: str) -> Iterator[Token]:
        """Tokens up to the closing one, which is taken too. The caller takes the children of what it gets."""
        while (token := self.next()).type != kind:
            yield token

    def fault(self, token: Token, code: str, **params: str) -> None:
        where = f"line {token.map[0] + 1}" if token.map else ""
        self.faults.append(Fault(self.source.file, where, code, tuple(params.items())))


def _directive_rule(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's shape
    if state.level or state.sCount[start] - state.blkIndent >= 4:
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not _DIRECTIVES.fullmatch(line):
        return False
    if not silent:
        token = state.push("directives", "", 0)
        token.content = line
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable("table")
    parser.disable(["code", "fence", "html_block", "html_inline", "lheading", "reference", "autolink", "backticks"])
    parser.block.ruler.before("table", "directives", _directive_rule, {"alt": ["paragraph", "blockquote", "list"]})
    return parser


def blocks_of(
    source: Source, definition: FormDefinition, language: Language
) -> tuple[tuple[Block, ...], tuple[Fault, ...]]:
    """The blocks, and every fault of the template against the definition."""
    walk = _Walk(source, _parser().parse(source.markdown))
    placement = Placement(source.file, definition, language)
    blocks: list[Block] = []
    while walk.at < len(walk.tokens):
        token = walk.next()
        if token.type == "directives":
            blocks += placement.place(_directives(token))
        else:
            blocks += _block(walk, token, 0)
    walk.faults += _outline_faults(source, blocks)
    return tuple(blocks), (*walk.faults, *placement.finish())


def _outline_faults(source: Source, blocks: list[Block]) -> Iterator[Fault]:
    """PDF/UA-1 (7.4.2) wants one title first, and no level of heading skipped; sections of the form are level two."""
    before = 0
    for block in blocks:
        if not isinstance(block, Heading | SectionTitle | Continuations):
            continue
        level = block.level if isinstance(block, Heading) else 2
        if (level == 1) != (before == 0):
            yield Fault(source.file, "", "TEMPLATE_TITLE_NOT_FIRST")
        elif level > before + 1:
            yield Fault(source.file, "", "TEMPLATE_HEADING_SKIPPED", (("level", str(level)),))
        before = level


def _directives(token: Token) -> tuple[Directive, ...]:
    line = token.map[0] + 1 if token.map else 0
    found = []
    for match in _DIRECTIVE.finditer(token.content):
        text = match[1]
        if marked := _LINE.match(text):
            line, text = int(marked[1]), text[marked.end() :]
        found.append(Directive(text.strip(), line))
    return tuple(found)


def _block(walk: _Walk, token: Token, depth: int) -> tuple[Block, ...]:
    match token.type:
        case "heading_open":
            content = _inline(walk, walk.next())
            walk.next()
            if depth:
                walk.fault(token, "TEMPLATE_MARKUP_UNKNOWN", markup=token.markup)
            return (Heading(int(token.tag[1:]), content),)
        case "paragraph_open":
            content = _inline(walk, walk.next())
            walk.next()
            return (Paragraph(content),)
        case "bullet_list_open" | "ordered_list_open":
            return (_items(walk, token, depth),)
        case "blockquote_open":
            return (Note(_blocks_until(walk, "blockquote_close", depth + 1)),)
        case "table_open":
            return (_table(walk),)
        case "hr":
            if depth:
                walk.fault(token, "TEMPLATE_PAGE_BREAK_INSIDE")
            return (PageBreak(),)
        case _:
            walk.fault(token, "TEMPLATE_MARKUP_UNKNOWN", markup=token.type.removesuffix("_open"))
            return ()


def _blocks_until(walk: _Walk, close: str, depth: int) -> tuple[Block, ...]:
    """markdown-it itself nests no deeper than twenty levels."""
    return tuple(block for token in walk.until(close) for block in _block(walk, token, depth))


def _items(walk: _Walk, token: Token, depth: int) -> Items:
    close = token.type.replace("open", "close")
    items = tuple(_blocks_until(walk, "list_item_close", depth + 1) for _ in walk.until(close))
    start = token.attrGet("start")
    return Items(items, None if token.type.startswith("bullet") else int(start if start is not None else 1))


def _table(walk: _Walk) -> Table:
    rows: list[tuple[tuple[Inline, ...], ...]] = []
    cells: list[tuple[Inline, ...]] = []
    for token in walk.until("table_close"):
        match token.type:
            case "tr_open":
                cells = []
            case "inline":
                cells.append(_inline(walk, token))
            case "tr_close":
                rows.append(tuple(cells))
            case _:
                pass
    return Table(rows[0], tuple(rows[1:]))


def _inline(walk: _Walk, token: Token) -> tuple[Inline, ...]:
    """The content of an ``inline`` token."""
    if "[[" in token.content:
        walk.fault(token, "TEMPLATE_DIRECTIVE_NOT_ALONE")
    return _inlines(walk, token, iter(token.children or ()), None)


def _inlines(walk: _Walk, parent: Token, children: Iterator[Token], close: str | None) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for child in children:
        match child.type:
            case kind if kind == close:
                break
            case "text" | "text_special":
                found += _text(walk.source, child.content)
            case "softbreak":
                found.append(Text(" "))
            case "hardbreak":
                found.append(LineBreak())
            case "strong_open":
                found.append(Strong(_inlines(walk, parent, children, "strong_close")))
            case "em_open":
                found.append(Emphasis(_inlines(walk, parent, children, "em_close")))
            case "link_open":
                found.append(_link(walk, parent, child, children))
            case _:
                walk.fault(parent, "TEMPLATE_MARKUP_UNKNOWN", markup=child.type)
    return _joined(found)


def _link(walk: _Walk, parent: Token, token: Token, children: Iterator[Token]) -> Inline:
    href = str(token.attrGet("href") or "")
    content = _inlines(walk, parent, children, "link_close")
    if not _SAFE_LINK.fullmatch(href) or _VALUE_IN_LINK.search(parent.content):
        walk.fault(parent, "TEMPLATE_LINK_UNSAFE")
    return Link(href, content)


def _text(source: Source, written: str) -> Iterator[Inline]:
    """Text with its tokens resolved. A line end in a value becomes a line break."""
    if source.values is None:
        yield Text(written)
        return
    yield from _lines(_resolve(source.values, written, 0))


def _lines(resolved: str) -> Iterator[Inline]:
    for number, line in enumerate(re.split(r"\r\n|\r|\n", resolved)):
        if number:
            yield LineBreak()
        if line:
            yield Text(line)


def _resolve(values: Sequence[str], written: str, depth: int) -> str:
    """A ``{% set %}`` block gives a value that holds tokens itself: resolved again, to a limit."""

    def value(match: re.Match[str]) -> str:
        number = int(match[1])
        if number >= len(values) or depth > _NESTING:
            return ""
        return _resolve(values, values[number], depth + 1)

    return _VALUE.sub(value, written)


def _joined(found: list[Inline]) -> tuple[Inline, ...]:
    """Neighbouring texts as one."""
    joined: list[Any] = []
    for one in found:
        if isinstance(one, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + one.text)
        else:
            joined.append(one)
    return tuple(joined)


def filled(blocks: tuple[Block, ...], values: Sequence[str]) -> tuple[Block, ...]:
    """Blocks that were parsed with their tokens in them, with the values now; paragraphs that came out empty are left
    out."""
    return tuple(found for block in blocks for found in _filled(block, values))


def _filled(block: Block, values: Sequence[str]) -> Iterator[Block]:
    match block:
        case Heading(level, content):
            yield Heading(level, _said(content, values))
        case Paragraph(content):
            if said := _said(content, values):
                yield Paragraph(said)
        case Items(items, start):
            kept = tuple(inside for item in items if (inside := filled(item, values)))
            if kept:
                yield Items(kept, start)
        case Table(head, rows):
            cells = tuple(tuple(_said(cell, values) for cell in row) for row in rows)
            yield Table(tuple(_said(cell, values) for cell in head), cells)
        case Note(content):
            yield Note(filled(content, values))
        case PageBreak() | SectionTitle() | FieldRow() | Continuations():
            yield block
        case _:
            assert_never(block)


def _said(content: tuple[Inline, ...], values: Sequence[str]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for one in content:
        match one:
            case Text(text):
                found += _lines(_resolve(values, text, 0)) if VALUE_OPEN in text else (one,)
            case Strong(inside):
                found.append(Strong(_said(inside, values)))
            case Emphasis(inside):
                found.append(Emphasis(_said(inside, values)))
            case Link(href, inside):
                found.append(Link(href, _said(inside, values)))
            case LineBreak():
                found.append(one)
            case _:
                assert_never(one)
    return tuple(found)
