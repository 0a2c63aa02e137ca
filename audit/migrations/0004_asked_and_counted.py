"""Refusals that are counted, files of events that were asked for, proofs, and keys to search by."""

import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

# What a row is found by, in one index: whatever is asked for together is looked up together. The first
# letter says what a key is of: place, actor (or on whose behalf), as what they acted (but for "user"),
# action, outcome (but for "ok", which nearly all have), target and its kind, address, request, session,
# and words of the label. The statements of searching (`audit.sql.finding`) make their questions so, too.
#
# Words are parted by spaces and ASCII signs. Where there are none between words, as in Chinese, every
# two characters are a key, and the last one.
#
# They cost more than they do, so that nothing evaluates them row by row instead of asking the index.
IDEOGRAPHS = (
    r"\u2e80-\u2fff\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\uff00-\uffef\U00020000-\U00030000"
)
KEYS = r"""
CREATE FUNCTION audit_words(said text) RETURNS text[] LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE COST 10000 AS $$
BEGIN
    said := regexp_replace(lower(said), '[\s\u3000!-/:-@\[-`{-~]+', ' ', 'g');
    IF octet_length(said) > length(said) THEN
        said := regexp_replace(said, '([IDEOGRAPHS][IDEOGRAPHS]?)', ' \1 ', 'g') || ' '
            || regexp_replace(said, '(?<=[IDEOGRAPHS])([IDEOGRAPHS][IDEOGRAPHS]?)', ' \1 ', 'g');
    END IF;
    RETURN array_remove(string_to_array('w' || replace(said, ' ', ' w'), ' '), 'w');
END $$;

CREATE FUNCTION audit_keys(
    place uuid, actor text, behalf text, role text, act text, outcome text, kind text, target text,
    label text, address inet, request text, session text
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN array_to_tsvector(array_remove(ARRAY[
        'p' || place, 'a' || nullif(actor, ''), 'a' || nullif(behalf, ''), 'x' || act,
        'u' || nullif(role, 'user'), 'o' || nullif(outcome, 'ok'), 't' || nullif(target, ''),
        'k' || nullif(kind, ''), 'i' || host(address), 'r' || nullif(request, ''),
        's' || nullif(session, '')
    ], NULL) || public.audit_words(label));
END $$;

CREATE INDEX audit_event_by_keys ON audit_event USING gin (audit_keys(
    workspace_id, actor_id, on_behalf_of, actor_type, action, outcome, target_type, target_id,
    target_label, address, request_id, session_id
)) WITH (gin_pending_list_limit = 1024);
CREATE INDEX actor_label_by_words ON audit_actorlabel
    USING gin (array_to_tsvector(audit_words(label)));
-- Who has rows where, and what was acted on: the keys know the rest.
DROP INDEX audit_event_by_actor, audit_event_by_target;
CREATE INDEX audit_event_by_actor ON audit_event (workspace_id, actor_id);
CREATE INDEX audit_event_by_target ON audit_event (target_id, workspace_id);
-- How many were refused, of rows that stand for several.
DROP INDEX audit_event_refused;
CREATE INDEX audit_event_refused ON audit_event (at) INCLUDE (repeats) WHERE outcome = 'denied';
""".replace("IDEOGRAPHS", IDEOGRAPHS)
UNDO = """
DROP INDEX audit_event_refused;
CREATE INDEX audit_event_refused ON audit_event (at) WHERE outcome = 'denied';
DROP INDEX audit_event_by_target, audit_event_by_actor, actor_label_by_words, audit_event_by_keys;
CREATE INDEX audit_event_by_actor ON audit_event (actor_id, id DESC);
CREATE INDEX audit_event_by_target ON audit_event (target_id, id DESC);
DROP FUNCTION audit_keys(uuid, text, text, text, text, text, text, text, text, inet, text, text);
DROP FUNCTION audit_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_seals"),
    ]

    operations = [
        migrations.RunSQL(KEYS, UNDO),
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
                ("name", models.CharField(blank=True, max_length=120)),
                ("is_staff", models.BooleanField(default=False)),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("jsonl", "JSON Lines")], max_length=8
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=16)),
                ("filters", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("expired", "expired"),
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("workspace_id", "asked_by"),
                        name="trail_export_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
