"""The schema's history.

One numbered module per change, applied in order, each in a transaction of its own. A start that has nothing
to change imports none of them, nor what runs them (which brings pandas along).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations

# Kept in `PRAGMA user_version`, so that a database of a newer release is recognised without reading a table.
VERSION = 4


def schema() -> Migrations:
    """Every change there has been, in order."""
    from sqlite_utils.migrations import Migrations

    from data.migrations import m0001_start, m0002_sync, m0003_playbook, m0004_quotes

    changes = Migrations("rapport")
    changes(name="0001_start")(m0001_start.start)
    changes(name="0002_sync")(m0002_sync.sync)
    changes(name="0003_playbook")(m0003_playbook.playbook)
    changes(name="0004_quotes")(m0004_quotes.quotes)
    return changes
