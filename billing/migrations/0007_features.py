from django.db import migrations, models

import billing.features

# Until now nobody looked at features, and every edition had them all: that is written down, also
# on editions that were used, of which nothing else may be said.
WRITE_DOWN = """
ALTER TABLE billing_planversion DISABLE TRIGGER billing_planversion_once_used;
UPDATE billing_planversion SET features = '["api"]' WHERE NOT features @> '["api"]';
ALTER TABLE billing_planversion ENABLE TRIGGER billing_planversion_once_used;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_work_by_day")]

    operations = [
        migrations.AlterField(
            model_name="planversion",
            name="features",
            field=models.JSONField(blank=True, default=billing.features.every),
        ),
        migrations.RunSQL(WRITE_DOWN, migrations.RunSQL.noop),
    ]
