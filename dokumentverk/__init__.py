"""dokumentverk: forms of Norwegian sick-leave follow-up, produced, read back, checked and filed.

The steps of the command line as functions with typed results::

    from datetime import datetime
    from pathlib import Path
    import dokumentverk as dv

    with dv.open_office(Path("kontoret"), now=lambda: datetime.now().astimezone()) as office:
        produced = dv.produce(office, dv.Order("egenmelding", employee="1001"))
        Path(produced.file_name).write_bytes(produced.content)
        with office.writing():
            understood, outcome = dv.receive(office, Path("kontoret/innboks/retur.pdf"))

Names are looked up when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dokumentverk.flow.accept import Decision, accept
    from dokumentverk.flow.office import Office, open_office, open_office_or_defaults
    from dokumentverk.flow.produce import Order, Produced, produce, produce_again
    from dokumentverk.flow.receive import receive
    from dokumentverk.flow.understand import check_document, read_document
    from dokumentverk.flow.understood import Understood
    from dokumentverk.flow.withdraw import withdraw

_HOMES = {
    "Decision": "dokumentverk.flow.accept",
    "Office": "dokumentverk.flow.office",
    "Order": "dokumentverk.flow.produce",
    "Produced": "dokumentverk.flow.produce",
    "Understood": "dokumentverk.flow.understood",
    "accept": "dokumentverk.flow.accept",
    "check_document": "dokumentverk.flow.understand",
    "open_office": "dokumentverk.flow.office",
    "open_office_or_defaults": "dokumentverk.flow.office",
    "produce": "dokumentverk.flow.produce",
    "produce_again": "dokumentverk.flow.produce",
    "read_document": "dokumentverk.flow.understand",
    "receive": "dokumentverk.flow.receive",
    "withdraw": "dokumentverk.flow.withdraw",
}

__all__ = [
    "Decision",
    "Office",
    "Order",
    "Produced",
    "Understood",
    "accept",
    "check_document",
    "open_office",
    "open_office_or_defaults",
    "produce",
    "produce_again",
    "read_document",
    "receive",
    "withdraw",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
