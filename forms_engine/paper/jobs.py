"""The job that makes a paper form."""

from cms.jobs.registry import job


@job("paper.make")
def make_paper_form(finish, version, language):
    """Make the form of a version (its id) in a language."""
    from forms_engine.paper.make import make

    make(version, language, finish)
