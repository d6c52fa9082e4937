"""Packs from the author page: where one is written, which is taken in, and the way back from that.

What reads and signs them is imported when the first one is asked for: the window does not wait for it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from data.settings import company, settings
from data.store import Store
from desktop.desk import Desk, Notice
from desktop.documents import document_path
from desktop.pages.author_pack import PackPanel
from desktop.widgets.overlay import Overlay
from desktop.work import Task
from sales.words import Words

if TYPE_CHECKING:
    from data.pack_files import Pack
    from data.packs import Imported, Plan

ENDING = ".rapport-pack"


class Packs:
    """What the page does with packs; `panel` is the one that waits for a word."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        self._desk, self._page = desk, page
        self.panel: PackPanel | None = None
        self._overlay: Overlay | None = None

    def ask_where(self) -> None:
        words = self._desk.words
        wanted = document_path(words("Playbook"), ENDING)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        path, _ = QFileDialog.getSaveFileName(self._page, words("Export a pack"), str(wanted), f"*{ENDING}")
        if path:
            self.export_to(Path(path))

    def ask_which(self) -> None:
        words = self._desk.words
        path, _ = QFileDialog.getOpenFileName(self._page, words("Import a pack"), "", f"*{ENDING}")
        if path:
            self.show(Path(path))

    def export_to(self, path: Path) -> None:
        """Write what the team published as a pack; the whole playbook where it has published nothing."""
        desk = self._desk

        def job(task: Task) -> Pack:
            from data.packs import all_files, export_pack, team_files

            db = desk.store.read()
            return export_pack(desk.store, path, team_files(db) or all_files(db), desk.now(), desk.words)

        desk.work.start(self._page, job, partial(self._exported, path), lane="write")

    def show(self, path: Path) -> None:
        """Show what importing a pack would change."""
        desk = self._desk

        def job(task: Task) -> Plan:
            from data.pack_files import read_pack
            from data.packs import plan

            return plan(desk.store.read(), read_pack(path), desk.words)

        desk.work.start(self._page, job, self.show_plan)

    def show_plan(self, found: Plan) -> None:
        """Ask for a word on what a pack would change."""
        self.panel = PackPanel(self._desk.words)
        self.panel.show_plan(found)
        self._overlay = Overlay(self._page.window(), self.panel)
        self._overlay.closed.connect(self._forget)
        self.panel.left.connect(self.leave)
        self.panel.taken.connect(self._import)
        self._overlay.open(self.panel.take)

    def leave(self) -> None:
        """Close what was asked."""
        if self._overlay is not None:
            self._overlay.dismiss()

    def _forget(self) -> None:
        self.panel = self._overlay = None

    def _import(self, found: Plan) -> None:
        self.leave()
        desk, words = self._desk, self._desk.words
        by = desk.rep.id if desk.rep else None

        def job(task: Task) -> Imported:
            from data.packs import import_pack

            return import_pack(desk.store, found, desk.now(), by=by, trust=found.pack.signer)

        def undo(done: Imported) -> None:
            from data.packs import undo_import

            back = lambda task: undo_import(desk.store, done, desk.now())  # noqa: E731
            desk.work.start(self._page, back, lambda _: desk.toast(words("Taken back")), lane="write")

        def said(done: Imported) -> None:
            told = words.count("{n} text imported", "{n} texts imported", done.texts)
            desk.toast(told, partial(undo, done))

        desk.work.start(self._page, job, said, lane="write")

    def _exported(self, path: Path, pack: Pack) -> None:
        words = self._desk.words
        n = len(pack.files)
        told = words.count("{n} text in {file}.", "{n} texts in {file}.", n, file=path.name)
        more = words("Signed as {fingerprint}: read this to whoever takes it.", fingerprint=pack.signer)
        self._desk.banner(Notice(told, more, "good"))


def sample_plan(store: Store, words: Words, now: int) -> Plan:
    """For the tour: a pack as another team might send it."""
    from data.pack_files import Pack, fingerprint
    from data.packs import Plan, all_files

    files = all_files(store.read())[::7]
    sender = company(settings(store.read()), words)
    pack = Pack(sender, fingerprint(sender.encode()), now, files)
    return Plan(pack, trusted=False, new=files[:2], changed=files[2:7], same=len(files) - 7)
