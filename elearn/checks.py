"""System checks on how the platform is run."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

# Earlier versions can lose pages when a write-ahead log is reset at the wrong moment (sqlite.org, "WAL-reset bug").
SAFE_SQLITE = (3, 51, 3)
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs", "glusterfs", "ceph"}


def uses_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def file_system_of(path: Path, mounts: str) -> str:
    """Kind of the file system that holds ``path``, from the text of /proc/mounts; empty if it cannot be told."""
    found, kind = "", ""
    for line in mounts.splitlines():
        _device, mount, file_system, *_rest = line.split()
        if path.is_relative_to(mount) and len(mount) >= len(found):
            found, kind = mount, file_system
    return kind


@register("database")
def check_sqlite_version(**kwargs: object) -> list[CheckMessage]:
    if not uses_sqlite() or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version} is in use; 3.51.3 mends a rare fault of its write-ahead log.",
            hint="Choose a Python built with a newer SQLite, or PostgreSQL through DATABASE_URL.",
            id="elearn.I001",
        )
    ]


@register("database")
def check_sqlite_location(**kwargs: object) -> list[CheckMessage]:
    """SQLite's locks cannot be trusted across a network."""
    mounts = Path("/proc/mounts")
    if not uses_sqlite() or not mounts.exists():
        return []
    path = Path(settings.DATABASES["default"]["NAME"]).resolve()
    kind = file_system_of(path, mounts.read_text())
    if kind not in NETWORK_FILE_SYSTEMS:
        return []
    return [
        Error(
            f"The database file lies on a network file system ({kind}).", hint="Move DATA_DIR to a local disk.", id="elearn.E001"
        )
    ]
