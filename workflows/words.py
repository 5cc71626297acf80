"""What this floor enters in words into the audit trail and the list of jobs."""

from django.utils.translation import gettext_lazy as _

from cms.audit.words import register_words
from cms.jobs.words import register_job_words

register_words(
    {
        "example.kept": _("kept an example application"),
        "task.approve": _("approved an application in a stage"),
        "task.correction": _("returned an application for correction"),
        "task.reject": _("rejected an application"),
    }
)
register_job_words(
    {
        "workflows.remind": _("Look for tasks whose deadline is near"),
        "workflows.remind_one": _("Remind an official of a task by e-mail"),
    }
)
