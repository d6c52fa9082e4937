"""How a photo gets onto the page: from a file, by dropping it, from the clipboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from data.photos import PhotoRefused
from desktop.desk import Desk, Notice
from desktop.pages.place_jobs import read_photo, take_photo
from sales.errors import SalesError

PHOTOS = "*.jpg *.jpeg *.png *.webp *.heic"


class PhotoIntake(QObject):
    """Reads photos in the background; `taken` carries each, made fit to be kept. A refused one is told."""

    taken = Signal(object)

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner

    def choose(self) -> None:
        words = self._desk.words
        kinds = f"{words('Photos')} ({PHOTOS})"
        path, _ = QFileDialog.getOpenFileName(self._owner, words("Open a photo"), "", kinds)
        if path:
            self.take_file(path)

    def paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        self.take(files[0] if files else mime.imageData())

    def take(self, dropped: object) -> None:
        """A file's path, or a picture from the clipboard or another window."""
        if isinstance(dropped, str):
            self.take_file(dropped)
        elif isinstance(dropped, QImage) and not dropped.isNull():
            job = partial(take_photo, _png(dropped))
            self._desk.work.start(self._owner, job, self.taken.emit, self._tell)
        else:
            self._tell(PhotoRefused("There is no photo to paste.", "Copy one first, or drop a file here."))

    def take_file(self, path: str) -> None:
        self._desk.work.start(self._owner, partial(read_photo, path), self.taken.emit, self._tell)

    def _tell(self, error: SalesError) -> None:
        self._desk.banner(Notice(*error.said(self._desk.words)))


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(image)
    return bytes(data.data())
