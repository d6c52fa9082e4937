"""The desk: what every page is given, and the few things it may ask of the window around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from data.store import Store
from desktop.theme import Theme, Tone
from desktop.work import Work
from sales.facts import Rep
from sales.words import Words

if TYPE_CHECKING:
    from desktop.syncing import Syncing


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace: what was looked at, what it gave, and a line on where it comes from."""

    text: str
    figure: str = ""
    note: str = ""
    parts: tuple[tuple[str, str, str], ...] = ()  # what the figure is summed from: name, how, amount


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a figure is what it is: for the inspector. All of it is finished text in the reader's language."""

    title: str
    figure: str
    sentence: str
    steps: tuple[Step, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner above the page: what happened, what is safe, and one thing to do."""

    text: str
    more: str = ""
    tone: Tone = "warn"
    action: str = ""
    run: Callable[[], None] | None = None
    icon: str = ""  # in place of the tone's


class Desk(QObject):
    """A page's view of the world: the store, the language, who works here; and the window through signals."""

    went = Signal(str, object)  # page, ref
    left = Signal()
    toasted = Signal(str, object)  # words, undo or None
    noticed = Signal(object)  # Notice, or None to take it away
    inspected = Signal(object)  # Trace
    kept = Signal(str, str)  # setting, value
    asked = Signal(str)  # what the window as a whole does, see `ask`

    def __init__(
        self,
        store: Store,
        work: Work,
        words: Words,
        theme: Theme,
        settings: Mapping[str, str],
        rep: Rep | None,
        now: Callable[[], int],
        sync: Syncing | None = None,
    ) -> None:
        super().__init__()
        self.store, self.work, self.words, self.theme = store, work, words, theme
        self.settings, self.rep, self.now, self.sync = settings, rep, now, sync

    def go(self, page: str, ref: str | None = None) -> None:
        """Show a page, at something that it knows by its id. Esc comes back from there."""
        self.went.emit(page, ref)

    def leave(self) -> None:
        """Go back to where we came from, as Esc does."""
        self.left.emit()

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say in passing what was done; with `undo`, offer to take it back (Ctrl+Z)."""
        self.toasted.emit(text, undo)

    def banner(self, notice: Notice | None) -> None:
        """Put a banner above the page, or take it away."""
        self.noticed.emit(notice)

    def keep(self, setting: str, value: str) -> None:
        """Keep a setting; the window follows it."""
        self.kept.emit(setting, value)

    def ask(self, what: str) -> None:
        """Ask for something that concerns the whole window.

        "sync": a round at once. "hub": connect to one. "remove": take this computer away from it.
        "lock": lock the window. "passphrase": set another.
        """
        self.asked.emit(what)

    def inspect(self, trace: Trace) -> None:
        """Open the inspector (Ctrl+I) on why something is as it is."""
        self.inspected.emit(trace)
