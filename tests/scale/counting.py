"""Settings of an installation whose folder of messages keeps those that were read, so that they can be counted."""

from cms.settings import *  # noqa: F403
from cms.settings import BROKER_DIR, CELERY_BROKER_TRANSPORT_OPTIONS

CELERY_BROKER_TRANSPORT_OPTIONS |= {"store_processed": True, "processed_folder": str(BROKER_DIR / "read")}
