"""A keyring that keeps its entries in a file, as a system's does in a place of its own.

Processes that a test starts find the same one, through the environment.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

VARIABLE = "TEST_KEYRING"
NAME = f"{__name__}.FileKeyring"


class FileKeyring(KeyringBackend):
    """What the variable names is the file."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _keep({**entries(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = entries()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        _keep(kept)


def entries() -> dict[str, str]:
    """What is in it now."""
    file = _file()
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return kept


def _keep(kept: dict[str, str]) -> None:
    _file().write_text(json.dumps(kept))


def _file() -> Path:
    return Path(os.environ[VARIABLE])
