"""The milestones that the tracking page shows; the floor that decides enters where they come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forms_engine.applications.models import Application


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the tracking page. `state`: done, current, waiting or stopped. `note` is shown to the applicant."""

    title: str
    state: str
    at: datetime | None = None
    note: str = ""


Provider = Callable[[Application], list[Milestone]]
_provider: Provider | None = None


def register_timeline(function: Provider) -> Provider:
    """Enter `function(application) -> list[Milestone]`."""
    global _provider
    _provider = function
    return function


def timeline(application: Application) -> list[Milestone]:
    """The milestones of an application, oldest first."""
    return _provider(application) if _provider else []
