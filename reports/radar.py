"""The radar of a comparison: ours filled, the others as outlines that shape alone tells apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from reports.charts import Drawing, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RINGS = (0.25, 0.5, 0.75, 1.0)
DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2.5), (1.2, 1.8))  # of the rivals, one by one
APART = 8.0  # points between the outermost ring and a name, for labels of the size that paper has


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction of the radar: how far out everyone stands, 0 to 1, ours first; `bold` where we lead."""

    name: str
    shares: tuple[float, ...]
    bold: bool = False


def radar(directions: Sequence[Direction], aside: float = 76.0) -> Drawing:
    """The shapes of all who are compared; names stand outside, `aside` is the room for them on both sides."""

    def build(axes: Axes, look: Look) -> None:
        p, count = look.palette, len(directions)
        axes.set_aspect("equal")
        axes.axis("off")
        axes.set_xlim(-1, 1)
        axes.set_ylim(-1, 1)
        _shape(axes, [1.0] * count, facecolor="none", edgecolor=p.line, linewidth=0.8, zorder=2)
        for ring in RINGS[:-1]:
            _shape(axes, [ring] * count, facecolor="none", edgecolor=p.line, linewidth=0.6, zorder=2)
        for at in range(count):
            x, y = _place(at, 1.0, count)
            axes.plot([0, x], [0, y], color=p.line, linewidth=0.6, zorder=2, clip_on=False)
        for who in range(len(directions[0].shares) if directions else 0):
            _contender(axes, look, [one.shares[who] for one in directions], who)
        for at, one in enumerate(directions):
            _name(axes, look, one, _place(at, 1.0, count))

    return Drawing(build, (aside, 18, aside, 18))


def _contender(axes: Axes, look: Look, shares: Sequence[float], who: int) -> None:
    p = look.palette
    if who == 0:
        _shape(axes, shares, facecolor=p.soft, edgecolor="none", linewidth=0, zorder=1)
        _shape(axes, shares, facecolor="none", edgecolor=p.accent, linewidth=1.5 * look.scale**0.5, zorder=4)
        return
    dashes = DASHES[(who - 1) % len(DASHES)]
    style = (0, dashes) if dashes else "-"
    _shape(axes, shares, facecolor="none", edgecolor=p.ink_3, linewidth=1.1, linestyle=style, zorder=3)


def _name(axes: Axes, look: Look, one: Direction, at: tuple[float, float]) -> None:
    """Beside the end of its axis, above it at the top and below it at the foot."""
    x, y = at
    upright = abs(x) < 0.1
    gap = APART * look.scale**0.5
    axes.annotate(
        one.name,
        at,
        (0 if upright else gap if x > 0 else -gap, (gap if y > 0 else -gap) if upright else 0),
        textcoords="offset points",
        ha="center" if upright else "left" if x > 0 else "right",
        va=("bottom" if y > 0 else "top") if upright else "center",
        color=look.palette.ink if one.bold else look.palette.ink_2,
        fontproperties=look.font(600 if one.bold else 400),
        annotation_clip=False,
    )


def _shape(axes: Axes, shares: Sequence[float], **style: object) -> None:
    from matplotlib.patches import Polygon

    corners = [_place(at, share, len(shares)) for at, share in enumerate(shares)]
    axes.add_patch(Polygon(corners, closed=True, joinstyle="round", clip_on=False, **style))


def _place(at: int, share: float, count: int) -> tuple[float, float]:
    """Where on the plane: the first axis points up, the others follow clockwise."""
    turn = pi / 2 - 2 * pi * at / count
    return share * cos(turn), share * sin(turn)
