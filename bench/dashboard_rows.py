"""What `bench.dashboard` fills its database with: statements, in their order.

Each is given `owner`, `workspaces` and `reservations`, so that a remainder is written `%%`.
"""

# A workspace has its row only: the first page enters none. Fifty of them are gone.
ROWS = (
    """
INSERT INTO accounts_user (id, password, is_superuser, email, name, language, time_zone, theme,
                           is_active, is_staff, joined_at)
SELECT gen_random_uuid(), '!', false, 'p' || n || '@bench.example', 'P', 'en', 'UTC', 'system',
       true, false, now() - n %% 180 * interval '1 day' - n %% 86400 * interval '1 second'
FROM generate_series(1, 20000) AS n
""",
    """
INSERT INTO workspaces_workspace (id, schema_name, name, slug, status, language, time_zone, currency,
  version, created_by_id, created_at, deleted_at, suspended_reason)
SELECT id, 'ws_' || replace(id::text, '-', ''), 'Place', 'place-' || n,
       CASE WHEN n %% 20 = 0 THEN 'deleted' ELSE 'active' END, 'en', 'UTC', 'USD', 1, %(owner)s,
       now() - interval '200 days', CASE WHEN n %% 20 = 0 THEN now() - n %% 90 * interval '1 day' END, ''
FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, %(workspaces)s) AS n) AS made
""",
    "CREATE TEMPORARY TABLE place AS SELECT id, row_number() OVER () AS n FROM workspaces_workspace",
    "CREATE UNIQUE INDEX ON place (n)",
    """
INSERT INTO billing_usageday (workspace_id, day, meter, kind, actor_id, product, currency, units,
                              failed_units, cost_micros, charge_micros)
SELECT place.id, (now() AT TIME ZONE 'UTC')::date - d, m.meter, m.kind, '', '', 'USD', 1 + d %% 40,
       d %% 3, 1000000 * d, 3000000 * d
FROM place, generate_series(0, 89) AS d,
     (VALUES ('images', 'image'), ('copies', 'copy'), ('video_seconds', 'video')) AS m (meter, kind)
""",
    """
INSERT INTO billing_workday (workspace_id, day, kind, asked, succeeded, partial, failed, cancelled,
                             items_succeeded, items_failed, items_cancelled)
SELECT place.id, (now() AT TIME ZONE 'UTC')::date - d, m.kind, 5, 3, 1, 1, 0, 30, 2, 1
FROM place, generate_series(0, 89) AS d, (VALUES ('image'), ('copy'), ('video')) AS m (kind)
""",
    """
INSERT INTO billing_quotaperiod (workspace_id, meter, period_no, limit_units, overdraft_units,
                                 reserved, used, starts_at, ends_at)
SELECT place.id, m.meter, 900, 1000000000, 0, 0, 1000, now() - interval '90 days',
       now() + interval '9 days'
FROM place, (VALUES ('images'), ('copies'), ('video_seconds'), ('storage_bytes')) AS m (meter)
""",
    (
        "CREATE TEMPORARY TABLE part AS SELECT id, workspace_id, row_number() OVER () - 1 AS n"
        " FROM billing_quotaperiod WHERE meter = 'images' AND period_no = 900"
    ),
    "CREATE UNIQUE INDEX ON part (n)",
    """
INSERT INTO billing_reservation (id, workspace_id, meter, period_id, kind, job_id, subject_id,
  subject_label, product, actor_id, idem_key, request_sha256, units, unit_price_frozen,
  unit_cost_frozen, currency, price_version, state, settled_units, attempt, created_at, settled_at,
  expires_at)
SELECT gen_random_uuid(), part.workspace_id, 'images', part.id, 'image',
       md5((made.n / 10)::text)::uuid, md5(made.n::text)::uuid, '', '', '', 'n' || made.n, '', 1, 0, 0, 'USD', 0,
       CASE WHEN made.n %% 10 = 0 THEN 'released' ELSE 'committed' END,
       CASE WHEN made.n %% 10 = 0 THEN 0 ELSE 1 END,
       1, at, at, at
FROM (SELECT n, now() - n %% 90 * interval '1 day' AS at
      FROM generate_series(1, %(reservations)s) AS n) AS made
JOIN part ON part.n = made.n %% (SELECT count(*) FROM part)
""",
    """
INSERT INTO billing_ledgerentry (workspace_id, meter, period_id, reservation_id, kind, units_delta,
                                 balance_after, reason, actor_id, at)
SELECT workspace_id, meter, period_id, id, 'reserve', -1, 0, '', '', created_at
FROM billing_reservation WHERE idem_key LIKE 'n%%'
""",
    """
INSERT INTO audit_event (at, workspace_id, actor_type, actor_id, on_behalf_of, user_agent, request_id,
  session_id, action, target_type, target_id, target_label, outcome, reason, changes, data, repeats,
  schema_version)
SELECT now() - g %% 90 * interval '1 day' - g %% 86400 * interval '1 second', place.id, 'user', '', '',
       '', '', '', CASE WHEN g %% 50 = 0 THEN 'generation.item.failed' ELSE 'generation.item.finished' END,
       'item', md5(g::text), 'Mug', CASE WHEN g %% 100 = 7 THEN 'denied' ELSE 'ok' END, '', '{}', '{}', 1, 1
FROM generate_series(1, 100000) AS g JOIN place ON place.n = 1 + g %% (SELECT count(*) FROM place)
""",
    """
INSERT INTO audit_event (at, workspace_id, actor_type, actor_id, on_behalf_of, user_agent, request_id,
  session_id, action, target_type, target_id, target_label, outcome, reason, changes, data, repeats,
  schema_version)
SELECT now() - ago.days * interval '1 day', place.id, 'system', '', '', '', '', '', ago.action,
       'subscription', '', ago.label, 'ok', '', ago.changes::jsonb, '{}', 1, 1
FROM place, (VALUES (100, 'billing.subscription.started', 'team v1', '{}'),
                    (70, 'billing.subscription.renewed', 'team v1', '{}'),
                    (45, 'billing.subscription.changed', 'business v1',
                     '{"plan": ["team v1", "business v1"]}'),
                    (40, 'billing.subscription.renewed', 'business v1', '{}'),
                    (10, 'billing.subscription.renewed', 'business v1', '{}')
            ) AS ago (days, action, label, changes)
WHERE place.n %% 2 = 0
ORDER BY ago.days DESC
""",
    """
INSERT INTO billing_invoice (id, number, workspace_id, key, period_no, state, currency, subtotal, tax,
                             total, paid, bill_to, last_code, issued_at, due_at, paid_at)
SELECT gen_random_uuid(), 'B-' || place.n || '-' || d, place.id, 'bench' || d, 0,
       CASE WHEN (place.n + d) %% 9 = 0 THEN 'open' ELSE 'paid' END, 'USD', 2900, 0, 2900,
       CASE WHEN (place.n + d) %% 9 = 0 THEN 0 ELSE 2900 END, '{}', '', now() - d * interval '1 day',
       now() - d * interval '1 day' + interval '14 days', now()
FROM place, unnest(ARRAY[5, 35, 65, 95, 125]) AS d WHERE place.n %% 2 = 0
""",
    """
INSERT INTO billing_order (id, workspace_id, plan_version_id, invoice_id, purpose, state, amount, paid,
                           currency, provider, provider_ref, checkout_url, actor_id)
SELECT gen_random_uuid(), i.workspace_id, (SELECT min(id) FROM billing_planversion WHERE plan_id = 'team'),
       i.id, 'start', 'paid', 2900, 2900, 'USD', 'offline', '', '', ''
FROM billing_invoice AS i WHERE i.key = 'bench95'
""",
    """
INSERT INTO billing_payment (id, workspace_id, invoice_id, provider, provider_ref, amount, currency,
                             note, actor_id, paid_at)
SELECT gen_random_uuid(), workspace_id, id, 'offline', id::text, 2900, 'USD', '', '', issued_at
FROM billing_invoice WHERE state = 'paid'
""",
    """
INSERT INTO accounts_mailout (id, address, kind, language, subject, state, attempts, due_at, created_at,
                              finished_at, reason)
SELECT gen_random_uuid(), 'a@bench.example', 'test', 'en', 'x',
       CASE WHEN n %% 500 = 0 THEN 'given_up' ELSE 'sent' END, 1, now(), now() - n %% 90 * interval '1 day',
       now(), ''
FROM generate_series(1, 20000) AS n
""",
    (
        "INSERT INTO billing_worknow (workspace_id, waiting, running) SELECT id, 1, 2 FROM place"
        " ON CONFLICT (workspace_id) DO NOTHING"
    ),
    """
INSERT INTO workspaces_openwork (workspace_id, items, oldest_due_at)
SELECT id, 7, now() - interval '1 minute' FROM workspaces_workspace WHERE name = 'Bench'
ON CONFLICT (workspace_id) DO UPDATE SET items = 7, oldest_due_at = excluded.oldest_due_at
""",
    "ANALYZE",
)
