"""Actions: what can be done, each a row with its words, icon and keys.

The menu of the palette, the shortcut sheet and the shortcuts themselves come from these rows. A window's or
page's method becomes one with `@action`; a key that a list or field handles by itself is listed with
`note_key`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar


class Action(NamedTuple):
    """Done on `page`, or everywhere (None). `run` takes that page or the window; None is only listed."""

    id: str
    title: str  # English, the key of its words
    icon: str
    keys: str  # as QKeySequence writes them: "Ctrl+K", "Q"; "" for none
    page: str | None
    run: Callable[[Any], object] | None


F = TypeVar("F", bound=Callable[..., object])
_actions: dict[str, Action] = {}


def action(
    name: str, title: str, icon: str = "chevron-right", keys: str = "", page: str | None = None
) -> Callable[[F], F]:
    """Register a method as an action under an id such as "customers.print"."""

    def register(run: F) -> F:
        _actions[name] = Action(name, title, icon, keys, page, run)
        return run

    return register


def note_key(name: str, title: str, keys: str, page: str | None = None) -> None:
    """List a key that is handled where the focus is."""
    _actions[name] = Action(name, title, "keyboard", keys, page, None)


def actions(page: str | None) -> tuple[Action, ...]:
    """What can be done on a page, or, for None, everywhere; in the order registered."""
    return tuple(action for action in _actions.values() if action.page == page)


def all_actions() -> tuple[Action, ...]:
    return tuple(_actions.values())
