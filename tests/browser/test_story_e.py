"""Story E: a new administrator rebuilds Surat Keterangan Usaha from an empty page: groups from the bank, questions of
her own, conditions, four stages, a letter; the checklist, the simulation, an example; published with a reason. Every
click and every field typed is counted."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser.editor import Editor, label_of, word
from tests.support.browser.site import sign_in

pytestmark = pytest.mark.browser
MOST = 250
ABOUT = {
    "title": "Surat Keterangan Usaha Baru",
    "summary": "Bukti bahwa Anda menjalankan usaha di wilayah ini.",
    "requirements": "KTP\nKartu Keluarga\nSurat pengantar RT/RW\nFoto tempat usaha",
    "working_days": "4",
    "product": "Surat Keterangan Usaha",
    "complaints": "lapor.go.id atau loket kelurahan",
    "legal_basis": "UU 20/2008 jo PP 7/2021",
    "purpose": "Untuk memeriksa usaha Anda dan menulis surat keterangan.",
}
STAGES = [
    ("Pemeriksaan kelengkapan", "petugas-loket"), ("Verifikasi usaha", "kasi-sosial"), ("Penandatanganan", "lurah"),
]  # fmt: skip
OWNER = ("Nama lengkap", "NIK", "Tempat lahir", "Tanggal lahir", "Jenis kelamin", "Pekerjaan", "Alamat")
BUSINESS = (
    "Nama usaha", "Bidang usaha", "Sebutkan bidang usahanya", "Alamat usaha", "Status tempat usaha",
    "Tahun mulai usaha", "Jumlah tenaga kerja",
)  # fmt: skip


class Counted(Editor):
    """The editor; `count` is how often she clicked, chose or typed a field."""

    count = 0

    def click(self, locator):
        self.count += 1
        locator.click()

    def type(self, name, text):
        self.count += 1
        self.named(name).fill(text)

    def choose(self, name, value):
        self.count += 1
        self.named(name).select_option(value)

    def tab(self, place):
        self.count += 1
        super().tab(place)

    def add(self, stream, choose=None):
        self.count += 2 if choose else 1
        return super().add(stream, choose)

    def pick(self, name, label):
        self.count += 1
        super().pick(name, label)

    def open_group(self, inner):
        self.count += 1
        super().open_group(inner)


def question(editor, step, kind, label):
    field = editor.add(f"steps-{step}-value-fields", label_of(kind))
    editor.type(f"{field}-value-label", label)
    return field


def only_when(editor, field, source, value):
    editor.open_group(f"{field}-value-conditions-count")
    row = editor.add(f"{field}-value-conditions", word("Condition"))
    editor.pick(f"{row}-value-source", source)
    editor.pick(f"{row}-value-value", value)


def write_form(editor, page):
    for place, key in enumerate(("pemohon", "alamat", "usaha", "tempat-usaha", "berkas-warga"), 1):
        editor.click(page.locator(f".warkat-bank [data-key={key}]"))
        page.wait_for_function("count => document.querySelector('[name=steps-count]').value == count", arg=place)
    question(editor, 4, "photo", "Foto tempat usaha")
    rent = question(editor, 4, "file", "Bukti sewa tempat")
    only_when(editor, rent, "Status tempat usaha", "Sewa")
    step = editor.add("steps")
    editor.type(f"{step}-value-title", "Keperluan surat")
    use = question(editor, 5, "choice", "Surat ini untuk apa?")
    editor.type(f"{use}-value-choices-0-value", "KUR atau kredit bank")
    editor.type(f"{use}-value-choices-1-value", "Bantuan UMKM")
    editor.add(f"{use}-value-choices")
    editor.type(f"{use}-value-choices-2-value", "Lainnya")
    bank = question(editor, 5, "short_text", "Bank yang dituju")
    only_when(editor, bank, "Surat ini untuk apa?", "KUR atau kredit bank")
    other = question(editor, 5, "short_text", "Sebutkan keperluannya")
    only_when(editor, other, "Surat ini untuk apa?", "Lainnya")


def write_workflow(editor):
    for title, position in STAGES:
        stage = editor.add("workflow")
        editor.type(f"{stage}-value-title", title)
        editor.choose(f"{stage}-value-position", position)


def paragraph(editor, letter, *parts):
    """Text with answers in it: words are typed, a tuple names a question."""
    part = editor.add(f"{letter}-value-body", word("Paragraph"))
    text = editor.named(f"{part}-value").locator("xpath=following-sibling::div[1]")
    editor.click(text.get_by_role("textbox"))
    for piece in parts:
        editor.count += 1
        if isinstance(piece, tuple):
            text.locator("select").select_option(label=piece[0])
        else:
            editor.page.keyboard.type(piece)


def table(editor, letter, labels):
    part = editor.add(f"{letter}-value-body", word("Table of answers"))
    for place, label in enumerate(labels):
        if place or editor.named(f"{part}-value-count").input_value() == "0":
            editor.add(f"{part}-value")
        editor.pick(f"{part}-value-{place}-value", label)


def write_letter(editor):
    letter = editor.add("certificate")
    editor.type(f"{letter}-value-title", "Surat Keterangan Usaha")
    paragraph(editor, letter, "Yang bertanda tangan di bawah ini menerangkan bahwa:")
    table(editor, letter, OWNER)
    paragraph(editor, letter, "adalah benar menjalankan usaha sebagai berikut:")
    table(editor, letter, BUSINESS)
    paragraph(editor, letter, "Surat ini diberikan untuk ", ("Surat ini untuk apa?",))
    paragraph(editor, letter, "Surat keterangan ini bukan izin usaha.")
    editor.choose(f"{letter}-value-signatory", "lurah")
    editor.type(f"{letter}-value-classification", "500.3")
    editor.type(f"{letter}-value-unit", "KEL.TM")
    editor.type(f"{letter}-value-valid_months", "6")


def check(editor, page):
    editor.click(page.locator("[data-side-panel-toggle=checklist]"))
    page.locator(".warkat-checklist__sum, .warkat-checklist__good").first.wait_for()
    page.locator(".warkat-checklist [aria-busy]").wait_for(state="detached")
    errors = page.locator(".warkat-finding--error")
    assert not errors.count(), errors.all_inner_texts()


def simulate(editor, page):
    """From the first page of the form to the letter."""
    for _step in range(8):
        if not page.locator("#step").count():
            break
        editor.click(page.locator("button[name=act][value=fill]"))
        page.wait_for_load_state()
        editor.click(page.locator("#step .actions button").first)
        page.wait_for_load_state()
        assert not page.locator(".errors").count(), page.locator(".errors").inner_text()
    editor.click(page.locator("button[name=act][value=send]"))
    for title, _position in STAGES:
        page.get_by_role("heading", name=title).first.wait_for()
        editor.click(page.locator("#decision-approve"))
        editor.click(page.get_by_role("button", name=word("Decide")))
    page.get_by_role("heading", name=word("Approved")).wait_for()
    link = page.get_by_role("link", name="CONTOH").evaluate("link => link.href")
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF")
    editor.count += 2
    page.locator("#example").fill("Bu Sari, usaha warung")
    page.get_by_role("button", name=word("Keep the example")).click()
    page.locator(".note--ok").wait_for()


def test_a_new_administrator_rebuilds_a_service_in_an_afternoon(site, new_context):
    page = new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sign_in(page, site, "admin@kota-pekalongan")
    editor = Counted(page)
    editor.click(page.get_by_role("link", name=word("New service")))
    for name, text in ABOUT.items():
        editor.type(name, text)
    editor.tab(1)
    write_form(editor, page)
    editor.tab(2)
    write_workflow(editor)
    editor.tab(3)
    write_letter(editor)
    check(editor, page)
    saved = re.compile(r"/admin/pages/(\d+)/edit/")
    page.wait_for_url(saved)  # kept by itself, since the title was typed
    editor.count += 1
    page.locator("footer button[type=submit]").first.click()
    page.wait_for_load_state()
    number = saved.search(page.url)[1]
    editor.count += 1
    page.goto(f"{site.url}/admin/simulasi/{number}/")
    simulate(editor, page)
    editor.count += 1
    page.goto(f"{site.url}/admin/versi-layanan/{number}/")
    expect(page.locator(".warkat-finding--good")).to_have_count(1)  # the example leads where it should
    editor.count += 2
    page.locator("[name=reason]").fill("Layanan baru")
    page.get_by_role("button", name=word("Publish"), exact=True).click()
    page.get_by_text(word("in force")).wait_for()
    print(f"\nSurat Keterangan Usaha: {editor.count} interactions")
    assert editor.count <= MOST
    [[live]] = site.rows("SELECT live FROM wagtailcore_page WHERE id = ?", number)
    assert live
