"""The hub schema's history, run by Alembic: `hub.start` calls it, nobody has to.

One module per change in `versions`, each in SQL that SQLite and PostgreSQL both take. Columns and tables are
added, filled, and only in a later release taken away, so that an older hub process beside a newer one works.
"""

HEAD = "0003"  # the newest of `versions`: what a hub that is up to date has in `alembic_version`
