"""The schema's history.

One numbered module per change, applied in order, each in a transaction of its own.
"""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

from data.migrations import m0001_start

SCHEMA = Migrations("rapport")
SCHEMA(name="0001_start")(m0001_start.start)

# Kept in `PRAGMA user_version`, so that a database of a newer release is recognised without reading a table.
VERSION = 1
