#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""check.t - `sekimori check` says of a mail what the gate would do."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import cases
import tap
from cases import HIDE, HOLD, PASS, REJECT, SHARE, TEMPFAIL
from common import class_3, clean, gateway, mails, prepare, proc

ACTION = {PASS: 'accept', HIDE: 'accept', SHARE: 'accept', HOLD: 'hold',
          REJECT: 'reject', TEMPFAIL: 'tempfail'}
RUN = {}


def start():
    prepare()
    RUN['folder'] = proc.run_folder('check')
    RUN['config'] = gateway.configuration(RUN['folder'],
                                          more=cases.MORE_RULES)


def check(*words, mail=None):
    return subprocess.run([gateway.TOOL, 'check', '-c', RUN['config'],
                           *words], input=mail, check=False, timeout=120,
                          capture_output=True)


def agrees(case):
    words = ['--json', '--from', case.sender]
    for address in case.to:
        words += ['--to', address]
    done = check(*words, '-', mail=case.mail)
    said = done.stderr.decode('utf-8', 'replace')
    lines = done.stdout.decode('utf-8').splitlines()
    tap.equal(len(lines), 1, f'lines; said: {said}')
    seen = json.loads(lines[0])
    tap.equal(seen['action'], ACTION[case.fate], 'action')
    tap.equal(done.returncode, 0 if case.fate in (PASS, HIDE, SHARE) else 1,
              f'exit status; said: {said}')
    if case.rules:
        names = [rule['name'] for rule in seen['rules']]
        tap.check(set(case.rules) & set(names), f'rules: {names}')
    tap.equal(bool(seen['changes']), case.fate in (HIDE, SHARE),
              f'changes: {seen["changes"]}')


for one in cases.all_cases():
    tap.case(one.name, one)(agrees)


@tap.case('many files in one run, an object each, in order')
def _():
    names = []
    for number, mail in enumerate((clean(), class_3(), clean())):
        names.append(os.path.join(RUN['folder'], f'{number}.eml'))
        with open(names[-1], 'wb') as out:
            out.write(mail)
    done = check('--json', *names)
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    tap.equal([one['file'] for one in seen], names, 'files')
    tap.equal([one['action'] for one in seen],
              ['accept', 'reject', 'accept'], 'actions')
    tap.equal(done.returncode, 1, 'exit status')


@tap.case('words for people name the marking, its place and the rule')
def _():
    done = check('-', mail=class_3())
    said = done.stdout.decode('utf-8')
    for word in ('機密性', 'k3-external', '第4 4(4)'):
        tap.holds(word, said, 'what it prints')
    tap.equal(done.returncode, 1, 'exit status')


@tap.case('--explain shows a mention, the words around it, and why')
def _():
    mention = mails.simple('研修の案内', '本日は機密性3情報の取扱いについて'
                           '説明します。\n')
    done = check('-', mail=mention)
    tap.equal(done.returncode, 0, 'exit status')
    tap.check('mention' not in done.stdout.decode(), 'mentions unasked')
    said = check('--explain', '-', mail=mention).stdout.decode()
    for word in ('mention', 'not counted: ', '本日は', '>>機密性3'):
        tap.holds(word, said, 'what it prints')
    done = check('--explain', '--json', '-', mail=mention)
    one = json.loads(done.stdout)
    tap.equal([m['class'] for m in one['mentions']], ['機密性3'], 'mentions')
    tap.check(one['mentions'][0]['why'], 'no reason')


@tap.case('without --from and --to it reads From, To and Cc')
def _():
    done = check('--json', '-', mail=mails.simple(
        cases.K3, '本文\n', to=mails.INSIDE))
    tap.equal(json.loads(done.stdout)['action'], 'accept', 'to inside')
    done = check('--json', '-', mail=mails.simple(
        cases.K3, '本文\n', to=mails.INSIDE, more=('Cc: ' + mails.OUTSIDE,)))
    tap.equal(json.loads(done.stdout)['action'], 'reject', 'Cc to outside')


@tap.case('file that is not there: status 2')
def _():
    tap.equal(check('/nonexistent/mail.eml').returncode, 2, 'exit status')


@tap.case('unknown option: status 2')
def _():
    tap.equal(check('--no-such-option', '-').returncode, 2, 'exit status')


@tap.case('configuration that is not there: status 2')
def _():
    done = subprocess.run([gateway.TOOL, 'check', '-c', '/nonexistent',
                           '-'], input=clean(), check=False,
                          capture_output=True)
    tap.equal(done.returncode, 2, 'exit status')


tap.main(start)
