"""PAdES signatures in the signature fields of our forms, with pyHanko: one revision more, nothing before it touched.

What pyHanko 0.38 does:

- It takes over the field's own ``/Lock`` as FieldMDP. With a curve of ISO/TS 32002 it notes the extension and PDF 2.0
  in the catalogue, which PDF/A-2 allows.
- It rewrites XMP whenever it writes: entries with ``rdf:parseType="Resource"`` come out as something else, and the
  file is no PDF/A any more. Nothing of what the metadata say changes by a signature, so that they are left alone here.
- Its own stamp is set in Courier that is not embedded: the look is made here, with the form's font.
- A PAdES signature says its time in ``/M`` alone, by the signer's clock, unless a time stamp is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.noop import NoOpStampStyle

from dokumentverk.engines.pdf_appearance import TextStyle, text_appearance
from dokumentverk.engines.pdf_sign_fill import Fonts, extent, fill, show, widgets_of
from dokumentverk.engines.pdf_sign_key import SigningKey
from dokumentverk.engines.pdf_stamp import Answers
from dokumentverk.engines.text_fit import split
from dokumentverk.errors import Encrypted, Unreadable, UsageFault

_SIZES = (9.0, 8.0, 7.0, 6.0, 5.0)
_SECONDS = 20
"""That a time stamp may take."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What is signed: ``field`` is the signature field's name, ``lines`` what its box shows, ``answers`` what is filled
    in with it. Without ``timestamp_url`` the network is not used."""

    field: str
    at: datetime
    lines: Sequence[str]
    answers: Answers
    timestamp_url: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureField:
    name: str
    signed: bool


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """XMP and document information stay as they are."""


class _Signer(PdfSigner):
    """Signs by the clock that it is given."""

    at: datetime

    def init_signing_session(self, *args: Any, **keys: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **keys)
        session.system_time = self.at
        return session


def signature_fields(content: bytes) -> tuple[SignatureField, ...]:
    """The signature fields that the form itself leads to. Raises Encrypted and Unreadable."""
    with _foreign():
        writer = _opened(content)
        found = []
        for name, (field, _) in widgets_of(writer).items():
            node = field.get_object()
            if node.get("/FT") == "/Sig":
                found.append(SignatureField(name, _holds_signature(node)))
        return tuple(found)


def filled_pdf(content: bytes, answers: Answers) -> bytes:
    """The file with the answers in a revision of their own. Raises Unreadable, and UsageFault for a field that the file
    does not have."""
    with _foreign():
        writer = _opened(content)
        _fill(writer, answers, Fonts(writer, _texts(answers)))
        out = BytesIO()
        writer.write(out)  # type: ignore[no-untyped-call]
        return out.getvalue()


def sign_pdf(content: bytes, signing: Signing, key: SigningKey) -> bytes:
    """The file with one revision more: the answers and the signature. Raises Unreadable where the file cannot be
    signed, UsageFault where the time stamp is not to be had."""
    with _foreign():
        writer = _opened(content)
        fonts = Fonts(writer, (*_texts(signing.answers), *signing.lines))
        _fill(writer, signing.answers, fonts)
        _, (widget, *_) = widgets_of(writer)[signing.field]
        width, height = extent(widget.get_object())
        show(writer, widget, fonts.stream(_look(signing.lines, width, height, fonts), width, height))
        facts = PdfSignatureMetadata(
            field_name=signing.field,
            name=key.subject.shown or None,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
        )
        stamper = HTTPTimeStamper(signing.timestamp_url, timeout=_SECONDS) if signing.timestamp_url else None
        style: BaseStampStyle = NoOpStampStyle()
        signer = _Signer(facts, signer=key.signer, timestamper=stamper, stamp_style=style)
        signer.at = signing.at
        out = BytesIO()
        signer.sign_pdf(writer, existing_fields_only=True, output=out)
        return out.getvalue()


@contextmanager
def _foreign() -> Iterator[None]:
    """What pyHanko raises, as ours. Its texts may quote the file."""
    try:
        yield
    except TimestampRequestError:
        raise UsageFault("SIGN_TIMESTAMP_FAILED") from None
    except SigningError:
        raise Unreadable("SIGN_IMPOSSIBLE") from None
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise Unreadable("SIGN_IMPOSSIBLE") from None


def _opened(content: bytes) -> _Writer:
    writer = _Writer(BytesIO(content), strict=False)
    if writer.prev.encrypted:
        raise Encrypted("SIGN_ENCRYPTED")
    return writer


def _holds_signature(node: DictionaryObject) -> bool:
    return node.get("/V") is not None


def _texts(answers: Answers) -> tuple[str, ...]:
    return tuple(answer.text for _, answer in answers.values())


def _fill(writer: _Writer, answers: Answers, fonts: Fonts) -> None:
    missing = {name for name, _ in answers} - widgets_of(writer).keys()
    if missing:
        raise UsageFault("SIGN_FIELD_GONE", field=min(missing))
    fill(writer, answers, fonts)


def _look(lines: Sequence[str], width: float, height: float, fonts: Fonts) -> bytes:
    """The lines as large as they fit; what does not fit in the smallest size is cut."""
    text = "\n".join(lines)
    for size in _SIZES:
        part, rest = split(text, width, height, size, multiline=True)
        if not rest:
            break
    return text_appearance(part, TextStyle(width, height, size, multiline=True), fonts.glyphs)
