#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""confinement.t - no library needs what confinement takes from it: every seed
of the fuzzers, in one run behind one another, is judged as without it."""
import base64
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import tap
from common import gateway, prepare, proc

SEEDS = os.path.join(HERE, '..', 'fuzz', 'seeds')
AT_ONCE = 100
HEAD = ('From: a@example.jp\r\nTo: b@example.com\r\nSubject: seed\r\n'
        'MIME-Version: 1.0\r\n'
        'Content-Type: application/octet-stream; name="seed"\r\n'
        'Content-Transfer-Encoding: base64\r\n\r\n').encode()


def seeds():
    """(what, a mail with it as its only part), sorted."""
    found = []
    for folder, _, names in os.walk(SEEDS):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                content = file.read()
            whole = os.path.basename(folder) == 'mail'
            found.append((f'{os.path.basename(folder)}-{name}', content
                          if whole else HEAD + base64.encodebytes(content)))
    return sorted(found)


def judged(config, files):
    """What `sekimori check` says of each file, one worker for many."""
    said = []
    for at in range(0, len(files), AT_ONCE):
        done = subprocess.run(
            [gateway.TOOL, 'check', '-c', config, '--json', '--from',
             'a@example.jp', '--to', 'b@example.com',
             *files[at:at + AT_ONCE]],
            check=False, timeout=600, capture_output=True)
        lines = done.stdout.decode('utf-8').splitlines()
        tap.equal(len(lines), len(files[at:at + AT_ONCE]),
                  f'lines; said: {done.stderr.decode("utf-8", "replace")}')
        said += map(json.loads, lines)
    return said


def start():
    # As tests/fuzz/asan.c: a library that asks for what a file lies about.
    proc.sanitizer('allocator_may_return_null=1:max_allocation_size_mb=1024')
    prepare()


@tap.case('every seed is judged the same with and without confinement')
def _():
    folder = proc.run_folder('confinement')
    files = []
    for name, mail in seeds():
        files.append(os.path.join(folder, f'{name}.eml'))
        with open(files[-1], 'wb') as out:
            out.write(mail)
    tap.check(len(files) > 100, 'too few seeds')
    # What one leaves behind may be missed by those before it.
    files += reversed(files)
    inside, outside = (
        judged(gateway.configuration(folder, confinement=mode), files)
        for mode in ('required', 'off'))
    for file, one, other in zip(files, inside, outside):
        tap.equal(one, other, os.path.basename(file))


tap.main(start)
