"""Import and export of services in the admin."""

import json

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.access.roles import ADMINS, Role, access
from cms.accounts.models import SignedInRequest
from cms.audit.trail import actor_of, record
from cms.pages.models import RegionPage
from cms.regions.scoping import current_region
from forms_engine.definition.codec import LONGEST_TITLE
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.own import own_service
from forms_engine.design.packages.services import (
    MAX_BYTES,
    PackageError,
    copy_service,
    export_service,
    import_service,
)
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.design.xlsform.writing import write_xlsform

MOST_NOTES = 300  # that are told of one spreadsheet


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Service file (JSON), or an XLSForm (.xlsx, .xls, .csv)"),
        widget=forms.FileInput(attrs={"accept": "application/json,.json,.xlsx,.xls,.csv,.md"}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("This file is empty.")},
    )


def _source(file):
    """(what the file holds of a service, Notes of what it couldn't carry over)."""
    data = file.read(MAX_BYTES + 1)
    if file.name.casefold().endswith((".xlsx", ".xls", ".xlsm", ".csv", ".md")):
        return read_xlsform(data, file.name)
    return data, ()


def _trail():
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": "", "label": _("Import a service")},
    ]


@access(frozenset({Role.REGIONAL_ADMIN}))
def service_import(request: SignedInRequest) -> HttpResponseBase:
    """Upload a file, or take a service of the gallery (POST `gallery`: its place); it becomes a draft under the own
    region's page."""
    region_page = get_object_or_404(RegionPage, region_id=current_region())
    gallery = gallery_documents()
    if request.method == "POST" and (chosen := request.POST.get("gallery", "")).isdecimal() and len(chosen) < 4:
        if int(chosen) >= len(gallery):
            raise Http404
        page = import_service(region_page, gallery[int(chosen)], request.user)
        messages.success(request, _("“%(title)s” is here as a draft. Fit it to your region.") % {"title": page.title})
        return redirect("wagtailadmin_pages:edit", page.pk)
    form, notes = ImportForm(request.POST or None, request.FILES or None), ()
    if request.method == "POST" and form.is_valid():
        try:
            source, notes = _source(form.cleaned_data["file"])
            page = import_service(region_page, source, request.user)
        except PackageError as error:
            form.add_error("file", error)
        else:
            if notes:
                note_rows = [[note.row, note.name, note.message] for note in notes[:MOST_NOTES]]
                request.session["imported"] = {"page": page.pk, "notes": note_rows, "count": len(notes)}
                return redirect("service_imported", page.pk)
            messages.success(
                request, _("“%(title)s” is here as a draft. Look it over and publish it.") % {"title": page.title}
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "form": form,
        "gallery": [(document["title"], document["about"].get("summary", "")) for document in gallery],
        "header_title": _("Import a service"),
        "introduction": _("A file that was exported here or comes from the gallery. It becomes a draft."),
        "breadcrumbs_items": _trail(),
    }
    return render(request, "forms_engine/admin/import.html", context)


@access(frozenset({Role.REGIONAL_ADMIN}))
def service_imported(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What of a spreadsheet couldn't be carried over, once it is here."""
    imported = request.session.get("imported") or {}
    if imported.get("page") != pk:
        return redirect("wagtailadmin_pages:edit", pk)
    page = own_service(pk)
    context = {
        "page": page,
        "notes": imported["notes"],
        "count": imported.get("count", 0),
        "header_title": page.title,
        "breadcrumbs_items": _trail(),
    }
    return render(request, "forms_engine/admin/imported.html", context)


class CopyForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Name of the new service"), max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Write what the new service is called.")},
    )  # fmt: skip


@access(frozenset({Role.REGIONAL_ADMIN}))
def service_copy(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A new draft with all that the latest draft of a service holds."""
    page = own_service(pk)
    title = _("%(title)s (copy)") % {"title": page.get_admin_display_title()[: LONGEST_TITLE - 15].rstrip()}
    form = CopyForm(request.POST or None, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        copied = copy_service(page, form.cleaned_data["title"], request.user)
        messages.success(request, _("“%(title)s” is here as a draft.") % {"title": copied.title})
        return redirect("wagtailadmin_pages:edit", copied.pk)
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
        {"url": "", "label": _("Create a copy")},
    ]
    context = {"page": page, "form": form, "header_title": _("Create a copy"), "breadcrumbs_items": trail}
    return render(request, "forms_engine/admin/copy.html", context)


@access(ADMINS)
def service_export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The latest draft of a service as a JSON file; another region's is not found."""
    page = own_service(pk).get_latest_revision_as_object()
    record(page.region_id, actor_of(request.user), "service.exported", page)
    if request.GET.get("sebagai") == "xlsform":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(write_xlsform(export_service(page)), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{page.slug}.xlsx"'
        return response
    body = json.dumps(export_service(page), ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}.json"'
    return response
