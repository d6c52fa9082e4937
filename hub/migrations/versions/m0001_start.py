"""The hub's first tables: team, log, rights, and a table for each shared one."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE team (
    id TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, seq BIGINT NOT NULL, floor BIGINT NOT NULL,
    created_at BIGINT NOT NULL, PRIMARY KEY (id)
);
CREATE TABLE txlog (
    team TEXT NOT NULL, seq BIGINT NOT NULL, nonce TEXT NOT NULL, actor TEXT NOT NULL, device TEXT NOT NULL,
    what TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (team, seq)
);
CREATE TABLE change (
    team TEXT NOT NULL, scope TEXT NOT NULL, tbl TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, gone
    BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (team, scope, tbl, id)
);
CREATE INDEX change_seq ON change (team, scope, seq);
CREATE TABLE digest (
    team TEXT NOT NULL, scope TEXT NOT NULL, n BIGINT NOT NULL, total BIGINT NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (team, scope)
);
CREATE TABLE mutation (
    mid TEXT NOT NULL, team TEXT NOT NULL, device TEXT NOT NULL, person TEXT NOT NULL, ord BIGINT NOT NULL,
    tbl TEXT NOT NULL, row_id TEXT NOT NULL, body TEXT NOT NULL, outcome TEXT NOT NULL, why TEXT NOT NULL, seq
    BIGINT NOT NULL, at_client BIGINT NOT NULL, received_at BIGINT NOT NULL, skew_ms BIGINT NOT NULL, PRIMARY
    KEY (mid)
);
CREATE INDEX mutation_device ON mutation (team, device, ord);
CREATE INDEX mutation_row ON mutation (team, tbl, row_id);
CREATE TABLE history (
    team TEXT NOT NULL, tbl TEXT NOT NULL, row_id TEXT NOT NULL, seq BIGINT NOT NULL, field TEXT NOT NULL, mid
    TEXT NOT NULL, old TEXT, new TEXT, PRIMARY KEY (team, tbl, row_id, seq, field, mid)
);
CREATE TABLE person (
    team TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, manager_id TEXT,
    password_hash TEXT, active BIGINT NOT NULL, added_at BIGINT NOT NULL, PRIMARY KEY (team, id)
);
CREATE TABLE grant_ (
    team TEXT NOT NULL, person TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (team, person, scope)
);
CREATE TABLE invitation (
    team TEXT NOT NULL, public TEXT NOT NULL, person TEXT NOT NULL, secret_hash TEXT NOT NULL, expires_at
    BIGINT NOT NULL, wrong BIGINT NOT NULL, used_at BIGINT, nonce TEXT, device TEXT, PRIMARY KEY (team,
    public)
);
CREATE TABLE device (
    id TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, token_sha256 TEXT NOT
    NULL, state TEXT NOT NULL, wire BIGINT NOT NULL, enrolled_at BIGINT NOT NULL, lease_until BIGINT NOT NULL,
    last_seen BIGINT NOT NULL, replaces TEXT, PRIMARY KEY (id)
);
CREATE UNIQUE INDEX device_token ON device (token_sha256);
CREATE TABLE attempt (
    what TEXT NOT NULL, wrong BIGINT NOT NULL, until BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (what)
);
CREATE TABLE audit (
    team TEXT NOT NULL, id TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, device TEXT NOT NULL,
    action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (team, id)
);
CREATE INDEX audit_at ON audit (team, at);
CREATE TABLE file (
    team TEXT NOT NULL, sha256 TEXT NOT NULL, scope TEXT NOT NULL, kind TEXT NOT NULL, body {blob} NOT NULL,
    added_at BIGINT NOT NULL, PRIMARY KEY (team, sha256)
);
CREATE TABLE source (
    team TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, definition TEXT NOT NULL, cursor TEXT NOT
    NULL, added_at BIGINT NOT NULL, ran_at BIGINT, report TEXT, PRIMARY KEY (team, name)
);
CREATE TABLE source_row (
    team TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL, whole
    TEXT NOT NULL, state TEXT NOT NULL, said TEXT, waits TEXT, PRIMARY KEY (team, source, kind, key, file)
);
CREATE INDEX source_row_file ON source_row (team, source, kind, file);
CREATE INDEX source_row_whole ON source_row (team, source, kind, whole);
CREATE TABLE reps (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, name TEXT NOT NULL,
    external_id TEXT, name_zh TEXT, role TEXT NOT NULL, territory TEXT, manager_id TEXT, joined_on TEXT,
    left_on TEXT, email TEXT, phone TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX reps_external ON reps (team, external_id);
CREATE TABLE customers (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, name TEXT NOT NULL,
    external_id TEXT, kind TEXT NOT NULL, contact_name TEXT, phone TEXT, email TEXT, birthday TEXT, gender
    TEXT, region TEXT, city TEXT, occupation TEXT, income_band TEXT, household TEXT, channel TEXT,
    consent_call BIGINT, consent_sms BIGINT, consent_mail BIGINT, owner_id TEXT, territory TEXT, registered_on
    TEXT, note TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX customers_external ON customers (team, external_id);
CREATE INDEX customers_scope ON customers (team, scope);
CREATE TABLE products (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, name TEXT NOT NULL,
    external_id TEXT, name_zh TEXT, category TEXT, brand TEXT, price_e4 BIGINT, cost_e4 BIGINT, currency TEXT
    NOT NULL, tax_bp BIGINT, stock BIGINT, status TEXT NOT NULL, launched_on TEXT, life_days BIGINT, spec TEXT
    NOT NULL, features TEXT NOT NULL, PRIMARY KEY (team, id)
);
CREATE INDEX products_external ON products (team, external_id);
CREATE TABLE price_lists (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, name TEXT NOT NULL,
    currency TEXT NOT NULL, external_id TEXT, tier TEXT, region TEXT, valid_from TEXT, valid_to TEXT, PRIMARY
    KEY (team, id)
);
CREATE INDEX price_lists_external ON price_lists (team, external_id);
CREATE TABLE prices (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, price_list_id TEXT NOT
    NULL, product_id TEXT NOT NULL, price_e4 BIGINT NOT NULL, PRIMARY KEY (team, id)
);
CREATE TABLE events (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, external_id TEXT,
    customer_id TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, product_id TEXT, category TEXT, query
    TEXT, channel TEXT, device TEXT, duration_s BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX events_external ON events (team, external_id);
CREATE INDEX events_parent ON events (team, customer_id);
CREATE TABLE orders (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT,
    placed_at BIGINT NOT NULL, net_cents BIGINT NOT NULL, external_id TEXT, rep_id TEXT, channel TEXT,
    currency TEXT NOT NULL, status TEXT NOT NULL, coupon TEXT, discount_cents BIGINT NOT NULL, paid_at BIGINT,
    promised_on TEXT, picking_at BIGINT, collected_at BIGINT, in_transit_at BIGINT, out_for_delivery_at
    BIGINT, signed_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX orders_external ON orders (team, external_id);
CREATE INDEX orders_parent ON orders (team, customer_id);
CREATE TABLE order_lines (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, order_id TEXT NOT NULL,
    line_no BIGINT NOT NULL, product_id TEXT NOT NULL, quantity BIGINT NOT NULL, price_e4 BIGINT NOT NULL,
    net_cents BIGINT NOT NULL, discount_cents BIGINT NOT NULL, PRIMARY KEY (team, id)
);
CREATE INDEX order_lines_parent ON order_lines (team, order_id);
CREATE TABLE returns (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT,
    amount_cents BIGINT NOT NULL, requested_at BIGINT NOT NULL, quantity BIGINT NOT NULL, order_id TEXT,
    product_id TEXT, external_id TEXT, currency TEXT NOT NULL, reason TEXT, status TEXT NOT NULL, refunded_at
    BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX returns_external ON returns (team, external_id);
CREATE INDEX returns_parent ON returns (team, customer_id);
CREATE TABLE tickets (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    opened_at BIGINT NOT NULL, external_id TEXT, channel TEXT, text TEXT, category TEXT, status TEXT NOT NULL,
    satisfaction BIGINT, answered_at BIGINT, resolved_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX tickets_external ON tickets (team, external_id);
CREATE INDEX tickets_parent ON tickets (team, customer_id);
CREATE TABLE surveys (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    kind TEXT NOT NULL, score BIGINT NOT NULL, answered_at BIGINT NOT NULL, external_id TEXT, comment TEXT,
    worst_step TEXT, wish TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX surveys_external ON surveys (team, external_id);
CREATE INDEX surveys_parent ON surveys (team, customer_id);
CREATE TABLE reviews (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    stars BIGINT NOT NULL, written_at BIGINT NOT NULL, product_id TEXT, external_id TEXT, text TEXT,
    answered_at BIGINT, follow_up TEXT, follow_up_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX reviews_external ON reviews (team, external_id);
CREATE INDEX reviews_parent ON reviews (team, customer_id);
CREATE TABLE activities (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    kind TEXT NOT NULL, at BIGINT NOT NULL, rep_id TEXT, external_id TEXT, state TEXT NOT NULL, duration_s
    BIGINT, objective TEXT, outcome TEXT, text TEXT, next_step TEXT, next_on TEXT, promise TEXT, promised_on
    TEXT, kept_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX activities_external ON activities (team, external_id);
CREATE INDEX activities_parent ON activities (team, customer_id);
CREATE TABLE referrals (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    at BIGINT NOT NULL, referred_id TEXT, name TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX referrals_parent ON referrals (team, customer_id);
CREATE TABLE recommendations (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    product_id TEXT NOT NULL, shown_at BIGINT NOT NULL, rep_id TEXT, scene TEXT, outcome TEXT, decided_at
    BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX recommendations_parent ON recommendations (team, customer_id);
CREATE TABLE conflicts (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, tbl TEXT NOT NULL, row_id
    TEXT NOT NULL, field TEXT NOT NULL, at BIGINT NOT NULL, mid TEXT NOT NULL, base TEXT NOT NULL, mine TEXT
    NOT NULL, theirs TEXT NOT NULL, kept TEXT NOT NULL, by_id TEXT, theirs_by TEXT, theirs_at BIGINT,
    settled_as TEXT, settled_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX conflicts_subject ON conflicts (team, tbl, row_id);
CREATE TABLE requests (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, tbl TEXT NOT NULL, row_id
    TEXT NOT NULL, field TEXT NOT NULL, at BIGINT NOT NULL, mid TEXT NOT NULL, base TEXT NOT NULL, wanted TEXT
    NOT NULL, state TEXT NOT NULL, by_id TEXT, decided_by TEXT, decided_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX requests_subject ON requests (team, tbl, row_id);
"""
# Every transaction of a team writes its counter row anew: room on its page for the next version, and old
# ones taken away soon.
COUNTER = """
ALTER TABLE team SET (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200)
"""


def upgrade() -> None:
    """Make everything, in SQL that SQLite and PostgreSQL both take."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in SQL.format(blob="BYTEA" if postgres else "BLOB").split(";\n"):
        if statement.strip():
            op.execute(statement)
    if postgres:
        op.execute(COUNTER)
