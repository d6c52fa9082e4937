"""The voice of the customer: what customers write by class and month, who owes an answer, how well the model
sorts; and what it is unsure of, to be sorted by hand with the keys 1 to 6.

Sorting runs in the heavy lane and is kept; the tab shows what was kept and sorts again when it is stale.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QListView, QStackedLayout, QTableView, QWidget

from data.feedback import Said, Voice, Waiting, keep, material, voice
from data.feedback import label as keep_label
from data.outbox import take_back
from data.store import Store
from desktop.desk import Desk
from desktop.pages.insight_overview import look
from desktop.pages.insight_voice_rows import ROW, SaidRow, said_name
from desktop.text import Elided, label, prose
from desktop.widgets.buttons import button
from desktop.widgets.chart import Chart
from desktop.widgets.layouts import Item, box, card, clear, col, row, scroll, section
from desktop.widgets.marks import keycap
from desktop.widgets.rows import Rows, Value, whole_list
from desktop.widgets.states import failed, loading
from desktop.widgets.table import FIGURE, QUIET_FIGURE, STRONG, Column, TableModel, cell_chip, whole_table
from desktop.work import Task
from reports import phrases
from sales.departments import CLASSES, NAMES
from sales.errors import SalesError
from sales.feedback import Evaluation, Learned, Material
from sales.words import MONTHS, Words

WIDE, GAP, EDGE = 1_040, 12, 24
SHOWN = 6  # unsure texts at once
SQUARE = QSize(420, 250)
IN_LANGUAGE = {"en": "{score} in English", "zh_CN": "{score} in Chinese"}
SHORT = {
    "product": "Product",
    "service": "Service",
    "logistics": "Logistics",
    "price_promotion": "Price",
    "usability": "App",
    "other": "Other",
}
MATRIX_NAMES, NAMES_PT = 116.0, 82.0  # room for the rows' names, in points of paper


class VoiceTab(QWidget):
    """Shows a `Voice`. `opened` names a customer whose text was pressed."""

    opened = Signal(str)
    ready = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._shown: Voice | None = None
        self._task: Task | None = None
        self._sorting: Task | None = None
        self._wide = True
        self.unsure: QListView | None = None
        self._note = Elided("", "label", "3")
        self._body = col(gap=GAP, margins=(EDGE, 14, EDGE, 20))
        inner = QWidget()
        inner.setLayout(self._body)
        self._states = QStackedLayout(self)
        self._states.addWidget(loading(desk.words("Reading what customers wrote")))
        self._states.addWidget(scroll(inner))

    def reload(self) -> None:
        """Read what was kept; the model is asked again where that is stale."""
        if self._task:
            self._task.cancel()
        store, words, now = self._desk.store, self._words, self._desk.now()
        self._task = self._desk.work.start(self, partial(_read, store, words, now), self._show, self._fail)

    def learn(self) -> None:
        """Let the model learn from the corrections and sort everything again."""
        if self._sorting:
            return
        store, now = self._desk.store, self._desk.now()
        self._say(self._words("Sorting what customers wrote …"))
        self._sorting = self._desk.work.start(
            self, lambda task: material(store.read(), now), self._sort, self._fail
        )

    @property
    def busy(self) -> bool:
        """The model is at work."""
        return self._sorting is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._shown and (self.width() >= WIDE) != self._wide:
            self._fill(self._shown)

    def sort_as(self, chosen: str) -> None:
        """Keep the class of the chosen text, by a person's word."""
        said = self._chosen()
        if said is None:
            return
        desk, words = self._desk, self._words
        now, rep = desk.now(), desk.rep.id if desk.rep else None
        mid: list[str] = []

        def take_it_back() -> None:
            desk.work.start(
                self, lambda task: take_back(desk.store, mid[0], desk.now()), self._again, lane="write"
            )

        def done(_: object) -> None:
            desk.toast(words("Sorted as: {name}", name=words(NAMES[chosen])), take_it_back)
            self.reload()

        desk.work.start(
            self, lambda task: mid.append(keep_label(desk.store, said, chosen, rep, now)), done, lane="write"
        )

    # -- reading and sorting

    def _again(self, _: object) -> None:
        self.reload()

    def _sort(self, given: Material) -> None:
        self._sorting = self._desk.work.start(
            self, partial(_learn, given), self._learned, self._fail, lane="heavy"
        )

    def _learned(self, learned: Learned) -> None:
        store = self._desk.store
        self._sorting = self._desk.work.start(
            self, lambda task: keep(store, learned), self._kept, self._fail, lane="write"
        )

    def _kept(self, _: object) -> None:
        self._sorting = None
        self.reload()

    def _show(self, found: Voice) -> None:
        first = self._shown is None or self._shown.evaluation is None
        self._shown = found
        if found.evaluation is None:
            self.learn()
            return
        self._fill(found)
        self._states.setCurrentIndex(1)
        if first and found.stale:
            self.learn()
        self.ready.emit()

    def _fail(self, error: SalesError) -> None:
        words = self._words
        self._sorting = None
        again = button(words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self.reload)
        if broken := self._states.widget(2):
            self._states.removeWidget(broken)
            broken.deleteLater()
        self._states.addWidget(failed(*error.said(words), again))
        self._states.setCurrentIndex(2)
        self.ready.emit()

    # -- showing

    def _fill(self, found: Voice) -> None:
        evaluation = found.evaluation
        assert evaluation is not None
        self._wide = self.width() >= WIDE
        chosen = self._chosen()
        focused = self.unsure is not None and self.unsure.hasFocus()
        clear(self._body)
        unsure, months = self._unsure_card(found), self._months_card(found)
        matrix, waiting = self._matrix_card(evaluation), self._waiting_card(found)
        self._body.addLayout(self._figures(found, evaluation))
        if self._wide:
            self._body.addWidget(unsure)
            self._body.addLayout(row((waiting, 1), (matrix, 1), gap=GAP))
        else:
            for one in (unsure, waiting, matrix):
                self._body.addWidget(one)
        self._body.addWidget(months)
        self._body.addStretch(1)
        self._choose(found, chosen)
        if focused and self.unsure:
            self.unsure.setFocus()

    def _figures(self, found: Voice, evaluation: Evaluation) -> QLayout:
        words = self._words
        languages = phrases.joined(
            [words(IN_LANGUAGE[name], score=words.number(score, 2)) for name, score in evaluation.by_language]
        )
        cards = (
            (words("Texts"), words.number(found.n), words("of the last 13 months")),
            (
                words("Sorting, macro-F1"),
                f"{words.number(evaluation.macro_f1, 2)} ± {words.number(evaluation.margin, 2)}",
                languages,
            ),
            (
                words("Sorted without asking"),
                words.percent(evaluation.sure_share),
                words("{share} of them rightly", share=words.percent(evaluation.sure_right)),
            ),
            (words("Unsure"), words.number(found.unsure_n), words("to be sorted by hand")),
        )
        return row(*((_figure(*one), 1) for one in cards), gap=GAP)

    def _unsure_card(self, found: Voice) -> QWidget:
        words = self._words
        again = button(words("Learn from corrections"), "rotate-ccw")
        again.setEnabled(found.stale and not self.busy)
        again.clicked.connect(self.learn)
        said = self._note.text()
        self._note = Elided(said if self.busy else self._corrected(found), "label", "3")
        head = col(section(words("What is this about?"), self._note, again), gap=0, margins=(16, 12, 16, 4))
        if not found.unsure:
            self.unsure = None
            nothing = label(words("The model is sure of every text."), "body", "2")
            return card(head, row(nothing, margins=(16, 4, 16, 12)), gap=0, margins=(1, 1, 1, 6))
        rows = Rows(found.unsure[:SHOWN], lambda one: said_name(words, one))
        view = whole_list(rows, SaidRow(words), words("Texts the model is unsure of"), height=ROW)
        view.activated.connect(lambda index: self.opened.emit(index.data(Value).customer_id))
        self.unsure = view
        return card(head, self._keys(), view, gap=0, margins=(1, 1, 1, 6))

    def _keys(self) -> QLayout:
        """Which key sorts a text as what."""
        keys = row(gap=6, margins=(16, 2, 16, 8))
        for at, name in enumerate(CLASSES, 1):
            keys.addWidget(keycap(str(at)))
            keys.addWidget(Elided(self._words(NAMES[name]), "label", "2"))
            keys.addSpacing(8)
        keys.addStretch(1)
        return keys

    def _corrected(self, found: Voice) -> str:
        return self._words.count("{n} correction so far", "{n} corrections so far", found.corrections)

    def _waiting_card(self, found: Voice) -> QWidget:
        words = self._words
        columns: list[Column[Waiting]] = [
            Column(words("Class"), lambda one: words(NAMES[one.label]), draw=STRONG),
            Column(words("Answered by"), lambda one: one.department, 144),
            Column(words("Within"), lambda one: words("{n} h", n=one.hours), 70, QUIET_FIGURE, True),
            Column(words("Waiting"), lambda one: words.number(one.n), 76, FIGURE, True),
            Column(
                words("Overdue"),
                lambda one: (words.number(one.overdue), "bad" if one.overdue else "neutral"),
                82,
                cell_chip,
            ),
        ]
        table = whole_table(TableModel(columns, found.waiting), words("Who owes an answer"), row_height=36)
        table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        note = label(words("of the last 30 days"), "label", "3")
        return _flush(section(words("Who owes an answer"), note), table)

    def _matrix_card(self, evaluation: Evaluation) -> QWidget:
        from reports import charts

        words = self._words
        names = [words(NAMES[one]) for one in CLASSES]
        shares = [[n / (sum(line) or 1) for n in line] for line in evaluation.confusion]
        cells = [[words.percent(share) if share >= 0.005 else "·" for share in line] for line in shares]
        rows = [
            words("{name}, F1 {score}", name=name, score=words.number(score, 2))
            for name, score in zip(names, evaluation.by_class, strict=True)
        ]
        short = [words(SHORT[one]) for one in CLASSES]
        drawing, worn = charts.matrix(rows, short, shares, cells, MATRIX_NAMES), look(self._desk.theme)
        spoken = "; ".join(f"{name}: {', '.join(line)}" for name, line in zip(rows, cells, strict=True))
        chart = Chart(
            self._desk.work,
            lambda figure: drawing.onto(figure, worn),
            words("Confusion matrix: {rows}", rows=spoken),
            SQUARE,
        )
        told = words(
            "Row: what it is. Column: what the model made of it, of {n} texts that it had not seen, "
            "{repeats} times.",
            n=words.number(evaluation.n),
            repeats=evaluation.repeats,
        )
        return card(
            section(words("Confusion matrix")),
            prose(told, "label", "3"),
            6,
            (chart, 1),
            gap=0,
            margins=(16, 13, 16, 14),
        )

    def _months_card(self, found: Voice) -> QWidget:
        from reports import charts

        words = self._words
        counts = [[month[1][at] for month in found.by_month] for at in range(len(CLASSES))]
        most = max((n for line in counts for n in line), default=0) or 1
        names = [words(NAMES[one]) for one in CLASSES]
        months = [_month(day.month, words) for day, _ in found.by_month]
        cells = [[words.number(n) if n else "·" for n in line] for line in counts]
        drawing = charts.matrix(names, months, [[n / most for n in line] for line in counts], cells, NAMES_PT)
        worn = look(self._desk.theme)
        spoken = "; ".join(f"{name}: {', '.join(line)}" for name, line in zip(names, cells, strict=True))
        chart = Chart(
            self._desk.work,
            lambda figure: drawing.onto(figure, worn),
            words("Texts by class and month: {rows}", rows=spoken),
            QSize(640, 220),
        )
        chart.setFixedHeight(220)
        note = label(words("texts a month"), "label", "3")
        return card(
            section(words("What customers write about"), note), 6, chart, gap=0, margins=(16, 13, 16, 14)
        )

    def _say(self, text: str) -> None:
        self._note.setText(text)

    def _chosen(self) -> Said | None:
        index = self.unsure.currentIndex() if self.unsure else QModelIndex()
        return index.data(Value) if index.isValid() else None

    def _choose(self, found: Voice, before: Said | None) -> None:
        """The text chosen before, or where it is gone, the one that took its place."""
        if not self.unsure or not found.unsure:
            return
        keys = [one.key for one in found.unsure[:SHOWN]]
        at = keys.index(before.key) if before and before.key in keys else 0
        self.unsure.setCurrentIndex(self.unsure.model().index(at, 0))


def _figure(name: str, value: str, more: str) -> QWidget:
    shown = card(
        Elided(name, "label", "2"),
        2,
        label(value, "display"),
        Elided(more, "caption", "3"),
        gap=2,
        margins=(14, 11, 10, 11),
    )
    shown.setAccessibleName(phrases.joined([f"{name}: {value}", more], ", "))
    return shown


def _flush(head: Item, table: QWidget) -> QWidget:
    return card(box(col(head, gap=0, margins=(16, 13, 16, 4))), table, None, gap=0, margins=(1, 1, 1, 6))


def _month(number: int, words: Words) -> str:
    return f"{number}月" if words.chinese else MONTHS[number - 1]


def _read(store: Store, words: Words, now: int, task: Task) -> Voice:
    """The voice, and the charts' code with it: neither belongs on the GUI thread."""
    import reports.charts  # noqa: F401

    return voice(store.read(), words, now)


def _learn(given: Material, task: Task) -> Learned:
    """In the heavy process: scikit-learn is imported there and nowhere else."""
    from insight.feedback import learn

    return learn(given)
