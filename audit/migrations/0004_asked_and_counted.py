"""Refusals that are counted, files of events that were asked for, and proofs."""

import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_seals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_by", models.CharField(blank=True, max_length=64)),
                ("against_bucket", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("whole", "whole"),
                            ("broken", "not whole"),
                            ("failed", "could not be proven"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("rows", models.BigIntegerField(default=0)),
                ("seals", models.BigIntegerField(default=0)),
                ("finding", models.CharField(blank=True, max_length=500)),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        name="proof_once",
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="droppedmonth",
            options={
                "managed": False,
                "verbose_name": "dropped month",
                "verbose_name_plural": "dropped months",
            },
        ),
        migrations.AlterModelOptions(
            name="seal",
            options={"managed": False, "verbose_name": "seal", "verbose_name_plural": "seals"},
        ),
        migrations.CreateModel(
            name="Repeat",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("event", models.JSONField()),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="repeat_by_age")],
            },
        ),
        migrations.CreateModel(
            name="TrailExport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(null=True)),
                ("asked_by", models.CharField(max_length=64)),
                ("is_staff", models.BooleanField(default=False)),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("jsonl", "JSON Lines")], max_length=8
                    ),
                ),
                ("filters", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("rows", models.BigIntegerField(default=0)),
                ("size_bytes", models.BigIntegerField(default=0)),
                ("key", models.CharField(blank=True, max_length=200)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("begun_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "trail export",
                "verbose_name_plural": "trail exports",
                "indexes": [
                    models.Index(
                        fields=["workspace_id", "-asked_at"], name="trail_export_by_workspace"
                    ),
                    models.Index(fields=["state", "asked_at"], name="trail_export_by_state"),
                ],
            },
        ),
    ]
