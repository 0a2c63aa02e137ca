"""How jobs and items ended, day by day, where staff can read it: jobs lie in each workspace's schema.

What was done before is told by its reservations: an item's newest says how it ended, a job ended
with the last of its items. Jobs that are open now are counted when they move next.
"""

import django.db.models.deletion
from django.db import migrations, models

BEFORE = """
WITH settled AS (
  SELECT r.workspace_id, r.kind, r.job_id, r.subject_id, r.created_at, r.settled_at,
         r.state = 'committed' AS is_made,
         r.state = 'released' AND l.reason IS DISTINCT FROM 'cancelled' AS is_failed
  FROM billing_reservation AS r LEFT JOIN billing_ledgerentry AS l
    ON l.reservation_id = r.id AND l.grant_id IS NULL AND l.kind = 'release'
       AND r.state = 'released'
  WHERE r.job_id IS NOT NULL
), newest AS (
  SELECT DISTINCT ON (job_id, subject_id) * FROM settled
  ORDER BY job_id, subject_id, created_at DESC
), ended AS (
  SELECT workspace_id, kind, max(settled_at) AS at, count(*) AS items,
         count(*) FILTER (WHERE is_made) AS made, count(*) FILTER (WHERE is_failed) AS failed
  FROM newest GROUP BY workspace_id, kind, job_id HAVING bool_and(settled_at IS NOT NULL)
), asked AS (
  SELECT workspace_id, kind, min(created_at) AS at FROM settled
  GROUP BY workspace_id, kind, job_id
), told AS (
  SELECT workspace_id, kind, at, 1 AS asked, 0 AS succeeded, 0 AS partial, 0 AS failed,
         0 AS cancelled, 0 AS items_succeeded, 0 AS items_failed, 0 AS items_cancelled
  FROM asked
  UNION ALL
  SELECT workspace_id, kind, at, 0, (made = items)::int, (made BETWEEN 1 AND items - 1)::int,
         (made = 0 AND failed > 0)::int, (made = 0 AND failed = 0)::int, 0, 0, 0
  FROM ended
  UNION ALL
  SELECT workspace_id, kind, settled_at, 0, 0, 0, 0, 0, is_made::int, is_failed::int,
         (NOT is_made AND NOT is_failed)::int
  FROM settled WHERE settled_at IS NOT NULL
)
INSERT INTO billing_workday
  (workspace_id, day, kind, asked, succeeded, partial, failed, cancelled, items_succeeded,
   items_failed, items_cancelled)
SELECT workspace_id, (at AT TIME ZONE 'UTC')::date, kind, sum(asked), sum(succeeded),
       sum(partial), sum(failed), sum(cancelled), sum(items_succeeded), sum(items_failed),
       sum(items_cancelled)
FROM told GROUP BY 1, 2, 3;
"""
COUNTS = [
    "asked", "succeeded", "partial", "failed", "cancelled", "items_succeeded", "items_failed",
    "items_cancelled",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_money_in_motion"),
        ("workspaces", "0002_people_and_lives"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkNow",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="workspaces.workspace",
                    ),
                ),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("running", models.PositiveIntegerField(default=0)),
            ],
            options={"verbose_name": "open jobs", "verbose_name_plural": "open jobs"},
        ),
        migrations.CreateModel(
            name="WorkDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("kind", models.CharField(max_length=8)),
                *((name, models.PositiveIntegerField(default=0)) for name in COUNTS),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "verbose_name": "day of work",
                "verbose_name_plural": "days of work",
                "indexes": [models.Index(fields=["day"], name="work_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["workspace", "day", "kind"], name="work_day_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
