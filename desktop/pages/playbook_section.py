"""A section of the playbook: a list at the left, what is read in the middle, what belongs to it at the right.

The page lays its own head (title and tabs) into the section's `head_room`. Where there is no room for the
side panel, it stands below what is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.desk import Desk, Trace
from desktop.widgets.layouts import box, col, row, rule, scroll, vrule

NARROW_LIST = 296
BESIDE_FROM = theme.LIST + theme.SIDE + 480  # from this width the side stands beside what is read


class Section(QWidget):
    """The base of the sections. A subclass fills `column`, `reader` and `side`."""

    filled = Signal()  # it shows its data
    customer_changed = Signal(str)  # whom it is to be read for, "" for nobody in particular
    customer_wanted = Signal()  # whom it is read for is to be chosen

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.head_room: QVBoxLayout = col(gap=0)
        self.column: QVBoxLayout = col(gap=0)
        self.reader: QVBoxLayout = col(gap=0)
        self.side: QVBoxLayout = col(gap=0)
        self._left = box(col(self.head_room, (self.column, 1), gap=0), theme.LIST)
        self._side = box(self.side)
        self._beside, self._below = col(self._side, None, gap=0, margins=(20, 18, 20, 18)), col(gap=0)
        self._list_edge, self._edge, self._divider = vrule(), vrule(), rule()
        below = col(26, self._divider, 18, self._below, gap=0)
        self._area = scroll(box(col(self.reader, below, None, gap=0, margins=(24, 20, 24, 20))))
        self._side_area = scroll(box(self._beside))
        self._side_area.setFixedWidth(theme.SIDE)
        self._places = row(self._left, self._list_edge, (self._area, 1), self._edge, self._side_area, gap=0)
        self.setLayout(self._places)

    @property
    def ref(self) -> str | None:
        """What is read, as `show_ref` takes it."""
        return None

    def show_ref(self, ref: str | None, customer_id: str | None) -> None:
        """Go to what `ref` names, for a customer or for nobody in particular."""

    def reload(self) -> None:
        """Read again what is shown, keeping the place."""

    def first_focus(self) -> QWidget:
        return self

    def back(self) -> bool:
        """Esc: leave a state of the section; False when there was none."""
        return False

    def focus_search(self) -> None:
        """Put the keyboard where something is looked for."""

    def copy(self) -> None:
        """Put what is said onto the clipboard."""

    def answer(self, digit: int) -> None:
        """Follow the customer's answer with this digit."""

    def why(self) -> Trace | None:
        """What the inspector says of what is read."""
        return None

    def sights(self) -> Iterator[str]:
        """For the tour: put the section into each further state worth a picture, and name it."""
        yield from ()

    def move_on(self, steps: int) -> None:
        """Move what is read, half of what is seen at a time."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + steps * bar.pageStep() // 2)

    def fit(self, width: int) -> None:
        """Choose what stands beside what in so much room."""
        beside = width >= BESIDE_FROM
        self._left.setFixedWidth(theme.LIST if beside else NARROW_LIST)
        if beside:
            self._beside.insertWidget(0, self._side)
        else:
            self._below.addWidget(self._side)
        self._edge.setVisible(beside)
        self._side_area.setVisible(beside)
        self._divider.setVisible(not beside)
