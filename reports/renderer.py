"""matplotlib drawn straight into the page: a renderer over reportlab's canvas.

A chart shares the page's embedded faces and tokens: vector, text that can be copied, no second font, a few
KiB. This module imports matplotlib, so it is itself imported only where a chart is drawn.
"""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Transform
from reportlab.lib.colors import Color

from reports import faces
from reports.pen import Pen

CAPS = {"butt": 0, "round": 1, "projecting": 2}


def draw(figure: Figure, pen: Pen, x: float, y: float, width: float, height: float) -> None:
    """Draw a figure of 72 dots an inch with its lower left corner at (x, y)."""
    FigureCanvasBase(figure)
    figure.draw(PageRenderer(pen, x, y, width, height))


class PageRenderer(RendererBase):
    """Turns matplotlib's paths and texts into those of the page. Images and transparency do not occur on
    paper.
    """

    def __init__(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        super().__init__()
        self.pen, self.x, self.y, self.width, self.height = pen, x, y, width, height

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        return points

    def flipy(self) -> bool:
        return False

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Outline,
        transform: Transform,
        rgbFace: Any = None,  # noqa: N803 - matplotlib names it
    ) -> None:
        canvas = self.pen.canvas
        canvas.saveState()
        self._clip(gc)
        width = gc.get_linewidth()
        if rgbFace is not None:
            canvas.setFillColor(Color(*rgbFace[:3]))
        canvas.setStrokeColor(Color(*gc.get_rgb()[:3]))
        canvas.setLineWidth(width)
        canvas.setLineCap(CAPS[gc.get_capstyle()])
        dashes: Any
        offset, dashes = gc.get_dashes()
        if dashes is not None:
            canvas.setDash([float(d) for d in dashes], offset or 0)
        shape = self._shape(path, transform)
        canvas.drawPath(shape, stroke=int(width > 0), fill=int(rgbFace is not None))
        canvas.restoreState()

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        weight, size = _kind(prop)
        canvas = self.pen.canvas
        canvas.saveState()
        canvas.translate(self.x + x, self.y + y)
        canvas.rotate(angle)
        canvas.setFillColor(Color(*gc.get_rgb()[:3]))
        at = 0.0
        for name, part in faces.runs(s, self.pen.lang, weight):
            canvas.setFont(name, size)
            canvas.drawString(at, 0, part)
            at += canvas.stringWidth(part, name, size)
        canvas.restoreState()

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        weight, size = _kind(prop)
        return faces.width(s, self.pen.lang, weight, size), 0.73 * size, 0.0

    def _clip(self, gc: GraphicsContextBase) -> None:
        area = gc.get_clip_rectangle()
        if area is not None:
            clip = self.pen.canvas.beginPath()
            clip.rect(self.x + area.x0, self.y + area.y0, area.width, area.height)
            self.pen.canvas.clipPath(clip, stroke=0, fill=0)

    def _shape(self, path: Outline, transform: Transform) -> Any:
        shape = self.pen.canvas.beginPath()
        placed = transform + Affine2D().translate(self.x, self.y)
        last = (0.0, 0.0)
        segments: Any = path.iter_segments(placed, simplify=False, curves=True)
        for points, code in segments:
            p = [float(v) for v in points]
            if code == Outline.CLOSEPOLY:
                shape.close()
                continue
            if code == Outline.MOVETO:
                shape.moveTo(*p)
            elif code == Outline.LINETO:
                shape.lineTo(*p)
            elif code == Outline.CURVE3:  # a quadratic curve as the cubic that it is
                (x0, y0), (x1, y1, x2, y2) = last, p
                shape.curveTo(
                    x0 + 2 / 3 * (x1 - x0),
                    y0 + 2 / 3 * (y1 - y0),
                    x2 + 2 / 3 * (x1 - x2),
                    y2 + 2 / 3 * (y1 - y2),
                    x2,
                    y2,
                )
            else:
                shape.curveTo(*p)
            last = (p[-2], p[-1])
        return shape


def _kind(prop: FontProperties) -> tuple[int, float]:
    weight = prop.get_weight()
    return weight if isinstance(weight, int) else 400, float(prop.get_size_in_points())
