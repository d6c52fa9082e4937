"""What can be typed into or chosen from, with a label above and one line of help or error below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon, icon_label
from desktop.text import label
from desktop.widgets.layouts import Item, add, col, row

MARKS = {"bad": "circle-alert", "good": "circle-check", "warn": "triangle-alert"}


def line_edit(name: str, text: str = "", hint: str = "") -> QLineEdit:
    """A field of one line; `name` is what a screen reader calls it."""
    made = QLineEdit(text)
    made.setFont(theme.font())
    made.setPlaceholderText(hint)
    made.setAccessibleName(name)
    return made


def search_field(hint: str) -> QLineEdit:
    made = line_edit(hint, hint=hint)
    made.addAction(icon("search", "text_3"), QLineEdit.ActionPosition.LeadingPosition)
    made.setClearButtonEnabled(True)
    return made


def combo(name: str, options: Sequence[str], current: int = 0, width: int = 0) -> QComboBox:
    made = QComboBox()
    made.setFont(theme.font())
    made.setAccessibleName(name)
    made.addItems(list(options))
    made.setCurrentIndex(current)
    if width:
        made.setFixedWidth(width)
    return made


def mark_invalid(edit: QLineEdit, wrong: bool) -> None:
    """Show a field as wrong, or as right again."""
    edit.setProperty("invalid", wrong)
    edit.style().unpolish(edit)
    edit.style().polish(edit)


def field(name: str, control: QWidget, hint: str = "", tone: str = "3") -> QVBoxLayout:
    """Label over control over one line of help; an error has its mark beside the words."""
    made = col(label(name, "label", "2"), control, gap=5)
    if hint:
        mark: list[Item] = [(col(1, icon_label(MARKS[tone], tone, 13), None), 0)] if tone in MARKS else []
        add(made, row(*mark, (label(hint, "caption", tone, wrap=True), 1), gap=5))
    made.addStretch(0)
    return made
