"""Charts for screen and paper: the same builders, given a `Look`.

No spines, no ticks, hairlines across, small labels; solid is what happened, soft with an outline is a
forecast, dashed is what it is held against; at most two hues, and all of it reads in grey. Marks bear a gid
("mark-3"), so that a screen can lead from a click to the rows behind it. matplotlib is imported when the
first chart is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from reports import faces
from reports.pen import Pen
from reports.tokens import HAIR, PAPER, Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

Unit = Callable[[float], str]
PAPER_SIZE = 7.0  # of the labels, in points
SOLID_FROM = 0.66  # of a matrix: from which share on a square is solid


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: the colours of its surroundings and the size of its labels in points."""

    palette: Palette = PAPER
    size: float = PAPER_SIZE

    @property
    def scale(self) -> float:
        """How much larger everything beside the marks is than on paper."""
        return self.size / PAPER_SIZE

    def font(self, weight: int = 400) -> FontProperties:
        """Our own face, which has Latin and Chinese, whatever is installed."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(family=_family(), size=self.size, weight=weight)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart before it has a size.

    `margins` around its axes are left, bottom, right, top in points, for labels of the size that paper has.
    """

    build: Callable[[Axes, Look], None]
    margins: tuple[float, float, float, float]

    def figure(self, look: Look, width: float, height: float) -> Figure:
        """The chart as a figure of that many points."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        figure.patch.set_visible(False)
        self.onto(figure, look)
        return figure

    def onto(self, figure: Figure, look: Look) -> None:
        """Draw the chart on an empty figure, such as the one a screen has sized."""
        axes = figure.add_axes((0, 0, 1, 1))
        _plain(axes, look)
        self.build(axes, look)
        self.fit(figure, look)

    def fit(self, figure: Figure, look: Look) -> None:
        """Keep the margins in points after the figure was resized."""
        wide, tall = (side * 72 for side in figure.get_size_inches())
        left, bottom, right, top = (margin * look.scale for margin in self.margins)
        width, height = max(1.0, wide - left - right), max(1.0, tall - bottom - top)
        figure.axes[0].set_position((left / wide, bottom / tall, width / wide, height / tall))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a block of a page."""

    tall: float
    drawing: Drawing

    def height(self, lang: str, width: float) -> float:
        return self.tall

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        from reports import renderer

        figure = self.drawing.figure(Look(), width, self.tall)
        renderer.draw(figure, pen, x, y - self.tall, width, self.tall)


@dataclass(frozen=True, slots=True)
class Bar:
    """What one period brought; `below` is drawn under the line, `now` stands out.

    `under` (a year) stands beneath the label where it differs from the one before.
    """

    label: str
    value: float
    below: float = 0.0
    now: bool = False
    under: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A forecast with its interval, and the naive one that it has to beat."""

    label: str
    value: float
    low: float
    high: float
    naive: float | None = None
    under: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of a ranking; `mark` is what it is held against."""

    label: str
    value: float
    mark: float | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a funnel: how many reached it, what share of the stage before, and what peers keep."""

    label: str
    count: int
    kept: str = ""
    peers: str = ""
    leak: bool = False


def bars(done: Sequence[Bar], ahead: Sequence[Ahead], unit: Unit) -> Drawing:
    """Upright bars by period with a forecast: solid, then soft with an interval, a dotted line between."""

    labels = [*((b.label, b.under) for b in done), *((a.label, a.under) for a in ahead)]

    def build(axes: Axes, look: Look) -> None:
        p, n, m = look.palette, len(done), len(ahead)
        emphasis = any(b.now for b in done)
        tints = [p.accent if b.now or not emphasis else p.tint for b in done]
        _named(axes.bar(range(n), [b.value for b in done], width=0.62, color=tints, linewidth=0))
        if any(b.below for b in done):
            axes.bar(range(n), [-b.below for b in done], width=0.62, color=p.ink_3, linewidth=0)
            axes.axhline(0, color=p.ink_3, linewidth=0.5)
        if ahead:
            _forecast(axes, ahead, n, p)
        axes.set_xlim(-0.6, max(n + m, 4) - 0.4)
        _bounds(
            axes, [v for b in done for v in (b.value, -b.below)] + [v for a in ahead for v in (a.high, a.low)]
        )
        _ticks(axes, labels)
        _scale(axes, unit)

    return Drawing(build, (30, 26 if any(under for _, under in labels) else 15, 0, 6))


def trend(
    labels: Sequence[str],
    own: Sequence[float],
    unit: Unit,
    peers: Sequence[float] = (),
    band: Sequence[Any] = (),
) -> Drawing:
    """A line by period with its last value named; `peers` dashed, `band` (low, high) for each period behind
    it.
    """

    def build(axes: Axes, look: Look) -> None:
        p, n = look.palette, len(own)
        if band:
            axes.fill_between(range(n), [b[0] for b in band], [b[1] for b in band], color=p.soft, linewidth=0)
        if peers:
            axes.plot(range(n), peers, color=p.ink_3, linewidth=0.9, dashes=(3, 2))
        axes.plot(range(n), own, color=p.accent, linewidth=1.5, solid_capstyle="round")
        axes.plot(
            [n - 1], [own[-1]], "o", color=p.accent, markersize=4.5, markeredgewidth=0, gid=f"mark-{n - 1}"
        )
        _write(axes, look.font(500), p.ink, unit(own[-1]), (n - 1, own[-1]), 6)
        axes.set_xlim(-0.2, max(n - 1, 1) + 0.2)
        _around(axes, [*own, *peers, *(v for b in band for v in b)])
        _ticks(axes, [(label, "") for label in labels], most=8)
        _scale(axes, unit)

    return Drawing(build, (34, 15, 40, 6))


def ranking(rows: Sequence[Ranked], unit: Unit, names: float = 80.0) -> Drawing:
    """Level bars from zero, the first on top, each with its name and its value; one's own is solid."""

    def build(axes: Axes, look: Look) -> None:
        p = look.palette
        emphasis = any(r.own for r in rows)
        tints = [p.accent if r.own or not emphasis else p.tint for r in rows]
        places = range(len(rows))
        _named(axes.barh(places, [r.value for r in rows], height=0.56, color=tints, linewidth=0))
        for i, row in enumerate(rows):
            if row.mark is not None:
                axes.plot([row.mark, row.mark], [i - 0.42, i + 0.42], color=p.ink, linewidth=1.0)
            end = max(row.value, row.mark or 0.0, 0.0)
            _write(axes, look.font(500 if row.own else 400), p.ink, unit(row.value), (end, i), 4)
        top = max((max(r.value, r.mark or 0.0) for r in rows), default=0.0)
        axes.set_xlim(min((r.value for r in rows if r.value < 0), default=0.0), top or 1.0)
        axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
        axes.set_yticks(places, [r.label for r in rows])
        _levels(axes, look)

    return Drawing(build, (names, 2, 48, 2))


def funnel(stages: Sequence[Stage], number: Unit, names: float = 66.0) -> Drawing:
    """Level bars that shrink from stage to stage, with the share kept beside that of the peers.

    Bars go by the square root, or the late stages could not be seen; a stage that leaks is in the warning hue
    and says so by its weight.
    """

    def build(axes: Axes, look: Look) -> None:
        p = look.palette
        roots = [max(s.count, 0) ** 0.5 for s in stages]
        tints = [p.warn if s.leak else p.accent for s in stages]
        _named(axes.barh(range(len(stages)), roots, height=0.62, color=tints, linewidth=0))
        for i, (stage, root) in enumerate(zip(stages, roots, strict=True)):
            _write(axes, look.font(), p.ink, number(stage.count), (root, i), 5)
            edge = {"ha": "right", "xycoords": ("axes fraction", "data")}
            _write(
                axes,
                look.font(600 if stage.leak else 500),
                p.ink,
                stage.kept,
                (1, i),
                30 * look.scale,
                **edge,
            )
            _write(axes, look.font(), p.ink_3, stage.peers, (1, i), 62 * look.scale, **edge)
        axes.set_xlim(0, (max(roots, default=0.0) or 1.0) * 1.16)
        axes.set_ylim(max(len(stages), 1) - 0.5, -0.5)
        axes.set_yticks(range(len(stages)), [s.label for s in stages])
        _levels(axes, look)

    return Drawing(build, (names, 2, 64, 2))


def matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[float]],
    cells: Sequence[Sequence[str]],
    names: float = 92.0,
) -> Drawing:
    """A square for each row and column, as strong as its share (0 to 1) and with its figure in it.

    Up to two thirds a soft ramp under dark figures, above it solid: there are no tones in between.
    """

    def build(axes: Axes, look: Look) -> None:
        from matplotlib.patches import Rectangle

        p = look.palette
        for down, line in enumerate(shares):
            for across, share in enumerate(line):
                solid = share > SOLID_FROM
                ground = p.accent if solid else _mixed(p.surface, p.accent, 0.05 + 0.4 * share)
                square = Rectangle((across - 0.47, down - 0.46), 0.94, 0.92, color=ground, linewidth=0)
                square.set_gid(f"mark-{down}-{across}")
                axes.add_patch(square)
                ink = p.surface if solid else p.ink if share else p.ink_3
                font, where = look.font(500 if solid else 400), (across, down)
                _write(axes, font, ink, cells[down][across], where, 0, ha="center")
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        _levels(axes, look)
        axes.set_yticks(range(len(rows)), rows)
        axes.set_xticks(range(len(columns)), columns)
        axes.xaxis.tick_top()

    return Drawing(build, (names, 2, 2, 16))


def _mixed(ground: str, over: str, share: float) -> str:
    """A colour laid over another, so much of it."""
    pairs = ((int(ground[at : at + 2], 16), int(over[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _forecast(axes: Axes, ahead: Sequence[Ahead], n: int, p: Palette) -> None:
    places = range(n, n + len(ahead))
    axes.bar(places, [a.value for a in ahead], width=0.62, color=p.soft, edgecolor=p.accent, linewidth=0.7)
    axes.vlines(places, [a.low for a in ahead], [a.high for a in ahead], color=p.ink_2, linewidth=0.7)
    for i, one in zip(places, ahead, strict=True):
        if one.naive is not None:
            axes.hlines(
                one.naive, i - 0.31, i + 0.31, color=p.ink_2, linewidth=0.7, linestyles=(0, (1.2, 1.2))
            )
    axes.axvline(n - 0.5, color=p.ink_3, linewidth=0.5, dashes=(2, 2))


def _ticks(axes: Axes, labels: Sequence[tuple[str, str]], most: int = 18) -> None:
    """Label as many places as there is room for, the second line only where it changes."""
    every = -(-len(labels) // most) or 1
    last, texts = "", []
    for label, under in labels[::every]:
        texts.append(f"{label}\n{under}" if under and under != last else label)
        last = under or last
    axes.set_xticks(range(0, len(labels), every), texts)


def _write(
    axes: Axes, font: FontProperties, ink: str, text: str, at: tuple[float, float], right: float, **place: Any
) -> None:
    """Words that many points to the right of a place, half above and half below it."""
    place = {"textcoords": "offset points", "va": "center", "annotation_clip": False, **place}
    axes.annotate(text, at, (right, 0), color=ink, fontproperties=font, **place)


def _named(marks: Any) -> None:
    for i, mark in enumerate(marks):
        mark.set_gid(f"mark-{i}")


def _bounds(axes: Axes, values: Sequence[float]) -> None:
    """From zero, or from below it where something is below it, to a little above the highest."""
    low, high = min([0.0, *values]), max([0.0, *values])
    axes.set_ylim(low * 1.08, high * 1.08 if high > 0 else (0.0 if low < 0 else 1.0))


@cache
def _family() -> str:
    from matplotlib.font_manager import fontManager

    for weight in faces.WEIGHTS.values():
        fontManager.addfont(faces.fonts() / f"RapportPrint-{weight}.ttf")
    return "Rapport Print"


def _around(axes: Axes, values: Sequence[float]) -> None:
    """A line shows how it moves: from a little below the lowest to a little above the highest."""
    low, high = min(values), max(values)
    room = 0.15 * (high - low) or 0.1 * abs(high) or 1.0
    axes.set_ylim(low - room if low < 0 else max(0.0, low - room), high + room)


def _plain(axes: Axes, look: Look) -> None:
    axes.patch.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(
        length=0, labelcolor=look.palette.ink_3, pad=3, labelsize=look.size, labelfontfamily=_family()
    )
    axes.grid(axis="y", color=look.palette.line, linewidth=HAIR)
    axes.set_axisbelow(True)


def _scale(axes: Axes, unit: Unit) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: unit(value))


def _levels(axes: Axes, look: Look) -> None:
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.tick_params(axis="y", labelcolor=look.palette.ink)
