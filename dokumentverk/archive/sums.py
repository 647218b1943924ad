"""``SHA256SUMS``: the checksums of a folder, in the form that ``sha256sum -c`` reads."""

from __future__ import annotations

import re
from collections.abc import Mapping

FILE = "SHA256SUMS"

_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\r\n]+)")


def dump(digests: Mapping[str, str]) -> bytes:
    """Digest (SHA-256, hex) by file name, sorted by name. The names are ours: no escapes are needed."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def parse(content: bytes) -> dict[str, str] | None:
    """Digest by file name; None when this is not such a file."""
    found: dict[str, str] = {}
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError:
        return None
    if lines.pop() != "":
        return None
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            return None
        found[match[2]] = match[1]
    return found
