"""The versions of a service: what the draft changes, whom that touches, publishing it with a reason, going back."""

from itertools import pairwise

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision, WorkflowState

from cms.access.roles import ADMINS, Role, access, roles_of
from cms.accounts.models import SignedInRequest
from cms.audit.trail import actor_of, record, record_deleted, recorded_last
from cms.regions.calendar import time_in
from cms.regions.scoping import region_scope
from forms_engine.definition.codec import fingerprint, from_json
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.editor.findings import findings_of
from forms_engine.design.own import draft_of, own_service
from forms_engine.design.publishing import NotPublishable, keep_reason, office_of
from forms_engine.design.versions.examples import results_of
from forms_engine.design.versions.impact import impact_of
from forms_engine.design.versions.models import ExampleApplication
from forms_engine.design.versions.words import grouped
from forms_engine.pickers.conditions import NotEditable
from forms_engine.services.models import ServiceVersion
from forms_engine.services.plans import definition_of

NEWEST = 20  # versions that are told with their differences at first


class PublishForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"), max_length=300, required=False,
        help_text=gettext_lazy("Those who come after you will read it, for example “Perda "
                               "3/2026”."),
    )  # fmt: skip
    # The fingerprint of the draft that was looked at.
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


@access(ADMINS)
def versions(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All versions with what each changed, and the draft beside the version in force. POST publishes the draft."""
    page = own_service(pk)
    with region_scope(page.region_id):
        draft = draft_of(page)
        document, form = compile_page(draft), PublishForm(request.POST or None)
        draft_fingerprint = fingerprint(document)
        permissions = page.permissions_for_user(request.user)
        later = draft.go_live_at if draft.go_live_at and draft.go_live_at > timezone.now() else None
        if request.method == "POST" and form.is_valid() and _publish(request, page, form.cleaned_data):
            return redirect("service_versions", page.pk)
        known = ServiceVersion.objects.filter(service_id=page.pk).select_related("published_by__membership")
        version_changes, older = _with_changes(known, None if "semua" in request.GET else NEWEST)
        current = page.current_version
        findings = findings_of(draft, document, office_of(page.region))
        errors = [finding for finding in findings if finding.level == "error"]
        changed = current is None or current.hash != draft_fingerprint
        return render(request, "forms_engine/admin/versions.html", {
            "page": page, "form": form, "header_title": page.get_admin_display_title(), "current": current,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
                {"url": "", "label": _("Versions and publishing")},
            ],
            "changed": changed, "errors": errors, "warnings": len(findings) - len(errors),
            "differences": grouped(definition_of(current.pk), from_json(document)) if current and changed else [],
            "impact": impact_of(page, document) if current and changed else None,
            "examples": results_of(page.pk, document), "versions": version_changes, "older": older,
            "may_publish": permissions.can_publish(), "may_submit": permissions.can_submit_for_moderation(),
            "shown": draft_fingerprint, "later": later, "is_looked_at": page.workflow_in_progress,
            "may_restore": Role.REGIONAL_ADMIN in roles_of(request.user),
        })  # fmt: skip


def _with_changes(known, most):
    """((version, what it changed) pairs of the newest `most` versions, all for None; how many there are beside)."""
    newest = list(known if most is None else known[: most + 1])  # with the one before the last, if there is one
    more = most is not None and len(newest) > most
    version_changes = [
        (version, grouped(definition_of(before.pk), definition_of(version.pk)) if before else [])
        for version, before in pairwise(newest if more else [*newest, None])
    ]
    return version_changes, known.count() - len(version_changes) if more else 0


def _publish(request, page, data):
    """Publish the draft that was shown, at once or at its moment, or submit it to a second look; whether it was. What
    stands in the way is said."""
    if (lock := page.get_lock()) and lock.for_user(request.user):
        messages.error(request, lock.get_message(request.user))
        return False
    permissions = page.permissions_for_user(request.user)
    try:
        with recorded_last():
            # An autosave writes into the same revision: locked, it is the one that was shown, or nothing is done. The
            # page first, as whoever saves a draft does.
            latest = Page.objects.select_for_update().get(pk=page.pk).latest_revision_id
            revision = Revision.objects.select_for_update().filter(pk=latest).first()
            draft = revision.as_object() if revision else None
            if draft is None or data["shown"] != fingerprint(compile_page(draft)):
                messages.error(request, _("The draft was changed meanwhile. Look at it again, then publish it."))
                return False
            keep_reason(revision, data["reason"])
            if permissions.can_publish():
                PublishPageRevisionAction(revision, user=request.user).execute()
                done = _("“%(title)s” is published.")
            elif permissions.can_submit_for_moderation():
                _submit(page, request.user)
                done = _("“%(title)s” is submitted: another administrator looks at it, then it is published.")
            else:
                raise PermissionDenied
    except NotPublishable as error:
        messages.error(request, " ".join(error.messages[:3]))
        return False
    if permissions.can_publish() and draft.go_live_at and draft.go_live_at > timezone.now():
        done = _("“%(title)s” will be published on %(moment)s.")
    moment = date_format(time_in(page.region, draft.go_live_at), "j F Y H.i") if draft.go_live_at else ""
    messages.success(request, done % {"title": draft.title, "moment": moment})
    return True


def _submit(page, user):
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=user)
    else:
        page.get_workflow().start(page, user)


@access(frozenset({Role.REGIONAL_ADMIN}))
@require_POST
def version_restore(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """Make an old version the draft again; what is published stays until the draft is."""
    page = own_service(pk)
    with region_scope(page.region_id), recorded_last():
        version = get_object_or_404(ServiceVersion, service_id=page.pk, number=number)
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        if (lock := page.get_lock()) and lock.for_user(request.user):
            messages.error(request, lock.get_message(request.user))
            return redirect("service_versions", page.pk)
        draft = page.get_latest_revision_as_object()
        try:
            fill_page(draft, version.document)
        except NotEditable:
            raise Http404 from None
        draft.save_revision(user=request.user, log_action=True)
        record(page.region_id, actor_of(request.user), "service.restored", page, version=number)
    messages.success(
        request, _("Version %(number)s is the draft now. Look it over and publish it.") % {"number": number}
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@access(frozenset({Role.REGIONAL_ADMIN}))
@require_POST
def example_delete(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Delete an example application."""
    example = get_object_or_404(ExampleApplication, pk=pk)
    with transaction.atomic():
        record_deleted(example.region_id, actor_of(request.user), "example.deleted", example)
    return redirect("service_versions", example.service_id)
