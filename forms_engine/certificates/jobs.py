"""The job that issues a certificate."""

from cms.jobs.kinds import LETTERS
from cms.jobs.registry import job
from forms_engine.certificates.issue import issue


@job("certificates.issue", LETTERS)
def issue_certificate(finish, application):
    """Number, render and store the letter of `application` (its id)."""
    issue(application, finish)
