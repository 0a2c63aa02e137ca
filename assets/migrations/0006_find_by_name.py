from typing import Any

from django.db import migrations

from assets import searching, sql

AT_ONCE = 1000


def index(apps: Any, _schema_editor: Any) -> None:
    """Make files findable that are older than the search: there is nothing but their names yet."""
    missing = apps.get_model("assets", "Asset").objects.filter(words__isnull=True)
    while some := list(missing.values_list("pk", "name")[:AT_ONCE]):
        sql.set_words([(pk, searching.lexemes(name)) for pk, name in some])


class Migration(migrations.Migration):
    dependencies = [("assets", "0005_unindexed")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
