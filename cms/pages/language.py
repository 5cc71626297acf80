"""Which language a public page speaks: the one chosen, else Bahasa Indonesia.

Not what the browser asks for: many phones sold in Indonesia ask for English, and their owners read Indonesian.
"""

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from cms.access.roles import ANYONE, access

YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def choose_language(response, language, secure):
    """Remember the language in a cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, httponly=True, samesite="Lax", secure=secure
    )
    return response


@access(ANYONE)
def set_language(request, language):
    """Remember the language and go back to the page (`next`, of this site only)."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return choose_language(HttpResponseRedirect(target), language, request.is_secure())
