"""Message templates as files: a `[[message]]` for each; limits are checked by what long values would make."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.document import Source
from data.content.faults import Faults
from data.content.head import Checked, Head, Key
from data.content.library import Entry, Kind
from data.content.lists import read_list
from data.content.pieces import check_line
from sales.facts import SEGMENTS
from sales.message_limits import at_longest
from sales.message_templates import LIMITS, MESSAGE_CHANNELS, OCCASIONS, Template
from sales.spoken import tall_words

KEYS = (
    Key("id", "text", required=True),
    Key("title", "text", required=True),
    Key("segment", "texts", allowed=SEGMENTS),
    Key("occasion", "text", required=True, allowed=OCCASIONS),
    Key("channel", "text", required=True, allowed=MESSAGE_CHANNELS),
    Key("subject", "text"),
    Key("text", "text", required=True),
    Key("link", "switch"),
    Key("limit", "number"),
)


def read_messages(source: Source, faults: Faults) -> Sequence[Entry[Template]]:
    """Read the templates of one file, with every fault in it."""
    entries = []
    for checked, head, file in read_list(source, "message", KEYS, faults):
        template = _template(checked, file)
        _check(template, head, faults)
        entries.append(Entry(template, source.path, head.line("id")))
    return entries


MESSAGES = Kind("messages", ".toml", read_messages)


def _check(template: Template, head: Head, faults: Faults) -> None:
    line = head.line("text")
    check_line(template.text, line, faults)
    check_line(template.subject, head.line("subject"), faults)
    if template.channel == "mail" and not template.subject:
        faults.add(head.line(""), "A mail needs a subject.")
    length = at_longest(template.text)
    if length > template.limit > 0:
        sentence = "With long names this message has {n} characters; {limit} are allowed."
        faults.add(line, sentence, n=str(length), limit=str(template.limit))
    for word in tall_words(template.text):
        faults.advise(line, "“{word}” is a tall word: say what was measured instead.", word=word)


def _template(checked: Checked, file: Checked) -> Template:
    channel = checked.text("channel")
    return Template(
        id=checked.text("id"),
        title=checked.text("title"),
        version=file.number("version") or 0,
        occasion=checked.text("occasion"),
        channel=channel,
        text=checked.text("text"),
        limit=checked.number("limit") or LIMITS.get(channel, 0),
        segments=checked.texts("segment"),
        subject=checked.text("subject"),
        link=checked.switch("link"),
        owner=file.text("owner"),
    )
