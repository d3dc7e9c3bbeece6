"""Take over what django-otp and django-axes held: authenticators go on with django-allauth, failed logins are dropped."""

from base64 import b32encode

from django.db import migrations

_LEFT = (
    "otp_totp_totpdevice",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accessattempt",
    "axes_accesslog",
)


def take_over(apps, schema_editor):
    connection = schema_editor.connection
    tables = set(connection.introspection.table_names())
    if "otp_totp_totpdevice" in tables:
        Authenticator = apps.get_model("mfa", "Authenticator")
        with connection.cursor() as cursor:
            cursor.execute("SELECT user_id, key FROM otp_totp_totpdevice WHERE confirmed ORDER BY id")
            rows = cursor.fetchall()
        for user, key in rows:
            secret = b32encode(bytes.fromhex(key)).decode()
            # The library allows one of a kind.
            Authenticator.objects.get_or_create(user_id=user, type="totp", defaults={"data": {"secret": secret}})
    for table in _LEFT:
        if table in tables:
            schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(table)}")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0015_synonyms"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
