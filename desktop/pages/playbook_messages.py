"""Messages: the templates that fit a customer, one of them written and counted, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from data import outbox
from data.messages import Library, library, log_sent
from data.store import Store
from desktop import theme
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file
from desktop.pages.playbook_composer import Composer, count_words
from desktop.pages.playbook_list import EntryList
from desktop.pages.playbook_parts import Menu, listed, nothing
from desktop.pages.playbook_preview import Preview
from desktop.pages.playbook_section import Section
from desktop.pages.playbook_worth import FEW
from desktop.paint import RIGHT, paint_icon, paint_text
from desktop.segments import segment_name
from desktop.widgets.buttons import button, link, tool
from desktop.widgets.layouts import col, row
from desktop.work import Task
from sales.errors import SalesError
from sales.facts import SEGMENTS
from sales.mail_drafts import eml, fits_address, mailto
from sales.message_templates import MESSAGE_CHANNELS, OCCASIONS, Template
from sales.messaging import CHANNELS, OCCASION_NAMES, Fit, draft
from sales.words import Words

NARROW = 1000  # px under which the list gives way to the message and its preview
SIDE_NARROW = 300


class MessagesSection(Section):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._customer: str | None = None
        self._template = ""
        self._library: Library | None = None
        self._task: Task | None = None
        self._narrow = self._reading = False
        self._list = EntryList(
            words, words("Messages"), words("Search"), self._draw, lambda one: one.template.id, self._said
        )
        self._segment = Menu(words("Segment"), words("Every segment"))
        self._occasion = Menu(words("Occasion"), words("Every occasion"))
        self._channel = Menu(words("Channel"), words("Every channel"))
        self._list.add_menus(self._segment, self._occasion, self._channel)
        self.column.addWidget(self._list)
        self._back = tool("arrow-left", words("Back to the list"), shortcut="Esc")
        self._back.clicked.connect(self.back)
        written = col(gap=0)
        self.reader.addLayout(row(self._back, None))
        self.reader.addLayout(written)
        self._composer, self._preview = Composer(desk, written), Preview(words, self.side)
        self._connect()
        self.reload()

    @property
    def list(self) -> EntryList:
        return self._list

    @property
    def composer(self) -> Composer:
        return self._composer

    @property
    def library(self) -> Library | None:
        return self._library

    @property
    def ref(self) -> str | None:
        return self._template or None

    def show_ref(self, ref: str | None, customer_id: str | None) -> None:
        changed = customer_id != self._customer
        self._customer = customer_id
        if ref:
            self._template, self._reading = ref, True
        if changed:
            self.reload()
        elif ref:
            self._show_template()
        self.fit(self.width())

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(_library, desk.store, self._customer, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def first_focus(self) -> QWidget:
        return self._list.view if self._left.isVisibleTo(self) else self._back

    def focus_search(self) -> None:
        self._reading = False
        self.fit(self.width())
        self._list.focus_search()

    def back(self) -> bool:
        if not (self._narrow and self._reading):
            return self._list.clear_search()
        self._reading = False
        self.fit(self.width())
        self._list.view.setFocus()
        return True

    def copy(self) -> None:
        """Copy the words; where they may not be sent, say why."""
        words, held = self.desk.words, self._composer.holds
        QGuiApplication.clipboard().setText(self._composer.text)
        self.desk.toast(words("Copied. {why}", why=held[0].why) if held else words("Copied"))

    def fit(self, width: int) -> None:
        """The preview stays beside the words; where that is too much, the list gives way."""
        super().fit(width)
        self._narrow = width < NARROW
        alone = self._narrow and self._reading
        self._left.setVisible(not alone)
        self._list_edge.setVisible(not alone)
        self._back.setVisible(alone)
        if alone:
            self._beside.insertWidget(0, self._side)
            self._edge.show()
            self._side_area.show()
            self._divider.hide()
        self._side_area.setFixedWidth(SIDE_NARROW if alone else theme.SIDE)

    def sights(self) -> Iterator[str]:
        mail = next((one for one in self._fits if one.template.channel == "mail"), None)
        if mail:
            self._open(mail.template.id)
            yield "mail"

    def log(self) -> None:
        """Keep the message as sent, or say why it is not."""
        desk, words, template = self.desk, self.desk.words, self._composer.template
        if template is None or self._library is None:
            return
        if self._library.to is None:
            self.customer_wanted.emit()
            return
        if self._composer.check.faults:
            return  # each is said beneath the words
        to, text = self._library.to.customer.id, self._composer.text
        rep = desk.rep.id if desk.rep else None

        def job(task: Task) -> tuple[str, ...]:
            return log_sent(desk.store, to, template, text, rep, words, desk.now())

        def undo(mids: tuple[str, ...]) -> None:
            def back(task: Task) -> None:
                outbox.take_back_all(desk.store, mids, desk.now())

            desk.work.start(self, back, lambda _: desk.toast(words("Taken back")), lane="write")

        desk.work.start(
            self,
            job,
            lambda mids: desk.toast(words("Logged as sent"), lambda: undo(mids)),
            lambda error: desk.banner(Notice(*error.said(words), "bad")),
            lane="write",
        )

    # -- inside

    def _connect(self) -> None:
        self._list.chosen.connect(self._open)
        self._list.opened.connect(self._enter)
        self._list.typed.connect(lambda _: self._fill())
        self._list.everyone_wanted.connect(lambda: self.customer_changed.emit(""))
        for menu in (self._segment, self._occasion, self._channel):
            menu.picked.connect(lambda _: self._fill())
        composer = self._composer
        composer.written.connect(self._follow)
        composer.channel_wanted.connect(self._open)
        composer.customer_wanted.connect(self.customer_wanted)
        composer.copied.connect(self.copy)
        composer.mail_wanted.connect(self._draft_mail)
        composer.file_wanted.connect(self._save_mail)
        composer.sent.connect(self.log)

    @property
    def _fits(self) -> tuple[Fit, ...]:
        return self._library.fits if self._library else ()

    def _show(self, found: Library) -> None:
        words = self.desk.words
        if found == self._library:
            self.filled.emit()
            return
        self._library = found
        self._list.show_whom(found.to.customer.name if found.to else "")
        templates = [one.template for one in found.fits]
        count = words.number(len(templates))
        self._list.search.setPlaceholderText(words("Search {n} templates", n=count))
        self._segment.offer([] if found.to else [(one, segment_name(words, one)) for one in SEGMENTS])
        self._segment.setVisible(found.to is None)
        there = {one.occasion for one in templates}
        self._occasion.offer([(one, words(OCCASION_NAMES[one])) for one in OCCASIONS if one in there])
        self._channel.offer([(one, words(CHANNELS[one])) for one in MESSAGE_CHANNELS])
        if self._template not in [one.id for one in templates]:
            self._template = ""
        self._fill()

    def _fill(self) -> None:
        text = self._list.search.text().strip().casefold()
        rows = [one for one in self._fits if self._passes(one.template, text)]
        self._list.show_items(rows, self._nothing)
        if rows and self._template not in [one.template.id for one in rows]:
            self._template = rows[0].template.id
        self._show_template()

    def _passes(self, template: Template, text: str) -> bool:
        words = self.desk.words
        name = words(OCCASION_NAMES[template.occasion])
        return (
            self._occasion.value in ("", template.occasion)
            and self._channel.value in ("", template.channel)
            and (not self._segment.value or not template.segments or self._segment.value in template.segments)
            and (not text or any(text in one.casefold() for one in (template.title, template.text, name)))
        )

    def _open(self, template_id: str) -> None:
        self._template = template_id
        self._list.mark(template_id)
        self._area.verticalScrollBar().setValue(0)
        self._show_template()

    def _enter(self, template_id: str) -> None:
        """Entered: the keyboard goes to the words."""
        self._reading = True
        self._open(template_id)
        self.fit(self.width())
        self._composer.editor.setFocus()

    def _show_template(self) -> None:
        found = self._library
        fit = next((one for one in self._fits if one.template.id == self._template), None)
        if found is None or fit is None:
            self.filled.emit()
            return
        self._list.mark(self._template)
        siblings = [one for one in self._fits if one.template.occasion == fit.template.occasion]
        others = [
            one.template for one in siblings if one.template.channel not in (fit.template.channel, "mail")
        ]
        drafts = [(one, draft(one.text, found.filling)) for one in first_of_each(others)]
        to = found.to
        rep = found.filling.get("rep.name", "")
        self._preview.show(fit.template, drafts, to.customer if to else None, rep)
        self._composer.show(fit, siblings, to, found.filling, found.answered.get(fit.template.id))
        self.filled.emit()

    def _follow(self) -> None:
        check, composer = self._composer.check, self._composer
        tone = "bad" if check.over else "warn" if check.near else "3"
        self._preview.tell(composer.text, composer.subject.text(), count_words(check), tone)

    def _draft_mail(self) -> None:
        """Hand the draft to the mail program; a long one goes by file."""
        to = self._library.to if self._library else None
        address = mailto(
            (to.customer.email or "") if to else "", self._composer.subject.text(), self._composer.text
        )
        if not fits_address(address):
            self._save_mail()
            return
        QDesktopServices.openUrl(QUrl.fromEncoded(address.encode("ascii")))
        self.desk.toast(self.desk.words("The draft is in your mail program. Log it once it is sent."))

    def _save_mail(self) -> None:
        desk, words, composer = self.desk, self.desk.words, self._composer
        to = self._library.to.customer if self._library and self._library.to else None
        name, address = (to.name, to.email or "") if to else ("", "")
        path = document_path(listed((composer.subject.text(), name)), ".eml")
        job = partial(_save, path, eml(name, address, composer.subject.text(), composer.text))

        def say(saved: Path) -> None:
            said, where = (
                words("Saved: {file}", file=saved.name),
                words("In {folder}", folder=str(saved.parent)),
            )
            desk.banner(Notice(said, where, "good", words("Open the file"), lambda: open_file(saved)))

        desk.work.start(self, job, say)

    def _nothing(self) -> QWidget:
        words = self.desk.words
        every = button(words("Show all templates"))
        every.clicked.connect(self._show_all)
        return nothing("send", words("No template here"), words("Nothing passes these filters."), every)

    def _show_all(self) -> None:
        for menu in (self._segment, self._occasion, self._channel):
            menu.choose("")
        self._list.search.clear()
        self._fill()

    def _refuse(self, error: SalesError) -> None:
        message, hint = error.said(self.desk.words)
        again = link(self.desk.words("Try again"))
        again.clicked.connect(self.reload)
        self._list.say(nothing("triangle-alert", message, hint, again))
        self.filled.emit()

    def _said(self, fit: Fit) -> str:
        """What a screen reader says of a row."""
        held = [one.why for one in fit.holds]
        return ", ".join((fit.template.title, _about(fit.template, self.desk.words), *held))

    def _draw(self, p: QPainter, area: QRectF, fit: Fit, chosen: bool) -> None:
        words, template = self.desk.words, fit.template
        left, right, top = area.left() + 12, area.right() - 12, area.top()
        room = area.width() - 24
        answered = self._library.answered.get(template.id) if self._library else None
        if answered:
            back, sent = answered
            room -= 64
            paint_text(
                p,
                QRectF(right - 60, top + 6, 60, 20),
                words.percent(back / sent) if sent >= FEW else words("too few"),
                "strong",
                "text",
                RIGHT,
            )
            of = words("of {n}", n=words.number(sent))
            paint_text(p, QRectF(right - 60, top + 26, 60, 20), of, "label", "text_3", RIGHT)
        paint_text(p, QRectF(left, top + 6, room, 20), template.title, "strong")
        line, tone = _about(template, words), "text_2"
        if fit.calling:
            line, tone = fit.because, "accent"
        if fit.holds:
            line, tone = fit.holds[0].why, "warn"
            paint_icon(p, left, top + 36, "bell-off", tone, 13)
        paint_text(
            p,
            QRectF(left + (19 if fit.holds else 0), top + 26, room - (19 if fit.holds else 0), 20),
            line,
            "label",
            tone,
        )


def _about(template: Template, words: Words) -> str:
    """The line under a template's title: for which segment, on which occasion, through which channel."""
    segments = [segment_name(words, one) for one in template.segments[:1]]
    return listed((*segments, words(OCCASION_NAMES[template.occasion]), words(CHANNELS[template.channel])))


def first_of_each(templates: Iterable[Template]) -> tuple[Template, ...]:
    """The first template of each channel."""
    return tuple({one.channel: one for one in reversed(tuple(templates))}.values())[::-1]


def _library(store: Store, customer_id: str | None, words: Words, now: int, task: Task) -> Library:
    return library(store.read(), customer_id, words, now)


def _save(path: Path, content: bytes, task: Task) -> Path:
    from reports.files import write_file

    write_file(path, content)
    return path
