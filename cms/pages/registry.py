"""What upper floors put on the pages of floor 1, which doesn't know them."""

_sections = []


def region_section(function):
    """Register `function(region_page, request) -> (template name, context)` as a section of a region's page."""
    _sections.append(function)
    return function


def region_sections(region_page, request):
    """All sections of a region's page, in the order of registration."""
    return [function(region_page, request) for function in _sections]
