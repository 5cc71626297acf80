"""A service as a JSON file: in and out. What comes in is never trusted: schema, size, references, kinds, each with
its place."""

import json

import jsonschema
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.audit.trail import actor_of, record
from cms.regions.scoping import region_scope
from cms.sandbox.parsers import DATA, MB, Limits, Parser
from cms.sandbox.run import OFFICE, Busy, Refused, Stopped, run
from forms_engine.builder.compile import compile_page, service_parts
from forms_engine.builder.conditions import NotEditable
from forms_engine.builder.decompile import fill_page
from forms_engine.builder.errors import message_of
from forms_engine.builder.json_files import measured
from forms_engine.definition.checks import check
from forms_engine.definition.codec import SCHEMA_VERSION, from_json, schema
from forms_engine.definition.registry import kinds
from forms_engine.lists.packages import list_problems, lists_of, take_in_lists
from forms_engine.services.rule_words import names_of, rule_sentence

MAX_BYTES = 3_000_000  # what it is with its reference lists
MAX_MESSAGES = 20
MOST_DEEP = 220  # lists and objects in each other: the deepest rule needs two for each of its 100
MOST_VALUES = 300_000  # in all lists and objects: four reference lists of 5,000 entries with all their columns
DOCUMENT = Parser(
    "forms_engine.builder.json_files.document",
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


def parsed(content):
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
        "not_json": _("This isn't a JSON file. Choose a file that was exported from here."),
        "not_an_object": _("This JSON file isn't a service."),
        "too_deep": too_deep(),
        "too_many": _("This file holds far more than a service does. Choose another file."),
        "busy": _("Other files are being read right now. Upload this one again in a moment."),
    }
    raise PackageError([words[code]])


def too_deep():
    return _("This file is nested too deeply. No service is.")


def shallow(document):
    """The document, unless it is nested more deeply than those who read it can follow."""
    if measured(document, MOST_DEEP)[0] > MOST_DEEP:
        raise PackageError([too_deep()])
    return document


def _place(error):
    return " → ".join(str(part + 1 if isinstance(part, int) else part) for part in error.absolute_path) or "/"


def validate(document):
    """Raise PackageError unless the document is a service that this installation can hold."""
    if document.get("schema") != SCHEMA_VERSION:
        raise PackageError(
            [_("This file is of schema version %(found)s; version %(known)s is needed.")
             % {"found": str(document.get("schema"))[:20], "known": SCHEMA_VERSION}]
        )  # fmt: skip
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(document))
    for name, part in service_parts():
        raw = document.get("parts", {}).get(name) if isinstance(document.get("parts"), dict) else None
        if raw is not None:
            errors += jsonschema.Draft202012Validator(part.schema).iter_errors(raw)
    messages = [
        _("At %(place)s: %(what)s") % {"place": _place(error), "what": _words(error)}
        for error in errors[:MAX_MESSAGES]
    ]
    if not messages:
        known = kinds()
        messages = [
            _("“%(label)s”: this kind of question isn't known here: %(kind)s.")
            % {"label": field["label"], "kind": field["kind"]}
            for step in document["steps"]
            for own in step["fields"]
            for field in (own, *own.get("fields", ()))
            if field["kind"] not in known
        ]
    if not messages and not _is_text(document):
        messages = [_("This file holds characters that no text has.")]
    messages = messages or list(list_problems(document))
    if messages:
        raise PackageError(messages[:MAX_MESSAGES])
    # A file may be unfinished (no position chosen yet), but what it names must be there.
    dangling = [problem for problem in check(document) if _is_dangling(problem)]
    if dangling:
        raise PackageError([message_of(problem) for problem in dangling[:MAX_MESSAGES]])


def _is_text(document):
    """Whether every text can be stored: no NUL, no half of a character."""
    try:
        return b"\\u0000" not in json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False


def _words(error):
    """What the schema asks for, in words that say how to mend the file."""
    wanted = error.validator_value
    match error.validator:
        case "required":
            absent = ", ".join(f"“{name}”" for name in wanted if name not in error.instance)
            return _("%(names)s is missing.") % {"names": absent}
        case "additionalProperties":
            extra = sorted(set(error.instance) - set(error.schema.get("properties", ())))
            return _("nobody knows what %(names)s is; take it out.") % {
                "names": ", ".join(f"“{str(name)[:40]}”" for name in extra[:3])
            }
        case "type":
            kinds_ = {
                "array": _("a list"), "object": _("an object"), "string": _("text"), "integer": _("a whole number"),
                "boolean": _("true or false"),
            }  # fmt: skip
            names = wanted if isinstance(wanted, list) else [wanted]
            return _("this must be %(kind)s.") % {"kind": kinds_.get(names[0], names[0])}
        case "maxLength":
            return _("this is too long; at most %(count)s characters.") % {"count": wanted}
        case "maxItems":
            return _("these are too many; at most %(count)s.") % {"count": wanted}
        case "enum":
            return _("this must be one of: %(choices)s.") % {"choices": ", ".join(map(str, wanted))}
        case "minimum" | "maximum":
            return _("this number is too small or too large.")
        case "pattern":
            return _("this may hold only certain letters and signs, as an exported file does.")
    return _("this doesn't fit (%(rule)s).") % {"rule": error.validator}


def _is_dangling(problem):
    words = ("names a question", "copied in a way")
    return problem.setting == "conditions" or any(part in problem.message for part in words)


def _free_slug(parent, title):
    base = slugify(title)[:80] or "layanan"
    taken, slug, number = set(Page.objects.child_of(parent).values_list("slug", flat=True)), base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def import_service(region_page, source, user=None):
    """A draft ServicePage under the region's page from a package (bytes, text or a dict). Raises PackageError and
    makes nothing when the package isn't right."""
    document = _document(source)
    validate(document)
    return _draft_of(region_page, document, user, "service.imported")


def copy_service(page, title, user):
    """A draft ServicePage beside `page`, with what its latest draft holds, half-finished or not, under another
    title."""
    document = compile_page(page.get_latest_revision_as_object()) | {"title": title}
    return _draft_of(page.get_parent().specific, document, user, "service.copied")


def _draft_of(region_page, document, user, action):
    from forms_engine.services.models import ServicePage

    page = ServicePage(region_id=region_page.region_id, live=False, slug=_free_slug(region_page, document["title"]))
    try:
        fill_page(page, document)
    except NotEditable as error:
        condition = rule_sentence(error.args[0], names_of(from_json(document)))
        message = _("A condition in this file is more than the editor can hold: %(condition)s.")
        raise PackageError([message % {"condition": condition}]) from None
    page.draft_title = page.title
    with region_scope(region_page.region_id), transaction.atomic():
        region_page.add_child(instance=page)
        page.save_revision(user=user)
        actor = actor_of(user) if user else "system"
        record(page.region_id, actor, action, page)
        take_in_lists(document, page.region_id, actor)
    return page


def export_service(page):
    """The document of a ServicePage as it stands, with the reference lists that it names."""
    document = compile_page(page)
    lists = lists_of(document, page.region_id)
    return document | {"lists": lists} if lists else document
