"""A service as a JSON file: in and out. What comes in is never trusted: schema, size, references, kinds, each with
its place."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.accounts.models import User
from cms.audit.trail import actor_of, record, recorded_last
from cms.regions.scoping import region_scope
from cms.sandbox.parsers import DATA, MB, Limits, Parser
from cms.sandbox.run import OFFICE, Busy, Refused, Stopped, run
from forms_engine.definition.checks import problems_in
from forms_engine.definition.codec import SCHEMA_VERSION, from_json
from forms_engine.definition.problems import Code
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.editor.errors import message_of
from forms_engine.design.packages.json_files import measured
from forms_engine.design.packages.lists import lists_of, take_in_lists
from forms_engine.design.packages.mistakes import first_mistakes, first_of
from forms_engine.design.page import ServicePage
from forms_engine.explain.rule_words import names_of, rule_sentence
from forms_engine.pickers.conditions import NotEditable

MAX_BYTES = 3_000_000  # what it is with its reference lists
MOST_DEEP = 220  # lists and objects in each other: the deepest rule needs two for each of its 100
MOST_VALUES = 300_000  # in all lists and objects: four reference lists of 5,000 entries with all their columns
DANGLING = {
    Code.RULE_UNREADABLE, Code.RULE_UNFINISHED, Code.RULE_SOURCE_GONE, Code.RULE_SOURCE_LATER, Code.RULE_UNFIT,
    Code.RULE_MISSING, Code.QUESTION_GONE, Code.SAME_ID,
}  # fmt: skip
DOCUMENT = Parser(
    "forms_engine.design.packages.json_files.document",
    frozenset({"not_json", "not_an_object", "too_deep", "too_many"}),
    DATA,
    Limits(memory=256 * MB),
)


class PackageError(ValidationError):
    """The file can't be taken in; `messages` say why, each with its place."""


def _document(source):
    """The JSON document of bytes, text or a dict."""
    if isinstance(source, dict):
        return shallow(source)
    if len(source) > MAX_BYTES:
        raise PackageError([_("This file is larger than 3 MB. A service never is: choose another file.")])
    return parsed(source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source)


def parsed(content: bytes) -> dict[str, Any]:
    """The object in a JSON file's bytes. Raises PackageError."""
    try:
        return run(DOCUMENT, content, OFFICE, most_deep=MOST_DEEP, most_values=MOST_VALUES)
    except Refused as refused:
        code = refused.code
    except Stopped as stopped:
        code = "not_json" if stopped.why == "crash" else "too_many"
    except Busy:
        code = "busy"
    words = {
        "not_json": _(
            "This is neither a JSON file that was exported from here nor an XLSForm (.xlsx, .xls, .csv). "
            "Choose another file."
        ),
        "not_an_object": _("This JSON file isn't a service."),
        "too_deep": too_deep(),
        "too_many": _("This file holds far more than a service has. Choose another file."),
        "busy": _("Other files are being read right now. Upload this one again in a moment."),
    }
    raise PackageError([words[code]])


def too_deep() -> str:
    return _("This file is nested too deeply. No service is.")


def shallow(document: dict[str, Any]) -> dict[str, Any]:
    """The document, unless it is nested more deeply than those who read it can follow."""
    if measured(document, MOST_DEEP)[0] > MOST_DEEP:
        raise PackageError([too_deep()])
    return document


def validate(document: dict[str, Any]) -> None:
    """Raise PackageError unless the document is a service that this installation can hold."""
    if document.get("schema") is None:
        raise PackageError([_("This isn't a service that was exported from here.")])
    if document["schema"] != SCHEMA_VERSION:
        raise PackageError(
            [_("This file is of schema version %(found)s; version %(known)s is needed.")
             % {"found": str(document["schema"])[:20], "known": SCHEMA_VERSION}]
        )  # fmt: skip
    messages = first_mistakes(document)
    if not messages and not _is_text(document):
        messages = [_("This file contains characters that don't belong in a text.")]
    if messages:
        raise PackageError(messages)
    # A file may be unfinished (no position chosen yet), but what it names must be there.
    dangling = [message_of(problem) for problem in problems_in(document) if _is_dangling(problem)]
    if dangling:
        raise PackageError(first_of(dangling))


def _is_text(document):
    """Whether every text can be stored: no NUL, no half of a character."""
    try:
        return b"\\u0000" not in json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False


def _is_dangling(problem):
    return (
        problem.code in DANGLING and problem.setting != "required_conditions"
    )  # those can be set anew in the editor


def _free_slug(parent, title):
    base = slugify(title)[:80] or "layanan"
    slugs_in_use, slug, number = set(Page.objects.child_of(parent).values_list("slug", flat=True)), base, 2
    while slug in slugs_in_use:
        slug, number = f"{base}-{number}", number + 1
    return slug


def import_service(region_page: Page, source: bytes | str | dict[str, Any], user: User | None = None) -> ServicePage:
    """A draft ServicePage under the region's page from a package (bytes, text or a dict). Raises PackageError and
    makes nothing when the package isn't right."""
    document = _document(source)
    validate(document)
    return _draft_of(region_page, document, user, "service.imported")


def copy_service(page: ServicePage, title: str, user: User) -> ServicePage:
    """A draft ServicePage beside `page`, with what its latest draft holds, half-finished or not, under another
    title."""
    document = compile_page(page.get_latest_revision_as_object()) | {"title": title}
    return _draft_of(page.get_parent().specific, document, user, "service.copied")


def _draft_of(region_page, document, user, action):
    page = ServicePage(region_id=region_page.region_id, live=False, slug=_free_slug(region_page, document["title"]))
    try:
        fill_page(page, document)
    except NotEditable as error:
        condition = rule_sentence(error.args[0], names_of(from_json(document)))
        message = _("A condition in this file is more than the editor can hold: %(condition)s.")
        raise PackageError([message % {"condition": condition}]) from None
    page.draft_title = page.title
    with region_scope(region_page.region_id), recorded_last():
        region_page.add_child(instance=page)
        page.save_revision(user=user)
        actor = actor_of(user) if user else "system"
        take_in_lists(document, page.region_id, actor)
        record(page.region_id, actor, action, page)
    return page


def export_service(page: Page) -> dict[str, Any]:
    """The document of a ServicePage as it stands, with the reference lists that it names."""
    document = compile_page(page)
    lists = lists_of(document, page.region_id)
    return document | {"lists": lists} if lists else document
