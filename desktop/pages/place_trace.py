"""How the scale of a photo is found, step by step, for the inspector."""

from __future__ import annotations

import math

from desktop.desk import Step, Trace
from sales.errors import SalesError
from sales.placing import ASLANT, END_PX, FOCAL_OFF, Placing, known_length, scale
from sales.placing_checks import told_length
from sales.words import Words


def scale_trace(placing: Placing, words: Words) -> Trace | None:
    """Why a pixel is so many millimetres, and what makes that less sure; None without a scale."""
    try:
        found = scale(placing)
    except SalesError:
        return None
    mark = placing.mark
    name = words(known_length(mark.known).name)
    px = words("{n} px", n=words.number(mark.px))
    ends = words.percent(math.hypot(END_PX, END_PX) / mark.px, 1)
    depth = words.percent(placing.wall_mm / (found.camera_mm - placing.wall_mm) * FOCAL_OFF, 1)
    steps = (
        Step(words("Known length"), words("{size} mm", size=words.number(mark.mm, 1)), name),
        Step(words("Marked on the photo"), px),
        Step(
            words("Camera to the wall"),
            told_length(found.camera_mm, words),
            words("by the angle of view of a phone's main camera"),
        ),
        Step(words("Larger where it stands"), words.percent(found.product / found.wall - 1, 1)),
        Step(words("Ends of the mark"), words("± {n}", n=ends), words("each put to 2 pixels")),
        Step(words("The known length itself"), words("± {n}", n=words.percent(mark.off_mm / mark.mm, 1))),
        Step(words("Distance from the wall"), words("± {n}", n=depth)),
        Step(words("Taken not quite square on"), words("± {n}", n=words.percent(ASLANT, 1))),
    )
    return Trace(
        words("Scale"),
        words("± {n}", n=words.percent(found.share, 1)),
        words(
            "One length fixes the scale at its wall; in front of it things look larger, which is allowed for."
        ),
        steps,
    )
