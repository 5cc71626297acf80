"""Scanning files that couldn't be scanned the moment they arrived."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.audit.trail import record
from cms.jobs.kinds import SCANS
from cms.jobs.ledger import enqueue
from cms.jobs.registry import job, periodic
from forms_engine.uploads.models import PartialUpload, Upload
from forms_engine.uploads.pieces import forget
from forms_engine.uploads.scanner import scanner


def request_scan(upload: Upload, key: str) -> None:
    """Enqueue the scan of an Upload, in the caller's transaction."""
    enqueue("uploads.scan", region=upload.region_id, key=f"scan:{upload.pk}:{key}", upload=upload.pk)


@job("uploads.scan", SCANS)
def scan_upload(finish: Callable[[], None], upload: int) -> None:
    """Scan one file; tried again while the scanner is away. What is found infected stays locked for everybody."""
    row, scan = Upload.objects.filter(pk=upload, scan=Upload.Scan.NOT_YET).first(), scanner()
    if row is None or scan is None:
        return
    with row.file.open() as file:
        verdict = scan.scan(file.read())
    with transaction.atomic():
        row.scan = Upload.Scan.INFECTED if verdict.threat else Upload.Scan.CLEAN
        row.save(update_fields=["scan"])
        finish()
        if verdict.threat:
            record(row.region_id, "system", "upload.infected", row, threat=verdict.threat[:100])


@periodic("uploads.scan_rest", "hour")
def scan_rest(finish: Callable[[], None]) -> None:
    """Whatever is still unscanned: from before there was a scanner, or from when it was away for long."""
    if scanner() is None:
        return
    hour = timezone.now().strftime("%Y%m%d%H")
    for upload in Upload.objects.filter(scan=Upload.Scan.NOT_YET).order_by("pk")[:500]:
        request_scan(upload, hour)


@periodic("uploads.clear_arriving", "hour")
def clear_arriving(finish: Callable[[], None]) -> None:
    """Forget files whose pieces stopped coming a day ago."""
    for part in PartialUpload.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)):
        forget(part)
