"""Puts the gallery's services into the demo's regions and publishes them, by the import that administrators use."""

import json
from pathlib import Path

from django.db import transaction
from django.dispatch import receiver

from cms.accounts.models import Membership
from cms.pages.models import RegionPage
from cms.regions.demo import demo_loading
from cms.regions.scoping import region_scope

GALLERY = Path(__file__).parent
# Which demo region shows the services for whom.
REGION_OF = {"residents": "33.75", "businesses": "34.04", "civil_servants": "65"}


def gallery_documents():
    """The documents of the gallery, in the order of their file names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GALLERY.glob("*.json"))]


@receiver(demo_loading, dispatch_uid="forms_engine.gallery.demo")
def load_gallery(say, **kwargs):
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
    from forms_engine.builder.packages import import_service

    user = Membership.objects.filter(regional_admin=True).select_related("user").first().user
    service = import_service(region_page, document, user)
    service.get_latest_revision().publish(user=user)
