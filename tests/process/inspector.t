#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""inspector.t - inspectors die, stall and babble: nothing passes because of
it, and the gate recovers by itself."""
import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import driver
import mails as letters
import proc
import tap
from common import Delivery, busy, class_3, clean, code, gateway, kill_all, \
    prepare, queue, started, status, tool, works_as_before
from liar import hostile
from memory import status_of
from proc import is_alive, wait_until


def mails_other():
    return letters.simple('別の会議', '別の本文\n')


def gateway_without(rule):
    """A daemon whose configuration lacks a rule."""
    gate = gateway.Gateway(proc.run_folder('without-' + rule), workers=2)
    with open(gate.config, encoding='utf-8') as text:
        lines = text.readlines()
    with open(gate.config, 'w', encoding='utf-8') as text:
        text.writelines(line for line in lines
                        if not line.startswith(f'rule "{rule}"'))
    return gate


@tap.case('worker killed in the middle of a mail: another one judges it')
def _():
    gate = started('killed', workers=1)
    for mail, right in ((class_3(), 550), (clean(), 250)):
        _, workers, (mail,) = busy(gate, [mail])
        kill_all(workers, signal.SIGKILL)
        tap.equal(mail.result(), right, 'the answer')
    tap.check(wait_until(lambda: len(gate.inspectors()[1]) == 1, 20),
              'the worker was not replaced')
    works_as_before(gate)
    gate.stop()


@tap.case('workers killed again and again: no wrong answer, ever')
def _():
    gate = started('killing', workers=2)
    for round_ in range(10):
        mails = [Delivery(gate, class_3() if n % 2 else clean())
                 for n in range(4)]
        kill_all(gate.inspectors()[1], signal.SIGKILL)
        for number, mail in enumerate(mails):
            answer = mail.result()
            right = (550, 451, None) if number % 2 else (250, 451, None)
            tap.check(answer in right, f'round {round_}: {answer} for mail '
                      f'{number}')
    tap.check(wait_until(lambda: code(gate, clean()) == 250, 30),
              'the gate did not recover:\n' + gate.said()[-2000:])
    works_as_before(gate)
    gate.stop()


def switches(pid):
    """How often a process waited for something."""
    return int(status_of(pid)['voluntary_ctxt_switches'])


def in_order(gate):
    """Both inspectors, the one first that has the next mail: who had the
    last one."""
    wait_until(lambda: status(gate)['workers']['idle'] == 2, 20)
    workers = gate.inspectors()[1]
    tap.equal(len(workers), 2, 'inspectors')
    before = {pid: switches(pid) for pid in workers}
    tap.equal(code(gate, mails_other()), 250, 'a mail before')
    wait_until(lambda: status(gate)['workers']['idle'] == 2, 20)
    return sorted(workers, key=lambda pid: before[pid] - switches(pid))


def poisoned(gate, mail):
    """The answer to a mail that ends both inspectors that open it."""
    workers = in_order(gate)
    kill_all(workers, signal.SIGSTOP)
    delivery = Delivery(gate, mail)
    for number, pid in enumerate(workers, len(gate.events('worker-died'))):
        # It dies as if it had read where it may not.
        wait_until(lambda: False, 0.5)
        kill_all([pid], signal.SIGSEGV)
        kill_all([pid], signal.SIGCONT)
        tap.check(wait_until(lambda n=number: len(gate.events('worker-died'))
                             > n, 20), 'nobody said that it died')
    return delivery.result(30)


@tap.case('mail that ends two inspectors is refused, and known again')
def _():
    folder = proc.run_folder('poison-kept')
    os.makedirs(folder, exist_ok=True)
    gate = started('poison', workers=2, poison_folder=folder)
    mail = clean()
    tap.equal(poisoned(gate, mail), 550, 'the answer')
    tap.check('how="signal 11"' in gate.events('worker-died')[0],
              gate.events('worker-died')[0])
    tap.equal(len(gate.events('poison')), 1, 'said once')
    kept = os.listdir(folder)
    tap.equal(len(kept), 1, 'copies')
    path = os.path.join(folder, kept[0])
    tap.equal(os.stat(path).st_mode & 0o777, 0o600, 'its mode')
    with open(path, 'rb') as copy:
        tap.check(copy.read().endswith(mail.split(b'\r\n\r\n', 1)[1]),
                  'the copy is not the mail')
    died = len(gate.events('worker-died'))
    tap.equal(code(gate, mail), 550, 'the same mail again')
    os.kill(gate.child.pid, signal.SIGUSR1)
    tap.check(wait_until(lambda: gate.events('reloaded'), 30), 'no reload')
    tap.equal(code(gate, mail), 550, 'the same mail after a reload')
    tap.equal(len(gate.events('worker-died')), died, 'deaths')
    tap.equal(code(gate, mails_other()), 250, 'another mail')
    tap.equal(code(gate, class_3()), 550, 'class 3')
    gate.stop()


@tap.case('mails that end inspectors are kept and remembered within bounds')
def _():
    folder = proc.run_folder('poison-bounds')
    os.makedirs(folder, exist_ok=True)
    gate = started('poison-full', workers=2, poison_folder=folder,
                   poison_folder_files=1, poison_memory='4s')
    tap.equal(poisoned(gate, clean()), 550, 'the answer')
    kept = os.listdir(folder)
    tap.check(wait_until(lambda: len(gate.inspectors()[1]) == 2, 20),
              'no new inspectors')
    tap.equal(poisoned(gate, mails_other()), 550, 'the next one')
    tap.equal(os.listdir(folder), kept, 'copies')
    tap.holds('poison-folder-files (1)', gate.events('poison-not-saved')[0],
              'the log')
    tap.check(wait_until(lambda: status(gate)['poison'] == 0, 20),
              'they are remembered for ever')
    gate.stop()


@tap.case('without a rule on it, a mail that ends inspectors waits')
def _():
    config = gateway_without('poison')
    gate = config.start()
    mail = clean()
    tap.equal(poisoned(gate, mail), 451, 'the answer')
    tap.equal(code(gate, mail), 451, 'the same mail again')
    tap.equal(code(gate, mails_other()), 250, 'another mail')
    gate.stop()


@tap.case('inspectors that somebody else ends make no mail poison')
def _():
    gate = started('innocent', workers=2)
    workers = sorted(gate.inspectors()[1])
    kill_all(workers, signal.SIGSTOP)
    mail = Delivery(gate, clean())
    for pid in workers:
        wait_until(lambda: False, 0.5)
        kill_all([pid], signal.SIGKILL)
    tap.equal(mail.result(30), 250, 'the answer')
    tap.equal(gate.events('poison'), [], 'poison')
    gate.stop()


@tap.case('worker that stalls is killed, and its mail waits')
def _():
    gate = started('stalled', workers=1, deadline='3s', queue_wait='2s')
    _, workers, (mail,) = busy(gate, [clean()])
    answer = mail.result(30)
    tap.check(answer in (250, 451), f'the answer: {answer}')
    tap.check(wait_until(lambda: not any(map(is_alive, workers)), 20),
              'the stalled worker is still there')
    works_as_before(gate)
    gate.stop()


@tap.case('all inspectors stopped: class 3 and clean mails wait')
def _():
    gate = started('stopped', workers=2, deadline='3s', queue_wait='2s')
    keepers, workers = gate.inspectors()
    kill_all(keepers + workers, signal.SIGSTOP)
    answers = [mail.result(60) for mail in
               [Delivery(gate, class_3()) for _ in range(3)]
               + [Delivery(gate, clean()) for _ in range(3)]]
    tap.equal(answers, [451] * 6, 'the answers')
    kill_all(keepers + workers, signal.SIGCONT)
    tap.check(wait_until(lambda: code(gate, clean()) == 250, 30),
              'the gate did not recover:\n' + gate.said()[-2000:])
    works_as_before(gate)
    gate.stop()


@tap.case('when the queue is full, one more mail is deferred at once')
def _():
    gate = started('queue', workers=1, queue_length=2)
    tap.equal(code(gate, clean()), 250, 'the answer before')
    _, workers, held = busy(gate, [clean()])
    tap.check(wait_until(lambda: queue(gate) == (1, 0), 20), 'not with it')
    # One after the other: libmilter's pool of threads wakes one idle thread
    # for two sessions that come at once, and the second then waits until
    # some thread has ended what it does.
    for number, mail in enumerate((clean(), class_3()), 1):
        held.append(Delivery(gate, mail))
        tap.check(wait_until(lambda n=number: queue(gate) == (1 + n, n), 20),
                  f'not waiting: {queue(gate)}\n' + gate.said()[-2000:])
    tap.equal(code(gate, clean()), 451, 'the answer to one more')
    tap.holds('queue-length', gate.said(), 'the log')
    kill_all(workers, signal.SIGCONT)
    tap.equal([mail.result() for mail in held], [250, 250, 550],
              'the answers to those that waited')
    gate.stop()


@tap.case('keeper killed: nothing passes unseen, a new keeper comes')
def _():
    gate = started('keeper', workers=2)
    keepers, workers = gate.inspectors()
    kill_all(keepers, signal.SIGKILL)
    for _ in range(5):
        tap.check(code(gate, class_3()) in (550, 451, None),
                  'the answer to class 3')
    kill_all(workers, signal.SIGKILL)
    for _ in range(5):
        tap.check(code(gate, class_3()) in (550, 451, None),
                  'the answer to class 3')
    tap.check(wait_until(lambda: code(gate, clean()) == 250, 60),
              'no new keeper came:\n' + gate.said()[-2000:])
    tap.check(gate.inspectors()[0] != keepers, 'the keeper is the old one')
    works_as_before(gate)
    tap.equal(gate.stop(), 0, 'exit status')


@tap.case('daemon killed: its inspectors do not outlive it')
def _():
    gate = started('daemon', workers=2)
    family = [pid for group in gate.inspectors() for pid in group]
    gate.child.stop(signal.SIGKILL)
    tap.check(wait_until(lambda: not any(map(is_alive, family)), 20),
              'inspectors are left')


@tap.case('inspectors are told nothing of what the daemon was told')
def _():
    gate = gateway.Gateway(proc.run_folder('environment'), workers=1,
                           environment={'DB_PASSWORD': 'secret',
                                        'TZ': 'UTC'}).start()
    keepers, _ = gate.inspectors()
    with open(f'/proc/{keepers[0]}/environ', 'rb') as file:
        told = [entry.partition(b'=')[0]
                for entry in file.read().split(b'\0') if entry]
    tap.check(b'TZ' in told, f'TZ is needed for the log: {told}')
    tap.check(set(told) <= {b'TZ', b'TMPDIR', b'LD_LIBRARY_PATH',
                            b'ASAN_OPTIONS', b'LSAN_OPTIONS',
                            b'UBSAN_OPTIONS'}, f'too much: {told}')
    gate.stop()


def make_files(folder, count):
    for number in range(count):
        os.close(os.open(os.path.join(folder, f'{number}'),
                         os.O_CREAT | os.O_WRONLY, 0o600))


def fill(folder):
    """As code in a worker would: many, deep, and closed to their owner."""
    make_files(folder, 50000)
    inner = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir('d', 0o700, dir_fd=inner)
        outer, inner = inner, os.open('d', os.O_RDONLY, dir_fd=inner)
        os.close(outer)
    os.close(inner)
    os.chmod(os.path.join(folder, 'd'), 0)
    os.chmod(folder, 0)


@tap.case('what a worker left behind is removed, and holds nobody up')
def _():
    gate = started('filled', workers=1)
    _, (worker,) = gate.inspectors()
    folder = [os.path.join(path, f'{worker}')
              for path, names, _ in os.walk(gate.folder)
              if f'{worker}' in names][0]
    fill(folder)
    os.kill(worker, signal.SIGSEGV)
    tap.check(wait_until(lambda: gate.inspectors()[1] not in
                         ([], [worker]), 5), 'the worker was not replaced')
    works_as_before(gate)
    tap.check(wait_until(lambda: not os.path.exists(folder), 60),
              'its folder is still there')
    gate.stop()
    left = [name for name in os.listdir(gate.folder)
            if name.startswith('sekimori-')]
    tap.equal(left, [], 'folders left at the end')


@tap.case('what many workers left behind holds nobody up either')
def _():
    gate = started('filled-many', workers=16)
    *filled, other = gate.inspectors()[1]
    for folder, names, _ in os.walk(gate.folder):
        for name in set(names) & set(map(str, filled)):
            make_files(os.path.join(folder, name), 6000)
    kill_all(filled, signal.SIGSEGV)
    tap.check(wait_until(lambda: gate.events('worker-died'), 10), 'deaths')
    wait_until(lambda: False, 0.3)    # let them be buried
    kill_all([other], signal.SIGSEGV)
    # As long as a mail waits to hear whose fault it was.
    tap.check(wait_until(lambda: f'pid={other} ' in gate.said(), 1),
              'the next death was not told in time')
    gate.stop()


def channels(pid):
    """How many sockets it has."""
    folder = f'/proc/{pid}/fd'
    return sum(os.readlink(os.path.join(folder, name)).startswith('socket:')
               for name in os.listdir(folder) if int(name) > 2)


@tap.case('an inspector has no channel but its own, even if not confined')
def _():
    gate = started('channels', workers=4, confinement='off')
    tap.equal([channels(pid) for pid in gate.inspectors()[1]], [1] * 4,
              'sockets')
    gate.stop()


@tap.case('a daemon that is started as root says so')
def _():
    gate = started('root', workers=1)
    tap.equal(len(gate.events('running-as-root')),
              1 if os.geteuid() == 0 else 0, 'warnings')
    gate.stop()


@tap.case('SIGTERM lets the mail in hand end first')
def _():
    gate = started('drain', workers=1)
    for mail, right in ((class_3(), 550),):
        _, workers, (mail,) = busy(gate, [mail])
        wait_until(lambda: False, 0.3)    # let it reach the worker
        os.kill(gate.child.pid, signal.SIGTERM)
        kill_all(workers, signal.SIGCONT)
        tap.check(mail.result() in (right, 451, None),
                  f'the answer: {mail.code}')
    tap.equal(gate.child.status(30), 0, 'exit status')


@tap.case('SIGTERM gives mails in hand the time of the configuration then')
def _():
    gate = started('longer', workers=1, deadline='1s', queue_wait='900ms')
    with open(gate.config, encoding='utf-8') as text:
        short = text.read()
    with open(gate.config, 'w', encoding='utf-8') as text:
        text.write(short.replace('deadline = "1s"', 'deadline = "60s"'))
    tap.equal(tool(gate, 'reload')[0], 0, 'reload')
    _, workers, (mail,) = busy(gate, [clean()])
    wait_until(lambda: False, 1)
    os.kill(gate.child.pid, signal.SIGTERM)
    # More than the first deadline and what is added to it, and than
    # libmilter takes to look (5 s).
    wait_until(lambda: not gate.child.is_running(), 14)
    kill_all(workers, signal.SIGCONT)
    tap.equal(mail.result(30), 250, 'the answer')
    tap.equal(gate.child.status(30), 0, 'exit status')
    tap.equal(gate.events('drain'), [], 'given up')


@tap.case('SIGTERM reaches no thread but the one that waits for it')
def _():
    gate = started('signals', metrics=f'inet:{proc.free_port()}@127.0.0.1')
    open_to_it = []
    for task in os.listdir(f'/proc/{gate.child.pid}/task'):
        with open(f'/proc/{gate.child.pid}/task/{task}/status',
                  encoding='ascii') as status:
            blocked = [line.split()[1] for line in status
                       if line.startswith('SigBlk:')]
        if not int(blocked[0], 16) >> (signal.SIGTERM - 1) & 1:
            open_to_it.append(task)
    tap.check(len(open_to_it) <= 1, f'threads that SIGTERM ends: {open_to_it}')
    tap.equal(gate.stop(), 0, 'exit status')


IMPOSTORS = {
    'ends at once': '#!/bin/sh\nexit 0\n',
    'fails at once': '#!/bin/sh\nexit 1\n',
    'babbles on every descriptor': '''#!/usr/bin/env python3
import os, time
for _ in range(200):
    for fd in range(1, 20):
        try:
            os.write(fd, b'{"ready": true, "signatures": 1}\\n' * 50)
        except OSError:
            pass
    time.sleep(0.01)
''',
    'is not there': None,
    'is not executable': '',
}


def impostor(kind):
    folder = proc.run_folder('impostor')
    program = os.path.join(folder, 'inspector')
    if IMPOSTORS[kind] is not None:
        with open(program, 'w', encoding='utf-8') as out:
            out.write(IMPOSTORS[kind])
        os.chmod(program, 0o755 if IMPOSTORS[kind] else 0o644)
    gate = gateway.Gateway(folder, inspector=program)
    child = gate.launch()
    status = child.status(60)
    tap.check(status not in (None, 0),
              f'status {status}; said:\n{gate.said()[-1500:]}')
    tap.check('event=ready' not in gate.said(), 'it called itself ready')


for one in IMPOSTORS:
    tap.case(f'no start with an inspector that {one}', one)(impostor)

def one_mail(gate, more=b''):
    """more: header fields before the others."""
    return driver.deliver(gate.socket(), letters.SENDER, [letters.OUTSIDE],
                          more + letters.simple('Hello'))


def lied_to(lie, more=b''):
    """What a mail is answered whose inspector says that, and the log."""
    gate = hostile(lie=lie, password_memory='1h')
    try:
        return one_mail(gate, more), gate.said()
    finally:
        gate.stop()


HOSTILE = {
    'sends a descriptor along': 'send(ours, 5, findings.encode(), [0])',
    'answers with another kind of frame': 'send(ours, 4, findings.encode())',
    'answers with no kind of frame': 'send(ours, 99, findings.encode())',
    'promises four gigabytes': "ours.sendall(struct.pack('=II', 5, 2**32-1))",
    'answers beyond findings-bytes':
        "send(ours, 5, findings.encode() + b' ' * 40000000)",
    'answers with millions of empty objects':
        "send(ours, 5, findings.encode()[:-1] + b', \"x\": ['"
        " + b'{},' * 5000000 + b'{}]}')",
    'answers with nothing': "send(ours, 5, b'')",
    'answers with what is not JSON': "send(ours, 5, b'{' * 100000)",
    'answers with what is not UTF-8':
        "send(ours, 5, findings.encode()[:-1] + b',\"x\": \"\\xff\"}')",
    'leaves a key out':
        'send(ours, 5, findings.replace(\'"viruses": [], \', "").encode())',
    'adds a key':
        'send(ours, 5, findings.replace("{", \'{"more": 1, \', 1).encode())',
    'says a key twice': 'send(ours, 5, findings.replace("{", '
                        '\'{"viruses": [], \', 1).encode())',
    'counts below nothing': 'send(ours, 5, findings.replace('
                            '"[1, 0, 0, 0, 0]", "[1, -1, 0, 0, 0]").encode())',
    'closes its socket and lives on': 'ours.close(); __import__("time")'
                                      '.sleep(600)',
}


def refuse_hostile(kind):
    gate = hostile(HOSTILE[kind])
    answer = one_mail(gate)
    tap.equal(answer.code() // 100, 4, f'{answer}')
    tap.check(gate.events('inspection-failed'), 'nothing in the log')
    tap.check(gate.child.is_running(), 'the daemon is gone')
    gate.stop()


for one in HOSTILE:
    tap.case(f'mail waits whose inspector {one}', one)(refuse_hostile)


@tap.case('worker that says too much loses its next mail to another')
def _():
    gate = hostile('send(ours, 5, findings.encode()); '
                   'send(ours, 5, findings.encode())')
    for _ in range(2):
        tap.check(one_mail(gate).verdict in ('accept', 'continue'), 'answer')
        wait_until(lambda: False, 0.2)
    gate.stop()


@tap.case('worker that ends with its answer costs no mail a try')
def _():
    gate = hostile('send(ours, 6, findings.encode()); os._exit(0)')
    for _ in range(4):
        tap.check(one_mail(gate).verdict in ('accept', 'continue'), 'answer')
    tap.equal(gate.events('inspection-failed'), [], 'failed tries')
    gate.stop()


@tap.case('whoever is given a spoilt inspector keeps his place in the queue')
def _():
    # Each takes longer than the one before; the first says all twice.
    gate = hostile('__import__("time").sleep(3 + _); ours.sendall('
                   '(struct.pack("=II", 5, len(findings)) + '
                   'findings.encode()) * (2 if _ == 0 else 1))',
                   workers=4, queue_length=2)
    wait_until(lambda: status(gate)['workers']['idle'] == 4, 20)
    ended = []
    first, waiting = [], []
    # One after the other: libmilter may wake one thread for two sessions.
    for number in range(4):
        first.append(Delivery(gate, clean()))
        tap.check(wait_until(lambda n=number: queue(gate) == (n + 1, 0), 5),
                  'in hand')
    for number in range(2):
        waiting.append(Delivery(gate, clean(),
                                done=lambda n=number: ended.append(n)))
        tap.check(wait_until(lambda n=number: queue(gate)[1] == n + 1, 5),
                  'waiting')
    tap.equal([mail.result() for mail in first + waiting], [250] * 6,
              'answers')
    tap.equal(ended, [0, 1], 'their order')
    gate.stop()


@tap.case('an inspector cannot speak of a mail that it was not asked about')
def _():
    answer, _ = lied_to({})    # this far it is believed
    tap.check(answer.verdict in ('accept', 'continue'), f'{answer}')
    answer, said = lied_to({'password_follows': ['AAAABBBBCCCCDDDD']})
    tap.equal(answer.code() // 100, 4, f'{answer}')
    tap.holds('password_follows of another mail', said, 'the log')


K1 = {'declared': '機密性1', 'declared_rank': 1}
K2 = {'declared': '機密性2', 'declared_rank': 2}
LABEL_2 = 'X-Classification:\r\n 機密性2 \r\n'.encode()
ENCODED = b'X-Classification: =?utf-8?B?5qmf5a+G5oCnMg==?=\r\n'
UNKNOWN = {'part': '', 'what': 'no known class', 'kind': 'unsupported'}
# (what it does, what it says, header fields of the mail, what the log says;
# None: that may be true)
WITHHELD = [
    ('speaks of no part', {'parts': []}, b'', 'no part of the mail'),
    ('saw no To field', {'fields': [0] * 5}, b'', 'address fields'),
    ('saw a Cc field too many', {'fields': [1, 1, 0, 0, 0]}, b'',
     'address fields'),
    ('says that recipients may be shown', {'share_recipients': True}, b'',
     'share_recipients'),
    ('withholds the label', {}, LABEL_2, 'label header'),
    ('withholds a label in encoded words', {}, ENCODED, 'label header'),
    ('says a lower label', K1, LABEL_2, 'below the label header'),
    ('says the label', K2, LABEL_2, None),
    ('says the label of encoded words', K2, ENCODED, None),
    ('says a higher one of two labels', K2,
     LABEL_2 + LABEL_2.replace(b'2', b'1'), None),
    ('says why there is none', {'problems': [UNKNOWN]}, LABEL_2, None),
    ('finds an empty label to be none', {}, b'X-Classification:  \r\n', None),
]


def believe(row):
    _, lie, more, log = row
    answer, said = lied_to(lie, more)
    tap.equal(answer.code() // 100, 4 if log else 2, f'{answer}')
    if log:
        tap.holds(log, said, 'the log')


for one in WITHHELD:
    tap.case(f'an inspector that {one[0]} is '
             f'{"not " if one[3] else ""}believed', one)(believe)


@tap.case('an inspector that makes a part larger than the mail is not believed')
def _():
    gate = hostile('said["parts"][0]["bytes"] = 5000; '
                   'send(ours, 5, json.dumps(said).encode())')
    tap.equal(one_mail(gate).code() // 100, 4, 'answer')
    tap.holds('larger than the mail', gate.said(), 'the log')
    gate.stop()


def start():
    # How an inspector dies is the kernel's to say.
    proc.sanitizer('handle_segv=0')
    prepare()


tap.main(start)
