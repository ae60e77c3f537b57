#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""protocol.t - how sekimori-milter talks with an MTA, friendly or not.

After every hostile case a class 3 mail must still be refused and a clean
mail must still pass: nothing of one conversation may reach the next.
"""
import os
import socket
import struct
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
# pylint: disable=wrong-import-position
import cases
import driver
import gateway
import judge
import mails
import proc
import tap

RUN = {}
CLEAN = mails.simple('会議', '本文\n')
CLASS_3 = mails.simple(cases.K3 + '資料', '本文\n')
STOPPED = ('replycode', 'reject')
PASSED = ('continue', 'accept')


def prepare():
    why = gateway.why_not()
    if why:
        tap.skip(why)
    RUN['gate'] = gateway.Gateway(proc.run_folder('protocol'),
                                  header_limit=300000,
                                  recipient_limit=10000).start()


def clean_up():
    if 'gate' in RUN:
        RUN['gate'].stop()


def connect(**options):
    return driver.Connection(RUN['gate'].socket()).open(**options)


def deliver(mail, to=mails.OUTSIDE, **options):
    return driver.deliver(RUN['gate'].socket(), mails.SENDER, [to], mail,
                          **options)


def passes(answer):
    tap.check(answer.verdict in PASSED, f'should pass: {answer}')
    tap.equal(answer.edits, [], 'edits of a clean mail')


def is_refused(answer):
    tap.check(answer.verdict in STOPPED and answer.code() // 100 == 5,
              f'should be refused: {answer}')


def waits(answer):
    tap.equal(answer.code() // 100, 4, f'should be deferred: {answer}')


def still_works():
    tap.check(RUN['gate'].child.is_running(), 'the daemon is gone:\n'
              + RUN['gate'].said()[-2000:])
    connection = connect()
    is_refused(connection.deliver(mails.SENDER, [mails.OUTSIDE], CLASS_3))
    passes(connection.deliver(mails.SENDER, [mails.OUTSIDE], CLEAN))
    connection.quit()


@tap.case('a Unix socket serves as well as a port')
def _():
    folder = proc.run_folder('unix')
    gate = gateway.Gateway(folder, unix=True).start()
    is_refused(driver.deliver(gate.socket(), mails.SENDER, [mails.OUTSIDE],
                              CLASS_3))
    tap.equal(gate.stop(), 0, 'exit status after SIGTERM')
    gate = gateway.Gateway(folder, unix=True)
    passes(driver.deliver(gate.start().socket(), mails.SENDER,
                          [mails.OUTSIDE], CLEAN))
    gate.stop()


@tap.case('leading spaces are asked for where the MTA offers them')
def _():
    connection = driver.Connection(RUN['gate'].socket())
    _, steps = connection.negotiate()
    connection.quit()
    tap.check(steps & driver.P_HEADER_LEADSPC, f'steps {steps:#x}')


@tap.case('no edit of recipients is ever asked for')
def _():
    connection = driver.Connection(RUN['gate'].socket())
    actions, _ = connection.negotiate()
    connection.quit()
    tap.equal(actions & ~0x33, 0, 'actions beside edits of header (0x1, 0x10) '
              'and body (0x2), and quarantine (0x20)')


@tap.case('an MTA that cannot edit headers gets no recipients past')
def _():
    to = ', '.join(cases.THREE)
    mail = mails.header('お知らせ', to=to) + mails.text_part('本文\n')
    connection = driver.Connection(RUN['gate'].socket())
    try:
        connection.negotiate(actions=0)
        connection.connect()
        connection.helo()
        waits(connection.deliver(mails.SENDER, cases.THREE, mail))
    except driver.Gone:
        pass
    connection.close()
    still_works()


@tap.case('nothing is decided before the end of the message')
def _():
    connection = driver.Connection(RUN['gate'].socket())
    connection.negotiate()
    steps = [connection.connect(), connection.helo(),
             connection.mail(mails.SENDER),
             connection.recipient(mails.OUTSIDE), connection.data()]
    block, _, body = CLASS_3.partition(b'\r\n\r\n')
    steps += [connection.header(name, value)
              for name, value in driver.fields(block)]
    steps += [connection.end_of_headers(), connection.body(body)]
    for answer in steps:
        tap.check(answer is None or answer.verdict == 'continue',
                  f'an answer before the end: {answer}')
    is_refused(connection.end_of_message())
    connection.quit()


@tap.case('mails of one connection do not colour one another')
def _():
    connection = connect()
    for mail, judge_it in ((CLEAN, passes), (CLASS_3, is_refused)) * 3:
        judge_it(connection.deliver(mails.SENDER, [mails.OUTSIDE], mail))
    connection.quit()


STAGES = ('connected', 'sender', 'recipient', 'data', 'some headers',
          'end of headers', 'some body')


def go_to(connection, stage, mail):
    """Plays a mail up to and including stage, and stops there."""
    reached = STAGES.index(stage)
    block, _, body = mail.partition(b'\r\n\r\n')
    steps = (lambda: None,
             lambda: connection.mail(mails.SENDER),
             lambda: connection.recipient(mails.OUTSIDE),
             connection.data,
             lambda: [connection.header(name, value)
                      for name, value in driver.fields(block)],
             connection.end_of_headers,
             lambda: connection.body(body))
    for step in steps[:reached + 1]:
        step()


def aborted(stage):
    """What one mail left behind must not reach the next: a clean mail cut
    off, then class 3; class 3 cut off, then a clean one."""
    connection = connect()
    for cut, whole, judge_it in ((CLEAN, CLASS_3, is_refused),
                                 (CLASS_3, CLEAN, passes)):
        go_to(connection, stage, cut)
        connection.abort()
        judge_it(connection.deliver(mails.SENDER, [mails.OUTSIDE], whole))
    connection.quit()


def restarted(stage):
    """The same, with a MAIL that follows without an abort."""
    connection = connect()
    for cut, whole, judge_it in ((CLEAN, CLASS_3, is_refused),
                                 (CLASS_3, CLEAN, passes)):
        go_to(connection, stage, cut)
        answer = connection.deliver(mails.SENDER, [mails.OUTSIDE], whole)
        if judge_it is is_refused or answer.code() // 100 != 4:
            judge_it(answer)
    connection.quit()


def dropped(stage):
    """The MTA hangs up."""
    connection = connect()
    go_to(connection, stage, CLASS_3)
    connection.close()
    still_works()


for one in STAGES:
    tap.case(f'abort after: {one}', one)(aborted)
    tap.case(f'hang-up after: {one}', one)(dropped)
for one in ('sender', 'recipient'):
    tap.case(f'second MAIL after: {one}', one)(restarted)


def chunked(size):
    mail = mails.simple('資料', 'x' * 70 + '\n' + cases.K3 + '\n'
                        + ('本文です。\n' * (40 if size < 10 else 20000)),
                        encoding='base64')
    is_refused(deliver(mail, chunk=size))
    passes(deliver(mail, to=mails.INSIDE, chunk=size))


for one in (1, 2, 3, 1000, 65535):
    tap.case(f'body in chunks of {one} bytes', one)(chunked)


@tap.case('macros that are missing change no verdict')
def _():
    passes(deliver(CLEAN, macros=False))
    is_refused(deliver(CLASS_3, macros=False))


@tap.case('a client without an address')
def _():
    connection = driver.Connection(RUN['gate'].socket())
    connection.negotiate()
    connection.connect('localhost', family=b'U')
    is_refused(connection.deliver(mails.SENDER, [mails.OUTSIDE], CLASS_3))
    passes(connection.deliver(mails.SENDER, [mails.OUTSIDE], CLEAN))
    connection.quit()


@tap.case('clients over IPv6 and Unix sockets')
def _():
    for family, address in ((b'6', 'IPv6:::1'), (b'6', '::1'),
                            (b'L', '/run/client')):
        connection = driver.Connection(RUN['gate'].socket())
        connection.negotiate()
        connection.connect('localhost', address, family)
        is_refused(connection.deliver(mails.SENDER, [mails.OUTSIDE],
                                      CLASS_3))
        connection.quit()


@tap.case('ten thousand recipients are judged one by one')
def _():
    inside = [f'p{n}@honbu.police.example.jp' for n in range(9999)]
    connection = connect()
    is_refused(connection.deliver(mails.SENDER, inside + [mails.OUTSIDE],
                                  CLASS_3))
    passes(connection.deliver(mails.SENDER, inside, CLASS_3))
    connection.quit()


@tap.case('recipients over the limit are refused for good, naming the limit')
def _():
    connection = connect()
    answer = connection.deliver(
        mails.SENDER, [f'p{n}@honbu.police.example.jp' for n in range(10001)],
        CLEAN)
    is_refused(answer)
    tap.holds('10000', answer.text, 'the reply')
    connection.quit()
    still_works()


@tap.case('headers over the limit are refused for good, naming the limit')
def _():
    mail = mails.header('big', more=[f'X-Big-{n}: ' + 'x' * 900
                                     for n in range(400)]) \
        + mails.text_part('x\n')
    answer = deliver(mail)
    is_refused(answer)
    judge.reply_is_well_formed(answer.code(),
                               [line[4:] for line in answer.lines()])
    tap.holds('300000', answer.text, 'the reply')
    still_works()


@tap.case('a To of 60,000 bytes, cut by the MTA, counts as many')
def _():
    value = b' ' + mails.OUTSIDE.encode() + b' ('
    value += b'x' * (60000 - len(value))
    mail = mails.header('cut', raw_to='To:' + value.decode()) \
        + mails.text_part('x\n')
    answer = deliver(mail)
    tap.check(answer.verdict in PASSED, f'{answer}')
    tap.check(answer.changes('change-header'), 'To was left as it is')


@tap.case('SMTPUTF8 clients read the class in Japanese, others in ASCII')
def _():
    connection = connect()
    answer = connection.deliver(mails.SENDER, [mails.OUTSIDE], CLASS_3,
                                parameters=('SMTPUTF8',))
    judge.reply_is_well_formed(
        answer.code(), [line[4:] for line in answer.lines()], utf8=True)
    tap.holds('機密性3', answer.text, 'the reply')
    answer = connection.deliver(mails.SENDER, [mails.OUTSIDE], CLASS_3)
    tap.check(answer.text.isascii(), f'not ASCII: {answer.text}')
    connection.quit()


@tap.case('commands out of order let nothing past and harm nobody')
def _():
    for order in (b'E', b'BE', b'LNBE', b'RE', b'ME', b'MNE', b'MBE',
                  b'MRLBE', b'MREE', b'MRNLE', b'AAE', b'MMRLNBE'):
        # libmilter passes over what has no place, without an answer.
        connection = connect()
        connection.socket.settimeout(2)
        try:
            answer = None
            for letter in order:
                letter = bytes([letter])
                data = {b'M': b'<a@police.example.jp>\0',
                        b'R': b'<sato@example.com>\0',
                        b'L': b'Subject\0 ' + cases.K3.encode() + b'\0',
                        b'B': cases.K3.encode() + b'\r\n'}.get(letter, b'')
                if letter == b'A':
                    connection.abort()
                    continue
                answer = connection.ask(letter, data)
            if b'M' in order and b'L' in order:
                tap.check(answer.verdict not in PASSED,
                          f'{order}: {answer}')
        except (driver.Gone, socket.timeout):
            pass
        connection.close()
    still_works()


@tap.case('packets that are no packets harm nobody')
def _():
    for data in (b'', b'\0', b'\0\0\0\0', b'\xff\xff\xff\xff', b'GET / HTTP',
                 struct.pack('>I', 13) + b'O' + b'\0' * 3,
                 struct.pack('>I', 1) + b'?', b'\x7f\xff\xff\xffB',
                 struct.pack('>I', 5) + b'Lab\0c'):
        connection = driver.Connection(RUN['gate'].socket(), 5)
        try:
            connection.send_raw(data)
            connection.socket.shutdown(socket.SHUT_WR)
            connection.receive()
        except (driver.Gone, OSError):
            pass
        connection.close()
    still_works()


def odd_header(name, value):
    """Hanging up is an answer, too: the MTA defers then."""
    connection = connect()
    try:
        connection.envelope(mails.SENDER, [mails.OUTSIDE])
        connection.header(name, value)
        connection.header(b'Subject', b' ' + cases.K3.encode())
        connection.end_of_headers()
        connection.body(b'x\r\n')
        answer = connection.end_of_message()
        tap.check(answer.verdict not in PASSED, f'it passes: {answer}')
    except (driver.Gone, ConnectionError):
        pass
    connection.close()
    still_works()


for what, one, other in (
        ('without name and value', b'', b''), ('without a name', b'', b' x'),
        ('without a value', b'X', b''),
        ('with raw bytes', b'Subject', b' \xff\xfe\x1b$B'),
        ('with a name of 5,000 bytes', b'X' * 5000, b' y'),
        ('with a space in its name', b'a b', b' x'),
        ('with an empty line in it', b'X', b' \r\n\r\n x'),
        ('of 20,000 comments', b'To', b' ' + b'(' * 20000),
        ('of broken encoded words', b'Subject', b' ' + b'=?UTF-8?B?' * 3000)):
    tap.case(f'header field {what} harms nobody', one, other)(odd_header)


@tap.case('forty connections at once get forty right answers')
def _():
    seen = []

    def work(number):
        mail, judge_it = ((CLEAN, passes), (CLASS_3, is_refused))[number % 2]
        connection = connect()
        for _ in range(3):
            try:
                judge_it(connection.deliver(mails.SENDER, [mails.OUTSIDE],
                                            mail))
            except Exception as error:  # pylint: disable=broad-except
                seen.append(f'{number}: {error!r}')
        connection.quit()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal(seen, [], 'wrong answers')


@tap.case('the record holds whole lines, one for each mail')
def _():
    before = len(RUN['gate'].record())
    for _ in range(5):
        deliver(CLEAN)
    lines = RUN['gate'].record()
    tap.equal(len(lines), before + 5, 'lines')
    tap.equal(len({line['incident'] for line in lines[before:]}), 5,
              'different incident ids')


@tap.case('SIGTERM ends it with status 0 and leaves no inspector')
def _():
    gate = RUN['gate']
    keepers, workers = gate.inspectors()
    tap.check(keepers and workers, 'no keeper or no worker was running')
    tap.equal(gate.stop(), 0, 'exit status')
    tap.equal([pid for pid in keepers + workers if proc.is_alive(pid)], [],
              'inspectors left')


tap.main(prepare, clean_up)
