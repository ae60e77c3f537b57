# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""common.py - what the process tests share."""
import json
import os
import signal
import subprocess
import threading

import cases
import driver
import gateway
import mails
import proc
import tap

PASSED = ('continue', 'accept')


def prepare():
    why = gateway.why_not()
    if why:
        tap.skip(why)


def clean():
    return mails.simple('会議', '本文\n')


def class_3():
    return mails.simple(cases.K3 + '資料', '本文\n')


def started(name, **settings):
    """A daemon with all its workers; they come one by one."""
    gate = gateway.Gateway(proc.run_folder(name), **settings).start()
    if 'workers' in settings:
        proc.wait_until(lambda: status(gate)['workers']['idle'] ==
                        settings['workers'], 60)
    return gate


def deliver(gate, mail, to=mails.OUTSIDE):
    return driver.deliver(gate.socket(), mails.SENDER, [to], mail)


def code(gate, mail, to=mails.OUTSIDE):
    """The SMTP code that an MTA would answer with; None if we hung up.

    An MTA with F=T or tempfail answers 451 then.
    """
    try:
        return deliver(gate, mail, to).code()
    except (driver.Gone, OSError):
        return None


def works_as_before(gate):
    tap.equal(code(gate, class_3()), 550, 'the answer to class 3')
    tap.equal(code(gate, clean()), 250, 'the answer to a clean mail')


def kill_all(pids, how):
    for pid in pids:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            pass


def busy(gate, mails):
    """Stops every inspector in its tracks and hands it a mail each, so that
    what follows happens in the middle of these mails."""
    keepers, workers = gate.inspectors()
    tap.check(keepers and workers, 'no inspector is running')
    kill_all(workers, signal.SIGSTOP)
    return keepers, workers, [Delivery(gate, mail) for mail in mails]


def control(gate):
    return os.path.join(gate.folder, 'control')


def tool(gate, *words):
    """(exit code, standard output, standard error) of sekimori WORDS."""
    done = subprocess.run([gateway.TOOL, *words, '-s', control(gate)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def status(gate):
    """What sekimori status tells."""
    return json.loads(tool(gate, 'status', '--json')[1])


def queue(gate):
    """(mails that are judged now, those of them that wait for a worker)."""
    said = status(gate)
    return said['in_hand'], said['workers']['waiting']


class Delivery(threading.Thread):
    """A mail under way while the test does something to the daemon."""

    def __init__(self, gate, mail, to=mails.OUTSIDE, done=lambda: None):
        super().__init__(daemon=True)
        self.gate, self.mail, self.to, self.done = gate, mail, to, done
        self.code = None
        self.start()

    def run(self):
        self.code = code(self.gate, self.mail, self.to)
        self.done()

    def result(self, seconds=120):
        self.join(seconds)
        tap.check(not self.is_alive(), f'no answer in {seconds} s')
        return self.code
