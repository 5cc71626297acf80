"""`make chaos`: neighbours are frozen, stopped, killed and filled up while people apply and letters are made.

One JSON line a figure on standard output; what is going on goes to standard error. Ends with 1 when a limit
doesn't hold. Takes about five minutes. Needs Redis and, for a small disk, root.
"""

import json
import math
import os
import shutil
import signal
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.chaos.machine import DISK_MB, Machine
from tests.chaos.neighbours import missing

AT_ONCE = 6  # visitors
OUTAGE_SECONDS = 20
HANG_SECONDS = 60
NORMAL_SECONDS = 20
DUE = 5000


class Chaos:
    """The scenarios, one method each; each yields its figures."""

    def __init__(self, machine):
        self.machine, self.addresses, self.applications, self.filed = machine, [], [], 0
        self.service = machine.ask("prepare")

    def approve(self, count, email=""):
        self.applications += self.machine.ask("approve", self.service, count, email)
        if email:
            self.addresses += [f"{number}-{email}" for number in range(count)]

    def submit(self, count=AT_ONCE):
        """Visitors who send at the same moment; the seconds of each."""
        drafts = self.machine.ask("drafts", self.service, count)
        addresses = [f"warga{self.filed + number}@contoh.id" for number in range(count)]
        self.addresses, self.filed = self.addresses + addresses, self.filed + count
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(self.machine.submit, drafts, addresses))

    def all_done(self, what, seconds=200):
        return self.machine.wait_for(lambda: self.machine.ask("letters")[1] == 0, what, seconds)

    def normal(self):
        self.approve(4)
        self.all_done("the first letters")
        self.submit(2)
        self.usual = statistics.median(self.submit() + self.submit())
        self.all_done("the first messages")
        return ()

    def broker_frozen(self):
        yield from self._outage("frozen", self.machine.redis.freeze, self.machine.redis.thaw)

    def broker_refused(self):
        yield from self._outage("refused", self.machine.redis.stop, self.machine.redis.start)

    def _outage(self, name, begin, end):
        before = self.machine.counts()
        begin()
        start = time.monotonic()
        worst = max(self.submit() + self.submit())
        while time.monotonic() < start + OUTAGE_SECONDS:
            self.submit(1)
            time.sleep(1)
        end()
        back = self.all_done("what waited for the broker")
        yield figure(f"submit_s_broker_{name}", max(0, worst - self.usual), "s more", f"{self.usual:.2f} s as usual")
        yield figure(f"caught_up_s_broker_{name}", back, "s", "after the broker is back")
        time.sleep(2)
        said = self.machine.lines(before)
        processes = 2 + 2 * len(self.machine.workers)
        yield figure(
            f"log_lines_per_outage_{name}", len(said) / processes, "lines a process", "1450 tracebacks", lines=said
        )

    def _letters_in(self, seconds):
        """Letters a second, while there are always some to be made, each with a message to send."""
        start, (before, _) = time.monotonic(), self.machine.ask("letters")
        while time.monotonic() < start + seconds:
            if self.machine.ask("waiting") < 25:
                self.approve(25, f"surat{len(self.applications)}@contoh.id")
            time.sleep(0.2)
        return (self.machine.ask("letters")[0] - before) / (time.monotonic() - start)

    def mail_hanging(self):
        self._letters_in(5)
        usual = self._letters_in(NORMAL_SECONDS)
        self.machine.mail.hang()
        hanging = self._letters_in(HANG_SECONDS)
        self.machine.mail.answer()
        self.all_done("what waited for the mail server")
        usual = (usual + self._letters_in(NORMAL_SECONDS)) / 2
        self.all_done("the letters")
        yield figure(
            "letters_with_mail_hanging_ratio", hanging / usual, "x", "with a mail server that answers",
            per_s=round(hanging, 1), peer_per_s=round(usual, 1),
        )  # fmt: skip

    def letters_due(self):
        before = self.machine.redis.messages()
        self.approve(200)
        self.machine.ask("ask_again", self.applications[0], DUE - 200)
        due, waits = self.machine.ask("waiting"), []
        for _ in range(3):
            self.submit(1)
            sent = time.monotonic()
            self.machine.wait_for(lambda: self.machine.mail.to(self.addresses[-1]), "a message")
            waits.append(time.monotonic() - sent)
        still = self.machine.ask("waiting")
        self.all_done("5,000 letters", 400)
        yield figure("mail_wait_s_with_5000_letters_due", max(waits), "s", "at most 5", due=due, due_after=still)
        messages = self.machine.redis.messages() - before
        yield figure("messages_per_job", messages / (DUE + 6), "messages", "one message a job", messages=messages)

    def kills(self):
        self.approve(60)
        for number in (0, 1, 0, 1):
            time.sleep(2)
            self.machine.kill_worker(number)
        yield figure("caught_up_s_after_four_kills", self.all_done("letters of killed workers"), "s", "lease 5 s")

    def database_restart(self):
        before = self.machine.counts()
        self.approve(30)
        time.sleep(1)
        self.machine.postgres.stop(signal.SIGINT)
        time.sleep(3)
        self.machine.postgres.start()
        self.submit(AT_ONCE)  # web and workers find it again by themselves
        yield figure("caught_up_s_database_restart", self.all_done("after the database's restart"), "s", "3 s away")
        said = self.machine.lines(before)
        yield figure("log_lines_database_restart", len(said), "lines", "all processes", lines=said)

    def disk_full(self):
        machine, filler = self.machine, self.machine.disk / "filler"
        draft = machine.ask("drafts", self.service, 1)[0]
        picture = bytes.fromhex(machine.ask("photo"))
        with filler.open("wb") as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError:
                pass
        files = sum(len(names) for _folder, _folders, names in os.walk(machine.disk))
        self.approve(6)
        status, page = machine.upload(draft, picture)
        words = "belum dapat disimpan" in page or "be stored at the moment" in page
        assert status == 200 and words, (status, page)
        time.sleep(6)
        assert machine.ask("waiting") == 6, "letters wait"
        halves = sum(len(names) for _folder, _folders, names in os.walk(machine.disk)) - files
        yield figure("half_files_on_a_full_disk", halves, "files", "0")
        filler.unlink()
        status, page = machine.upload(draft, picture)
        assert status == 302, (status, page[-2000:])
        yield figure("caught_up_s_disk_full", self.all_done("letters that waited for room"), "s", "room again")

    def account(self):
        found = self.machine.ask("account", self.applications)
        kept = self.machine.mail.counted()
        lost = found["lost"] + [f"message to {address}" for address in self.addresses if not kept[address]]
        doubled = found["doubled"] + [f"message to {address}" for address in self.addresses if kept[address] > 1]
        what = f"{self.filed} applications, {len(self.applications)} letters, {len(self.addresses)} messages"
        yield figure("chaos_lost", len(lost), "effects", what, which=lost[:20])
        yield figure("chaos_doubled", len(doubled), "effects", what, which=doubled[:20])


SCENARIOS = (
    "normal", "broker_frozen", "broker_refused", "mail_hanging", "letters_due", "kills", "database_restart",
    "disk_full", "account",
)  # fmt: skip


# name → (the least, the most) that it may be
LIMITS = {
    "submit_s_broker_frozen": (0, 1), "submit_s_broker_refused": (0, 1), "log_lines_per_outage_frozen": (0, 2),
    "log_lines_per_outage_refused": (0, 2), "letters_with_mail_hanging_ratio": (0.9, math.inf),
    "mail_wait_s_with_5000_letters_due": (0, 5), "messages_per_job": (0, 1.2), "half_files_on_a_full_disk": (0, 0),
    "chaos_lost": (0, 0), "chaos_doubled": (0, 0),
}  # fmt: skip


def figure(name, value, unit, peer, **more):
    least, most = LIMITS.get(name, (-math.inf, math.inf))
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "peer": peer,
        "holds": least <= value <= most,
    } | more


def needs():
    """What stands in the way, in words."""
    wrong = missing("redis-server")
    if os.geteuid() or not shutil.which("mount"):
        wrong.append(f"A disk of {DISK_MB} MB is mounted (tmpfs), which needs root: sudo make chaos")
    return wrong


def main(wanted):
    """Run the scenarios; the exit code says whether all limits held."""
    if wrong := needs():
        sys.exit("\n".join(wrong))
    machine, bad = Machine(), 0
    try:
        chaos = Chaos(machine)
        for name in SCENARIOS:
            if wanted and name not in ("normal", "account", *wanted):
                continue
            start = time.monotonic()
            for found in getattr(chaos, name)():
                print(json.dumps(found), flush=True)
                bad += not found["holds"]
            print(f"… {name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    finally:
        machine.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
