"""A message as the customer sees it: a text bubble, an app card, a mini-program notice, a pop-up, a mail."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon_label
from desktop.pages.playbook_parts import fact, marked
from desktop.text import label, rich
from desktop.widgets.layouts import add, card, clear, col, frame, row, rule, section
from desktop.widgets.marks import avatar
from sales.facts import Customer
from sales.message_templates import Template
from sales.messaging import CHANNELS
from sales.words import Words

LINES = {"sms": "body", "app": "label", "mini_program": "label", "service": "body", "mail": "body"}


class Preview:
    """Fills a column; `tell` follows every key."""

    def __init__(self, words: Words, into: QVBoxLayout) -> None:
        self._words, self._into = words, into
        self._said, self._subject = rich(""), _subject()
        self._count = label("", "caption", "3")
        self._role = "body"

    def show(
        self, template: Template, others: Sequence[tuple[Template, str]], to: Customer | None, rep: str
    ) -> None:
        """Show the frame of a template's channel; below it `others` of the occasion, with their words."""
        words = self._words
        clear(self._into)
        self._count = label("", "caption", "3")
        self._role, self._said, self._subject = LINES[template.channel], _line(template), _subject()
        name = label(words(CHANNELS[template.channel]), "label", "accent")
        head = row(name, None, self._count, margins=(0, 0, 0, 5))
        shown = self._framed(template, self._said, self._subject, to, rep)
        add(self._into, section(words("As they see it")), 10, head, shown)
        for other, text in others:
            said, subject = _line(other), _subject()
            _tell(words, said, text, LINES[other.channel])
            limit = words("{n} characters at most", n=other.limit)
            caption = row(
                label(words(CHANNELS[other.channel]), "label", "2"), None, label(limit, "caption", "3")
            )
            add(self._into, 14, caption, 5, self._framed(other, said, subject, to, rep))
        follows = label(words("follows every key"), "caption", "3")
        add(self._into, 14, row(icon_label("refresh-cw", "text_3", 13), follows, None, gap=7))

    def tell(self, text: str, subject: str, count: str, tone: str) -> None:
        """Show another text in the same frame."""
        _tell(self._words, self._said, text, self._role)
        self._subject.setText(subject)
        self._count.setText(count)
        self._count.setProperty("tone", tone)
        self._count.style().polish(self._count)

    def _framed(
        self, template: Template, said: QLabel, subject: QLabel, to: Customer | None, rep: str
    ) -> QWidget:
        if template.channel == "app":
            return self._app(template, said)
        if template.channel == "mini_program":
            return self._notice(template, said, rep)
        if template.channel == "service":
            return self._popup(said, rep)
        if template.channel == "mail":
            return self._mail(said, subject, to)
        return frame("say", col(said, gap=0, margins=(13, 9, 13, 10)))

    def _app(self, template: Template, said: QLabel) -> QWidget:
        words = self._words
        head = row(icon_label("gift", "accent", 16), (label(template.title, "strong", wrap=True), 1), gap=8)
        pressed = row(None, label(words("Have a look"), "strong", "accent"), None, margins=(0, 6, 0, 6))
        later = row(None, label(words("Later"), "strong", "2"), None, margins=(0, 6, 0, 6))
        buttons = row((frame("accent", pressed), 1), (frame("neutral", later), 1), gap=8)
        return card(head, 4, said, 8, buttons, gap=0, margins=(13, 11, 13, 12))

    def _notice(self, template: Template, said: QLabel, rep: str) -> QWidget:
        words = self._words
        return card(
            label(words("Service notice"), "caption", "3"),
            label(template.title, "strong", wrap=True),
            said,
            fact(words("From"), rep or words("your contact")),
            gap=5,
            margins=(13, 10, 13, 10),
        )

    def _popup(self, said: QLabel, rep: str) -> QWidget:
        who = rep or self._words("your contact")
        close = col(icon_label("x", "text_3", 13), None)
        face = col(avatar(who, 28), None)
        return card(
            row((face, 0), (col(label(who, "label"), said, gap=1), 1), (close, 0), gap=10),
            margins=(13, 11, 13, 12),
        )

    def _mail(self, said: QLabel, subject: QLabel, to: Customer | None) -> QWidget:
        words = self._words
        whom = words("nobody yet") if to is None else f"{to.name} <{to.email}>" if to.email else to.name
        return card(
            row(label(words("To"), "label", "3"), (label(whom, "label", wrap=True), 1), gap=8),
            subject,
            rule(),
            4,
            said,
            gap=6,
            margins=(13, 11, 13, 14),
        )


def _line(template: Template) -> QLabel:
    return rich("", LINES[template.channel])


def _subject() -> QLabel:
    return label("", "strong", wrap=True)


def _tell(words: Words, said: QLabel, text: str, role: str) -> None:
    said.setText(f'<p style="line-height:{theme.TYPE[role].line}px; margin:0">{marked(words, text)}</p>')
    said.setAccessibleName(text)
