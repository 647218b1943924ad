"""A validated signature as JSON, the same in records and in what commands print; and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dokumentverk.model.signature import (
    After,
    Certified,
    Coverage,
    Fault,
    Purpose,
    Revocation,
    Trusted,
    ValidatedSignature,
)


def signature_to_json(signature: ValidatedSignature) -> dict[str, object]:
    """``valid`` is told for the reader; all else is what it follows from."""
    return {
        "valid": signature.is_valid,
        "field": signature.field,
        "name": signature.name,
        "purpose": signature.purpose.value,
        "signer": asdict(signature.signer),
        "issuer": asdict(signature.issuer),
        "certificate": signature.certificate,
        "algorithm": signature.algorithm,
        "claimed": signature.claimed.isoformat() if signature.claimed else None,
        "stamped": signature.stamped.isoformat() if signature.stamped else None,
        "intact": signature.intact,
        "trust": signature.trust.value,
        "anchor": signature.anchor,
        "revocation": signature.revocation.value,
        "coverage": signature.coverage.value,
        "revision": signature.revision,
        "revisions": signature.revisions,
        "after": signature.after.value,
        "changed": list(signature.changed),
        "faults": [{"code": one.code, "params": dict(one.params)} for one in signature.faults],
        "sealed_by": signature.sealed_by,
        "states": list(signature.states),
    }


def signature_from_json(data: Mapping[str, Any]) -> ValidatedSignature:
    """Raises KeyError, TypeError and ValueError for what is no such data."""
    return ValidatedSignature(
        field=data["field"],
        name=data["name"],
        purpose=Purpose(data["purpose"]),
        signer=Certified(**data["signer"]),
        issuer=Certified(**data["issuer"]),
        certificate=data["certificate"],
        algorithm=data["algorithm"],
        claimed=_moment(data["claimed"]),
        stamped=_moment(data["stamped"]),
        intact=data["intact"],
        trust=Trusted(data["trust"]),
        anchor=data["anchor"],
        revocation=Revocation(data["revocation"]),
        coverage=Coverage(data["coverage"]),
        revision=data["revision"],
        revisions=data["revisions"],
        after=After(data["after"]),
        changed=tuple(data["changed"]),
        faults=tuple(Fault(one["code"], tuple(one["params"].items())) for one in data["faults"]),
        sealed_by=data["sealed_by"],
        states=tuple(data["states"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
