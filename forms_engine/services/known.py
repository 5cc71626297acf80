"""What a journey needs of its service, without asking for it each time: a new version, or that the service was taken
back, is seen at once by the process that did it and within a second by the others."""

from wagtail.models import Page

from cms.known import Known

KNOWN_SERVICES = Known("forms_engine.ServicePage", "live", "slug", "current_version", also=(Page,))
