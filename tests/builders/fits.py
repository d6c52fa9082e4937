"""Whether all words of a window can be read: nothing is cut off, squeezed or pushed out of sight."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QPushButton, QWidget

from desktop.text import Elided


def visible(window: QWidget) -> Iterator[QWidget]:
    return (one for one in window.findChildren(QWidget) if one.isVisible())


def cut_off(window: QWidget) -> list[str]:
    """What cannot be read in full, in words; a line that gives way has its whole text in a tooltip."""
    cut: list[str] = []
    for one in visible(window):
        if isinstance(one, QLabel) and not isinstance(one, Elided) and one.text():
            cut += _squeezed(one)
        if isinstance(one, QPushButton) and one.text() and one.width() < one.minimumSizeHint().width():
            cut.append(f"the button {one.text()!r} has {one.width()} of {one.minimumSizeHint().width()}")
        if isinstance(one, (QLabel, QAbstractButton, QLineEdit)):
            cut += _pushed_out(one)
    return cut


def _squeezed(one: QLabel) -> Iterator[str]:
    needed = one.heightForWidth(one.width()) if one.wordWrap() else one.sizeHint().height()
    narrow = not one.wordWrap() and one.width() < one.sizeHint().width()
    if narrow or one.height() < needed:
        yield f"{one.text()!r} has {one.width()} x {one.height()}, needs {one.sizeHint()}, {needed}"


def _pushed_out(one: QWidget) -> Iterator[str]:
    """It reaches over the edge of what holds it, and nothing scrolls there."""
    holder = one.parentWidget()
    while holder is not None and not holder.isWindow():
        area = holder.parentWidget()
        scrolled = isinstance(area, QAbstractScrollArea) and area.viewport() is holder
        place = one.mapTo(holder, QPoint(0, 0))
        wide = place.x() < 0 or place.x() + one.width() > holder.width()
        tall = place.y() < 0 or place.y() + one.height() > holder.height()
        if scrolled and isinstance(area, QAbstractScrollArea):
            wide = wide and area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            tall = False
        if wide or tall:
            name = one.accessibleName() or getattr(one, "text", str)()
            yield f"{name!r} at {place}, {one.size()}, reaches out of {type(holder).__name__} {holder.size()}"
            return
        if scrolled:
            return
        holder = area
