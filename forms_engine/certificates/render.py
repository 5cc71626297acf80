"""From a letter's HTML to PDF/A-3a by WeasyPrint: nothing is fetched, and what a process needs is made once.

WeasyPrint loads Pango when it is imported, so it is imported here and only when a letter is rendered: without Pango
the site runs and letters wait (see `EngineMissing`).
"""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from PIL import ImageFile

from cms.jobs.neighbours import Away
from cms.jobs.registry import PermanentFailure
from forms_engine.certificates.letter import print_css

LARGEST_HTML = 400_000
VARIANT = "pdf/a-3a"
SCHEME = "certasset:"
INSTALL = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-texgyre"
_one_at_a_time = threading.Lock()


class EngineMissing(Away):
    """Letters can't be made on this machine yet; the message says what to install. Trying again helps."""


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any, Any]:
    """WeasyPrint, one font configuration and the fetcher, for all that this process prints."""
    for chatty in ("weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        import weasyprint  # lazy: it loads Pango, without which the site runs
        from weasyprint.text.fonts import FontConfiguration  # lazy: as above
    except OSError as failure:
        raise EngineMissing(
            f"Letters can't be made: the system library Pango is missing. Install it: {INSTALL}"
        ) from failure
    # WeasyPrint has Pillow accept broken pictures, in the whole process: a cut-off upload must stay refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint, FontConfiguration(), _locked_fetcher()


@lru_cache(maxsize=4)
def _style(css: Callable[[], str]) -> Any:
    """A style, parsed once a process: `css` gives its text."""
    weasyprint, fonts, fetcher = _engine()
    return weasyprint.CSS(string=css(), font_config=fonts, url_fetcher=fetcher)


def _locked_fetcher() -> Any:
    """A fetcher that knows the letter's own pictures (`assets`) and stops the rendering at anything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # lazy: as in _engine

    class LockedFetcher(URLFetcher):
        assets = {}

        def fetch(self, url, headers=None):
            name = url.removeprefix(SCHEME)
            if url.startswith(SCHEME) and name in self.assets:
                return URLFetcherResponse(url, self.assets[name], {"Content-Type": "image/jpeg"})
            if url.startswith("data:image/png;base64,") and len(url) < 10_000:
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"A letter may not load {url[:60]}")

    return LockedFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)


# Decoded coats of arms, kept from letter to letter; a QR code is never seen twice, so it isn't.
_pictures: dict[str, Any] = {}
_MOST_PICTURES = 64


def render_pdf(
    html: str, assets: Mapping[str, bytes] | None = None, css: Callable[[], str] = print_css, **options: Any
) -> bytes:
    """The PDF (bytes) of a letter. `assets` are JPEGs by the name that `certasset:` uses; `css` gives the style of
    another kind of print, and `options` are WeasyPrint's.

    Raises EngineMissing, or PermanentFailure for a letter that is too large or asks for something to be loaded.
    """
    if len(html) > LARGEST_HTML:
        raise PermanentFailure(
            f"The letter is too long to be made: {len(html)} characters; {LARGEST_HTML} are allowed."
        )
    weasyprint, fonts, fetcher = _engine()
    style = _style(css)
    from weasyprint.urls import FatalURLFetchingError  # lazy: as in _engine

    with _one_at_a_time:
        pictures, fetcher.assets = dict(_pictures), assets or {}
        try:
            letter = weasyprint.HTML(string=html, url_fetcher=fetcher)
            pdf = letter.write_pdf(
                stylesheets=[style], font_config=fonts, cache=pictures, **({"pdf_variant": VARIANT} | options)
            )
        except FatalURLFetchingError as failure:  # a BaseException: it would end the worker
            raise PermanentFailure(str(failure)) from None
        if len(_pictures) < _MOST_PICTURES:
            _pictures.update({key: picture for key, picture in pictures.items() if str(key).startswith(SCHEME)})
        return pdf
