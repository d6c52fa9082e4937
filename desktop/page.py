"""A page of the desk, and the list of those there are.

A page registers itself with `@page`; `desktop/pages/__init__.py` imports each by name. It fills itself in the
background and says `ready` when it shows its data. The shell calls `reload` when something changed that it
shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, NamedTuple, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.desk import Desk, Trace


class Page(QWidget):
    """The base of every page. `kinds` are those of `Changes` that make it stale. One that stands `alone` has
    the window to itself, without the sidebar. A `public` one is looked at by a customer: until it is left
    nothing else appears in the window. `within` names the page of the sidebar that one without a place there
    belongs to.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()
    alone: ClassVar[bool] = False
    public: ClassVar[bool] = False
    within: ClassVar[str] = ""
    ready = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    @property
    def ref(self) -> str | None:
        """What the page is at, so that Esc and a change of language come back to exactly this."""
        return None

    def show_ref(self, ref: str | None) -> None:
        """Go to what `ref` names; None: stay as it was."""

    def reload(self) -> None:
        """Read again what is shown, keeping the place."""

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return self

    def back(self) -> bool:
        """Esc: leave a state within the page, such as an open drawer; False when there was none."""
        return False

    def sights(self) -> Iterator[str]:
        """For the tour: put the page into each further state worth a picture, and name it."""
        yield from ()

    def why(self) -> Trace | None:
        """What the inspector says of what has the focus; None where nothing was computed."""
        return None


P = TypeVar("P", bound=Page)


class Entry(NamedTuple):
    """A registered page: `key` is its place under Ctrl+digit, 0 for pages that are not in the sidebar."""

    name: str
    title: str  # English, the key of its words
    icon: str
    key: int
    make: Callable[[Desk], Page]


_entries: dict[str, Entry] = {}


def page(name: str, title: str, icon: str, key: int = 0) -> Callable[[type[P]], type[P]]:
    """Register a page class under its name."""

    def register(made: type[P]) -> type[P]:
        _entries[name] = Entry(name, title, icon, key, made)
        return made

    return register


def entries() -> tuple[Entry, ...]:
    """The pages there are, in the order of their keys, those without one last."""
    return tuple(sorted(_entries.values(), key=lambda entry: (entry.key == 0, entry.key, entry.name)))
