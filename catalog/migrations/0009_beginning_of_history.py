from django.conf import settings
from django.db import migrations
from django.utils import timezone

REASON = "as it was before there was a history"


def begin_the_history(apps, schema_editor):
    """Rows from before there was a history get its first entry, so that an edit can be compared and taken back."""
    using = schema_editor.connection.alias
    now = timezone.now()
    for name in ("Service", "Code", "Case"):
        model, history = apps.get_model("catalog", name), apps.get_model("catalog", f"Historical{name}")
        told = history.objects.using(using).values("id")
        columns = [field.attname for field in model._meta.concrete_fields]
        rows = model.objects.using(using).exclude(pk__in=told).order_by("pk").values(*columns)
        history.objects.using(using).bulk_create(
            (history(**row, history_date=now, history_type="+", history_change_reason=REASON) for row in rows.iterator()),
            batch_size=500,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0008_api_key_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(begin_the_history, migrations.RunPython.noop),
    ]
