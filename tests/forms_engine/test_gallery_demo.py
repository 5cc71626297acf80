import pytest
from django.core.management import call_command

from cms.regions.models import Region
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.gallery.demo import REGION_OF
from forms_engine.design.page import ServicePage


@pytest.mark.django_db
def test_the_demo_publishes_each_service_of_the_gallery_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for _time in range(2):
        call_command("load_demo")
    expected = {(REGION_OF[document["audience"]], document["title"]) for document in gallery_documents()}
    pages = ServicePage.objects.select_related("region", "current_version")
    assert {(page.region.code, page.title) for page in pages} == expected
    assert len(pages) == len(expected)
    assert all(page.live and page.current_version for page in pages)
    assert Region.objects.count() == 3
