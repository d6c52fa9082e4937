"""Colours, sizes and type: the only place, with `resources/style.qss`, that knows one.

A theme is a set of colour tokens. `apply` makes one the process's; whatever paints asks `color` for a token,
so that a widget never carries colours of its own. A tone is a meaning ("good", "warn"), a role is a size and
weight of type.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template
from typing import Literal, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from data.resources import resource

Tone = Literal["neutral", "accent", "good", "warn", "bad"]


class Theme(NamedTuple):
    """A look: its name and a colour for each token."""

    name: str
    canvas: str  # the window behind everything
    surface: str  # panels, cards
    raised: str  # inputs, hovered rows, popovers
    fill: str  # selected navigation, neutral chips
    line: str  # hairlines and card borders
    line_strong: str  # input borders
    text: str
    text_2: str  # labels, secondary
    text_3: str  # hints, placeholders, axes
    accent: str
    accent_hover: str
    accent_soft: str  # selected rows, soft buttons
    on_accent: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str

    @property
    def dark(self) -> bool:
        return self.name == "dark"


LIGHT = Theme(
    "light", canvas="#F5F5F7", surface="#FFFFFF", raised="#FAFAFB", fill="#EAEAEE",
    line="#E7E7EB", line_strong="#D5D6DC", text="#16171D", text_2="#5A5D69", text_3="#666974",
    accent="#3D55D8", accent_hover="#3349C4", accent_soft="#EEF1FE", on_accent="#FFFFFF",
    good="#14774A", good_soft="#E6F4EC", warn="#8F5405", warn_soft="#FCF2DF",
    bad="#BC3A30", bad_soft="#FCEBE9",
)  # fmt: skip
DARK = Theme(
    "dark", canvas="#0E0F12", surface="#16171B", raised="#1C1E23", fill="#24262C",
    line="#25272E", line_strong="#363942", text="#EDEEF1", text_2="#A5A8B3", text_3="#8F93A0",
    accent="#8C9DFF", accent_hover="#A0AEFF", accent_soft="#1C2036", on_accent="#0E1020",
    good="#5CC993", good_soft="#14281F", warn="#E3B04F", warn_soft="#2B2313",
    bad="#F08A80", bad_soft="#321C1B",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

AVATAR_HUES = ("#5B6FE0", "#1F8A70", "#B4652A", "#8A56B8", "#B8475F", "#3B7EA6", "#6B7A2E")

# Widths in px. Below DRAWER_BELOW a side panel is a drawer, below RAIL_BELOW the sidebar a rail of icons.
SIDEBAR, RAIL, LIST, SIDE = 212, 56, 308, 340
DRAWER_BELOW, RAIL_BELOW = 1400, 1150
MIN_WINDOW = (960, 500)  # a 1920 x 1080 screen at 200 %, less its task bar
CONTROL, LIST_ROW, TABLE_ROW, TABLE_HEAD = 32, 60, 44, 31
CHIP_RADIUS, CONTROL_RADIUS, ROW_RADIUS, CARD_RADIUS, PANEL_RADIUS = 6, 7, 8, 10, 12


class Face(NamedTuple):
    """A role of type: size, weight and the fixed height of a line of prose, in px."""

    px: int
    weight: int
    line: int


TYPE = {
    "figure": Face(40, 600, 46),
    "show": Face(26, 600, 34),
    "display": Face(22, 600, 28),
    "speak": Face(20, 500, 32),
    "title": Face(18, 600, 24),
    "read": Face(16, 400, 26),
    "clear": Face(16, 500, 24),
    "lead": Face(15, 400, 24),
    "heading": Face(14, 600, 20),
    "body": Face(13, 400, 20),
    "strong": Face(13, 500, 20),
    "label": Face(12, 500, 18),
    "caption": Face(11, 500, 16),
}
LATIN, CHINESE = "Inter", "Rapport Print"  # the second holds Inter and Noto Sans SC in one face
SYSTEM = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI", "Segoe UI")  # for what lies beyond GBK

_added: set[str] = set()
_current = LIGHT
_chinese = False


def current() -> Theme:
    """The theme that the process shows."""
    return _current


def color(token: str) -> QColor:
    """A colour by its token's name, such as "text_2" or "accent"."""
    return QColor(getattr(_current, token))


def pair(tone: Tone) -> tuple[str, str]:
    """The tokens of text and ground that say `tone`."""
    return ("text_2", "fill") if tone == "neutral" else (tone, f"{tone}_soft")


def font(role: str = "body") -> QFont:
    """The font of a role. Set in code and never in the style sheet, so that tabular figures survive."""
    return QFont(_font(role, _chinese))


@cache
def _font(role: str, chinese: bool) -> QFont:
    face = TYPE[role]
    family = QFont()
    family.setFamilies([CHINESE, LATIN, *SYSTEM] if chinese else [LATIN, CHINESE, *SYSTEM])
    family.setPixelSize(face.px)
    family.setWeight(QFont.Weight(face.weight))
    family.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    family.setFeature(QFont.Tag("tnum"), 1)
    if face.px >= 18 and not chinese:
        family.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.4)
    return family


def add_fonts(family: str) -> None:
    """Register the shipped faces of a family with Qt, once."""
    if family not in _added:
        _added.add(family)
        for path in sorted(resource("fonts").glob(f"{family.replace(' ', '')}*.ttf")):
            QFontDatabase.addApplicationFont(str(path))


def named(choice: str) -> Theme:
    """The theme for a setting: light, dark or, for "system", as the desktop around us has it."""
    if choice in THEMES:
        return THEMES[choice]
    return DARK if QGuiApplication.styleHints().colorScheme() == QtCore.Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, theme: Theme, *, chinese: bool = False) -> None:
    """Make `theme` the process's. In Chinese the Chinese face leads, or its quotes would be drawn narrow."""
    global _current, _chinese  # one process shows one theme, as it has one palette
    _current, _chinese = theme, chinese
    app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.canvas, role.WindowText: theme.text, role.Base: theme.surface,
        role.AlternateBase: theme.raised, role.Text: theme.text, role.PlaceholderText: theme.text_3,
        role.Button: theme.surface, role.ButtonText: theme.text, role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text, role.Highlight: theme.accent, role.HighlightedText: theme.on_accent,
        role.Link: theme.accent, role.Accent: theme.accent, role.Mid: theme.line, role.Light: theme.raised,
        role.Dark: theme.line_strong, role.Midlight: theme.line, role.Shadow: theme.canvas,
        role.BrightText: theme.bad,
    }  # fmt: skip
    for name, value in colours.items():
        made.setColor(name, QColor(value))
    for name in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.text_3))
    return made


def style_sheet(theme: Theme) -> str:
    template = Template(resource("style.qss").read_text(encoding="utf-8"))
    return template.substitute(theme._asdict(), glyphs=_glyphs(theme))


def _glyphs(theme: Theme) -> str:
    """A folder with the few glyphs the style sheet needs, recoloured: style sheets can only load files."""
    cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    folder = Path(cache) / "Rapport" / "glyphs" / theme.name
    for name, colour, stroke in (
        ("chevron-down", theme.text_2, "2"),
        ("chevron-up", theme.text_2, "2"),
        ("check", theme.on_accent, "3"),
    ):
        svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
        recoloured = svg.replace("currentColor", colour).replace(
            'stroke-width="2"', f'stroke-width="{stroke}"'
        )
        _keep(folder / f"{name}.svg", recoloured)
    return folder.as_posix()


def _keep(path: Path, text: str) -> None:
    """Write a file that is not there or is another; where none can be written, arrows stay undrawn."""
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return
