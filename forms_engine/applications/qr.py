"""QR codes for pages, as data URIs: no request, no script."""

import segno


def qr_data_uri(text: str) -> str:
    """A PNG data URI of a QR code of `text`, one pixel a module (CSS scales it up). A fixed mask: any is
    valid, and looking for the best one takes five times as long."""
    return segno.make_qr(text, error="m", mask=2, boost_error=False).png_data_uri(scale=1, border=2)
