"""What placing does in the background: read, take a photo in, keep, put on the quote, write the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from data import placements
from data.photos import MOST_BYTES, Photo, PhotoRefused, clean_photo
from data.placing import PlacingBench, placed_bench, placing_bench, put_on_quote
from data.product_sheets import product_to_show
from data.store import Store
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file
from desktop.pages.place_scene import Ground, Seen, picture_png
from desktop.pages.quote_preview_jobs import save_bytes
from desktop.work import Task
from sales.drawn_scenes import drawn_scene
from sales.errors import SalesError
from sales.placing import CARD, DOOR, Placing, begun
from sales.product_colours import Colour
from sales.product_pictures import product_picture
from sales.words import Words


@dataclass(frozen=True, slots=True)
class Table:
    """What lies before the rep: the product, the ground it is placed on, where, and its colour."""

    bench: PlacingBench
    ground: Ground
    photo: bytes  # b"": the drawn scene
    placing: Placing
    colour: Colour
    at: int  # when the photo was taken in

    @property
    def seen(self) -> Seen:
        return seen(self.bench, self.colour)


def seen(bench: PlacingBench, colour: Colour) -> Seen:
    """A product in a colour: its own image where it has one, else painted."""
    if bench.image:
        image = QImage.fromData(bench.image)
        if not image.isNull():
            return Seen(image, bench.known)
    return Seen(product_picture(bench.product.category or "", bench.known, colour), bench.known)


def read(store: Store, version_id: str, number: str, now: int, words: Words, task: Task) -> Table:
    """Raises NotFound, and RuleBroken where the measures are not known."""
    db = store.read()
    wanted = number or product_to_show(db, None, words, now)
    return _table(placing_bench(db, version_id, wanted, now, words), now)


def read_placed(store: Store, placement_id: str, words: Words, task: Task) -> Table:
    return _table(placed_bench(store.read(), placement_id, words), 0)


def read_photo(path: str, task: Task) -> Photo:
    """A photo from a file. Raises PhotoRefused."""
    try:
        with Path(path).open("rb") as file:
            return clean_photo(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise PhotoRefused(
            "{file} cannot be read: {fault}.",
            "Choose another photo.",
            file=Path(path).name,
            fault=error.strerror or error,
        ) from error


def take_photo(raw: bytes, task: Task) -> Photo:
    """A photo from the clipboard or from a window beside ours. Raises PhotoRefused."""
    return clean_photo(raw)


def on_photo(table: Table, photo: Photo, now: int) -> Table:
    """The product on a fresh photo, with the known length that is likely to be on it, to be marked."""
    known = CARD if table.bench.known.held else DOOR
    ground = Ground(QImage.fromData(photo.data))
    placing = replace(begun(photo.width, photo.height, known), room_m2=table.placing.room_m2)
    return replace(table, ground=ground, photo=photo.data, placing=placing, at=now)


def on_drawn(table: Table) -> Table:
    """The product in the scene that is drawn for it."""
    scene = drawn_scene(table.bench.product.category or "", table.bench.known)
    placing = replace(scene.placing, room_m2=table.placing.room_m2)
    return replace(table, ground=Ground(None, scene.picture), photo=b"", placing=placing)


def keep(store: Store, table: Table, kept_id: str, task: Task) -> str:
    """Keep what lies on the table on this computer; anew ("") or as it has become. Returns its id."""
    if kept_id:
        placements.change(store, kept_id, table.colour.key, table.placing)
        return kept_id
    bench = table.bench
    return placements.keep(
        store,
        bench.customer_id,
        bench.version_id,
        bench.product.id,
        table.colour.key,
        table.placing,
        table.photo,
        table.at,
    )


def keep_on_quote(store: Store, table: Table, kept_id: str, now: int, words: Words, task: Task) -> str:
    """Keep it, and put it on its line of the quote. Returns its id."""
    made = keep(store, table, kept_id, task)
    put_on_quote(store, table.bench, made, now, words)
    return made


def take_away(store: Store, placement_id: str, task: Task) -> None:
    placements.remove(store, placement_id)


def write_picture(owner: QWidget, desk: Desk, table: Table, refused: Callable[[SalesError], None]) -> None:
    """Write the product in its place as a PNG, then say where it is and offer to open it."""
    words = desk.words
    name = words(
        "{product} in place {customer}", product=table.bench.name, customer=table.bench.customer_name
    )
    path = document_path(name.strip(), ".png")

    def say(_: object) -> None:
        text = words("The picture is saved: {file}", file=path.name)
        more = words("In {folder}", folder=str(path.parent))
        desk.banner(Notice(text, more, "good", words("Open the file"), partial(open_file, path)))

    desk.work.start(owner, partial(_picture, table, words, path), say, refused)


def _picture(table: Table, words: Words, path: Path, task: Task) -> Path:
    return save_bytes(picture_png(table.ground, table.placing, table.seen, words), path, task)


def _table(bench: PlacingBench, now: int) -> Table:
    """What was placed before, else the drawn scene."""
    before = bench.before
    scene = drawn_scene(bench.product.category or "", bench.known)
    ground = Ground(None, scene.picture)
    colour = bench.colours[0]
    if before is None:
        return Table(bench, ground, b"", scene.placing, colour, now)
    if bench.photo:
        ground = Ground(QImage.fromData(bench.photo))
    colour = next((one for one in bench.colours if one.key == before.colour), colour)
    return Table(bench, ground, bench.photo, before.placing, colour, before.at)
