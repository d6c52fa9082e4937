"""The customer list's model: any place of a list of any length, from a few blocks of rows held at a time.

A row that is not held is None until its block has been read; what is painted decides what is read. Blocks
begin at the listing's anchors, so that the middle is as near as the top.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from data.customers import CustomerFilter, Key, Listed, Listing, listing
from data.store import Store
from desktop.widgets.rows import Index, Value
from desktop.work import Task, Work
from sales.errors import SalesError

BLOCKS_HELD = 12
READS_AT_ONCE = 2
Spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter came to: the counted listing, and the blocks of rows that are shown first."""

    listing: Listing
    blocks: dict[int, list[Listed]]
    anchors: list[Key]


class CustomerRows(QAbstractListModel):
    """Rows of `Listed`, or None for what is still being read."""

    found = Signal(object)  # Listing, as soon as it has been counted
    located = Signal(int)  # where the customer stands that was asked for; -1: not in this list
    failed = Signal(object)  # SalesError

    def __init__(self, owner: QWidget, store: Store, work: Work, name: Callable[[Listed], str]) -> None:
        super().__init__(owner)
        self._owner, self._store, self._work, self._name = owner, store, work, name
        self._listing: Listing | None = None
        self._blocks: OrderedDict[int, list[Listed]] = OrderedDict()
        self._anchors: list[Key] = []
        self._reading: dict[int, Task] = {}
        self._next: int | None = None  # asked for last while others were being read
        self._finding: Task | None = None
        self._anchoring: Task | None = None

    @property
    def listing(self) -> Listing | None:
        """What is shown; None until the first has been counted."""
        return self._listing

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return sum(map(len, self._blocks.values()))

    def show(self, chosen: CustomerFilter, top: int = 0) -> None:
        """List what a filter lets through. What is shown stays until the other is there.

        The same filter again brings the rows up to date around row `top`, without losing the place.
        """
        if self._finding:
            self._finding.cancel()
        same = self._listing is not None and self._listing.filter == chosen
        job = partial(_find, self._store, chosen, top if same else 0)
        self._finding = self._work.start(self._owner, job, self._take, self._refuse)

    def locate(self, customer_id: str) -> None:
        """Find where a customer stands; `located` says it."""
        shown = self._listing
        if shown is None:
            return
        for block, rows in self._blocks.items():
            for at, row in enumerate(rows):
                if row.id == customer_id:
                    self.located.emit(block * shown.step + at)
                    return

        def place(task: Task) -> int | None:
            return shown.place(self._store.read(), customer_id)

        def say(at: int | None) -> None:
            if self._listing is shown:
                self.located.emit(-1 if at is None else at)

        self._work.start(self._owner, place, say, self._refuse)

    def row(self, at: int) -> Listed | None:
        """A row if it is held; else it is read, and shown when it is there."""
        if self._listing is None or not 0 <= at < self._listing.total:
            return None
        block, within = divmod(at, self._listing.step)
        rows = self._blocks.get(block)
        if rows is None:
            self._read(block, self._listing)
            return None
        self._blocks.move_to_end(block)
        return rows[within] if within < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self._listing is None else self._listing.total

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or (role != Value and role not in Spoken):
            return None
        row = self.row(index.row())
        if role == Value:
            return row
        return self._name(row) if row else ""

    def _take(self, found: Found) -> None:
        self._forget_reads()
        before = self._listing
        same = before is not None and before.filter == found.listing.filter
        if same and before is not None and before.total == found.listing.total:
            self._hold(found)
            if found.listing.total:
                self.dataChanged.emit(self.index(0), self.index(found.listing.total - 1))
        elif same and before is not None:
            self._resize(before.total, found)
        else:
            self.beginResetModel()
            self._hold(found)
            self.endResetModel()
        self.found.emit(found.listing)
        if not self._anchors and found.listing.total > found.listing.step:
            self._read_anchors(found.listing)

    def _hold(self, found: Found) -> None:
        self._listing, self._anchors = found.listing, found.anchors
        self._blocks = OrderedDict(found.blocks)

    def _resize(self, before: int, found: Found) -> None:
        """Rows came or went: the view keeps its place, so they come and go at the end."""
        now = found.listing.total
        if now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
            self._hold(found)
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
            self._hold(found)
            self.endRemoveRows()
        if now:
            self.dataChanged.emit(self.index(0), self.index(now - 1))

    def _read(self, block: int, shown: Listing) -> None:
        after = self._before(block, shown)
        if block in self._reading or (block and after is None):
            return
        if len(self._reading) >= READS_AT_ONCE:
            self._next = block
            return

        def page(task: Task) -> list[Listed]:
            return shown.page(self._store.read(), after, shown.step)

        def keep(rows: list[Listed]) -> None:
            self._reading.pop(block, None)
            if self._listing is shown:
                self._blocks[block] = rows
                while len(self._blocks) > BLOCKS_HELD:
                    self._blocks.popitem(last=False)
                first = block * shown.step
                last = min(first + shown.step, shown.total) - 1
                self.dataChanged.emit(self.index(first), self.index(last))
                if self._next is not None:
                    wanted, self._next = self._next, None
                    self.row(wanted * shown.step)

        self._reading[block] = self._work.start(self._owner, page, keep, self._refuse)

    def _before(self, block: int, shown: Listing) -> Key | None:
        """The key after which a block begins, from the anchors or from the block before it."""
        if block == 0:
            return None
        if block <= len(self._anchors):
            return self._anchors[block - 1]
        rows = self._blocks.get(block - 1)
        return rows[-1].key if rows and len(rows) == shown.step else None

    def _read_anchors(self, shown: Listing) -> None:
        def keep(anchors: list[Key]) -> None:
            if self._listing is shown:
                self._anchors = anchors
                self.dataChanged.emit(self.index(0), self.index(shown.total - 1))

        def anchors(task: Task) -> list[Key]:
            return shown.anchors(self._store.read())

        self._anchoring = self._work.start(self._owner, anchors, keep, self._refuse)

    def _forget_reads(self) -> None:
        for task in self._reading.values():
            task.cancel()
        self._reading.clear()
        self._next = None
        if self._anchoring:
            self._anchoring.cancel()

    def _refuse(self, error: SalesError) -> None:
        self._reading.clear()
        self.failed.emit(error)


def _find(store: Store, chosen: CustomerFilter, top: int, task: Task) -> Found:
    db = store.read()
    found = listing(db, chosen)
    task.check()
    first = top // found.step
    if first == 0 or top >= found.total:
        return Found(found, {0: found.page(db, None, found.step)}, [])
    anchors = found.anchors(db)
    task.check()
    pages = {first: found.page(db, anchors[first - 1], found.step)}
    if first < len(anchors):
        pages[first + 1] = found.page(db, anchors[first], found.step)
    return Found(found, pages, anchors)
