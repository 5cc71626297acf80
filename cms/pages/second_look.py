"""The second pair of eyes: where a region wants it, a service is published only after another administrator has
looked at it. Wagtail's own workflow on the page, with one task of ours that knows regions and who asked."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Revision, Task, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from cms.access.roles import Role, roles_of
from cms.accounts.models import Membership, User
from cms.audit.trail import actor_of, record, recorded_last
from cms.jobs.ledger import enqueue

NAME = "Dilihat orang kedua"


class SecondLookLock(WorkflowLock):
    def get_message(self, user: User) -> str | Promise:
        return _("Somebody else should review this. Whoever submitted it may cancel that and continue editing.")

    def get_description(self, user: User, can_lock: bool = False) -> str | Promise:
        return self.get_message(user)


class SecondLook(Task):
    """Another administrator of the page's region, or an operator, approves or asks for changes."""

    region_free = "one for all regions; who may act is asked of the page"
    lock_class = SecondLookLock

    class Meta:
        verbose_name = _("second look")

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Who submits again is who asks from now on: Wagtail goes on naming the first."""
        if user is not None and workflow_state.requested_by_id != user.pk:
            workflow_state.requested_by = user
            workflow_state.save(update_fields=["requested_by"])
        state = super().start(workflow_state, user)
        region = workflow_state.content_object.specific_deferred.region_id
        enqueue("pages.second_look_waits", region=region, key=f"second-look:{state.pk}", state=state.pk)
        return state

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """Nobody edits meanwhile: what was submitted is what is seen, and what is published."""
        return True

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str | Promise, bool]]:
        """(name, label, whether a remark is asked for) of what `user` may do; nothing for who asked."""
        if user.pk == self._asker(obj) or not may_look(user, obj):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve and publish"), False),
            ("approve", _("Approve with a remark"), True),
        ]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits for `user`'s look: below the own region's page, and never what they asked for themselves."""
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(
            workflow_state__requested_by=user
        )
        if user.is_superuser:
            return states
        if Role.REGIONAL_ADMIN not in roles_of(user):
            return states.none()
        page = user.membership.region.page
        page_ids = Page.objects.descendant_of(page).values_list("pk", flat=True)
        return states.filter(workflow_state__object_id__in=[str(pk) for pk in page_ids])

    @recorded_last()
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> Any:
        """What can't be published any more (an office was closed meanwhile) goes back with the reasons. Wagtail asks
        what may be done with the page of the address; here it is asked of the page that the state is of."""
        page = task_state.workflow_state.content_object
        if action_name not in {name for name, _label, _asks in self.get_actions(page, user)}:
            raise PermissionDenied
        try:
            with recorded_last():
                return super().on_action(task_state, user, action_name, **kwargs)
        except ValidationError as problems:
            task_state.refresh_from_db()
            return super().on_action(task_state, user, "reject", comment=" ".join(problems.messages))

    @staticmethod
    def _asker(page: Page) -> int | None:
        state = page.current_workflow_state
        return state.requested_by_id if state else None

    @classmethod
    def get_description(cls) -> str | Promise:
        return _("Another administrator of the region looks at a service before it is published")


def may_look(user: User, page: Page) -> bool:
    """Whether the user is an operator, or an administrator of the page's region."""
    if user.is_superuser:
        return True
    region = getattr(page.specific_deferred, "region_id", None)
    return Role.REGIONAL_ADMIN in roles_of(user) and user.membership.region_id == region


def looker_of(revision: Revision) -> User | None:
    """Who approved a revision, None when nobody had to."""
    states = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    state = states.select_related("finished_by").order_by("-finished_at").first()
    return state.finished_by if state else None


def follow(region_page: Page, wanted: bool) -> None:
    """Put the workflow on the region's page, or take it away; the audit trail says which."""
    if wanted == WorkflowPage.objects.filter(page=region_page.page_ptr).exists():
        return
    user = region_page.live_revision.user if region_page.live_revision else None
    actor = actor_of(user) if user else "system"
    if wanted:
        _put_on(region_page)
    else:
        WorkflowPage.objects.filter(page=region_page.page_ptr).delete()
    record(region_page.region_id, actor, "region.second_look", region_page, wanted=wanted)


def _put_on(region_page: Page) -> None:
    workflow = Workflow.objects.filter(name=NAME).first() or Workflow.objects.create(name=NAME)
    if not workflow.workflow_tasks.exists():
        task = SecondLook.objects.first() or SecondLook.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=region_page.page_ptr, workflow=workflow)


class SecondLookForm(WagtailAdminPageForm):
    """The form of a region's page."""

    def clean(self) -> dict[str, Any] | None:
        """Who may not publish alone can't take away that rule alone."""
        cleaned = super().clean()
        stands = WorkflowPage.objects.filter(page=self.instance.page_ptr_id).exists()
        if stands and cleaned.get("second_look") is False and not getattr(self.for_user, "is_superuser", False):
            self.add_error(
                "second_look", _("Only an operator switches this off. Ask the operator of the installation.")
            )
        return cleaned


class SecondLookMixin(models.Model):
    """The setting, on the page of a region."""

    second_look = models.BooleanField(
        _("a second administrator looks before a service is published"),
        default=False,
        help_text=_(
            "Needs two administrators in the region. An operator can always publish, and is the one who switches "
            "this off again."
        ),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        # Only who wishes for it now: a page must still be savable when an administrator has left.
        wished = self.second_look and not type(self).objects.filter(pk=self.pk, second_look=True).exists()
        if wished and self.administrators() < 2:
            raise ValidationError({"second_look": _("This region has one administrator. Appoint another one first.")})

    def administrators(self) -> int:
        """How many accounts may publish for the region."""
        return Membership.unscoped.filter(region_id=self.region_id, regional_admin=True, user__is_active=True).count()

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if self.live:
            # As stored: saving a draft saves other columns of an object that carries unpublished wishes.
            follow(self, type(self).objects.values_list("second_look", flat=True).get(pk=self.pk))

    def get_workflow(self) -> None:
        """It is for the services below; the region's own page is published by one."""
        return None
