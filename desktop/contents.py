"""What the palette and the shortcut sheet contain: made from the rows of actions and pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop.actions import Action, actions, all_actions
from desktop.dialogs.palette import Command
from desktop.page import entries
from sales.words import Words

NOT_LISTED = {"shell.palette", "shell.back"}  # in the palette they would only close it


def commands(
    words: Words, page: str, do: Callable[[Action], object], go: Callable[[str], object]
) -> list[Command]:
    """What can be done on `page`, where one can go, and what can be done everywhere."""

    def doing(group: str, rows: tuple[Action, ...]) -> list[Command]:
        return [
            Command(group, words(one.title), one.icon, partial(do, one), one.keys, also=one.title)
            for one in rows
            if one.run and one.id not in NOT_LISTED
        ]

    going = [
        Command(
            words("Go to"),
            words(entry.title),
            entry.icon,
            partial(go, entry.name),
            keys=f"Ctrl+{entry.key}" if entry.key else "",
            also=entry.title,
        )
        for entry in entries()
        if entry.name != page
    ]
    return [
        *doing(page_title(words, page), actions(page)),
        *going,
        *doing(words("Everywhere"), actions(None)),
    ]


def key_groups(words: Words) -> list[tuple[str, list[Action]]]:
    """Every key by where it works: everywhere, the pages' own digits, then page by page."""
    digits = [
        Action(f"go.{entry.name}", entry.title, entry.icon, f"Ctrl+{entry.key}", None, None)
        for entry in entries()
        if entry.key
    ]
    groups = [(words("Everywhere"), list(actions(None))), (words("Go to"), digits)]
    for entry in entries():
        own = [one for one in all_actions() if one.page == entry.name and one.keys]
        if own:
            groups.append((words(entry.title), own))
    return groups


def page_title(words: Words, page: str) -> str:
    return next((words(entry.title) for entry in entries() if entry.name == page), "Rapport")
