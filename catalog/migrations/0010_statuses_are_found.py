from django.db import migrations


def forget_the_entries(apps, schema_editor):
    """Mark the search table for a rebuild: it includes HTTP statuses from this release on."""
    apps.get_model("catalog", "SearchEntry").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):

    dependencies = [("catalog", "0009_beginning_of_history")]

    operations = [migrations.RunPython(forget_the_entries, migrations.RunPython.noop)]
