"""One process on one of the two databases: does what standard input asks, a JSON line each, and answers in one."""

import json
import sys
import time


def main():
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cms.regions.scoping import ALL_REGIONS, region_scope
    from tests.scale.screens import Samples, Screen, client_for, screens

    with region_scope(ALL_REGIONS):
        samples, clients = Samples(), {}
        own = {screen.name: screen for screen in screens(samples)}
    if sys.argv[1:] == ["list"]:
        for screen in own.values():
            print(json.dumps([screen.name, screen.address, screen.who, screen.ours]), flush=True)
        return
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, times = json.loads(line)
        screen: Screen = own[name]
        if screen.who not in clients:
            clients[screen.who] = client_for(screen.who, samples)
        client, taken = clients[screen.who], []
        with CaptureQueriesContext(connection) as queries:
            status = client.get(screen.address).status_code
        count = len(queries)  # now: the next request empties the log
        for _ in range(times):
            start = time.perf_counter()
            _consume(client.get(screen.address))
            taken.append(time.perf_counter() - start)
        print(json.dumps({"status": status, "queries": count, "taken": taken}), flush=True)


def _consume(response):
    if response.streaming:
        for _part in response.streaming_content:
            pass


if __name__ == "__main__":
    main()
