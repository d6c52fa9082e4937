"""The first schema: what is known of a customer, what is sold, and what the laptop keeps for itself.

Amounts are INTEGER in the currency's minor unit (`*_cents`), unit prices INTEGER in ten-thousandths of the
major unit (`*_e4`), rates in basis points (`*_bp`), instants INTEGER UTC milliseconds (`*_at`), days ISO text
(`*_on`).
`external_id` is the id of the shop or ERP: the one that people type. `batch` is the import that created the
row.
"""

from __future__ import annotations

from sqlite_utils import Database

SQL = """
CREATE TABLE reps (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, name TEXT NOT NULL, name_zh TEXT, role TEXT NOT NULL DEFAULT
    'rep', territory TEXT, email TEXT, phone TEXT, manager_id TEXT, joined_on TEXT, left_on TEXT, batch
    INTEGER
) STRICT;

CREATE TABLE customers (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'person',
    contact_name TEXT, phone TEXT, email TEXT, birthday TEXT, gender TEXT, region TEXT, city TEXT, occupation
    TEXT, income_band TEXT, household TEXT, channel TEXT, consent_call INTEGER, consent_sms INTEGER,
    consent_mail INTEGER, owner_id TEXT, territory TEXT, registered_on TEXT, note TEXT, batch INTEGER
) STRICT;
CREATE INDEX customers_owner ON customers (owner_id);
CREATE INDEX customers_name ON customers (name COLLATE NOCASE, id);

CREATE TABLE products (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, name TEXT NOT NULL, name_zh TEXT, category TEXT, brand TEXT,
    price_e4 INTEGER, cost_e4 INTEGER, currency TEXT NOT NULL DEFAULT 'CNY', tax_bp INTEGER, stock INTEGER,
    status TEXT NOT NULL DEFAULT 'active', launched_on TEXT, life_days INTEGER, image TEXT,
    spec TEXT NOT NULL DEFAULT '{}', features TEXT NOT NULL DEFAULT '[]', batch INTEGER
) STRICT;
CREATE INDEX products_category ON products (category);

CREATE TABLE price_lists (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, name TEXT NOT NULL, currency TEXT NOT NULL, tier TEXT,
    region TEXT, valid_from TEXT, valid_to TEXT, batch INTEGER
) STRICT;
CREATE TABLE prices (
    price_list_id TEXT NOT NULL, product_id TEXT NOT NULL, price_e4 INTEGER NOT NULL, batch INTEGER,
    PRIMARY KEY (price_list_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT NOT NULL, kind TEXT NOT NULL, product_id
    TEXT, category TEXT, query TEXT, channel TEXT, device TEXT, duration_s INTEGER, at INTEGER NOT NULL, batch
    INTEGER
) STRICT;
CREATE INDEX events_customer ON events (customer_id, at, kind, device);
CREATE INDEX events_referral ON events (customer_id, at) WHERE kind = 'referral';

CREATE TABLE orders (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT, rep_id TEXT, channel TEXT,
    currency TEXT NOT NULL DEFAULT 'CNY', status TEXT NOT NULL DEFAULT 'placed', coupon TEXT,
    discount_cents INTEGER NOT NULL DEFAULT 0, net_cents INTEGER NOT NULL DEFAULT 0, placed_at INTEGER NOT
    NULL, paid_at INTEGER, promised_on TEXT, picking_at INTEGER, collected_at INTEGER, in_transit_at INTEGER,
    out_for_delivery_at INTEGER, signed_at INTEGER, batch INTEGER
) STRICT;
-- With what a summary is made of, so that it is made from the index alone.
CREATE INDEX orders_customer ON orders (customer_id, placed_at, net_cents, status, coupon, discount_cents);
CREATE INDEX orders_rep ON orders (rep_id, placed_at);
CREATE INDEX orders_placed ON orders (placed_at);

CREATE TABLE order_lines (
    order_id TEXT NOT NULL, line_no INTEGER NOT NULL, product_id TEXT NOT NULL, quantity INTEGER NOT NULL,
    price_e4 INTEGER NOT NULL, discount_cents INTEGER NOT NULL DEFAULT 0, net_cents INTEGER NOT NULL, batch
    INTEGER, PRIMARY KEY (order_id, line_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX order_lines_discounted ON order_lines (order_id) WHERE discount_cents > 0;

CREATE TABLE returns (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT, order_id TEXT, product_id TEXT,
    quantity INTEGER NOT NULL DEFAULT 1, amount_cents INTEGER NOT NULL, currency TEXT NOT NULL DEFAULT 'CNY',
    reason TEXT, status TEXT NOT NULL DEFAULT 'refunded', requested_at INTEGER NOT NULL, refunded_at INTEGER,
    batch INTEGER
) STRICT;
CREATE INDEX returns_customer ON returns (customer_id, requested_at);
CREATE INDEX returns_order ON returns (order_id);

CREATE TABLE tickets (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT NOT NULL, channel TEXT, text TEXT, category
    TEXT, status TEXT NOT NULL DEFAULT 'open', satisfaction INTEGER, opened_at INTEGER NOT NULL, answered_at
    INTEGER, resolved_at INTEGER, batch INTEGER
) STRICT;
CREATE INDEX tickets_customer ON tickets (customer_id, opened_at);

CREATE TABLE surveys (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT NOT NULL, kind TEXT NOT NULL, score INTEGER
    NOT NULL, comment TEXT, worst_step TEXT, wish TEXT, answered_at INTEGER NOT NULL, batch INTEGER
) STRICT;
CREATE INDEX surveys_customer ON surveys (customer_id, answered_at);

CREATE TABLE reviews (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT NOT NULL, product_id TEXT, stars INTEGER
    NOT NULL, text TEXT, written_at INTEGER NOT NULL, answered_at INTEGER, follow_up TEXT, follow_up_at
    INTEGER, batch INTEGER
) STRICT;
CREATE INDEX reviews_customer ON reviews (customer_id, written_at);

CREATE TABLE activities (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT NOT NULL, rep_id TEXT, kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'done', at INTEGER NOT NULL, duration_s INTEGER, objective TEXT, outcome TEXT,
    text TEXT, next_step TEXT, next_on TEXT, promise TEXT, promised_on TEXT, kept_at INTEGER, batch INTEGER
) STRICT;
CREATE INDEX activities_customer ON activities (customer_id, at);
CREATE INDEX activities_rep ON activities (rep_id, at);
CREATE INDEX activities_promised ON activities (promised_on) WHERE promise IS NOT NULL AND kept_at IS NULL;

CREATE TABLE referrals (
    id TEXT PRIMARY KEY, external_id TEXT UNIQUE, customer_id TEXT NOT NULL, referred_id TEXT, name TEXT,
    at INTEGER NOT NULL, batch INTEGER
) STRICT;
CREATE INDEX referrals_customer ON referrals (customer_id, at);

CREATE TABLE recommendations (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, product_id TEXT NOT NULL, rep_id TEXT, scene TEXT,
    shown_at INTEGER NOT NULL, outcome TEXT, decided_at INTEGER
) STRICT;
CREATE INDEX recommendations_customer ON recommendations (customer_id, shown_at);

-- One row a customer: sums over the facts above, brought up to date in the transaction that changes them.
CREATE TABLE summaries (
    customer_id TEXT PRIMARY KEY, registered_on TEXT,
    order_count INTEGER NOT NULL DEFAULT 0, order_cents INTEGER NOT NULL DEFAULT 0, first_order_at INTEGER,
    last_order_at INTEGER, return_count INTEGER NOT NULL DEFAULT 0, returned_cents INTEGER NOT NULL DEFAULT 0,
    event_count INTEGER NOT NULL DEFAULT 0, view_count INTEGER NOT NULL DEFAULT 0,
    share_count INTEGER NOT NULL DEFAULT 0, phone_events INTEGER NOT NULL DEFAULT 0,
    tablet_events INTEGER NOT NULL DEFAULT 0, computer_events INTEGER NOT NULL DEFAULT 0, last_event_at
    INTEGER, last_login_at INTEGER, ticket_count INTEGER NOT NULL DEFAULT 0, open_ticket_count INTEGER NOT
    NULL DEFAULT 0, last_ticket_at INTEGER, review_count INTEGER NOT NULL DEFAULT 0, last_stars INTEGER,
    last_review_at INTEGER, nps_score INTEGER, nps_at INTEGER, referral_count INTEGER NOT NULL DEFAULT 0,
    first_referral_at INTEGER, last_contact_at INTEGER, promo_order_count INTEGER NOT NULL DEFAULT 0,
    first_fact_at INTEGER, last_fact_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX summaries_newest ON summaries (last_fact_at);
CREATE INDEX summaries_contact ON summaries (coalesce(last_contact_at, 0), customer_id);

-- The runs of days on which a segment's rule holds, from the customer's last fact on: where they stand on any
-- later day. Made from the facts when these change. `since_on` is 0001-01-01 where that is not known.
CREATE TABLE stays (
    customer_id TEXT NOT NULL, segment TEXT NOT NULL, since_on TEXT NOT NULL, until_on TEXT NOT NULL,
    PRIMARY KEY (customer_id, segment, since_on)
) STRICT, WITHOUT ROWID;
-- How the derived tables were made: the rules of the stays, the cuts and the day of the standings.
CREATE TABLE derived (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Where each customer stands by the rules, as of the last evaluation.
CREATE TABLE standings (
    customer_id TEXT PRIMARY KEY, as_of TEXT NOT NULL, primary_segment TEXT NOT NULL, since_on TEXT,
    tier TEXT NOT NULL, value_band TEXT NOT NULL, cohort TEXT NOT NULL, rfm2_class TEXT NOT NULL,
    r INTEGER NOT NULL, f INTEGER NOT NULL, m INTEGER NOT NULL, s INTEGER NOT NULL, d INTEGER NOT NULL,
    spend_cents INTEGER NOT NULL, value_cents INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX standings_spend ON standings (spend_cents, customer_id);
CREATE INDEX standings_segment ON standings (primary_segment, spend_cents, customer_id);
CREATE TABLE memberships (
    segment TEXT NOT NULL, customer_id TEXT NOT NULL, since_on TEXT, PRIMARY KEY (segment, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_customer ON memberships (customer_id);

-- What can be found, one row a thing; `words` holds segmented Chinese and pinyin, which trigrams cannot
-- match.
CREATE TABLE search_rows (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL,
    words TEXT NOT NULL, UNIQUE (kind, ref)
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5 (
    title, detail, content='search_rows', content_rowid='id', tokenize='trigram'
);
CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content='search_rows', content_rowid='id', tokenize='unicode61', prefix='1 2 3'
);

-- What was ticked off on this computer: an action that is done or dismissed, a call that is prepared.
CREATE TABLE marks (
    kind TEXT NOT NULL, ref TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;

-- The reports that were saved, newest last.
CREATE TABLE reports_made (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL, rep_id TEXT,
    path TEXT NOT NULL, pages INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, file_name TEXT NOT NULL, at INTEGER NOT NULL, created INTEGER
    NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, rejected INTEGER NOT NULL, undone_at
    INTEGER
) STRICT;
-- The row as it was before a batch changed it, as JSON: what undo puts back.
CREATE TABLE batch_before (
    batch INTEGER NOT NULL, tbl TEXT NOT NULL, row_key TEXT NOT NULL, before TEXT NOT NULL,
    PRIMARY KEY (batch, tbl, row_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_maps (
    kind TEXT NOT NULL, header TEXT NOT NULL, map TEXT NOT NULL, PRIMARY KEY (kind, header)
) STRICT, WITHOUT ROWID;

-- What the rep did and the hub has not confirmed yet, in order.
CREATE TABLE outbox (
    ord INTEGER PRIMARY KEY, mid TEXT NOT NULL UNIQUE, tbl TEXT NOT NULL, row_id TEXT NOT NULL, body TEXT NOT
    NULL, at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'pending'
) STRICT;
"""


def start(db: Database) -> None:
    """Create the tables of the first release."""
    for statement in SQL.split(";\n"):
        if statement.strip():
            db.execute(statement)
