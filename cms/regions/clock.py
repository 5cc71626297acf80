"""A region's own time: what is shown for a region is shown by its clock, whatever the installation's is."""

from zoneinfo import ZoneInfo

from django.utils import timezone


def use_clock_of(region):
    """From here on to the end of the request, times are written in the region's time zone."""
    timezone.activate(ZoneInfo(region.time_zone))
