"""Browser fixtures: Debian's Chromium (or the one CHROMIUM names), a running site, and no silent errors in a page."""

import pytest
from playwright.sync_api import expect

from cms.bootstrap import chromium
from tests.support.browser.site import Site

PATIENCE = 20_000  # milliseconds that a busy machine may take
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    found = chromium()
    if not found:
        pytest.fail("No browser. Run: apt-get install -y chromium, or name one: CHROMIUM=/path/to/chromium")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {"executable_path": found, "args": ["--no-sandbox", "--disable-dev-shm-usage", *quiet]}


@pytest.fixture(scope="session")
def site():
    running = Site().start()
    yield running
    running.stop()


@pytest.fixture
def new_context(browser, site):
    """Make browser contexts; at the end no page of ours may have broken the policy or thrown an error."""
    contexts, complaints = [], []

    def listen(page):
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                and "Content Security Policy" in message.text
                and complaints.append(f"{page.url}: {message.text}")
            ),
        )

    def make(**settings):
        context = browser.new_context(locale="id-ID", **settings)
        context.set_default_timeout(PATIENCE)
        context.on("page", listen)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
