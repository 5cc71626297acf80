"""The job that issues a certificate."""

from collections.abc import Callable

from cms.jobs.kinds import LETTERS
from cms.jobs.registry import job
from forms_engine.certificates.issue import issue


@job("certificates.issue", LETTERS)
def issue_certificate(finish: Callable[[], None], application: int) -> None:
    """Number, render and store the letter of `application` (its id)."""
    issue(application, finish)
