"""Pictures as files: what office scanners, telephones and other programs write.

Scanner PDFs are built as office scanners write them: one picture a page, taken up unchanged (JPEG as DCTDecode, 1 bit
as CCITT Group 4), no text. Sides without a resolution (photos) lie on A4.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pikepdf
from PIL import Image

from dokumentverk.model.scan import Tone
from tests.foreign.tools import need, run, workplace
from tests.paper.degrading import A4, Scan

_TIFF_ROWS_PER_STRIP, _TIFF_OFFSETS, _EXIF_ORIENTATION = 278, 273, 274
_ORIENTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}
"""EXIF's number for «turn so many degrees clockwise to see it upright»."""


def image_of(scan: Scan) -> Image.Image:
    image = Image.fromarray(scan.picture)
    return image.convert("1", dither=Image.Dither.NONE) if scan.tone is Tone.BILEVEL else image


def jpeg_bytes(scan: Scan, quality: int = 80) -> bytes:
    return _saved(Image.fromarray(scan.picture), "JPEG", quality=quality, dpi=scan.dpi or (72, 72))


def png_bytes(scan: Scan) -> bytes:
    return _saved(image_of(scan), "PNG", dpi=scan.dpi or (72, 72))


def photo_jpeg(scan: Scan, *, held: int = 0, quality: int = 85) -> bytes:
    """As a telephone writes it: stored as the sensor lies, with a note in EXIF how it was held (degrees clockwise that
    bring the stored picture upright)."""
    stored = Image.fromarray(np.ascontiguousarray(np.rot90(scan.picture, held // 90)))
    exif = Image.Exif()
    exif[_EXIF_ORIENTATION] = _ORIENTATIONS[held]
    return _saved(stored, "JPEG", quality=quality, exif=exif)


def heic(scan: Scan, quality: int = 60) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return _saved(Image.fromarray(scan.picture), "HEIF", quality=quality)


def tiff(scans: Sequence[Scan], compression: str = "tiff_lzw") -> bytes:
    """``compression``: ``group4`` (bilevel only), ``tiff_lzw``, ``jpeg``, ``tiff_deflate``. All pages in one file."""
    first, *rest = (image_of(scan) for scan in scans)
    return _saved(
        first, "TIFF", save_all=True, append_images=rest, compression=compression, dpi=scans[0].dpi or (72, 72)
    )


def scanner_pdf(scans: Sequence[Scan], *, quality: int = 80) -> bytes:
    """As an office scanner's: bilevel sides as CCITT Group 4, the others as JPEG."""
    return _pdf(scans, lambda pdf, scan: (_picture(pdf, scan, quality),))


def striped_pdf(scans: Sequence[Scan], *, strips: int = 8, quality: int = 80) -> bytes:
    """As some scanners write that start to send before the page is through: each side in strips below one another."""

    def pictures(pdf: pikepdf.Pdf, scan: Scan) -> tuple[pikepdf.Stream, ...]:
        edges = np.linspace(0, scan.picture.shape[0], strips + 1).astype(int)
        return tuple(
            _dct(pdf, np.ascontiguousarray(scan.picture[top:bottom]), quality)
            for top, bottom in pairwise(edges.tolist())
        )

    return _pdf(scans, pictures)


def turned_pdf(scans: Sequence[Scan], turn: int, *, quality: int = 80) -> bytes:
    """A scanner PDF whose pages say that they are to be shown turned ``turn`` degrees clockwise."""
    with pikepdf.open(io.BytesIO(scanner_pdf(scans, quality=quality))) as pdf:
        for page in pdf.pages:
            page.Rotate = turn
        return _written(pdf)


def size_of(scan: Scan) -> tuple[float, float]:
    """Points."""
    height, width = scan.picture.shape[:2]
    if scan.dpi is not None:
        return width / scan.dpi[0] * 72, height / scan.dpi[1] * 72
    return A4 if height >= width else (A4[1], A4[0])


def _pdf(scans: Sequence[Scan], pictures: Callable[[pikepdf.Pdf, Scan], tuple[pikepdf.Stream, ...]]) -> bytes:
    with pikepdf.new() as pdf:
        for scan in scans:
            width, height = size_of(scan)
            page = pdf.add_blank_page(page_size=(width, height))
            parts = pictures(pdf, scan)
            rows = [int(part.Height) for part in parts]
            content, top = "", 0
            for number, (part, tall) in enumerate(zip(parts, rows, strict=True)):
                low = height * (1 - (top + tall) / sum(rows))
                share = height * tall / sum(rows)
                content += f"q {width:.4f} 0 0 {share:.4f} 0 {low:.4f} cm /Im{number} Do Q\n"
                page.add_resource(part, pikepdf.Name.XObject, pikepdf.Name(f"/Im{number}"))
                top += tall
            page.Contents = pdf.make_stream(content.encode())
        pdf.docinfo["/Producer"] = "KM_C308"
        return _written(pdf)


def _written(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _picture(pdf: pikepdf.Pdf, scan: Scan, quality: int) -> pikepdf.Stream:
    return _ccitt(pdf, scan) if scan.tone is Tone.BILEVEL else _dct(pdf, scan.picture, quality)


def _dct(pdf: pikepdf.Pdf, picture: Any, quality: int) -> pikepdf.Stream:
    stream = pdf.make_stream(_saved(Image.fromarray(picture), "JPEG", quality=quality, optimize=True))
    colours = pikepdf.Name.DeviceRGB if picture.ndim == 3 else pikepdf.Name.DeviceGray
    _describe(stream, picture.shape[1], picture.shape[0], 8, colours)
    stream.Filter = pikepdf.Name.DCTDecode
    return stream


def _ccitt(pdf: pikepdf.Pdf, scan: Scan) -> pikepdf.Stream:
    height, width = scan.picture.shape
    whole = _saved(image_of(scan), "TIFF", compression="group4", tiffinfo={_TIFF_ROWS_PER_STRIP: height})
    with Image.open(io.BytesIO(whole)) as image:
        tags = image.tag_v2  # type: ignore[attr-defined]
        (start,) = tags[_TIFF_OFFSETS]
        (length,) = tags[279]
        black_is_0 = tags[262] == 1
    stream = pdf.make_stream(whole[start : start + length])
    _describe(stream, width, height, 1, pikepdf.Name.DeviceGray)
    stream.Filter = pikepdf.Name.CCITTFaxDecode
    stream.DecodeParms = pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=black_is_0)
    return stream


def _describe(stream: pikepdf.Stream, width: int, height: int, bits: int, colours: pikepdf.Name) -> None:
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent, stream.ColorSpace = width, height, bits, colours


def img2pdf_file(scans: Sequence[Scan]) -> bytes:
    """Pages as large as the pictures' own resolution says."""
    import img2pdf

    pictures = [png_bytes(one) if one.tone is Tone.BILEVEL else jpeg_bytes(one) for one in scans]
    return bytes(img2pdf.convert(pictures))


def ghostscript_raster(scans: Sequence[Scan], device: str = "pdfimage24", dpi: int = 200) -> bytes:
    """The PDF drawn anew as pictures, as «print to picture PDF» and some fax servers do. ``pdfimage8`` is grey."""
    with workplace(given=scanner_pdf(scans)) as folder:
        run(
            need("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", f"-sDEVICE={device}", f"-r{dpi}",
            "-o", folder / "out.pdf", folder / "given.pdf",
        )  # fmt: skip
        return (folder / "out.pdf").read_bytes()


def pdftocairo(scans: Sequence[Scan]) -> bytes:
    """The PDF written anew by cairo: pictures recoded and placed by its own matrices."""
    with workplace(given=scanner_pdf(scans)) as folder:
        run(need("pdftocairo"), "-pdf", folder / "given.pdf", folder / "out.pdf")
        return (folder / "out.pdf").read_bytes()


def with_text_layer(scans: Sequence[Scan]) -> bytes:
    """Words that are there and not drawn (text rendering mode 3) before the picture, as OCRmyPDF and scanners that read
    leave them; what they read of a form is often wrong."""
    with pikepdf.open(io.BytesIO(scanner_pdf(scans))) as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for page in pdf.pages:
            page.add_resource(pdf.make_indirect(font), pikepdf.Name.Font, pikepdf.Name("/OCR"))
            words = b"BT 3 Tr /OCR 10 Tf 60 700 Td (Egenmelding Navn) Tj 0 -40 Td (Fgrste dag O2l12O26) Tj ET\n"
            page.contents_add(words, prepend=True)
        return _written(pdf)


def ocrmypdf_file(scans: Sequence[Scan]) -> bytes:
    """With an invisible text layer, as OCRmyPDF leaves it."""
    program = need("ocrmypdf")
    with workplace(given=scanner_pdf(scans)) as folder:
        given, out = folder / "given.pdf", folder / "out.pdf"
        run(program, "-l", "eng", "--output-type", "pdf", "-j", "1", given, out)
        return out.read_bytes()


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


PDFS: dict[str, Callable[[Sequence[Scan]], bytes]] = {
    "scanner": scanner_pdf,
    "strips": striped_pdf,
    "turned page": partial(turned_pdf, turn=90),
    "img2pdf": img2pdf_file,
    "ghostscript": ghostscript_raster,
    "pdftocairo": pdftocairo,
    "text layer": with_text_layer,
}
