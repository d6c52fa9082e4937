"""What the team adds to its playbook: published versions, ratings, and questions that found nothing."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("review", "published", "declined")


@dataclass(frozen=True, slots=True)
class Publication:
    """One version of one content file in one locale, as its author wrote it (`text` is the whole file).

    `kind` is the folder ("objections"), `name` the file's name without its ending. The newest published
    `version` counts; a withdrawn piece is a publication with an empty text. `pack` names the pack that it
    came with.
    """

    id: str
    locale: str
    kind: str
    name: str
    version: int
    text: str
    at: int
    state: str = "published"
    rep_id: str | None = None  # the author
    remark: str | None = None  # what was changed, in the author's words
    decided_by: str | None = None
    decided_at: int | None = None
    pack: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What a rep says of a piece of content: 1 it helps, 0 it does not."""

    id: str
    kind: str
    name: str
    at: int
    helpful: int
    rep_id: str | None = None
    version: int | None = None
    locale: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that found nothing. `place` is objections or ask; `theme` what its words have in common.

    A gap is closed by a card that answers it (`closed_as` "card", `closed_by` its id) or dismissed.
    """

    id: str
    place: str
    text: str
    locale: str
    at: int
    theme: str = ""
    rep_id: str | None = None
    segment: str | None = None
    product_id: str | None = None
    closed_as: str | None = None
    closed_by: str | None = None
    closed_at: int | None = None
