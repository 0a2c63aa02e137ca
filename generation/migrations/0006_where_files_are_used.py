import django.contrib.postgres.indexes
import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0005_who_asked"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["params"], name="job_by_params", opclasses=["jsonb_path_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="jobitem",
            index=models.Index(
                django.db.models.fields.json.KeyTransform("asset_id", "params"),
                name="item_by_photo",
            ),
        ),
        migrations.AddIndex(
            model_name="projectversion",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["content"], name="project_by_content", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]
