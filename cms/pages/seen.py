"""What Wagtail does at the end of its workflow. It reads this while its models are loading: nothing of them here."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from cms.accounts.models import User


def publish_seen(workflow_state: "WorkflowState", user: "User | None" = None) -> None:
    """Publishes the very revision that was approved (WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    workflow_state.current_task_state.revision.publish(user=user, skip_permission_checks=True)
