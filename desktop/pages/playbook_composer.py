"""A message being written: for whom, by which channel, the words with their count, and when it may go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from data.messages import Addressee, Sent
from data.rules import next_action_rules
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.playbook_parts import listed, note, sign
from desktop.pages.playbook_wording import WordingEditor, hours_card
from desktop.segments import segment_chip
from desktop.text import fixed, label
from desktop.widgets.buttons import Segmented, button, link, tool
from desktop.widgets.fields import line_edit
from desktop.widgets.flow import Flow
from desktop.widgets.layouts import Item, add, box, card, clear, col, frame, row, rule, section
from sales.message_templates import MESSAGE_CHANNELS, Template
from sales.messaging import CHANNELS, OCCASION_NAMES, Check, Fit, Hold, checked, draft, finished, remarks

SHORT, LONG = 84, 220  # px of the editor for a message and for a mail
MINE = 5  # messages shown that went to the customer


class Typed(NamedTuple):
    """What was changed by hand, and where the keyboard was in it."""

    text: str
    subject: str
    at: int
    focused: bool


class Composer(QObject):
    """Shows a template as a message to write. `written` says that the words changed."""

    written = Signal()
    channel_wanted = Signal(str)  # the template of the same occasion for another channel
    customer_wanted = Signal()
    copied = Signal()
    mail_wanted = Signal()
    file_wanted = Signal()
    sent = Signal()

    def __init__(self, desk: Desk, into: QVBoxLayout) -> None:
        super().__init__()
        self._desk, self._into = desk, into
        self._fit: Fit | None = None
        self._to: Addressee | None = None
        self._links: dict[str, str] = {}
        self._drafted = ("", "")  # words and subject as they were before anything was typed
        self.editor = WordingEditor()
        self.subject: QLineEdit = line_edit("")
        self.link: QLineEdit = line_edit("")
        self.log: QPushButton = button("")
        self._count = label("", "label", "2")
        self._checks = col(gap=4)

    @property
    def template(self) -> Template | None:
        return self._fit.template if self._fit else None

    @property
    def text(self) -> str:
        """The words with the short link behind them."""
        return finished(self.editor.toPlainText(), self.link.text() if self._linked else "")

    @property
    def holds(self) -> Sequence[Hold]:
        return self._fit.holds if self._fit else ()

    @property
    def check(self) -> Check:
        assert self._fit
        template = self._fit.template
        return checked(self.editor.toPlainText(), template.channel, template.limit, self._desk.words)

    def show(
        self,
        fit: Fit,
        siblings: Sequence[Fit],
        to: Addressee | None,
        filling: Mapping[str, str],
        answered: tuple[int, int] | None,
    ) -> None:
        """Show a template filled in; `siblings` are those of the same occasion for the other channels."""
        words, template = self._desk.words, fit.template
        typed = self._typed(fit, to)
        self._fit, self._to = fit, to
        clear(self._into)
        self._make_fields(template, filling)
        self._take_up(typed)
        self._checks = col(gap=4)
        add(
            self._into,
            self._head(template, answered),
            14,
            self._whom(),
            14,
            *self._channels(template, siblings),
            section(words("Wording"), label(words("yours to change"), "label", "3")),
            8,
            self._card(template),
            8,
            self._checks,
        )
        if template.channel != "mail":
            add(self._into, 14, hours_card(words, self._desk.now(), next_action_rules()))
        if to and to.last:
            add(self._into, 22, *self._last(to.last))
        self._follow()
        if typed and typed.focused:
            self.editor.setFocus()

    def _typed(self, fit: Fit, to: Addressee | None) -> Typed | None:
        """What was changed by hand, if the same message is shown anew."""
        same = self._fit is not None and self._fit.template == fit.template
        whom = self._to.customer.id if self._to else "", to.customer.id if to else ""
        text, subject = self.editor.toPlainText(), self.subject.text()
        if not same or whom[0] != whom[1] or (text, subject) == self._drafted:
            return None
        return Typed(text, subject, self.editor.textCursor().position(), self.editor.hasFocus())

    def _take_up(self, typed: Typed | None) -> None:
        self._drafted = self.editor.toPlainText(), self.subject.text()
        if typed is None:
            return
        self.editor.setPlainText(typed.text)
        self.subject.setText(typed.subject)
        cursor = self.editor.textCursor()
        cursor.setPosition(min(typed.at, len(typed.text)))
        self.editor.setTextCursor(cursor)

    @property
    def _linked(self) -> bool:
        return bool(self._fit and self._fit.template.link)

    def _make_fields(self, template: Template, filling: Mapping[str, str]) -> None:
        words = self._desk.words
        self.editor = WordingEditor()
        self.editor.setAccessibleName(words("Wording"))
        self.editor.setFixedHeight(LONG if template.channel == "mail" else SHORT)
        self.editor.setPlainText(draft(template.text, filling))
        self.editor.textChanged.connect(self._follow)
        self.editor.entered.connect(self.sent)
        self.subject = line_edit(words("Subject"), draft(template.subject, filling))
        self.subject.textChanged.connect(lambda _: self._follow())
        hint = words("Short link, such as rpt.cn/t7k")
        self.link = line_edit(words("Short link"), self._links.get(template.id, ""), hint)
        self.link.textChanged.connect(lambda text: self._keep_link(template.id, text))

    def _keep_link(self, template_id: str, text: str) -> None:
        self._links[template_id] = text
        self._follow()

    def _head(self, template: Template, answered: tuple[int, int] | None) -> QWidget:
        words = self._desk.words
        chips = [segment_chip(words, one) for one in template.segments[:2]]
        sub = words(OCCASION_NAMES[template.occasion])
        if answered:
            back, sent = answered
            came = words("{back} of {sent} came back within a week", back=back, sent=words.number(sent))
            sub = listed((sub, came))
        copy = tool("copy", words("Copy"), "", "Ctrl+Shift+C")
        copy.clicked.connect(self.copied)
        tools: list[Item] = [copy]
        if template.channel == "mail":
            file, mail = (
                tool("file-down", words("Save as a mail file"), ""),
                button(words("Mail draft"), "mail"),
            )
            file.clicked.connect(self.file_wanted)
            mail.clicked.connect(self.mail_wanted)
            tools += [file, mail]
        self.log = button(words("Log as sent"), "send", "primary")
        self.log.setToolTip(words("Log as sent  {keys}", keys="Ctrl+Enter"))
        self.log.clicked.connect(self.sent)
        title = col(label(template.title, "display", wrap=True), label(sub, "body", "2", wrap=True), gap=3)
        if chips:
            add(title, 3, box(Flow(*chips)))
        return box(row((title, 1), (col(row(*tools, self.log, gap=8), None), 0), gap=10))

    def _whom(self) -> QWidget:
        """Whom it goes to, and what keeps it from going."""
        words, to = self._desk.words, self._to
        change = link(words("Choose a customer") if to is None else words("Somebody else"))
        change.clicked.connect(self.customer_wanted)
        if to is None:
            hint = words("The variables are filled once you choose who gets it.")
            lines: list[Item] = [
                label(words("For nobody yet"), "strong"),
                label(hint, "label", "2", wrap=True),
            ]
        else:
            lines = self._standing(to)
        face = sign("users" if to is None else "user-check", "text_3")
        told = row(face, (col(*lines, gap=3), 1), (col(change, None), 0), gap=10)
        told.setContentsMargins(14, 10, 14, 11)
        return frame("well", told)

    def _standing(self, to: Addressee) -> list[Item]:
        """Who it is, what holds the message or lets it go, and why the template fits."""
        words, fit = self._desk.words, self._fit
        assert fit
        lines: list[Item] = [
            row(label(to.customer.name, "strong"), segment_chip(words, to.segment), None, gap=8)
        ]
        for hold in fit.holds:
            mark, tone = ("ban", "bad") if hold.kind == "consent" else ("bell-off", "warn")
            lines.append(note(mark, hold.why, tone))
        if not fit.holds:
            lines.append(note("check", words("May be sent now."), "good"))
        told = [fit.because] if fit.because else []
        if not any(hold.kind == "consent" for hold in fit.holds):
            template, rules = fit.template, next_action_rules()
            told = [*remarks(template.occasion, template.channel, to.reach, rules, words), *told]
        return [*lines, *(label(one, "label", "2", wrap=True) for one in told)]

    def _channels(self, template: Template, siblings: Sequence[Fit]) -> list[Item]:
        words = self._desk.words
        by_channel = {one.template.channel: one.template.id for one in reversed(siblings)}
        by_channel[template.channel] = template.id
        there = [one for one in MESSAGE_CHANNELS if one in by_channel]
        if len(there) < 2:
            return []
        names = [words(CHANNELS[one]) for one in there]
        tabs = Segmented(names, there.index(template.channel), words("Channel"), stretch=True)
        tabs.chosen.connect(lambda at: self.channel_wanted.emit(by_channel[there[at]]))
        return [tabs, 14]

    def _card(self, template: Template) -> QWidget:
        words = self._desk.words
        whom = words("as to {name}", name=self._to.customer.name) if self._to else words("For nobody yet")
        self._count = label("", "label", "2")
        foot = row(label(whom, "caption", "3"), None, self._count)
        parts: list[Item] = [self.subject] if template.channel == "mail" else []
        parts.append(self.editor)
        if template.link:
            parts.append(row(icon_label("external-link", "text_3", 14), (self.link, 1), gap=8))
        return card(*parts, foot, gap=6, margins=(12, 12, 12, 9))

    def _last(self, sent: Sequence[Sent]) -> list[Item]:
        words = self._desk.words
        items: list[Item] = [section(words("Sent to them")), 4]
        for one in sent[:MINE]:
            items += [
                rule(),
                row(
                    fixed(words.day(one.at), 64, "body", "2"),
                    (label(one.text, "body", wrap=True), 1),
                    gap=8,
                    margins=(0, 8, 0, 8),
                ),
            ]
        return items

    def _follow(self) -> None:
        """The count, what is still missing, and whether it can be logged."""
        words, found = self._desk.words, self.check
        tone = "bad" if found.over else "warn" if found.near else "2"
        self._count.setText(count_words(found))
        self._count.setAccessibleName(words("{n} of {limit} characters", n=found.length, limit=found.limit))
        self._count.setProperty("tone", tone)
        self._count.style().polish(self._count)
        clear(self._checks)
        for line in (*self._faults(found), *self._merits(found)):
            self._checks.addLayout(line)
        self.log.setEnabled(self._to is not None and not found.faults and not self.holds)
        self.written.emit()

    def _faults(self, found: Check) -> list[QHBoxLayout]:
        """What keeps the words from going out, and what is still to be put in."""
        tone = "warn" if found.missing and not found.over else "bad"
        lines = [note("circle-alert", fault, tone) for fault in found.faults]
        if self._linked and not self.link.text().strip():
            words = self._desk.words
            lines.append(note("external-link", words("The short link is still to be put in."), "warn"))
        return lines

    def _merits(self, found: Check) -> list[QHBoxLayout]:
        """What is right about the words; nothing while something is wrong."""
        if found.faults:
            return []
        words, left = self._desk.words, found.limit - found.length
        near = words.count("{n} character left.", "{n} characters left.", left)
        said = [words("everything filled in")]
        if self._fit and self._fit.template.channel == "sms":
            said.insert(0, words("plain text"))
        ticks = [row(icon_label("check", "good", 13), label(one, "label", "2"), gap=5) for one in said]
        return [*([note("info", near, "warn")] if found.near else []), row(*ticks, None, gap=12)]


def count_words(found: Check) -> str:
    """The count as it stands beside a text: "45 / 50"."""
    return f"{found.length} / {found.limit}"
