"""The staff of a region: taking people on, a new password, closing an account. And one's own first password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column

from cms.access.roles import ADMINS, ANY_STAFF, OPERATORS, Role, access
from cms.accounts.forms import NewStaffForm, StaffForm
from cms.accounts.models import Membership
from cms.accounts.services import add_staff, keeps_an_admin, reset_password, set_active
from cms.accounts.viewsets import RegionViewSet, ScopedEdit, ScopedIndex
from cms.audit.trail import actor_of, record
from cms.regions.models import Region
from cms.regions.scoping import current_region, region_scope


class StaffIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user")


class StaffEdit(ScopedEdit):
    template_name = "cms/admin/staff_edit.html"

    def save_instance(self):
        email = self.form.cleaned_data["email"]
        instance = super().save_instance()
        if instance.user.email != email:
            instance.user.email = email
            instance.user.save(update_fields=["email"])
        return instance

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"member": self.object}


def standing(member):
    """What the list says of an account: closed, administrator, or nothing worth saying."""
    if not member.user.is_active:
        return _("closed")
    return _("administrator") if member.regional_admin else ""


class StaffViewSet(RegionViewSet):
    model = Membership
    name = "staff"
    url_prefix = "pegawai"
    menu_label = gettext_lazy("Staff")
    menu_order = 330
    add_to_admin_menu = True
    icon = "group"
    index_view_class = StaffIndex
    edit_view_class = StaffEdit
    edit_template_name = "cms/admin/staff_edit.html"
    list_display = [
        "full_name",
        "nip",
        "rank",
        Column("sign_in", label=gettext_lazy("Signs in as"), accessor="user.username"),
        Column("standing", label=gettext_lazy("Account"), accessor=standing),
    ]
    search_fields = ["full_name", "nip", "user__username"]

    def get_form_class(self, for_update=False):
        return StaffForm

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [
            *patterns,
            path("baru/", new_staff, name="add"),
            path("<int:pk>/sandi/", staff_password, name="password"),
            path("<int:pk>/akun/", staff_account, name="account"),
        ]


def _breadcrumbs(*items):
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return [home, *({"url": url, "label": label} for url, label in items)]


def _hand_over(request, member, password):
    """The page that shows a new password, once: it is in no message, no session and no log."""
    return render(
        request,
        "cms/admin/staff_password.html",
        {
            "member": member,
            "password": password,
            "header_title": _("New password"),
            "breadcrumbs_items": _breadcrumbs((reverse("staff:index"), _("Staff")), ("", str(member))),
        },
    )


@never_cache
@access(frozenset({Role.REGIONAL_ADMIN}))
def new_staff(request):
    """A regional administrator takes someone on in the own region."""
    return _new_staff(request, get_object_or_404(Region, pk=current_region()))


@never_cache
@access(OPERATORS)
def new_staff_of_region(request, pk):
    """An operator takes someone on in the region that the address names: a region's first administrator."""
    region = get_object_or_404(Region, pk=pk)
    with region_scope(region):
        return _new_staff(request, region, initial={"regional_admin": True})


def _new_staff(request, region, initial=None):
    form = NewStaffForm(request.POST or None, region=region, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        password = add_staff(form.save(commit=False), data["sign_in"], request.user, data["email"])
        return _hand_over(request, form.instance, password)
    return render(
        request,
        "cms/admin/form.html",
        {
            "form": form,
            "action_url": request.path,
            "submit_button_label": _("Add staff member"),
            "header_title": _("New staff member: %(region)s") % {"region": region.name},
            "header_icon": "group",
            "breadcrumbs_items": _breadcrumbs((reverse("staff:index"), _("Staff")), ("", _("New"))),
        },
    )


@never_cache
@require_POST
@access(ADMINS)
def staff_password(request, pk):
    """Give a member of the region a new temporary password and show it once."""
    member = get_object_or_404(Membership, pk=pk)
    _refuse_operators_account(member)
    return _hand_over(request, member, reset_password(member, request.user))


@require_POST
@access(ADMINS)
def staff_account(request, pk):
    """Close or reopen the account of a member of the region."""
    member = get_object_or_404(Membership, pk=pk)
    _refuse_operators_account(member)
    active = request.POST.get("active") == "1"
    if not active and member.user_id == request.user.pk:
        messages.error(request, _("You can't close your own account."))
    elif not active and member.regional_admin and not keeps_an_admin(member):
        messages.error(request, _("The region needs at least one administrator."))
    else:
        set_active(member, active, request.user)
        messages.success(request, _("The account is open.") if active else _("The account is closed."))
    return redirect("staff:edit", member.pk)


def _refuse_operators_account(member):
    if member.user.is_superuser:
        raise PermissionDenied


@sensitive_post_parameters()
@never_cache
@access(ANY_STAFF)
def own_password(request):
    """Whoever came in with a password made by someone else chooses an own one before anything else."""
    form = SetPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if member := getattr(request.user, "membership", None):
                record(member.region_id, actor_of(request.user), "staff.own_password", member)
        update_session_auth_hash(request, form.user)
        messages.success(request, _("Your password is set. Welcome."))
        return redirect("wagtailadmin_home")
    return render(
        request,
        "cms/admin/form.html",
        {
            "form": form,
            "action_url": request.path,
            "submit_button_label": _("Set password"),
            "header_title": _("Choose your own password"),
            "introduction": _("The password you came in with was made by someone else. Choose one only you know."),
            "header_icon": "lock",
            "breadcrumbs_items": _breadcrumbs(("", _("Password"))),
        },
    )
