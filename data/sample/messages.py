"""Which template each message of the sample team was written from, so that its worth is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from data.content.library import load
from data.content.messages import MESSAGES
from data.ids import uuid7
from data.resources import resource
from data.sample.company import Company
from data.sample.contacts import topic
from data.sample.days import Dice
from data.sample.lives import Life
from sales.contact_marks import ContactMark
from sales.facts import Activity
from sales.message_templates import Template
from sales.words import LOCALES

RECEIVED = ("“", '"')  # a message that begins so is what the customer wrote
BY_SEGMENT = 3  # how much oftener what is written for the segment is sent
RARITY = 0.9  # how much rarer each next template is


class Messages:
    """Draws templates by segment; a template has the same id in both languages."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._templates: Sequence[Template] = load(MESSAGES, LOCALES[0], [resource("content")]).values
        self._drawn: dict[str, tuple[Sequence[Template], Dice] | None] = {}

    def marks(self, one: Life, sent: Activity) -> Iterator[ContactMark]:
        """The mark of a message that was sent; none of a contact that was not one."""
        if sent.kind != "message" or sent.state != "done" or (sent.text or "").startswith(RECEIVED):
            return
        rng = Random(sent.id)
        segment = topic(self._company, one, sent.at)
        if template := self._template(segment, rng):
            yield ContactMark(
                id=uuid7(sent.at, rng.getrandbits(80)),
                customer_id=sent.customer_id,
                activity_id=sent.id,
                kind="message",
                at=sent.at,
                rep_id=sent.rep_id,
                ref=template.id,
                version=template.version,
                text=sent.text,
                segment=segment,
            )

    def _template(self, segment: str, rng: Random) -> Template | None:
        if segment not in self._drawn:
            fitting = [one for one in self._templates if not one.segments or segment in one.segments]
            self._drawn[segment] = (fitting, Dice([_weight(one) for one in fitting])) if fitting else None
        drawn = self._drawn[segment]
        if drawn is None:
            return None
        templates, dice = drawn
        return templates[dice(rng)]


def _weight(template: Template) -> float:
    """How often it is sent: templates have a rank drawn from their id, and each next rank is rarer."""
    rare: float = RARITY ** (40 * Random(f"sent {template.id}").random())
    return rare * (BY_SEGMENT if template.segments else 1)
