"""What the first page asks the database: of `public` alone, each in one statement.

A workspace's plan on a day is the one it had when the day ended, as the trail tells it. One the
trail says nothing of has the plan it has now; one without a subscription the default plan.
"""

TURNS = """
WITH told AS MATERIALIZED (
  SELECT id, workspace_id, (at AT TIME ZONE 'UTC')::date AS day,
         CASE WHEN action <> 'billing.subscription.ended'
              THEN split_part(target_label, ' v', 1) END AS plan,
         CASE action WHEN 'billing.subscription.started' THEN NULL
                     WHEN 'billing.subscription.changed'
                     THEN split_part(changes -> 'plan' ->> 0, ' v', 1)
                     ELSE split_part(target_label, ' v', 1) END AS was
  FROM audit_event
  WHERE action IN ('billing.subscription.started', 'billing.subscription.changed',
                   'billing.subscription.renewed', 'billing.subscription.ended')
    AND outcome = 'ok'
), turn AS (
  SELECT workspace_id, plan, day AS since, id FROM told
  UNION ALL
  (SELECT DISTINCT ON (workspace_id) workspace_id, was, '-infinity'::date, 0
   FROM told ORDER BY workspace_id, id)
  UNION ALL
  SELECT s.workspace_id, v.plan_id, '-infinity', 0
  FROM billing_subscription AS s JOIN billing_planversion AS v ON v.id = s.plan_version_id
  WHERE s.ended_at IS NULL
    AND NOT EXISTS (SELECT FROM told WHERE told.workspace_id = s.workspace_id)
), place AS MATERIALIZED (
  SELECT workspace_id, array_agg(plan ORDER BY since, id) AS plans,
         array_agg(since ORDER BY since, id) AS days
  FROM turn GROUP BY workspace_id
), usual AS (SELECT code FROM billing_plan WHERE is_default)
"""

PEOPLE = """
SELECT NULL::date, count(*) FROM accounts_user WHERE is_active
UNION ALL
SELECT (joined_at AT TIME ZONE 'UTC')::date, count(*) FROM accounts_user
WHERE joined_at >= %(before_at)s AND joined_at < %(after_at)s GROUP BY 1
"""

# There at some time of each span; and there now.
PLACES = """
SELECT count(*) FILTER (WHERE created_at < %(after_at)s
                          AND (deleted_at IS NULL OR deleted_at >= %(first_at)s)),
       count(*) FILTER (WHERE created_at < %(first_at)s
                          AND (deleted_at IS NULL OR deleted_at >= %(before_at)s)),
       count(*) FILTER (WHERE status <> 'deleted')
FROM workspaces_workspace
"""

USE = (
    TURNS
    + """SELECT u.day = %(last)s, u.day >= %(first)s,
       coalesce(p.plans[width_bucket(u.day, p.days)], (SELECT code FROM usual)),
       u.meter, u.currency, sum(u.units), sum(u.failed_units), sum(u.charge_micros),
       sum(u.cost_micros)
FROM billing_usageday AS u LEFT JOIN place AS p ON p.workspace_id = u.workspace_id
WHERE u.day >= %(from)s AND u.day < %(after)s GROUP BY 1, 2, 3, 4, 5
"""
)

# Those that made something: one look into the index for each, however many days it has.
ACTIVE = """
SELECT count(*) FILTER (WHERE EXISTS (
         SELECT FROM billing_usageday AS u WHERE u.workspace_id = w.id AND u.units > 0
           AND u.day >= %(first)s AND u.day < %(after)s)),
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM billing_usageday AS u WHERE u.workspace_id = w.id AND u.units > 0
           AND u.day >= %(before)s AND u.day < %(first)s))
FROM workspaces_workspace AS w
"""

WORK = """
SELECT day = %(last)s, day, kind, sum(asked), sum(succeeded), sum(partial), sum(failed), sum(cancelled),
       sum(items_succeeded), sum(items_failed), sum(items_cancelled)
FROM billing_workday WHERE day >= %(from)s AND day < %(after)s GROUP BY 2, 3
"""

# An invoice is of the plan that was ordered with it, else of the one its workspace had on the day
# of its issue; a note of the plan of the invoice it corrects. What was voided was never asked for.
INVOICED = (
    TURNS
    + """SELECT i.issued_at >= %(first_at)s,
       coalesce(ordered.plan_id, s.plans[width_bucket(
         (coalesce(first.issued_at, i.issued_at) AT TIME ZONE 'UTC')::date, s.days)],
         (SELECT code FROM usual)), i.currency,
       coalesce(sum(i.subtotal) FILTER (WHERE i.corrects_id IS NULL), 0),
       coalesce(sum(-i.subtotal) FILTER (WHERE i.corrects_id IS NOT NULL), 0)
FROM billing_invoice AS i
LEFT JOIN billing_invoice AS first ON first.id = i.corrects_id
LEFT JOIN LATERAL (
  SELECT v.plan_id FROM billing_order AS o JOIN billing_planversion AS v ON v.id = o.plan_version_id
  WHERE o.invoice_id = coalesce(i.corrects_id, i.id) ORDER BY o.created_at LIMIT 1
) AS ordered ON true
LEFT JOIN place AS s ON s.workspace_id = i.workspace_id
WHERE i.issued_at >= %(before_at)s AND i.issued_at < %(after_at)s
  AND i.state <> 'void' AND coalesce(first.state, '') <> 'void'
GROUP BY 1, 2, 3
"""
)

# What an invoice takes from its account's credit came before, with another payment.
RECEIVED = (
    TURNS
    + """SELECT p.paid_at >= %(first_at)s,
       coalesce(ordered.plan_id, s.plans[width_bucket(
         (coalesce(i.issued_at, p.paid_at) AT TIME ZONE 'UTC')::date, s.days)],
         (SELECT code FROM usual)), p.currency,
       coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0),
       coalesce(sum(-p.amount) FILTER (WHERE p.amount < 0), 0)
FROM billing_payment AS p
LEFT JOIN billing_invoice AS i ON i.id = p.invoice_id
LEFT JOIN LATERAL (
  SELECT v.plan_id FROM billing_order AS o JOIN billing_planversion AS v ON v.id = o.plan_version_id
  WHERE o.id = p.order_id OR o.invoice_id = p.invoice_id
  ORDER BY o.id = p.order_id DESC NULLS LAST, o.created_at LIMIT 1
) AS ordered ON true
LEFT JOIN place AS s ON s.workspace_id = p.workspace_id
WHERE p.paid_at >= %(before_at)s AND p.paid_at < %(after_at)s AND p.provider <> 'credit'
GROUP BY 1, 2, 3
"""
)

# What stands there now and asks to be looked at; what has ended, of the last seven days.
WAITING: dict[str, str] = {
    "orders": "SELECT 'orders', o.currency, count(*),"
    " sum(coalesce(i.total - i.paid, o.amount - o.paid)) FROM billing_order AS o"
    " LEFT JOIN billing_invoice AS i ON i.id = o.invoice_id WHERE o.state = 'waiting' GROUP BY 2",
    # As `billing.money.looking.late` has it.
    "overdue": "SELECT 'overdue', i.currency, count(*), sum(i.total - i.paid)"
    " FROM billing_invoice AS i WHERE i.state IN ('open', 'part_paid') AND i.due_at <= billing_now()"
    " AND NOT EXISTS (SELECT FROM billing_order AS o WHERE o.invoice_id = i.id"
    " AND o.state = 'waiting') GROUP BY 2",
    "events": "SELECT 'events', '', count(*), 0 FROM billing_webhookevent"
    " WHERE handled_at IS NULL AND error <> ''",
    "mails": "SELECT 'mails', '', count(*), 0 FROM accounts_mailout"
    " WHERE state = 'given_up' AND created_at >= now() - interval '7 days'",
    "given_up": "SELECT 'given_up', '', count(*), 0 FROM audit_event"
    " WHERE action = 'generation.item.failed' AND at >= now() - interval '7 days'",
    "refused": "SELECT 'refused', '', coalesce(sum(repeats), 0), 0 FROM audit_event"
    " WHERE outcome = 'denied' AND at >= now() - interval '1 day'",
}

HELD = """
SELECT coalesce(sum(p.used), 0), count(*) FILTER (WHERE p.used > 0)
FROM billing_quotaperiod AS p JOIN workspaces_workspace AS w ON w.id = p.workspace_id
WHERE p.meter = 'storage_bytes' AND w.status <> 'deleted'
"""

OPEN = """
SELECT coalesce(sum(n.waiting), 0), coalesce(sum(n.running), 0), coalesce(sum(o.items), 0)
FROM workspaces_workspace AS w
LEFT JOIN billing_worknow AS n ON n.workspace_id = w.id
LEFT JOIN workspaces_openwork AS o ON o.workspace_id = w.id
WHERE w.status <> 'deleted'
"""
