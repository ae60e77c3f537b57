#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""record.t - a mail that cannot be put on record waits."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import proc
import tap
from common import class_3, clean, code, gateway, mails, prepare, \
    works_as_before

SIZE = 4 * 1024 * 1024


def small_disk():
    """A folder on a disk of its own; unmounted by the caller."""
    if not proc.need_root():
        tap.skip('a small disk needs root, and sudo wants a password')
    folder = os.path.join(proc.run_folder('disk'), 'disk')
    os.makedirs(folder)
    done = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={SIZE}',
                           'tmpfs', folder], check=False,
                          capture_output=True)
    if done.returncode:
        tap.skip('mount(8): ' + done.stderr.decode().strip())
    return folder


def fill(path):
    try:
        with open(path, 'wb', buffering=0) as out:
            while True:
                out.write(b'x' * 4096)
    except OSError:
        pass


def on_small_disk(disk):
    folder = proc.run_folder('record')
    record = os.path.join(disk, 'record.jsonl')
    gate = gateway.Gateway(folder, record=record)
    gate.record_file = lambda: record
    gate.start()
    works_as_before(gate)
    kept = len(gate.record())
    fill(os.path.join(disk, 'ballast'))
    # What is left of the last block may still take a line or two.
    answers = [code(gate, clean()) for _ in range(20)]
    tap.equal(set(answers[10:]), {451}, f'answers on a full disk: {answers}')
    passed = answers.count(250)
    tap.check(code(gate, class_3()) in (451, 550), 'the answer to class 3')
    tap.equal(len(gate.record()), kept + passed, 'whole lines in the record')
    os.unlink(os.path.join(disk, 'ballast'))
    works_as_before(gate)
    tap.equal(len(gate.record()), kept + passed + 2,
              'whole lines in the record')
    gate.stop()


@tap.case('full disk: mails wait; with room again they pass')
def _():
    disk = small_disk()
    try:
        on_small_disk(disk)
    finally:
        subprocess.run(['umount', '-l', disk], check=False)


@tap.case('line of the record names what the answer was about')
def _():
    gate = gateway.Gateway(proc.run_folder('line')).start()
    works_as_before(gate)
    refused, passed = gate.record()
    tap.equal([refused['action'], passed['action']], ['reject', 'accept'],
              'actions')
    tap.equal(refused['class'], '機密性3', 'class')
    tap.equal(refused['rank'], 3, 'rank')
    tap.equal([rule['name'] for rule in refused['rules']
               if rule['action'] == 'reject'], ['k3-external'], 'rules')
    tap.equal(refused['recipients'][0]['address'], mails.OUTSIDE,
              'recipient')
    tap.check(refused['reply'].startswith('550 5.7.1 '), refused['reply'])
    for line in (refused, passed):
        for key in ('time', 'incident', 'marks', 'parts', 'viruses',
                    'problems', 'changes'):
            tap.check(key in line, f'no {key} in {line}')
    gate.stop()


@tap.case('no content of a mail is in log or record')
def _():
    gate = gateway.Gateway(proc.run_folder('private')).start()
    secret = 'kakushigoto-4711'
    code(gate, mails.simple('会議', secret + '\n'))
    code(gate, mails.simple('【機密性３】', secret + '\n'))
    with open(gate.record_file(), encoding='utf-8') as text:
        tap.check(secret not in text.read(), 'it is in the record')
    tap.check(secret not in gate.said(), 'it is in the log')
    gate.stop()


tap.main(prepare)
