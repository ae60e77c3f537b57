#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""control.t - the daemon is asked how it is, and to load anew."""
import hashlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import driver
import gateway
import mails as letters
import proc
import tap
from common import Delivery, class_3, clean, code, control, prepare, \
    started, status, tool, works_as_before
from proc import wait_until


def raw(gate, data, wait=True):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(30)
        sock.connect(control(gate))
        sock.sendall(data)
        if not wait:
            sock.shutdown(socket.SHUT_WR)
        answer = b''
        while True:
            piece = sock.recv(65536)
            if not piece:
                return answer
            answer += piece


def spoil(gate):
    """Makes the configuration one that no daemon takes; undoes it."""
    with open(gate.config, encoding='utf-8') as text:
        good = text.read()
    with open(gate.config, 'a', encoding='utf-8') as text:
        text.write('no-such-setting = 1\n')

    def mend():
        with open(gate.config, 'w', encoding='utf-8') as text:
            text.write(good)
    return mend


@tap.case('status tells what became of the mails')
def _():
    gate = started('status', workers=2, signature_age='0s')
    works_as_before(gate)
    tap.equal(tool(gate, 'status')[0], 0, 'exit code')
    said = status(gate)
    tap.equal((said['mails']['accept'], said['mails']['reject']), (1, 1),
              'mails')
    tap.equal((said['generation'], said['failures'], said['poison']),
              (1, 0, 0), 'generation, failures, poison')
    tap.equal(said['pid'], gate.child.pid, 'pid')
    tap.equal(said['workers']['wanted'], 2, 'workers')
    tap.check(said['signatures'] > 0, 'no signatures')
    tap.holds('inspectors', tool(gate, 'status')[1], 'for people')
    tap.equal(stat.S_IMODE(os.stat(control(gate)).st_mode), 0o660, 'mode')
    gate.stop()


@tap.case('reload waits until it is done')
def _():
    gate = started('reload', workers=2)
    before = gate.inspectors()[0]
    tap.equal(tool(gate, 'reload'), (0, 'reloaded\n', ''), 'what it said')
    tap.equal(status(gate)['generation'], 2, 'generation')
    tap.check(wait_until(lambda: not set(before) & set(gate.inspectors()[0]),
                         20), 'the old keeper is there')
    works_as_before(gate)
    gate.stop()


@tap.case('reload shows the error, and nothing changes')
def _():
    gate = started('reload-bad', workers=2)
    mend = spoil(gate)
    exit_code, _, error = tool(gate, 'reload')
    tap.equal(exit_code, 1, 'exit code')
    tap.holds('no-such-setting', error, 'the error')
    tap.holds('sekimori.conf:', error, 'the error')
    works_as_before(gate)
    exit_code, out, _ = tool(gate, 'status')
    tap.equal(exit_code, 1, 'exit code of status')
    tap.holds('no-such-setting', out, 'status')
    mend()
    tap.equal(tool(gate, 'reload')[0], 0, 'exit code')
    tap.equal(status(gate)['reload_error'], None, 'error')
    tap.equal(status(gate)['reload_failures'], 1, 'failures')
    gate.stop()


@tap.case('reloads at once are each answered, and no mail fails')
def _():
    gate = started('reloads', workers=2)
    asked = [subprocess.Popen([gateway.TOOL, 'reload', '-s', control(gate)],
                              stdout=subprocess.DEVNULL) for _ in range(4)]
    os.kill(gate.child.pid, signal.SIGUSR1)
    while any(child.poll() is None for child in asked):
        mails = [Delivery(gate, clean()), Delivery(gate, class_3())]
        tap.equal([mail.result() for mail in mails], [250, 550], 'answers')
    tap.equal([child.wait() for child in asked], [0] * 4, 'exit codes')
    tap.check(wait_until(lambda: len(gate.inspectors()[0]) == 1, 20),
              'more than one keeper stays')
    tap.check(2 <= status(gate)['generation'] <= 6, 'generation')
    gate.stop()


def held(name, **settings):
    """A daemon whose inspectors load only while hold(gate, False)."""
    folder = proc.run_folder(name)
    inspector = os.path.join(folder, 'inspector')
    with open(inspector, 'w', encoding='utf-8') as script:
        script.write('#!/bin/sh\n'
                     f'while [ -e {folder}/hold ]; do sleep 0.1; done\n'
                     f'exec {os.path.abspath(gateway.BUILD)}/'
                     'sekimori-inspector "$@"\n')
    os.chmod(inspector, 0o755)
    return gateway.Gateway(folder, inspector=inspector, **settings).start()


def hold(gate, on):
    file = os.path.join(gate.folder, '..', 'hold')
    if on:
        with open(file, 'w', encoding='ascii'):
            pass
    else:
        os.unlink(file)


def connected(gate, data=b''):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(60)
    sock.connect(control(gate))
    sock.sendall(data)
    return sock


def rest(sock):
    with sock, sock.makefile('rb') as file:
        return json.loads(file.read())


def loading(gate):
    """A reload that has begun, and does not end."""
    hold(gate, True)
    sock = connected(gate, b'reload\n')
    tap.check(wait_until(lambda: len(gate.inspectors()[0]) == 2, 20),
              'no load began')
    return sock


def timed_status(gate):
    began = time.monotonic()
    said = status(gate)
    tap.check(time.monotonic() - began < 2, 'status waited')
    return said


@tap.case('reloads during a load share the next one, and status waits for none')
def _():
    gate = held('shared', workers=1)
    first = loading(gate)
    others = [connected(gate, b'reload\n') for _ in range(31)]
    wait_until(lambda: False, 0.5)
    tap.equal(rest(connected(gate, b'reload\n')), {'error': 'busy'},
              'one too many')
    exit_code, _, error = tool(gate, 'reload')
    tap.equal(exit_code, 2, 'exit code of one too many')
    tap.holds('busy', error, 'what it said')
    tap.equal(timed_status(gate)['generation'], 1, 'generation')
    hold(gate, False)
    tap.equal([rest(sock) for sock in [first] + others],
              [{'reloaded': True}] * 32, 'answers')
    tap.equal(status(gate)['generation'], 3, 'loads')
    works_as_before(gate)
    gate.stop()


@tap.case('who asks during a load has the result of one that began later')
def _():
    gate = held('later', workers=1)
    first = loading(gate)
    spoil(gate)
    others = [connected(gate, b'reload\n') for _ in range(3)]
    wait_until(lambda: False, 0.5)
    hold(gate, False)
    tap.equal(rest(first), {'reloaded': True}, 'the first answer')
    for sock in others:
        tap.holds('no-such-setting', rest(sock)['error'], 'the error')
    said = status(gate)
    tap.equal((said['generation'], said['reload_failures']), (2, 1), 'loads')
    gate.stop()


@tap.case('clients that say nothing, or a byte at a time, are dropped in time')
def _():
    gate = started('dripping', workers=1)
    began = time.monotonic()
    idle = [connected(gate, b'x') for _ in range(32)]
    exit_code, out, error = tool(gate, 'status', '--json')
    tap.check(time.monotonic() - began < 3, 'it waited')
    tap.equal((exit_code, json.loads(out)), (2, {'error': 'busy'}),
              'one too many')
    tap.holds('busy', error, 'what it said')

    def answered():
        for sock in idle:
            try:
                sock.send(b'x')
            except OSError:
                pass    # hung up on, as it should be
        return tool(gate, 'status')[0] == 0
    tap.check(wait_until(answered, 30, 0.5), 'they are waited for')
    tap.check(time.monotonic() - began < 8, 'they were waited for')
    for sock in idle:
        sock.close()
    gate.stop()


class Keepers(threading.Thread):
    """Looks how many keepers there are at once, until asked."""

    def __init__(self, gate):
        super().__init__(daemon=True)
        self.gate, self.most, self.done = gate, 0, threading.Event()
        self.start()

    def run(self):
        while not self.done.wait(0.002):
            self.most = max(self.most, len(self.gate.inspectors()[0]))

    def result(self):
        self.done.set()
        self.join()
        return self.most


def answers_during(gate, mail, work):
    """The codes of one mail after another while work() is going on."""
    codes, done = [], threading.Event()

    def send():
        while not done.is_set():
            codes.append(code(gate, mail))
    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    try:
        work()
    finally:
        done.set()
        sender.join(120)
    return codes


@tap.case('a sequential reload ends the old inspectors first, and mails wait')
def _():
    gate = started('sequential', workers=2, reload='sequential')
    keepers = Keepers(gate)

    def reload():
        for _ in range(5):
            tap.equal(tool(gate, 'reload')[0], 0, 'exit code')
    codes = answers_during(gate, class_3(), reload)
    tap.equal(keepers.result(), 1, 'keepers at once')
    tap.equal(set(codes), {550}, f'the answers to {len(codes)} mails')
    tap.equal(status(gate)['generation'], 6, 'generation')
    tap.equal(status(gate)['failures'], 0, 'failures')
    tap.equal(len(gate.events('keeper-died')), 0, 'deaths')
    gate.stop()


@tap.case('a mail that waits for a sequential reload has the new rules')
def _():
    gate = started('sequential-rules', workers=1, reload='sequential')
    with open(gate.config, 'a', encoding='utf-8') as text:
        text.write('rule "all" { action = reject }\n')
    codes = answers_during(gate, clean(), lambda: tool(gate, 'reload'))
    after = code(gate, clean())
    tap.equal(codes + [after], sorted(codes + [after]),
              'no answer of the old rules comes after one of the new')
    tap.equal(set(codes) | {after}, {250, 550}, 'answers')
    tap.equal(after, 550, 'the answer after it')
    gate.stop()


@tap.case('where a sequential reload fails, the old configuration comes back')
def _():
    gate = started('sequential-bad', workers=2, reload='sequential')
    with open(gate.config, encoding='utf-8') as text:
        good = text.read()
    empty = proc.run_folder('no-signatures')
    os.makedirs(empty, exist_ok=True)
    with open(gate.config, 'w', encoding='utf-8') as text:
        text.write(good.replace(gateway.SIGNATURES, empty)
                   + 'rule "all" { action = reject }\n')

    def reload():
        exit_code, _, error = tool(gate, 'reload')
        tap.equal(exit_code, 1, 'exit code')
        tap.holds(empty, error, 'the error')
    codes = answers_during(gate, clean(), reload)
    tap.equal(set(codes), {250}, f'the answers to {len(codes)} mails')
    works_as_before(gate)
    tap.equal(status(gate)['failures'], 0, 'failures')
    # Nor does a configuration that cannot be read end anything.
    keepers = gate.inspectors()[0]
    spoil(gate)
    tap.equal(tool(gate, 'reload')[0], 1, 'exit code')
    tap.equal(gate.inspectors()[0], keepers, 'keepers')
    works_as_before(gate)
    gate.stop()


@tap.case('a daemon can end while a sequential reload waits')
def _():
    gate = started('sequential-end', workers=1, reload='sequential')
    for _ in range(3):
        os.kill(gate.child.pid, signal.SIGUSR1)
    tap.equal(gate.stop(), 0, 'exit status')


@tap.case('mails that are sent slowly keep no inspectors that were replaced')
def _():
    gate = started('slow', workers=1, deadline='2s', queue_wait='1s')
    slow = []
    for mail in (class_3(), clean(), clean()):
        slow.append((driver.Connection(gate.socket()).open(), mail))
        slow[-1][0].envelope(letters.SENDER, [letters.OUTSIDE])
        tap.equal(tool(gate, 'reload')[0], 0, 'exit code')
    tap.check(wait_until(lambda: len(gate.inspectors()[0]) == 1, 20),
              f'keepers: {gate.inspectors()[0]}')
    for (connection, mail), right in zip(slow, (550, 250, 250)):
        tap.equal(connection.message(mail).code(), right, 'the answer')
        connection.close()
    tap.equal(status(gate)['failures'], 0, 'failures')
    tap.equal(len(gate.events('keeper-died')), 0, 'deaths')
    tap.equal(gate.stop(), 0, 'exit status')


@tap.case('whatever is sent to the socket, the daemon goes on')
def _():
    gate = started('control-bad', workers=1)
    for data in (b'x\n', b'\n', b'\0\n', b'statuss\n', b'status \n'):
        tap.equal(json.loads(raw(gate, data)), {'error': 'unknown request'},
                  repr(data))
    for data in (b'', b'status', b'x' * 5000):
        try:
            tap.equal(raw(gate, data, wait=False), b'', repr(data))
        except ConnectionError:
            pass    # closed while we still wrote
    idle = []
    for _ in range(40):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(control(gate))
        idle.append(sock)
        if len(idle) == 7:
            tap.equal(status(gate)['generation'], 1, 'with 7 idle clients')
        if len(idle) >= 16:
            break
    works_as_before(gate)
    for sock in idle:
        sock.close()
    tap.check(wait_until(lambda: tool(gate, 'status')[0] in (0, 1), 60),
              'no answer after the idle clients')
    gate.stop()


@tap.case('socket of a killed daemon is taken over, a file is not')
def _():
    gate = started('control-stale', workers=1)
    gate.stop(signal.SIGKILL)
    tap.check(os.path.exists(control(gate)), 'the socket is gone')
    gate.start()
    tap.equal(status(gate)['generation'], 1, 'generation')
    gate.stop()
    os.unlink(control(gate))
    with open(control(gate), 'w', encoding='ascii') as file:
        file.write('mine')
    gate.launch()
    tap.check(wait_until(lambda: not gate.child.is_running(), 30), 'it runs')
    tap.holds('no socket', gate.said(), 'the log')
    with open(control(gate), encoding='ascii') as file:
        tap.equal(file.read(), 'mine', 'the file')


@tap.case('new signatures are loaded by themselves, half-written ones not')
def _():
    folder = proc.run_folder('signatures')
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(gateway.SIGNATURES):
        shutil.copy(os.path.join(gateway.SIGNATURES, name), folder)
    gate = started('watch', workers=2, signatures=folder)
    before = status(gate)['signatures']
    new = 'ours.hsb'
    body = 'これは検体です。\n'
    mail = letters.with_files('資料', '本文\n', [('a.bin', body.encode())])
    tap.equal(code(gate, mail), 250, 'before')
    digest = hashlib.sha256(body.encode()).hexdigest()
    with open(os.path.join(folder, 'tmp.x'), 'w', encoding='ascii') as file:
        file.write(f'{digest}:{len(body.encode())}:Ours.Test:73\n')
    wait_until(lambda: False, 7)
    tap.equal(status(gate)['generation'], 1, 'generation while it is written')
    os.rename(os.path.join(folder, 'tmp.x'), os.path.join(folder, new))
    while status(gate)['generation'] == 1 and not gate.events('reloaded'):
        tap.equal(code(gate, clean()), 250, 'a mail meanwhile')
    tap.equal(status(gate)['signatures'], before + 1, 'signatures')
    tap.equal(code(gate, mail), 550, 'after')
    # What nobody can load leaves what there is.
    with open(os.path.join(folder, 'bad.cvd'), 'w', encoding='ascii') as file:
        file.write('ClamAV-VDB:nonsense')
    tap.check(wait_until(lambda: gate.events('reload-failed'), 30),
              'no attempt')
    tap.equal(code(gate, mail), 550, 'after a bad one')
    gate.stop()


def copy_of_signatures(name):
    folder = proc.run_folder(name)
    for file in os.listdir(gateway.SIGNATURES):
        shutil.copy(os.path.join(gateway.SIGNATURES, file), folder)
    return folder


def renamed_over(file):
    """As freshclam puts a file in place."""
    shutil.copy(file, file + '.new')
    os.rename(file + '.new', file)


def noticed(gates, generation, seconds=15):
    """Whether all of them have loaded so often, and no more."""
    wait_until(lambda: all(status(gate)['generation'] >= generation
                           for gate in gates), seconds, 0.2)
    tap.equal([status(gate)['generation'] for gate in gates],
              [generation] * len(gates), 'generations')


@tap.case('signatures are noticed again and again, a file or a folder, moved '
          'or linked')
def _():
    name = sorted(os.listdir(gateway.SIGNATURES))[0]
    single = os.path.join(copy_of_signatures('watch-file'), name)
    folder = os.path.join(proc.run_folder('watch-folder'), 'signatures')
    link = os.path.join(proc.run_folder('watch-link'), 'current')
    shutil.copytree(gateway.SIGNATURES, folder)
    shutil.copytree(gateway.SIGNATURES, link + '-1')
    os.symlink(link + '-1', link)
    gates = [started(f'watch-{number}', workers=1, signatures=path)
             for number, path in enumerate((single, folder, link))]
    for number in (2, 3, 4):
        renamed_over(single)
        shutil.rmtree(folder)
        shutil.copytree(gateway.SIGNATURES, folder)
        shutil.copytree(gateway.SIGNATURES, f'{link}-{number}')
        os.symlink(f'{link}-{number}', link + '.new')
        os.rename(link + '.new', link)
        noticed(gates, number)
    # What is gone is said, once, and what was loaded stays.
    os.rename(folder, folder + '-away')
    tap.check(wait_until(lambda: gates[1].events('watch-failed'), 10),
              'nobody says that it is gone')
    wait_until(lambda: False, 3)
    tap.equal(len(gates[1].events('watch-failed')), 1, 'said')
    works_as_before(gates[1])
    os.rename(folder + '-away', folder)
    tap.check(wait_until(lambda: gates[1].events('watch-again'), 10),
              'nobody says that it is there')
    tap.equal(status(gates[1])['generation'], 4, 'loaded without need')
    # A reload that somebody asks for is not made twice.
    renamed_over(single)
    tap.equal(tool(gates[0], 'reload')[0], 0, 'reload')
    wait_until(lambda: False, 8)
    tap.equal(status(gates[0])['generation'], 5, 'generation')
    for gate in gates:
        gate.stop()


@tap.case('signatures that could not be loaded are tried again; who writes '
          'for ever delays none')
def _():
    folder = copy_of_signatures('watch-retry')
    file = os.path.join(folder, sorted(os.listdir(folder))[0])
    busy = copy_of_signatures('watch-busy')
    gate = started('retry', workers=1, signatures=folder)
    other = started('busy', workers=1, signatures=busy)
    mend = spoil(gate)      # any reason that is not in the signatures
    renamed_over(file)

    def write():
        with open(os.path.join(busy, 'notes'), 'a', encoding='ascii') as out:
            out.write('x')
    tap.check(wait_until(lambda: write() or gate.events('reload-failed'), 15,
                         1), 'no attempt')
    tap.check(wait_until(lambda: write() or status(gate)['reload_failures']
                         == 2, 50, 1), 'no second attempt')
    tap.equal(len(gate.events('reload-failed')), 1, 'times it was said')
    tap.check(status(other)['generation'] > 1, 'the others still wait')
    mend()
    os.kill(gate.child.pid, signal.SIGUSR1)
    tap.check(wait_until(lambda: gate.events('reloaded'), 20), 'no reload')
    wait_until(lambda: False, 2)    # it sees that all is well
    mend = spoil(gate)
    renamed_over(file)
    tap.check(wait_until(lambda: status(gate)['reload_failures'] == 3, 15),
              'no attempt')
    mend()
    noticed([gate], 3, 70)
    works_as_before(gate)
    gate.stop()
    other.stop()


OLD_RULE = ('rule "old" { route = "internet" signatures-old = yes '
            'action = tempfail }\n')


def aged_signatures(name, days):
    """A folder with signatures that were made so many days ago."""
    folder = proc.run_folder(name)
    os.makedirs(folder, exist_ok=True)
    made = time.time() - days * 86400
    for file in os.listdir(gateway.SIGNATURES):
        copy = shutil.copy(os.path.join(gateway.SIGNATURES, file), folder)
        os.utime(copy, (made, made))
    return folder


@tap.case('a rule can ask for old signatures; new ones end it')
def _():
    folder = aged_signatures('old-signatures', 4)
    gate = started('old', workers=1, signatures=folder, more=OLD_RULE,
                   signature_age='3d', watch_signatures='no')
    tap.equal(code(gate, clean()), 451, 'with old signatures')
    tap.holds('virus signatures are too old',
              gate.record()[-1]['rules'][-1]['why'], 'why')
    tap.equal(code(gate, clean(), letters.INSIDE), 250, 'on another route')
    tap.equal(status(gate)['signatures_old'], True, 'status')
    tap.equal(len(gate.events('signatures-old')), 1, 'warnings')
    for file in os.listdir(folder):
        os.utime(os.path.join(folder, file))
    tap.equal(tool(gate, 'reload')[0], 0, 'reload')
    tap.equal(code(gate, clean()), 250, 'with new ones')
    gate.stop()


@tap.case('check tells what old signatures would do')
def _():
    folder = proc.run_folder('old-check')
    os.makedirs(folder, exist_ok=True)
    file = os.path.join(folder, 'mail.eml')
    with open(file, 'wb') as out:
        out.write(clean())
    for days, right in ((4, 'tempfail'), (2, 'accept')):
        config = gateway.configuration(
            folder, more=OLD_RULE, signature_age='3d',
            signatures=aged_signatures(f'aged-{days}', days))
        out = subprocess.run(
            [gateway.TOOL, 'check', '-c', config, '--json', '--from',
             letters.SENDER, '--to', letters.OUTSIDE, file], timeout=60,
            stdout=subprocess.PIPE, check=False).stdout
        tap.equal(json.loads(out)['action'], right, f'{days} days old')


def heard(manager, word):
    """Datagrams up to the one that says word."""
    said = []
    while word not in said:
        said += manager.recv(4096).decode().split('\n')
    return said


@tap.case('the service manager hears when mails can be judged, and that we '
          'live')
def _():
    for name in ('\0sekimori-' + os.urandom(8).hex(),
                 os.path.join(proc.run_folder('manager'), 'notify')):
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.settimeout(60)
        if name[0] == '/':
            os.makedirs(os.path.dirname(name), exist_ok=True)
        manager.bind(name)
        gate = gateway.Gateway(
            proc.run_folder('notify'), workers=1, environment={
                'NOTIFY_SOCKET': name.replace('\0', '@'),
                'WATCHDOG_USEC': '2000000'}).start()
        heard(manager, 'READY=1')
        heard(manager, 'WATCHDOG=1')
        heard(manager, 'WATCHDOG=1')
        tap.equal(code(gate, clean()), 250, 'a mail')
        tap.equal(gate.stop(), 0, 'exit status')
        heard(manager, 'STOPPING=1')
        manager.close()


@tap.case('nobody there: status says so')
def _():
    folder = proc.run_folder('control-nobody')
    done = subprocess.run([gateway.TOOL, 'status', '-s',
                           os.path.join(folder, 'none')],
                          stderr=subprocess.PIPE, timeout=30, check=False)
    tap.equal(done.returncode, 2, 'exit code')
    tap.holds('cannot ask the daemon', done.stderr.decode(), 'the error')


@tap.case('old signatures are warned of')
def _():
    gate = started('control-old', workers=1, signature_age='1s')
    said = status(gate)
    if said['signature_time'] is None:
        tap.equal(said['signatures_old'], False, 'of unknown age')
    else:
        tap.equal(said['signatures_old'], True, 'old')
        tap.check(gate.events('signatures-old'), 'no warning')
        tap.equal(tool(gate, 'status')[0], 1, 'exit code')
    tap.equal(code(gate, clean()), 250, 'a mail')
    gate.stop()


if __name__ == '__main__':
    tap.main(prepare)
