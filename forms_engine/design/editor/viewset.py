"""The editor of a service: Wagtail's, with a checklist beside it that looks at what is in the editor now."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel, ChecksSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page, PageSubscription

from cms.access.roles import ADMINS, access, by_itself
from cms.accounts.models import SignedInRequest, User
from cms.pages.listing import PagesViewSet
from cms.pages.second_look import may_look
from cms.regions.scoping import region_scope
from forms_engine.definition.codec import from_json
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.findings import findings_of, personal_ids
from forms_engine.design.editor.tried import tried_steps
from forms_engine.design.editor.unsaved import Unsaved
from forms_engine.design.page import ServicePage
from forms_engine.design.publishing import office_of
from forms_engine.design.versions.examples import results_of
from forms_engine.services.context import rules_context

NEW = {"content_type_app_name": "forms_engine", "content_type_model_name": "servicepage"}


class ChecklistPanel(BaseSidePanel):
    """What stops publishing and what is doubtful, each leading to its block."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle the checklist")
        icon_name = "tasks"

    name = "checklist"
    title = _("Checklist")
    template_name = "forms_engine/admin/checklist_panel.html"
    order = 350

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        return context | {
            "edit_url": reverse("service_check", args=[0]),
            "add_url": reverse("service_check_new", args=[0]),
        }

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(js=["forms_engine/admin/checklist.js"])


class _WithChecklist:
    def get_side_panels(self) -> MediaContainer:
        panels = [panel for panel in super().get_side_panels() if not isinstance(panel, ChecksSidePanel)]
        if not getattr(self, "expects_json_response", False) and not getattr(self, "hydrate_create_view", False):
            panels.append(ChecklistPanel(self.page, self.request))
        return MediaContainer(panels)


class ServiceEditView(_WithChecklist, EditView):
    def send_commenting_notifications(self, changes: dict[str, Any]) -> None:
        """Wagtail writes to whoever once took part; who has left the region since isn't told any more."""
        departed_ids = [user.pk for user in people_in(self.page) if not may_look(user, self.page)]
        PageSubscription.objects.filter(page=self.page, user_id__in=departed_ids).delete()

        def stays(comment):
            return (
                comment.user_id not in departed_ids and not comment.replies.filter(user_id__in=departed_ids).exists()
            )

        staying = {
            "resolved_comments": [comment for comment in changes["resolved_comments"] if stays(comment)],
            "new_replies": [(comment, replies) for comment, replies in changes["new_replies"] if stays(comment)],
        }
        super().send_commenting_notifications({**changes, **staying})


def people_in(page: Page) -> QuerySet[User]:
    """The accounts that subscribed to a page's comments or wrote some."""
    took_part = Q(page_subscriptions__page=page) | Q(wagtail_admin_comments__page=page)
    return get_user_model().objects.filter(took_part | Q(comment_replies__comment__page=page)).distinct()


class ServiceCreateView(_WithChecklist, CreateView):
    pass


class ServicePageViewSet(PagesViewSet):
    """The views of a service's page in the admin; those not named here are Wagtail's."""

    model = ServicePage
    edit_view_class = ServiceEditView
    add_view_class = ServiceCreateView


class _Check(Unsaved):
    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The checklist of what is in the editor; empty while that is nothing a page can hold."""
        page, context = self.page(), {}
        if page is not None:
            with region_scope(page.region_id):
                document = compile_page(page)
                context = {"findings": findings_of(page, document, office_of(page.region))}
                context["examples"] = results_of(page.pk, document) if page.pk else ()
                context["personal"] = " ".join(personal_ids(document))
                errors = sum(finding.level == "error" for finding in context["findings"])
                context |= {"errors": errors, "warnings": len(context["findings"]) - errors}
        return render(request, "forms_engine/admin/checklist.html", context)


class _Try:
    """The preview's form for what was typed into it; the service is the one that the preview shows."""

    http_method_names = ("post",)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The steps as HTML for what was typed, of the service as the preview has it. Http404 when it has none."""
        if not isinstance(self.object, ServicePage):
            raise Http404
        page = self.object  # nothing was edited yet
        if state := self._get_form_state():
            form = self.get_form(self._get_form_data(state))
            if not self.validate_form(form):
                raise Http404
            page = form.save(commit=False)
        if page.region_id is None:
            page.region_id = page.get_parent().specific.region_id
        with region_scope(page.region_id):
            definition = from_json(compile_page(page))
            errors = request.POST.get("mode") == "errors"
            steps = tried_steps(definition, rules_context(page.region), request.POST, errors)
            return render(request, "forms_engine/preview/steps.html", {"steps": steps, "about": definition})


class _TryEdited(_Try, PreviewOnEditView):
    pass


class _TryNew(_Try, PreviewOnCreateView):
    pass


@access(ADMINS)
def service_try(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """POST what was typed into the preview's form; → its steps as HTML."""
    return _TryEdited.as_view()(request, page_id=pk)


@access(ADMINS)
def service_try_new(request: SignedInRequest, parent: int) -> HttpResponseBase:
    """The same for a service that was never saved, under the page `parent`."""
    return _TryNew.as_view()(request, parent_page_id=parent, **NEW)


class _CheckEdited(_Check, PreviewOnEditView):
    pass


class _CheckNew(_Check, PreviewOnCreateView):
    pass


@by_itself
@access(ADMINS)
def service_check(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """POST the editor's form; → the checklist as an HTML fragment."""
    return _CheckEdited.as_view()(request, page_id=pk)


@by_itself
@access(ADMINS)
def service_check_new(request: SignedInRequest, parent: int) -> HttpResponseBase:
    """The same for a service that was never saved, under the page `parent`."""
    return _CheckNew.as_view()(request, parent_page_id=parent, **NEW)
