"""The configurator: a product made to order, chosen option by option, with its picture, price and checks.

`ref` is `<version id or ->/<article>[/<design id>]`: with a version, for its customer and onto that quote. In
place of a design, `line-<id>` takes up what a line of the quote is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from data.configuring import Workbench
from desktop.actions import action
from desktop.desk import Desk, Notice
from desktop.page import Page, page
from desktop.pages.configurator_designs import DesignStrip
from desktop.pages.configurator_drawing import PictureCard
from desktop.pages.configurator_head import ConfiguratorHead
from desktop.pages.configurator_jobs import put, read, write_sheet
from desktop.pages.configurator_keeping import remove, rename, save
from desktop.pages.configurator_options import OptionList
from desktop.pages.configurator_side import ConfiguratorSide
from desktop.quote_looks import amount
from desktop.text import label
from desktop.widgets.aside import Aside
from desktop.widgets.buttons import button
from desktop.widgets.layouts import box, card, col, row, scroll
from desktop.widgets.reading import Reading
from desktop.widgets.states import loading
from desktop.work import Task
from sales.configurator import PIECES, Design, chosen
from sales.configurator_faults import faults
from sales.configurator_figures import list_price
from sales.configurator_reading import Misfit, ReadDesign, no_longer, read_design, read_number
from sales.configurator_search import reaches, repaired, told_changes
from sales.errors import SalesError

NO_QUOTE = "-"
LINE = "line-"
SIDE_FROM = 1150  # px of the page from which the side stands beside it
OPTIONS, OPTIONS_NARROW = 430, 410


@page("configurator", "Configurator", "palette")
class Configurator(Page):
    kinds: ClassVar[frozenset[str]] = frozenset({"designs", "quotes", "content"})
    within: ClassVar[str] = "quotes"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._version, self._number, self._design_id, self._line_id = "", "", "", ""
        self._bench: Workbench | None = None
        self._design = Design()
        self._before: list[Design] = []
        self._task: Task | None = None
        self._picture, self._strip = PictureCard(words), DesignStrip(words)
        self._options, self._side = OptionList(words), ConfiguratorSide(words)
        self._head = ConfiguratorHead(
            words, desk.leave, self.undo, self.save, self.open_side, self.add_to_quote
        )
        self._lay_out()
        self._options.chosen.connect(self.choose)
        self._options.fixed.connect(self._become)
        self._options.numbered.connect(self._type_number)
        self._options.followed.connect(self._follow_number)
        self._options.written.connect(self._write)
        self._side.pieces.textEdited.connect(partial(self._follow_number, PIECES))
        self._side.counted.connect(partial(self._type_number, PIECES))
        self._side.added.connect(self.add_to_quote)
        self._side.printed.connect(self.print_sheet)
        self._strip.opened.connect(self.open_design)
        self._strip.renamed.connect(self._rename)
        self._strip.removed.connect(self._remove)

    @property
    def design(self) -> Design:
        return self._design

    @property
    def options(self) -> OptionList:
        return self._options

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        if not self._number:
            return None
        design = f"{LINE}{self._line_id}" if self._line_id else self._design_id
        return "/".join(filter(None, (self._version or NO_QUOTE, self._number, design)))

    def show_ref(self, ref: str | None) -> None:
        if ref is not None and ref != self.ref:
            version, number, design_id = (*ref.split("/"), "", "")[:3]
            self._version = "" if version == NO_QUOTE else version
            line = design_id.startswith(LINE)
            self._number, self._design_id = number, "" if line else design_id
            self._line_id = design_id.removeprefix(LINE) if line else ""
            self._bench, self._before = None, []
        self.reload()

    def reload(self) -> None:
        if not self._number:
            return
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(read, desk.store, self._version, self._number, desk.now(), desk.words)
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def first_focus(self) -> QWidget:
        return self._options.first() or self

    def back(self) -> bool:
        return self._place.close_drawer()

    def sights(self) -> Iterator[str]:
        if self._bench and not self._place.beside:
            self.open_side()
            yield "price"
            self._place.close_drawer()

    # -- actions

    @action("configurator.undo", "Undo the last choice", "rotate-ccw", "U", page="configurator")
    def undo(self) -> None:
        if self._before:
            self._design = self._before.pop()
            self._fill()

    @action(
        "configurator.reset", "Begin the design again", "refresh-cw", "Ctrl+Backspace", page="configurator"
    )
    def reset(self) -> None:
        if self._bench:
            self._become(self._bench.begin())

    @action("configurator.save", "Save the design", "copy", "Ctrl+S", page="configurator")
    def save(self) -> None:
        if self._bench:
            save(self, self.desk, self._bench, self._design, self._saved)

    @action("configurator.add", "Add to the quote", "plus", "Ctrl+Return", page="configurator")
    def add_to_quote(self) -> None:
        bench, desk = self._bench, self.desk
        if bench is None or not bench.version_id:
            return
        wrong = faults(bench.options, self._design)
        if wrong:
            desk.banner(Notice(wrong[0].sentence(desk.words)))
            return
        job = partial(
            put, desk.store, bench, self._design, self._design_id, self._line_id, desk.now(), desk.words
        )
        desk.work.start(self, job, self._added, self._complain, lane="write")

    @action(
        "configurator.print", "Save the configuration sheet as PDF", "printer", "Ctrl+P", page="configurator"
    )
    def print_sheet(self) -> None:
        if self._bench:
            write_sheet(self, self.desk, self._bench, self._design)

    @action("configurator.side", "Price and checks", "panel-right", "Ctrl+B", page="configurator")
    def open_side(self) -> None:
        self._place.toggle()

    # -- inside

    def _lay_out(self) -> None:
        words = self.desk.words
        head = row(
            label(words("Options"), "heading"), label(words("grey ones say why"), "caption", "3"), None, gap=8
        )
        self._right = card(head, self._options, gap=8, margins=(16, 14, 16, 14))
        self._left = card((self._picture, 1), margins=(8, 8, 8, 8))
        left = col((self._left, 1), 12, self._strip, gap=0)
        both = row((left, 1), (col(self._right, None, gap=0), 0), gap=12, margins=(24, 0, 24, 20))
        main = box(col(self._head, (scroll(box(both)), 1), gap=0))
        self._place = Aside(main, self._side, SIDE_FROM)
        self._place.fitted.connect(self._fit)
        self._reading = Reading(self._place, loading(words("Reading what can be chosen")))
        self.setLayout(col((self._reading, 1), gap=0))

    def _fit(self) -> None:
        self._right.setFixedWidth(OPTIONS if self._place.beside else OPTIONS_NARROW)
        if self._bench:
            self._fill_head()

    def _added(self, bench: Workbench) -> None:
        desk = self.desk
        desk.toast(desk.words("Added to the quote: {name}", name=bench.options.title))
        desk.go("quote", bench.version_id)

    def _show(self, bench: Workbench) -> None:
        fresh = self._bench is None
        self._bench = bench
        if fresh:
            self._design = bench.begin()
            if self._line_id in bench.lines:
                self._take_up(bench.options.title, bench.lines[self._line_id])
            elif self._design_id:
                self.open_design(self._design_id)
        self._reading.show_content()
        self._fill()
        self.ready.emit()

    def _refuse(self, error: SalesError) -> None:
        back = button(self.desk.words("Back"), "arrow-left")
        back.clicked.connect(self.desk.leave)
        self._reading.refuse(*error.said(self.desk.words), back)
        self.ready.emit()

    def _complain(self, error: SalesError) -> None:
        said = error.said(self.desk.words)
        self.desk.banner(Notice(said[0], said[1]))

    def choose(self, ref: tuple[str, str]) -> None:
        assert self._bench
        self._become(chosen(self._bench.options, self._design, ref))

    def _become(self, design: Design) -> None:
        if design != self._design:
            self._before.append(self._design)
            self._design = design
        self._fill()

    def _type_number(self, option_id: str, typed: str) -> None:
        assert self._bench
        option = self._bench.options.option(option_id)
        assert option
        number = read_number(option, typed.strip())
        if isinstance(number, Misfit):
            sentence = number.sentence(self.desk.words)
            if option_id == PIECES:
                self._side.refuse_pieces(sentence)
            else:
                self._options.refuse(option_id, sentence)
        elif number != self._design.number(option_id):
            self._become(self._design.with_choice(option_id, number))
        elif option_id == PIECES:
            self._side.refuse_pieces("")
        elif self._options.refused(option_id):
            self._fill()

    def _follow_number(self, option_id: str, typed: str) -> None:
        """Take a number while it is typed as soon as it is one; what is wrong is told at the end."""
        option = self._bench.options.option(option_id) if self._bench else None
        if option and not isinstance(read_number(option, typed.strip()), Misfit):
            self._type_number(option_id, typed)

    def _write(self, option_id: str, text: str) -> None:
        assert self._bench
        self._design = self._design.with_text(option_id, text)
        self._options.show_texts(self._design, faults(self._bench.options, self._design))
        self._fill_rest()

    def _fill(self) -> None:
        bench, design = self._bench, self._design
        assert bench
        self._options.show_design(
            bench.options, design, reaches(bench.options, design), faults(bench.options, design)
        )
        self._strip.show_designs(bench.options, bench.saved, self._design_id)
        self._strip.setVisible(bool(bench.customer_id))
        self._fill_rest()
        self._fit()

    def _fill_rest(self) -> None:
        """Everything but the options themselves: head, picture, price and checks."""
        bench, desk = self._bench, self.desk
        assert bench
        try:
            found = bench.priced(self._design, desk.words)
        except SalesError as error:
            found = None
            self._complain(error)
        self._picture.show_design(bench.options, self._design)
        today = desk.words.moment(desk.now()).date()
        self._side.show_design(bench, self._design, found, today)
        wrong = [one for one in faults(bench.options, self._design) if one.option == PIECES]
        if wrong:
            self._side.refuse_pieces(wrong[0].sentence(desk.words))
        self._side.add.setText(f" {self._adds()}")
        self._side.add.setEnabled(bool(bench.version_id))
        self._fill_head()

    def _adds(self) -> str:
        words, bench = self.desk.words, self._bench
        assert bench
        if not bench.version_id:
            return words("Add to quote")
        if self._line_id:
            return words("Change on quote v{n}", n=bench.version)
        return words("Add to quote v{n}", n=bench.version)

    def _fill_head(self) -> None:
        bench, words = self._bench, self.desk.words
        assert bench
        options = bench.options
        self._head.show_design(options.title, options.id, bench.customer_name, undoable=bool(self._before))
        figure = amount(words, list_price(options, self._design), options.currency)
        able, beside = bool(bench.version_id), self._place.beside
        self._head.show_price(figure, self._adds(), able=able, beside=beside)

    # -- kept designs

    def open_design(self, design_id: str) -> None:
        """Take up a design that was kept."""
        bench = self._bench
        found = next((one for one in bench.saved if one.id == design_id), None) if bench else None
        if bench and found:
            self._design_id = design_id
            self._take_up(found.name, read_design(bench.options, found.said))

    def _take_up(self, name: str, found: ReadDesign) -> None:
        """Show a design of before; what of it holds no longer is said, with the change that mends it."""
        bench, words = self._bench, self.desk.words
        assert bench
        self._become(found.design)
        told = no_longer(bench.options, found, words)
        if told:
            mended = repaired(bench.options, found.design)
            fix = told_changes(bench.options, found.design, mended, words) if mended else ""
            run = partial(self._become, mended) if mended and fix else None
            text = words("The design {name} no longer holds as it was kept.", name=name)
            self.desk.banner(Notice(text, "\n".join(told), "warn", fix, run))

    def _saved(self, design_id: str) -> None:
        self._design_id = design_id

    def _rename(self, design_id: str) -> None:
        if self._bench:
            rename(self, self.desk, self._bench, design_id)

    def _remove(self, design_id: str) -> None:
        remove(self, self.desk, design_id)
        self._design_id = "" if design_id == self._design_id else self._design_id
