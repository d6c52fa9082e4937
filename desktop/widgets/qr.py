"""A QR code on screen: dark on light in every theme, as cameras want it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop import theme

QUIET = 4  # modules of light around the code, by the standard


class QrCode(QWidget):
    """Shows the modules of a code, a row of 0 and 1 each; nothing while there are none."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._modules: tuple[tuple[int, ...], ...] = ()
        self.setFixedSize(QSize(size, size))

    def show_code(self, modules: tuple[tuple[int, ...], ...], name: str) -> None:
        self._modules = modules
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._modules:
            return
        p, n = QPainter(self), len(self._modules) + 2 * QUIET
        p.setPen(Qt.PenStyle.NoPen)
        p.fillRect(self.rect(), QColor(theme.LIGHT.surface))
        step = self.width() // n or self.width() / n
        left = (self.width() - step * n) / 2
        for down, line in enumerate(self._modules):
            for across, dark in enumerate(line):
                if dark:
                    x, y = left + (across + QUIET) * step, left + (down + QUIET) * step
                    p.fillRect(QRectF(x, y, step, step), QColor(theme.LIGHT.text))
