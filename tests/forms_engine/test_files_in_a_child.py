"""Files that are small and grow: each refused in words, within seconds, and none in the process that was asked.

The memory is measured at its highest (VmHWM in proc(5)), which Linux lets a process begin anew.
"""

import io
import random
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.users.models import UserProfile

from cms.access.slots import hold_slot
from cms.jobs.registry import PermanentFailure
from cms.pages.models import RegionPage
from cms.regions.arms import prepare_arms
from cms.sandbox.run import OFFICE, Busy, Stopped, public
from forms_engine.applications.models import Draft
from forms_engine.certificates import assets
from forms_engine.design.packages.services import MOST_VALUES, PackageError, import_service
from forms_engine.design.xlsform.reading import read_xlsform
from forms_engine.lists.reading import MAX_CELLS, read_csv
from forms_engine.uploads.inspect import inspect
from forms_engine.uploads.models import PartialUpload, Upload
from tests.support.factories import make_member, make_region, make_service
from tests.support.hostile_files import REFUSED, photo, png, png_bomb
from tests.support.hostile_pdfs import appearance_bomb, padded_object_stream, padded_xref_stream, pdf
from tests.support.people import make_operator
from tests.support.uploads import documents

MB = 1024 * 1024
MAY_GROW = 40 * MB  # bytes: the file itself, its result, and what Python keeps
SECONDS = 20  # on a machine that does other things; alone, each takes one or two


@pytest.fixture
def small_here(request):
    """The highest memory of this process while the test runs stays where it was; so do the seconds."""
    Path("/proc/self/clear_refs").write_text("5")
    before, start = memory(), time.monotonic()
    yield
    grown = memory() - before
    assert grown < MAY_GROW, f"grown by {grown / MB:.0f} MB"
    assert time.monotonic() - start < SECONDS


def memory():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


UPLOADS = {
    "a table of objects": padded_xref_stream(),
    "a stream of objects": padded_object_stream(),
    "a field": pdf(appearance_bomb, compress_streams=False),
    "a photo of few bytes": png_bomb(5900, 5900),
    "a photo of its head": png(30_000, 30_000),
}


@pytest.mark.parametrize("content", UPLOADS.values(), ids=UPLOADS.keys())
def test_a_citizen_s_bomb_is_refused_in_words(small_here, content):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        inspect(SimpleUploadedFile("berkas", content), "any", 10)
    assert refused.value.code in ("too_much", "pixels")
    assert "Print it as a new PDF" in refused.value.messages[0] or "at a smaller size" in refused.value.messages[0]


def test_a_photo_of_25_megapixels_of_every_sort_is_kept(small_here):
    for content in (png_bomb(6000, 4100), png_bomb(6000, 4100, colour=2), png_bomb(6000, 4100, colour=0)):
        found = inspect(SimpleUploadedFile("foto.png", content), "photo", 10)
        assert Image.open(io.BytesIO(found.content)).size == (2000, 1367)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_so_is_one_that_a_camera_made(kind):
    with Image.new("RGB", (6000, 4100), "#8899aa") as image:
        out = io.BytesIO()
        image.save(out, kind, quality=60, **({"progressive": True} if kind == "JPEG" else {"method": 0}))
    found = inspect(SimpleUploadedFile("foto", out.getvalue()), "photo", 10)
    assert Image.open(io.BytesIO(found.content)).size == (2000, 1367)


def gif_of(width, height):
    """A GIF whose head claims a size that its one dot of a frame hasn't."""
    small = io.BytesIO()
    Image.new("P", (4, 4)).save(small, "GIF")
    data = small.getvalue()
    return data[:6] + width.to_bytes(2, "little") + height.to_bytes(2, "little") + data[10:]


def webp_of(width, height):
    """A WebP whose head claims a size that its picture hasn't."""
    small = io.BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 4)).save(small, "WEBP", lossless=True, exif=b"Exif\0\0II*\0")
    data = small.getvalue()
    at = data.index(b"VP8X") + 12
    return data[:at] + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + data[at + 6 :]


ARMS = {
    "PNG": png_bomb(5900, 5900),
    "PNG of its head": png(30_000, 30_000),
    "GIF": gif_of(65_535, 65_535),
    "WebP": webp_of(16_000, 16_000),
}


@pytest.mark.parametrize("content", ARMS.values(), ids=ARMS.keys())
def test_a_bomb_as_arms_is_refused_in_words(small_here, content):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        prepare_arms(ContentFile(content, name="arms.png"))
    assert refused.value.code in ("too_many_pixels", "not_an_image", "too_much")


def test_arms_that_grew_in_the_store_stop_the_letter_in_words(small_here, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    region = make_region()
    region.arms.save("arms.png", ContentFile(png_bomb(5900, 5900)))
    with pytest.raises(PermanentFailure, match="upload it again"):
        assets.arms_of(region)


def workbook(sheet):
    """An xlsx of which `sheet` is the XML of its one sheet."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "survey"
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return out.getvalue()


def rows_xml(rows, cells):
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = "<row>" + '<c t="inlineStr"><is><t>name</t></is></c>' * cells + "</row>"
    return head + row * rows + "</sheetData></worksheet>"


SHEETS = {
    "a sheet of 60 MB": (lambda: workbook(rows_xml(9_000, 150)), "much larger inside"),
    "entities in entities": (
        lambda: workbook(
            "<!DOCTYPE x [<!ENTITY a '" + "a" * 1000 + "'>"
            + "".join(f"<!ENTITY {new} '{f'&{old};' * 100}'>" for old, new in ("ab", "bc", "cd"))
            + "]><worksheet>&d;</worksheet>"
        ),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), SHEETS.values(), ids=SHEETS.keys())
def test_a_spreadsheet_that_grows_is_refused_in_words(make, words, request):
    data = make()
    request.getfixturevalue("small_here")
    with translation.override("en"), pytest.raises(PackageError) as refused:
        read_xlsform(data, "layanan.xlsx")
    assert words in refused.value.messages[0] and len(refused.value.messages[0]) > 15


LISTS = {
    "one line of three megabytes": (b"kode;nama\n" + b"x" * 3_000_000, "Line"),
    "one line of a million cells": (b"kode;nama\n" + b"x;" * 1_000_000, f"more than {MAX_CELLS} cells"),
    "a head of a million cells": (b"kode;nama;" + b"x;" * 1_000_000, f"more than {MAX_CELLS} cells"),
    "half a million lines": (b"kode;nama\n" + b"x;y\n" * 500_000, "500000 entries"),
    "a quotation mark that is never closed": (b'kode;nama\n"' + b"x;y\n" * 500_000, "Line"),
}


@pytest.mark.parametrize(("content", "words"), LISTS.values(), ids=LISTS.keys())
def test_a_list_that_grows_is_refused_in_words(small_here, content, words):
    with translation.override("en"):
        reading = read_csv(content)
    assert any(words in error for error in reading.errors), reading.errors


def test_empty_columns_at_the_end_are_no_reason_to_refuse_a_list():
    reading = read_csv(b"kode;nama" + b";" * 900 + b"\nP01;Pasar" + b";" * 900 + b"\n")
    assert reading.errors == [] and reading.rows[0].label == "Pasar"


PACKAGES = {
    "lists in lists": (b'{"a":' + b"[" * 300_000 + b"]" * 300_000 + b"}", "JSON file"),
    "lists in lists, as deep as Python goes": (b'{"a":' + b"[" * 900 + b"]" * 900 + b"}", "nested too deeply"),
    "a million lists": (b'{"a":[' + b"[]," * 900_000 + b"[]]}", "far more than a service"),
    "a million numbers": (b'{"a":[' + b"1," * (MOST_VALUES + 1) + b"1]}", "far more than a service"),
    "a number of a million digits": (b'{"a":' + b"9" * 1_000_000 + b"}", "JSON file"),
}


@pytest.mark.parametrize(("content", "words"), PACKAGES.values(), ids=PACKAGES.keys())
def test_a_service_file_that_grows_is_refused_in_words(small_here, db, content, words):
    page = RegionPage.objects.get(region=make_region())
    with translation.override("en"), pytest.raises(PackageError) as refused:
        import_service(page, content)
    assert words in refused.value.messages[0]


# --- where nothing is taken apart ---------------------------------------------------------------------------


def test_the_account_page_takes_no_picture(small_here, client, db):
    member = make_member(make_region(), "loket")
    client.force_login(member.user)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "avatar-avatar" not in page and 'name="own_password-old_password"' in page
    picture = SimpleUploadedFile("a.png", png_bomb(5900, 5900), "image/png")
    client.post(reverse("wagtailadmin_account"), {"avatar-avatar": picture})
    assert not UserProfile.get_for_user(member.user).avatar


def test_wagtails_own_pictures_are_closed_to_everyone(client, db):
    client.force_login(make_operator())
    for name in (
        "wagtailimages:index",
        "wagtailimages:add",
        "wagtailimages:add_multiple",
        "wagtailimages_chooser:choose",
    ):
        assert client.get(reverse(name)).status_code == 403
    assert reverse("wagtailimages:index") not in client.get(reverse("wagtailadmin_home")).content.decode()


# --- when many arrive at once -------------------------------------------------------------------------------


@pytest.fixture
def all_taken(settings, tmp_path):
    """Every place of both lanes is taken, those to wait in as well."""
    settings.VAR_DIR = tmp_path / "var"
    with ExitStack() as taken:
        for lane in (public(), OFFICE):
            for _slot in range(room := lane.slots + lane.waiting):
                taken.enter_context(hold_slot(f"{lane.name}-files-room", room, wait=0))
        yield


@pytest.fixture
def begun(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    document = documents(max=3)
    document["steps"][0]["fields"].insert(0, {"id": "fld-nama", "kind": "short_text", "label": "Nama"})
    client.post(f"/mulai/{make_service(make_region(), document).pk}/")
    return f"/isi/{Draft.unscoped.get().token}/"


def test_a_citizen_is_asked_to_wait_and_nothing_typed_is_lost(client, begun, all_taken):
    typed = {"_shown": "0,1", "f-fld-nama": "Sari", "f-fld-foto": [SimpleUploadedFile("rumah.jpg", photo())]}
    page = client.post(f"{begun}1/", typed)
    assert page.status_code == 200 and "rumah.jpg" in page.content.decode()
    assert Draft.unscoped.get().answers["fld-nama"] == "Sari" and not Upload.unscoped.exists()


def test_the_script_is_told_to_ask_again_with_what_has_arrived(client, begun, request):
    content, field = photo(size=(900, 900), quality=95), {"field": "fld-foto", "name": "foto.jpg"}
    half = len(content) // 2
    first = {**field, "size": len(content), "offset": 0, "upload": "", "piece": ContentFile(content[:half], "p")}
    upload = client.post(f"{begun}berkas/", first).json()["upload"]
    last = {"size": len(content), "offset": half, "upload": upload}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("forms_engine.uploads.inspect.run", _busy)
        answer = client.post(f"{begun}berkas/", {**field, **last, "piece": ContentFile(content[half:], "p")})
        assert answer.status_code == 503 and PartialUpload.unscoped.get().received == len(content)
        whole = {**field, "size": len(content), "offset": 0, "upload": "", "piece": ContentFile(content, "p")}
        assert client.post(f"{begun}berkas/", whole).status_code == 503
        assert PartialUpload.unscoped.count() == 1, "one that is sent again as a whole isn't kept twice"
    # As files.js goes on: the piece again, then what is left of it.
    again = client.post(f"{begun}berkas/", {**field, **last, "piece": ContentFile(content[half:], "p")})
    assert again.status_code == 409 and again.json()["received"] == len(content)
    rest = {**field, **last, "offset": len(content), "piece": SimpleUploadedFile("p", b"")}
    assert client.post(f"{begun}berkas/", rest).json()["error"] == ""
    assert Upload.unscoped.count() == 1 and not PartialUpload.unscoped.exists()


def _busy(*_args, **_options):
    raise Busy("public-files")


def test_the_office_is_asked_to_wait_too(all_taken, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    region = make_region()
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            prepare_arms(ContentFile(photo()))
        assert refused.value.code == "busy"
        assert "Upload this one again in a moment" in read_csv(b"kode;nama\nP01;a\n").errors[0]
        for read in (lambda: read_xlsform(b"PK", "a.xlsx"), lambda: import_service(None, b"{}")):
            with pytest.raises(PackageError, match="again in a moment"):
                read()
    region.arms.save("arms.png", ContentFile(photo("PNG", size=(31, 30))))
    with pytest.raises(Busy):  # the job is tried again
        assets.arms_of(region)


def test_a_hundred_files_one_after_the_other_leave_nothing_behind(small_here):
    """What a parser leaks goes with its child; a sample, since each hostile file is tried elsewhere."""
    chosen = random.Random(5).sample([content for content in REFUSED.values() if not callable(content)], 8)
    for content in chosen:
        with pytest.raises(ValidationError):
            inspect(SimpleUploadedFile("x", content), "any", 10)


@pytest.mark.parametrize("failure", [Stopped("memory"), Stopped("time"), OSError("no memory"), Busy("office")])
def test_a_machine_that_is_short_buries_no_letter(failure, db, settings, tmp_path, monkeypatch):
    """The kernel may end the child that reads the arms, or the store may blink: the job is tried again."""
    settings.MEDIA_ROOT = tmp_path
    region = make_region()
    region.arms.save("arms.png", ContentFile(photo("PNG", size=(32, 31))))

    def fails(*args, **options):
        raise failure

    monkeypatch.setattr(assets, "run", fails)
    with pytest.raises(type(failure)):
        assets.arms_of(region)
