"""Alembic's way in: it runs the changes in the transaction that `hub.start` has open."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
