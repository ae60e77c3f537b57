# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""proc.py - folders, ports and processes that a test owns and takes back."""
import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.join(TOP, os.environ.get('BUILD', 'build'))
SANITIZED = '-address' in os.path.basename(BUILD)


def sanitizer(options):
    """How ASan behaves in what is started from now on."""
    before = os.environ.get('ASAN_OPTIONS')
    os.environ['ASAN_OPTIONS'] = f'{before}:{options}' if before else options


def stop_cleanly(*_):
    sys.exit(143)    # atexit handlers run


def run_folder(name, parent=None):
    """A new folder that the MTA's own user can reach; gone at exit.

    Not under the build folder: a checkout may lie in a home folder that
    Postfix's user cannot enter. KEEP_RUN=1 keeps it.
    """
    folder = tempfile.mkdtemp(prefix=f'sekimori-{name}-', dir=parent)
    os.chmod(folder, 0o755)
    if os.environ.get('KEEP_RUN'):
        print(f'# kept: {folder}', flush=True)
    else:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, stop_cleanly)
    return folder


def free_port():
    """A loopback port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_until(ready, seconds, step=0.02):
    """Polls ready() until it returns something true, which is returned.

    Returns None when the time is up.
    """
    end = time.monotonic() + seconds
    while True:
        result = ready()
        if result:
            return result
        if time.monotonic() >= end:
            return None
        time.sleep(step)


def answers(port):
    """Whether something accepts connections on a loopback port."""
    try:
        with socket.create_connection(('127.0.0.1', port), 1):
            return True
    except OSError:
        return False


def is_alive(pid):
    """Whether a process runs; a zombie does not."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii',
                  errors='replace') as stat:
            return stat.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


def children(pid):
    """Pids of the processes whose parent is pid."""
    found = []
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/stat', encoding='ascii',
                      errors='replace') as stat:
                fields = stat.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] not in 'ZX':
            found.append(int(name))
    return found


def descendants(pid):
    found = []
    for child in children(pid):
        found.append(child)
        found.extend(descendants(child))
    return found


class Child:
    """A process of ours whose output goes to a file; stopped at exit."""

    def __init__(self, command, log, **options):
        self.log = log
        with open(log, 'ab') as out:
            self.log_begin = out.tell()
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                **options)
        self.pid = self.process.pid
        atexit.register(self.stop)

    def is_running(self):
        return self.process.poll() is None

    def status(self, seconds):
        """Its exit status, waited for; None if it is still running."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def said(self):
        """What it wrote, without what an earlier process left in the log."""
        with open(self.log, 'rb') as log:
            log.seek(self.log_begin)
            return log.read().decode('utf-8', 'replace')

    def stop(self, how=signal.SIGTERM, seconds=20):
        if self.is_running():
            self.process.send_signal(how)
            if self.status(seconds) is None:
                self.process.kill()
                self.process.wait()
        return self.process.returncode


def has_user(name):
    try:
        pwd.getpwnam(name)
        return True
    except KeyError:
        return False


def need_root(may_ask=False):
    """Restarts the program through sudo where that asks for nothing, or on
    a terminal if it may_ask. Returns whether we are root.
    """
    if os.geteuid() == 0:
        return True
    if not shutil.which('sudo'):
        return False
    if subprocess.run(['sudo', '-n', 'true'], check=False,
                      stderr=subprocess.DEVNULL).returncode == 0 \
            or (may_ask and sys.stdin.isatty()):
        kept = [f'{name}={os.environ[name]}' for name in
                ('CI', 'BUILD', 'KEEP', 'KEEP_RUN', 'ONLY', 'ASAN_OPTIONS')
                if name in os.environ]
        os.execvp('sudo', ['sudo', 'env', *kept, sys.executable, *sys.argv])
    return False
