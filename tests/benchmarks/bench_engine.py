"""What a step costs beside itself: its queries, and the same step in a form of ten times as many questions, all of
them answered. The rest of the form must not be paid for."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.bench_steps import begun, check, ratio
from tests.support.documents import fields_document, fields_post
from tests.support.factories import make_region, make_service

PER_STEP = 20


def answered(region, steps):
    """(client, address of the last step) of a draft whose every question is answered."""
    client, address = begun(make_service(region, fields_document(steps, PER_STEP)))
    for step in range(steps):
        check(client.post(f"{address}{step + 1}/", fields_post(step, PER_STEP)), 302)
    return client, f"{address}{steps}/", fields_post(steps - 1, PER_STEP)


def figures():
    region = make_region("33.26")
    (small, near, few), (large, far, many) = answered(region, 1), answered(region, 10)
    queries = []
    for act in (lambda: check(large.get(far), 200), lambda: check(large.post(far, many), 302)):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            act()
        queries.append(sum(query["sql"].startswith(("SELECT", "UPDATE", "INSERT", "DELETE")) for query in captured))
    yield {
        "name": "step_queries",
        "value": max(queries),
        "unit": "queries",
        "peer": f"GET {queries[0]}, POST {queries[1]}",
    }
    get = ratio(lambda: check(large.get(far), 200), lambda: check(small.get(near), 200))
    post = ratio(lambda: check(large.post(far, many), 302), lambda: check(small.post(near, few), 302))
    yield {
        "name": "engine_definition_200_fields_vs_20", "value": round(max(get, post), 2), "unit": "x",
        "peer": "the same step in a form of 20 fields", "get": round(get, 2), "post": round(post, 2),
    }  # fmt: skip
