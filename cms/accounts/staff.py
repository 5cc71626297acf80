"""The staff of a region: taking people on, a new password, closing an account, what waits for a second person."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column

from cms.access.roles import ADMINS, OPERATORS, Role, access
from cms.accounts.changes import (
    TEMPORARY,
    add_staff,
    admin_taken,
    change_email,
    keeps_an_admin,
    link_for,
    make_admin,
    reset_on_paper,
    set_active,
)
from cms.accounts.duties import Kind, Lapsed, ask, confirm, half_of, may_confirm, refuse, waiting
from cms.accounts.forms import NewStaffForm, StaffForm
from cms.accounts.models import Membership, Position, PositionHolder, SignedInRequest, User
from cms.accounts.notices import name_of
from cms.accounts.signing_models import StaffRequest
from cms.accounts.viewsets import WAITS_NOW, RegionViewSet, ScopedEdit, ScopedIndex, ToldTheActor
from cms.audit.trail import recorded_last
from cms.regions.models import Region
from cms.regions.scoping import current_region, region_scope


class StaffIndex(ScopedIndex):
    def get_base_queryset(self) -> QuerySet[Membership]:
        return super().get_base_queryset().select_related("user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | waiting_for(self.request.user)


class StaffEdit(ToldTheActor, ScopedEdit):
    """What gives an administrator power over an account (its e-mail address, the role) is asked for here, and done
    only once a second person has confirmed it; an operator does it at once."""

    template_name = "cms/admin/staff_edit.html"

    def save_instance(self) -> Membership:
        """Saves what takes effect at once, and asks a second person for what gives power over an account."""
        form, actor = self.form, self.request.user
        was_admin, wants_admin = form.initial["regional_admin"], form.wants_admin
        if wants_admin:
            form.instance.regional_admin = False
        member = super().save_instance()
        if was_admin and not member.regional_admin:
            admin_taken(member, actor)
        email = form.cleaned_data.get("email", member.user.email)
        if email != member.user.email:
            self.do_or_ask(Kind.EMAIL, member, lambda: change_email(member.user, email, actor), email=email)
        if wants_admin:
            self.do_or_ask(Kind.ADMIN, member, lambda: make_admin(member, actor))
        return member

    def audit(self, instance: Model, *append: Callable[..., None]) -> None:
        if not self.only_asks():
            super().audit(instance, *append)

    def get_success_message(self) -> str | None:
        return None if self.only_asks() else super().get_success_message()

    def only_asks(self) -> bool:
        """Whether nothing is changed yet: all that was filled in waits for a second person."""
        changed = set(self.form.changed_data)
        asked = {"email"} | ({"regional_admin"} if self.form.wants_admin else set())
        return bool(changed) and changed <= asked and not self.request.user.is_superuser

    def do_or_ask(
        self, kind: StaffRequest.Kind, member: Membership, do: Callable[[], StaffRequest | None], **data: Any
    ) -> StaffRequest | None:
        """`do` it for an operator; for anyone else ask a second person, by the StaffRequest returned."""
        if self.request.user.is_superuser:
            return do()
        messages.info(self.request, WAITS_NOW)
        return ask(kind, member, self.request.user, **data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"member": self.object, "own": self.is_own()}
        return context | {"asked": waiting().filter(membership=self.object)}

    def is_own(self) -> bool:
        return self.object.user_id == self.request.user.pk


def standing(member: Membership) -> str:
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
    index_template_name = "cms/admin/staff_index.html"
    list_display = [
        "full_name",
        "nip",
        "rank",
        Column("sign_in", label=gettext_lazy("Signs in as"), accessor="user.username"),
        Column("standing", label=gettext_lazy("Account"), accessor=standing),
    ]
    search_fields = ["full_name", "nip", "user__username"]

    def get_form_class(self, for_update: bool = False) -> type[StaffForm]:
        return StaffForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's own but for adding, which is ours, and those of passwords, closing and requests."""
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [
            *patterns,
            path("baru/", new_staff, name="add"),
            path("<int:pk>/sandi/", staff_password, name="password"),
            path("<int:pk>/akun/", staff_account, name="account"),
            path("menunggu/<int:pk>/", staff_request, name="request"),
        ]


def _breadcrumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return [home, *({"url": url, "label": label} for url, label in items)]


def _hand_over(request: SignedInRequest, member: Membership, password: str, half: str = "") -> HttpResponseBase:
    """The page that shows a new password, once: it is in no message, no session and no log. `half` (first, second)
    when somebody else hands over the other half."""
    return render(
        request,
        "cms/admin/staff_password.html",
        {
            "member": member,
            "password": password,
            "half": half,
            "days": TEMPORARY.days,
            "header_title": _("New password"),
            "breadcrumbs_items": _breadcrumbs((reverse("staff:index"), _("Staff")), ("", str(member))),
        },
    )


@access(frozenset({Role.REGIONAL_ADMIN}))
def new_staff(request: SignedInRequest) -> HttpResponseBase:
    """A regional administrator takes someone on in the own region."""
    return _new_staff(request, get_object_or_404(Region, pk=current_region()))


@access(OPERATORS)
def new_staff_of_region(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """An operator takes someone on in the region that the address names: a region's first administrator."""
    region = get_object_or_404(Region, pk=pk)
    with region_scope(region):
        return _new_staff(request, region, initial={"regional_admin": True})


def _new_staff(request: SignedInRequest, region: Region, initial: dict[str, Any] | None = None) -> HttpResponseBase:
    form = NewStaffForm(request.POST or None, region=region, initial=initial, actor=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with recorded_last():
            member = form.save(commit=False)
            password = add_staff(member, data["sign_in"], request.user, data["email"])
            if data["regional_admin"] and not member.regional_admin:
                ask(Kind.ADMIN, member, request.user)
                messages.info(request, WAITS_NOW)
        if password:
            return _hand_over(request, member, password)
        messages.success(request, _("%(name)s has got a link by e-mail to choose a password.") % {"name": member})
        return redirect("staff:index")
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


@require_POST
@access(ADMINS)
def staff_password(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A new password for a member of the region: a link to the person; without an e-mail address one on paper, of
    which an administrator sees half and the second person the other (an operator: all)."""
    member = get_object_or_404(Membership, pk=pk)
    with region_scope(member.region_id):
        if member.user_id == request.user.pk:
            messages.error(request, _("Change your own password on your account page."))
        elif member.user.email:
            if link_for(member, request.user):
                messages.success(
                    request, _("%(name)s has got a link by e-mail to choose a password.") % {"name": member}
                )
            else:
                messages.info(request, _("A link was sent not long ago. Try again in ten minutes."))
        elif request.user.is_superuser:
            return _hand_over(request, member, reset_on_paper(member, request.user))
        else:
            return _hand_over(request, member, half_of(ask(Kind.CODE, member, request.user)), half="first")
    return redirect("staff:edit", member.pk)


@require_POST
@access(ADMINS)
def staff_account(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Close or reopen the account of a member of the region."""
    member = get_object_or_404(Membership, pk=pk)
    active = request.POST.get("active") == "1"
    if not active and member.user_id == request.user.pk:
        messages.error(request, _("You can't close your own account."))
    elif not active and member.regional_admin and not keeps_an_admin(member):
        messages.error(request, _("The region needs at least one administrator."))
    else:
        set_active(member, active, request.user)
        messages.success(request, _("The account is open.") if active else _("The account is closed."))
    return redirect("staff:edit", member.pk)


@access(ADMINS)
def staff_request(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What waits for a second person: seen in full, then confirmed or refused. POST: decision (confirm, refuse)."""
    wish = get_object_or_404(waiting(), pk=pk)
    with region_scope(wish.region_id):
        if request.method == "POST":
            return _decide(request, wish)
        return render(
            request,
            "cms/admin/staff_request.html",
            {
                "wish": wish,
                "by": name_of(wish.asked_by),
                "position": _position_in(wish),
                "may_confirm": may_confirm(request.user, wish),
                "header_title": _("Waiting for a second administrator"),
                "breadcrumbs_items": _breadcrumbs((reverse("staff:index"), _("Staff")), ("", str(wish.membership))),
            },
        )


def _position_in(wish: StaffRequest) -> PositionHolder | None:
    """The days and the position of an appointment, as its holder would have them; None for other requests."""
    if wish.kind != Kind.POSITION:
        return None
    dates = {name: wish.data[name] and date.fromisoformat(wish.data[name]) for name in ("since", "until")}
    position = Position.objects.filter(pk=wish.data["position"]).first()
    return PositionHolder(position=position, capacity=wish.data["capacity"], **dates)


def _decide(request: SignedInRequest, wish: StaffRequest) -> HttpResponseBase:
    try:
        if request.POST.get("decision") == "confirm":
            half = confirm(wish.pk, request.user)
            if half:
                return _hand_over(request, wish.membership, half, half="second")
            messages.success(request, _("Confirmed. It is in effect."))
        else:
            refuse(wish.pk, request.user)
            messages.success(request, _("It is not done."))
    except Lapsed as problem:
        messages.error(request, str(problem))
    return redirect("staff:index")


def waiting_for(user: User) -> dict[str, Any]:
    """What the list of the staff shows of changes that wait: (request, who asked, whether `user` may confirm it)."""
    rows = waiting()
    return {
        "waiting": [(wish, name_of(wish.asked_by), may_confirm(user, wish)) for wish in rows],
        "all_regions": user.is_superuser,
    }
