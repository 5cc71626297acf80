"""Every address of the installation. Upper floors are included by name."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.accounts.own_account import own_account
from cms.accounts.resets import AskForLink, ChoosePassword
from cms.accounts.sign_in import SignIn, SignOut
from cms.pages.views import arms, theme

urlpatterns = [
    path("lambang/<slug:slug>.png", arms, name="arms"),
    path("warna/<str:colour>.css", theme, name="theme"),
    # Ours in the place of Wagtail's, under the same names.
    path("admin/login/", SignIn.as_view(), name="wagtailadmin_login"),
    path("admin/logout/", SignOut.as_view(), name="wagtailadmin_logout"),
    path("admin/password_reset/", AskForLink.as_view(), name="wagtailadmin_password_reset"),
    path(
        "admin/password_reset/confirm/<uidb64>/<token>/",
        ChoosePassword.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("admin/account/", own_account, name="wagtailadmin_account"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("forms_engine.urls")),
    path("", include("workflows.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "cms.access.errors.bad_request"
handler403 = "cms.access.errors.permission_denied"
handler404 = "cms.access.errors.page_not_found"
handler500 = "cms.access.errors.server_error"
