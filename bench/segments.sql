-- The features of bench/segments.py in DuckDB.
WITH promo AS (SELECT order_id FROM order_lines WHERE discount_cents > 0 GROUP BY order_id),
o AS (
    SELECT customer_id, count(*) AS orders, sum(net_cents) AS cents, min(placed_at) AS first_at,
        max(placed_at) AS last_at,
        count(*) FILTER (coupon IS NOT NULL OR discount_cents > 0 OR order_id IS NOT NULL) AS promos
    FROM orders LEFT JOIN promo ON order_id = id WHERE status <> 'cancelled' GROUP BY customer_id),
r AS (SELECT customer_id, count(*) AS returns, sum(amount_cents) AS returned FROM returns
    WHERE status <> 'refused' GROUP BY customer_id),
e AS (
    SELECT customer_id, count(*) AS events, count(*) FILTER (kind = 'view') AS views,
        count(*) FILTER (kind = 'share') AS shares, count(*) FILTER (device = 'phone') AS phone,
        count(*) FILTER (device = 'tablet') AS tablet, count(*) FILTER (device = 'computer') AS computer,
        max("at") AS event_at, max("at") FILTER (kind = 'login') AS login_at
    FROM events GROUP BY customer_id),
t AS (SELECT customer_id, count(*) AS tickets, count(*) FILTER (resolved_at IS NULL) AS open_tickets,
    max(opened_at) AS ticket_at FROM tickets GROUP BY customer_id),
v AS (SELECT customer_id, count(*) AS reviews, arg_max(stars, (written_at, id)) AS stars,
    max(written_at) AS review_at FROM reviews GROUP BY customer_id),
s AS (SELECT customer_id, arg_max(score, (answered_at, id)) AS nps, max(answered_at) AS nps_at FROM surveys
    WHERE kind = 'nps' GROUP BY customer_id),
f AS (SELECT customer_id, count(*) AS referrals, min("at") AS referral_at FROM referrals
    GROUP BY customer_id),
a AS (SELECT customer_id, max("at") AS contact_at FROM activities WHERE state = 'done' GROUP BY customer_id),
sums AS (
    SELECT c.id, c.registered_on::DATE AS registered_on, o.* EXCLUDE customer_id, r.* EXCLUDE customer_id,
        e.* EXCLUDE customer_id, t.* EXCLUDE customer_id, v.* EXCLUDE customer_id, s.* EXCLUDE customer_id,
        f.* EXCLUDE customer_id, contact_at,
        ifnull(cents, 0) - ifnull(returned, 0) AS spend,
        ifnull(shares, 0) + ifnull(referrals, 0) + ifnull(reviews, 0) AS social,
        ifnull(greatest(phone, tablet, computer, events - phone - tablet - computer) * 10000 // events, 0)
            AS device,
        DATE '2025-11-25' - (epoch_ms(first_at + 28800000))::DATE AS first_days,
        DATE '2025-11-25' - (epoch_ms(last_at + 28800000))::DATE AS silent_days,
        DATE '2025-11-25' - c.registered_on::DATE AS registered_days,
        DATE '2025-11-25' - (epoch_ms(ticket_at + 28800000))::DATE AS ticket_days
    FROM customers c
        LEFT JOIN o ON o.customer_id = c.id LEFT JOIN r ON r.customer_id = c.id
        LEFT JOIN e ON e.customer_id = c.id LEFT JOIN t ON t.customer_id = c.id
        LEFT JOIN v ON v.customer_id = c.id LEFT JOIN s ON s.customer_id = c.id
        LEFT JOIN f ON f.customer_id = c.id LEFT JOIN a ON a.customer_id = c.id),
worth AS (
    SELECT *, CASE WHEN orders > 0 AND spend > 0
        THEN spend * 365 // (greatest(first_days, 365) + orders * silent_days) ELSE 0 END AS value_cents
    FROM sums),
scored AS (
    SELECT *,
        1 + 5 * (rank() OVER (ORDER BY coalesce(-silent_days, -registered_days)) - 1) // 200000 AS rs,
        1 + 5 * (rank() OVER (ORDER BY ifnull(orders, 0)) - 1) // 200000 AS fs,
        1 + 5 * (rank() OVER (ORDER BY spend) - 1) // 200000 AS ms,
        1 + 5 * (rank() OVER (ORDER BY social) - 1) // 200000 AS ss,
        1 + 5 * (rank() OVER (ORDER BY device) - 1) // 200000 AS ds,
        row_number() OVER (ORDER BY value_cents DESC, id DESC) AS value_rank,
        row_number() OVER (ORDER BY spend DESC, id DESC) AS spend_rank
    FROM worth)
SELECT id, rs, fs, ms, ss, ds, spend, value_cents,
    registered_days BETWEEN 0 AND 7 AND orders IS NULL AS is_new,
    registered_days BETWEEN 7 AND 30 AND views >= 3 AND orders IS NULL AS is_potential,
    orders / greatest(1, first_days / 30.4375) >= 2 AND cents / orders >= 100000 AS is_high_value,
    silent_days >= 30 AND stars <= 3 AS is_churn_risk, ticket_days <= 30 AS is_problem,
    nps >= 9 AND referrals >= 1 AS is_advocate,
    CASE WHEN rs <= 2 AND fs >= 3 AND ms >= 3 THEN 'at_risk' WHEN rs <= 2 THEN 'dormant'
        WHEN fs >= 4 AND ms >= 4 THEN 'high_value_regular' WHEN ss >= 4 THEN 'social_sharer'
        WHEN promos * 10000 // orders >= 6000 OR fs >= 4 AND ms <= 2
            THEN 'price_sensitive'
        WHEN (rs >= 4 OR ds >= 4) AND fs <= 2 THEN 'promising_newcomer' ELSE 'steady_regular' END AS rfm2_class,
    CASE WHEN value_rank <= 30000 AND value_cents > 0 THEN 'high_value'
        WHEN value_rank <= 120000 THEN 'potential' ELSE 'lapsing' END AS value_band,
    CASE WHEN spend >= 100000 THEN 'gold' WHEN spend >= 50000 THEN 'silver' ELSE 'standard' END AS tier,
    CASE WHEN spend_rank <= 20000 AND spend > 0 THEN 'vip' WHEN registered_days <= 30 THEN 'new'
        ELSE 'existing' END AS cohort
FROM scored
