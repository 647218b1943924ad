"""pdftk (pdftk-java 3.3, built on iText): the tool of scripts and older web services.

- Texts become UTF-16BE with a byte order mark, lines part by LF; boxes and radio groups become names. An empty text
  stays a string. The document is rewritten.
- It draws the texts itself in the font of ``/DA``, comb and lines included; ``need_appearances`` sets the form's flag
  beside that, so that the next viewer draws them once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from tests.foreign.slots import SlotKind, slots
from tests.foreign.tools import need, run, workplace


def fdf(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _fill(blank, "fdf", _fdf(blank, values))


def xfdf(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _fill(blank, "xfdf", _xfdf(blank, values))


def need_appearances(blank: bytes, values: Mapping[str, str]) -> bytes:
    return _fill(blank, "fdf", _fdf(blank, values), "need_appearances")


def _fill(blank: bytes, suffix: str, data: bytes, *options: str) -> bytes:
    program = need("pdftk")
    with workplace(blank=blank) as folder:
        (folder / f"data.{suffix}").write_bytes(data)
        run(program, "blank.pdf", "fill_form", f"data.{suffix}", "output", "filled.pdf", *options, folder=folder)
        return (folder / "filled.pdf").read_bytes()


def _fdf(blank: bytes, values: Mapping[str, str]) -> bytes:
    kinds = {name: slot.kind for name, slot in slots(blank).items()}
    buttons = (SlotKind.CHECK, SlotKind.RADIO)
    fields = b"".join(
        b"<< /T %s /V %s >>\n" % (_text(name), b"/" + value.encode() if kinds[name] in buttons else _text(value))
        for name, value in values.items()
    )
    return (
        b"%%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [\n%s] >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%%%EOF\n" % fields
    )


def _text(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _xfdf(blank: bytes, values: Mapping[str, str]) -> bytes:
    """Raises KeyError for a field that the form lacks: pdftk itself passes over it in silence."""
    known = slots(blank)
    lines = (
        f"<field name={quoteattr(known[name].name)}><value>{escape(value)}</value></field>"
        for name, value in values.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve">'
        f"<fields>{''.join(lines)}</fields></xfdf>"
    ).encode()
