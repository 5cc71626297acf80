"""A run of the simulation, of a service as `tests.support.cases.two_ways` makes one."""


def post(client, address, **data):
    """The page after something was posted."""
    return client.post(address, data, follow=True).content.decode()


def answer(client, address, children):
    """The page after the only question was answered."""
    return post(client, f"{address}?langkah=1", _shown="0", **{"f-fld-many": children})
