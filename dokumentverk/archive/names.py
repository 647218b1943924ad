"""Names of folders and files that Windows, macOS and Linux all take, made from text that anyone may have written.

Sources: Microsoft, «Naming Files, Paths, and Namespaces» (reserved names and characters, trailing blanks and dots);
Linux ``NAME_MAX`` of 255 bytes. Windows counts UTF-16 units, Linux bytes: both limits are kept.
"""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 240
"""Of one name in UTF-8; Linux stops at 255."""

_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*\u2044\u2215\u29f5\u29f8\uff0f\uff3c\ufe68\ua789', "-"))
"""What Windows refuses, and the characters that only look like a slash, a backslash or a colon."""

_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?=\s*(?:\.|$))",
    re.IGNORECASE,
)
_LITTER_NAMES = {"thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", ".apdisk", ".localized"}
_LITTER_PREFIXES = ("~$", "._", ".~lock.", ".nfs", ".fuse_hidden")


def safe_name(text: str, *, limit: int = 100) -> str:
    """``text`` as one name: never empty, ``.`` or ``..``, never with a separator, at most ``limit`` UTF-16 units.

    Control, bidirectional and other invisible characters go; what a file system refuses becomes ``-``. The same text
    always gives the same name, and a name that is safe already is left as it is.
    """
    name = _cut(_trim(_visible(text)), limit)
    if _RESERVED.match(name):
        name = _cut(f"_{name}", limit)
    return name or "_"


def _visible(text: str) -> str:
    shown = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f":
            shown.append(" ")
        elif category[0] != "C":
            shown.append(character)
    return unicodedata.normalize("NFC", "".join(shown)).translate(_FORBIDDEN)


def _trim(name: str) -> str:
    """No blanks in a row; no blank, dot, hyphen or ``~`` first (hidden files, options, litter), no blank or dot
    last."""
    return " ".join(name.split()).lstrip(" .-~").rstrip(" .")


def _cut(name: str, limit: int) -> str:
    """Whole characters only: no half surrogate pair, and no letter without its combining marks."""
    units = octets = 0
    for position, character in enumerate(name):
        units += 2 if ord(character) > 0xFFFF else 1
        octets += len(character.encode())
        if units > limit or octets > MAX_BYTES:
            while position > 0 and unicodedata.combining(name[position]):
                position -= 1
            return name[:position].rstrip(" .")
    return name


def length(path: str) -> int:
    """The length of a path as Windows counts it: UTF-16 units."""
    return len(path.encode("utf-16-le", "surrogatepass")) // 2


def folded(name: str) -> str:
    """Two names with the same folding are one file on Windows or macOS."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def is_litter(name: str) -> bool:
    """What operating systems and office programs leave beside files on their own."""
    lowered = name.casefold()
    return lowered in _LITTER_NAMES or lowered.startswith(_LITTER_PREFIXES)
