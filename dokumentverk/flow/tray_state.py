"""What a folder of a tray remembers of its document, between the file that came and the person who ends it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dokumentverk.archive.formats import suffix_of
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Channel, FileKind, Intake, SheetOrigin

ATTACHMENT = "vedlegg"
SHEET = "avklaring.html"
SIDE = "side-{number}.png"
SHOWN_NAMES = r"avklaring\.html|side-[1-9][0-9]{0,5}\.png"
NOTHING_SHOWN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Correction:
    """``field=value`` as a person gave it."""

    field: str
    value: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A finding that a person named, to file the document in spite of it. It holds for that very finding: the same of
    another field, or of another answer, stops the document still."""

    code: str
    field: str | None
    params: tuple[tuple[str, str], ...]
    by: str
    at: str
    reason: str

    def ends(self, one: Finding) -> bool:
        return (one.code, one.field, one.params) == (self.code, self.field, self.params)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes with a document wherever that goes. ``path`` is its file, ``title`` what it is filed as, ``findings``
    what is worth knowing of how it came to be one."""

    path: Path
    intake: Intake
    title: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """How a document came, where it came in a stack. ``findings`` tell what no later reading of it can see. ``form`` is
    the form made elsewhere that a person said it is."""

    findings: tuple[Finding, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    form: str | None = None


NOTHING_WITH_IT = Came()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a tray's folder says of a return: the file, as what and when it came, and what persons said of it since."""

    path: Path
    name: str
    arrived: datetime
    channel: Channel
    employee: str | None = None
    corrections: tuple[Correction, ...] = ()
    sheets: tuple[SheetOrigin, ...] = ()
    came: Came = NOTHING_WITH_IT
    shown: tuple[tuple[str, str], ...] = ()
    """The files made to look at, by name, with their digests: what a person has drawn on is theirs."""
    ended: tuple[Ended, ...] = ()


def attachment_name(number: int, intake: Intake) -> str:
    return f"{ATTACHMENT}-{number}{suffix_of(intake.kind, intake.name)}"


def state_json(
    intake: Intake,
    employee: str | None,
    corrections: Sequence[Correction],
    came: Came,
    shown: Mapping[str, str] = NOTHING_SHOWN,
    ended: Sequence[Ended] = (),
) -> dict[str, object]:
    """What ``kept_of`` reads back. ``shown`` are digests by file name."""
    return {
        "name": intake.name.encode("utf-8", "backslashreplace").decode(),
        "arrived": intake.arrived.isoformat(),
        "channel": intake.channel.value,
        "employee": employee,
        "corrections": [asdict(one) for one in corrections],
        **_of_paper(intake, came),
        **({"form": came.form} if came.form else {}),
        **({"shown": dict(shown)} if shown else {}),
        **({"ended": [{**asdict(one), "params": dict(one.params)} for one in ended]} if ended else {}),
    }


def kept_of(path: Path, state: Mapping[str, Any]) -> Kept:
    """Raises KeyError, ValueError or TypeError for a state that we did not write."""
    return Kept(
        path,
        str(state["name"]),
        datetime.fromisoformat(state["arrived"]),
        Channel(state["channel"]),
        None if state["employee"] is None else _text(state["employee"]),
        tuple(Correction(**{name: _text(text) for name, text in one.items()}) for one in state["corrections"]),
        _origins(state.get("sheets", [])),
        Came(
            tuple(_finding(one) for one in state.get("findings", [])),
            tuple(_attachment(path.parent, state, one) for one in state.get("attachments", [])),
            _text(state["form"]) if "form" in state else None,
        ),
        _shown(state.get("shown", {})),
        tuple(_ended(one) for one in state.get("ended", [])),
    )


def _ended(data: Mapping[str, Any]) -> Ended:
    params = tuple((_text(name), _text(value)) for name, value in data["params"].items())
    field = None if data["field"] is None else _text(data["field"])
    return Ended(_text(data["code"]), field, params, _text(data["by"]), _text(data["at"]), _text(data["reason"]))


def _shown(data: object) -> tuple[tuple[str, str], ...]:
    """Raises TypeError or ValueError for what we did not write."""
    if not isinstance(data, dict):
        raise TypeError
    if not all(re.fullmatch(SHOWN_NAMES, name) for name in data):
        raise ValueError("not a name of ours")
    return tuple((name, _text(digest)) for name, digest in data.items())


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _of_paper(intake: Intake, came: Came) -> dict[str, list[dict[str, object]]]:
    """What only papers from a stack have."""
    data: dict[str, list[dict[str, object]]] = {
        "sheets": _origins_json(intake),
        "findings": [_finding_json(one) for one in came.findings],
        "attachments": [
            {
                "file": attachment_name(number, one.intake),
                "digest": one.intake.digest,
                "size": one.intake.size,
                "kind": one.intake.kind.value,
                "title": one.title,
                "sheets": _origins_json(one.intake),
                "findings": [_finding_json(told) for told in one.findings],
            }
            for number, one in enumerate(came.attachments, start=1)
        ],
    }
    return {key: value for key, value in data.items() if value}


def _origins_json(intake: Intake) -> list[dict[str, object]]:
    return [{"intake": one.intake, "sheet": one.sheet} for one in intake.sheets]


def _origins(data: Iterable[Mapping[str, Any]]) -> tuple[SheetOrigin, ...]:
    return tuple(SheetOrigin(str(one["intake"]), int(one["sheet"])) for one in data)


def _finding_json(one: Finding) -> dict[str, object]:
    return {"code": one.code, "params": dict(one.params)}


def _finding(data: Mapping[str, Any]) -> Finding:
    params = tuple((str(name), str(value)) for name, value in data["params"].items())
    return replace(finding(str(data["code"])), params=params)


def _attachment(folder: Path, state: Mapping[str, Any], data: Mapping[str, Any]) -> Attachment:
    """Raises KeyError or ValueError for what we did not write."""
    name = str(data["file"])
    if not name.startswith(f"{ATTACHMENT}-") or Path(name).name != name:
        raise ValueError("not a name of ours")
    intake = Intake(
        str(state["name"]),
        str(data["digest"]),
        int(data["size"]),
        FileKind(data["kind"]),
        Channel(state["channel"]),
        datetime.fromisoformat(state["arrived"]),
        _origins(data["sheets"]),
    )
    return Attachment(folder / name, intake, str(data["title"]), tuple(_finding(one) for one in data["findings"]))
