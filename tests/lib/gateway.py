# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""gateway.py - sekimori-milter as a test starts it, and what it says."""
import json
import os
import re
import signal

from proc import BUILD, TOP, Child, answers, descendants, free_port, \
    is_alive, wait_until

PROGRAM = os.path.join(BUILD, 'sekimori-milter')
TOOL = os.path.join(BUILD, 'sekimori')
DEMO = os.path.join(TOP, 'conf', 'demo.conf')
SIGNATURES = os.path.join(TOP, 'conf', 'demo-signatures')
READY_SECONDS = 60    # a sanitizer on a busy machine takes its time


def why_not():
    """Why the daemon cannot run; None if it can."""
    for file in (PROGRAM, os.path.join(BUILD, 'sekimori-inspector'), DEMO):
        if not os.path.exists(file):
            return f'{os.path.relpath(file, TOP)} is not there (make)'
    return None


def configuration(folder, more='', **settings):
    """Writes a configuration into folder: conf/demo.conf with settings
    ('-' written as '_') replaced or added, and more at its end.

    Returns its path. Everything the daemon writes stays in folder.
    """
    with open(DEMO, encoding='utf-8') as text:
        text = text.read()
    settings = {'control': os.path.join(folder, 'control'),
                'record': os.path.join(folder, 'record.jsonl'),
                'signatures': SIGNATURES, 'temporary_folder': folder,
                'spool_folder': folder, **settings}
    for name, value in settings.items():
        name = name.replace('_', '-')
        line = f'{name} = "{value}"' if isinstance(value, str) else \
            f'{name} = {value}'
        text, count = re.subn(rf'(?m)^{name} *=.*$', lambda _, to=line: to,
                              text, count=1)
        if not count:
            text = line + '\n' + text
    path = os.path.join(folder, 'sekimori.conf')
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text + '\n' + more)
    return path


class Gateway:
    """The daemon in the foreground, on a loopback port or a Unix socket.

    unix: True for a socket in its folder, or the path of one.
    """

    def __init__(self, folder, unix=None, port=None, config=None,
                 environment=None, **settings):
        self.folder = os.path.join(folder, 'gateway')
        os.makedirs(self.folder, exist_ok=True)
        self.port = port or free_port()
        self.path = os.path.join(self.folder, 'socket') \
            if unix is True else unix
        self.config = config or configuration(self.folder, **settings)
        self.environment = environment
        self.child = None

    def socket(self):
        return f'unix:{self.path}' if self.path else \
            f'inet:{self.port}@127.0.0.1'

    def for_postfix(self):
        return f'unix:{self.path}' if self.path else \
            f'inet:127.0.0.1:{self.port}'

    for_sendmail = socket

    def launch(self, *words):
        """Starts the process and waits for nothing."""
        self.child = Child(
            [PROGRAM, '-c', self.config, '-p', self.socket(), '-f', *words],
            os.path.join(self.folder, 'log'),
            env={**os.environ, **(self.environment or {})})
        return self.child

    def is_ready(self):
        if not self.child.is_running():
            return False
        if 'event=ready' not in self.child.said():
            return False
        return os.path.exists(self.path) if self.path else answers(self.port)

    def start(self, *words):
        self.launch(*words)
        wait_until(lambda: self.is_ready() or not self.child.is_running(),
                   READY_SECONDS)
        if not self.is_ready():
            raise RuntimeError('sekimori-milter did not start:\n'
                               + self.child.said())
        return self

    def stop(self, how=signal.SIGTERM):
        """Its exit status; its inspectors are gone then, too."""
        family = descendants(self.child.pid)
        status = self.child.stop(how)
        wait_until(lambda: not any(map(is_alive, family)), 20)
        return status

    def said(self):
        return self.child.said() if self.child else ''

    def events(self, name):
        return [line for line in self.said().split('\n')
                if f'event={name}' in line]

    def inspectors(self):
        """(pids of keepers, pids of workers): keepers are our children."""
        keepers, workers = [], []
        for pid in descendants(self.child.pid):
            parent = parent_of(pid)
            (keepers if parent == self.child.pid else workers).append(pid)
        return keepers, workers

    def record_file(self):
        return os.path.join(self.folder, 'record.jsonl')

    def record(self):
        """The lines kept so far, as objects; a torn line raises."""
        try:
            with open(self.record_file(), encoding='utf-8') as lines:
                return [json.loads(line) for line in lines]
        except FileNotFoundError:
            return []


def parent_of(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii',
                  errors='replace') as stat:
            return int(stat.read().rpartition(')')[2].split()[1])
    except OSError:
        return None
