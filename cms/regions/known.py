"""What pages need of a region, without asking for it each time."""

from cms.known import Known
from cms.regions.models import Region

KNOWN_REGIONS = Known(Region, "name", "slug", "code", "time_zone", "arms", "colour", "contact")
