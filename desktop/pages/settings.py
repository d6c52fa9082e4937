"""Settings: made from the rows of `data.settings`; found by typing, kept as they are changed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from data.settings import SECTIONS, SETTINGS, Setting, settings
from data.store import Store
from data.sync.state import link
from data.team import rep_name, team
from desktop import VERSION, theme
from desktop.desk import Desk
from desktop.home import guarded
from desktop.icons import icon, icon_label
from desktop.page import Page, page
from desktop.pages.setting_controls import choice, control, setting_line
from desktop.text import label
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import Item, box, clear, col, frame, page_head, row, rule, scroll, vrule
from desktop.work import Task
from sales.facts import Rep

NAV, COLUMN = 208, 700
ICONS = {
    "General": "settings",
    "Company": "building-2",
    "Quotes": "file-text",
    "This computer": "laptop",
    "Data": "hard-drive",
    "About": "info",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page shows: the settings, who could be working here, the hub (team, address), the lock."""

    settings: Mapping[str, str]
    team: Sequence[Rep]
    hub: tuple[str, str] | None
    guarded: bool


@page("settings", "Settings", "settings")
class SettingsPage(Page):
    """`ref` is the setting changed last: there the keyboard is after a change of language."""

    kinds = frozenset({"settings", "reps", "sync"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._kept: Kept | None = None
        self._ref: str | None = None
        self._controls: dict[str, QWidget] = {}
        self._lines: list[tuple[str, str, QWidget]] = []  # section, words to find it by, line
        self._cards: dict[str, QFrame | QWidget] = {}
        self._find = search_field(words("Find a setting"))
        self._find.textChanged.connect(self._narrow)
        self._nav = {name: self._nav_button(name) for name in (*SECTIONS, "About")}
        self._nav["General"].setChecked(True)
        self._body = col(gap=26, margins=(0, 22, 0, 32))
        column = box(self._body)
        column.setMaximumWidth(COLUMN)
        self._area = scroll(box(row(None, (column, 100), None, margins=(24, 0, 24, 0))))
        saved = row(
            icon_label("check", "good", 13), label(words("Saved as you go"), "caption", "3"), None, gap=6
        )
        side = box(
            col(self._find, 10, *self._nav.values(), None, saved, gap=2, margins=(12, 16, 12, 16)), NAV
        )
        close = tool("x", words("Back"), shortcut="Esc")
        close.clicked.connect(desk.leave)
        head = page_head(words("Settings"), close, margins=(24, 14, 16, 12))
        content = row(side, vrule(), (self._area, 1), gap=0)
        self.setLayout(col(head, rule(), (content, 1), gap=0))
        self.reload()

    @property
    def ref(self) -> str | None:
        return self._ref

    def show_ref(self, ref: str | None) -> None:
        self._ref = ref or self._ref

    def reload(self) -> None:
        self.desk.work.start(self, partial(_read, self.desk.store), self._read)

    def first_focus(self) -> QWidget:
        return self._controls.get(self._ref or "", self._find)

    def control(self, name: str) -> QWidget:
        """The control of a setting."""
        return self._controls[name]

    def narrow(self, typed: str) -> None:
        """Show only what `typed` finds."""
        self._find.setText(typed)

    def _read(self, kept: Kept) -> None:
        worn = {name: self.desk.settings[name] for name in ("language", "theme")}  # of this session
        self._show(replace(kept, settings={**kept.settings, **worn}))

    def _show(self, kept: Kept) -> None:
        if kept != self._kept:
            self._kept = kept
            self._fill(kept)
            if self._ref in self._controls and self.isVisible():
                self.first_focus().setFocus()
        self.ready.emit()

    def _fill(self, kept: Kept) -> None:
        clear(self._body)
        self._controls, self._lines, self._cards = {}, [], {}
        for section in SECTIONS:
            rows = [self._setting(one, kept) for one in SETTINGS if one.section == section]
            if section == "This computer":
                rows = [*self._computer_lines(kept), *rows]
            rows += self._data_lines() if section == "Data" else []
            self._add_card(section, rows)
        self._add_card("About", self._about_lines())
        self._body.addStretch(1)

    def _add_card(self, section: str, lines: Sequence[QWidget]) -> None:
        if not lines:
            self._nav[section].hide()
            return
        parts: list[Item] = []
        for line in lines:
            parts += [rule(), line] if parts else [line]
        card = frame("card", col(*parts, gap=0, margins=(0, 2, 0, 2)))
        held = box(col(label(self.desk.words(section), "heading"), card, gap=8))
        self._cards[section] = held
        self._body.addWidget(held)

    def _setting(self, setting: Setting, kept: Kept) -> QWidget:
        words, value = self.desk.words, kept.settings[setting.name]
        keep = partial(self._save, setting.name)
        if setting.name == "me":
            people = [("", words("Nobody yet")), *((one.id, rep_name(one, words)) for one in kept.team)]
            made: QWidget = choice(words(setting.title), people, _me(value, kept.team), keep)
        else:
            made = control(setting, value, words, keep)
        self._controls[setting.name] = made
        line = setting_line(words(setting.title), words(setting.detail), made)
        found_by = f"{words(setting.title)} {words(setting.detail)} {setting.title}".casefold()
        self._lines.append((setting.section, found_by, line))
        return line

    def _computer_lines(self, kept: Kept) -> list[QWidget]:
        """The hub and the passphrase, both of them changed by the window as a whole."""
        words, desk = self.desk.words, self.desk
        if kept.hub:
            hub = button(words("Sync centre"))
            hub.clicked.connect(lambda: desk.go("sync"))
            said = words("{team}, {address}", team=kept.hub[0], address=kept.hub[1])
        else:
            hub = button(words("Connect"))
            hub.clicked.connect(lambda: desk.ask("hub"))
            said = words("None: everything is on this computer alone.")
        phrase = button(words("Change") if kept.guarded else words("Set"))
        phrase.clicked.connect(lambda: desk.ask("passphrase"))
        phrase.setAccessibleName(words("Passphrase"))
        what = words("It unlocks Rapport on this computer and cannot be reset by anyone.")
        lines = [
            setting_line(words("Team hub"), said, hub),
            setting_line(words("Passphrase"), what, phrase),
        ]
        found_by = f"{words('Team hub')} {words('Passphrase')} hub sync passphrase".casefold()
        self._lines += [("This computer", found_by, line) for line in lines]
        return lines

    def _data_lines(self) -> list[QWidget]:
        words, path = self.desk.words, self.desk.store.path
        show = button(words("Show"))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        make = button(words("Back up now"))
        make.clicked.connect(self._back_up)
        lines = [
            setting_line(words("Data folder"), str(path.parent), show),
            setting_line(words("Backup"), words("A copy of everything, made while you work."), make),
        ]
        self._lines += [
            ("Data", f"{words('Data folder')} {words('Backup')}".casefold(), line) for line in lines
        ]
        return lines

    def _about_lines(self) -> list[QWidget]:
        line = setting_line(f"Rapport {VERSION}", f"Qt {qVersion()}")
        self._lines.append(("About", f"rapport {VERSION}", line))
        return [line]

    def _save(self, name: str, value: str) -> None:
        if self._kept is None or self._kept.settings.get(name) == value:
            return
        self._ref = name
        self._kept = replace(self._kept, settings={**self._kept.settings, name: value})
        self.desk.keep(name, value)

    def _back_up(self) -> None:
        path, key = self.desk.store.path, self.desk.store.key
        stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(self.desk.now() / 1000))
        target = path.parent / "backups" / f"{path.stem}-{stamp}.db"
        self.desk.work.start(self, partial(_back_up, path, target, key), self._backed_up)

    def _backed_up(self, target: Path) -> None:
        self.desk.toast(self.desk.words("Backed up to {file}", file=f"backups/{target.name}"))

    def _nav_button(self, section: str) -> QPushButton:
        made = QPushButton(f"  {self.desk.words(section)}")
        made.setProperty("variant", "nav")
        made.setFont(theme.font("strong"))
        made.setIcon(icon(ICONS[section], "text_3", on="accent"))
        made.setIconSize(QSize(16, 16))
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setAccessibleName(self.desk.words(section))
        made.clicked.connect(lambda: self._jump(section))
        return made

    def _jump(self, section: str) -> None:
        if held := self._cards.get(section):
            self._area.verticalScrollBar().setValue(max(0, held.y() - 22))

    def _narrow(self, typed: str) -> None:
        typed = typed.casefold().strip()
        hits: set[str] = set()
        for section, found_by, line in self._lines:
            shown = typed in found_by
            line.setVisible(shown)
            if shown:
                hits.add(section)
        for section, held in self._cards.items():
            held.setVisible(section in hits)


def _read(store: Store, task: Task) -> Kept:
    db = store.read()
    tie = link(db)
    hub = (tie.team_name, tie.hub.partition("://")[2]) if tie else None
    return Kept(settings(db), team(db), hub, guarded(store.path))


def _back_up(path: Path, target: Path, key: bytes | None, task: Task) -> Path:
    from data.backup import back_up

    return back_up(path, target, key)


def _me(value: str, people: Sequence[Rep]) -> str:
    """The id that the setting means: it may have been typed as a number."""
    return next((one.id for one in people if value and value in (one.id, one.external_id)), "")
