"""Places that a machine shares: never more at once than there are, and a killed holder lets go."""

import os
import signal
import subprocess
import sys

import pytest

from cms.access.slots import Busy, hold_slot


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_a_second_holder_waits_in_vain_while_the_place_is_taken():
    with hold_slot("one", 1, wait=0), pytest.raises(Busy), hold_slot("one", 1, wait=0.05):
        pass
    with hold_slot("one", 1, wait=0):
        pass


def test_there_are_as_many_places_as_named_and_names_have_their_own():
    both = hold_slot("two", 2, wait=0), hold_slot("two", 2, wait=0)
    with both[0], both[1], hold_slot("other", 1, wait=0), pytest.raises(Busy), hold_slot("two", 2, wait=0):
        pass


def test_another_process_counts_and_lets_go_when_it_is_killed(folder):
    code = (
        "import sys, time\n"
        "from django.conf import settings\n"
        f"settings.configure(VAR_DIR={str(folder)!r})\n"
        "from cms.access.slots import hold_slot\n"
        "with hold_slot('one', 1, wait=0):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=os.environ)
    assert other.stdout.readline() == "held\n"
    with pytest.raises(Busy), hold_slot("one", 1, wait=0):
        pass
    other.send_signal(signal.SIGKILL)
    other.wait()
    with hold_slot("one", 1, wait=2):
        pass
