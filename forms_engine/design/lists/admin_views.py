"""The region's reference lists in Wagtail's admin. `AccessMiddleware` sets the region in force, and the scoped
managers find no row of another."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cms.access.roles import Role, access
from cms.accounts.models import SignedInRequest
from cms.audit.trail import actor_of, record, record_deleted
from cms.paging import page_of
from forms_engine.design.lists.forms import EntryForm, ImportForm, ListForm
from forms_engine.design.packages.lists import services_with
from forms_engine.lists.importing import (
    MAX_KEPT,
    Outdated,
    TooMany,
    as_row,
    changed,
    confirm,
    hold,
    pending_of,
    replacement_of,
    token_of,
)
from forms_engine.lists.lookup import forget_lists
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.lists.reading import MAX_BYTES, MAX_ENTRIES, read_csv, write_csv

PAGE_SIZE = 50
SHOWN = 20  # rows of each sort in the preview
REGIONAL = frozenset({Role.REGIONAL_ADMIN})


def _lists():
    return ReferenceList.objects.defer("pending")


def _page(request, template, title, trail=(), **context):
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, *trail, {"url": "", "label": title}]
    context |= {"header_title": title, "breadcrumbs_items": crumbs}
    return render(request, template, context)


def _trail(reference=None):
    trail = [{"url": reverse("reference_lists"), "label": _("Reference lists")}]
    if reference is not None:
        trail.append({"url": reverse("reference_list", args=[reference.pk]), "label": reference.name})
    return trail


@access(REGIONAL)
@require_safe
def reference_lists(request: SignedInRequest) -> HttpResponseBase:
    """The region's lists and how many entries each offers."""
    rows = _lists().annotate(offered=Count("entries", filter=Q(entries__active=True)))
    return _page(request, "forms_engine/lists/index.html", _("Reference lists"), lists=rows)


@access(REGIONAL)
def reference_list_new(request: SignedInRequest) -> HttpResponseBase:
    """A new list: its name, then its entries."""
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            reference = form.save()
            record(reference.region_id, actor_of(request.user), "list.added", reference)
        return redirect("reference_list_import", reference.pk)
    return _form(request, form, _("New list"), _("Create the list"), _trail())


@access(REGIONAL)
def reference_list_edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Another name for a list. Services go on naming it by its key."""
    reference = get_object_or_404(_lists(), pk=pk)
    form = ListForm(request.POST or None, instance=reference)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            reference.save(update_fields=["name", "updated_at"])
            record(reference.region_id, actor_of(request.user), "list.changed", reference, fields=["name"])
        return redirect("reference_list", reference.pk)
    return _form(request, form, _("Rename the list"), _("Save"), _trail(get_object_or_404(_lists(), pk=pk)))


def _form(request, form, title, button, trail):
    return _page(
        request, "cms/admin/form.html", title, trail, form=form, action_url=request.path, submit_button_label=button
    )


@access(REGIONAL)
@require_safe
def reference_list(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The entries of a list; `q` finds part of a code or label."""
    reference = get_object_or_404(_lists(), pk=pk)
    sought = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    rows = reference.entries.all()
    if sought:
        rows = rows.filter(Q(label__icontains=sought) | Q(code__icontains=sought))
    counts = reference.entries.aggregate(offered=Count("pk", filter=Q(active=True)), kept=Count("pk"))
    return _page(
        request,
        "forms_engine/lists/list.html",
        reference.name,
        _trail(),
        reference=reference,
        part=page_of(rows, ("place", "pk"), request.GET, PAGE_SIZE),
        sought=sought,
        offered=counts["offered"],
        retired=counts["kept"] - counts["offered"],
    )


@access(REGIONAL)
def reference_list_import(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Choose a file; when all of it is good, look over what it would change."""
    reference = get_object_or_404(ReferenceList, pk=pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    reading = None
    if request.method == "POST" and form.is_valid():
        reading = read_csv(form.cleaned_data["file"].read(MAX_BYTES + 1))
        if not reading.errors:
            hold(reference, reading)
            return redirect("reference_list_confirm", reference.pk)
    return _page(
        request,
        "forms_engine/lists/import.html",
        _("Import entries"),
        _trail(reference),
        form=form,
        reading=reading,
        most=MAX_ENTRIES,
        reference=reference,
    )


@access(REGIONAL)
def reference_list_confirm(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What the import would change; POST does it."""
    reference = get_object_or_404(ReferenceList, pk=pk)
    if request.method == "POST":
        return _confirm(request, reference)
    pending = pending_of(reference)
    if pending is None:
        return redirect("reference_list_import", reference.pk)
    replacement = replacement_of(reference, *pending)
    parts = [
        ("added", _("New"), replacement.added),
        ("changed", _("Changed"), replacement.changed),
        ("retired", _("No longer offered"), replacement.retired),
        ("returned", _("Offered again"), replacement.returned),
    ]
    return _page(
        request,
        "forms_engine/lists/confirm.html",
        _("Review the import"),
        _trail(reference),
        reference=reference,
        columns=pending[0],
        columns_changed=list(pending[0]) != reference.columns,
        parts=[(name, title, rows[:SHOWN], len(rows), len(rows) - SHOWN) for name, title, rows in parts],
        unchanged=replacement.unchanged,
        reordered=replacement.reordered,
        nothing=replacement.empty and list(pending[0]) == reference.columns,
        token=token_of(reference),
    )


def _confirm(request, reference):
    try:
        replacement = confirm(reference.pk, request.POST.get("token", ""), actor_of(request.user))
    except Outdated:
        messages.warning(request, _("The list or the file has changed meanwhile. Look it over once more."))
        return redirect("reference_list_confirm", reference.pk)
    except TooMany:
        messages.error(
            request,
            _(
                "Together with its retired entries, this list would hold more than %(most)s "
                "entries. Make a new list instead."
            )
            % {"most": MAX_KEPT},
        )
        return redirect("reference_list_import", reference.pk)
    messages.success(
        request,
        _("Imported: %(added)s new, %(changed)s changed, %(retired)s no longer offered.")
        % {
            "added": len(replacement.added),
            "changed": len(replacement.changed) + len(replacement.returned),
            "retired": len(replacement.retired),
        },
    )
    return redirect("reference_list", reference.pk)


@access(REGIONAL)
def reference_list_delete(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Delete a list that no service has ever named; any other stays, because applications stand on it."""
    reference = get_object_or_404(_lists(), pk=pk)
    services = services_with(reference)
    if request.method == "POST" and not services:
        with transaction.atomic():
            record_deleted(reference.region_id, actor_of(request.user), "list.removed", reference)
        forget_lists(reference.region_id)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": reference.name})
        return redirect("reference_lists")
    return _page(
        request,
        "forms_engine/lists/delete.html",
        _("Delete the list"),
        _trail(reference),
        reference=reference,
        services=services,
    )


@access(REGIONAL)
@require_safe
def reference_list_export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All entries as a CSV file, retired ones included."""
    reference = get_object_or_404(_lists(), pk=pk)
    body = write_csv(reference.columns, [as_row(entry) for entry in reference.entries.all()])
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = slugify(reference.name)[:60] or "daftar"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@access(REGIONAL)
def reference_entry_new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One entry more, at the end of the list."""
    reference = get_object_or_404(_lists(), pk=pk)
    if reference.entries.count() >= MAX_KEPT or reference.entries.filter(active=True).count() >= MAX_ENTRIES:
        messages.error(
            request, ngettext("A list holds at most %(most)s entry.", "A list holds at most %(most)s entries.",
                              MAX_ENTRIES) % {"most": MAX_ENTRIES},
        )  # fmt: skip
        return redirect("reference_list", reference.pk)
    last = reference.entries.aggregate(last=Max("place"))["last"]
    entry = ReferenceEntry(reference=reference, place=0 if last is None else last + 1)
    return _entry(request, reference, entry, _("New entry"))


@access(REGIONAL)
def reference_entry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Change or retire an entry."""
    entry = get_object_or_404(ReferenceEntry.objects.select_related("reference").defer("reference__pending"), pk=pk)
    return _entry(request, entry.reference, entry, entry.label)


def _entry(request, reference, entry, title):
    form = EntryForm(request.POST or None, instance=entry, reference=reference)
    if request.method == "POST":
        with transaction.atomic():
            locked = ReferenceList.objects.select_for_update().get(pk=reference.pk)
            if form.is_valid():
                form.save()
                changed(locked, actor_of(request.user), "list.changed", fields=["entries"])
                messages.success(request, _("Saved. Forms use it from now on."))
                return redirect("reference_list", reference.pk)
    return _form(request, form, title, _("Save"), _trail(reference))


urlpatterns = [
    path("daftar-rujukan/", reference_lists, name="reference_lists"),
    path("daftar-rujukan/baru/", reference_list_new, name="reference_list_new"),
    path("daftar-rujukan/<int:pk>/", reference_list, name="reference_list"),
    path("daftar-rujukan/<int:pk>/nama/", reference_list_edit, name="reference_list_edit"),
    path("daftar-rujukan/<int:pk>/impor/", reference_list_import, name="reference_list_import"),
    path("daftar-rujukan/<int:pk>/impor/periksa/", reference_list_confirm, name="reference_list_confirm"),
    path("daftar-rujukan/<int:pk>/hapus/", reference_list_delete, name="reference_list_delete"),
    path("daftar-rujukan/<int:pk>/ekspor/", reference_list_export, name="reference_list_export"),
    path("daftar-rujukan/<int:pk>/butir-baru/", reference_entry_new, name="reference_entry_new"),
    path("daftar-rujukan/butir/<int:pk>/", reference_entry, name="reference_entry"),
]
