"""What people see when something can't be shown: what happened, in their language, and where to go on."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def _page(request: HttpRequest, status: int, title: str, text: str | Promise) -> HttpResponse:
    return render(request, "cms/error.html", {"title": title, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return _page(request, 400, _("This address can't be read"), _("Check the address, or begin on the first page."))


def refused() -> HttpResponseBadRequest:
    """The same for what a view or the database noticed: without a query, since one has failed."""
    context = {
        "title": _("This request can't be understood"),
        "text": _("It is incomplete, or holds something that doesn't belong there. Go back and try again."),
    }
    return HttpResponseBadRequest(render_to_string("cms/error.html", context))


def permission_denied(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return _page(request, 403, _("This page isn't for this account"), _("Sign in with another account, or go back."))


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's secret is missing or old: cookies are off, were cleared, or the page was open for very long.

    What one of our own public pages posted is offered for sending again, so that nothing typed is lost; never what
    another site posted, nor what was typed into the admin (passwords).
    """
    from_our_page = request.headers.get("origin") == f"{request.scheme}://{request.get_host()}"
    again = from_our_page and not request.path_info.startswith("/admin/")
    context = {
        "title": _("This form has expired"),
        "text": _("What you typed isn't lost. Send it again. Cookies must be allowed for this site.")
        if again
        else _("Go back, load the page again and send it again. Cookies must be allowed for this site."),
    }
    if again:
        posted = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
        context["again"] = [(name, value) for name, value in posted if name != "csrfmiddlewaretoken"]
        context["files"] = bool(request.FILES)
    return render(request, "cms/error.html", context, status=403)


def page_not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """404 in words: the same for what isn't there and what isn't for who asks."""
    return _page(
        request,
        404,
        _("Page not found"),
        _("Perhaps the address has a typing error, or the page is no longer there."),
    )


def too_many_codes(request: HttpRequest, words: str | Promise) -> HttpResponse:
    """A code in an address that nothing has, after many others."""
    return _page(request, 429, _("We don't know this code"), words)


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Without a query, a session or the region: whatever broke may be broken still."""
    context = {
        "title": _("Something went wrong here"),
        "text": _("It isn't your fault. What you had saved is kept. Please try again in a few minutes."),
    }
    return HttpResponseServerError(render_to_string("cms/error.html", context))
