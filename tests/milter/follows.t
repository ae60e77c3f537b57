#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""follows.t - a password in a later mail, through the real daemon: told for
the same sender and recipient only, within its time, and never written down."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
# pylint: disable=wrong-import-position
import driver
import gateway
import mails
import proc
import tap

RULES = '''
rule "late-password" { password-follows = yes action = reject }
'''
OTHER, ELSE = 'mori@partner.example', 'tanaka@police.example.jp'
WORD = mails.PASSWORD
RUN = {}


def prepare():
    why = gateway.why_not()
    if why:
        tap.skip(why)
    RUN['on'] = gateway.Gateway(
        proc.run_folder('follows'), more=RULES,
        password_memory='1h').start()
    RUN['short'] = gateway.Gateway(
        proc.run_folder('follows-short'), more=RULES,
        password_memory='2s').start()
    RUN['off'] = gateway.Gateway(proc.run_folder('follows-off')).start()


def clean_up():
    for gate in RUN.values():
        gate.stop()


def deliver(mail, to=(mails.OUTSIDE,), sender=mails.SENDER, gate='on'):
    connection = driver.Connection(RUN[gate].socket()).open()
    try:
        return connection.deliver(sender, list(to), mail)
    finally:
        connection.quit()


def last(gate='on'):
    return RUN[gate].record()[-1]


def passes(answer, gate='on'):
    tap.check(answer.verdict in ('accept', 'continue'),
              f'should pass: {answer.verdict} {answer.text}')
    tap.equal(last(gate)['password_follows'], [], 'password_follows')


def is_told(answer, incidents):
    tap.equal(answer.code() // 100, 5, f'should be refused: {answer.text}')
    line = last()
    tap.equal(line['password_follows'], incidents, 'password_follows')
    rules = {rule['name']: rule['why'] for rule in line['rules']}
    tap.holds(f'A word of it opens what mail {incidents[0]} carried',
              rules.get('late-password', ''), 'why')


def locked_pdf():
    folder = mails.in_folder({'plain.pdf': PDF})
    mails.run(folder, 'qpdf', '--encrypt', WORD, 'owner', '256', '--',
              'plain.pdf', 'out.pdf')
    return mails.read(folder, 'out.pdf')


def small_pdf():
    objects = [b'<</Type/Catalog/Pages 2 0 R>>',
               b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>']
    out, places = b'%PDF-1.7\n', []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, body)
    table = b''.join(b'%010d 00000 n \n' % place for place in places)
    return out + b'xref\n0 4\n0000000000 65535 f \n' + table + \
        b'trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % len(out)


PDF = small_pdf()
MAKERS = {
    'zip-aes256.zip': lambda: mails.aes_zip({'a.txt': b'plan\n' * 40}),
    'zip-crypto.zip': lambda: mails.zipcrypto_zip({'a.txt': b'plan\n' * 40}),
    'pdf-aes256.pdf': locked_pdf,
}


def closed(name='zip-aes256.zip', body='添付します。\n'):
    return mails.with_files('資料', body, [(name, MAKERS[name]())])


def late(word=WORD):
    return mails.simple('先ほどの件', f'パスワード: {word}\n')


def first(name='zip-aes256.zip', **how):
    passes(deliver(closed(name), **how), how.get('gate', 'on'))
    return last(how.get('gate', 'on'))['incident']


def follows(name):
    to = [f'{name}@partner.example']
    incident = first(name, to=to)
    is_told(deliver(late(), to=to), [incident])


for one in MAKERS:
    tap.case(f'the password of {one} in the next mail is told', one)(follows)


@tap.case('to another recipient it is none of theirs')
def _():
    first(to=['a1@partner.example'])
    passes(deliver(late(), to=['a2@partner.example']))


@tap.case('of another sender it is none of theirs')
def _():
    first(to=['a3@partner.example'])
    passes(deliver(late(), to=['a3@partner.example'], sender=ELSE))


@tap.case('one recipient among others is enough')
def _():
    incident = first(to=['a4@partner.example', 'a5@partner.example'])
    is_told(deliver(late(), to=['a6@partner.example', 'A5@partner.example']),
            [incident])


@tap.case('another word passes')
def _():
    first(to=['a7@partner.example'])
    passes(deliver(late('Wrong-Wort-77'), to=['a7@partner.example']))


@tap.case('two mails are both named, the newer first')
def _():
    to = ['a8@partner.example']
    older = first(to=to)
    newer = first('zip-crypto.zip', to=to)
    is_told(deliver(late(), to=to), [newer, older])


@tap.case('a mail that was refused is not remembered')
def _():
    to = ['a9@partner.example']
    refused = mails.with_files('【機密性3】資料', '添付します。\n',
                               [('a.zip', MAKERS['zip-aes256.zip']())])
    tap.equal(deliver(refused, to=to).code() // 100, 5, 'the first mail')
    passes(deliver(late(), to=to))


@tap.case('what a word of its own mail opens is not remembered')
def _():
    to = ['b1@partner.example']
    deliver(closed(body=f'パスワード: {WORD}\n'), to=to)
    part = [part for part in last()['parts'] if part['name'] == 'a.txt'
            or (part['name'] or '').endswith('.zip')]
    tap.check(any(p['opened_with'] for p in part), f'was not opened: {part}')
    passes(deliver(late(), to=to))


@tap.case('a reload forgets nothing')
def _():
    to = ['b2@partner.example']
    incident = first(to=to)
    os.kill(RUN['on'].child.pid, signal.SIGUSR1)
    proc.wait_until(lambda: RUN['on'].events('reloaded'), 30)
    tap.check(RUN['on'].events('reloaded'), RUN['on'].said())
    is_told(deliver(late(), to=to), [incident])


@tap.case('after its time it is forgotten')
def _():
    to = ['b3@partner.example']
    first(to=to, gate='short')
    time.sleep(2.2)
    passes(deliver(late(), to=to, gate='short'), 'short')


@tap.case('it is off unless it is asked for')
def _():
    first(gate='off')
    passes(deliver(late(), gate='off'), 'off')


@tap.case('the word is written nowhere')
def _():
    for name, gate in RUN.items():
        for folder, _, files in os.walk(gate.folder):
            for file in files:
                path = os.path.join(folder, file)
                if not os.path.isfile(path):
                    continue
                with open(path, 'rb') as data:
                    tap.check(WORD.encode() not in data.read(),
                              f'{name}: in {file}')
    tap.check(len(RUN['on'].record()) > 10, 'nothing was written at all')
    for line in RUN['on'].record():
        tap.check('locks' not in line, 'a lock in the record')


tap.main(prepare, clean_up)
