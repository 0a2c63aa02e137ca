from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0002_texts_and_videos"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="jobitem",
            name="checkpoint",
        ),
        migrations.RemoveField(
            model_name="jobitem",
            name="provider",
        ),
        migrations.RemoveField(
            model_name="jobitem",
            name="provider_task_id",
        ),
    ]
