"""What the list of jobs calls each of them: in words, which each floor enters for its own jobs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_words = {}


def register_job_words(words: Mapping[str, str | Promise]) -> None:
    """Enter the words of jobs: {name: text}."""
    _words.update(words)


def job_words(name: str) -> str | Promise:
    """The job in words; its name while nobody has entered any."""
    return _words.get(name, name)


register_job_words(
    {
        "accounts.failed_sign_ins": _("Count failed attempts to sign in"),
        "accounts.forget": _("Forget old attempts to sign in"),
        "accounts.link": _("Send a link for a new password"),
        "accounts.notice": _("Tell staff by e-mail about a change to an account"),
        "files.clear_unfinished": _("Remove files that were never finished"),
        "jobs.clear_done": _("Remove jobs that are done from the list"),
        "pages.second_look_waits": _("Tell by e-mail that a service waits for a second person"),
        "sessions.clear": _("Remove sessions that have ended"),
    }
)
