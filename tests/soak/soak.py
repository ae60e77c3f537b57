#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""soak.py SECONDS CONNECTIONS - the gate under load while it is hurt.

Mixed mails on several connections at once. Meanwhile a worker is killed at
random every 100 ms, the keeper every 5 s, and every 3 s all is loaded anew.
Of ten mails one is marked and one is infected; what must hold:

- each mail has a verdict, and a line on record;
- no marked and no infected mail is accepted;
- nothing that a second inspector could have judged is deferred;
- descriptors, threads and memory of the daemon stay flat.

Exit status: 0 all of that held, 1 something did not.
"""
import collections
import multiprocessing
import os
import random
import re
import signal
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import cases
import driver
import gateway
import mails
import proc

WORKER_SECONDS, KEEPER_SECONDS, RELOAD_SECONDS = 0.1, 5, 3
WARM_SECONDS = 20          # until then the daemon may grow
GROWTH_KB = 16384          # of private memory, from then to the end
SEED = 20261124
# That reload fails, and nothing changes.
KILLED_WHILE_LOADING = re.compile('the inspector did not start: (closed|'
                                  'receive: Connection reset by peer)')


def with_file(name, data):
    return mails.with_files('資料', '添付します。\n', [(name, data)])


def kinds():
    """Ten kinds of mail: (name, right code, function that writes one)."""
    def text(size):
        return lambda: mails.simple('会議', f'本文 {random.random()}\n' * size)
    infected = cases.virus_mails
    viruses = [case.mail for case in infected()
               if case.to == [mails.OUTSIDE] or case.to == mails.OUTSIDE]
    marked = [mails.simple(cases.K3 + '資料', '本文\n'),
              with_file('【機密性3】名簿.txt', b'names'),
              mails.with_files('資料', '本文', [
                  ('a.zip', mails.plain_zip({'a.txt':
                                             (cases.K3 + '\n').encode()}))])]
    clean_zip = mails.plain_zip({'a.txt': '公開の資料'.encode()})
    return [
        ('text 1 kB', 250, text(20)), ('text 5 kB', 250, text(100)),
        ('text 60 kB', 250, text(1500)),
        ('html', 250, lambda: mails.simple(
            '会議', f'<p>{random.random()}</p>\n' * 50, subtype='html')),
        ('zip', 250, lambda: with_file('a.zip', clean_zip)),
        ('bytes 300 kB', 250, lambda: with_file('a.bin',
                                                random.randbytes(300000))),
        ('iso-2022-jp', 250, lambda: mails.simple(
            '会議', '会議です。\n', 'iso-2022-jp', '7bit')),
        ('text 20 kB', 250, text(400)),
        ('marked', 550, lambda: random.choice(marked)),
        ('infected', 550, lambda: random.choice(viruses)),
    ]


class Load(threading.Thread):
    """One connection of an MTA: mail after mail until told to stop."""

    def __init__(self, gate, number, stop):
        super().__init__(daemon=True)
        self.gate, self.stop = gate, stop
        self.kinds = kinds()
        self.turn = number
        self.seen = collections.Counter()
        self.slowest = 0.0

    def one(self):
        name, right, make = self.kinds[self.turn % len(self.kinds)]
        self.turn += 1
        began = time.monotonic()
        try:
            answer = driver.deliver(self.gate.socket(), mails.SENDER,
                                    [mails.OUTSIDE], make()).code()
        except (driver.Gone, OSError) as why:
            answer = f'lost ({why})'
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.seen[name, right, answer] += 1

    def run(self):
        while not self.stop.is_set():
            self.one()


def hurt(gate, what, seconds, stop, count):
    """Does it every so many seconds, whatever else this machine has to do."""
    chance = random.Random(SEED)
    due = time.monotonic()
    while True:
        due = max(due + seconds, time.monotonic())
        if stop.wait(due - time.monotonic()):
            return
        keepers, workers = gate.inspectors()
        try:
            if what == 'reload':
                os.kill(gate.child.pid, signal.SIGUSR1)
            else:
                os.kill(chance.choice(workers if what == 'worker'
                                      else keepers), signal.SIGKILL)
            count.value += 1
        except (IndexError, ProcessLookupError):
            pass    # nobody there just now


def state(pid):
    """(descriptors, threads, private kB) of a process."""
    threads = private = 0
    with open(f'/proc/{pid}/status', encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('Threads:'):
                threads = int(line.split()[1])
    with open(f'/proc/{pid}/smaps_rollup', encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('Private_'):
                private += int(line.split()[1])
    return len(os.listdir(f'/proc/{pid}/fd')), threads, private


def watch(gate, seconds, loads):
    """The daemon's state each second; tells how it goes on a terminal."""
    states = []
    until = time.monotonic() + seconds
    while time.monotonic() < until and gate.child.is_running():
        time.sleep(1)
        states.append(state(gate.child.pid))
        if sys.stderr.isatty():
            done = sum(sum(load.seen.values()) for load in loads)
            print(f'\r{until - time.monotonic():5.0f} s left, {done} mails, '
                  f'{states[-1][2]} kB', end='', file=sys.stderr)
    return states


def flat(states):
    """What grew, as (name, early, late): medians after the start, at the
    end. Half of the mean is allowed to what comes and goes with the load."""
    if len(states) < 2 * WARM_SECONDS:
        return []
    third = max(len(states) // 4, 5)
    early = states[WARM_SECONDS:WARM_SECONDS + third]
    late = states[-third:]
    grown = []
    for column, (name, slack) in enumerate(
            (('descriptors', 24), ('threads', 12), ('private kB',
                                                    GROWTH_KB))):
        first, last = (sorted(row[column] for row in rows)[len(rows) // 2]
                       for rows in (early, late))
        print(f'{name}: {first} early, {last} late (medians)')
        if last > first + slack:
            grown.append(name)
    return grown


def judge(gate, loads, grown):
    """Prints what was seen; returns what did not hold."""
    seen = sum((load.seen for load in loads), collections.Counter())
    wrong = [f'{name} grew' for name in grown]
    for (name, right, answer), count in sorted(seen.items(), key=str):
        print(f'{name:14} {answer} {count}')
        if answer != right:
            wrong.append(f'{name}: {count} answered {answer}, not {right}')
    total = sum(seen.values())
    kept = len(gate.record())
    print(f'{total} mails, {kept} lines on record, slowest '
          f'{max(load.slowest for load in loads):.1f} s')
    if kept < total:
        wrong.append(f'{total - kept} mails have no line on record')
    for load in loads:
        if not load.seen:
            wrong.append('a connection had no mail at all')
    for event in ('failed', 'poison', 'reload-failed'):
        seen_here = [line for line in gate.events(event)
                     if not KILLED_WHILE_LOADING.search(line)]
        if seen_here:
            wrong.append(f'{len(seen_here)} events {event}: {seen_here[-1]}')
    return wrong


def main():
    seconds, connections = int(sys.argv[1]), int(sys.argv[2])
    why = gateway.why_not()
    if why:
        sys.exit(f'soak: {why}')
    random.seed(SEED)
    gate = gateway.Gateway(proc.run_folder('soak'), workers=4,
                           record_sync='no').start()
    stop, counts = multiprocessing.Event(), {}
    pests = []
    for what, every in (('worker', WORKER_SECONDS),
                        ('keeper', KEEPER_SECONDS),
                        ('reload', RELOAD_SECONDS)):
        # Processes: threads would wait for those that send.
        counts[what] = multiprocessing.Value('i')
        pests.append(multiprocessing.Process(target=hurt, daemon=True,
                                             args=(gate, what, every, stop,
                                                   counts[what])))
    for process in pests:
        process.start()
    loads = [Load(gate, number, stop) for number in range(connections)]
    for thread in loads:
        thread.start()
    states = watch(gate, seconds, loads)
    stop.set()
    for thread in loads + pests:
        thread.join(300)
    print(f'\n{seconds} s, {connections} connections; killed '
          f'{counts["worker"].value} workers, {counts["keeper"].value} '
          f'keepers; {counts["reload"].value} reloads, {len(gate.events("reloaded"))} done')
    wrong = judge(gate, loads, flat(states))
    if not gate.child.is_running():
        wrong.append('the daemon is gone')
    elif gate.stop() != 0:
        wrong.append('the daemon did not end as asked')
    for what in wrong:
        print('WRONG:', what)
    print('held' if not wrong else f'{len(wrong)} things did not hold')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
