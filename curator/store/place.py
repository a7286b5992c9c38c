"""What kind of drive a library lies on: on a network share SQLite's write-ahead log does not work."""

import os
import sys
from pathlib import Path

REMOTE = frozenset(
    ("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "sshfs", "9p", "afpfs", "webdav", "davfs")
) | frozenset(
    ("davfs2", "rclone", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2")
)
FOREIGN = frozenset(("vboxsf", "vmhgfs", "vmhgfs-fuse", "prl_fs", "drvfs", "virtiofs", "s3fs", "gcsfuse"))
"""Types of file systems that several machines may have mounted at once, also under `fuse.`; those of FOREIGN
belong to the machine that this one runs within, or to a store elsewhere."""


def is_remote(folder: Path) -> bool:
    """Whether the folder lies on a share. Where that can't be seen it is taken for the machine's own."""
    place = os.path.realpath(folder)
    if sys.platform == "win32" and place.startswith("\\\\"):
        return not place.startswith("\\\\?\\") or place.startswith("\\\\?\\UNC\\")
    kind, options = filesystem(place)
    return kind.lower().removeprefix("fuse.") in REMOTE | FOREIGN or "remote" in options.split(",")


def filesystem(place: str) -> tuple[str, str]:
    """Type and options of the drive that the absolute path lies on; empty where that is not known."""
    import psutil

    try:
        # Of drives mounted over one another the last counts
        drives = [drive for drive in psutil.disk_partitions(all=True) if _holds(drive.mountpoint, place)]
    except (OSError, RuntimeError):
        return "", ""
    if not drives:
        return "", ""
    longest = max(len(drive.mountpoint) for drive in drives)
    drive = [drive for drive in drives if len(drive.mountpoint) == longest][-1]
    return str(drive.fstype), str(drive.opts)


def _holds(mountpoint: str, place: str) -> bool:
    top, place = os.path.normcase(mountpoint), os.path.normcase(place)
    return place == top or place.startswith(top if top.endswith(os.sep) else top + os.sep)
