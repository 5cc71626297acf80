"""What people see when something can't be shown: what happened, in their language, and where to go on."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def _page(request, status, title, text):
    return render(request, "cms/error.html", {"title": title, "text": text}, status=status)


def bad_request(request, exception=None):
    return _page(request, 400, _("This address can't be read"), _("Check the address, or begin on the first page."))


def permission_denied(request, exception=None):
    return _page(request, 403, _("This page isn't for this account"), _("Sign in with another account, or go back."))


def csrf_failure(request, reason=""):
    """The form's secret is missing or old: cookies are off, or the page was open for very long."""
    return _page(
        request,
        403,
        _("This form has expired"),
        _("Go back, load the page anew and send it again. Cookies must be allowed for this site."),
    )


def page_not_found(request, exception=None):
    return _page(
        request,
        404,
        _("There is no such page"),
        _("Perhaps the address has a typing error, or the page is no longer there."),
    )


def server_error(request):
    """Without a query, a session or the region: whatever broke may be broken still."""
    context = {
        "title": _("Something went wrong here"),
        "text": _("It isn't your fault. What you had saved is kept. Please try again in a few minutes."),
    }
    return HttpResponseServerError(render_to_string("cms/error.html", context))
