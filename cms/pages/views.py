"""Small public views of floor 1."""

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from cms.access.roles import ANYONE, access
from cms.access.storing import A_DAY, FOREVER, storable
from cms.regions.colours import theme_css
from cms.regions.models import Region


@access(ANYONE)
def arms(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A region's coat of arms: the one stored image that is public."""
    region = get_object_or_404(Region, slug=slug)
    if not region.arms:
        raise Http404
    return storable(FileResponse(region.arms.open(), content_type="image/png"), A_DAY)


@access(ANYONE)
def theme(request: HttpRequest, colour: str) -> HttpResponseBase:
    """The style sheet of a region's colour. The address says all, so it is kept by browsers for a year."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise Http404
    return storable(HttpResponse(theme_css(f"#{colour}"), content_type="text/css; charset=utf-8"), FOREVER)
