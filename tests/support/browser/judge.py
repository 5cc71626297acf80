"""Axe's judgement of a page."""

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = """() => {
  const targets = "main a, main button, main input:not([type=hidden]), main select, header a, header button, footer a"
  return [...document.querySelectorAll(targets)]
    .filter(item => !item.closest("p, li") && item.getClientRects().length)
    .filter(item => { const box = item.getBoundingClientRect(); return box.width < 24 || box.height < 24 })
    .map(item => item.outerHTML.slice(0, 120))
}"""


def judge(page, complaints):
    """Add what is wrong with the page as it stands, at both widths."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        where = f"{page.url} {width}px {page.locator('html').get_attribute('lang')}"
        complaints += [f"{where}: {item['id']} {item['nodes'][0]['html'][:160]}" for item in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{where}: wider than the screen")
        complaints += [f"{where}: small target {item}" for item in page.evaluate(SMALL)]
