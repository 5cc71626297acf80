"""A random id for addresses: added empty, filled, then made the rule."""

import uuid

from django.db import migrations, models

from cms.public_ids import give_uuids


class Migration(migrations.Migration):

    dependencies = [
        ('forms_engine', '0015_wrong_codes_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='issuedcertificate',
            name='uuid',
            field=models.UUIDField(editable=False, null=True),
        ),
        give_uuids('forms_engine', 'issuedcertificate'),
        migrations.AlterField(
            model_name='issuedcertificate',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
