"""Room on the disk: fetching stops while there is enough for the person, and their own save has a reserve.

The reserve is a file of 8 MB beside the store. When the disk is as good as full it is removed, so that what a
rep has just written can still be kept; it is made again once there is room.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from data.engine import sqlite3
from sales.errors import SalesError

ENOUGH = 200 << 20  # bytes free, below which nothing is fetched
BALLAST = 8 << 20
TIGHT = 16 << 20  # bytes free, below which the reserve is given up
NAME = "reserve.bin"


class DiskTight(SalesError):
    """There is too little room to fetch anything; what is written here is still kept and sent."""


def free(folder: Path) -> int:
    """Bytes that may still be written in a folder."""
    return shutil.disk_usage(folder).free


def check(folder: Path, enough: int = ENOUGH) -> None:
    """Raises DiskTight when there is less free than fetching may use up."""
    if (left := free(folder)) < enough:
        raise DiskTight(
            "Only {left} MB are free on this disk, so nothing new is fetched from the hub.",
            "Free {need} MB; what you write is still saved and sent.",
            left=left >> 20,
            need=((enough - left) >> 20) + 1,
        )


def keep_reserve(folder: Path) -> bool:
    """Make the reserve where there is none and room enough for it. Returns whether there is one."""
    file = folder / NAME
    try:
        if file.exists() and file.stat().st_size == BALLAST:
            return True
        if free(folder) < BALLAST + 2 * TIGHT:
            return False
        with file.open("wb") as out:
            for _ in range(BALLAST >> 20):
                out.write(os.urandom(1 << 20))  # what a file system that compresses cannot make small
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        file.unlink(missing_ok=True)
        return False
    return True


def give_up_reserve(folder: Path) -> bool:
    """Remove the reserve, for a save that needs the room. Returns whether there was one."""
    try:
        (folder / NAME).unlink()
    except FileNotFoundError:
        return False
    return True


def make_room(db: sqlite3.Connection, tight: int = TIGHT) -> None:
    """Before a save that must not be lost: give up the reserve when the store's disk is as good as full."""
    file = db.execute("PRAGMA database_list").fetchone()[2]
    if file and free(Path(file).parent) < tight:
        give_up_reserve(Path(file).parent)
