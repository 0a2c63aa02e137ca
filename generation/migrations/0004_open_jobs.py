from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generation", "0003_items_hold_what_is_used")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=["state"],
                name="job_open",
            ),
        ),
    ]
