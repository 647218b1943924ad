"""The meaning of a PDF object as a digest, whatever its number is and wherever in the file it lies.

pikepdf (qpdf). Two revisions of a file are compared by what a viewer would draw of them; pyHanko compares references,
and lets an object be replaced behind a reference that it does not follow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pikepdf

_DEPTH = 120
"""Levels of nesting. Real documents have a few dozen (outlines, structure); an endless one is nobody's."""


_BACK = frozenset({"/P", "/Parent", "/Prev"})
"""Keys that lead back to where one came from: by the way there is they are told already."""


class TooDeep(Exception):
    """The object nests beyond all reason."""


class Canon:
    """Digests of one file's objects. ``labels`` name objects that stand for themselves and are not looked into:
    pages and widgets, which others refer to and which are compared on their own."""

    def __init__(self, labels: Mapping[tuple[int, int], str]) -> None:
        self._labels = labels
        self._known: dict[tuple[int, int], bytes] = {}
        self._open: dict[tuple[int, int], int] = {}
        self._reached = _DEPTH

    def of(self, value: object) -> bytes:
        """Raises TooDeep."""
        return self._of(value, 0)

    def of_entries(self, node: pikepdf.Object, *, without: frozenset[str] = frozenset()) -> bytes:
        """A dictionary but for some keys; of a stream its data too. The label of ``node`` itself is not looked at."""
        return self._node(node, 0, without)

    def _of(self, value: object, depth: int) -> bytes:
        if depth > _DEPTH:
            raise TooDeep
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return self._indirect(value, depth)
        return self._direct(value, depth)

    def _indirect(self, value: pikepdf.Object, depth: int) -> bytes:
        key = value.objgen
        if key in self._labels:
            return b"L" + self._labels[key].encode()
        if key in self._known:
            return self._known[key]
        if key in self._open:
            self._reached = min(self._reached, self._open[key])
            return b"C%d" % (len(self._open) - self._open[key])
        own = self._open[key] = len(self._open)
        outer, self._reached = self._reached, own
        try:
            found = self._direct(value, depth)
        finally:
            del self._open[key]
        if self._reached >= own:
            # What leads back above itself looks different from elsewhere, and is not kept.
            self._known[key] = found
        self._reached = min(outer, self._reached)
        return found

    def _direct(self, value: object, depth: int) -> bytes:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            return self._node(value, depth, frozenset())
        if isinstance(value, pikepdf.Array):
            parts = [self._of(one, depth + 1) for one in value]
            return _digest(b"A", *parts)
        if isinstance(value, pikepdf.Name):
            return b"N" + str(value).encode(errors="surrogatepass")
        if isinstance(value, pikepdf.String):
            return _digest(b"S", bytes(value))
        return _plain(value)

    def _node(self, node: pikepdf.Object, depth: int, without: frozenset[str]) -> bytes:
        stream = isinstance(node, pikepdf.Stream)
        parts = [b"T" if stream else b"D"]
        for key in sorted(node.keys()):
            value = node.get(key)
            if (
                key in without
                or (stream and key == "/Length")
                or (key in _BACK and isinstance(value, pikepdf.Dictionary))
            ):
                continue
            parts += [key.encode(errors="surrogatepass"), self._of(value, depth + 1)]
        if stream:
            # Raw: what was signed is not encoded anew by anyone, and no bomb goes off.
            parts.append(node.read_raw_bytes())
        return _digest(*parts)


def _plain(value: object) -> bytes:
    if isinstance(value, bool) or value is None:
        return b"P" + str(value).encode()
    try:
        return b"P" + str(float(value)).encode()  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return b"P" + repr(value).encode(errors="surrogatepass")


def _digest(*parts: bytes) -> bytes:
    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.digest()
