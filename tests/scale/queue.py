"""Letters through the job table and one worker's slot against rendering alone, and the messages that it takes: on the
demo's folder with SQLite, and on Redis with PostgreSQL. `python -m tests.scale.queue`: JSON lines."""

import json
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.neighbours import Redis, missing
from tests.support.own_site import OwnSite
from tests.support.postgres import throwaway_postgres

RATIO, MESSAGES = 0.8, 1.2
ROUNDS = 5
LETTERS = 40
ALONE = 20


def approve_all(service, count):
    """`count` approved applications whose letters are asked for in one go, so that who asks and who makes them don't
    share the machine. (Asked for one by one: `messages_per_job` of `make chaos`.)"""
    from django.db import transaction

    from tests.support.own_site import approve

    with transaction.atomic():
        for _ in range(count):
            approve(service)


def alone(service, count):
    """Letters a second of rendering alone, in this process."""
    from cms.regions.scoping import region_scope
    from forms_engine.certificates.issue import render_letter
    from forms_engine.certificates.numbering import allot
    from tests.support.letters import approved
    from tests.support.own_site import _service

    service = _service(service)
    with region_scope(service.region_id):
        certificates = [allot(approved(service).pk) for _ in range(count + 2)]
        for certificate in certificates[:2]:
            render_letter(certificate)
        start = time.perf_counter()
        for certificate in certificates[2:]:
            render_letter(certificate)
        return count / (time.perf_counter() - start)


def waiting():
    """How many letters are still to be made."""
    from cms.jobs.models import Job

    return Job.unscoped.filter(name="certificates.issue").exclude(state="done").count()


def last_round():
    """[seconds from the first to the last letter of the last round, how many followed the first]."""
    from cms.jobs.models import Job

    rows = Job.unscoped.filter(name="certificates.issue", state="done").order_by("-done_at")
    times = list(rows.values_list("done_at", flat=True)[:LETTERS])
    return [(times[0] - times[-1]).total_seconds(), len(times) - 1]


def all_jobs():
    from cms.jobs.models import Job

    return Job.unscoped.count()


def ask(site, name, *arguments):
    return site.hand.run(f"from {__spec__.name} import {name}\nresult = {name}(*{arguments!r})")


@contextmanager
def on_folder(folder):
    (folder / "broker" / "read").mkdir(parents=True)
    site = OwnSite(folder, "sqlite", DJANGO_SETTINGS_MODULE="tests.scale.counting", JOB_DRAIN_SECONDS="1")
    broker = folder / "broker"
    yield site, lambda: sum(len(list((broker / part).iterdir())) for part in ("queue", "read"))
    site.close()


@contextmanager
def on_redis(folder):
    redis = Redis().start()
    with throwaway_postgres() as address:
        site = OwnSite(folder, address, BROKER_URL=redis.url, JOB_DRAIN_SECONDS="1")
        yield site, redis.messages
        site.close()
    redis.stop()


def worked_off(site, worker):
    """Wait until no letter is due; the seconds from the first to the last of this round, and how many lie between."""
    end = time.monotonic() + 300
    while ask(site, "waiting"):
        assert worker.poll() is None and time.monotonic() < end, (site.folder / "worker.log").read_text()
        time.sleep(0.2)
    return ask(site, "last_round")


def measure(site, messages, broker):
    """The figures of one broker. Both ways take turns, so that a busy machine slows both."""
    service = site.step("prepare")
    worker, rates = site.worker("--without-mingle", "--without-gossip"), []
    try:
        ask(site, "approve_all", service, 2)  # the worker is up, its fonts are loaded
        worked_off(site, worker)
        for _ in range(ROUNDS):
            peer = ask(site, "alone", service, ALONE)
            ask(site, "approve_all", service, LETTERS)
            seconds, letters = worked_off(site, worker)
            rates.append((letters / seconds / peer, letters / seconds, peer))
        sent, jobs = messages(), ask(site, "all_jobs")
    finally:
        site.kill(worker)
    ratio, ours, peer = sorted(rates)[len(rates) // 2]
    yield {
        "name": f"letters_per_s_through_queue_{broker}", "value": round(ratio, 2), "unit": "x",
        "peer": "rendering alone in one process", "letters_per_s": round(ours, 1), "peer_per_s": round(peer, 1),
        "limit": f"at least {RATIO}", "holds": ratio >= RATIO,
    }  # fmt: skip
    yield {
        "name": f"messages_per_job_{broker}", "value": round(sent / jobs, 3), "unit": "messages",
        "peer": "one message a job", "messages": sent, "jobs": jobs,
        "limit": f"at most {MESSAGES}", "holds": sent / jobs <= MESSAGES,
    }  # fmt: skip


def figures():
    for broker, place in (("folder", on_folder), ("redis", on_redis)):
        with place(Path(tempfile.mkdtemp(prefix="warkat-queue-"))) as (site, messages):
            yield from measure(site, messages, broker)


def main():
    """Print the figures as JSON lines; 1 when one doesn't hold its limit."""
    if wrong := missing("redis-server"):
        sys.exit("\n".join(wrong))
    held = []
    for figure in figures():
        print(json.dumps(figure), flush=True)
        held.append(figure["holds"])
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
