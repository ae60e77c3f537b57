#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""config.t - wrong configurations: file, line and reason, exit status 2; a
running daemon keeps what it has."""
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import driver
import mails
import proc
import tap
from common import PASSED, class_3, clean, code, gateway, prepare, started, \
    works_as_before

# What is appended to, or replaced in, conf/demo.conf; what must be named.
WRONG = {
    'unknown setting': ('no-such-thing = 1', 'no-such-thing'),
    'unknown setting in a rule': ('rule "x" { action = reject no = 1 }',
                                  'no'),
    'unknown action': ('rule "x" { action = explode }', 'explode'),
    'rule with a class that is not there':
        ('rule "x" { level = "機密性9" action = reject }', '機密性9'),
    'rule with a route that is not there':
        ('rule "x" { route = "nowhere" action = reject }', 'nowhere'),
    'second otherwise route': ('route "r" { otherwise = true }',
                               'otherwise'),
    'two levels of one rank': ('level "新" { rank = 3 names = { "新" } }',
                               '3'),
    'number out of range': ('workers = 100000', '100000'),
    'text for a number': ('workers = "many"', 'many'),
    'brace that is not closed': ('rule "x" { action = reject', ''),
    'negative number': ('workers = -1', '-1'),
}


def write(folder, text):
    path = os.path.join(folder, 'wrong.conf')
    shutil.copy(gateway.configuration(folder), path)
    with open(path, 'a', encoding='utf-8') as out:
        out.write(text + '\n')
    with open(path, encoding='utf-8') as lines:
        return path, len(lines.readlines())


def complains(done, path, line, word):
    said = done.stderr.decode('utf-8', 'replace')
    tap.equal(done.returncode, 2, f'exit status; said: {said}')
    found = re.search(re.escape(path) + r':(\d+): (.*)', said)
    tap.check(found, f'no FILE:LINE: in: {said}')
    tap.check(abs(int(found.group(1)) - line) <= 1,
              f'line {line} was expected: {said}')
    tap.holds(word, found.group(2), 'what is wrong')


def wrong(text, word):
    path, line = write(proc.run_folder('wrong'), text)
    for command in ([gateway.PROGRAM, '-c', path, '-t'],
                    [gateway.PROGRAM, '-c', path, '-f'],
                    [gateway.TOOL, 'config', '-c', path]):
        complains(subprocess.run(command, check=False, timeout=60,
                                 capture_output=True), path, line, word)


for name, (text_, word_) in WRONG.items():
    tap.case(name, text_, word_)(wrong)


@tap.case('file that is not there')
def _():
    done = subprocess.run([gateway.PROGRAM, '-c', '/nonexistent/x.conf',
                           '-t'], check=False, capture_output=True)
    tap.equal(done.returncode, 2, 'exit status')
    tap.holds(b'/nonexistent/x.conf', done.stderr, 'what it says')


@tap.case('shipped configurations are good')
def _():
    for name in ('demo.conf', 'sekimori.conf'):
        path = os.path.join(proc.TOP, 'conf', name)
        for command in ([gateway.PROGRAM, '-c', path, '-t'],
                        [gateway.TOOL, 'config', '-c', path]):
            done = subprocess.run(command, check=False, capture_output=True)
            tap.equal(done.returncode, 0, f'{name}: {done.stderr!r}')


def will_not_start(**settings):
    gate = gateway.Gateway(proc.run_folder('refuses'), **settings)
    status = gate.launch().status(60)
    tap.check(status not in (None, 0), f'status {status}:\n{gate.said()}')
    tap.check('event=ready' not in gate.said(), 'it called itself ready')
    return gate.said()


@tap.case('no start with an empty signature folder')
def _():
    folder = os.path.join(proc.run_folder('empty'), 'signatures')
    os.makedirs(folder)
    tap.holds('signature', will_not_start(signatures=folder), 'the reason')


@tap.case('no start with a signature folder that is not there')
def _():
    tap.holds('/dev/null/signatures', will_not_start(signatures='/dev/null/signatures'),
              'the reason')


@tap.case('no start with broken signatures')
def _():
    folder = os.path.join(proc.run_folder('broken'), 'signatures')
    os.makedirs(folder)
    with open(os.path.join(folder, 'broken.ndb'), 'w',
              encoding='ascii') as out:
        out.write('this is no signature\n')
    will_not_start(signatures=folder)


@tap.case('no start where the record cannot be written')
def _():
    will_not_start(record='/dev/null/record.jsonl')


@tap.case('no start on a socket that is somebody else\'s')
def _():
    gate = started('taken')
    other = gateway.Gateway(proc.run_folder('taker'), port=gate.port)
    tap.check(other.launch().status(60) not in (None, 0), 'it started')
    works_as_before(gate)
    gate.stop()


def reload(gate, event):
    before = len(gate.events(event))
    os.kill(gate.child.pid, signal.SIGUSR1)
    tap.check(proc.wait_until(lambda: len(gate.events(event)) > before, 60),
              f'no event={event}:\n' + gate.said()[-2000:])


def append(gate, text):
    with open(gate.config, 'a', encoding='utf-8') as out:
        out.write(text + '\n')


@tap.case('-p with no socket: status 2, whatever libmilter makes of it')
def _():
    for word in ('bogus', 'inet:99999@127.0.0.1', 'unix:'):
        done = subprocess.run(
            [gateway.PROGRAM, '-t', '-c', gateway.DEMO, '-p', word],
            check=False, timeout=20, capture_output=True)
        tap.equal(done.returncode, 2, word)


@tap.case('reload of a wrong file changes nothing')
def _():
    gate = started('keeps')
    with open(gate.config, encoding='utf-8') as good:
        good = good.read()
    for text, _ in WRONG.values():
        append(gate, text)
        reload(gate, 'reload-failed')
        with open(gate.config, 'w', encoding='utf-8') as out:
            out.write(good)
    os.rename(gate.config, gate.config + '.away')
    reload(gate, 'reload-failed')
    works_as_before(gate)
    os.rename(gate.config + '.away', gate.config)
    reload(gate, 'reloaded')
    works_as_before(gate)
    gate.stop()


@tap.case('reload with an empty signature folder changes nothing')
def _():
    folder = os.path.join(proc.run_folder('emptied'), 'signatures')
    shutil.copytree(gateway.SIGNATURES, folder)
    gate = started('emptied', signatures=folder)
    shutil.rmtree(folder)
    os.makedirs(folder)
    reload(gate, 'reload-failed')
    virus = [one for one in cases_with_virus()][0]
    tap.equal(code(gate, virus), 550, 'the answer to a virus')
    works_as_before(gate)
    gate.stop()


def cases_with_virus():
    import cases    # pylint: disable=import-outside-toplevel
    return [one.mail for one in cases.virus_mails()]


@tap.case('reload takes effect for the next mail, connections stay')
def _():
    gate = started('reload')
    connection = driver.Connection(gate.socket()).open()
    mail = mails.simple('【機密性１】資料', '本文\n')
    answer = connection.deliver(mails.SENDER, [mails.OUTSIDE], mail)
    tap.check(answer.verdict in PASSED, f'before: {answer}')
    append(gate, 'rule "k1-too" { level = "機密性1" action = reject }')
    reload(gate, 'reloaded')
    answer = connection.deliver(mails.SENDER, [mails.OUTSIDE], mail)
    tap.equal(answer.code(), 550, f'after: {answer}')
    tap.holds('k1-too', answer.text, 'the reply')
    connection.quit()
    gate.stop()


@tap.case('reload under load: every answer is right')
def _():
    gate = started('load')
    wrong_answers, going, counts = [], [True], [0] * 6

    def work(number):
        while going[0]:
            answer = code(gate, class_3() if number % 2 else clean())
            counts[number] += 1
            if answer != (550 if number % 2 else 250):
                wrong_answers.append((number, answer))
    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(8):
            reload(gate, 'reloaded')
    finally:
        going[0] = False
    for thread in threads:
        thread.join()
    tap.note(f'{sum(counts)} mails during 8 reloads')
    tap.equal(wrong_answers, [], 'wrong answers')
    keepers, _ = gate.inspectors()
    tap.check(proc.wait_until(lambda: len(gate.inspectors()[0]) == 1, 30),
              f'old keepers stay: {keepers}')
    gate.stop()


tap.main(prepare)
