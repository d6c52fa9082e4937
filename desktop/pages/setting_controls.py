"""The control of one setting, by its kind: segments or a list for a choice, a switch, a field, a zone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from data.settings import Setting
from desktop import theme
from desktop.text import label
from desktop.widgets.buttons import Segmented, Switch
from desktop.widgets.fields import combo, line_edit
from desktop.widgets.layouts import box, col, row
from sales.words import Words

LINE, WIDTH = 52, 220
SEGMENTS_FIT = 3  # up to so many choices stand side by side, more are a list
Save = Callable[[str], None]
Choices = Sequence[tuple[str, str]]  # value, words


def setting_line(title: str, detail: str, *controls: QWidget) -> QWidget:
    """A line of a card: what it is and, in grey, what it does; its control at the right."""
    said = col(None, label(title, "strong", wrap=True), gap=1)
    if detail:
        said.addWidget(label(detail, "label", "3", wrap=True))
    said.addStretch(1)
    line = box(row((said, 1), *controls, gap=8, margins=(16, 9, 16, 9)))
    line.setMinimumHeight(LINE)
    return line


def control(setting: Setting, value: str, words: Words, save: Save) -> QWidget:
    """The control for a setting that shows `value` and calls `save` with another."""
    title = words(setting.title)
    if setting.kind == "switch":
        switch = Switch(title, on=value == "true")
        switch.toggled.connect(lambda on: save("true" if on else "false"))
        return switch
    if setting.kind == "choice":
        choices = [(v, words(said)) for v, said in setting.choices]
        if value not in dict(choices):  # a currency that came with the orders
            choices.append((value, value))
        return choice(title, choices, value, save)
    if setting.kind == "zone":
        return _zone(title, value, save)
    return _field(title, value, save)


def choice(title: str, choices: Choices, value: str, save: Save) -> QWidget:
    values = [v for v, _ in choices]
    names = [said for _, said in choices]
    at = values.index(value) if value in values else 0
    if len(choices) <= SEGMENTS_FIT:
        segments = Segmented(names, at, title)
        segments.chosen.connect(lambda to: save(values[to]))
        return segments
    many = combo(title, names, at, WIDTH)
    many.activated.connect(lambda to: save(values[to]))
    return many


def _zone(title: str, value: str, save: Save) -> QComboBox:
    """A list that narrows to what is typed; what is no zone goes back to the one kept."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    many = combo(title, zones, zones.index(value) if value in zones else 0, WIDTH)
    many.setEditable(True)
    many.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    edit, completer = many.lineEdit(), many.completer()
    if edit is not None and completer is not None:
        edit.setAccessibleName(title)
        edit.setFont(theme.font())
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        edit.editingFinished.connect(lambda: edit.setText(value) if edit.text() not in zones else None)
    many.activated.connect(lambda to: save(zones[to]))
    return many


def _field(title: str, value: str, save: Save) -> QLineEdit:
    """Kept when the field is left, or on Enter."""
    edit = line_edit(title, value)
    edit.setFixedWidth(WIDTH)
    edit.editingFinished.connect(lambda: save(edit.text().strip()) if edit.isModified() else None)
    edit.editingFinished.connect(lambda: edit.setModified(False))
    return edit
