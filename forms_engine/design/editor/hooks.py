"""What the builder enters into Wagtail's admin."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.access.roles import ADMINS, Role, roles_of
from cms.accounts.models import SignedInRequest, User
from forms_engine.design.bank import views as bank
from forms_engine.design.editor import formulas, viewset
from forms_engine.design.packages import views as packages
from forms_engine.design.page import ServicePage
from forms_engine.design.versions import views as versions


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The addresses of import, bank, versions, checklist and trying out."""
    return [
        path("impor-layanan/", packages.service_import, name="service_import"),
        path("impor-layanan/<int:pk>/", packages.service_imported, name="service_imported"),
        path("salin-layanan/<int:pk>/", packages.service_copy, name="service_copy"),
        path("ekspor-layanan/<int:pk>/", packages.service_export, name="service_export"),
        path("bank-pertanyaan/<slug:key>/", bank.bank_group, name="bank_group"),
        path("bank-pertanyaan/simpan/<int:pk>/<int:place>/", bank.bank_keep, name="bank_keep"),
        path("bank-pertanyaan/hapus/<int:pk>/", bank.bank_delete, name="bank_delete"),
        path("versi-layanan/<int:pk>/", versions.versions, name="service_versions"),
        path("versi-layanan/<int:pk>/<int:number>/kembali/", versions.version_restore, name="version_restore"),
        path("contoh-permohonan/<int:pk>/hapus/", versions.example_delete, name="example_delete"),
        path("coba-rumus/", formulas.formula_try, name="formula_try"),
        path("coba-layanan/<int:pk>/", viewset.service_try, name="service_try"),
        path("coba-layanan/baru/<int:parent>/", viewset.service_try_new, name="service_try_new"),
        path("periksa-layanan/<int:pk>/", viewset.service_check, name="service_check"),
        path("periksa-layanan/baru/<int:parent>/", viewset.service_check_new, name="service_check_new"),
    ]


@hooks.register("register_admin_viewset")
def service_viewset() -> viewset.ServicePageViewSet:
    return viewset.ServicePageViewSet()


class ImportMenuItem(MenuItem):
    def is_shown(self, request: SignedInRequest) -> bool:
        return Role.REGIONAL_ADMIN in roles_of(request.user)


@hooks.register("register_admin_menu_item")
def import_item() -> ImportMenuItem:
    return ImportMenuItem(
        _("Import a service"), reverse_lazy("service_import"), name="service-import", icon_name="upload", order=110
    )


@hooks.register("register_page_header_buttons")
def export_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Beside a service's title: its file."""
    if isinstance(page.specific_deferred, ServicePage) and page.pk and roles_of(user) & ADMINS:
        yield Button(
            _("Versions and publishing"),
            reverse("service_versions", args=[page.pk]),
            icon_name="history",
            priority=40,
        )
        if Role.REGIONAL_ADMIN in roles_of(user):
            yield Button(_("Create a copy"), reverse("service_copy", args=[page.pk]), icon_name="copy", priority=50)
        address = reverse("service_export", args=[page.pk])
        yield Button(_("Export as a file"), address, icon_name="download", priority=60)
        spreadsheet = _("Export as a spreadsheet (XLSForm)")
        yield Button(spreadsheet, f"{address}?sebagai=xlsform", icon_name="table", priority=70)
