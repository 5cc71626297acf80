"""The letter as a PDF: what it says, how it is made, and what it refuses to load."""

import re
import subprocess
import sys
import zlib
from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.jobs.registry import PermanentFailure
from cms.regions.scoping import region_scope
from forms_engine.certificates import assets, render
from forms_engine.certificates.letter import Issue, letter_html, letterhead_lines, preview, sample_letter_html
from forms_engine.certificates.render import LARGEST_HTML, SCHEME, render_pdf
from forms_engine.certificates.signatories import signatory_on
from forms_engine.definition.codec import from_json
from tests.support.documents import service_document
from tests.support.factories import make_member, make_position, make_region
from tests.support.letters import ANSWERS, arms_picture, make_office, pdf_text

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
CODE = "K7TMQ2WX9RHD4FGA2CNB"
SIGNATORY = {
    "title": "Lurah Contoh", "capacity": "Plt.", "name": "Bambang Contoh, S.Sos.", "nip": "198003122005011002",
    "rank": "Penata (III/c)", "head": False,
}  # fmt: skip


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.BASE_URL = "https://warkat.contoh.id"


@pytest.fixture
def region(db):
    return make_region("33.75")


def issue(**changes):
    values = {
        "number": "470/012/KEL.CTH/XI/2026", "dated": DAY, "valid_until": date(2027, 5, 24), "code": CODE,
        "tracking_code": "K7TMQ2WX9R", "signatory": SIGNATORY,
    }  # fmt: skip
    return Issue(**values | changes)


def definition(**certificate):
    document = service_document()
    document["certificate"] |= certificate
    return from_json(document)


def html_of(region, answers=None, **certificate):
    return letter_html(definition(**certificate), ANSWERS | (answers or {}), region, issue())


def written(tmp_path, html, pictures=None):
    path = tmp_path / "surat.pdf"
    path.write_bytes(render_pdf(html, pictures))
    return path


def run(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True, errors="replace").stdout


def streams(pdf):
    """Every stream of a PDF, inflated where it is deflated."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def test_the_letter_has_everything_an_official_letter_has(region, tmp_path):
    name, jpeg = assets.print_ready(arms_picture())
    html = letter_html(definition(), ANSWERS, region, issue(), SCHEME + name)
    text = pdf_text(written(tmp_path, html, {name: jpeg}))
    for part in (
        "PEMERINTAH KOTA PEKALONGAN", "KELURAHAN CONTOH", "Jalan Contoh Nomor 1", "SURAT KETERANGAN DOMISILI",
        "Nomor: 470/012/KEL.CTH/XI/2026", "Nama lengkap : Siti Nurhaliza",
        "berlaku sampai dengan tanggal 24 Mei 2027",
        "Pekalongan, 24 November 2026", "Plt. Lurah Contoh,", "Bambang Contoh, S.Sos.", "Penata (III/c)",
        "NIP 19800312 200501 1 002", "https://warkat.contoh.id/v/", "K7TM-Q2WX-9RHD-4FGA-2CNB",
        "belum ditandatangani dengan TTE tersertifikasi",
    ):  # fmt: skip
        assert part in text
    assert "BSrE" not in text and "Pasal 5" not in text


def test_the_qr_code_on_paper_gives_the_address_and_nothing_else(region, tmp_path):
    path = written(tmp_path, html_of(region))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", path, tmp_path / "page"], check=True)
    assert run("zbarimg", "-q", "--raw", tmp_path / "page.png").strip() == f"https://warkat.contoh.id/v/{CODE}/"


@pytest.mark.parametrize(("font", "embedded"), [("arial", "Liberation-Sans"), ("bookman", "Bonum")])
def test_the_file_is_tagged_archival_pdf_with_its_fonts_inside(region, tmp_path, font, embedded):
    region.letter_font = font
    name, jpeg = assets.print_ready(arms_picture())
    path = written(tmp_path, letter_html(definition(), ANSWERS, region, issue(), SCHEME + name), {name: jpeg})
    pdf = path.read_bytes()
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    info = run("pdfinfo", path)
    assert re.search(r"^Tagged: +yes$", info, re.MULTILINE) and "A4" in info
    assert re.search(r"^Title: +Surat Keterangan Domisili 470/012/KEL.CTH/XI/2026$", info, re.MULTILINE)
    fonts = run("pdffonts", path).splitlines()[2:]
    assert fonts and all(re.search(r"\byes +yes +yes\b", line) for line in fonts)
    assert any(embedded in line.replace(" ", "-").replace("TeX-Gyre-", "") for line in fonts)
    metadata = next(stream for stream in streams(pdf) if b"pdfaid" in stream)
    assert re.search(rb"pdfaid:part[=>\"]+3", metadata) and re.search(rb"pdfaid:conformance[=>\"]+A", metadata)
    plain = run("qpdf", "--qdf", "--object-streams=disable", path, "-")
    assert "/Interpolate true" not in plain and "/OutputIntents" in plain
    assert re.search(r"/Lang \((id|\\376\\377)", plain) or "/Lang <" in plain
    assert "/Alt" in plain  # the pictures have words for who can't see them


def test_the_same_letter_is_the_same_file(region):
    html = html_of(region)
    assert render_pdf(html) == render_pdf(html)


def test_a_letter_is_indonesian_whatever_the_interface_speaks(region):
    with translation.override("en"):
        english = html_of(region)
    with translation.override("id"):
        assert english == html_of(region)


HOSTILE = (
    '<img src=file:///etc/passwd><script>x</script><link rel=attachment href="file:///etc/passwd">'
    " {{number}} {% now 'Y' %} \u202egnirts \u0000 & </table> javascript:alert(1)"
)


def test_what_a_citizen_types_is_inert_text(region, tmp_path):
    html = html_of(region, {"fld-name": HOSTILE, "fld-addr": "kata " * 1000})
    assert "<img src=file" not in html and "<script" not in html and "<link" not in html
    assert "\u202e" not in html
    path = written(tmp_path, html)
    text = pdf_text(path)
    assert "file:///etc/passwd" in text and "{{number}}" in text and "root:" not in text
    assert run("pdfdetach", "-list", path).startswith("0")
    assert text.count("kata") == 1000
    assert text.count("belum ditandatangani dengan TTE") == int(re.search(r"Pages: +(\d+)", run("pdfinfo", path))[1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400), st.text(max_size=400))
def test_no_answer_changes_what_stands_around_it(region, name, address):
    html = html_of(region, {"fld-name": name or "-", "fld-addr": address or "-"})
    plain = html_of(region, {"fld-name": "-", "fld-addr": "-"})
    assert re.findall(r"<[^>]*>", html) == re.findall(r"<[^>]*>", plain)


def test_a_long_name_and_an_endless_word_stay_on_the_page(region, tmp_path):
    path = written(tmp_path, html_of(region, {"fld-name": "Raden Ajeng Contoh " * 8, "fld-addr": "x" * 900}))
    boxes = re.findall(r'xMax="([\d.]+)"', run("pdftotext", "-bbox", path, "-"))
    assert boxes and max(map(float, boxes)) < 595.3 - 50


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">', '<img src="http://127.0.0.1:9/x.png">',
        '<link rel=stylesheet href="http://127.0.0.1:9/x.css">', '<object data="file:///etc/passwd"></object>',
        '<link rel=attachment href="file:///etc/passwd">', '<p style="background:url(file:///etc/passwd)">',
        '<style>@font-face{font-family:x;src:url(file:///x.ttf)}p{font-family:x}</style><p>a',
        '<img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'/>">', '<img src="certasset:other">',
    ],
)  # fmt: skip
def test_the_renderer_loads_nothing_even_if_html_came_through(html):
    with pytest.raises(PermanentFailure):
        render_pdf(f"<!doctype html><html><head></head><body>{html}</body></html>")


def test_a_letter_beyond_reason_is_refused_before_it_is_laid_out():
    with pytest.raises(PermanentFailure, match="too long"):
        render_pdf("x" * (LARGEST_HTML + 1))


def test_a_hidden_question_leaves_no_trace_and_an_empty_one_a_dash(region):
    body = [
        {"id": "blk-1", "rows": ["fld-name", "fld-note", "fld-rent"]},
        {"id": "blk-2", "text": "Sewa sebulan {{fld-rent}}."},
        {"id": "blk-3", "text": "Catatan: {{fld-note}}, {{fld-unknown}}."},
        {"id": "blk-4", "rows": ["fld-rent"]},
    ]
    html = html_of(region, body=body)
    assert "Uang sewa" not in html and "Sewa sebulan" not in html
    assert re.search(r'>Catatan</th><td class="colon">:</td><td>-</td>', html)
    assert "Catatan: -, -." in html
    assert html.count("<table>") == 1
    shown = html_of(region, {"fld-stat": "ch-sewa", "fld-rent": 500000}, body=body)
    assert "Uang sewa" in shown and re.search(r"Sewa sebulan \D*500.000", shown)


def test_validity_is_said_once_and_before_the_closing_words(region):
    closing = {"id": "blk-9", "text": "Demikian surat ini dibuat."}
    html = html_of(region, body=[closing])
    assert 0 < html.index("berlaku sampai dengan") < html.index("Demikian")
    own = html_of(region, body=[{"id": "blk-8", "text": "Berlaku hingga {{valid_until}}."}])
    assert own.count("24 Mei 2027") == 1


def test_the_letterhead_of_the_office(region):
    region.letterhead = "Pemerintah Kota Pekalongan\nKecamatan Barat"
    assert letterhead_lines(region, definition(letterhead="").certificate) == [
        "PEMERINTAH KOTA PEKALONGAN", "KECAMATAN BARAT",
    ]  # fmt: skip
    assert letterhead_lines(region, definition(letterhead="Dinas Sosial").certificate) == [
        "PEMERINTAH KOTA PEKALONGAN", "DINAS SOSIAL",
    ]  # fmt: skip
    whole = "Pemerintah Kota X\nSekretariat Daerah"
    assert letterhead_lines(region, definition(letterhead=whole).certificate)[0] == "PEMERINTAH KOTA X"
    region.letterhead = ""
    assert letterhead_lines(region, definition(letterhead="").certificate) == ["PEMERINTAH KOTA PEKALONGAN"]


def test_who_signs(region):
    lurah = make_member(region, "l", full_name="Lama, S.E.", nip="1" * 18, rank="Penata")
    acting = make_member(region, "p", full_name="Pengganti, S.E.", nip="2" * 18, rank="Penata")
    position = make_position(region, "lurah", "Lurah Contoh", lurah)
    with region_scope(region):
        assert signatory_on(region, "lurah", DAY)["name"] == "Lama, S.E."
        position.holders.create(region=region, membership=acting, capacity="plh", since=DAY, until=DAY)
        found = signatory_on(region, "lurah", DAY)
        assert (found["capacity"], found["name"], found["nip"]) == ("Plh.", "Pengganti, S.E.", "2" * 18)
        assert signatory_on(region, "lurah", date(2026, 11, 25))["name"] == "Lama, S.E."
        with pytest.raises(PermanentFailure, match="Nobody holds"):
            signatory_on(region, "lurah", date(2019, 1, 1))
        with pytest.raises(PermanentFailure, match="no position"):
            signatory_on(region, "camat", DAY)
        assert lurah.full_name not in str(found)


@pytest.mark.parametrize("title", ["Wali Kota", "Wakil Wali Kota Pekalongan", "Sekretaris Daerah"])
def test_the_heads_of_a_region_stand_without_nip_and_rank(region, title):
    person = make_member(region, "w", full_name="Dr. H. Contoh", nip="1" * 18, rank="Pembina")
    make_position(region, "kepala", title, person)
    with region_scope(region):
        found = signatory_on(region, "kepala", DAY)
    assert (found["nip"], found["rank"], found["head"]) == ("", "", True)


def test_the_preview_shows_the_letter_without_an_answer_in_it_and_without_scripts():
    region = make_office()
    with region_scope(region):
        html = preview(service_document(), region)
    assert "[Nama lengkap]" in html and "470/012/KEL.CTH" in html and "Bambang Contoh" in html
    assert "<script" not in html and "data:image/jpeg" in html and "http-equiv" not in html
    assert 'src="certasset' not in html and "file:" not in html


@pytest.mark.parametrize(
    "document",
    [
        {}, {"title": "x"}, service_document() | {"certificate": None}, service_document() | {"certificate": {}},
        service_document() | {"certificate": service_document()["certificate"] | {"number_pattern": "{"}},
    ],
)  # fmt: skip
def test_the_preview_of_an_unfinished_service_is_never_an_error(region, document):
    with region_scope(region):
        assert preview(document, region).startswith("<!doctype html>")


def test_a_preview_escapes_what_an_admin_types(region):
    html = sample_letter_html(definition(title="<b>Surat</b>"), region, DAY, None)
    assert "<b>Surat</b>" not in html


def test_arms_that_cannot_be_read_stop_the_letter_with_a_plain_word(region):
    from django.core.files.base import ContentFile

    region.arms.save("arms.png", ContentFile(b"not a picture"))
    with pytest.raises(PermanentFailure, match="coat of arms"):
        assets.arms_of(region)


def test_without_pango_the_message_says_what_to_install(monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    render._engine.cache_clear()
    try:
        with pytest.raises(render.EngineMissing, match="apt-get install libpango"):
            render_pdf("<p>")
    finally:
        render._engine.cache_clear()


def test_the_site_starts_without_weasyprint():
    code = (
        "import os,django;os.environ['DJANGO_SETTINGS_MODULE']='cms.settings';django.setup();"
        "from django.urls import reverse;reverse('verify_search');import sys;sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


DRAWN = {"drawn": [[10, 10, 590, 10, 590, 190, 10, 190, 10, 10], [100, 100, 500, 100]]}


def with_signature(region, *blocks, answer=DRAWN):
    document = service_document()
    field = {"id": "fld-sign", "kind": "signature", "label": "Tanda tangan <pemohon>"}
    document["steps"][0]["fields"].append(field)
    document["certificate"]["body"] = list(blocks)
    return letter_html(from_json(document), ANSWERS | {"fld-sign": answer}, region, issue())


ALONE = {"id": "par-1", "text": "Pemohon,\n{{fld-sign}}\n{{fld-name}}"}


@pytest.mark.parametrize("block", [ALONE, {"id": "tab-1", "rows": ["fld-name", "fld-sign"]}], ids=["alone", "table"])
def test_a_drawn_signature_is_seen_in_the_letter(region, tmp_path, block):
    def ink(answer):
        path = written(tmp_path, with_signature(region, block, answer=answer))
        subprocess.run(["pdftoppm", "-r", "60", "-gray", "-singlefile", path, tmp_path / "page"], check=True)
        pixels = (tmp_path / "page.pgm").read_bytes()
        return sum(pixel < 128 for pixel in pixels[-(496 * 702) :])

    html = with_signature(region, block)
    path = written(tmp_path, html)
    assert "ditandatangani" not in pdf_text(path).replace("belum ditandatangani", "") and "Siti" in pdf_text(path)
    plain = run("qpdf", "--qdf", "--object-streams=disable", path, "-")
    assert "10 10 m" in plain and "590 190 l" in plain  # drawn as lines, not as a picture of them
    assert html.count('<svg class="signature"') == 1 and "<pemohon>" not in html
    assert ink(DRAWN) > ink({"typed": "Siti"}) + 300
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)


def test_within_a_sentence_a_signature_is_said(region):
    html = with_signature(region, {"id": "par-1", "text": "Surat ini {{fld-sign}} hari ini."})
    assert "Surat ini ditandatangani pemohon hari ini." in html and "<svg" not in html
    html = with_signature(region, ALONE, answer={"typed": "Siti Nurhaliza"})
    assert "Pemohon,\nSiti Nurhaliza\nSiti Nurhaliza" in html
