"""Indexes behind the long lists: applications, letters, unfiled drafts, files that wait for the scanner.

Each index takes two to three seconds on a million rows, the trigrams seven.

A part of a letter's number is found by trigrams on PostgreSQL: `pg_trgm` comes with the server, and the owner of a
database may create it. Without it, and on SQLite, the list is searched row by row.
"""

from django.db import migrations, models

TRIGRAMS = """
CREATE INDEX certificates_by_part_of_number ON forms_engine_issuedcertificate
USING gin (UPPER(number::text) gin_trgm_ops) WHERE issued_at IS NOT NULL
"""  # as Django writes `number__icontains`
# What PostgreSQL doesn't gather of a part of a row otherwise: how rare what is looked for is, which tells it whether to
# look it up by its trigrams or to go through the newest letters.
STATISTICS = """
CREATE STATISTICS certificates_number_parts ON (UPPER(number::text)) FROM forms_engine_issuedcertificate
"""


def index_numbers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        there = cursor.fetchone()
    if there:
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(TRIGRAMS)
        if schema_editor.connection.pg_version >= 140000:
            schema_editor.execute(STATISTICS)


def forget_numbers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS certificates_by_part_of_number")
        schema_editor.execute("DROP STATISTICS IF EXISTS certificates_number_parts")


class Migration(migrations.Migration):
    dependencies = [("forms_engine", "0018_draft_filed")]

    operations = [
        migrations.RemoveIndex(
            model_name='application',
            name='forms_engin_region__ecfdcb_idx',
        ),
        migrations.RemoveIndex(
            model_name='draft',
            name='forms_engin_updated_601dd1_idx',
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['region', 'submitted_at', 'id'], name='applications_of_region'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['region', 'status', 'submitted_at', 'id'], name='applications_of_region_as'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['submitted_at', 'id'], name='applications_newest'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['status', 'submitted_at', 'id'], name='applications_newest_as'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['service', 'submitted_at', 'id'], name='applications_of_service'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('status__in', ['in_review', 'correction'])), fields=['service'], name='applications_open'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(condition=models.Q(('filed', False)), fields=['version', 'updated_at'], name='unfiled_by_age'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(condition=models.Q(('filed', False)), fields=['service', 'id'], name='unfiled_of_service'),
        ),
        migrations.AddIndex(
            model_name='issuedcertificate',
            index=models.Index(condition=models.Q(('issued_at__isnull', False)), fields=['region', 'issued_at', 'id'], name='certificates_of_region'),
        ),
        migrations.AddIndex(
            model_name='issuedcertificate',
            index=models.Index(condition=models.Q(('issued_at__isnull', False)), fields=['issued_at', 'id'], name='certificates_newest'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('scan', 'not_yet')), fields=['id'], name='uploads_not_scanned'),
        ),
        migrations.RunPython(index_numbers, forget_numbers),
    ]
