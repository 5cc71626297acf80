"""Who is asking, as far as an address tells: for limits, never for identity."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address_of(request: HttpRequest) -> str:
    """The client's address as the outermost of our own proxies (`settings.PROXIES` of them) saw it. What stands
    further left in X-Forwarded-For is the client's own claim. A proxy that adds nothing there is itself the client:
    all that come through it then share one address, which is stricter, never laxer."""
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return hops[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def client_of(request: HttpRequest, purpose: str) -> str:
    """A keyed hash of the client's address, another for each purpose: the address itself is never stored."""
    return salted_hmac(f"warkat.{purpose}", _subscriber(address_of(request)), algorithm="sha256").hexdigest()


def _subscriber(address: str) -> str:
    """What one connection has: an IPv4 address, or the first half of an IPv6 address (RFC 6177: at least a /64), in
    which a client takes as many as it likes."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or parsed.packed[:8].hex())
