"""Errors that a person can act on.

A `SalesError` says what happened and what to do, in two sentences; screens show it as a banner or a field
message, commands print it and exit with 1. Anything else that is raised is a bug.
"""

from __future__ import annotations

from sales.words import Words


class SalesError(Exception):
    """Something the person can put right. `message` says what happened, `hint` what to do.

    Both are sentences with `{fields}`, so that they can be told in the reader's language: `said(words)`.
    """

    def __init__(self, message: str, hint: str = "", /, **fields: object) -> None:
        self._message, self._hint, self._fields = message, hint, fields
        self.message, self.hint = self.said(Words())
        super().__init__(str(self))

    def said(self, words: Words) -> tuple[str, str]:
        """What happened and what to do, in the reader's language."""
        return words(self._message, **self._fields), words(self._hint, **self._fields)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotFound(SalesError):
    """The id that was typed names nothing in the store."""


class RuleBroken(SalesError):
    """A value that the business does not allow."""


class StoreDamaged(SalesError):
    """The database file is not readable as one of ours."""


class StoreTooNew(SalesError):
    """The database was written by a newer release."""


class StoreUnwritable(SalesError):
    """The disk is full, or the folder may not be written to."""


class FileUnwritable(SalesError):
    """A file could not be written where the person asked for it."""


class ImportRefused(SalesError):
    """The file as a whole cannot be imported; single bad rows are reported beside the good ones instead."""


class ContentBroken(SalesError):
    """A content file has faults; each is listed as `file:line: sentence`."""
