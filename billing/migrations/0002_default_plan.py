"""The default plan as data, and a ledger that refuses change."""

from django.db import migrations

LIMITS = {
    "images": 1000,
    "copies": 1000,
    "video_seconds": 1800,
    "storage_bytes": 20 * 1024**3,
    "members": 10,
}

APPEND_ONLY = """
CREATE FUNCTION billing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = '42501';
END $$;
CREATE TRIGGER billing_ledgerentry_no_change BEFORE UPDATE OR DELETE ON billing_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION billing_refuse_change();
CREATE TRIGGER billing_ledgerentry_no_truncate BEFORE TRUNCATE ON billing_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change();
"""
CHANGEABLE = """
DROP TRIGGER billing_ledgerentry_no_change ON billing_ledgerentry;
DROP TRIGGER billing_ledgerentry_no_truncate ON billing_ledgerentry;
DROP FUNCTION billing_refuse_change();
"""


def add_plan(apps, schema_editor):
    plan, _ = apps.get_model("billing", "Plan").objects.get_or_create(
        code="free", defaults={"name": "Free", "is_default": True}
    )
    apps.get_model("billing", "PlanVersion").objects.get_or_create(
        plan=plan, version=1, defaults={"limits": LIMITS, "concurrency": 4}
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [
        migrations.RunPython(add_plan, migrations.RunPython.noop),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
