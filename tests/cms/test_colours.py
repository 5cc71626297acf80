"""A region's colour: whatever it is, what is written in it can be read."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cms.regions.colours import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    STRONG,
    TEXT,
    contrast,
    proposed,
    theme_css,
    tokens,
)
from cms.regions.forms import RegionForm
from cms.regions.models import Region
from cms.setup.demo_arms import SCENES, draw_arms
from tests.support.factories import make_region

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_any_colour_can_be_read(colour):
    light, dark = tokens(colour)
    for scheme, grounds in ((light, LIGHT_GROUNDS), (dark, DARK_GROUNDS)):
        assert all(contrast(scheme["brand"], ground) >= TEXT for ground in grounds)
        assert all(contrast(scheme["brand-dark"], ground) >= STRONG for ground in grounds)
        assert contrast(scheme["brand"], scheme["on-brand"]) >= TEXT
    assert tokens(colour) == tokens(colour)


@given(COLOURS)
def test_a_colour_that_can_be_read_stays(colour):
    light, _dark = tokens(colour)
    assert tokens(light["brand"])[0]["brand"] == light["brand"]


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def picture(*colours):
    image = Image.new("RGB", (len(colours) * 10, 10), "white")
    for place, colour in enumerate(colours):
        image.paste(colour, (place * 10, 0, place * 10 + 10, 10))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_the_colour_of_the_arms_is_the_one_that_stands_out():
    assert contrast(proposed(picture("#ffffff", "#ffffff", "#1060a0", "#000000", "#1060a0")), "#1060a0") < 1.1
    assert proposed(picture("#ffffff", "#808080", "#000000")) == ""
    for kind in SCENES:
        assert proposed(draw_arms(kind).read())


@pytest.mark.django_db
def test_the_style_sheet_is_small_and_kept(client):
    response = client.get("/warna/0a5566.css")
    assert response["Content-Type"].startswith("text/css") and "immutable" in response["Cache-Control"]
    assert response.content.decode() == theme_css("#0a5566") and len(response.content) < 400
    for wrong in ("red", "0A5566", "0a5566%7D", "0a556"):
        assert client.get(f"/warna/{wrong}.css").status_code == 404


@pytest.mark.django_db
def test_the_region_s_pages_wear_it_and_others_do_not(client):
    region, other = make_region("33.75", colour="#7a1020"), make_region("73.71")
    assert "/warna/7a1020.css" in client.get(f"/{region.slug}/").content.decode()
    assert "/warna/" not in client.get(f"/{other.slug}/").content.decode()


def form(region, arms=None, **values):
    fields = {name: getattr(region, name) for name in ("letterhead", "letterhead_address", "letter_font", "contact")}
    return RegionForm(fields | values, {"arms": arms} if arms else None, instance=Region.objects.get(pk=region.pk))


@pytest.mark.django_db
def test_new_arms_bring_their_colour_where_none_was_chosen():
    region = make_region("33.75")
    arms = lambda: SimpleUploadedFile("arms.png", picture("#a01030", "#a01030", "#ffffff"))  # noqa: E731
    filled = form(region, arms())
    assert filled.is_valid() and contrast(filled.cleaned_data["colour"], "#a01030") < 1.2
    chosen = form(region, arms(), colour="0A5566")
    assert chosen.is_valid() and chosen.cleaned_data["colour"] == "#0a5566"


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["biru", "#12345", "#12345g", "url(x)"])
def test_what_is_no_colour_is_told(colour):
    wrong = form(make_region("33.75"), colour=colour)
    assert not wrong.is_valid() and "colour" in wrong.errors
