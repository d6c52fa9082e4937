"""The voice of the customer on screen: what was kept is shown at once, a text is sorted by one key."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from data.facts import put
from data.feedback import keep, material
from data.store import Changes, Store
from desktop.desk import Desk
from desktop.pages.insight import InsightPage
from desktop.pages.insight_voice import VoiceTab
from sales.departments import CLASSES
from sales.facts import Customer, Ticket
from sales.feedback import Evaluation, Guess, Learned
from tests.gui.conftest import NOW

KNOWN = Evaluation(
    n=60,
    repeats=1,
    macro_f1=0.8,
    margin=0.02,
    by_language=(("en", 0.81), ("zh_CN", 0.79)),
    by_class=(0.8,) * 6,
    confusion=tuple(tuple(8 if at == of else 0 for at in range(6)) for of in range(6)),
    sharpness=3.0,
    sure_from=0.7,
    sure_share=0.7,
    sure_right=0.9,
)


def heard(store: Store) -> None:
    """Two texts, one of which the model is unsure of; what it said is kept."""
    with store.write(Changes.of("customers")) as db:
        put(
            db,
            [
                Customer("c1", "Lin Yue", "C-1"),
                Ticket("t1", "c1", NOW - 3_600_000, text="Where is my parcel"),
                Ticket("t2", "c1", NOW - 7_200_000, text="The lid, the price, the wait"),
            ],
        )
    given = material(store.read(), NOW)
    guesses = {
        "ticket/t1": Guess("logistics", 0.95, "service"),
        "ticket/t2": Guess("product", 0.4, "service"),
    }
    keep(store, Learned(KNOWN, tuple(guesses.items()), given.examples_mark, given.texts_mark))


def test_an_unsure_text_is_sorted_with_one_key_and_leaves_the_list(
    qtbot: QtBot, store: Store, desk: Desk
) -> None:
    heard(store)
    undo: list[Callable[[], None]] = []
    desk.toasted.connect(lambda text, back: undo.append(back))
    page = InsightPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    page.show_ref("voice")
    tab = page.findChild(VoiceTab)
    assert tab is not None
    qtbot.waitUntil(lambda: tab.unsure is not None)
    assert page.ref == "voice"
    assert not tab.busy  # nothing is stale: the model is not asked

    page.sort_as(CLASSES[3])
    qtbot.waitUntil(lambda: bool(undo))
    qtbot.waitUntil(lambda: tab.unsure is None or tab.unsure.model().rowCount() == 0)

    row = store.read().execute("SELECT subject_id, label, guessed FROM feedback_labels").fetchone()
    assert tuple(row) == ("t2", "price_promotion", "product")

    undo[0]()
    qtbot.waitUntil(lambda: desk.work.idle)
    assert store.read().execute("SELECT count(*) FROM feedback_labels").fetchone()[0] == 0
