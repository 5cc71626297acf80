"""What a visitor of a service does, and an official who decides."""

NAME = "Sari Wulandari"


def press(page, name):
    page.get_by_role("button", name=name).click()


def fill_first_step(page):
    """Right answers to the first step of `service_document`."""
    page.get_by_label("Nama lengkap").fill(NAME)
    page.get_by_label("NIK").fill("3375014508850001")
    group = page.get_by_role("group", name="Tanggal lahir")
    group.get_by_label("Tanggal", exact=True).fill("5")
    group.get_by_label("Bulan").fill("Agustus")
    group.get_by_label("Tahun").fill("1985")
    page.get_by_label("Nomor telepon").fill("0812 3456 7890")


def decide(page, site, title, decision, reason=""):
    """An official opens the first task of the service in the inbox and decides."""
    page.goto(f"{site.url}/admin/tugas/")
    page.locator("main a[href*='/admin/tugas/']").filter(has_text=title).first.click()
    page.locator(f"input[name=decision][value={decision}]").check(force=True)
    if reason:
        page.locator("textarea[name=reason]").fill(reason)
    page.locator("form:has([name=decision]) button[type=submit]").first.click()
    page.wait_for_load_state()
