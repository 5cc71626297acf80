"""A region in the admin: its administrator keeps its details, operators take regions in."""

from django.contrib import messages
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.access.roles import OPERATORS, Role, access
from cms.accounts.models import SignedInRequest, User
from cms.audit.trail import actor_of, record
from cms.regions.colours import tokens
from cms.regions.forms import NewRegionForm, RegionForm
from cms.regions.models import Region
from cms.regions.scoping import current_region, region_scope
from cms.setup.new_region import create_region


def _breadcrumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return [home, *({"url": url, "label": label} for url, label in items)]


@access(frozenset({Role.REGIONAL_ADMIN}))
def own_region(request: SignedInRequest) -> HttpResponseBase:
    """The details of the administrator's own region. Which one that is, the server knows; no address names it."""
    return _edit(request, get_object_or_404(Region, pk=current_region()), _breadcrumbs(("", _("Region"))))


@access(OPERATORS)
def region_edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The details of any region, for an operator."""
    region = get_object_or_404(Region, pk=pk)
    with region_scope(region):
        trail = _breadcrumbs((reverse("regions"), _("Regions")), ("", region.name))
        return _edit(request, region, trail)


def _edit(request: SignedInRequest, region: Region, breadcrumbs: list[dict[str, str]]) -> HttpResponseBase:
    form = RegionForm(request.POST or None, request.FILES or None, instance=region)
    if request.method == "POST" and form.is_valid():
        _save(form, request.user)
        messages.success(request, _("Saved. New letters and pages use it from now on."))
        return redirect(request.path)
    return render(
        request,
        "cms/admin/region_edit.html",
        {
            "form": form,
            "region": Region.objects.get(pk=region.pk),
            "palette": [{"brand": scheme["brand"], "ink": scheme["on-brand"]} for scheme in tokens(region.colour)]
            if region.colour and not form.errors
            else (),
            "action_url": request.path,
            "submit_button_label": _("Save"),
            "header_title": region.name,
            "breadcrumbs_items": breadcrumbs,
        },
    )


def _save(form: ModelForm, user: User) -> None:
    with transaction.atomic():
        former_arms = Region.objects.select_for_update().get(pk=form.instance.pk).arms.name
        region = form.save()
        record(region.pk, actor_of(user), "region.changed", region, fields=sorted(form.changed_data))
        if former_arms and former_arms != region.arms.name:
            storage = region.arms.storage
            transaction.on_commit(lambda: storage.delete(former_arms), robust=True)


@access(OPERATORS)
def regions(request: HttpRequest) -> HttpResponseBase:
    """Every region of the installation, for operators."""
    return render(
        request,
        "cms/admin/regions.html",
        {
            "regions": Region.objects.select_related("page"),
            "header_title": _("Regions"),
            "breadcrumbs_items": _breadcrumbs(("", _("Regions"))),
        },
    )


@access(OPERATORS)
def region_new(request: SignedInRequest) -> HttpResponseBase:
    """Take a region in by picking it from the reference list."""
    form = NewRegionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        region = create_region(form.cleaned_data["code"], request.user)
        messages.success(
            request, _("%(region)s has been added. Now give it an administrator.") % {"region": region.name}
        )
        return redirect("region_staff_new", region.pk)
    return render(
        request,
        "cms/admin/form.html",
        {
            "form": form,
            "action_url": request.path,
            "submit_button_label": _("Add the region"),
            "header_title": _("New region"),
            "introduction": _(
                "All provinces, kota and kabupaten. Name, kind, code and time zone come with the choice."
            ),
            "breadcrumbs_items": _breadcrumbs((reverse("regions"), _("Regions")), ("", _("New"))),
        },
    )
