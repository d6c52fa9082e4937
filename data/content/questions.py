"""Questions with their answers, and policies: what `ask` answers from beside cards and products."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.document import Source, read_document
from data.content.faults import Faults
from data.content.head import Key, check_head
from data.content.library import Entry, Kind
from data.content.lists import read_list
from data.content.pieces import OWNED, check_line, check_title, owned
from sales.questions import Policy, PolicySection, Question

KEYS = (
    Key("id", "text", required=True),
    Key("questions", "texts", required=True),
    Key("answer", "text", required=True),
    Key("source", "text", required=True),
    Key("category", "text"),
)


def read_questions(source: Source, faults: Faults) -> Sequence[Entry[Question]]:
    """Read the questions of one theme, with every fault in them."""
    entries = []
    for checked, head, file in read_list(source, "faq", KEYS, faults):
        check_line(checked.text("answer"), head.line("answer"), faults)
        question = Question(
            id=checked.text("id"),
            version=file.number("version") or 0,
            questions=checked.texts("questions"),
            answer=checked.text("answer"),
            source=checked.text("source"),
            category=checked.text("category"),
            owner=file.text("owner"),
        )
        entries.append(Entry(question, source.path, head.line("id")))
    return entries


def read_policy(source: Source, faults: Faults) -> Sequence[Entry[Policy]]:
    """Read one policy, with every fault in it."""
    document = read_document(source, faults)
    if faults.broken and not document.head.lines:
        return ()
    head = check_head(document.head, OWNED, faults)
    check_title(document, faults, "Returns")
    for section in document.sections:
        if not section.lines:
            faults.add(
                section.heading.number, "The section {section} is empty.", section=section.heading.text
            )
        for line in section.lines:
            check_line(line.text, line.number, faults)
    keeper = owned(head)
    policy = Policy(
        id=head.text("id"),
        title=document.title.text,
        version=head.number("version") or 0,
        sections=tuple(
            PolicySection(section.heading.text, tuple(line.text.strip() for line in section.lines))
            for section in document.sections
        ),
        owner=keeper.owner,
        verified_on=keeper.verified_on,
        verify_every_days=keeper.verify_every_days,
    )
    return (Entry(policy, source.path, document.head.line("id")),)


QUESTIONS = Kind("faqs", ".toml", read_questions)
POLICIES = Kind("policies", ".md", read_policy)
