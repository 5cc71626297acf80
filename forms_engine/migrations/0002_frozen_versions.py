"""The database itself refuses to change a published version (design: "A published version never changes")."""

from django.db import migrations

REFUSAL = "A published version can''t be changed."
SQLITE = f"""
CREATE TRIGGER frozen_service_version BEFORE UPDATE ON forms_engine_serviceversion
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION frozen_service_version() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
CREATE TRIGGER frozen_service_version BEFORE UPDATE ON forms_engine_serviceversion
FOR EACH ROW EXECUTE FUNCTION frozen_service_version();
"""


def freeze(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER frozen_service_version")
    else:
        schema_editor.execute("DROP FUNCTION frozen_service_version() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("forms_engine", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
