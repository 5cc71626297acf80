"""Puts the gallery's services into the demo's regions and publishes them, by the import that administrators use."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from cms.accounts.models import Membership
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from cms.setup.demo import demo_loading
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.packages.services import import_service

# Which demo region shows the services for whom.
REGION_OF = {"residents": "33.75", "businesses": "34.04", "civil_servants": "65"}


@receiver(demo_loading, dispatch_uid="forms_engine.design.gallery.demo")
def load_gallery(say: Callable[[str], object], **kwargs: Any) -> None:
    """Take in and publish what isn't there yet, as the region's own administrator would."""
    for document in gallery_documents():
        page = RegionPage.objects.select_related("region").get(region__code=REGION_OF[document["audience"]])
        if page.get_children().filter(title=document["title"]).exists():
            continue
        with region_scope(page.region_id):
            _publish(page, document)
        say(f"{page.region.name}: {document['title']}")


@transaction.atomic
def _publish(region_page, document):
    user = Membership.objects.filter(regional_admin=True).select_related("user").first().user
    service = import_service(region_page, document, user)
    service.get_latest_revision().publish(user=user)
