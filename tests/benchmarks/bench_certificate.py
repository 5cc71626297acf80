"""A letter through all that issuing is (number, render as tagged PDF/A-3a, store, audit, done) against a bare
`weasyprint.HTML(string=…).write_pdf()` of the same HTML, with the same style and the same pictures inside."""

import itertools
import statistics
import tempfile
import time

from django.test.utils import override_settings

ROUNDS = 30
WARM = 3


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def same_html(certificate):
    """The letter's HTML as one self-contained page."""
    from forms_engine.certificates import assets
    from forms_engine.certificates.issue import issue_of
    from forms_engine.certificates.letter import jpeg_data_uri, letter_html, standalone
    from forms_engine.services.plans import frozen

    application = certificate.application
    source = jpeg_data_uri(assets.arms_of(application.region))
    definition = frozen(application).definition
    return standalone(letter_html(definition, application.answers, application.region, issue_of(certificate), source))


def figures():
    """The figure; run inside a test database."""
    from weasyprint import HTML

    from cms.regions.scoping import region_scope
    from forms_engine.certificates.issue import issue
    from forms_engine.certificates.models import IssuedCertificate
    from tests.support.letters import approved, make_letter_service, make_office

    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        region = make_office("31.74")
        service = make_letter_service(region)
        applications = iter([approved(service) for _ in range(ROUNDS + WARM + 1)])
        with region_scope(region):
            html = same_html(IssuedCertificate.objects.get(pk=issue(next(applications).pk).pk))
            pairs = [
                (timed(lambda: issue(next(applications).pk)), timed(lambda: HTML(string=html).write_pdf()))
                for _ in range(ROUNDS + WARM)
            ]
            assert IssuedCertificate.objects.filter(issued_at__isnull=False).count() == ROUNDS + WARM + 1
    ours, theirs = (statistics.median(times) for times in zip(*itertools.islice(pairs, WARM, None), strict=True))
    yield {
        "name": "certificate_vs_weasyprint",
        "value": round(ours / theirs, 2),
        "unit": "x",
        "peer": "weasyprint.HTML.write_pdf of the same HTML",
        "ms": round(ours * 1000, 1),
        "peer_ms": round(theirs * 1000, 1),
    }
