"""Who else could see a workplace: open folders, cloud clients, network drives. Warnings, never a refusal.

Windows has no owner-only modes that Python can read, so there the rights are the folder's own and nothing is said.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.workplace.folders import Workplace
from dokumentverk.workplace.settings import FILE_NAME

_CLOUDS = {
    "OneDrive": re.compile(r"onedrive(?: ?-.*)?|sharepoint(?: ?-.*)?"),
    "Dropbox": re.compile(r"dropbox(?: ?\(.*\))?"),
    "Google Drive": re.compile(r"google ?drive.*|googledrive-.*|my drive|min disk"),
    "iCloud": re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents"),
    "Nextcloud": re.compile(r"nextcloud|owncloud"),
    "Box": re.compile(r"box|box sync|box-box"),
}
"""What the folders of cloud clients are called; on macOS they lie under ``Library/CloudStorage`` with ``OneDrive-``,
``GoogleDrive-`` and the like before the account."""

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "9p", "ceph", "glusterfs", "davfs", "fuse.sshfs",
     "fuse.davfs", "fuse.rclone", "fuse.gvfsd-fuse", "webdav", "afpfs"}
)  # fmt: skip
_DRIVE_REMOTE = 4
"""``DRIVE_REMOTE`` of Windows' ``GetDriveTypeW``."""


def warnings_of(workplace: Workplace, mounts: str | None = None) -> tuple[Finding, ...]:
    """NOTEs on the workplace's folders. ``mounts`` is the text of ``/proc/self/mounts`` (see ``mounted``)."""
    found = list(_open_to_others(workplace))
    cloud = cloud_of(workplace.root) or cloud_of(workplace.root.resolve())
    if cloud is not None:
        found.append(finding("FOLDER_IN_CLOUD", cloud=cloud))
    if on_network(workplace.system.resolve(), mounted() if mounts is None else mounts):
        found.append(finding("DATABASE_ON_NETWORK", folder=workplace.settings.folders.system))
    return tuple(found)


def _open_to_others(workplace: Workplace) -> Iterator[Finding]:
    """Folders whose contents others can list, and files of personal data or secrets that others can read."""
    if os.name == "nt":
        return
    folders = [*workplace.folders(), workplace.keys, workplace.issued, workplace.batches]
    files = [workplace.root / FILE_NAME, workplace.people, workplace.issue_log, workplace.register]
    files += sorted(workplace.keys.glob("*.key")) if workplace.keys.is_dir() else []
    own = {workplace.forms, workplace.templates, workplace.root / FILE_NAME}
    for path in [*folders, *files]:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if path not in own and mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield finding("FOLDER_OPEN_TO_OTHERS", folder=path.relative_to(workplace.root).as_posix())


def cloud_of(path: PurePath) -> str | None:
    """The cloud client that a folder's path betrays."""
    parts = [part.casefold() for part in path.parts]
    for cloud, pattern in _CLOUDS.items():
        if any(pattern.fullmatch(part) for part in parts):
            return cloud
    return "CloudStorage" if "cloudstorage" in parts else None


def mounted() -> str:
    """What Linux says is mounted where; empty on other systems, where network drives are told in other ways."""
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def on_network(folder: PurePath, mounts: str) -> bool:
    """True for a Windows share (``\\\\server\\share``, or a drive letter that stands for one) and for a folder on a
    network file system. A network drive of macOS is not seen."""
    if str(folder).startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _DRIVE_REMOTE)
    kinds: dict[PurePath, str] = {}
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) >= 3:
            # A blank in the path is written as \040.
            point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1])
            kinds[type(folder)(point)] = fields[2]
    nearest = next((one for one in (folder, *folder.parents) if one in kinds), None)
    return nearest is not None and kinds[nearest] in _NETWORK
