"""What this floor enters in words into the audit trail, the list of jobs and the e-mails to applicants."""

from django.utils.translation import gettext_lazy as _

from cms.audit.words import register_words
from cms.jobs.words import register_job_words
from forms_engine.applications.messages import register_message
from workflows.machine.outcomes import APPROVED, Outcome, each_outcome

register_words(
    {
        "example.kept": _("kept an example application"),
    }
)
register_job_words(
    {
        "workflows.remind": _("Find tasks whose deadline is near"),
        "workflows.remind_one": _("Remind an official of a task by e-mail"),
    }
)


def _enter(outcome: Outcome) -> None:
    """The words of an outcome that lower floors show."""
    register_words({outcome.action: _(outcome.act)})
    if outcome.message is not None:
        register_message(outcome.message)


register_message(APPROVED)
each_outcome(_enter)
