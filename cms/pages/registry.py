"""What upper floors put on the pages of floor 1, which doesn't know them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

_sections = []


def region_section(function: Callable[..., Any]) -> Any:
    """Register `function(region_page, request) -> (template name, context)` as a section of a region's page."""
    _sections.append(function)
    return function


def region_sections(region_page: Any, request: HttpRequest) -> list[Any]:
    """All sections of a region's page, in the order of registration."""
    return [function(region_page, request) for function in _sections]
