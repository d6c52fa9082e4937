"""Warnings and faults in a file beside the store, to be read when the window is gone."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "rapport.log"
BYTES, KEPT = 1_000_000, 3


def log_to(home: Path) -> logging.Handler | None:
    """Begin the log of a home; None where nothing can be written, which is told when the store is opened."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = RotatingFileHandler(home / NAME, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return None
    log.setLevel(logging.WARNING)
    log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(log)
    return log


def end(log: logging.Handler | None) -> None:
    if log is not None:
        logging.getLogger().removeHandler(log)
        log.close()
