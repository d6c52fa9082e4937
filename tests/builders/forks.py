"""Real processes that start at once, to be killed in their dozens: forks of one that has imported everything.

The parent is a process of its own without threads. It is told on its input what to fork, and says the child's
id; a child writes what it has to say into a file, line by line.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Fork:
    """A child, and the file that it writes to."""

    pid: int
    said: Path

    def lines(self) -> list[str]:
        """The whole lines it has said so far."""
        return self.said.read_text(encoding="utf-8").split("\n")[:-1]

    def wait_for(self, beginning: str) -> None:
        """Until it has said a line that begins so."""
        end = time.monotonic() + PATIENCE_S
        while not any(line.startswith(beginning) for line in self.lines()):
            assert self.alive, f"it ended: {self.lines()[-3:]}"
            assert time.monotonic() < end, f"it does not say {beginning}"
            time.sleep(0.005)

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> list[str]:
        """Kill -9. Returns what it had said."""
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)
        end = time.monotonic() + PATIENCE_S
        while self.alive:
            assert time.monotonic() < end, "it does not die"
            time.sleep(0.002)
        return self.lines()


class Parent:
    """The process that forks."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._asking = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.builders.forks"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def laptop(self, home: Path) -> Fork:
        """A laptop at work: `tests.builders.sync_worker`."""
        return self._fork("laptop", str(home), home.name)

    def hub(self, url: str, port: int) -> Fork:
        """A hub that serves; it says so once it accepts connections."""
        return self._fork("hub", url, str(port))

    def stop(self) -> None:
        self._process.communicate()

    def _fork(self, *words: str) -> Fork:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with self._asking:
            self._count += 1
            said = self._folder / f"said-{self._count:03}"
            said.touch()
            stdin.write("\t".join((str(said), *words)) + "\n")
            stdin.flush()
            return Fork(int(stdout.readline()), said)


@contextmanager
def parent(folder: Path) -> Iterator[Parent]:
    """A parent while the block runs. Whoever takes children from it kills them."""
    folder.mkdir()
    made = Parent(folder)
    try:
        yield made
    finally:
        made.stop()


def main() -> None:
    import hub.serve  # noqa: F401 - before the first fork
    from tests.builders import sync_worker  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    while line := sys.stdin.readline():
        said, kind, *words = line.rstrip("\n").split("\t")
        if (pid := os.fork()) == 0:
            _child(said, kind, words)
        print(pid, flush=True)


def _child(said: str, kind: str, words: list[str]) -> None:
    """What a child does until it is killed."""
    from hub.serve import serve
    from tests.builders.sync_worker import work

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(said, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        if kind == "hub":
            serve(words[0], port=int(words[1]), say=lambda text: print(text, flush=True))
        else:
            work(Path(words[0]), words[1])
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
