"""The versions of a piece: what each changed, any two of them line by line, and an old one brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from data.publishing import DECLINED, PUBLISHED, REVIEW, Version
from desktop import theme
from desktop.icons import icon_label
from desktop.pages.author_jobs import NATIVE, Opened
from desktop.text import label
from desktop.theme import color
from desktop.widgets.buttons import button, link
from desktop.widgets.fields import combo
from desktop.widgets.layouts import add, box, clear, col, row, rule, scroll
from desktop.widgets.marks import chip
from desktop.widgets.states import empty
from sales.authoring import stamped, version_of
from sales.revisions import GONE, NEW, around, changes
from sales.words import Words

STATES = {REVIEW: "in review", DECLINED: "declined", "cancelled": "taken back"}


class Comparison(QWidget):
    """Two versions line by line, the draft among them."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._texts: Sequence[tuple[str, str]] = ()
        self._picks = row(gap=8)
        self._lines = QPlainTextEdit()
        self._lines.setReadOnly(True)
        self._lines.setFont(theme.font())
        self._lines.setAccessibleName(words("Changes"))
        self._count = label("", "label", "3")
        self.setLayout(col(box(self._picks), (self._lines, 1), gap=10))

    def show_piece(self, opened: Opened, locale: str, draft: str, version: int = 0) -> None:
        """Compare a version (0: the one that holds) with the draft, or where there is none with the newest;
        one in review with the one that holds.
        """
        words = self._words
        texts = [(words("my draft"), draft)] if draft else []
        texts += [
            (words("version {n}", n=one.version), one.texts[locale])
            for one in opened.versions
            if locale in one.texts
        ]
        if not texts:
            return
        names = [name for name, _ in texts]
        holds = words("version {n}", n=opened.sides[locale].current.version)
        wanted = words("version {n}", n=version) if version else holds
        before, after = names.index(wanted) if wanted in names else len(names) - 1, 0
        if opened.sent and version == opened.sent.version and holds in names:
            before, after = names.index(holds), before
        elif before == after:
            before = min(1, len(names) - 1)
        self.show_texts(texts, before, after)

    def show_texts(self, texts: Sequence[tuple[str, str]], before: int, after: int) -> None:
        """Texts by name, the newest first, and which two are compared at first."""
        self._texts = texts
        clear(self._picks)
        names, words = [name for name, _ in texts], self._words
        self._from = combo(words("Compare"), names, before)
        self._to = combo(words("with"), names, after)
        self._count = label("", "label", "3")
        for one in (self._from, self._to):
            one.currentIndexChanged.connect(lambda _: self._compare())
        add(
            self._picks,
            label(words("Compare"), "label", "2"),
            self._from,
            label(words("with"), "label", "2"),
            self._to,
            None,
            self._count,
        )
        self._compare()

    @property
    def text(self) -> str:
        return self._lines.toPlainText()

    def _compare(self) -> None:
        words = self._words
        before, after = (self._texts[one.currentIndex()][1] for one in (self._from, self._to))
        found = changes(stamped(before, version_of(after)), after)  # that the number rose is no change
        gone, new = (sum(one.sign == sign for one in found) for sign in (GONE, NEW))
        self._count.setText(words("{new} lines new, {gone} gone", new=new, gone=gone))
        told: list[tuple[str, str]] = []
        for place in around(found):
            told += [("", "⋯")] if told else []
            told += [(one.sign, f"{one.sign} {one.text}") for one in place]
        self._lines.setPlainText("\n".join(text for _, text in told) or words("Both are the same."))
        self._lines.setExtraSelections(
            [self._line(at, sign) for at, (sign, _) in enumerate(told) if sign in (GONE, NEW)]
        )

    def _line(self, at: int, sign: str) -> QTextEdit.ExtraSelection:
        made, shape = QTextEdit.ExtraSelection(), QTextCharFormat()
        shape.setBackground(color("good_soft" if sign == NEW else "bad_soft"))
        shape.setForeground(color("good" if sign == NEW else "bad"))
        shape.setProperty(QTextFormat.Property.FullWidthSelection, True)
        cursor = QTextCursor(self._lines.document().findBlockByNumber(at))
        if sign:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        made.format, made.cursor = shape, cursor
        return made


class VersionList(QWidget):
    """`compared` and `wanted_back` carry a version's number."""

    compared = Signal(int)
    wanted_back = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._list = col(gap=0)
        self.setLayout(row((scroll(box(col(self._list, None, gap=0))), 1), gap=0))

    def show_versions(self, opened: Opened, names: Mapping[str, str]) -> None:
        clear(self._list)
        words = self._words
        if not opened.versions:
            body = words("The first one is made when you publish.")
            self._list.addWidget(empty("history", words("No versions yet"), body))
        newest = max((one.version for one in opened.versions if one.state == PUBLISHED), default=0)
        for at, one in enumerate(opened.versions):
            add(self._list, *([rule()] if at else []), self._row(one, opened, names, newest=newest))

    def _row(self, one: Version, opened: Opened, names: Mapping[str, str], *, newest: int) -> QWidget:
        words = self._words
        title = words("Version {n}", n=one.version)
        head = row(label(title, "strong"), gap=8)
        if one.state in STATES:
            head.addWidget(chip(words(STATES[one.state]), "warn" if one.state == REVIEW else "neutral"))
        elif one.version == newest:
            head.addWidget(chip(words("holds now"), "accent"))
        if one.withdrawn:
            head.addWidget(chip(words("withdrawn"), "bad"))
        head.addStretch(1)
        told = [self._told(one, names), ", ".join(NATIVE[locale] for locale in one.texts)]
        lines = col(head, label(" · ".join(filter(None, told)), "label", "2", wrap=True), gap=2)
        if one.remark:
            lines.addWidget(label(one.remark, "body", wrap=True))
        compare = link(words("Compare"))
        compare.setAccessibleName(f"{words('Compare')}: {title}")
        compare.clicked.connect(lambda: self.compared.emit(one.version))
        right = [compare]
        if opened.may and one.state == PUBLISHED and one.version != newest and not one.withdrawn:
            back = button(words("Bring back"), "rotate-ccw")
            back.setAccessibleName(f"{words('Bring back')}: {title}")
            back.clicked.connect(lambda: self.wanted_back.emit(one.version))
            right.append(back)
        mark = icon_label("package" if one.pack or not one.at else "history", "text_3", 15)
        return box(row((col(3, mark, None), 0), (lines, 1), *right, gap=12, margins=(4, 10, 4, 10)))

    def _told(self, one: Version, names: Mapping[str, str]) -> str:
        words = self._words
        if one.pack:
            return words(
                "{day}, from the pack of {sender}", day=words.day(one.at, year=True), sender=one.pack
            )
        if not one.at:
            return words("came with Rapport")
        by = names.get(one.rep_id or "", "")
        day = words.day(one.at, year=True)
        return words("{day}, by {name}", day=day, name=by) if by else day
