"""Authors at work: drafts that are kept, faults with their fix, versions that rise and come back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data import authoring, publishing
from data.author_effects import effects_of
from data.author_queue import queue
from data.authoring import Draft, Piece, check, current
from data.content.kinds import pieces
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.facts import put
from data.ratings import rate
from data.store import Changes, Store
from data.sync.state import put as put_link
from data.sync.tables import TABLES
from sales.authoring import (
    LONGEST,
    Fix,
    Span,
    figures_of,
    fix,
    free_name,
    replaced,
    slug,
    spoken_parts,
    stamped,
    typed_figures,
)
from sales.errors import ContentBroken, NotFound, RuleBroken
from sales.facts import Rep
from sales.previews import previews
from sales.words import LOCALES, Words

NOW = 1_795_514_400_000  # 24 November 2026 in Shanghai
DEAR = Piece("objections", "too-expensive")


@pytest.fixture
def team(store: Store) -> Store:
    with store.write(Changes.of("reps")) as db:
        put(db, [Rep("r1", "Chen Hao", "R01", role="manager"), Rep("r2", "Lin Yue", "R02")])
    return store


def edited(store: Store, old: str = "Either the sum hurts", new: str = "Or the sum hurts") -> str:
    text = current(store.read(), DEAR, "en").text
    assert old in text
    return text.replace(old, new)


def behind(store: Store, locale: str = "en") -> str:
    card = next((one for one in pieces(store.read(), OBJECTIONS, locale) if one.id == DEAR.name), None)
    return card.behind[0] if card else ""


def published(store: Store, words: Words, text: str, remark: str = "") -> publishing.Published:
    return publishing.publish(store, DEAR, {"en": text}, NOW, words, by="r1", remark=remark)


def test_a_draft_is_kept_as_it_was_typed_last_and_is_gone_when_it_is_discarded(store: Store) -> None:
    for typed in ("T", "Te", "Text"):
        authoring.keep_draft(store, Draft(DEAR, "en", typed, 1, NOW))

    (kept,) = authoring.drafts(store.read())
    authoring.discard(store, DEAR, "en")

    assert (kept.text, kept.based_on) == ("Text", 1)
    assert authoring.drafts(store.read()) == ()


def test_a_fault_names_the_nearest_and_taking_the_fix_puts_it_right(store: Store, english: Words) -> None:
    text = edited(store, "{product.benefit}", "{product.benfit}")

    first = check(store.read(), DEAR, "en", text).broken[0]
    found = fix(text, first.line, first.fields)

    assert first.sentence(english) == "There is no variable product.benfit; the nearest is product.benefit."
    assert found is not None
    assert "{product.benefit}" in replaced(text, found.span, found.use).split("\n")[first.line - 1]


def test_a_wrong_value_is_found_below_its_key() -> None:
    text = 'segments = [\n    "newe",\n]'

    assert fix(text, 1, {"key": "segments", "value": "newe", "nearest": "new"}) == Fix(Span(2, 5, 9), "new")


def test_what_a_template_leaves_open_keeps_a_new_piece_back(store: Store, english: Words) -> None:
    made = authoring.begin(store.read(), "objections", "Too blue", date(2026, 11, 24), NOW)

    assert [(one.piece.name, one.locale) for one in made] == [("too-blue", "en"), ("too-blue", "zh_CN")]
    for one in made:
        faults = check(store.read(), one.piece, one.locale, one.text).faults
        assert {fault.text for fault in faults} == {"Still to be written: {what}."}


@pytest.mark.parametrize("kind", ["objections", "tracks", "messages", "faqs", "policies"])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_template_with_its_gaps_written_is_sound(store: Store, kind: str, locale: str) -> None:
    piece = Piece(kind, "a-new-one")
    text = authoring.template(piece, locale, "New", date(2026, 11, 24))

    written = text.replace("‹", "").replace("›", "")

    assert check(store.read(), piece, locale, written).broken == ()


def test_what_is_published_is_what_reps_read_and_waits_to_be_sent(team: Store, english: Words) -> None:
    authoring.keep_draft(team, Draft(DEAR, "en", edited(team), 1, NOW))

    done = published(team, english, edited(team), "shorter")

    assert (done.version, behind(team)[:6]) == (2, "Or the")
    assert "verified_on = 2026-11-24" in current(team.read(), DEAR, "en").text
    assert authoring.drafts(team.read()) == ()
    assert [row["tbl"] for row in team.read().execute("SELECT tbl FROM outbox")] == ["publications"]


def test_a_text_with_a_fault_is_not_published(team: Store, english: Words) -> None:
    with pytest.raises(ContentBroken, match=r"en/too-expensive\.md has a fault in line"):
        published(team, english, edited(team, "{product.benefit}", "{product.benfit}"))

    assert publishing.versions(team.read(), DEAR)[0].version == 1


def test_the_id_of_a_card_stays(team: Store, english: Words) -> None:
    with pytest.raises(ContentBroken, match="The id stays too-expensive"):
        published(team, english, edited(team, 'id = "too-expensive"', 'id = "too-dear"'))


def test_a_text_that_is_still_right_is_confirmed_once_a_day(team: Store, english: Words) -> None:
    text = current(team.read(), DEAR, "en").text

    done = published(team, english, text)

    assert done.version == 2
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        published(team, english, current(team.read(), DEAR, "en").text)


def test_undoing_brings_back_the_text_and_the_draft(team: Store, english: Words) -> None:
    authoring.keep_draft(team, Draft(DEAR, "en", edited(team), 1, NOW, "shorter"))
    done = published(team, english, edited(team))

    publishing.undo(team, done, NOW)

    (draft,) = authoring.drafts(team.read())
    assert (behind(team)[:6], draft.remark) == ("Either", "shorter")
    assert team.read().execute("SELECT count(*) FROM outbox").fetchone()[0] == 0


def test_undoing_what_the_team_has_already_takes_it_away_from_everybody(team: Store, english: Words) -> None:
    done = published(team, english, edited(team))
    with team.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET offered = 1, state = 'acked'")

    publishing.undo(team, done, NOW)
    again = published(team, english, edited(team))

    assert [one.state for one in publishing.versions(team.read(), DEAR)] == [
        "published",
        "cancelled",
        "published",
    ]
    assert again.version == 3


def test_a_withdrawn_card_is_gone_for_reps_and_comes_back_as_a_version(team: Store, english: Words) -> None:
    publishing.withdraw(team, DEAR, NOW, english, by="r1")
    gone = [behind(team, locale) for locale in LOCALES]

    back = publishing.bring_back(team, DEAR, 1, NOW, english, by="r1")

    assert (gone, back.version) == (["", ""], 3)
    assert all(behind(team, locale) for locale in LOCALES)


def test_a_review_is_shown_to_nobody_until_it_is_decided(team: Store, english: Words) -> None:
    sent = publishing.send_for_review(team, DEAR, {"en": edited(team)}, NOW, english, by="r1")
    before = behind(team)
    ((piece, waiting),) = publishing.in_review(team.read())

    publishing.decide(team, DEAR, sent.version, publishing.PUBLISHED, NOW, by="r1")

    assert (before[:6], piece, waiting.version, behind(team)[:6]) == ("Either", DEAR, 2, "Or the")


def test_a_review_that_was_overtaken_is_not_published_over_the_newer_one(team: Store, english: Words) -> None:
    sent = publishing.send_for_review(team, DEAR, {"en": edited(team)}, NOW, english, by="r1")
    published(team, english, edited(team, new="Each sum hurts"))

    with pytest.raises(RuleBroken, match="Version 3 was published meanwhile"):
        publishing.decide(team, DEAR, sent.version, publishing.PUBLISHED, NOW, by="r1")
    publishing.decide(team, DEAR, sent.version, publishing.DECLINED, NOW, by="r1")

    assert publishing.in_review(team.read()) == ()


def test_a_rep_of_a_hub_publishes_nothing(team: Store, english: Words) -> None:
    with team.write(Changes.of("sync")) as db:
        put_link(db, hub="https://hub", device="d", token="t", user="r2", role="rep")

    with pytest.raises(RuleBroken, match="Only a manager publishes"):
        published(team, english, edited(team))


def test_a_list_that_is_published_stands_in_place_of_the_one_that_ships(team: Store, english: Words) -> None:
    piece = authoring.find(team.read(), "messages", "cart-sms")
    text = current(team.read(), piece, "en").text
    shorter = text[: text.index("[[message]]", text.index("[[message]]") + 1)]

    publishing.publish(team, piece, {"en": shorter}, NOW, english, by="r1")

    left = [one.id for one in pieces(team.read(), MESSAGES, "en") if one.occasion == "cart"]
    assert (piece.name, left) == ("cart", ["cart-sms"])


def test_what_reps_find_unhelpful_stands_on_top_of_the_queue(team: Store, english: Words) -> None:
    rate(
        team,
        "objections",
        "too-expensive",
        NOW,
        helpful=False,
        version=1,
        locale="en",
        rep_id="r2",
        remark="Long",
    )

    found = queue(team.read(), english, NOW + 120 * 86_400_000)

    assert found.to_check[0].piece == DEAR
    assert found.to_check[0].against[0].remark == "Long"
    assert all((one.late_days or 0) > 0 for one in found.to_check[1:5])


def test_what_was_unhelpful_leaves_the_queue_once_it_is_written_anew(team: Store, english: Words) -> None:
    rate(team, "objections", DEAR.name, NOW, helpful=False, version=1, locale="en", rep_id="r2")
    before = [one.piece for one in queue(team.read(), english, NOW).to_check if one.against]

    published(team, english, edited(team))

    after = [one.piece for one in queue(team.read(), english, NOW).to_check if one.against]
    assert (before, after) == ([DEAR], [])


def test_a_withdrawn_piece_is_still_found_by_its_author(team: Store, english: Words) -> None:
    publishing.withdraw(team, DEAR, NOW, english, by="r1")

    found = next(one for one in queue(team.read(), english, NOW).every if one.piece == DEAR)

    assert (found.title, found.withdrawn) == ("Too expensive", True)


def test_what_publishing_one_language_changes_is_said(team: Store, english: Words) -> None:
    said = [one.sentence for one in effects_of(team.read(), DEAR, {"en": edited(team)}, english, NOW)]

    assert said == [
        "It holds on this computer at once",
        "Only English changes; the Chinese text stays as it is",
        "Checked today, and again by 22 Feb 2027",
        "Version 1 stays in the history",
    ]


def test_a_piece_is_found_by_its_id_its_article_or_its_file(store: Store) -> None:
    found = [
        authoring.find(store.read(), kind, ref).name
        for kind, ref in (("products", "AP-600"), ("messages", "cart-sms"), ("messages", "cart"))
    ]

    assert found == ["ap-600", "cart", "cart"]
    with pytest.raises(NotFound):
        authoring.find(store.read(), "objections", "../../etc")


def test_a_preview_is_what_is_said_with_its_seconds(store: Store, english: Words) -> None:
    text = current(store.read(), DEAR, "en").text

    (shown,) = previews(check(store.read(), DEAR, "en", text).values, {}, "", english, date(2026, 11, 24))

    respond = next(part for part in shown.parts if part.name == "Respond")
    assert shown.title == "“Too expensive”"
    assert respond.seconds == 10  # the line that nobody can fill in is not said
    assert [part.name for part in shown.parts[:3]] == ["What lies behind", "Acknowledge", "Clarify"]


def test_a_typed_price_is_offered_as_the_variable_that_stays_right() -> None:
    text = "+++\nprice = 3299\n+++\n# Breva 600\n## Respond\n"
    text += "> It is ¥3,299, not ¥2,999.\n> For {product.price|¥1,000}."
    known = figures_of({"product.price": "¥3,299", "product.name": "Breva 600"})

    found = [(one.span.line, one.figure, one.variable) for one in typed_figures(text, known)]

    assert found == [(6, "¥3,299", "product.price"), (6, "¥2,999", "")]


def test_the_seconds_of_a_part_stand_at_its_heading() -> None:
    text = (
        "# T\n## One\n> Five words are two seconds\n## Two\n- nothing said\n## 三\n> 这一句大约要说两三秒。"
    )

    assert spoken_parts(text) == {2: 2, 6: 3}


def test_only_the_head_is_stamped() -> None:
    text = "+++\nversion = 1\nverified_on = 2026-01-01\n+++\n# T\nversion = 1"

    assert stamped(text, 7, date(2026, 11, 24)).split("\n") == [
        "+++", "version = 7", "verified_on = 2026-11-24", "+++", "# T", "version = 1",
    ]  # fmt: skip


def test_names_of_files_are_small_and_free() -> None:
    assert slug("It’s too dear!") == "its-too-dear"
    assert free_name("too-dear", "objections", ["too-dear"]) == "too-dear-2"
    assert free_name("", "objections", ["objection-1"]) == "objection-2"


def test_the_longest_file_is_what_the_hub_takes(tmp_path: Path) -> None:
    column = TABLES["publications"].column("text")

    assert column
    assert column.longest == LONGEST
