# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""common.py - what the process tests share."""
import json
import os
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
    return gateway.Gateway(proc.run_folder(name), **settings).start()


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


def control(gate):
    return os.path.join(gate.folder, 'control')


def tool(gate, *words):
    """(exit code, standard output, standard error) of sekimori WORDS."""
    done = subprocess.run([gateway.TOOL, *words, '-s', control(gate)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def status(gate):
    return json.loads(tool(gate, 'status', '--json')[1])


class Delivery(threading.Thread):
    """A mail under way while the test does something to the daemon."""

    def __init__(self, gate, mail, to=mails.OUTSIDE):
        super().__init__(daemon=True)
        self.gate, self.mail, self.to = gate, mail, to
        self.code = None
        self.start()

    def run(self):
        self.code = code(self.gate, self.mail, self.to)

    def result(self, seconds=120):
        self.join(seconds)
        tap.check(not self.is_alive(), f'no answer in {seconds} s')
        return self.code
