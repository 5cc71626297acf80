import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from cms.regions.arms import MAX_BYTES, prepare_arms
from cms.regions.pictures import PRINT_SIZE
from cms.setup.demo_arms import SCENES, draw_arms


def picture(size=(1600, 1200), mode="RGBA", form="PNG", colour=(10, 80, 160, 255)):
    buffer = io.BytesIO()
    Image.new(mode, size, colour[: len(mode)]).save(buffer, form)
    return ContentFile(buffer.getvalue(), name=f"a.{form.lower()}")


def opened(prepared):
    return Image.open(io.BytesIO(prepared.read()))


@pytest.mark.parametrize(
    "form, mode", [("PNG", "RGBA"), ("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGBA"), ("GIF", "RGB")]
)
def test_pictures_become_small_opaque_palette_pngs(form, mode):
    prepared = prepare_arms(picture(form=form, mode=mode))
    image = opened(prepared)
    assert (image.format, image.mode) == ("PNG", "P")
    assert "transparency" not in image.info
    assert image.width <= PRINT_SIZE[0] and image.height <= PRINT_SIZE[1]
    assert prepared.size < 50_000


def test_what_is_transparent_turns_white():
    buffer = io.BytesIO()
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((50, 50, 150, 150), fill="red")
    image.save(buffer, "PNG")
    prepared = opened(prepare_arms(ContentFile(buffer.getvalue()))).convert("RGB")
    assert prepared.getpixel((1, 1)) == (255, 255, 255)
    assert prepared.getpixel((100, 100)) == (255, 0, 0)


def test_a_small_picture_is_not_blown_up():
    assert opened(prepare_arms(picture(size=(80, 90)))).size == (80, 90)


@pytest.mark.parametrize(
    "content, code",
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "svg"),
        (b"  <?xml version='1.0'?><svg/>", "svg"),
        (b"%PDF-1.7 not a picture", "not_an_image"),
        (b"", "not_an_image"),
        (b"\x89PNG\r\n\x1a\n" + b"broken" * 30, "not_an_image"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_everything_else_is_refused_with_a_reason(content, code):
    with pytest.raises(ValidationError) as refusal:
        prepare_arms(ContentFile(content, name="arms.png"))
    assert refusal.value.code == code


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    with pytest.raises(ValidationError) as refusal:
        prepare_arms(ContentFile(buffer.getvalue()))
    assert refusal.value.code == "too_many_pixels"


@pytest.mark.parametrize("kind", SCENES)
def test_the_demos_arms_are_light(kind):
    assert prepare_arms(draw_arms(kind)).size < 20_000
