"""What the chaos asks of the installation's own Django."""

import io

from django.core import signing
from django.db import transaction


def prepare():
    """A region with its offices and a service; the service's id."""
    from tests.support.factories import OFFICES, make_position
    from tests.support.letters import make_letter_service, make_office

    region = make_office()
    for code, title in OFFICES.items():
        if code != "lurah":
            make_position(region, code, title)
    return make_letter_service(region).pk


def _service(pk):
    from forms_engine.design.page import ServicePage

    return ServicePage.objects.get(pk=pk)


def drafts(service, count):
    """Drafts that are filled in, each as [token, the cookie of its owner]."""
    from cms.regions.scoping import region_scope
    from forms_engine.applications.filing import begin_draft
    from forms_engine.applications.ownership import SALT
    from tests.support.letters import ANSWERS

    made = []
    service = _service(service)
    with region_scope(service.region_id):
        for _ in range(count):
            draft = begin_draft(service, "id")
            draft.answers = ANSWERS
            draft.save(update_fields=["answers"])
            made.append([draft.token, signing.dumps([draft.token], salt=SALT)])
    return made


def approve(service, count, email=""):
    """`count` approved applications whose letters are asked for, a transaction each; returns their ids."""
    from forms_engine.certificates.issue import request_issue
    from tests.support.letters import approved

    service, made = _service(service), []
    for number in range(count):
        with transaction.atomic():
            application = approved(service, email=email and f"{number}-{email}")
            request_issue(application)
        made.append(application.pk)
    return made


def ask_again(application, count):
    """Jobs for a letter that is made already, a transaction each: due work that costs little."""
    from cms.jobs.ledger import enqueue
    from forms_engine.applications.models import Application

    row = Application.unscoped.get(pk=application)
    for _ in range(count):
        enqueue("certificates.issue", region=row.region_id, application=row.pk)


def letters():
    """(how many letters are made, how many jobs of any kind aren't done)."""
    from cms.jobs.models import Job
    from forms_engine.certificates.models import IssuedCertificate

    made = IssuedCertificate.unscoped.filter(issued_at__isnull=False).count()
    return made, Job.unscoped.exclude(state="done").count()


def waiting():
    """How many letters are still to be made."""
    from cms.jobs.models import Job

    return Job.unscoped.filter(kind="letters").exclude(state="done").count()


def account(applications):
    """What became of everything: {"lost": …, "doubled": …} as lists of words."""
    from collections import Counter

    from cms.audit.models import AuditEvent
    from cms.jobs.models import Job
    from forms_engine.certificates.models import IssuedCertificate

    rows = IssuedCertificate.unscoped.filter(issued_at__isnull=False)
    made = Counter(rows.values_list("application_id", flat=True))
    events = Counter(AuditEvent.unscoped.filter(action="certificate.issued").values_list("target", flat=True))
    numbers = sorted(IssuedCertificate.unscoped.values_list("sequence", flat=True))
    lost = [f"letter of {pk}" for pk in applications if not made[pk]]
    lost += [f"number {number}" for number in set(range(1, len(numbers) + 1)) - set(numbers)]
    lost += [f"file of {row.pk}" for row in rows if not row.file.storage.exists(row.file.name)]
    lost += [f"job {pk} {state}" for pk, state in Job.unscoped.exclude(state="done").values_list("pk", "state")]
    doubled = [f"letter of {pk}" for pk, count in made.items() if count > 1]
    doubled += [f"event of {pk}" for pk, count in events.items() if count > 1]
    doubled += [f"number {number}" for number, count in Counter(numbers).items() if count > 1]
    return {"lost": lost, "doubled": doubled}


def photo():
    """A picture, as hexadecimal text."""
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue().hex()
