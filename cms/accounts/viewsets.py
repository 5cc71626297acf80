"""The lists that a region keeps of its positions, their holders and its staff, in Wagtail's admin.

Wagtail's viewsets check permissions of the model, never of the row, so the rows are held by the scoped managers and
only the views below exist: no copy, no history, no usage, no chooser, no export.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model, Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from cms.access.policy import managed_by_region
from cms.access.roles import ADMINS
from cms.accounts.duties import Kind, ask, tell_of_holder
from cms.accounts.forms import HolderForm, PositionForm
from cms.accounts.models import Position, PositionHolder
from cms.audit.trail import actor_of, record, record_deleted, recorded_last
from cms.paging import BoundedPaginator
from cms.regions.calendar import today_here
from cms.regions.scoping import ALL_REGIONS, current_region, region_scope

WAITS_NOW = _("Noted. It takes effect once a second administrator or the operator has confirmed it.")


class InRowsRegion:
    """An operator, who sees all regions, works on a row inside that row's own region."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The view inside the row's region, its template included, since that may ask the database."""
        if current_region() is not ALL_REGIONS or "pk" not in kwargs:
            return super().dispatch(request, *args, **kwargs)
        row = get_object_or_404(self.model, pk=kwargs["pk"])
        with region_scope(row.region_id):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response


class Audited:
    """Writes the audit event `<noun>.<verb>` in the transaction of the change."""

    verb = ""

    def form_valid(self, form: ModelForm) -> HttpResponseBase:
        with recorded_last():
            return super().form_valid(form)

    def audit(self, instance: Model, append: Callable[..., None] = record) -> None:
        noun = instance._meta.model_name
        append(instance.region_id, actor_of(self.request.user), f"{noun}.{self.verb}", instance)


class ScopedIndex(generic.IndexView):
    paginator_class = BoundedPaginator

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = False


class PositionIndex(ScopedIndex):
    def get_base_queryset(self) -> QuerySet[Position]:
        today = PositionHolder.active(today_here()).select_related("membership")
        return super().get_base_queryset().prefetch_related(Prefetch("holders", today, to_attr="held_today"))


class HolderIndex(ScopedIndex):
    def get_base_queryset(self) -> QuerySet[PositionHolder]:
        return super().get_base_queryset().select_related("membership", "position")


class ToldTheActor:
    """Forms that depend on who fills them in get `actor`."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.request.user}


class ScopedCreate(Audited, generic.CreateView):
    verb = "added"

    def save_instance(self) -> Any:
        instance = self.form.save()
        self.audit(instance)
        return instance


class ScopedEdit(InRowsRegion, Audited, generic.EditView):
    verb = "changed"

    def save_instance(self) -> Any:
        instance = self.form.save()
        self.audit(instance)
        return instance

    def get_last_updated_info(self) -> None:
        return None


class ScopedDelete(InRowsRegion, Audited, generic.DeleteView):
    verb = "removed"

    def delete_action(self) -> None:
        self.audit(self.object, record_deleted)


class RegionViewSet(ModelViewSet):
    """A viewset over rows of the region in scope. `access` holds for each of its views."""

    access = ADMINS
    add_to_reference_index = False
    copy_view_enabled = inspect_view_enabled = False
    index_view_class = ScopedIndex
    add_view_class = ScopedCreate
    edit_view_class = ScopedEdit
    delete_view_class = ScopedDelete
    search_backend_name = None
    list_export = []
    list_per_page = 25
    deletable = False

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponseBase]:
        view = super().construct_view(view_class, **kwargs)
        view.access = self.access
        return view

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        missing = ["history_url_name", "usage_url_name"] + ([] if self.deletable else ["delete_url_name"])
        return super().get_common_view_kwargs(**kwargs) | dict.fromkeys(missing, None)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Only what exists here: Wagtail's other routes of a viewset are left out."""
        patterns = [
            path("", self.index_view, name="index"),
            path("hasil/", self.index_results_view, name="index_results"),
            path("baru/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]
        if self.deletable:
            patterns.append(path("<int:pk>/hapus/", self.delete_view, name="delete"))
        return patterns

    def register_permissions(self) -> None:
        register_permission_policy(self.model, managed_by_region(self.model), exact_class=True)


class PositionViewSet(RegionViewSet):
    model = Position
    name = "positions"
    url_prefix = "jabatan"
    menu_label = _("Positions")
    menu_order = 310
    add_to_admin_menu = True
    icon = "tag"
    index_view_class = PositionIndex
    list_display = ["title", "unit", "code", "current_holders"]
    search_fields = ["title", "unit", "code"]

    def get_form_class(self, for_update: bool = False) -> type[PositionForm]:
        return PositionForm


class HolderCreate(ToldTheActor, ScopedCreate):
    def save_instance(self) -> PositionHolder:
        holder = super().save_instance()
        tell_of_holder(holder, self.request.user)
        return holder

    def form_valid(self, form: HolderForm) -> HttpResponseBase:
        """An administrator's own position waits for a second person."""
        if not form.for_oneself:
            return super().form_valid(form)
        holder = form.instance
        days = {"since": holder.since.isoformat(), "until": holder.until.isoformat() if holder.until else None}
        post = {"position": holder.position_id, "capacity": holder.capacity}
        ask(Kind.POSITION, holder.membership, self.request.user, **post, **days)
        messages.success(self.request, WAITS_NOW)
        return redirect(self.index_url_name)


class HolderEdit(ToldTheActor, ScopedEdit):
    def save_instance(self) -> PositionHolder:
        holder = super().save_instance()
        if set(self.form.changed_data) - {"until"}:
            tell_of_holder(holder, self.request.user)
        return holder


class HolderViewSet(RegionViewSet):
    model = PositionHolder
    add_view_class = HolderCreate
    edit_view_class = HolderEdit
    name = "holders"
    url_prefix = "pemangku"
    menu_label = _("Position holders")
    menu_order = 320
    add_to_admin_menu = True
    icon = "user"
    deletable = True
    index_view_class = HolderIndex
    list_display = ["membership", "position", "capacity", "since", "until"]
    search_fields = ["membership__full_name", "position__title"]

    def get_form_class(self, for_update: bool = False) -> type[HolderForm]:
        return HolderForm
