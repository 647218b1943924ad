"""What of a file a PDF signature was made over, by the bytes: no library is asked where the signed revision ends.

What attackers do, and libraries have let pass:

- Universal signature forgery: ``/ByteRange`` or ``/Contents`` left out, empty or nonsense, so that a viewer has nothing
  to check and says nothing (Mladenov and others, «1 Trillion Dollar Refund», CCS 2019).
- Signature wrapping: the second part of the range is moved back, and what the viewer reads stands in the gap.
- Incremental saving: objects are appended after the signed bytes, without the cross-reference table that would show
  them as a revision; viewers that mend files find them.

pyHanko 0.38 counts bytes: a range whose parts add up to the file's length is ENTIRE_FILE for it, wherever the second
part begins. Here the gap must be the hexadecimal string of ``/Contents``, no byte more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WHITE = b"\0\t\n\f\r "
_END = b"%%EOF"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A signature dictionary as it stands: nothing in it is believed. ``byte_range`` is None when it is no list of
    whole numbers, ``contents`` None when it is no string. ``listed``: the form's own list of fields leads to it."""

    name: str
    byte_range: tuple[int, ...] | None
    contents: bytes | None
    sub_filter: str
    type: str
    listed: bool
    certifies: bool = False
    """The document's permissions (``/Perms /DocMDP``) lead to it."""


SUB_FILTERS = frozenset({"adbe.pkcs7.detached", "ETSI.CAdES.detached", "ETSI.RFC3161"})
"""What is checked. The others (``adbe.pkcs7.sha1``, ``adbe.x509.rsa_sha1``) are tied to SHA-1 and gone from PDF 2.0."""


def hollow(found: Dictionary) -> str | None:
    """What a forged signature lacks: the key of the dictionary that is missing or nonsense; None when all is there."""
    if not found.listed:
        return "/Fields"
    if found.contents is None or not found.contents.strip(b"\0"):
        return "/Contents"
    if found.byte_range is None or not any(found.byte_range):
        return "/ByteRange"
    if found.sub_filter not in SUB_FILTERS:
        return "/SubFilter"
    stamp = found.sub_filter == "ETSI.RFC3161"
    if found.type not in (("DocTimeStamp",) if stamp else ("Sig", "")):
        return "/Type"
    return None


def range_fault(content: bytes, found: Dictionary) -> str | None:
    """A finding code when the range is not «from the first byte to the end of a revision, all but the signature»."""
    numbers = found.byte_range or ()
    if len(numbers) != 4 or any(one < 0 for one in numbers) or numbers[0] != 0:
        return "SIGNATURE_RANGE_WRONG"
    _, first, second, length = numbers
    end = second + length
    if not 0 < first < second < end <= len(content):
        return "SIGNATURE_RANGE_WRONG"
    gap = content[first:second]
    if not re.fullmatch(rb"<[0-9A-Fa-f\0\t\n\f\r ]*>", gap):
        return "SIGNATURE_WRAPPED" if len(gap) > 2 and gap.startswith(b"<") else "SIGNATURE_RANGE_WRONG"
    digits = gap[1:-1].translate(None, WHITE)
    if bytes.fromhex(digits.decode() + "0" * (len(digits) % 2)) != found.contents:
        return "SIGNATURE_WRAPPED"
    if not content[:end].rstrip(WHITE).endswith(_END):
        return "SIGNATURE_RANGE_WRONG"
    return None


def end_of(found: Dictionary) -> int:
    """Where the signed bytes end. Only for a range without a fault."""
    assert found.byte_range is not None
    return found.byte_range[2] + found.byte_range[3]


def unaccounted(content: bytes, end: int) -> bool:
    """Whether what follows ``end`` is something else than revisions: bytes that no cross-reference table tells of.

    The last ``startxref`` must lead to a place after ``end``, and nothing but white space may follow the last mark of
    an end.
    """
    tail = content[end:]
    if not tail.strip(WHITE):
        return False
    if not content.rstrip(WHITE).endswith(_END):
        return True
    starts = re.findall(rb"startxref[\0\t\n\f\r ]+(\d{1,12})[\0\t\n\f\r ]+%%EOF", tail)
    return not starts or any(int(one) < end for one in starts)
