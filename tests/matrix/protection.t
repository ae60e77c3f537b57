#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""protection.t - can someone who holds only this file read any of it?

Files by the real tools (protected.py), each in a mail of its own, and once
more in a mail that says the password. Prints right/all.
"""
import email.policy
import fnmatch
import json
import os
import shutil
import subprocess
import sys
import tempfile
from email.message import EmailMessage

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '../lib')]
# pylint: disable=wrong-import-position
import protected
import tap

BUILD = os.environ.get('BUILD', 'build')
TOP = os.path.join(HERE, '../..')
STATE = {'mails': {}, 'said': {}}
ENDINGS = {'zip': '.zip', '7z': '.7z', 'pdf': '.pdf', 'wrapped': '.bin'}
QUIET = 'お世話になっております。添付のとおり送付します。'
SAYS = f'添付を送付します。\n\nパスワードは「{protected.SECRET}」です。\n'


def mail(text, data, name):
    message = EmailMessage(policy=email.policy.SMTP)
    message['From'] = 'a@police.example.jp'
    message['To'] = 'b@example.com'
    message['Subject'] = '連絡'
    message.set_content(text, charset='utf-8', cte='base64')
    message.add_attachment(data, maintype='application',
                           subtype='octet-stream', filename=name)
    return message.as_bytes()


def put(row, says):
    name = row.name + ENDINGS.get(row.group, '')
    path = os.path.join(STATE['folder'], f'{len(STATE["mails"]):04d}.eml')
    with open(path, 'wb') as file:
        file.write(mail(SAYS if says else QUIET, row.data, name))
    STATE['mails'][path] = (row, says)


def judge():
    done = subprocess.run(
        [os.path.join(TOP, BUILD, 'sekimori'), 'check', '--json',
         '--no-virus', '-c', os.path.join(TOP, 'conf/demo.conf'), '--from',
         'a@police.example.jp', '--to', 'b@example.com', *STATE['mails']],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=540,
        check=False)
    tap.check(done.returncode in (0, 1), done.stderr.decode())
    for line in done.stdout.decode().splitlines():
        said = json.loads(line)
        STATE['said'][said['file']] = said


def attachment(said):
    return next(part for part in said['parts'] if part['part'] == '2')


def within(said):
    """The attachment and everything in it."""
    return [part for part in said['parts'] if part['part'] == '2' or
            part['part'].startswith('2/')]


def opened(said):
    return {part['opened_with'] for part in within(said)} - {None}


def complaint(row, says, said):
    """What is wrong; None if nothing is."""
    part = attachment(said)
    expected = 'none' if says and row.word else row.expected
    if part['protection'] != expected:
        return f'{part["protection"]} ({part["scheme"]}), not {expected}'
    if row.scheme and row.expected == 'secret' and not says and \
       not fnmatch.fnmatch(part['scheme'] or '', row.scheme):
        return f'{part["scheme"]}, not {row.scheme}'
    if row.opened == 'nothing there':
        return None
    if row.opened and opened(said) != {row.opened}:
        return f'opened with {opened(said)}, not {row.opened}'
    if says and row.word and 'a word in the mail' not in opened(said):
        return 'the word was not what opened it'
    if expected == 'none' and said['class'] != '機密性2':
        return f'open, but of class {said["class"]}'
    if expected == 'secret' and said['problems']:
        return f'{said["problems"][0]}'
    return None


def announce(text):
    """Where prove(1) lets it be seen."""
    print(f'# {text}', file=sys.stderr, flush=True)


def tell(title, says):
    table, wrong = {}, []
    for path, (row, said_word) in STATE['mails'].items():
        if said_word != says:
            continue
        said = STATE['said'].get(path)
        what = complaint(row, says, said) if said else 'not judged'
        good, total = table.get(row.group, (0, 0))
        table[row.group] = (good + (what is None), total + 1)
        if what:
            wrong.append(f'{row.group} {row.name}: {what}')
    for group, (good, total) in sorted(table.items()):
        if good != total or os.environ.get('VERBOSE'):
            tap.note(f'{group}: {good}/{total}')
    announce(f'{title}: {sum(good for good, _ in table.values())}/'
             f'{sum(total for _, total in table.values())} right')
    tap.check(not wrong, '\n'.join(wrong))


@tap.case('every file is judged by what a stranger can read of it')
def judged():
    tell('protection', False)


@tap.case('a password in the same mail is none')
def said_words():
    tell('password in the mail', True)


@tap.case('nothing is called secret that opens without one')
def no_leak():
    leaks = [row.name for path, (row, says) in STATE['mails'].items()
             if (row.expected == 'none' or (says and row.word)) and
             attachment(STATE['said'][path])['protection'] == 'secret']
    announce(f'called secret, and opens: {len(leaks)}')
    tap.equal(leaks, [], 'leaks')


@tap.case('the word itself is never on record')
def not_kept():
    for path, (row, says) in STATE['mails'].items():
        if says:
            tap.check(protected.SECRET not in json.dumps(
                STATE['said'][path]), f'{row.name} shows the password')


def prepare():
    STATE['keep'] = os.environ.get('KEEP')
    STATE['folder'] = STATE['keep'] or tempfile.mkdtemp(
        prefix='sekimori-protection-')
    os.makedirs(STATE['folder'], exist_ok=True)
    bench = protected.Bench()
    try:
        for row in protected.rows(bench):
            put(row, False)
            if row.word:
                put(row, True)
    finally:
        bench.close()
    judge()


def clean_up():
    if 'folder' in STATE and not STATE['keep']:
        shutil.rmtree(STATE['folder'])


if __name__ == '__main__':
    tap.main(prepare, clean_up)
