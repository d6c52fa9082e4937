"""What the hub counts, as Prometheus text: requests and how long they took, what was pushed and pulled, and
how the laptops fare by their own report.

What to alarm on is in docs/hub.md; the first is a queue older than a day on a laptop whose pulls succeed.
Computers are named by their ids; nobody's data are here.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from data.sync.wire import Report, Result
from hub.db import Db

TEXT = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one running hub."""

    def __init__(self, db: Db) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "rapport_requests", "Requests by endpoint and status.", ("endpoint", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "rapport_request_seconds", "How long requests took.", ("endpoint",), buckets=SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._mutations = Counter(
            "rapport_mutations", "Mutations received, by what became of them.", ("outcome",),
            registry=self._registry,
        )  # fmt: skip
        self._rows = Counter("rapport_rows_sent", "Rows sent to laptops.", registry=self._registry)
        self._bytes = Counter("rapport_bytes_sent", "Bytes sent, as compressed.", registry=self._registry)
        self._forks = Counter(
            "rapport_forks", "Requests that knew more than this hub, which was restored since.",
            registry=self._registry,
        )  # fmt: skip
        self._standing = _Standing(db)
        self._registry.register(self._standing)

    def answered(self, endpoint: str, status: int, seconds: float, size: int) -> None:
        self._requests.labels(endpoint, str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)
        self._bytes.inc(size)

    def pushed(self, results: Iterable[Result]) -> None:
        for outcome, n in Tally(result.outcome for result in results).items():
            self._mutations.labels(outcome).inc(n)

    def pulled(self, rows: int) -> None:
        self._rows.inc(rows)

    def forked(self) -> None:
        self._forks.inc()

    def reported(self, device: str, report: Report) -> None:
        """What a laptop says of itself at each pull; the last is shown."""
        self._standing.reports[device] = report

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Standing(Collector):
    """What is read when it is asked for: how large the teams are, and how each laptop fares."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self.reports: dict[str, Report] = {}

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        with self._db.reading() as tx:
            teams = tx.rows("SELECT id, seq FROM team")
            rows = tx.rows("SELECT team, CAST(sum(n) AS BIGINT) FROM digest GROUP BY team")
            states = tx.rows("SELECT team, state, count(*) FROM device GROUP BY team, state")
            seen = tx.rows("SELECT id, last_seen FROM device WHERE state = 'active'")
        yield _gauge("rapport_seq", "Transactions of a team.", ("team",), teams)
        yield _gauge("rapport_rows", "Rows of a team.", ("team",), rows)
        yield _gauge("rapport_devices", "Computers of a team by state.", ("team", "state"), states)
        last = [(device, at / 1000) for device, at in seen]
        yield _gauge("rapport_device_last_seen_seconds", "When a computer was here.", ("device",), last)
        active = {device for device, _ in seen}
        reports = {device: one for device, one in list(self.reports.items()) if device in active}
        for name, about, values in (
            ("waiting", "Messages not sent yet.", {d: one.waiting for d, one in reports.items()}),
            ("oldest_seconds", "Age of the oldest.", {d: one.oldest_ms / 1000 for d, one in reports.items()}),
            ("heals", "Repairs that the digest asked for.", {d: one.heals for d, one in reports.items()}),
            ("failures", "Rounds failed in a row.", {d: one.failures for d, one in reports.items()}),
        ):
            yield _gauge(f"rapport_device_{name}", about, ("device",), values.items())


def _gauge(name: str, about: str, labels: tuple[str, ...], rows: Iterable[Iterable[object]]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for row in rows:
        *named, value = row
        family.add_metric([str(one) for one in named], float(str(value)))
    return family
