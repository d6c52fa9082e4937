"""The head of placing and the line of keys at its foot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from data.placing import PlacingBench
from desktop.pages.place_side import save_words
from desktop.text import Elided, label
from desktop.widgets.buttons import Segmented, button, tool
from desktop.widgets.layouts import Item, box, col, row
from desktop.widgets.marks import keycap
from sales.words import Words

Do = Callable[[], None]


class PlaceHead(QWidget):
    """`modes` says what is done; the panel and the saving stand here while the side does not."""

    def __init__(self, words: Words, back: Do, photo: Do, picture: Do, side: Do, save: Do) -> None:
        super().__init__()
        self._words = words
        self._title, self._whom = Elided("", "title"), Elided("", "body", "2")
        self.modes = Segmented([words("Mark"), words("Place"), words("Compare")], 1, words("What is done"))
        leave = tool("chevron-left", words("Back"), "ghost", "Esc")
        self.photo = button(words("Open a photo"), "paperclip")
        keep = tool("file-down", words("Save the picture"), "", "Ctrl+S")
        self._side = tool("panel-right", words("Colour, length, fit"), "", "Ctrl+B")
        self._save = button(words("Save to quote"), "plus", "primary")
        pressed = (
            (leave, back),
            (self.photo, photo),
            (keep, picture),
            (self._side, side),
            (self._save, save),
        )
        for control, run in pressed:
            control.clicked.connect(run)
        name = box(col(self._title, self._whom, gap=3))
        items = (leave, (name, 1), self.modes, self.photo, keep, self._side, self._save)
        self.setLayout(row(*items, gap=8, margins=(24, 16, 24, 14)))

    def show_bench(self, bench: PlacingBench, *, photographed: bool, beside: bool) -> None:
        words, on_quote = self._words, bench.on_quote
        self._title.setText(words("Try it on") if bench.known.held else words("Place it"))
        parts = (bench.customer_name, on_quote.number) if on_quote else (words("for trying"),)
        self._whom.setText(" · ".join(parts))
        self.photo.setText(f" {words('Other photo') if photographed else words('Open a photo')}")
        name, *_ = save_words(on_quote, words)
        self._save.setText(f" {name}")
        self._save.setAccessibleName(name)
        self._save.setEnabled(on_quote is not None and on_quote.editable)
        for part in (self._side, self._save):
            part.setVisible(not beside)


def key_line(words: Words) -> tuple[QWidget, Elided]:
    """What the keys do; and at its end a line for what fixes the scale."""
    said = (
        (("←", "→"), words("1 cm, with Shift 10")),
        (("C",), words("colour")),
        (("D",), words("wall distance")),
        (("E",), words("edge beside it")),
        (("B",), words("before and after")),
    )
    items: list[Item] = []
    for keys, name in said:
        items += [*(keycap(key) for key in keys), label(name, "caption", "3"), 8]
    fixed = Elided("", "caption", "3")
    return box(row(*items, (fixed, 1), gap=6, margins=(24, 12, 24, 18))), fixed
