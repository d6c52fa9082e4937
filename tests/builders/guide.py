"""A guide whose commands are run: its files are written, its commands carried out, what they print compared.

A block of console has commands (`$ main.py ...`), each above what it prints. Codes, ids and the address are
others each time; what stands in the guide stands for them from then on.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ main\.py (.*)$", re.MULTILINE)
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")
REMARK = re.compile(r"^ *\d+%  .*\n", re.MULTILINE)  # of progress: there when it takes long
BLANKS = re.compile(r"[ \t]+$", re.MULTILINE)
ADDRESS = "http://127.0.0.1:8470"


@dataclass
class Guide:
    """A guide that is being followed in a folder. `stands_for`: what is meant by what is written."""

    text: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    stands_for: dict[str, str] = field(default_factory=dict)
    servers: list[subprocess.Popen[str]] = field(default_factory=list)

    def blocks(self, *kinds: str) -> Iterator[tuple[str, str]]:
        """Each console block as it is written and as it is printed; files are made on the way."""
        for language, about, content in BLOCK.findall(self.text):
            if language == "csv":
                (self.folder / about).write_text(content, encoding="utf-8")
            elif language == "console" and about == "env":
                self.environment |= dict(line.split("=", 1) for line in content.splitlines())
            elif language == "console" and about in kinds:
                yield content, "".join(self._carried_out(content, about))

    def end(self) -> None:
        """Stop what serves."""
        for server in self.servers:
            server.terminate()
            server.wait(30)
            if server.stdout:
                server.stdout.close()

    def _carried_out(self, content: str, about: str) -> Iterator[str]:
        for found in COMMAND.finditer(content):
            written = content[found.end() :].partition("\n$ ")[0]
            said = self._serve(found[1]) if about == "serve" else self._run(found[1])
            for theirs, ours in zip(CODE.findall(written), CODE.findall(said), strict=False):
                self.stands_for[theirs] = ours
            yield f"{found[0]}\n{self._as_written(said)}"

    def _run(self, command: str) -> str:
        """What a command prints: remarks first, then the result."""
        done = subprocess.run(
            self._words(command),
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            env=self._environment(),
            check=False,
        )
        return done.stderr + done.stdout

    def _serve(self, command: str) -> str:
        server = subprocess.Popen(
            [*self._words(command), "--port", "0"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=self._environment(),
        )
        self.servers.append(server)
        assert server.stdout is not None
        line = server.stdout.readline()
        self.stands_for[ADDRESS] = line.split()[-1]
        return line

    def _words(self, command: str) -> list[str]:
        for theirs, ours in self.stands_for.items():
            command = command.replace(theirs, ours)
        return [sys.executable, str(ROOT / "main.py"), *shlex.split(command)]

    def _environment(self) -> Mapping[str, str]:
        lang = {"RAPPORT_HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT)}
        return {**os.environ, **lang, **self.environment}

    def _as_written(self, said: str) -> str:
        said = REMARK.sub("", BLANKS.sub("", said))
        for theirs, ours in self.stands_for.items():
            said = said.replace(ours, theirs)
        return said
