"""The statements by which jobs are counted: from their items, by the day, and as they are now.

Each runs in the schema that is entered; what begins with `billing_` or `workspaces_` lies in
`public`. Locks are taken in this order: job → items → day of work → open work.
"""

RECOUNT = """
WITH before AS (
  SELECT state, succeeded, failed, cancelled FROM generation_job WHERE id = %(job)s),
counted AS (
  SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
         count(*) FILTER (WHERE state = 'running') AS running,
         count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
         count(*) FILTER (WHERE state = 'failed') AS failed,
         count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
         count(*) AS total
  FROM generation_jobitem WHERE job_id = %(job)s),
moved AS (
  UPDATE generation_job AS job
  SET queued = c.queued, running = c.running, succeeded = c.succeeded, failed = c.failed,
      cancelled = c.cancelled, total = c.total, version = job.version + 1,
      started_at = CASE
        WHEN c.queued + c.cancelled < c.total THEN coalesce(job.started_at, statement_timestamp())
        WHEN c.queued = 0 THEN job.started_at END,
      finished_at = CASE WHEN c.queued + c.running = 0 THEN coalesce(job.finished_at, statement_timestamp()) END,
      state = CASE
        WHEN c.queued > 0 AND c.queued + c.cancelled = c.total THEN 'queued'
        WHEN c.queued + c.running > 0 THEN 'running'
        WHEN c.succeeded = c.total THEN 'succeeded'
        WHEN c.succeeded > 0 THEN 'partial'
        WHEN c.failed > 0 THEN 'failed'
        ELSE 'cancelled' END
  FROM counted AS c WHERE job.id = %(job)s
  RETURNING job.*),
noted AS (
  INSERT INTO billing_workday AS d
    (workspace_id, day, kind, asked, succeeded, partial, failed, cancelled,
     items_succeeded, items_failed, items_cancelled)
  SELECT here.id, (statement_timestamp() AT TIME ZONE 'UTC')::date, m.kind, 0,
         ended.n * (m.state = 'succeeded')::int, ended.n * (m.state = 'partial')::int,
         ended.n * (m.state = 'failed')::int, ended.n * (m.state = 'cancelled')::int,
         greatest(0, m.succeeded - b.succeeded), greatest(0, m.failed - b.failed),
         greatest(0, m.cancelled - b.cancelled)
  FROM moved AS m CROSS JOIN before AS b
  CROSS JOIN LATERAL (SELECT (b.state <> m.state)::int AS n) AS ended
  JOIN workspaces_workspace AS here ON here.schema_name = current_schema()
  WHERE ended.n = 1 AND m.finished_at IS NOT NULL OR m.succeeded > b.succeeded
     OR m.failed > b.failed OR m.cancelled > b.cancelled
  ON CONFLICT (workspace_id, day, kind) DO UPDATE
  SET succeeded = d.succeeded + excluded.succeeded, partial = d.partial + excluded.partial,
      failed = d.failed + excluded.failed, cancelled = d.cancelled + excluded.cancelled,
      items_succeeded = d.items_succeeded + excluded.items_succeeded,
      items_failed = d.items_failed + excluded.items_failed,
      items_cancelled = d.items_cancelled + excluded.items_cancelled)
SELECT m.version, m.kind, m.state, m.succeeded, m.failed, m.finished_at IS NOT NULL,
       m.cancelled, m.cancel_requested_at IS NOT NULL, b.state = 'queued' AND m.state = 'running'
FROM moved AS m CROSS JOIN before AS b
"""

ASKED = """
INSERT INTO billing_workday AS d
  (workspace_id, day, kind, asked, succeeded, partial, failed, cancelled,
   items_succeeded, items_failed, items_cancelled)
SELECT id, (statement_timestamp() AT TIME ZONE 'UTC')::date, %(kind)s, 1,
       0, 0, 0, 0, 0, 0, 0
FROM workspaces_workspace WHERE schema_name = current_schema()
ON CONFLICT (workspace_id, day, kind) DO UPDATE SET asked = d.asked + 1
"""

# Statements of their own: what is counted is counted once the lock is held; by the states' own
# indexes.
OPEN_WORK = """
INSERT INTO workspaces_openwork (workspace_id, items) VALUES (%(workspace)s, 0)
ON CONFLICT (workspace_id) DO UPDATE SET items = workspaces_openwork.items;
UPDATE workspaces_openwork SET (items, oldest_due_at) = (
  SELECT sum(n), min(due) FROM (
    SELECT count(*) AS n, min(next_run_at) AS due
    FROM generation_jobitem WHERE state = 'queued'
    UNION ALL
    SELECT count(*), min(lease_until)
    FROM generation_jobitem WHERE state = 'running') AS open)
WHERE workspace_id = %(workspace)s;
INSERT INTO billing_worknow AS n (workspace_id, waiting, running)
SELECT %(workspace)s, count(*) FILTER (WHERE state = 'queued'),
       count(*) FILTER (WHERE state = 'running')
FROM generation_job WHERE state IN ('queued', 'running')
ON CONFLICT (workspace_id) DO UPDATE
SET waiting = excluded.waiting, running = excluded.running
"""

# Of one workspace, read from outside: `name` and `items` are put in.
LOOK = """
SELECT {name}, count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'queued'),
       min(due), statement_timestamp() - min(due)
FROM (SELECT state, CASE state WHEN 'running' THEN lease_until ELSE next_run_at END AS due
      FROM {items} WHERE state IN ('running', 'queued')) AS open
"""
