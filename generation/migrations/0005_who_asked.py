"""Items keep who asked for them last, for what workers record of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generation", "0004_open_jobs")]
    operations = [
        migrations.AddField(
            model_name="jobitem",
            name="asked",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
