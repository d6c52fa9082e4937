"""The second step: where each column goes, how its cells are read, and whether that is enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from data.imports import KINDS, Guess, ImportMap, Kind, Layout, Source, lacks
from data.imports.fields import DATES
from data.imports.mapping import skipped_in
from desktop import theme
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.import_parts import EDGE
from desktop.text import Elided, label
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.fields import combo, field
from desktop.widgets.layouts import box, card, clear, col, row, rule, scroll
from desktop.widgets.marks import chip

LINE = 48
NAME, TARGET, MARK = 180, 210, 104
NAME_NARROW, TARGET_NARROW = 140, 180
SIDE = 308
SHOWN = 4  # first values
MARKS: dict[str, tuple[str, Tone]] = {
    "remembered": ("Remembered", "neutral"),
    "guessed": ("Guessed", "accent"),
    "check": ("Please check", "warn"),
    "chosen": ("Chosen", "neutral"),
}
ENCODINGS = ("utf-8", "gb18030", "cp1252", "utf-16", "big5", "cp1250", "cp1251")
DELIMITERS = (",", ";", "\t", "|")
WITHOUT = (("keep", "Keep the order"), ("skip", "Leave the row out"), ("error", "It is an error"))


class ColumnsStep(QWidget):
    back_asked = Signal()
    layout_chosen = Signal(object)  # Layout: the file is to be read in another way
    kind_chosen = Signal(str)
    check_asked = Signal(object, bool)  # ImportMap, whether to remember it

    def __init__(
        self,
        desk: Desk,
        source: Source,
        kind: Kind,
        guesses: Sequence[Guess],
        base: ImportMap,
        *,
        narrow: bool,
    ) -> None:
        super().__init__()
        self._desk, self._source, self._kind, self._base = desk, source, kind, base
        self._how: list[str] = [guess.how for guess in guesses]
        self._targets: list[QComboBox] = []
        self._chips: list[QVBoxLayout] = []
        self._fields = ["", *(f.name for f in kind.fields)]
        self.side = self._side(guesses)
        lines = [self._line(at, guess, narrow) for at, guess in enumerate(guesses)]
        body = col(self._head(narrow), *lines, None, gap=0, margins=(EDGE, 12, EDGE, 12))
        self.setLayout(col((scroll(box(body)), 1), rule(), self._foot(), gap=0))
        self._follow()

    @property
    def first(self) -> QWidget:
        """Where the keyboard starts: what is to be checked, else the way on."""
        doubtful = next((at for at, how in enumerate(self._how) if how == "check"), None)
        return self.go if doubtful is None else self._targets[doubtful]

    def mapping(self) -> ImportMap:
        """What is chosen now."""
        columns = {name: self._source.header[at] for at, name in enumerate(self._chosen()) if name}
        return replace(
            self._base,
            columns=columns,
            date=self._dates[self._date.currentIndex()][0],
            decimal=(None, ".", ",")[self._decimal.currentIndex()],
            skip=skipped_in(self._kind) | dict(self._base.skip),
            without_customer=WITHOUT[self._without.currentIndex()][0],
        )

    # -- the columns

    def _head(self, narrow: bool) -> QWidget:
        words = self._desk.words
        titles = (words("In the file"), words("First values"), words("Goes to"), "")
        shown = [label(title, "caption", "3") for title in titles]
        return box(self._across(shown[0], shown[1], shown[2], shown[3], narrow, margins=(0, 0, 0, 8)))

    def _line(self, at: int, guess: Guess, narrow: bool) -> QWidget:
        words, name = self._desk.words, self._source.header[at]
        values = [
            str(row[at]).strip() for row in self._source.samples if at < len(row) and str(row[at]).strip()
        ]
        options = [words("Do not import"), *(words(f.title) for f in self._kind.fields)]
        target = combo(words("{column} goes to", column=name), options, self._fields.index(guess.field))
        target.activated.connect(partial(self._choose, at))
        self._targets.append(target)
        holder = col(gap=0)
        self._chips.append(holder)
        self._mark(at)
        sample = Elided(", ".join(dict.fromkeys(values[:SHOWN])), "body", "3")
        line = self._across(Elided(name, "strong"), sample, target, box(holder), narrow)
        made = box(col(rule(), (box(line), 1), gap=0))
        made.setFixedHeight(LINE)
        return made

    def _across(
        self, a: QWidget, b: QWidget, c: QWidget, d: QWidget, narrow: bool,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    ) -> QVBoxLayout:  # fmt: skip
        a.setFixedWidth(NAME_NARROW if narrow else NAME)
        c.setFixedWidth(TARGET_NARROW if narrow else TARGET)
        d.setFixedWidth(MARK)
        return col(row(a, (b, 1), c, d, gap=16), gap=0, margins=margins)

    def _choose(self, at: int, to: int) -> None:
        """A column goes elsewhere; the one that went there before goes nowhere."""
        for other, target in enumerate(self._targets):
            if other != at and to and target.currentIndex() == to:
                target.setCurrentIndex(0)
                self._how[other] = ""
                self._mark(other)
        self._how[at] = "chosen" if to else ""
        self._mark(at)
        self._follow()

    def _mark(self, at: int) -> None:
        clear(self._chips[at])
        if shown := MARKS.get(self._how[at]):
            self._chips[at].addWidget(chip(self._desk.words(shown[0]), shown[1]))

    def _chosen(self) -> list[str]:
        return [self._fields[target.currentIndex()] for target in self._targets]

    # -- how it is read

    def _side(self, guesses: Sequence[Guess]) -> QWidget:
        words = self._desk.words
        self._need = col(gap=9)
        self.remember = QCheckBox(words("Remember this for files like it"))
        self.remember.setFont(theme.font())
        self.remember.setChecked(True)
        fields = [self._kind_field(), *self._layout_fields(), *self._notation_fields(guesses)]
        calm = words("Rows we already have are updated. Empty cells never erase anything.")
        said = label(calm, "caption", "3", wrap=True)
        title = words("What {kind} need", kind=words(self._kind.title).lower())
        need = card(label(title, "heading"), self._need, gap=9, margins=(14, 12, 14, 14))
        items = (label(words("How it is read"), "heading"), *fields, said, need, None, self.remember)
        inner = box(col(*items, gap=14, margins=(20, 18, 20, 20)))
        shown = box(col((scroll(inner), 1), gap=0))
        shown.setFixedWidth(SIDE)
        return shown

    def _kind_field(self) -> QVBoxLayout:
        words, kinds = self._desk.words, list(KINDS)
        titles = [words(kind.title) for kind in KINDS.values()]
        kind = combo(words("It holds"), titles, kinds.index(self._kind.name))
        kind.activated.connect(lambda at: self.kind_chosen.emit(kinds[at]))
        return field(words("It holds"), kind)

    def _notation_fields(self, guesses: Sequence[Guess]) -> list[QVBoxLayout]:
        """How dates and numbers are written, and what becomes of an order's row without a customer."""
        words, base = self._desk.words, self._base
        mark = "/"
        for guess in guesses:
            if guess.field and self._kind.by_name[guess.field].kind in DATES:
                mark = _mark_of(self._source, guess.at) or mark
        self._dates = date_forms(mark)
        known = [form for form, _ in self._dates]
        if base.date not in known:  # one that a mapping file says
            self._dates = (*self._dates, (base.date, str(base.date)))
            known.append(base.date)
        forms = [words(said, mark=mark) for _, said in self._dates]
        self._date = combo(words("Dates look like"), forms, known.index(base.date))
        marks = [words("As the cells say"), "12,480.00", "12.480,00"]
        self._decimal = combo(words("Numbers look like"), marks, (None, ".", ",").index(base.decimal))
        rules = [rule_ for rule_, _ in WITHOUT]
        said = [words(told) for _, told in WITHOUT]
        self._without = combo(words("A row without a customer"), said, rules.index(base.without_customer))
        fields = [
            field(words("Dates look like"), self._date),
            field(words("Numbers look like"), self._decimal),
        ]
        if self._kind.name == "orders":
            fields.append(field(words("A row without a customer"), self._without))
        return fields

    def _layout_fields(self) -> list[QVBoxLayout]:
        """Encoding and delimiter of a text, the sheet of a book: another choice reads the file anew."""
        words, source = self._desk.words, self._source
        if source.form == "sheet" and len(source.sheets) > 1:
            sheets = combo(words("Sheet"), source.sheets, source.sheets.index(source.sheet))
            sheets.activated.connect(lambda at: self._read_as(sheet=source.sheets[at]))
            return [field(words("Sheet"), sheets)]
        if source.form != "text" or source.encoding is None:
            return []
        used = source.encoding.name.removesuffix("-sig")
        codecs = list(dict.fromkeys([used, *ENCODINGS]))
        spoken = [type(source.encoding)(name).spoken for name in codecs]
        encoding = combo(words("Encoding"), spoken, 0)
        encoding.activated.connect(lambda at: self._read_as(encoding=codecs[at]))
        marks = list(dict.fromkeys([source.delimiter, *DELIMITERS]))
        shown = [words("Tab") if mark == "\t" else mark for mark in marks]
        delimiter = combo(words("Delimiter"), shown, 0)
        delimiter.activated.connect(lambda at: self._read_as(delimiter=marks[at]))
        doubt = words("A guess: check the names") if source.encoding.doubtful else ""
        return [field(words("Encoding"), encoding, doubt, "warn"), field(words("Delimiter"), delimiter)]

    def _read_as(self, **chosen: str) -> None:
        now = self._base.layout
        if self._source.form == "text" and self._source.encoding is not None:
            now = Layout(self._source.encoding.name, self._source.delimiter)
        self.layout_chosen.emit(replace(now, **chosen))

    # -- what is enough

    def _foot(self) -> QWidget:
        words = self._desk.words
        back = button(words("Back"), "arrow-left", "ghost")
        back.clicked.connect(self.back_asked)
        self._said = label("", "label", "2")
        self.go = button(words("Check all rows"), "", "primary")
        self.go.clicked.connect(lambda: self.check_asked.emit(self.mapping(), self.remember.isChecked()))
        return box(row(back, None, self._said, 8, self.go, margins=(20, 12, EDGE, 12)))

    def _follow(self) -> None:
        """Say what is still needed, and how sure the rest is."""
        words = self._desk.words
        chosen = {name: at for at, name in enumerate(self._chosen()) if name}
        missing = lacks(self._kind, chosen)
        clear(self._need)
        needed = [f.name for f in self._kind.fields if f.required]
        for name in dict.fromkeys([*needed, *missing]):
            self._need.addLayout(self._needed(name, chosen.get(name), name in missing))
        parts = [
            words("{n} remembered", n=self._how.count("remembered")) if "remembered" in self._how else "",
            words("{n} guessed", n=self._how.count("guessed")) if "guessed" in self._how else "",
            words("{n} to check", n=self._how.count("check")) if "check" in self._how else "",
        ]
        said = words(", ").join(part for part in parts if part)
        if missing:
            said = words("Say which column is: {field}", field=words(self._kind.by_name[missing[0]].title))
        self._said.setText(said)
        self.go.setEnabled(not missing)

    def _needed(self, name: str, at: int | None, missing: bool) -> QVBoxLayout:
        words = self._desk.words
        icon, tone = ("circle-dashed", "text_3") if missing or at is None else ("circle-check", "good")
        if missing or at is None:
            state = words("no column yet")
        else:
            share = _filled(self._source, at)
            state = words("complete") if share == 1 else words("{n} filled", n=words.percent(share))
        shown: QLabel = label(state, "caption", "3")
        title = words(self._kind.by_name[name].title)
        return col(row(icon_label(icon, tone, 15), (Elided(title), 1), shown, gap=8), gap=0)


def date_forms(mark: str) -> tuple[tuple[str | None, str], ...]:
    """How dates may be written with a mark between their parts: the pattern and its words."""
    return (
        (None, "As the cells say"),
        (f"%d{mark}%m{mark}%Y", "day{mark}month{mark}year"),
        (f"%m{mark}%d{mark}%Y", "month{mark}day{mark}year"),
        (f"%Y{mark}%m{mark}%d", "year{mark}month{mark}day"),
    )


def _mark_of(source: Source, at: int) -> str:
    """What stands between the parts of the dates in a column; "" when they have none."""
    for cells in source.samples:
        if found := re.match(r"\s*\d+([-/.])\d+\1", str(cells[at]) if at < len(cells) else ""):
            return found[1]
    return ""


def _filled(source: Source, at: int) -> float:
    cells = [str(row[at]).strip() if at < len(row) else "" for row in source.samples]
    return sum(map(bool, cells)) / len(cells) if cells else 1.0
