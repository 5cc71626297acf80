"""A service that goes on while drafts wait."""

from django.utils import timezone

from cms.regions.scoping import region_scope
from forms_engine.definition.codec import fingerprint
from forms_engine.design.page import ServicePage
from forms_engine.services.known import KNOWN_SERVICES
from forms_engine.services.models import ServiceVersion
from tests.support.documents import service_document


def edited(change):
    document = service_document()
    change(document["steps"])
    return document


def put(step, place, **values):
    return lambda steps: steps[step]["fields"][place].update(values)


def publish(service, change):
    """A new version of the service, made by `change` of its steps, as another process would publish it."""
    document = edited(change)
    with region_scope(service.region_id):
        number = service.versions.count() + 1
        version = ServiceVersion.objects.create(
            region_id=service.region_id, service=service, number=number, document=document,
            hash=fingerprint(document), published_at=timezone.now(),
        )  # fmt: skip
    ServicePage.objects.filter(pk=service.pk).update(current_version=version)
    KNOWN_SERVICES.forget(service.pk)  # as another process's publishing is seen within a second
    return version
