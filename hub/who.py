"""Who asks: a person of a team at a device. The hub's own office has no device."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("rep", "manager", "admin")


@dataclass(frozen=True, slots=True)
class Who:
    """`role` is one of ROLES."""

    team: str
    user: str
    role: str
    device: str = ""
