"""What a run of a source came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 200  # problems that stay with the source; all are in the report of the run


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be taken: of which kind, where it stands, and what is wrong, as a sentence."""

    kind: str
    at: str
    sentence: str


@dataclass(slots=True)
class Tally:
    """How many records of a kind came to what. `kept` are gone from the source but not from here."""

    create: int = 0
    update: int = 0
    unchanged: int = 0
    delete: int = 0
    kept: int = 0
    error: int = 0
    left_out: int = 0

    @property
    def said(self) -> str:
        """The counts that are not nought, for the audit."""
        return ", ".join(f"{name} {count}" for name, count in asdict(self).items() if count) or "nothing"


@dataclass(slots=True)
class Report:
    """A run: the counts by kind, and everything that is wrong. `failure` says why it ended before its end."""

    source: str
    dry_run: bool
    kinds: dict[str, Tally] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failure: str = ""

    @property
    def changed(self) -> bool:
        return any(one.create or one.update or one.delete for one in self.kinds.values())

    @property
    def said(self) -> str:
        """The run in one line, for the audit."""
        counts = "; ".join(f"{label}: {tally.said}" for label, tally in self.kinds.items())
        return f"{counts}. {self.failure}".strip() if self.failure else counts

    def document(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "kinds": {label: asdict(tally) for label, tally in self.kinds.items()},
            "problems": [asdict(one) for one in self.problems],
            "failure": self.failure,
        }
