"""A service in two languages: every text of the admin can be translated, answers and letters stay what they are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application, Draft
from forms_engine.definition.codec import from_json, to_json
from forms_engine.definition.registry import kind_of
from forms_engine.definition.texts import TRANSLATION, missing, texts, translated
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.translation_table import TranslationTable
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.design.packages.services import import_service
from forms_engine.walk.plan import journey
from tests.support.any_service import cases
from tests.support.documents import service_document
from tests.support.factories import make_reader, make_region, make_service
from tests.support.journeys import HOME, PERSON, files

OWN = "Semua keterangan saya benar."


def in_english(document):
    """The document with a translation of everything: each text in guillemets."""
    found = {text: f"«{text}»" for _heading, text in texts(from_json(document))}
    return document | {"translations": {"en": found}}


def with_statement():
    document = service_document()
    statement = {"id": "fld-stmt", "kind": "statement", "label": "Pernyataan", "options": {"text": OWN}}
    document["steps"][2]["fields"].append(statement)
    return document


def test_every_text_is_listed_once_under_its_step():
    document = with_statement()
    listed = list(texts(from_json(document)))
    assert len({text for _heading, text in listed}) == len(listed)
    assert ("", "Foto KTP") in listed and ("Data diri", "Seperti di KTP.") in listed and ("Berkas", OWN) in listed
    assert ("Tempat tinggal", "Milik sendiri") in listed
    assert missing(from_json(document), "en") == [text for _heading, text in listed]
    assert missing(from_json(in_english(document)), "en") == []


@given(cases())
def test_any_service_translates_and_leaves_answers_alone(case):
    document, answers = case
    definition = from_json(in_english(document))
    english = translated(definition, "en")
    for field in english.every_field():
        assert field.label.startswith("«")
    assert [field.id for field in english.every_field()] == [field.id for field in definition.every_field()]
    assert journey(english, answers).answers == journey(definition, answers).answers
    assert from_json(to_json(definition)) == definition
    assert (
        translated(definition, "id") is definition
        and translated(from_json(document), "en").title == document["title"]
    )


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=30), max_size=4))
def test_translations_of_other_texts_change_nothing(known):
    document = service_document() | {"translations": {"en": known}}
    english = translated(from_json(document), "en")
    wanted = [known.get(text) or text for _heading, text in texts(from_json(service_document()))]
    assert {text for _heading, text in texts(english)} == set(wanted)


def test_what_is_agreed_to_stays_indonesian_with_the_translation_beside_it():
    english = translated(from_json(in_english(with_statement())), "en")
    field = english.field("fld-stmt")
    kind = kind_of(field)
    assert field.options["text"] == OWN and field.options[TRANSLATION] == f"«{OWN}»"
    assert kind.understand(field, "agreed") == OWN
    ((_value, shown),) = kind.options_of(field)
    assert OWN in shown and "«" in shown


@pytest.mark.django_db
def test_the_citizen_reads_english_and_the_official_indonesian(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    service = make_service(make_region(), in_english(service_document()))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post(f"/mulai/{service.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    page = client.get(f"{address}1/").content.decode()
    assert "«Data diri»" in page and "«Nama lengkap»" in page and "«Seperti di KTP.»" in page
    refused = client.post(f"{address}1/", PERSON | {"f-fld-name": ""}).content.decode()
    assert "«Nama lengkap»" in refused and "1234" in refused
    client.post(f"{address}1/", PERSON)
    switched = client.post(f"{address}2/", HOME | {"_language": "id"}, follow=True).content.decode()
    assert "«" not in switched and "Jalan Melati 7" in switched
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post(f"{address}2/", HOME)
    client.post(f"{address}3/", files())
    review = client.get(f"{address}periksa/").content.decode()
    assert "«Status tempat tinggal»" in review and "«Milik sendiri»" in review
    response = client.post(f"{address}periksa/", {"email": ""}, follow=True)
    assert "«Surat Keterangan Domisili»" in response.content.decode()
    application = Application.unscoped.get()
    assert "«Nama lengkap»" in client.get(f"/lacak/{application.tracking_code}/").content.decode()
    assert application.answers["fld-stat"] == "ch-milik"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "id"
    client.force_login(make_reader(application))
    official = client.get(f"/admin/permohonan/{application.uuid}/").content.decode()
    assert "Status tempat tinggal" in official and "«" not in official


@pytest.mark.django_db
def test_the_service_page_and_the_list_of_services(client, settings):
    region = make_region()
    service = make_service(region, in_english(service_document()))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(f"/{region.slug}/{service.slug}/").content.decode()
    assert "«Surat Keterangan Domisili»" in page and "«Foto KTP»" in page
    assert "«Surat Keterangan Domisili»" in client.get(f"/{region.slug}/").content.decode()


@pytest.mark.django_db
def test_the_editor_keeps_translations_that_wait_for_their_text():
    region = make_region()
    with region_scope(region):
        page = import_service(RegionPage.objects.get(region=region), in_english(service_document()))
        assert compile_page(page)["translations"]["en"]["Data diri"] == "«Data diri»"
        page.translations["en"]["Judul lama"] = "Old title"
        assert "Judul lama" not in compile_page(page)["translations"]["en"]
        form = type(page).get_edit_handler().get_form_class()(instance=page)
        form.cleaned_data = {"translations": {"en": {"Data diri": "About you", "Foto KTP": ""}}}
        found = form.clean_translations()["en"]
    assert found["Data diri"] == "About you" and found["Judul lama"] == "Old title" and "Foto KTP" not in found


def test_the_table_of_the_editor_posts_what_it_shows():
    widget = TranslationTable()
    widget.texts = [("", "Surat <b>"), ("Data diri", "Nama lengkap")]
    page = widget.render("translations", json.dumps({"en": {"Nama lengkap": "Full name"}}))
    assert "Surat &lt;b&gt;" in page and ">Full name</textarea>" in page and 'lang="en"' in page
    posted = {
        "translations-0-source": "Surat <b>", "translations-0": " Letter ", "translations-1-source": "Nama lengkap",
        "translations-1": "",
    }  # fmt: skip
    found = json.loads(widget.value_from_datadict(posted, {}, "translations"))
    assert found == {"en": {"Surat <b>": "Letter", "Nama lengkap": ""}}


@pytest.mark.parametrize("title", ["Surat Keterangan Tidak Mampu (SKTM)", "Surat Keterangan Usaha (SKU)"])
def test_the_gallery_s_services_for_residents_and_businesses_are_whole_in_english(title):
    document = next(one for one in gallery_documents() if one["title"] == title)
    definition = from_json(document)
    assert missing(definition, "en") == []
    assert set(document["translations"]["en"]) == {text for _heading, text in texts(definition)}
