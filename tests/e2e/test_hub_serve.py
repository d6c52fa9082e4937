"""The hub as a process: its first line, its end, its certificate, and callers who never finish."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from data.sync.tables import SHARED
from hub import devices, files, serve, start
from hub.db import Db
from hub.limits import Limits
from tests.builders.certificate import self_signed
from tests.builders.hub import NOW, Team, a_team

ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from hub.serve import serve; serve(sys.argv[1], port=0)"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return start.url(tmp_path / "hub.db")


@pytest.fixture
def team(url: str) -> Team:
    with closing(Db(url)) as db:
        return a_team(db)


@contextmanager
def process(url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A hub in a process of its own, and its address."""
    hub = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVE, url],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    try:
        assert hub.stdout is not None
        yield hub, hub.stdout.readline().removeprefix("Rapport hub on ").strip()
    finally:
        hub.kill()
        hub.communicate()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this computer that nobody has signed but itself, and its key."""
    return self_signed(tmp_path_factory.mktemp("certificate"))


def test_the_first_line_is_an_address_that_answers(url: str, team: Team) -> None:
    with process(url) as (_, address):
        answer = httpx.get(f"{address}/v1/health")

    assert answer.json() == {"rapport": 1, "name": "Lanting Home"}


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_hub_that_is_told_to_stop_ends_what_runs_and_says_nothing(
    url: str, team: Team, end: signal.Signals
) -> None:
    with process(url) as (hub, address):
        httpx.get(f"{address}/v1/health")
        hub.send_signal(end)
        rest, complaints = hub.communicate(timeout=30)

    assert (hub.returncode, rest, complaints) == (0, "", "")


def test_a_hub_that_was_killed_serves_again_from_the_same_file(url: str, team: Team) -> None:
    with process(url) as (hub, _):
        hub.kill()

    with process(url) as (_, address):
        assert httpx.get(f"{address}/v1/health").status_code == 200


def test_a_database_without_a_team_is_not_served(url: str) -> None:
    with pytest.raises(start.NoTeam):
        serve.serve(url, port=0)


def test_a_port_that_is_taken_is_told_in_a_sentence(url: str, team: Team) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]

        with pytest.raises(serve.CannotServe, match=f"127.0.0.1, port {port}"):
            serve.serve(url, port=port)


def test_a_hub_with_a_certificate_speaks_https_to_whoever_trusts_it(
    url: str, team: Team, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    with closing(Db(url)) as db, serve.embedded(db, cert=cert, key=key) as address:
        trusting = ssl.create_default_context(cafile=cert)
        with httpx.Client(verify=trusting) as client:
            answer = client.get(f"{address}/v1/health")
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{address}/v1/health")

    assert address.startswith("https://")
    assert answer.json()["name"] == "Lanting Home"
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("broken", ["missing", "not a certificate", "another key"])
def test_a_certificate_that_cannot_be_used_is_told_in_a_sentence(
    url: str, team: Team, certificate: tuple[Path, Path], tmp_path: Path, broken: str
) -> None:
    cert, key = certificate
    if broken == "missing":
        cert = tmp_path / "none.pem"
    elif broken == "not a certificate":
        cert = tmp_path / "text.pem"
        cert.write_text("no certificate", encoding="ascii")
    else:
        (tmp_path / "other").mkdir()
        key = self_signed(tmp_path / "other")[1]

    with pytest.raises(serve.CannotServe, match="cannot be used"):
        serve.serve(url, port=0, cert=cert, key=key)


def test_whoever_begins_a_request_and_does_not_end_it_is_cut_off(url: str, team: Team) -> None:
    limits = Limits(head_s=0.3)

    with (
        closing(Db(url)) as db,
        serve.embedded(db, limits=limits) as address,
        closing(_connected(address)) as caller,
    ):
        caller.settimeout(0.05)
        began = time.monotonic()
        while time.monotonic() - began < 20:  # a little at a time, and never the end
            try:
                caller.sendall(b"X-Slow: 1\r\n" if time.monotonic() > began + 0.1 else b"GET / HTTP/1.1\r\n")
                if caller.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break

    assert time.monotonic() - began < 10


def test_whoever_reads_the_answer_too_slowly_is_cut_off(url: str, team: Team) -> None:
    size, read, limits = 24 << 20, 0, Limits(answer_s=0.3)
    with closing(Db(url)) as db:
        _, token = db.write(lambda tx: devices.connect(tx, team.admin, "laptop", 1, NOW))
        sha = db.write(lambda tx: files.keep(tx, team.id, bytes(size), "x/y", SHARED, NOW))

        with serve.embedded(db, limits=limits) as address, closing(_connected(address)) as caller:
            asked = f"GET /v1/file/{sha} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n\r\n"
            caller.sendall(asked.encode())
            while got := caller.recv(64 << 10):
                read += len(got)
                time.sleep(0.02)  # slower than it is allowed to be
            still = httpx.get(f"{address}/v1/health").status_code

    assert read < size
    assert still == 200


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0))
