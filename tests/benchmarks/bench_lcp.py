"""How long until the largest part of a page is seen on a weak line and an old phone: real Chromium, 400 kbit/s,
400 ms round trip, four times slower CPU (the budget's own conditions), nothing cached.

The slower of a service's page and its first step counts. The peer is the same page with nothing but its HTML: what no
style, picture or script could make quicker.
"""

import statistics

from playwright.sync_api import sync_playwright

from cms.bootstrap import chromium
from tests.support.browser.site import PHONE, Site

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
ROUNDS = 3
LCP = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""
PATH = """
from forms_engine.design.page import ServicePage
result = ServicePage.objects.filter(title__startswith="Surat Keterangan Usaha").first().get_url()
"""


def seen_after(browser, address, bare=False, cookies=()):
    """Seconds until the largest part of the page is painted, in a browser that has never been here."""
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    context.add_cookies(list(cookies))
    page = context.new_page()
    if bare:
        page.route(
            "**/*", lambda route: route.continue_() if route.request.is_navigation_request() else route.abort()
        )
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    seconds = page.evaluate(LCP) / 1000
    context.close()
    return seconds


def figures():
    """The seconds, and the peer's."""
    found = chromium()
    if not found:
        raise SystemExit("No browser. Run: apt-get install -y chromium, or name one: CHROMIUM=/path/to/chromium")
    site = Site(STATIC_MANIFEST="1").start()
    try:
        path = site.run(PATH)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            starting = browser.new_context(locale="id-ID")
            page = starting.new_page()
            page.goto(site.url + path)
            page.get_by_role("button", name="Mulai permohonan").click()
            page.wait_for_url("**/isi/**")
            step, cookies = page.url, starting.cookies()
            pages = ((site.url + path, ()), (step, cookies))
            ours = [
                statistics.median(seen_after(browser, address, cookies=own) for _ in range(ROUNDS))
                for address, own in pages
            ]
            slower = pages[ours.index(max(ours))]
            bare = statistics.median(
                seen_after(browser, slower[0], bare=True, cookies=slower[1]) for _ in range(ROUNDS)
            )
            browser.close()
    finally:
        site.stop()
    yield {
        "name": "lcp_slow_3g_s",
        "value": round(max(ours), 2),
        "unit": "s",
        "peer": "the same page with nothing but its HTML",
        "peer_s": round(bare, 2),
        "service_page_s": round(ours[0], 2),
        "first_step_s": round(ours[1], 2),
    }
