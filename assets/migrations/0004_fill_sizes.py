from django.db import migrations


class Migration(migrations.Migration):
    """What was kept elsewhere until now: a file's size, and under which key its room is counted."""

    dependencies = [("assets", "0003_files_of_all_kinds")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE assets_asset a SET size_bytes = v.size_bytes
              FROM assets_assetversion v WHERE v.id = a.current_id;
            UPDATE assets_assetversion v SET charged_as = coalesce(
              (SELECT u.id::text FROM assets_upload u WHERE u.asset_id = v.asset_id LIMIT 1),
              v.asset_id::text);
            """,
            migrations.RunSQL.noop,
        )
    ]
