"""Background work: results come home, in order, and only to who is still there."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import time
import weakref
from functools import partial
from multiprocessing import active_children
from types import TracebackType

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.work import Faulted, Task, Work
from sales.errors import NotFound, SalesError


def where(task: Task) -> tuple[int, int]:
    return os.getpid(), threading.get_ident()


def refuse(task: Task) -> None:
    raise NotFound("There is no rep {rep}.", "Choose one.", rep="R99")


def break_down(task: Task) -> None:
    raise ZeroDivisionError


def test_a_result_comes_home_to_the_thread_of_the_window(qtbot: QtBot, work: Work) -> None:
    page, got = QWidget(), list[tuple[int, int]]()
    qtbot.addWidget(page)

    work.start(page, where, lambda at: got.append((at[1], threading.get_ident())))
    qtbot.waitUntil(lambda: bool(got))

    assert got[0][0] != got[0][1] == threading.get_ident()


def test_who_cancels_gets_no_result(qtbot: QtBot, work: Work) -> None:
    page, got, begun = QWidget(), list[object](), threading.Event()
    qtbot.addWidget(page)

    def count(task: Task) -> None:
        for step in range(10_000):
            begun.set()
            task.progress(step / 10_000)
            time.sleep(0.001)

    task = work.start(page, count, got.append)
    assert begun.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: work.idle)

    assert got == []


def test_a_page_that_is_gone_gets_no_result(qtbot: QtBot, work: Work) -> None:
    page, got, begun, go_on = QLabel("x"), list[object](), threading.Event(), threading.Event()

    def wait(task: Task) -> int:
        begun.set()
        go_on.wait(5)
        return 1

    work.start(page, wait, lambda result: (page.setText(str(result)), got.append(result)))
    assert begun.wait(5)
    shiboken6.delete(page)
    go_on.set()
    qtbot.waitUntil(lambda: work.idle)

    assert got == []


def test_a_finished_job_keeps_no_page_alive(qtbot: QtBot, work: Work) -> None:
    def ask() -> weakref.ref[QWidget]:
        page = QWidget()
        work.start(page, where, lambda at: page.setToolTip(str(at)))
        return weakref.ref(page)

    page = ask()
    qtbot.waitUntil(lambda: work.idle)
    gc.collect()

    assert page() is None


def test_what_a_person_can_put_right_goes_to_the_page_and_is_no_fault(
    qtbot: QtBot, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    page, told = QWidget(), list[SalesError]()
    qtbot.addWidget(page)

    with caplog.at_level(logging.INFO):
        work.start(page, refuse, lambda _: None, told.append)
        qtbot.waitUntil(lambda: bool(told))

    assert str(told[0]) == "There is no rep R99. Choose one."
    assert {record.levelname for record in caplog.records} == {"INFO"}


def test_a_refusal_that_no_page_takes_is_announced(qtbot: QtBot, work: Work) -> None:
    page = QWidget()
    qtbot.addWidget(page)

    with qtbot.waitSignal(work.refused) as told:
        work.start(page, refuse, lambda _: None)

    assert isinstance(told.args[0], NotFound)


def test_a_bug_goes_to_the_crash_dialog_and_the_page_stops_waiting(
    qtbot: QtBot, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, told, caught = QWidget(), list[SalesError](), list[type[BaseException]]()
    qtbot.addWidget(page)

    def catch(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        caught.append(kind)

    monkeypatch.setattr(sys, "excepthook", catch)
    work.start(page, break_down, lambda _: None, told.append)
    qtbot.waitUntil(lambda: bool(told))

    assert caught == [ZeroDivisionError]
    assert isinstance(told[0], Faulted)


def test_writes_happen_in_the_order_they_were_asked_for(qtbot: QtBot, work: Work) -> None:
    page, seen = QWidget(), list[int]()
    qtbot.addWidget(page)

    for number in range(50):
        work.start(page, lambda task, number=number: seen.append(number), lambda _: None, lane="write")
    qtbot.waitUntil(lambda: work.idle)

    assert seen == list(range(50))


def test_progress_arrives_seldom_enough_to_be_read_and_ends_full(qtbot: QtBot, work: Work) -> None:
    page, shares = QWidget(), list[float]()
    qtbot.addWidget(page)

    def hurry(task: Task) -> None:
        for step in range(1, 2001):
            task.progress(step / 2000)

    work.start(page, hurry, lambda _: None, progress=lambda share, note: shares.append(share))
    qtbot.waitUntil(lambda: work.idle)

    assert shares[-1] == 1
    assert len(shares) < 100


def end_itself(task: Task) -> None:
    os._exit(1)


def test_heavy_work_goes_on_in_another_process_when_one_was_ended(
    qtbot: QtBot, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, told, got = QWidget(), list[SalesError](), list[tuple[int, int]]()
    qtbot.addWidget(page)
    monkeypatch.setattr(sys, "excepthook", lambda *caught: None)

    work.start(page, end_itself, lambda _: None, told.append, lane="heavy")
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    work.start(page, where, got.append, lane="heavy")
    qtbot.waitUntil(lambda: bool(got), timeout=30_000)

    assert isinstance(told[0], Faulted)


def sleep_long(task: Task) -> None:
    time.sleep(60)


def test_closing_the_window_ends_heavy_work_where_it_is(qtbot: QtBot, qapp: object) -> None:
    page, lanes = QWidget(), Work()
    qtbot.addWidget(page)
    lanes.start(page, sleep_long, lambda _: None, lane="heavy")
    qtbot.waitUntil(lambda: bool(active_children()), timeout=30_000)

    began = time.monotonic()
    lanes.close()

    assert time.monotonic() - began < 30
    assert active_children() == []


def test_what_was_typed_is_still_written_when_the_window_closes(qtbot: QtBot, qapp: object) -> None:
    page, lanes, written = QWidget(), Work(), list[int]()
    qtbot.addWidget(page)

    def write(number: int, task: Task) -> None:
        written.append(number)

    for number in range(300):
        lanes.start(page, partial(write, number), lambda _: None, lane="write")

    lanes.close()

    assert written == list(range(300))


def test_a_long_write_is_cut_off_when_the_window_closes(qtbot: QtBot, qapp: object) -> None:
    page, lanes, begun = QWidget(), Work(), threading.Event()
    qtbot.addWidget(page)

    def import_file(task: Task) -> None:
        begun.set()
        while True:
            task.progress(0.5)

    lanes.start(page, import_file, lambda _: None, lane="write", progress=lambda share, note: None)
    assert begun.wait(30)

    lanes.close()

    assert lanes.idle


def test_heavy_work_runs_in_a_process_of_its_own(qtbot: QtBot, work: Work) -> None:
    page, got = QWidget(), list[tuple[int, int]]()
    qtbot.addWidget(page)

    work.start(page, where, got.append, lane="heavy")
    qtbot.waitUntil(lambda: bool(got), timeout=30_000)

    assert got[0][0] != os.getpid()


def test_after_the_window_has_closed_nothing_is_begun(qtbot: QtBot, qapp: object) -> None:
    page, lanes, ran = QWidget(), Work(), list[bool]()
    qtbot.addWidget(page)
    lanes.close()

    task = lanes.start(page, lambda _: ran.append(True), lambda _: None)

    assert task.cancelled
    assert lanes.idle
    assert ran == []
