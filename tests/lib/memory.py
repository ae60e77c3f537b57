# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""memory.py - what the workers of a daemon take while it judges a mail."""
import threading
import time


def status_of(pid):
    """{name: first word} of /proc/PID/status; empty once it is gone."""
    try:
        with open(f'/proc/{pid}/status', encoding='ascii',
                  errors='replace') as lines:
            return {name: rest.split()[0] for name, _, rest in
                    (line.partition(':') for line in lines) if rest.strip()}
    except OSError:
        return {}


class Watch(threading.Thread):
    """Samples the memory of a daemon's workers until it is stopped.

    VmHWM tells what no sample saw, where this mail took more than all
    before it.
    """

    def __init__(self, gate):
        super().__init__(daemon=True)
        self.gate = gate
        self.first = {pid: status_of(pid) for pid in gate.inspectors()[1]}
        self.peak = 0
        self.done = threading.Event()
        self.start()

    def run(self):
        idle = min((int(one.get('VmRSS', 0)) for one in self.first.values()),
                   default=0)
        while not self.done.wait(0.03):
            for pid, first in self.first.items():
                now = status_of(pid)
                high = int(now.get('VmHWM', 0))
                if high <= int(first.get('VmHWM', 0)):
                    high = int(now.get('VmRSS', 0))
                self.peak = max(self.peak, high - idle)

    def end(self):
        """(peak in MB above an idle worker, what became of the workers)."""
        time.sleep(0.05)
        self.done.set()
        self.join()
        same = set(self.gate.inspectors()[1]) == set(self.first)
        return self.peak / 1024, 'same' if same else 'replaced'
