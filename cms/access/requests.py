"""What a request may hold: the one place where nonsense is turned away, before a view and after it.

Before: what no address of ours can mean. After: an exception that says that the request held something which the
view, or the database, can't take (a number out of a column's range, a form that was cut off on its way). Both are
400 or 404, in words; whatever else a view raises is our own fault, and a 500.
"""

import json
import logging
import re
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.http import Http404, HttpRequest
from django.http.request import RawPostDataException
from django.urls import ResolverMatch
from django.utils.datastructures import MultiValueDictKeyError

logger = logging.getLogger(__name__)

LARGEST = 2**63 - 1  # of a BIGINT, in both databases
# Of Wagtail's own parameters: those that name a page, and what it takes for granted that a form holds.
NUMBERS = ("parent_page_id", "page_id", "collection_id")
TAKEN_FOR_GRANTED = {"wagtailadmin_choose_page_external_link": "external-link-chooser-url"}
NOT_OF_THE_ROOT = {"wagtailadmin_pages:lock", "wagtailadmin_pages:unlock", "wagtailadmin_pages:set_page_position"}
ROOT = 1
# Wagtail's pictures and documents can't be searched and filtered by these at once.
SEARCHED, NOT_WHEN_SEARCHED = ("wagtailimages", "wagtaildocs"), ("tag", "usage_count_min", "usage_count_max")
OF_A_BLOCK = re.compile(r"(.+-)(\d+)-order$")
# What such a request does, wherever it is noticed.
TOO_MUCH = (
    OverflowError,  # SQLite's driver: a number of more than 64 bits
    DataError,  # PostgreSQL: out of the column's range, a null character, half a character
    MultiValueDictKeyError,  # a form without what its view counts on
    json.JSONDecodeError,
    UnicodeError,
    RecursionError,  # nested a thousand deep
    ValidationError,  # no form caught it: a uuid, a date in a query
    InvalidPage,
    RawPostDataException,  # a form where JSON belongs
)
BORROWED = ("wagtail", "modelsearch", "django")


def check(request: HttpRequest, match: ResolverMatch, view: Callable[..., Any], kwargs: Mapping[str, Any]) -> None:
    """Raise Http404 or BadRequest for an address or a form that can't mean anything."""
    if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
        raise Http404("There is nothing with such a number.")
    sent = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
    for values in sent:
        # Django takes what holds neither for the name of a view.
        if any(text and "/" not in text for text in values.getlist("next")):
            raise BadRequest("The address to go on to isn't one.")
    if match.route.startswith("admin/"):
        _check_blocks(request.POST)
    if not is_borrowed(view):
        return
    for name in NUMBERS:
        if any(text and not is_number(text) for values in sent for text in values.getlist(name)):
            raise BadRequest("The number of a page isn't one.")
    granted = TAKEN_FOR_GRANTED.get(match.view_name)
    if request.method == "POST" and granted and granted not in request.POST:
        raise BadRequest("The form was cut off.")
    searched = match.view_name.startswith(SEARCHED) and request.GET.get("q")
    if searched and any(request.GET.get(name) for name in NOT_WHEN_SEARCHED):
        raise BadRequest("A search can't be filtered by this.")
    if match.view_name in NOT_OF_THE_ROOT and ROOT in kwargs.values():
        raise Http404


def _check_blocks(posted: Mapping[str, str]) -> None:
    """The blocks of an editor's form are counted and ordered by numbers, each number given once; Wagtail counts on
    that. Those that were deleted keep theirs."""
    taken_orders = set()
    for name, text in posted.items():
        if name.endswith("-count") and not is_number(text):
            raise BadRequest("The number of blocks isn't one.")
        block = OF_A_BLOCK.match(name) if name.endswith("-order") else None
        if block and not posted.get(f"{block[1]}{block[2]}-deleted"):
            if not is_number(text) or (block[1], int(text)) in taken_orders:
                raise BadRequest("The place of a block isn't one, or is taken twice.")
            taken_orders.add((block[1], int(text)))


def is_number(text: str) -> bool:
    """Whether this is a number that a row can have."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST


def is_borrowed(view: Callable[..., Any]) -> bool:
    """Whether a view is Wagtail's own."""
    return getattr(view, "view_class", view).__module__.partition(".")[0] == "wagtail"


def is_the_requests_fault(exception: BaseException, view: Callable[..., Any]) -> bool:
    """Whether an exception of a view says that the request held what can't be taken. Of a view of Wagtail's this
    includes a ValueError that Wagtail or Django raised: a word where a number belongs."""
    if isinstance(exception, TOO_MUCH):
        return True
    if not (type(exception) is ValueError and is_borrowed(view)):
        return False
    *_outer, (frame, _line) = traceback.walk_tb(exception.__traceback__)
    return frame.f_globals.get("__name__", "").partition(".")[0] in BORROWED


def note(match: ResolverMatch, exception: BaseException) -> None:
    """One line for the log: which route, and where it was noticed; nothing of what was sent."""
    *_outer, (frame, line) = traceback.walk_tb(exception.__traceback__)
    noticed_at = f"{frame.f_globals.get('__name__', '?')}:{line}"
    logger.warning("Refused a request to %s: %s at %s", match.route, type(exception).__name__, noticed_at)
