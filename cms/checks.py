"""System checks of floor 1."""

import logging
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DEFAULT_DB_ALIAS, connections

from cms.bootstrap import PANGO, SUBSET, missing_libraries

logger = logging.getLogger(__name__)
INSTALL = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@register()
def pango(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckWarning]:
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


UNSET = (
    "WARKAT_ENV isn't set, so this runs with the settings of the DEMO: a secret key that everybody knows, any host, "
    "no https. Anyone can sign in as anyone."
)
UNSET_HINT = "On a server set WARKAT_ENV=production; to try Warkat out set WARKAT_ENV=demo, as make demo does."


@register(Tags.security)
def demo_by_accident(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckWarning]:
    """Nobody said that this is the demo: perhaps it is a server on which the setting was forgotten."""
    return [CheckWarning(UNSET, hint=UNSET_HINT, id="warkat.W004")] if settings.WARKAT_ENV_UNSET else []


def say_if_unset(program: str) -> None:
    """The same in the log of a server or worker, which run no checks, so that it can't be overlooked."""
    if settings.WARKAT_ENV_UNSET:
        frame = "!" * 100
        logger.warning("\n%s\n%s: %s\n%s\n%s", frame, program, UNSET, UNSET_HINT, frame)


@register(Tags.security, deploy=True)
def virus_scanner(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckWarning]:
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


@register(Tags.database)
def operators_that_are_members(
    app_configs: Sequence[AppConfig] | None, databases: Collection[str] | None = None, **kwargs: Any
) -> list[CheckWarning]:
    """Before it was refused, an operator could also be on a region's staff: the lists leave them out, nobody edits
    them there, and an operator divides them in two. Nothing is taken away by itself: what they decided hangs on
    it."""
    from cms.accounts.models import Membership  # lazy: who makes the Celery app has no models yet

    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if Membership._meta.db_table not in connections[DEFAULT_DB_ALIAS].introspection.table_names():
        return []
    both = Membership.unscoped.filter(user__is_superuser=True).values_list("user__username", flat=True)
    return [
        CheckWarning(
            f"The account {name} runs the installation and is on a region's staff as well.",
            hint="Make a second account for the region's work, and take the operator's rights from one of the two.",
            id="warkat.W005",
        )
        for name in both
    ]
