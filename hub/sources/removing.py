"""What a source does not have any more goes, at the end of a run: what hangs on others before these.

No revenue vanishes: a customer with orders stays and is told of, run by run, until the source has it again or
somebody sees to it; a product that was sold is sold no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub import imports
from hub.imports import Counts
from hub.rows import Work
from hub.sources.ledger import GONE, MISSING, TAKEN, Entry
from hub.sources.records import external, typed
from hub.sources.taking import Intake, whole_orders

AT_ONCE = 500  # records
SOME = 20  # so few records may be gone at once without anything being wrong


def remove(intake: Intake) -> None:
    """Take away what the ledger of a feed has as missing; nothing, if that is more than can be right."""
    with intake.db.reading() as tx:
        gone = list(intake.ledger.in_state(tx, *GONE).values())
        count = intake.ledger.count(tx)
    missing = sum(entry.state == MISSING for entry in gone)
    if missing > max(SOME, intake.feed.most_gone * count):
        sentence = intake.words(
            "{n} of {known} records are gone at once, so none was deleted here. If that is right, say"
            " most_gone = 1.0 for this kind, add the source again and run it.",
            n=intake.words.number(missing),
            known=intake.words.number(count),
        )
        intake.tell(intake.feed.label, sentence)
        return
    gone.sort(key=lambda entry: entry.whole)  # an order's lines together
    elsewhere = _elsewhere(intake) if gone and not intake.feed.lines else frozenset()
    for at in range(0, len(gone), AT_ONCE):
        part = gone[at : at + AT_ONCE]
        if intake.feed.lines:
            _lines(intake, part)
        else:
            _records(intake, part, elsewhere)


def _elsewhere(intake: Intake) -> frozenset[str]:
    """The numbers of the records that other sources have."""
    feed = intake.feed
    with intake.db.reading() as tx:
        return frozenset(external(feed, said) for said in intake.ledger.elsewhere(tx) if feed.knows(said))


def _records(intake: Intake, missing: Sequence[Entry], elsewhere: frozenset[str]) -> None:
    """Drop records, but not those that another file or source has as well.

    What another file has is again as that one says.
    """
    feed = intake.feed
    with intake.db.reading() as tx:
        found = intake.ledger.known(tx, [entry.key for entry in missing])
    others = {
        entry.key: typed(feed, entry.said) for entry in found.values() if entry.state == TAKEN and entry.said
    }
    ids = {external(feed, entry.said): entry for entry in missing if entry.said and entry.key not in others}
    for number in elsewhere & ids.keys():
        del ids[number]
    counts = _write(intake, missing, list(others.values()), list(ids), set(ids))
    intake.tally.delete += counts.deleted
    intake.tally.update += counts.update
    for one in counts.errors:
        if one.record < 0:
            intake.tally.kept += 1
            intake.tell(ids[one.value].key, one.sentence)


def _lines(intake: Intake, missing: Sequence[Entry]) -> None:
    """Write orders anew with the lines that are left, and drop those of which none is."""
    feed, wholes = intake.feed, sorted({entry.whole for entry in missing})
    with intake.db.reading() as tx:
        lines = intake.ledger.of_orders(tx, wholes)
    left = whole_orders(feed, lines, ())
    kept = {str(record["order"]) for _, record in left}
    back = [_returned(entry) for entry in missing if entry.said and entry.said.get("quantity", 1) < 0]
    if back:
        imports.upsert(
            intake.db, intake.run.team, "returns", [], deleted=back,
            actor=f"source:{intake.run.source}", now=intake.now,
        )  # fmt: skip
    records = [record for _, record in left]
    _write(intake, missing, records, [one for one in wholes if one not in kept], set())
    intake.tally.delete += len(missing)


def _returned(entry: Entry) -> str:
    """The number of the return that a line of an order was."""
    said = entry.said or {}
    return f"{entry.whole}/{said.get('line') or said.get('product')}"


def _write(
    intake: Intake,
    missing: Sequence[Entry],
    records: Sequence[Mapping[str, object]],
    deleted: Sequence[str],
    may_stay: set[str],
) -> Counts:
    """Write and drop, and strike what went out of the ledger; what stays is noted as kept."""

    def covers(work: Work, counts: Counts) -> None:
        stay = {one.value for one in counts.errors if one.record < 0} & may_stay
        intake.run.reach(work.tx, intake.feed.label, None)
        kept = [one for one in missing if one.said and external(intake.feed, one.said) in stay]
        intake.ledger.stay(work.tx, kept)
        intake.ledger.forget(work.tx, [one for one in missing if one not in kept])

    return imports.upsert(
        intake.db, intake.run.team, intake.feed.kind.name, records, deleted=deleted,
        actor=f"source:{intake.run.source}", now=intake.now, covers=covers,
        words=intake.words,
    )  # fmt: skip
