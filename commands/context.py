"""What every command is given: the home folder, the store, words, and where output goes.

People read tables on stdout; programs ask for `--json` and get one document. Progress and remarks go to
stderr.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sales.errors import RuleBroken

if TYPE_CHECKING:
    from data.store import Store
    from data.sync.salvage import Salvaged
    from sales.words import Words

STORE = "rapport.db"
TRIES = 3  # at a passphrase


@dataclass
class Context:
    """The surroundings of one command. `locale` None means the one kept in the settings.

    A command that is `reading` shows what the store holds, which a lease that is over forbids.
    """

    home: Path
    locale: str | None = None
    json: bool = False
    reading: bool = False

    @cached_property
    def store(self) -> Store:
        """The store of the home folder, made if it is not there; made anew from the hub if it is damaged."""
        from data.sync.home import open_home

        opened = open_home(self.home, lambda path: self.key)
        if opened.salvaged is not None:
            self._say_salvaged(opened.salvaged)
        if self.reading:
            from data.sync.lease import check_reading

            check_reading(opened.store.read())
        return opened.store

    def reopen(self) -> None:
        """Open the store again when it is asked for next."""
        self.store.close()
        del self.store

    @cached_property
    def key(self) -> bytes | None:
        """The key of the home folder's store, asked for at a terminal; None when it is plain."""
        from data.keys import PassphraseWanted, at_opening

        path = self.home / STORE
        try:
            return at_opening(path)
        except PassphraseWanted:
            if not sys.stdin.isatty():
                raise
        return self.typed_key(path)

    def typed_key(self, path: Path) -> bytes | None:
        """The key of the database at `path`, whose passphrase is asked for at the terminal. Raises Locked."""
        from getpass import getpass

        from data.keys import PassphraseWanted, unlock

        question = self.words_at_hand("Passphrase of {file}: ", file=path.name)
        for left in reversed(range(TRIES)):
            try:
                return unlock(path, getpass(question))
            except PassphraseWanted as error:
                if not left:
                    raise
                self.note(error.said(self.words_at_hand)[0])
        return None

    def passphrase(self, variable: str | None) -> str | None:
        """The passphrase in an environment variable; None where none is named. Raises RuleBroken."""
        if variable is None:
            return None
        if not (found := os.environ.get(variable)):
            raise RuleBroken(
                "The environment variable {variable} is not set.",
                "Set it to the passphrase, and run the command again.",
                variable=variable,
            )
        return found

    @cached_property
    def settings(self) -> dict[str, str]:
        from data.settings import settings

        return settings(self.store.read())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings["zone"])

    @cached_property
    def words(self) -> Words:
        from data.language import words

        return words(self.locale or self.settings["language"], self.zone)

    @property
    def words_at_hand(self) -> Words:
        """The words for an error that may be about the store itself: English where nothing is known yet."""
        from data.language import words

        return self.words if "store" in self.__dict__ else words(self.locale or "en")

    @cached_property
    def now(self) -> int:
        """The instant the command began, UTC milliseconds."""
        return time.time_ns() // 1_000_000

    @property
    def today(self) -> date:
        """The company's day."""
        return self.words.moment(self.now).date()

    def moment(self, as_of: str | None) -> int:
        """The last instant of a day given as ISO text, in the company's zone; now when none is given."""
        if as_of is None:
            return self.now
        try:
            following = date.fromisoformat(as_of) + timedelta(days=1)
        except ValueError as error:
            raise RuleBroken("{day} is not a day.", "Write days as 2026-11-24.", day=as_of) from error
        return int(datetime.combine(following, clock(), self.zone).timestamp() * 1000) - 1

    def note(self, text: str) -> None:
        """A remark for the person, beside the result."""
        print(text, file=sys.stderr, flush=True)

    def give(self, document: object) -> None:
        """The result as one JSON document."""
        print(json.dumps(document, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """The result for people: tab-separated, a head line first."""
        print("\t".join(header))
        for row in rows:
            print("\t".join("" if cell is None else str(cell) for cell in row))

    def _say_salvaged(self, salvaged: Salvaged) -> None:
        words = self.words_at_hand
        self.note(
            words("The data here were damaged; they are fetched again from the hub with: main.py sync.")
        )
        saved = words.count(
            "{n} change that waited to be sent was saved.",
            "{n} changes that waited to be sent were saved.",
            salvaged.messages,
        )
        self.note(saved)
        if salvaged.kept_as is not None:
            self.note(words("The damaged file was kept as {file}.", file=salvaged.kept_as.name))
