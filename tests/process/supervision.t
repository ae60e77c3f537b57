#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""supervision.t - inspectors that do not end, do not begin, or are gone."""
import glob
import os
import resource
import shutil
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import mails as letters
import tap
from common import Delivery, busy, class_3, clean, code, kill_all, prepare, \
    queue, started, status, works_as_before
from liar import hostile
from proc import is_alive, wait_until


def each_other(count):
    """Clean mails that differ."""
    return [letters.simple(f'会議 {n}', f'本文 {n}\n') for n in range(count)]


@tap.case('worker that should end, and does not, is ended')
def _():
    # 6: the last findings of a worker.
    for kind, jobs in ((6, 1000), (5, 1)):
        gate = hostile(f'send(ours, {kind}, findings.encode()); '
                       '__import__("time").sleep(600)', worker_jobs=jobs)
        before = gate.inspectors()[1]
        tap.equal(len(before), 4, 'workers')
        tap.equal(code(gate, clean(), letters.OUTSIDE), 250, 'the answer')
        tap.check(wait_until(lambda all_=before: sum(map(is_alive, all_)) == 3,
                             20), 'it lives')
        gate.stop()


@tap.case('worker that cannot begin is nobody\'s doing: mails wait for one')
def _():
    gate = started('begin', workers=2, worker_jobs=1, queue_wait='2s',
                   deadline='20s')
    folder, = glob.glob(os.path.join(gate.folder, 'sekimori-*'))
    shutil.rmtree(folder)
    codes = [code(gate, mail) for mail in each_other(5)]
    tap.equal(set(codes) - {250, 451}, set(), f'answers {codes}')
    tap.check(451 in codes, f'answers {codes}')
    tap.equal(gate.events('poison'), [], 'poison')
    died = len(gate.events('worker-died'))
    tap.check(0 < died < 60, f'{died} workers were begun in vain')
    # The keeper cannot mend that; a new one can.
    tap.check(wait_until(lambda: code(gate, clean()) == 250, 60), 'no worker')
    works_as_before(gate)
    gate.stop()


@tap.case('keeper that cannot fork keeps the workers that it has')
def _():
    gate = started('fork', workers=2)
    (keeper,), workers = gate.inspectors()
    had = resource.prlimit(keeper, resource.RLIMIT_NOFILE)
    used = len(os.listdir(f'/proc/{keeper}/fd'))
    resource.prlimit(keeper, resource.RLIMIT_NOFILE, (used, had[1]))
    kill_all(workers[:1], signal.SIGKILL)
    tap.check(wait_until(lambda: gate.events('fork-failed'), 20),
              'it could fork')
    for _ in range(3):
        works_as_before(gate)
    tap.equal(gate.inspectors(), ([keeper], workers[1:]), 'inspectors')
    resource.prlimit(keeper, resource.RLIMIT_NOFILE, had)
    tap.check(wait_until(lambda: len(gate.inspectors()[1]) == 2, 20),
              'no second worker')
    tap.equal(gate.events('keeper-died'), [], 'dead keepers')
    gate.stop()


@tap.case('daemon that may open no more files keeps the workers that it has')
def _():
    gate = started('files', workers=2)
    keepers, workers = gate.inspectors()
    had = resource.prlimit(gate.child.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(gate.child.pid, resource.RLIMIT_NOFILE, (1, had[1]))
    kill_all(workers[:1], signal.SIGKILL)
    tap.check(wait_until(lambda: len(gate.events('worker-lost')) > 1, 20),
              'it could open more')
    tap.check(workers[1] in gate.inspectors()[1], 'the other one is gone')
    resource.prlimit(gate.child.pid, resource.RLIMIT_NOFILE, had)
    tap.check(wait_until(lambda: status(gate)['workers']['idle'] == 3, 20),
              'no second worker')    # and the dead one, until its turn
    works_as_before(gate)
    tap.equal(gate.inspectors()[0], keepers, 'keepers')
    tap.equal(gate.events('keeper-died'), [], 'dead keepers')
    gate.stop()


@tap.case('mail whose worker is killed is not one more in a full queue')
def _():
    gate = started('retry', workers=1, queue_length=1)
    _, workers, (first,) = busy(gate, [clean()])
    tap.check(wait_until(lambda: queue(gate) == (1, 0), 20), 'not with it')
    second = Delivery(gate, class_3())
    tap.check(wait_until(lambda: queue(gate) == (2, 1), 20), 'not waiting')
    kill_all(workers, signal.SIGKILL)
    tap.equal((first.result(), second.result()), (250, 550), 'the answers')
    gate.stop()


@tap.case('mails get workers in the order in which they came')
def _():
    gate = hostile('__import__("time").sleep(0.05); '
                   'send(ours, 5, findings.encode())', worker_jobs=1000000)
    _, workers, held = busy(gate, [])
    # One after the other, as in inspector.t: libmilter wakes one thread for
    # two sessions that come at once.
    for number, mail in enumerate(each_other(4), 1):
        held.append(Delivery(gate, mail))
        tap.check(wait_until(lambda n=number: queue(gate) == (n, 0), 20),
                  f'not with a worker: {queue(gate)}')
    order = []
    late = []
    for number, mail in enumerate(each_other(6)):
        late.append(Delivery(gate, mail, done=lambda n=number:
                             order.append(n)))
        tap.check(wait_until(lambda n=number: queue(gate) == (5 + n, 1 + n),
                             20), f'not waiting: {queue(gate)}')
    # One worker, so that it is also the order in which they are done.
    kill_all(workers[:1], signal.SIGCONT)
    tap.equal([mail.result() for mail in late], [250] * 6, 'answers')
    tap.equal(order, list(range(6)), 'order')
    kill_all(workers, signal.SIGCONT)
    tap.equal([mail.result() for mail in held], [250] * 4, 'the others')
    gate.stop()


@tap.case('slow mail does not hold up a sequential reload, nor is it lost')
def _():
    gate = started('slow', workers=2, reload='sequential', queue_wait='2s')
    _, workers, (slow,) = busy(gate, [class_3()])
    tap.check(wait_until(lambda: queue(gate) == (1, 0), 20), 'not with it')
    os.kill(gate.child.pid, signal.SIGUSR1)
    tap.equal(code(gate, clean()), 250, 'a mail meanwhile')
    tap.equal(slow.result(), 550, 'the slow mail')
    tap.equal(status(gate)['generation'], 2, 'generation')
    tap.equal(status(gate)['failures'], 0, 'failures')
    tap.check(not any(map(is_alive, workers)), 'the old workers live')
    gate.stop()


@tap.case('mail whose old keeper dies after a reload goes to the new one')
def _():
    gate = started('moved', workers=1)
    (old,), _, (mail,) = busy(gate, [class_3()])
    tap.check(wait_until(lambda: queue(gate) == (1, 0), 20), 'not with it')
    os.kill(gate.child.pid, signal.SIGUSR1)
    tap.check(wait_until(lambda: gate.events('reloaded'), 30), 'no reload')
    tap.check(is_alive(old), 'the old keeper left its mail')
    os.kill(old, signal.SIGKILL)
    tap.equal(mail.result(), 550, 'the answer')
    tap.equal(gate.events('keeper-started'), [], 'old keepers started again')
    tap.equal(status(gate)['failures'], 0, 'failures')
    works_as_before(gate)
    gate.stop()


tap.main(prepare)
