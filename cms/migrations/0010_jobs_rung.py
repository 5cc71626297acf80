from django.db import migrations, models

KINDS = {
    "mail": [
        "applications.notify", "drafts.send_code", "pages.second_look_waits", "services.tell_not_published",
        "workflows.remind_one",
    ],
    "letters": ["certificates.issue", "paper.make"],
    "scans": ["uploads.scan"],
}


def name_kinds(apps, schema_editor):
    """What is still to be done goes on in the queue of its kind."""
    jobs = apps.get_model("cms", "Job")._base_manager.exclude(state="done")
    for kind, names in KINDS.items():
        jobs.filter(name__in=names).update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [("cms", "0009_long_lists")]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("kind", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(model_name="job", name="job_due"),
        migrations.RenameField(model_name="job", old_name="published_at", new_name="rung_at"),
        migrations.AddField(
            model_name="job",
            name="kind",
            field=models.CharField(default="rest", editable=False, max_length=8),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["ready", "running"])), fields=["kind", "run_at"], name="job_due"
            ),
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
    ]
