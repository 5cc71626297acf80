"""The editor's form as a browser posts it."""

import copy
import json

from django.core.serializers.json import DjangoJSONEncoder

from cms.pages.models import RegionPage
from forms_engine.design.packages.services import import_service


def kept(child):
    """What is posted of a question that wasn't opened."""
    return child.block_type, {"kept": json.dumps(child.block.get_form_state(child.value), cls=DjangoJSONEncoder)}


def page_of(region, document):
    """The page of a service as the editor opens it: its latest draft."""
    return import_service(
        RegionPage.objects.get(region=region), copy.deepcopy(document)
    ).get_latest_revision_as_object()
