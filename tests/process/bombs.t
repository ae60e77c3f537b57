#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""bombs.t - mails that are made to make us wait, or fall, through the real
daemon, confined workers and the rules of conf/demo.conf.

Each ends within the deadline and is answered by a rule, and the mails after
it as if it had not been. A bomb that a rule lets pass has hidden nothing: a
marking behind it is found.
"""
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import bombs
import bombs_files as files
import bombs_mime as mime
import cases
import driver
import mails
import proc
import tap
from bombs import GIB, MIB
from common import clean, deliver, gateway, prepare, works_as_before
from memory import Watch, status_of

DEADLINE = 120
# Beside that all limits are the default ones. The scanner would unpack until
# its time is up what we unpack only once.
SCAN_SECONDS = 2
# Half a gigabyte takes as long whatever it was packed by: one of each kind is
# unpacked to the default limit, the others to this one.
SMALL = {'limit_decoded_bytes': '64M'}
WAITS = ('not-inspected', 451)     # a limit or damage is a problem
PASSES = (None, 250)               # large, and no more than large
HIDES = ('many-visible', 250)      # passes, with its recipients hidden
VIRUS = ('virus', 550)             # ClamAV has a name for this one
LIMIT = (None, 552)                # the gate's own, before any inspection
MARKED = ('k3-external', 550)

LINE = '{:38} {:>9} B {:>4} {:24} {:6.1f} s {:5.0f} MB {}'


def sized(name, data):
    return lambda: mails.with_files('s', 'x\n', [(name, data())])


BOMBS = {
    # ---- packed files
    'zip: 4 GB, flat':
        (sized('a.zip', lambda: bombs.zip_flat(4 * GIB)), WAITS),
    'zip: 16 in each of 5 levels':
        (sized('a.zip', lambda: bombs.zip_nested(5, 16, GIB)), WAITS),
    'zip: 60,000 members':
        (sized('a.zip', lambda: bombs.zip_members(60000)), WAITS),
    'zip: 1900 names for one member':
        (sized('a.zip', lambda: bombs.zip_same(1900, 4 * MIB)), WAITS,
         SMALL),
    'zip: members overlap, quoting':
        (sized('a.zip', lambda: bombs.zip_overlapping(700, MIB)), VIRUS),
    'zip: contains itself':
        (sized('a.zip', bombs.zip_quine), WAITS),
    'gzip: contains itself':
        (sized('a.gz', bombs.gzip_quine), WAITS),
    'gzip: 4 GB':
        (sized('a.gz', lambda: bombs.gzip(4 * GIB)), WAITS,
         SMALL),
    'gzip: 1000 within each other':
        (sized('a.gz', lambda: bombs.gzip_nested(1000)), WAITS),
    'bzip2: 4 GB':
        (sized('a.bz2', lambda: bombs.bzip2(4 * GIB)), WAITS,
         SMALL),
    'xz: 4 GB':
        (sized('a.xz', lambda: bombs.xz(4 * GIB)), WAITS,
         SMALL),
    'zstd: 4 GB':
        (sized('a.zst', lambda: bombs.zstd(4 * GIB)), WAITS,
         SMALL),
    '7z: 4 GB':
        (sized('a.7z', lambda: bombs.sevenzip(4 * GIB)), WAITS,
         SMALL),
    'tar: 20,000 members':
        (sized('a.tar', lambda: bombs.tar_members(20000)), WAITS),
    # ---- documents
    'docx: billion laughs':
        (sized('a.docx', lambda: files.laughs(files.docx)), WAITS),
    'docx: one long entity, 100,000 times':
        (sized('a.docx', lambda: files.quadratic(files.docx)), WAITS),
    'odt: billion laughs':
        (sized('a.odt', lambda: files.laughs(files.odt)), WAITS),
    'odt: one long entity, 100,000 times':
        (sized('a.odt', lambda: files.quadratic(files.odt)), WAITS),
    'docx: a million elements deep':
        (sized('a.docx', lambda: files.docx('<w:r>' * 1000000)), WAITS),
    'xlsx: a string of 4 GB':
        (sized('a.xlsx', lambda: files.xlsx_strings(4 * GIB)), WAITS),
    'pdf: object stream of 4 GB':
        (sized('a.pdf', lambda: files.pdf_objects_flat(4 * GIB)), WAITS),
    'pdf: object stream of 500,000':
        (sized('a.pdf', lambda: files.pdf_objects_many(500000)), WAITS),
    'pdf: object streams in each other':
        (sized('a.pdf', lambda: files.pdf_objects_loop(1000)), WAITS),
    'pdf: arrays, a million deep':
        (sized('a.pdf', lambda: files.pdf_arrays(1000000)), PASSES),
    'ole: sectors in a circle':
        (sized('a.doc', files.ole_fat_loop), WAITS),
    'ole: directory in a circle':
        (sized('a.doc', files.ole_directory_loop), WAITS),
    'ole: list of tables in a circle':
        (sized('a.doc', lambda: files.ole_difat_loop(1)), WAITS),
    'ole: a million lists of tables':
        (sized('a.doc', lambda: files.ole_difat_loop(1000000)), WAITS),
    'rtf: a million groups':
        (sized('a.rtf', lambda: files.rtf_groups(1000000)), WAITS),
    'rtf: binary of 2 GB that is not there':
        (sized('a.rtf', files.rtf_bin), WAITS),
    'rtf: a million binaries':
        (sized('a.rtf', lambda: files.rtf_bins(1000000)), PASSES),
    'tnef: 1000 within each other':
        (sized('winmail.dat', lambda: files.tnef_nested(1000)), WAITS),
    'tnef: a million lengths of 4 GB':
        (sized('winmail.dat', lambda: files.tnef_lengths(1000000)), WAITS),
    'vcard: a line of 30 MB, folded':
        (sized('a.vcf', lambda: files.vcard(6000000)), WAITS),
    'csv: 10 million cells':
        (sized('a.csv', lambda: files.csv(1000, 10000)), WAITS),
    'csv: 10 million columns':
        (sized('a.csv', lambda: files.csv(1, 10000000)), WAITS),
    # ---- mails
    'mime: multiparts, 10,000 deep': (lambda: mime.multiparts(10000), WAITS),
    'mime: mails, 10,000 deep': (lambda: mime.messages(10000), WAITS),
    'mime: 100,000 parts': (lambda: mime.parts(100000), WAITS),
    'header: 10 MB': (lambda: mime.big_header(10 * MIB), LIMIT),
    'header: name of 1 MB in 100,000 pieces':
        (lambda: mime.sections(100000, MIB), WAITS),
    'header: name of 80 KB in 40,000 pieces':
        (lambda: mime.sections(40000, 80000), PASSES),
    'header: 100,000 encoded words':
        (lambda: mime.inside(mime.words(100000)), WAITS),
    'header: 40,000 encoded words, the mail\'s own':
        (lambda: mime.own([mime.words(2500)] * 16), PASSES),
    'header: 40 MB of addresses':
        (lambda: mime.inside(mime.addresses(40 * MIB)), WAITS),
    'header: 60,000 addresses, the mail\'s own':
        (lambda: mime.own([mime.addresses(55000)] * 16), PASSES),
    'header: comments, 30,000 deep, the mail\'s own':
        (lambda: mime.own([mime.comments(28000)] * 14), HIDES),
    'header: groups, 18,000 deep, the mail\'s own':
        (lambda: mime.own([mime.groups(18000)] * 14), PASSES),
    'header: comments, a million deep':
        (lambda: mime.inside(mime.comments(1000000)), WAITS),
    'header: parameters, 40 MB':
        (lambda: mime.inside(mime.parameters(40 * MIB)), WAITS),
    'base64: 12 MB of empty lines':
        (lambda: mime.encoded('base64', b'\r\n' * (6 * MIB)), PASSES),
    'base64: 12 MB of padding':
        (lambda: mime.encoded('base64', (b'=' * 76 + b'\r\n') * (MIB // 6)),
         PASSES),
    'uuencode: a million empty lines':
        (lambda: mime.uuencoded(1000000), PASSES),
    'uuencode: 20,000 beginnings':
        (lambda: mime.uu_begins(20000), PASSES),
    'x-uuencode: 4 million empty lines':
        (lambda: mime.encoded('x-uuencode', b'begin 644 a\r\n'
                              + b'`\r\n' * 4000000), PASSES),
    'quoted-printable: 10 million soft breaks':
        (lambda: mime.encoded('quoted-printable', b'=\r\n' * 10000000),
         PASSES),
    'text: one line of 40 MB':
        (lambda: mime.charset('utf-8', b'x' * (40 * MIB)), WAITS),
    'html: a million nested tags':
        (lambda: mime.html_nested(1000000), PASSES),
    'charset: 40 MB of ISO-2022-JP escapes':
        (lambda: mime.escapes(40 * MIB), WAITS),
    'charset: UTF-7, shifted for ever':
        (lambda: mime.charset('utf-7', b'+AGE-' * (2 * MIB)), PASSES),
}


# ---- one bomb --------------------------------------------------------------

GATES = {}


def gate_of(**lowered):
    """A daemon that all bombs with these limits share."""
    key = str(lowered)
    if key not in GATES:
        GATES[key] = gateway.Gateway(
            proc.run_folder('bombs'), workers=1, temporary_folder='/dev/shm',
            limit_scan_seconds=SCAN_SECONDS, **lowered).start()
    return GATES[key]


def marked_behind(mail):
    """The mail with a part behind it that is marked."""
    head, _, body = mail.partition(b'\r\nMIME-Version: 1.0\r\n')
    return head + b'\r\nMIME-Version: 1.0\r\n' + mails.multipart(
        [body, mails.text_part(cases.K3 + '\n')])


def rule_of(line):
    """(name of the rule that decided, what was limited or is broken)"""
    rules = [rule['name'] for rule in line['rules'] if 'mode' not in rule]
    problems = [problem['what'] for problem in line['problems']]
    return (rules[0] if rules else None), '; '.join(problems[:2])


def last_record(gate):
    """The lines before it may be megabytes each."""
    with open(gate.record_file(), encoding='utf-8') as lines:
        for line in lines:
            pass
    return json.loads(line)


def set_off(gate, mail):
    """(code, rule, problems, seconds, peak MB, workers)"""
    watch = Watch(gate)
    began = time.monotonic()
    answer = deliver(gate, mail)
    seconds = time.monotonic() - began
    peak, workers = watch.end()
    line = last_record(gate)
    return (answer, *rule_of(line), line, seconds, peak, workers)


def bomb(name):
    make, (rule, code), *lowered = BOMBS[name]
    gate = gate_of(**(lowered[0] if lowered else {}))
    mail = make()
    died = len(gate.events('worker-died'))
    answer, judged, what, line, seconds, peak, workers = set_off(gate, mail)
    tap.note(LINE.format(name, len(mail), answer.code(), judged or '-',
                         seconds, peak, workers))
    if what:
        tap.note('    ' + what[:100])
    if proc.SANITIZED and answer.code() == 451 != code:
        tap.skip('a sanitizer takes more time than a mail has')
    tap.check(seconds < DEADLINE, f'{seconds:.1f} s')
    tap.check('4.3.0' not in answer.text, f'a failure of ours: {answer}')
    tap.equal(gate.events('worker-died')[died:], [], 'inspectors died')
    tap.equal((judged, answer.code()), (rule, code), 'rule and answer')
    if code == 250:
        behind = set_off(gate, marked_behind(mail))
        tap.equal((behind[1], behind[0].code()), MARKED,
                  'rule and answer to a marking behind it')
    works_as_before(gate)


for one in BOMBS:
    tap.case(one, one)(bomb)


# ---- those that are no attachments ------------------------------------------

def with_pattern(pattern):
    """A daemon whose highest class has one more way of being marked."""
    gate = gateway.Gateway(proc.run_folder('pattern'), workers=1)
    with open(gate.config, encoding='utf-8') as text:
        lines = text.read().replace(
            'rank = 3', f'rank = 3  patterns = {{ "{pattern}" }}', 1)
    with open(gate.config, 'w', encoding='utf-8') as text:
        text.write(lines)
    return gate.start()


@tap.case('patterns: (a+)+$ and five megabytes of a')
def _():
    gate = with_pattern('(a+)+$')
    for name, body in (('in one line', 'a' * (5 * MIB) + '!'),
                       ('in lines of a hundred',
                        ('a' * 100 + '!\n') * (MIB // 20))):
        mail = mails.simple('s', body)
        answer, judged, what, _, seconds, peak, workers = set_off(gate, mail)
        tap.note(LINE.format('patterns: ' + name, len(mail), answer.code(),
                             judged or '-', seconds, peak, workers))
        tap.note('    ' + what[:100])
        tap.equal((judged, answer.code()), WAITS, 'rule and answer')
        tap.holds('limit-pattern', what, 'the problem')
    tap.equal(gate.events('worker-died'), [], 'inspectors died')
    works_as_before(gate)
    gate.stop()


def recipients(connection, count, at_once=1000):
    """As many RCPTs, as an MTA with pipelining sends them."""
    answered = not connection.steps & driver.NO_REPLY[b'R']
    for first in range(0, count, at_once):
        packets = b''
        for number in range(first, first + at_once):
            data = b'R<a%d@example.com>\0' % number
            packets += len(data).to_bytes(4, 'big') + data
        connection.send_raw(packets)
        if answered:
            tap.equal(connection.read_exactly(5 * at_once),
                      b'\0\0\0\1c' * at_once, 'the answers to RCPT')


@tap.case('envelope: a million recipients')
def _():
    gate = gate_of()
    before = int(status_of(gate.child.pid)['VmRSS'])
    began = time.monotonic()
    connection = driver.Connection(gate.socket()).open()
    connection.envelope(mails.SENDER, [])
    recipients(connection, 1000000)
    answer = connection.message(clean())
    connection.quit()
    more = (int(status_of(gate.child.pid)['VmRSS']) - before) / 1024
    tap.note(LINE.format('envelope: a million recipients', len(clean()),
                         answer.code(), 'recipient-limit',
                         time.monotonic() - began, more, 'of the daemon'))
    tap.equal(answer.code(), 552, 'the answer')
    tap.holds('recipient-limit', ' '.join(answer.lines()), 'the answer')
    tap.check(more < 64, f'the daemon grew by {more:.0f} MB')
    works_as_before(gate)


tap.main(prepare)
