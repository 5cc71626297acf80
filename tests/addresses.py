"""Addresses made from the routes of the URL configuration."""

import itertools
import re


def filled(route, values):
    """Every address that a route has when its parts are what `values` (name → list) says, "x" for the others."""
    found = re.findall(r"<(?:\w+:)?(\w+)>", route)
    for chosen in itertools.product(*(values.get(part, ["x"]) for part in found)):
        address = route
        for part, value in zip(found, chosen, strict=True):
            address = re.sub(rf"<(?:\w+:)?{part}>", str(value), address)
        yield f"/{address}"
