"""Placing a product on a photo by mouse and keys; what is kept, what a customer sees, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data import placements, quotes
from data.facts import put
from data.language import words as words_of
from data.settings import settings
from data.store import Changes, Store, open_store
from desktop import theme
from desktop.desk import Desk, Notice
from desktop.pages.place import PlacePage
from desktop.pages.place_canvas import COMPARE, MARK, PLACE
from desktop.pages.place_scene import product_box
from desktop.pages.place_view import PlaceView
from desktop.session import Session
from desktop.work import Work
from sales.facts import Customer, Product
from sales.placing import Placing, scale
from sales.words import Words
from tests.builders.screen import turn
from tests.conftest import ZONE
from tests.gui.conftest import NOW

SPEC: dict[str, object] = {
    "size_mm": "240x240x620",
    "colours": "pearl graphite sage",
    "clear_cm": 15,
    "room_m2": 62,
    "cable_m": 1.8,
}
MakePage = Callable[..., PlacePage]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("place") / "rapport.db")
    phone: dict[str, object] = {"size_mm": "71.5x7.8x149.6", "held": True}
    with store.write(Changes.of("products")) as db:
        tower = Product("p1", "Pure 620", "AP-620", "Pure 620 空气净化器", "air-purifier", spec=SPEC)
        put(db, [Customer("c1", "Lakeside Hotel", "C-1"), tower])
        put(db, [Product("p2", "Lumo 12", "PH-12", None, "phone", spec=phone), Product("p3", "Card", "X-1")])
        db.execute("UPDATE products SET price_e4 = 19990000, cost_e4 = 7770000, tax_bp = 1300")
    yield store
    store.close()


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication, shop: Store, work: Work) -> Iterator[MakePage]:
    def build(ref: str, locale: str = "en", width: int = 1228) -> PlacePage:
        words = words_of(locale, ZONE)
        theme.apply(qapp, theme.LIGHT, chinese=words.chinese)
        made = PlacePage(Desk(shop, work, words, theme.LIGHT, settings(shop.read()), None, lambda: NOW))
        qtbot.addWidget(made)
        made.resize(width, 880)
        made.show_ref(ref)
        made.show()
        settle(qtbot, made)
        return made

    yield build
    theme.apply(qapp, theme.LIGHT)


def settle(qtbot: QtBot, page: PlacePage) -> None:
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=10_000)
    turn()


def kept(qtbot: QtBot, page: PlacePage) -> None:
    """Leave the page: what is not kept yet is kept then."""
    page.hide()
    settle(qtbot, page)


def placing(page: PlacePage) -> Placing:
    assert page.table
    return page.table.placing


def photo_file(folder: Path) -> str:
    made = BytesIO()
    Image.new("RGB", (1600, 1200), "#D8CFC0").save(made, "JPEG")
    path = folder / "lobby.jpg"
    path.write_bytes(made.getvalue())
    return str(path)


def said(page: QWidget) -> str:
    turn()
    shown = [one for one in page.findChildren(QLabel) if not one.isHidden()]
    buttons = [one.text() for one in page.findChildren(QPushButton)]
    return "\n".join([*(one.text() for one in shown), *buttons])


def test_arrows_move_a_centimetre_and_with_shift_ten_and_it_is_kept(qtbot: QtBot, make: MakePage) -> None:
    page = make("-/AP-620")
    before, k = placing(page).foot, scale(placing(page)).product

    QTest.keyClick(page.canvas, Qt.Key.Key_Right)
    QTest.keyClick(page.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)

    after = placing(page).foot
    assert (after.x - before.x) / k == pytest.approx(10)
    assert (before.y - after.y) / k == pytest.approx(100)
    kept(qtbot, page)
    assert placing(make("-/AP-620")).foot == after


def test_the_product_is_dragged_by_the_mouse_and_a_new_mark_is_drawn(qtbot: QtBot, make: MakePage) -> None:
    page = make("-/AP-620")
    assert page.table
    canvas, view, before = page.canvas, page.canvas.view, placing(page)
    middle = product_box(view, before, page.table.seen).center().toPoint()

    drag(canvas, middle, middle - QPoint(60, 0))

    moved = view.point(placing(page).foot) - view.point(before.foot)
    assert (moved.x(), moved.y()) == pytest.approx((-60, 0))
    page.mark()
    drag(canvas, QPoint(100, 200), QPoint(100, 500))
    assert placing(page).mark.px * view.k == pytest.approx(300)
    assert "1 px = " in said(page)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def test_in_mark_the_ends_are_moved_a_pixel_by_keys(qtbot: QtBot, make: MakePage) -> None:
    page = make("-/AP-620")
    page.mark()
    start, end = placing(page).mark.start, placing(page).mark.end

    QTest.keyClick(page.canvas, Qt.Key.Key_Down)
    QTest.keyClick(page.canvas, Qt.Key.Key_Space)
    QTest.keyClick(page.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)

    assert placing(page).mark.start.y == start.y + 1
    assert placing(page).mark.end.x == end.x - 10
    assert page.canvas.grip == "end"


def test_a_photo_is_marked_placed_and_saved_to_the_quote_and_never_sent(
    qtbot: QtBot, make: MakePage, shop: Store, tmp_path: Path
) -> None:
    version = quotes.begin(shop, "c1", NOW)
    page = make(f"{version}/AP-620")

    page.photos.take_file(photo_file(tmp_path))
    settle(qtbot, page)
    assert page.canvas.mode == MARK
    page.next_colour()
    page.save_to_quote()
    settle(qtbot, page)

    (made,) = placements.placements(shop.read(), version_id=version)
    found = quotes.kept(shop.read(), version, NOW, Words())
    (line,) = found.version.quote.lines
    assert (made.customer_id, made.colour, made.placing.photo_width) == ("c1", "graphite", 1600)
    assert found.particulars.of(line.id).placement_id == made.id
    assert placements.photo(shop.read(), made.id).startswith(b"\xff\xd8\xff")
    assert {row[0] for row in shop.read().execute("SELECT DISTINCT tbl FROM outbox")} == {"quotes"}
    page.reload()
    settle(qtbot, page)
    assert "1 on the quote" in said(page)


def test_what_is_no_photo_is_told_and_changes_nothing(qtbot: QtBot, make: MakePage, tmp_path: Path) -> None:
    page = make("-/AP-620")
    before, told = page.table, list[Notice]()
    page.desk.noticed.connect(told.append)
    drawing = tmp_path / "room.jpg"
    drawing.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    page.photos.take_file(str(drawing))
    page.photos.take_file(str(tmp_path / "gone.jpg"))
    page.photos.take(None)
    settle(qtbot, page)

    assert sorted(one.text for one in told) == [
        "There is no photo to paste.",
        "This is a drawing or document, not a photo.",
        "gone.jpg cannot be read: No such file or directory.",
    ]
    assert page.table == before


def test_a_photo_is_pasted_and_taken_away_again(qtbot: QtBot, make: MakePage, shop: Store) -> None:
    page = make("-/AP-620")
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.lightGray)
    QGuiApplication.clipboard().setImage(image)

    page.paste()
    settle(qtbot, page)
    assert placing(page).photo_width == 640
    kept(qtbot, page)
    page.take_photo_away()
    settle(qtbot, page)

    assert page.table
    assert page.table.photo == b""
    assert placements.latest(shop.read(), "", "p1") is None


def test_what_is_typed_counts_as_it_is_typed_and_what_is_no_number_is_told(make: MakePage) -> None:
    page = make("-/AP-620")
    page.side.length.setFocus()
    QTest.keyClicks(page.side.room, "31")
    assert "31 m² of up to 62" in said(page)

    page.side.wall.selectAll()
    QTest.keyClicks(page.side.wall, "x")

    assert "Type a number, such as 240." in said(page)
    assert placing(page).room_m2 == 31
    page.side.wall.selectAll()
    QTest.keyClicks(page.side.wall, "900")
    assert "too far from the wall" in said(page)


def test_an_issued_version_is_looked_at_and_stays(qtbot: QtBot, make: MakePage, shop: Store) -> None:
    version = quotes.begin(shop, "c1", NOW)
    page = make(f"{version}/AP-620")
    page.save_to_quote()
    settle(qtbot, page)
    quotes.issue(shop, version, NOW + 1)
    (made,) = placements.placements(shop.read(), version_id=version)

    again = make(f"{version}/AP-620")
    QTest.keyClick(again.canvas, Qt.Key.Key_Right)
    kept(qtbot, again)

    assert not again.side.save.isEnabled()
    assert "It has been issued and stays as it is" in said(again)
    assert placements.placement(shop.read(), made.id) == made


def test_a_customer_sees_the_product_and_nothing_of_anyone(qtbot: QtBot, make: MakePage, shop: Store) -> None:
    version = quotes.begin(shop, "c1", NOW)
    page = make(f"{version}/AP-620")
    went = list[tuple[str, str]]()
    page.desk.went.connect(lambda name, ref: went.append((name, ref)))
    page.show_customer()
    settle(qtbot, page)
    ((name, ref),) = went
    assert name == "place-view"

    view = PlaceView(page.desk)
    qtbot.addWidget(view)
    view.show_ref(ref)
    view.show()
    settle(qtbot, page)

    words = said(view) + (repr(view.table.bench) if view.table else "")
    assert "Pure 620" in words
    for private in ("Lakeside", "Q26", "C-1", "'c1'", version):
        assert private not in words
    view.next_colour()
    assert "Graphite" in said(view)


def test_a_phone_is_tried_beside_a_bank_card_and_what_has_no_measures_is_refused(make: MakePage) -> None:
    phone = make("-/PH-12", "zh_CN", 960)
    bare = make("-/X-1")

    assert placing(phone).mark.known == "card"
    assert "银行卡" in said(phone)
    assert "试一试" in said(phone)
    assert not phone.side.isVisible()
    phone.open_side()
    assert phone.side.isVisible()
    assert phone.back()
    assert "The measures of Card are not known." in said(bare)


def test_all_of_it_goes_by_keys_in_the_window(
    qtbot: QtBot, open_session: Callable[..., Session], home: Path, tmp_path: Path
) -> None:
    store = open_store(home / "rapport.db")
    with store.write(Changes.of("products")) as db:
        db.execute('UPDATE products SET spec = \'{"size_mm": "240x240x620", "colours": "pearl sage"}\'')
    store.close()
    session = open_session()
    stage = session.shell.stage
    assert stage
    stage.go("place", "-/AP-0")
    qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)
    page = stage.page
    assert isinstance(page, PlacePage)
    page.canvas.setFocus()

    for key in (Qt.Key.Key_C, Qt.Key.Key_E, Qt.Key.Key_D):
        QTest.keyClick(page.canvas, key)
    assert page.table
    assert page.table.colour.key == "sage"
    assert (len(placing(page).edges), placing(page).wall_mm) == (2, 200)
    modes = []
    for key in (Qt.Key.Key_M, Qt.Key.Key_B, Qt.Key.Key_B):
        QTest.keyClick(page.canvas, key)
        modes.append(page.canvas.mode)
    assert modes == [MARK, COMPARE, PLACE]
    QTest.keyClick(page.canvas, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: stage.public, timeout=5_000)
    QTest.keyClick(session.shell, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stage.page is page, timeout=5_000)
