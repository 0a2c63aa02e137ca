from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="TaskRun",
            fields=[
                (
                    "task",
                    models.CharField(
                        max_length=120, primary_key=True, serialize=False, verbose_name="task"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "error",
                    models.CharField(blank=True, max_length=300, verbose_name="error"),
                ),
            ],
            options={
                "verbose_name": "run of a task",
                "verbose_name_plural": "runs of tasks",
            },
        ),
    ]
