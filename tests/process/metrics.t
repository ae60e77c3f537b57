#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""metrics.t - what a monitor is told, read by Prometheus' own reader."""
import contextlib
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import gateway
import proc
import tap
from common import class_3, clean, code, prepare, started
from proc import wait_until

# Debian's library is for Debian's interpreter.
READER = '''
import json, sys
from prometheus_client.openmetrics.parser import \\
    text_string_to_metric_families as read
print(json.dumps([[f.type, s.name, s.labels, s.value]
                  for f in read(sys.stdin.read()) for s in f.samples]))
'''


def ask(port, path, method='GET', body=None):
    """(status, type, text)."""
    client = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    try:
        client.request(method, path, body)
        answer = client.getresponse()
        return answer.status, answer.getheader('Content-Type'), \
            answer.read().decode()
    finally:
        client.close()


def is_alive(port):
    try:
        return ask(port, '/live')[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def metrics(port):
    """{(name, label values): value}."""
    status, type_, text = ask(port, '/metrics')
    tap.equal((status, type_.split(';')[0]),
              (200, 'application/openmetrics-text'), 'the answer')
    done = subprocess.run(['/usr/bin/python3', '-c', READER],
                          input=text.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=30, check=False)
    tap.equal(done.returncode, 0, done.stderr.decode() + text)
    return {(name, *labels.values()): value
            for _, name, labels, value in json.loads(done.stdout)}


def measured(name, **settings):
    port = proc.free_port()
    return port, started(name, metrics=f'inet:{port}@127.0.0.1', **settings)


@tap.case('mails are counted by verdict, by rule and by time')
def _():
    port, gate = measured('counted', workers=2)
    before = metrics(port)
    tap.equal(before[('sekimori_mails_total', 'reject')], 0, 'before')
    for mail in (class_3(), clean(), clean()):
        code(gate, mail)
    after = metrics(port)
    for name, right in ((('sekimori_mails_total', 'reject'), 1),
                        (('sekimori_mails_total', 'accept'), 2),
                        (('sekimori_rule_mails_total', 'k3-external'), 1),
                        (('sekimori_failures_total',), 0),
                        (('sekimori_inspection_seconds_count',), 3),
                        (('sekimori_inspection_seconds_bucket', '+Inf'), 3),
                        (('sekimori_workers_wanted',), 2),
                        (('sekimori_keeper_up',), 1),
                        (('sekimori_generation',), 1),
                        (('sekimori_signatures',), 1)):
        tap.equal(after[name], right, str(name))
    tap.check(0 < after[('sekimori_inspection_seconds_sum',)] < 60, 'sum')
    os.kill(gate.child.pid, signal.SIGUSR1)
    tap.check(wait_until(lambda: gate.events('reloaded'), 30), 'no reload')
    later = metrics(port)
    tap.equal(later[('sekimori_generation',)], 2, 'generation')
    tap.equal(later[('sekimori_mails_total', 'accept')], 2, 'kept')
    gate.stop()


@tap.case('a worker that dies is counted, and a keeper too')
def _():
    port, gate = measured('deaths', workers=1)
    os.kill(gate.inspectors()[1][0], signal.SIGKILL)
    tap.check(wait_until(lambda: metrics(port)[
        ('sekimori_worker_deaths_total',)] == 1, 20), 'not counted')
    os.kill(gate.inspectors()[0][0], signal.SIGKILL)
    tap.check(wait_until(lambda: metrics(port)[
        ('sekimori_keeper_deaths_total',)] == 1, 20), 'not counted')
    tap.check(wait_until(lambda: ask(port, '/ready')[0] == 200, 30),
              'not ready again')
    gate.stop()


@tap.case('alive and ready are told apart; nothing else is there')
def _():
    port, gate = measured('ready', workers=1)
    tap.equal(ask(port, '/live')[0], 200, '/live')
    tap.equal(ask(port, '/ready')[0], 200, '/ready')
    tap.equal(ask(port, '/ready', 'HEAD')[2], '', 'HEAD')
    tap.equal(ask(port, '/')[0], 404, '/')
    tap.equal(ask(port, '/metrics/../live')[0], 404, 'a path with dots')
    tap.equal(ask(port, '/metrics', 'POST', b'x' * 100000)[0], 405, 'POST')
    gate.stop()


@tap.case('clients that babble, stall or are many do not matter')
def _():
    port, gate = measured('babble', workers=1)
    stalled = []
    for number in range(40):
        sock = socket.create_connection(('127.0.0.1', port), timeout=30)
        stalled.append(sock)
        try:
            sock.sendall([b'GET /met', b'\0' * 3000, b'',
                          b'GET / HTTP/1.1\r\nA: ' + b'x' * 60000]
                         [number % 4])
        except OSError:
            pass    # it was hung up on, as it should
    tap.equal(code(gate, class_3()), 550, 'class 3')
    tap.equal(code(gate, clean()), 250, 'a clean mail')
    tap.check(wait_until(lambda: is_alive(port), 30), 'no answer once they were dropped')
    for sock in stalled:
        sock.close()
    gate.stop()


@tap.case('a busy daemon, with more than 1024 descriptors, is said to live')
def _():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < 8192:
        tap.skip(f'no more than {hard} descriptors here')
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, hard))
    port, gate = measured('many', workers=1)
    with contextlib.ExitStack() as stack:
        for _ in range(1100):
            stack.enter_context(
                socket.create_connection(('127.0.0.1', gate.port)))
        tap.check(wait_until(lambda: len(os.listdir(
            f'/proc/{gate.child.pid}/fd')) > 1100, 20), 'not that many')
        tap.equal([is_alive(port) for _ in range(5)], [True] * 5, '/live')
        tap.equal(ask(port, '/ready')[0], 200, '/ready')
        tap.check(metrics(port), 'no metrics')
        tap.equal(code(gate, clean()), 250, 'a mail')
    gate.stop()


class Drip(threading.Thread):
    """Keeps a number of clients that send a byte a second, until left."""

    def __init__(self, port, number):
        super().__init__(daemon=True)
        self.socks = [socket.create_connection(('127.0.0.1', port))
                      for _ in range(number)]
        self.left = threading.Event()
        self.dropped_s = None   # how long all were waited for

    def run(self):
        began = time.monotonic()
        self.send(b'GET /live HTTP/1.1\r\nX: ')
        while not self.left.wait(1):
            if self.send(b'x') == 0 and not self.dropped_s:
                self.dropped_s = time.monotonic() - began

    def send(self, data):
        """How many still take it."""
        here = 0
        for sock in self.socks:
            try:
                sock.sendall(data)
                here += 1
            except OSError:
                pass    # hung up on
        return here

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.left.set()
        self.join()
        for sock in self.socks:
            sock.close()


@tap.case('clients that send a byte at a time keep nobody out, nor stay')
def _():
    port, gate = measured('drip', workers=1)
    with Drip(port, 63) as drip:
        tap.check(is_alive(port), 'no answer beside 63 of them')
        tap.check(wait_until(lambda: drip.dropped_s, 20), 'they stay')
        tap.check(9 <= drip.dropped_s < 14, f'after {drip.dropped_s} s')
    with Drip(port, 500):
        wait_until(lambda: False, 2)
        tap.equal([is_alive(port) for _ in range(20)], [True] * 20,
                  'answers beside 500 of them')
    tap.check(is_alive(port), 'no answer after them')
    gate.stop()


@tap.case('one question a connection, however they are asked')
def _():
    port, gate = measured('one', workers=1)
    question = b'GET /live HTTP/1.1\r\nHost: x\r\n\r\n'
    with socket.create_connection(('127.0.0.1', port), timeout=30) as sock:
        sock.sendall(question * 5)
        said = b''
        try:
            while piece := sock.recv(65536):
                said += piece
        except ConnectionResetError:
            pass    # what nobody read
    tap.equal(said.count(b'alive'), 1, 'answers')
    tap.holds(b'Connection: close', said, 'the header')
    gate.stop()


@tap.case('only ports of this machine are listened on')
def _():
    for where, is_right in (('inet:9190@127.0.0.1', True),
                            ('inet:9190@127.9.9.9', True),
                            ('inet6:9190@::1', True), ('', True),
                            ('inet:9190@0.0.0.0', False),
                            ('inet:9190@192.0.2.1', False),
                            ('inet:9190@localhost', False),
                            ('inet6:9190@::', False),
                            ('inet:0@127.0.0.1', False),
                            ('inet:65536@127.0.0.1', False),
                            ('inet:999999@127.0.0.1', False),
                            ('inet:9190', False), ('9190', False),
                            ('unix:/tmp/x', False)):
        config = gateway.configuration(proc.run_folder('where'),
                                       metrics=where)
        done = subprocess.run([gateway.PROGRAM, '-t', '-c', config],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=30, check=False)
        tap.equal(done.returncode == 0, is_right,
                  f'{where}: {done.stderr.decode()}')


@tap.case('no start where somebody else listens')
def _():
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = taken.getsockname()[1]
        gate = gateway.Gateway(proc.run_folder('taken'),
                               metrics=f'inet:{port}@127.0.0.1')
        done = subprocess.run([gateway.PROGRAM, '-f', '-c', gate.config],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=60, check=False)
        tap.check(done.returncode != 0, 'it started')
        tap.holds('metrics: cannot listen', done.stderr.decode(), 'the error')


if __name__ == '__main__':
    tap.main(prepare)
