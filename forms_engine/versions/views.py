"""The versions of a service: what the draft changes, whom that touches, publishing it with a reason, going back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction

from cms.access.roles import ADMINS, Role, access
from cms.audit.trail import actor_of, record
from cms.regions.scoping import ALL_REGIONS, current_region, region_scope
from forms_engine.builder.compile import compile_page
from forms_engine.builder.conditions import NotEditable
from forms_engine.builder.decompile import fill_page
from forms_engine.builder.findings import findings_of
from forms_engine.definition.codec import fingerprint, from_json
from forms_engine.services.models import ServicePage, ServiceVersion
from forms_engine.services.publishing import NotPublishable, office_of
from forms_engine.versions.examples import results_of
from forms_engine.versions.impact import impact_of
from forms_engine.versions.models import ExampleApplication
from forms_engine.versions.words import grouped


class PublishForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"), max_length=300, required=False,
        help_text=gettext_lazy("Whoever comes after you reads it, for example “Perda 3/2026”."),
    )  # fmt: skip


def own_page(pk):
    """A service of the own region with its latest draft; another region's isn't found."""
    pages = ServicePage.objects.select_related("region", "current_version")
    if current_region() is not ALL_REGIONS:
        pages = pages.filter(region_id=current_region())
    return get_object_or_404(pages, pk=pk)


@access(ADMINS)
def versions(request, pk):
    """All versions with what each changed, and the draft beside the version in force. POST publishes the draft."""
    page = own_page(pk)
    with region_scope(page.region_id):
        draft = page.get_latest_revision_as_object()
        document, form = compile_page(draft), PublishForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _publish(request, page, form.cleaned_data["reason"]):
            return redirect("service_versions", page.pk)
        known = list(ServiceVersion.objects.filter(service_id=page.pk).select_related("published_by__membership"))
        current = page.current_version
        findings = findings_of(draft, document, office_of(page.region))
        errors = [found for found in findings if found.level == "error"]
        changed = current is None or current.hash != fingerprint(document)
        return render(request, "forms_engine/admin/versions.html", {
            "page": page, "form": form, "header_title": page.get_admin_display_title(), "current": current,
            "changed": changed, "errors": errors, "warnings": len(findings) - len(errors),
            "differences": grouped(current.definition, from_json(document)) if current and changed else [],
            "impact": impact_of(page, document) if current and changed else None,
            "examples": results_of(page.pk, document), "versions": _with_differences(known),
            "may_publish": page.permissions_for_user(request.user).can_publish(),
            "may_restore": Role.REGIONAL_ADMIN in _roles(request),
        })  # fmt: skip


def _roles(request):
    from cms.access.roles import roles_of

    return roles_of(request.user)


def _with_differences(known):
    """(version, what it changed) pairs, the newest first."""
    older = [*known[1:], None][: len(known)]
    return [
        (version, grouped(before.definition, version.definition) if before else [])
        for version, before in zip(known, older, strict=True)
    ]


def _publish(request, page, reason):
    """Publish the latest draft; whether it was. What stands in the way is said."""
    revision = page.get_latest_revision()
    if revision is None:
        return False
    revision_page = revision.as_object()
    revision_page.publishing_reason = reason.strip()
    try:
        with transaction.atomic():
            action = PublishPageRevisionAction(revision, user=request.user)
            action.object = revision_page
            action.execute()
    except PublishPagePermissionError as error:
        raise PermissionDenied from error
    except NotPublishable as error:
        messages.error(request, " ".join(error.messages[:3]))
        return False
    messages.success(request, _("“%(title)s” is published.") % {"title": page.title})
    return True


@access(frozenset({Role.REGIONAL_ADMIN}))
@require_POST
def version_restore(request, pk, number):
    """Make an old version the draft again; what is published stays until the draft is."""
    page = own_page(pk)
    with region_scope(page.region_id), transaction.atomic():
        version = get_object_or_404(ServiceVersion, service_id=page.pk, number=number)
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
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
def example_delete(request, pk):
    """Delete an example application."""
    example = get_object_or_404(ExampleApplication, pk=pk)
    with transaction.atomic():
        record(example.region_id, actor_of(request.user), "example.deleted", example)
        service = example.service_id
        example.delete()
    return redirect("service_versions", service)
