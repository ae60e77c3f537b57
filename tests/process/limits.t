#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""limits.t - every limit of the configuration is reached: those of the daemon
here, the others where the table says. And the largest ordinary documents pass
within the memory that a worker has by default.

A number, size or duration of the configuration without a row in the table
fails the first case.
"""
import os
import re
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta', '../bench',
                 '../matrix')]
# pylint: disable=wrong-import-position
import cases
import driver
import large
import mails
import proc
import tap
from common import Delivery, class_3, clean, code, deliver, gateway, \
    prepare, started, works_as_before
from memory import Watch

UNITS = 'tests/unit/test_inspect_every_limit.c'
# setting: the test that reaches it, where that is not this file
ELSEWHERE = {
    'limit-*': UNITS,    # which fails itself where one has no mail
    'queue-length': 'inspector.t: when the queue is full',
    'poison-memory': 'tests/unit/test_gateway_poison.c',
    'poison-folder-files': 'tests/unit/test_gateway_poison.c',
    'password-memory': 'tests/unit/test_gateway_memory.c',
    'password-memory-entries': 'tests/unit/test_gateway_memory.c',
    'signature-age': 'control.t',
    'cover-note-limit': 'tests/unit/test_policy_decide.c',
    'spool-memory': 'tests/unit/test_mail_spool.c',
}
# How many there are bounds no mail.
NO_LIMIT = {'workers'}
HERE_REACHED = {'message-limit', 'header-limit', 'recipient-limit',
                'findings-bytes', 'deadline', 'queue-wait', 'worker-jobs'}


def numbers():
    """Settings outside of sections that bound something by a number."""
    said = subprocess.run([gateway.TOOL, 'config', '--explain'], check=True,
                          stdout=subprocess.PIPE, timeout=30).stdout.decode()
    return re.findall(r'(?m)^([a-z-]+) = (?:size|number|duration) from', said)


@tap.case('every limit of the configuration has a test that reaches it')
def _():
    found = set(numbers())
    named = {name for name in ELSEWHERE if name != 'limit-*'} | HERE_REACHED
    limits = {name for name in found if name.startswith('limit-')}
    tap.check(len(limits) > 20, f'limits of inspection: {limits}')
    tap.equal(found - limits - NO_LIMIT, named, 'settings that bound')
    for name, where in ELSEWHERE.items():
        path = where.partition(':')[0]
        path = path if '/' in path else os.path.join('tests/process', path)
        tap.check(os.path.exists(os.path.join(proc.TOP, path)),
                  f'{name}: {path} is not there')


def refused(setting, lowered, over, **more):
    """A mail over a limit of the gate itself, and one that is not."""
    gate = started(setting, workers=1, **more,
                   **{setting.replace('-', '_'): lowered})
    answer = over(gate)
    tap.equal(answer.code(), 552, f'the answer: {answer}')
    tap.holds(setting, ' '.join(answer.lines()), 'the answer')
    tap.check(any(setting in line for line in gate.events('over-limit')),
              'the log does not name it:\n' + gate.said())
    works_as_before(gate)
    gate.stop()


@tap.case('message-limit: a larger mail is refused')
def _():
    refused('message-limit', '20K', lambda gate: deliver(
        gate, mails.simple('s', 'word\n' * 8000)), header_limit='4K')


@tap.case('header-limit: a larger header is refused')
def _():
    refused('header-limit', '4K', lambda gate: deliver(
        gate, mails.simple('s', more=['X-Fill: ' + 'x' * 900] * 6)))


@tap.case('recipient-limit: more recipients are refused')
def _():
    refused('recipient-limit', 3, lambda gate: driver.deliver(
        gate.socket(), mails.SENDER, [mails.OUTSIDE] * 4, clean()))


def waits(gate, mail, *said):
    tap.equal(code(gate, mail), 451, 'the answer')
    for words in said:
        tap.check(any(words in line for line in
                      gate.events('inspection-failed') + gate.events('mail')),
                  f'{words} is not in the log:\n' + gate.said())


@tap.case('findings-bytes: a worker that says more is not believed')
def _():
    gate = started('findings-bytes', workers=1, findings_bytes='4K')
    waits(gate, mails.with_files('s', 'x\n', [
        (f'{n}.txt', b'x\r\n') for n in range(40)]), 'findings-bytes')
    works_as_before(gate)
    gate.stop()


def signal_all(gate, how):
    keepers, workers = gate.inspectors()
    for pid in keepers + workers:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            pass


def stop_all(gate, workers):
    """Once all of them are there, and the keeper that would fork more."""
    tap.check(proc.wait_until(lambda: len(gate.inspectors()[1]) == workers,
                              20), 'workers are missing')
    signal_all(gate, signal.SIGSTOP)


@tap.case('deadline: a mail that takes longer waits')
def _():
    gate = started('deadline', workers=2, deadline='2s', queue_wait='1s')
    stop_all(gate, 2)
    began = time.monotonic()
    waits(gate, clean(), 'deadline')
    tap.check(time.monotonic() - began < 30, 'it took long after it')
    signal_all(gate, signal.SIGCONT)
    tap.check(proc.wait_until(lambda: code(gate, clean()) == 250, 30),
              'no new inspector came')
    works_as_before(gate)
    gate.stop()


@tap.case('queue-wait: a mail that finds no worker in time waits')
def _():
    gate = started('queue-wait', workers=1, queue_wait='1s')
    stop_all(gate, 1)
    first = Delivery(gate, class_3())
    proc.wait_until(lambda: False, 0.5)
    waits(gate, clean(), 'queue-wait')
    signal_all(gate, signal.SIGCONT)
    tap.equal(first.result(), 550, 'the answer to the one before')
    works_as_before(gate)
    gate.stop()


@tap.case('worker-jobs: after so many mails a worker is replaced')
def _():
    gate = started('worker-jobs', workers=1, worker_jobs=3)

    def others(pid):
        return [one for one in gate.inspectors()[1] if one != pid]
    worker = None
    for _ in range(3):
        tap.check(proc.wait_until(lambda old=worker: others(old), 20),
                  'the worker was not replaced')
        worker = others(worker)[0]
        for _ in range(2):
            tap.equal(code(gate, clean()), 250, 'the answer')
            tap.check(proc.is_alive(worker), 'it was replaced too early')
        tap.equal(code(gate, clean()), 250, 'the answer')
        tap.check(proc.wait_until(lambda old=worker: not proc.is_alive(old),
                                  20), 'it went on')
    tap.equal(gate.events('worker-died'), [], 'inspectors died')
    gate.stop()


@tap.case('limit-worker-memory: whoever needs more ends, and that is said')
def _():
    if proc.SANITIZED:
        tap.skip('a sanitizer needs more memory than any limit')
    mail = mails.with_files('s', 'x\n', [('a.zip', large.packed_zeros(400))])
    gate = started('worker-memory', workers=1, limit_worker_memory='128M',
                   message_limit='8M', limit_scan_seconds=5)
    tap.equal(code(gate, mail), 550, 'the answer')
    tap.equal(gate.record()[-1]['problems'][0]['kind'], 'poison', 'its kind')
    tap.equal(len(gate.events('worker-died')), 2, 'inspectors that ended')
    tap.check(proc.wait_until(lambda: code(gate, clean()) == 250, 30),
              'no new inspector came')
    works_as_before(gate)
    gate.stop()


# ---- the largest ordinary documents -----------------------------------------

LARGE = []


def large_gate():
    if not LARGE:
        LARGE.append(started('large', workers=1, deadline='250s',
                             limit_document_seconds=200,
                             temporary_folder='/dev/shm'))
    return LARGE[0]


def passes(name):
    """To the inside, where what stands at its end may go."""
    gate = large_gate()
    content = large.DOCUMENTS[name](cases.K3)
    mail = mails.with_files('s', 'x\n', [(name, content)])
    watch = Watch(gate)
    began = time.monotonic()
    answer = deliver(gate, mail, mails.INSIDE)
    peak, workers = watch.end()
    tap.note(f'{name:12} {len(content):>10} B {time.monotonic() - began:6.1f}'
             f' s {peak:5.0f} MB of 1024 MB, worker {workers}')
    line = gate.record()[-1]
    tap.equal((answer.code(), line['problems']), (250, []), 'the answer')
    tap.check(line['marks'] and line['rank'] == 3, 'its end was not read')
    tap.equal(gate.events('worker-died'), [], 'inspectors died')


for one in large.DOCUMENTS:
    tap.case(f'limit-worker-memory: {one}, as large as they are, passes',
             one)(passes)


tap.main(prepare)
