"""A random id for addresses: added empty, filled, then made the rule."""

import uuid

from django.db import migrations, models

from cms.public_ids import give_uuids


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='uuid',
            field=models.UUIDField(editable=False, null=True),
        ),
        give_uuids('workflows', 'task'),
        migrations.AlterField(
            model_name='task',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
