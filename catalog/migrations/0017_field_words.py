"""Rename the models' words; tables and columns keep their names, so that processes of the release before go on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0016_second_factors_of_allauth'),
    ]

    operations = [
        migrations.AlterModelTable('edition', 'catalog_edition'),
        migrations.RenameModel('Edition', 'Revision'),
        migrations.AlterField(
            'revision',
            'log_begins',
            models.PositiveBigIntegerField(default=0, help_text='The revision after which every change is in the log'),
        ),
        migrations.AlterField(
            'catalogchange', 'edition', models.PositiveBigIntegerField(db_column='edition', db_index=True)
        ),
        migrations.RenameField('catalogchange', 'edition', 'revision'),
        *(
            operation
            for model in ('apikey', 'historicalapikey')
            for operation in (
                migrations.AlterField(
                    model,
                    'shown',
                    models.CharField(db_column='shown', editable=False, max_length=20, verbose_name='begins with'),
                ),
                migrations.RenameField(model, 'shown', 'beginning'),
            )
        ),
        *(
            migrations.AlterField(
                model,
                'former',
                models.JSONField(
                    blank=True,
                    default=list,
                    help_text='Older message templates, which still match',
                    verbose_name='previous messages',
                ),
            )
            for model in ('case', 'historicalcase')
        ),
    ]
