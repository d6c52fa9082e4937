"""Text on screen: one line, prose on a fixed line grid, and one line that gives way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop import theme


def label(text: str, role: str = "body", tone: str = "", *, wrap: bool = False) -> QLabel:
    """Plain words. `tone` is "2" or "3" for the greys, or accent, good, warn, bad."""
    shown = QLabel(text)
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setFont(theme.font(role))
    shown.setWordWrap(wrap)
    if tone:
        shown.setProperty("tone", tone)
    return shown


def prose(text: str, role: str = "body", tone: str = "") -> QLabel:
    """Sentences that wrap, on the role's line grid: the same rhythm in Latin and Chinese."""
    from html import escape  # not needed for the first paint

    return rich(escape(text).replace("\n", "<br>"), role, tone)


def rich(html: str, role: str = "body", tone: str = "") -> QLabel:
    """Like `prose`, for text with <b> or coloured spans; whoever calls escapes what people wrote."""
    shown = QLabel(f'<p style="line-height:{theme.TYPE[role].line}px; margin:0">{html}</p>')
    shown.setTextFormat(Qt.TextFormat.RichText)
    shown.setFont(theme.font(role))
    shown.setWordWrap(True)
    shown.setAccessibleName(QTextDocumentFragment.fromHtml(html).toPlainText())
    policy = shown.sizePolicy()
    policy.setHeightForWidth(True)
    shown.setSizePolicy(policy)
    if tone:
        shown.setProperty("tone", tone)
    return shown


class Elided(QLabel):
    """One line that gives way: cut with an ellipsis, whole in its tooltip."""

    def __init__(self, text: str, role: str = "body", tone: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if tone:
            self.setProperty("tone", tone)

    def minimumSizeHint(self) -> QSize:
        return QSize(32, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip("" if shown == self.text() else self.text())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


def fixed(text: str, width: int, role: str = "body", tone: str = "") -> Elided:
    """A label of a fixed width, for columns of labels that must line up."""
    shown = Elided(text, role, tone)
    shown.setFixedWidth(width)
    return shown
