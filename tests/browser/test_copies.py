"""A copied question has conditions of its own: those of its choices look at its choices, not at the original's."""

import pytest

from tests.browser.site import sign_in
from tests.browser.test_autosave import CONTROLLER, is_autosave

pytestmark = pytest.mark.browser
SERVICE = """
from cms.pages.models import RegionPage
from forms_engine.design.packages.services import import_service
from tests.documents import service_document
document = service_document("Domisili dengan pilihan")
status = next(own for step in document["steps"] for own in step["fields"] if own["id"] == "fld-stat")
born = {"and": [{"answered": ["fld-born"]}, {">": [{"var": "fld-born"}, "2000-01-01"]}]}
status["choices"][0]["show_when"] = born
step = document["steps"][0]
inside = [{"id": "in-fld-born", "kind": "date", "label": "Dalam: tanggal lahir"}]
rule = {"and": [{"answered": ["in-fld-born"]}, {">": [{"var": "in-fld-born"}, "2000-01-01"]}]}
inside.append({"id": "in-stat", "kind": "choice", "label": "Dalam: status", "choices": [
    {"id": "in-kawin", "label": "Kawin", "show_when": rule}, {"id": "in-belum", "label": "Belum"}]})
group = {"id": "fld-grup", "kind": "group", "label": "Anggota keluarga", "required": False, "fields": inside}
step["fields"].append(group)
result = import_service(RegionPage.objects.get(region__code="33.75"), document).pk
"""
QUESTIONS = """
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.page import ServicePage
page = ServicePage.objects.get(pk={}).get_latest_revision_as_object()
fields = [field for step in compile_page(page)["steps"] for field in step["fields"]]
fields += [own for field in fields for own in field.get("fields", ())]
result = [field for field in fields if field["label"] == {!r}]
"""
DRESSED = """() => {
    const [step] = window.wagtail.editHandler.getPanelByName('steps').getBoundWidget().children;
    return step.block.childBlocks.fields.children.at(-1).block.childBlocks.fields.watchesCopies;
}"""


def copies(site, page, number, question, label):
    """The original and the copy after its button was pressed."""
    with page.expect_response(is_autosave):
        question.locator("button[title=Gandakan], button[aria-label=Gandakan]").first.click()
    page.wait_for_function(f"() => !{CONTROLLER}.hasEditsValue")
    return site.run(QUESTIONS.format(number, label))


def are_alike_and_apart(one, other):
    assert one["id"] != other["id"]
    assert {choice["id"] for choice in one["choices"]}.isdisjoint(choice["id"] for choice in other["choices"])
    rules = [[choice.get("show_when") for choice in field["choices"]] for field in (one, other)]
    assert rules[0] == rules[1] and rules[0][0]


def test_a_copied_question_keeps_the_conditions_of_its_choices(site, new_context):
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    number = site.run(SERVICE)
    page.goto(f"{site.url}/admin/pages/{number}/edit/#tab-formulir")
    page.locator(".warkat-badge").first.wait_for()  # the blocks are dressed
    question = page.locator("[data-streamfield-child][data-contentpath=fld-stat]")
    are_alike_and_apart(*copies(site, page, number, question, "Status tempat tinggal"))

    group = page.locator("[data-streamfield-child][data-contentpath=fld-grup]")
    group.locator("[data-panel-toggle]").first.click()
    inner = page.locator("[data-streamfield-child][data-contentpath=in-stat]")
    inner.wait_for()
    page.wait_for_function(DRESSED)
    are_alike_and_apart(*copies(site, page, number, inner, "Dalam: status"))
