from django.db import migrations


class Migration(migrations.Migration):
    """Tags of languages are the same in upper and lower case; where both are there, both stay."""

    dependencies = [("assets", "0007_claims")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE assets_fact f SET language = lower(f.language)
              WHERE f.language <> lower(f.language) AND NOT EXISTS (
                SELECT FROM assets_fact o WHERE o.product_id = f.product_id AND o.id <> f.id
                  AND lower(o.attribute) = lower(f.attribute)
                  AND lower(o.language) = lower(f.language));
            """,
            migrations.RunSQL.noop,
        )
    ]
