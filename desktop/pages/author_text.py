"""The text of a piece as its author writes it: faults by line, variables in the accent, seconds to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QStyledItemDelegate, QToolTip, QWidget

from desktop import theme
from desktop.paint import RIGHT, fill_round, paint_text
from desktop.theme import color
from desktop.widgets.layouts import FloatingBar
from sales.authoring import Span
from sales.words import Words

GUTTER, SECONDS = 44, 52
ROWS = 8  # of the list that completes
_MARKS = re.compile(
    r"^(\s*(?:>|[-*] ))"
    r"|^(show|ask|listen|avoid|tags|pain|solution|effect|source|before|use|after|who)\s*[:：]"
)
_KEY = re.compile(r"^[a-z_]+(?=\s*=)")
_LEADS = re.compile(r"(?:->|→)\s*\S+$")
_VARIABLE = re.compile(r"\{[a-z][\w.]*(?:\|[^{}]*)?\}")
_OPEN = re.compile("‹[^›]*›?")
_BEGUN = re.compile(r"\{([\w.]*)$")


class Colours(QSyntaxHighlighter):
    """What stands out in a text, and under what a fault is."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.stale: dict[int, list[Span]] = {}
        self.faults: dict[int, str] = {}

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber() + 1
        if text.startswith("#"):
            self.setFormat(0, len(text), _format("text", weight=QFont.Weight.DemiBold))
        elif text.startswith(("+++", "[[")):
            self.setFormat(0, len(text), _format("text_3"))
        for pattern, token in (
            (_MARKS, "text_3"),
            (_KEY, "text_2"),
            (_LEADS, "text_3"),
            (_VARIABLE, "accent"),
        ):
            for match in pattern.finditer(text):
                self.setFormat(match.start(), len(match[0]), _format(token))
        for match in _OPEN.finditer(text):
            self.setFormat(match.start(), len(match[0]), _format("warn", "warn_soft"))
        for span in self.stale.get(number, ()):
            self.setFormat(span.start, span.end - span.start, _format("warn", "warn_soft"))
        if number in self.faults and text.strip():
            self._underline(text, self.faults[number])

    def _underline(self, text: str, token: str) -> None:
        start = len(text) - len(text.lstrip())
        for at in range(start, len(text)):
            made = self.format(at)
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            made.setUnderlineColor(color(token))
            self.setFormat(at, 1, made)


class Script(QPlainTextEdit):
    """The editor. `typed` says that the text changed under the author's hands."""

    typed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._loading = False
        self._said: dict[int, str] = {}
        self._seconds: Mapping[int, int] = {}
        self.setFont(theme.font())
        self.setAccessibleName(words("Text"))
        self.setProperty("script", "yes")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        FloatingBar(self)
        self._colours = Colours(self.document())
        self._gutter = _Gutter(self)
        self.setViewportMargins(GUTTER, 6, SECONDS, 6)
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(ROWS)
        self._popup = QListView()
        self._popup.setFont(theme.font())
        self._popup.setProperty("kind", "popup")
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(QStyledItemDelegate(self._popup))  # the completer's own knows no style
        self._completer.activated.connect(self._complete)
        self.textChanged.connect(self._changed)
        self.updateRequest.connect(self._follow)
        self._seconds_side = _Seconds(self)

    # -- what is shown

    def load(self, text: str) -> None:
        """Show a text that the author has not typed, and forget how to undo."""
        self._loading = True
        self.setPlainText(text)
        self.show_marks({}, (), {})
        self._loading = False

    def put(self, text: str) -> None:
        """Change the text as if the author had: Ctrl+Z brings back what was."""
        cursor = QTextCursor(self.document())
        at = self.textCursor().position()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(min(at, len(text)))
        self.setTextCursor(cursor)

    def show_marks(
        self, said: Mapping[int, tuple[str, bool]], stale: Iterable[Span], seconds: Mapping[int, int]
    ) -> None:
        """Faults by line as (sentence, whether it breaks), stale figures, and seconds beside headings."""
        self._said = {line: sentence for line, (sentence, _) in said.items()}
        self._colours.faults = {line: "bad" if breaks else "warn" for line, (_, breaks) in said.items()}
        self._colours.stale = {}
        for span in stale:
            self._colours.stale.setdefault(span.line, []).append(span)
        self._seconds = seconds
        loading, self._loading = self._loading, True
        self._colours.rehighlight()
        self._loading = loading
        self._gutter.update()
        self._seconds_side.update()

    def offer(self, names: Sequence[str]) -> None:
        """The variables that complete what is begun with a brace."""
        self._names.setStringList(list(names))

    def go_to(self, line: int) -> None:
        """Put the keyboard into a line."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setFocus()

    def begin_variable(self) -> None:
        """Type a brace and offer the variables."""
        self.setFocus()
        self.insertPlainText("{")
        self._offer()

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Tab,
            Qt.Key.Key_Escape,
        ):
            event.ignore()  # the list of names takes it
            return
        super().keyPressEvent(event)
        if event.text():
            self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._gutter.setGeometry(QRect(inner.left(), inner.top(), GUTTER, inner.height()))
        self._seconds_side.setGeometry(QRect(inner.right() - SECONDS, inner.top(), SECONDS, inner.height()))

    def blocks(self) -> Iterable[tuple[int, QRectF]]:
        """The lines that are visible: number, and where they stand in the gutter."""
        block: QTextBlock = self.firstVisibleBlock()
        offset = self.contentOffset()
        top = self.viewport().y() - self.contentsRect().top()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset).translated(0, top)
            if box.top() > self.contentsRect().height():
                return
            yield block.blockNumber() + 1, box
            block = block.next()

    @property
    def said(self) -> Mapping[int, str]:
        return self._said

    @property
    def seconds(self) -> Mapping[int, int]:
        return self._seconds

    def tone(self, line: int) -> str:
        """The colour of a line's fault; "" where it has none."""
        return self._colours.faults.get(line, "")

    def told_seconds(self, n: int) -> str:
        return self._words("{n} s", n=n)

    # -- inside

    def _changed(self) -> None:
        if not self._loading:
            self.typed.emit()

    def _follow(self, area: QRect, by: int) -> None:
        self._gutter.update()
        self._seconds_side.update()

    def _offer(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        match = _BEGUN.search(before)
        if match is None:
            self._popup.hide()
            return
        self._completer.setCompletionPrefix(match[1])
        if not self._completer.completionCount():
            self._popup.hide()
            return
        place = self.cursorRect().translated(self.viewport().pos())
        place.setWidth(280)
        self._completer.complete(place)
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _complete(self, name: str) -> None:
        cursor = self.textCursor()
        begun = _BEGUN.search(cursor.block().text()[: cursor.positionInBlock()])
        after = cursor.block().text()[cursor.positionInBlock() :]
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun[1]) if begun else 0
        )
        cursor.insertText(name if after.startswith("}") else f"{name}}}")
        self.setTextCursor(cursor)


class _Gutter(QWidget):
    """Line numbers, and a mark where a line has a fault; the mark says which."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self._script = script
        self.setAccessibleName("")

    def sizeHint(self) -> QSize:
        return QSize(GUTTER, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = self._script.fontMetrics().lineSpacing()
        for number, box in self._script.blocks():
            top = QRectF(0, box.top(), GUTTER - 12, line)
            tone = self._script.tone(number)
            paint_text(painter, top, str(number), "caption", tone or "text_3", RIGHT)
            if tone:
                fill_round(painter, QRectF(7, top.center().y() - 3.5, 7, 7), tone, 3.5)

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            line = next(
                (n for n, box in self._script.blocks() if box.top() <= event.pos().y() <= box.bottom()), 0
            )
            QToolTip.showText(event.globalPos(), self._script.said.get(line, ""), self)
            return True
        return super().event(event)  # type: ignore[arg-type]  # Qt's own events


class _Seconds(QWidget):
    """How long a part takes to say, beside its heading."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self._script = script
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = self._script.fontMetrics().lineSpacing()
        for number, box in self._script.blocks():
            if n := self._script.seconds.get(number):
                place = QRectF(0, box.top(), SECONDS - 14, line)
                paint_text(painter, place, self._script.told_seconds(n), "caption", "text_3", RIGHT)


def _format(token: str, ground: str = "", weight: QFont.Weight = QFont.Weight.Normal) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(color(token))
    if ground:
        made.setBackground(QColor(color(ground)))
    made.setFontWeight(weight)
    return made
