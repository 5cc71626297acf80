from django.db import migrations, models

from cms.access.masking import cleaned

KINDS = {
    "mail": [
        "applications.notify", "drafts.send_code", "pages.second_look_waits", "services.tell_not_published",
        "workflows.remind_one", "accounts.link", "accounts.notice",
    ],
    "letters": ["certificates.issue", "paper.make"],
    "scans": ["uploads.scan"],
}


def name_kinds(apps, schema_editor):
    """What is still to be done goes on in the queue of its kind."""
    jobs = apps.get_model("cms", "Job")._base_manager.exclude(state="done")
    for kind, names in KINDS.items():
        jobs.filter(name__in=names).update(kind=kind)


def clean_reasons(apps, schema_editor):
    """Reasons of before may hold addresses of people; failed jobs are kept, so they are cleaned here."""
    jobs = apps.get_model("cms", "Job")._base_manager
    for pk, reason in list(jobs.exclude(last_error="").values_list("pk", "last_error")):
        jobs.filter(pk=pk).update(last_error=cleaned(reason[:10_000])[:2000])


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
        migrations.RunPython(clean_reasons, migrations.RunPython.noop),
    ]
