"""Text on screen: one line, prose on a fixed line grid, and one line that gives way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop import theme

if TYPE_CHECKING:
    from sales.errors import SalesError
    from sales.words import Words

# The last two characters of Chinese that wraps stay on one line: U+2060 allows no break.
LAST = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff][，。！？、；：）”’…]*(?:</span>|</b>)*(?:<br>|$))")
JOINER = "\u2060"


def told(error: SalesError, words: Words) -> str:
    """What happened and what to do, in one piece."""
    return ("" if words.chinese else " ").join(part for part in error.said(words) if part)


def label(text: str, role: str = "body", tone: str = "", *, wrap: bool = False) -> QLabel:
    """Plain words. `tone` is "2" or "3" for the greys, or accent, good, warn, bad."""
    shown = QLabel(LAST.sub(JOINER, text) if wrap else text)
    if "<" in text or "&" in text:  # else there is nothing that Qt could take for markup
        shown.setTextFormat(QtCore.Qt.TextFormat.PlainText)
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
    from PySide6.QtGui import QTextDocumentFragment

    kept = LAST.sub(JOINER, html)
    shown = QLabel(f'<p style="line-height:{theme.TYPE[role].line}px; margin:0">{kept}</p>')
    shown.setTextFormat(QtCore.Qt.TextFormat.RichText)
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
        if "<" in text or "&" in text:
            self.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if tone:
            self.setProperty("tone", tone)

    def minimumSizeHint(self) -> QSize:
        return QSize(32, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        if self.fontMetrics().horizontalAdvance(self.text()) <= room.width():
            self.setToolTip("")
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        cut = self.fontMetrics().elidedText(self.text(), QtCore.Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment() | QtCore.Qt.AlignmentFlag.AlignVCenter, cut)


def fixed(text: str, width: int, role: str = "body", tone: str = "") -> Elided:
    """A label of a fixed width, for columns of labels that must line up."""
    shown = Elided(text, role, tone)
    shown.setFixedWidth(width)
    return shown
