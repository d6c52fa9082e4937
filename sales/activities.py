"""What a logged contact must say to be worth keeping."""

from __future__ import annotations

from sales.errors import RuleBroken
from sales.facts import ACTIVITY_KINDS, Activity

STATES = ("planned", "done", "cancelled")
TEXT = 8000


def check(activity: Activity) -> None:
    """Raises RuleBroken for an unknown kind, a note that says nothing, or a day without a promise."""
    if activity.kind not in ACTIVITY_KINDS:
        kinds = ", ".join(ACTIVITY_KINDS)
        raise RuleBroken(
            "{kind} is not a kind of contact.", "Choose one of {kinds}.", kind=activity.kind, kinds=kinds
        )
    if activity.state not in STATES:
        states = ", ".join(STATES)
        raise RuleBroken(
            "{state} is not a state of a contact.",
            "Choose one of {states}.",
            state=activity.state,
            states=states,
        )
    if activity.text is not None and len(activity.text) > TEXT:
        raise RuleBroken(
            "That is {n} characters long.", "Keep a note to {most}.", n=len(activity.text), most=TEXT
        )
    if activity.kind == "note" and not (activity.text or activity.promise):
        raise RuleBroken("A note needs words.", "Write what you want to remember.")
    if activity.promised_on and not activity.promise:
        raise RuleBroken("There is a day, but no promise.", "Write what was promised, or clear the day.")
