"""Printed text on straightened pictures of single lines, by the recognition model that the package ``rapidocr`` ships.

What is used of ``rapidocr`` (3.10) is one file: ``models/PP-OCRv6_rec_*.onnx`` (21 MB, PaddleOCR's, Apache-2.0), a
network for lines 48 pixels high that gives, for every 8 pixels of width, the belief in 18,708 characters, which it
names in its own metadata (æ, ø and å among them). It is run by onnxruntime directly: the package's own code finds text
on whole pages, imports for a second, and may fetch other models over the network, none of which is wanted here. A line
of 320 pixels takes 40 ms on one core, the model 0.15 s to load, once per process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey

if TYPE_CHECKING:
    import onnxruntime

HEIGHT: Final = 48
"""Pixels of a line's picture, the line's ascenders and descenders filling most of it."""
PACKAGE: Final = "rapidocr"
_MODEL: Final = "*rec*.onnx"
_WIDEST: Final = 1600
"""Pixels: a line that is longer for its height is no line of a form's box."""
BLANK: Final = 0
"""The class of «between two characters»."""

Beliefs = NDArray[np.float32]
"""Frames from the left x classes; each frame sums to 1."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """``characters`` by class; the first is BLANK."""

    session: onnxruntime.InferenceSession
    characters: tuple[str, ...]

    def beliefs(self, line: Grey) -> Beliefs:
        """``line``: one line of text, dark on light, upright, cut close."""
        height, width = line.shape
        wide = int(np.clip(round(width * HEIGHT / height), HEIGHT // 2, _WIDEST))
        scaled = cv2.resize(line, (wide, HEIGHT), interpolation=cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC)
        grey = scaled.astype(np.float32) / 127.5 - 1.0
        (found,) = self.session.run(None, {"x": np.repeat(grey[None, None], 3, axis=1)})
        return np.asarray(found[0], dtype=np.float32)

    def text(self, beliefs: Beliefs) -> tuple[str, float]:
        """The most believed text and how much its least sure character is believed; 1.0 for none."""
        best = beliefs.argmax(axis=1)
        shares = beliefs[np.arange(len(best)), best]
        letters: list[str] = []
        least = 1.0
        at = 0
        while at < len(best):
            until = at
            while until < len(best) and best[until] == best[at]:
                until += 1
            if best[at] != BLANK:
                letters.append(self.characters[best[at]])
                least = min(least, float(shares[at:until].max()))
            at = until
        return "".join(letters), least


@cache
def recogniser() -> Recogniser | None:
    """None where the package, or the model in it, is not here."""
    path = model_path()
    if path is None:
        return None
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map.get("character", "").splitlines()
    return Recogniser(session, ("", *listed, " "))


@cache
def model_path() -> Path | None:
    """The model file, without importing the package."""
    spec = find_spec(PACKAGE)
    folders: Sequence[str] = (spec.submodule_search_locations or ()) if spec is not None else ()
    found = sorted(path for folder in folders for path in (Path(folder) / "models").glob(_MODEL))
    return found[0] if found else None
