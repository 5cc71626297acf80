"""What upper floors put on the pages of floor 1, which doesn't know them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

Section = Callable[[Page, HttpRequest], tuple[str, Mapping[str, Any]]]

_sections = []


def region_section(function: Section) -> Section:
    """Register `function(region_page, request) -> (template name, context)` as a section of a region's page."""
    _sections.append(function)
    return function


def region_sections(region_page: Page, request: HttpRequest) -> list[tuple[str, Mapping[str, Any]]]:
    """All sections of a region's page, in the order of registration."""
    return [function(region_page, request) for function in _sections]
