from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_features"),
        ("workspaces", "0003_suspended"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["workspace", "meter", "-id"], name="ledger_by_meter"),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["workspace", "at"], name="ledger_by_time"),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                condition=models.Q(
                    ("kind__in", ["grant", "expire", "rollover", "plan_change", "adjust"])
                ),
                fields=["workspace", "kind", "-id"],
                name="ledger_of_rare_kinds",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("meter", "members")),
                fields=["workspace"],
                name="reservation_of_seats",
            ),
        ),
    ]
