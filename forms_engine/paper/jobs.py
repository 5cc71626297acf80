"""The job that makes a paper form."""

from cms.jobs.kinds import LETTERS
from cms.jobs.registry import job


@job("paper.make", LETTERS)
def make_paper_form(finish, version, language):
    """Make the form of a version (its id) in a language."""
    from forms_engine.paper.make import make

    make(version, language, finish)
