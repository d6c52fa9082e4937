"""The random histories of `tests.builders.histories_of_sync` with the hub on PostgreSQL instead of SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection

from hub.db import Db
from hub.schema import METADATA
from tests.builders.histories_of_sync import Histories
from tests.builders.model import HubModel

Dump = Mapping[str, Sequence[Mapping[str, Any]]]


class OnPostgres(HubModel):
    """The model's hub, its backup taken and restored whole, table by table."""

    def __init__(self, rng: Any, url: str) -> None:
        db = Db(url)
        with db.engine.begin() as connection:
            _empty(connection)
        super().__init__(rng, db)

    def back_up(self) -> Any:
        with self.db.engine.connect() as connection:
            return {
                table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in METADATA.sorted_tables
            }

    def restore(self, kept: Any) -> None:
        with self.db.engine.begin() as connection:
            _empty(connection)
            for table in METADATA.sorted_tables:
                if rows := kept[table.name]:
                    connection.execute(table.insert(), rows)


def _empty(connection: Connection) -> None:
    for table in METADATA.sorted_tables:
        connection.execute(table.delete())


def histories(url: str, examples: int, steps: int) -> None:
    """Run histories until one breaks an invariant, which is then told in as few steps as it takes."""

    class Machine(Histories):
        def new_hub(self) -> HubModel:
            return OnPostgres(self.rng, url)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_histories_converge_with_the_hub_on_postgresql(postgres_url: str):
    histories(postgres_url, examples=25, steps=30)


@pytest.mark.slow
def test_hundreds_of_histories_converge_with_the_hub_on_postgresql(postgres_url: str):
    histories(postgres_url, examples=300, steps=40)
