from django.db import migrations


def drop_what_django_does_not_know(apps, schema_editor):
    """Drop SQLite's full-text table, which was made beside the migrations; its triggers go with the entries' table."""
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("catalog_search_new", "catalog_search_gone", "catalog_search_changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        schema_editor.execute("DROP TABLE IF EXISTS catalog_search")


class Migration(migrations.Migration):

    dependencies = [("catalog", "0012_state_of_codes")]

    operations = [
        migrations.RunPython(drop_what_django_does_not_know, migrations.RunPython.noop),
        migrations.DeleteModel("SearchEntry"),
        migrations.DeleteModel("SearchWord"),
    ]
