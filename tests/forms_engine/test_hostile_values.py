"""Hundreds of hostile values into every kind of question, by a real POST: each is refused in words or stored inert,
and what is stored is the same text on the review, in JSON and in the letter."""

import json
import re
import unicodedata
from datetime import date
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cms.regions.scoping import region_scope
from forms_engine.applications.models import Draft
from forms_engine.applications.present import answer_sections
from forms_engine.certificates.letter import Issue, letter_html
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of, kinds
from forms_engine.logic.values import is_answered
from forms_engine.text.typed import storable
from forms_engine.text.words import plain
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.hostile import BROKEN_BYTES, COUNT, HOSTILE
from tests.support.lists import EXAMPLE, make_list

pytestmark = pytest.mark.django_db

CHOICES = [{"id": "ch-1", "label": "Satu"}, {"id": "ch-2", "label": "Dua"}]
LONG = "sekolah"  # a list that is searched, not listed
TEXTS = ("short_text", "long_text", "email")
FORM = "application/x-www-form-urlencoded"
REFUSED_TEXT = "fld-nik"  # takes nothing of what is hostile, so that it shows again what was typed
SIGNATORY = {"title": "Lurah", "capacity": "", "name": "B", "nip": "", "rank": "", "head": False}
ISSUE = Issue("1/2026", date(2026, 11, 25), None, "C" * 20, "K7TMQ2WX9R", SIGNATORY)


def asked(prefix, names):
    """A field of each kind, with what the kind needs."""
    fields = []
    for name in names:
        kind = kinds()[name]
        field = {"id": f"{prefix}-{name.replace('_', '-')}", "kind": name, "label": f"Isian {name}"}
        if kind.has_choices:
            field["choices"] = CHOICES
        if name == "reference":
            field["options"] = {"list": EXAMPLE}
        if name == "statement":
            field["options"] = {"text": "Semua keterangan saya benar."}
        fields.append(field)
    return fields


KINDS = [name for name, kind in kinds().items() if kind.is_typed]


def document():
    """One step with every kind, one of them again in a long list, and some in the rows of a group."""
    fields = asked("fld", KINDS)
    fields.append({"id": "fld-long-list", "kind": "reference", "label": "Sekolah", "options": {"list": LONG}})
    inner = asked("row", ["short_text", "date", "nik", "rupiah", "address"])
    fields.append({"id": "fld-group", "kind": "group", "label": "Butir", "options": {"min": 1}, "fields": inner})
    letter = service_document()["certificate"] | {
        "body": [{"id": "blk-1aaa", "rows": [field["id"] for field in fields]}]
    }
    base = service_document()
    steps = [{"id": "step-1", "title": "Semua", "fields": fields}]
    return base | {"steps": steps, "certificate": letter}


def plain_document():
    """Two questions that take any text, so that the way goes on to the review."""
    fields = [
        {"id": "fld-short", "kind": "short_text", "label": "Satu baris", "required": False},
        {"id": "fld-long", "kind": "long_text", "label": "Banyak baris", "required": False},
    ]
    return service_document() | {"steps": [{"id": "step-1", "title": "Teks", "fields": fields}], "certificate": None}


class Page(HTMLParser):
    """What a page says: the value of each control, the text of each error, and whether a script got in."""

    def __init__(self, body):
        super().__init__()
        self.values, self.errors, self.scripts, self.handlers, self.text = {}, {}, 0, 0, []
        self._error = self._area = None
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.scripts += tag == "script" and "src" not in found
        self.handlers += any(name.startswith("on") or name == "style" for name in found)
        self.handlers += tag in ("img", "svg") and "onload" in found
        if tag == "input" and "name" in found:
            self.values[found["name"]] = found.get("value", "")
        if tag == "textarea":
            self._area = found["name"]
            self.values[self._area] = ""
        if found.get("id", "").endswith("-error"):
            self._error = found["id"].removesuffix("-error").removeprefix("f-")
            self.errors[self._error] = ""

    def handle_endtag(self, tag):
        self._area = None if tag == "textarea" else self._area
        self._error = None if tag == "p" else self._error

    def handle_data(self, data):
        self.text.append(data)
        if self._area:
            self.values[self._area] += data
        if self._error:
            self.errors[self._error] += data


class Form:
    """A draft of a service, opened in a browser."""

    def __init__(self, raw):
        self.region = make_region()
        make_list(self.region)
        rows = [(f"S{number}", f"Sekolah {number}", []) for number in range(600)]
        make_list(self.region, rows, name="Sekolah", key=LONG)
        self.service = make_service(self.region, raw)
        self.definition = from_json(raw)
        self.client = Client(raise_request_exception=False)
        self.client.post(reverse("journey_start", args=[self.service.pk]))
        self.draft = Draft.unscoped.get(service=self.service)
        self.address = f"/isi/{self.draft.token}/1/"
        body = self.client.get(self.address).content.decode()
        self.shown = re.search(r'name="_shown" value="([^"]*)"', body)[1]
        self.names = sorted(set(re.findall(r'name="(f-[^"]+)"', body)))

    def send(self, value=None, raw=None, repeat=1):
        """POST the value in every control; `raw`: already percent-encoded bytes."""
        encoded = raw if raw is not None else quote(value, safe="").encode()
        pairs = [quote(name, safe="").encode() + b"=" + encoded for name in self.names] * repeat
        body = b"&".join([b"_shown=" + quote(self.shown, safe="").encode(), *pairs])
        return self.client.post(self.address, body, content_type=FORM)

    def stored(self):
        self.draft.refresh_from_db()
        return self.draft.answers


def texts_in(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def is_inert(text):
    """Nothing that turns, hides or controls: what is left is only text."""
    wrong = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    marks = re.search(r"[\u0300-\u036f\u20d0-\u20f0]{6}", text)
    return not marks and all(unicodedata.category(one) not in wrong or one in "\n\t" for one in text)


def wrong_with(form, response, value):
    """What is wrong with the answer to a hostile POST, as lines."""
    if response.status_code != 200:
        yield f"status {response.status_code}"
        return
    page, stored = Page(response.content.decode()), form.stored()
    if page.scripts or page.handlers:
        yield "a script got in"
    rows = stored.get("fld-group") or [{}]
    for field in form.definition.every_field():
        mine = field.id in stored or any(field.id in row for row in rows)
        error = next((text for name, text in page.errors.items() if name.partition(".")[0] == field.id), "")
        if field.fields:
            continue
        if not mine and len(error) < 20:
            yield f"{field.kind}: neither stored nor refused in words ({error!r})"
        if mine and error:
            yield f"{field.kind}: stored and refused"
        answer = next((row[field.id] for row in [stored, *rows] if field.id in row), None)
        if is_answered(answer):
            if not kind_of(field).is_answer(field, answer):
                yield f"{field.kind}: stored what it doesn't accept"
            if not all(map(is_inert, texts_in(answer))):
                yield f"{field.kind}: stored {answer!r}"
    if value is not None and REFUSED_TEXT not in stored:
        again, wanted = page.values[f"f-{REFUSED_TEXT}"], storable(value)
        if re.sub(r"\r\n?", "\n", again) != re.sub(r"\r\n?", "\n", wanted):
            yield f"shown again as {again[:60]!r}"


def disagreements(form, region):
    """Where the review, JSON and the letter don't hold the same text of what is stored."""
    answers = json.loads(json.dumps(form.stored()))
    with translation.override("id"):
        sections = answer_sections(form.definition, answers, (), full=True)
        letter = Page(letter_html(form.definition, answers, region, ISSUE))
        printed = " ".join(" ".join(letter.text).split())
        if letter.scripts or letter.handlers:
            yield "a script got into the letter"
        for row in (row for section in sections for row in section.rows):
            if not row.text or row.field.fields:
                continue
            said = kind_of(row.field).certificate(row.field, answers[row.field.id])
            if " ".join(plain(said).split()) not in printed:
                yield f"{row.field.kind}: the letter doesn't say {said[:60]!r}"
            if row.field.kind in TEXTS and not row.text == said == answers[row.field.id]:
                yield f"{row.field.kind}: {row.text[:40]!r} and {said[:40]!r} differ"


def test_there_are_enough_of_them():
    assert COUNT >= 200 and len({value for values in HOSTILE.values() for value in values}) > 200


@pytest.mark.parametrize("sort", HOSTILE)
def test_each_is_refused_in_words_or_stored_inert(sort):
    form, wrong = Form(document()), []
    for value in HOSTILE[sort]:
        response = form.send(value)
        wrong += [f"{value[:40]!r}: {line}" for line in wrong_with(form, response, value)]
        with region_scope(form.region):
            wrong += [f"{value[:40]!r}: {line}" for line in disagreements(form, form.region)]
        if form.client.get(form.address).status_code != 200:
            wrong.append(f"{value[:40]!r}: the step can't be opened any more")
    assert not wrong, "\n".join(wrong[:40])


def test_bytes_that_are_no_text_are_no_error_of_ours():
    form, wrong = Form(document()), []
    for raw in BROKEN_BYTES:
        wrong += [f"{raw!r}: {line}" for line in wrong_with(form, form.send(raw=raw), None)]
        assert form.client.get(form.address).status_code == 200
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("sort", HOSTILE)
def test_the_review_shows_what_was_stored_and_nothing_else(sort):
    form, reached = Form(plain_document()), 0
    for value in HOSTILE[sort]:
        response = form.send(value)
        assert response.status_code in (200, 302), value[:40]
        if response.status_code == 200:
            assert len(value) > 200 or "\n" in value, value[:40]
            continue
        page = Page(form.client.get(response.url).content.decode())
        stored, said = form.stored(), " ".join(" ".join(page.text).split())
        assert not page.scripts and not page.handlers
        for text in filter(None, stored.values()):
            assert is_inert(text) and " ".join(text.split()) in said, value[:40]
        reached += 1
    assert reached or sort == "far too much"


def test_what_is_repeated_nested_or_missing_is_no_error_of_ours():
    form = Form(document())
    shown = form.shown
    for repeat in (2, 30):
        assert form.send("ch-1", repeat=repeat).status_code == 200
    names = list(form.names)
    form.names = [
        f"{name}{suffix}" for name in names for suffix in ("[]", "[0]", ".x", "[a][b]", "-", "-pick", "-for")
    ]
    assert form.send("x").status_code == 200
    form.names = names
    before = form.stored()
    for marks in ("", "0", "0,0,0", "999", "-1", "0,1," * 4000, "a,b", "\x00", "0.1.2.3", ".", ",", "32.zz.0,32.zz",
                  shown + ",99", "30.<script>,30.<script>.0", "٣"):  # fmt: skip
        form.shown = marks
        response = form.send("' OR 1=1 --")
        assert response.status_code in (200, 302), marks[:20]
        assert form.client.get(form.address).status_code == 200
        assert "<script>alert" not in response.content.decode()
    assert set(form.stored()) <= {field.id for field in form.definition.fields()} and isinstance(before, dict)


def test_the_messages_are_in_the_language_of_the_page():
    """Each of them has its own words in both languages, and none holds a place that nothing was put into."""
    form = Form(document())
    said = {}
    for language in ("id", "en"):
        form.client.cookies["django_language"] = language
        with translation.override(language):
            said[language] = Page(form.send("{{ 7*7 }} %s").content.decode()).errors
    assert said["id"].keys() == said["en"].keys() and len(said["id"]) > 20
    for text in [*said["id"].values(), *said["en"].values()]:
        assert "%(" not in text and "49" not in text
