"""The job that makes a paper form."""

from collections.abc import Callable

from cms.jobs.kinds import LETTERS
from cms.jobs.registry import job
from forms_engine.channels.paper.make import make


@job("paper.make", LETTERS)
def make_paper_form(finish: Callable[[], None], version: int, language: str) -> None:
    """Make the form of a version (its id) in a language."""
    make(version, language, finish)
