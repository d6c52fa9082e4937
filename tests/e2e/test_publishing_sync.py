"""What a manager publishes reaches the team by the real hub, and what a rep sends as one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import publishing
from data.authoring import Piece, current
from data.content.kinds import pieces
from data.content.objections import OBJECTIONS
from data.store import Store
from data.sync.clock import wall
from sales.playbook import Publication
from sales.words import Words
from tests.builders.laptops import Site, laptop, site, synced

DEAR = Piece("objections", "too-expensive")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, n=1) as running:
        yield running


def behind(store: Store) -> str:
    return next(one.behind[0] for one in pieces(store.read(), OBJECTIONS, "en") if one.id == DEAR.name)


def test_a_card_published_by_a_manager_is_on_a_laptop_after_its_next_round(
    hub: Site, tmp_path: Path, english: Words
) -> None:
    manager, rep = (
        laptop(hub, hub.team.boss, tmp_path / "boss"),
        laptop(hub, hub.team.rep_a, tmp_path / "rep"),
    )
    synced(manager), synced(rep)
    text = current(manager.read(), DEAR, "en").text.replace("Either the sum", "Or the sum")

    done = publishing.publish(manager, DEAR, {"en": text}, wall(), english, by=hub.team.boss.user)
    synced(manager), synced(rep)
    seen = behind(rep)
    publishing.undo(manager, done, wall())
    synced(manager), synced(rep)

    assert (seen[:10], behind(rep)[:10]) == ("Or the sum", "Either the")
    manager.close(), rep.close()


def test_a_publication_that_a_rep_sends_is_refused_and_reaches_nobody(
    hub: Site, tmp_path: Path, english: Words
) -> None:
    rep = laptop(hub, hub.team.rep_a, tmp_path / "rep")
    synced(rep)
    text = current(rep.read(), DEAR, "en").text
    forged = Publication("p-1", "en", DEAR.kind, DEAR.name, 9, text, wall(), rep_id=hub.team.rep_a.user)
    with rep.write(publishing.CHANGES) as db:
        publishing.put_publications(db, [forged], wall())

    round_ = synced(rep)

    assert round_.rejected == 1
    assert hub.rows("SELECT count(*) FROM publications") == [(0,)]
    rep.close()
