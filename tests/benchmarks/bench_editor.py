"""The editor of a service of 60 questions in real Chromium: from the click that opens it until it is built, from the
click that publishes until the next page is there, and from a keystroke to the preview that shows it. The peer is a
plain Wagtail page of as many blocks, in turn. The check of 60 questions and 40 rules is held to validating the same
document against its JSON Schema."""

import statistics
import time

import jsonschema
from playwright.sync_api import sync_playwright

from cms.bootstrap import chromium
from tests.support.browser.site import Site, sign_in
from tests.support.documents import fields_document

ROUNDS = 5
SERVICE = """
import json
from cms.pages.models import RegionPage
from forms_engine.design.packages.services import import_service
from tests.benchmarks.bench_editor import ruled_document
from tests.benchmarks.plain.models import PlainPage
parent = RegionPage.objects.get(region__code="33.75")
page = import_service(parent, ruled_document())
item = {"label": "Isian", "hint": "Tulis.", "required": True, "kind": "a", "least": 1, "most": 9,
        "choices": ["Pertama", "Kedua", "Ketiga"], "notes": ""}
part = {"title": "Bagian", "intro": "", "items": [{"type": "item", "value": item}] * 10}
steps = json.dumps([{"type": "part", "value": part}] * 6)
plain = PlainPage(title="Halaman biasa", slug="biasa", live=False, steps=steps)
parent.refresh_from_db()
parent.add_child(instance=plain)
plain.save_revision()
result = [page.pk, plain.pk]
"""
READY = """() => { try {
  return document.readyState === "complete" &&
    window.wagtail.editHandler.getPanelByName("steps").getBoundWidget().children.length === 6;
} catch { return false } }"""


SHOWN = """word => [...document.querySelectorAll(".w-preview iframe")]
  .some(frame => frame.contentDocument?.body?.innerText.includes(word))"""


def ruled_document():
    """60 questions in six steps, 40 of them with a condition on one of those before."""
    document = fields_document(6, 10)
    document["parts"]["workflow"]["stages"] = [{"id": "stage-1", "title": "Periksa", "position": "petugas-loket"}]
    fields = [field for step in document["steps"] for field in step["fields"]]
    for number, field in enumerate(fields[20:], 20):
        source = fields[number - 20 - number % 5 + 2]
        field["show_when"] = {"and": [{"==": [{"var": source["id"]}, source["choices"][0]["id"]]}]}
    return document


def opened(page, address):
    """Seconds from the click on a page's link to its editor being built."""
    page.goto(address.partition("/admin/pages/")[0] + "/admin/")
    link = "address => document.body.insertAdjacentHTML('beforeend', `<a id=go href='${address}'>x</a>`)"
    page.evaluate(link, address)
    start = time.perf_counter()
    page.evaluate("document.getElementById('go').click()")
    page.wait_for_function(READY, polling=10)
    return time.perf_counter() - start


def published(page):
    """Seconds from the click on “publish” to the next page being there."""
    page.evaluate("window.here = true")
    button = page.locator("[name=action-publish]")
    if not button.is_visible():
        page.locator("footer .w-dropdown-button [data-w-dropdown-target='toggle']").first.click()
    start = time.perf_counter()
    button.click()
    page.wait_for_function("() => !window.here && document.readyState === 'complete'", polling=10)
    return time.perf_counter() - start


def previewed(page, number):
    """Milliseconds from a keystroke to the preview that shows it."""
    word = f"Langkah uji {number}"
    page.locator("[name='steps-0-value-title']").fill(word)
    start = time.perf_counter()
    page.wait_for_function(SHOWN, arg=word, polling=10)
    return (time.perf_counter() - start) * 1000


def checked():
    """(ms of the checklist, ms of validating the document), medians."""
    from forms_engine.checker.checklist import checklist
    from forms_engine.checker.office import Office
    from forms_engine.definition.codec import schema
    from forms_engine.logic.compile import Context

    document, office = ruled_document(), Office({"petugas-loket": 2}, Context("2026-11-25"))
    validator, ours, theirs = jsonschema.Draft202012Validator(schema()), [], []
    for _round in range(7):
        works = ((ours, lambda: checklist(document, office)), (theirs, lambda: list(validator.iter_errors(document))))
        for found, work in works:
            start = time.perf_counter()
            work()
            found.append((time.perf_counter() - start) * 1000)
    return statistics.median(ours), statistics.median(theirs)


def figures():
    found = chromium()
    if not found:
        raise SystemExit("No browser. Run: apt-get install -y chromium, or name one: CHROMIUM=/path/to/chromium")
    ms, schema_ms = checked()
    peer = "jsonschema.iter_errors of the same document"
    yield {"name": "check_60_fields_ms", "value": round(ms), "unit": "ms", "peer": peer, "peer_ms": round(schema_ms)}
    site = Site(DJANGO_SETTINGS_MODULE="tests.benchmarks.plain.settings", STATIC_MANIFEST="1").start()
    try:
        addresses = [f"{site.url}/admin/pages/{pk}/edit/" for pk in site.run(SERVICE)]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            page = browser.new_context(locale="id-ID", viewport={"width": 1440, "height": 1000}).new_page()
            sign_in(page, site, "operator")
            for address in addresses:
                opened(page, address)  # what every later visit has in its cache
            times = {"open": ([], []), "publish": ([], [])}
            for _round in range(ROUNDS):
                for place, address in enumerate(addresses):
                    times["open"][place].append(opened(page, address))
                    times["publish"][place].append(published(page))
            opened(page, f"{addresses[0]}#tab-formulir")
            page.locator("[data-side-panel-toggle=preview]").click()
            page.locator(".w-preview iframe").first.wait_for()
            previews = [previewed(page, number) for number in range(ROUNDS + 1)][1:]
            browser.close()
    finally:
        site.stop()
    plain = "a plain Wagtail page of as many blocks"
    for name in ("open", "publish"):
        ours, theirs = (statistics.median(values) for values in times[name])
        yield {
            "name": f"editor_{name}_60_fields_s", "value": round(ours, 2), "unit": "s", "peer": plain,
            "peer_s": round(theirs, 2), "ratio": round(ours / theirs, 2),
        }  # fmt: skip
    value = round(statistics.median(previews))
    yield {"name": "preview_refresh_ms", "value": value, "unit": "ms", "peer": "the interval of the preview alone"}
