"""Message templates, by segment, occasion and channel."""

from __future__ import annotations

from dataclasses import dataclass

MESSAGE_CHANNELS = ("sms", "app", "mini_program", "service", "mail")
LIMITS = {"sms": 50, "app": 90, "mini_program": 120, "service": 80, "mail": 1200}
OCCASIONS = (
    "welcome", "cart", "look", "birthday", "holiday", "weekly", "trial", "satisfaction", "review", "delay",
    "refill", "replacement", "season", "winback", "quote_follow_up", "payment", "thanks", "referral",
    "invitation", "repair", "return_progress", "restock", "price_protection",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A message as it was written. `limit` counts characters as the carrier does; `link` adds a short one."""

    id: str
    title: str
    version: int
    occasion: str
    channel: str
    text: str
    limit: int
    segments: tuple[str, ...] = ()
    subject: str = ""
    link: bool = False
    owner: str = ""
