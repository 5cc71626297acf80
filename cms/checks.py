"""System checks of floor 1."""

from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning

from cms.bootstrap import PANGO, SUBSET, missing_libraries

INSTALL = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@register()
def pango(app_configs, **kwargs):
    """Without Pango the site runs and letters wait: a warning, never an error."""
    if missing := missing_libraries(PANGO):
        return [
            CheckWarning(
                f"Letters can't be made: {', '.join(missing)} can't be loaded. Issuing waits until they can.",
                hint=f"Run: sudo {INSTALL}",
                id="warkat.W001",
            )
        ]
    if missing_libraries((SUBSET,)):
        return [
            CheckWarning("Letters are made slowly: HarfBuzz's subsetter is missing.", hint=INSTALL, id="warkat.W002")
        ]
    return []


@register(Tags.security, deploy=True)
def virus_scanner(app_configs, **kwargs):
    """Uploads are written anew in any case; a scanner is what an office is expected to have as well."""
    if settings.CLAMD:
        return []
    return [
        CheckWarning(
            "No virus scanner looks at uploads.",
            hint="Install clamav-daemon and set CLAMD=unix:/run/clamav/clamd.ctl",
            id="warkat.W003",
        )
    ]
