"""Which language a public page speaks: the one chosen, else Bahasa Indonesia.

Not what the browser asks for: many phones sold in Indonesia ask for English, and their owners read Indonesian.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

CHOICE = "bahasa"  # in the query of any page: `?bahasa=en` remembers the language and shows the page again
YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """The choice is made at the page's own address: in another one's query, a page's address (it may hold a code)
    would be written down where nobody expects it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = request.GET.get(CHOICE)
        if request.method == "GET" and wanted in dict(settings.LANGUAGES):
            return choose_language(HttpResponseRedirect(_same_page(request)), wanted, request.is_secure())
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _same_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    del query[CHOICE]
    return escape_leading_slashes(escape_uri_path(request.path)) + (f"?{query.urlencode()}" if query else "")


def choose_language(response: HttpResponse, language: str, secure: bool) -> HttpResponse:
    """The same response, which remembers the language in a cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, httponly=True, samesite="Lax", secure=secure
    )
    return response
