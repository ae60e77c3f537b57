# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""judge.py - what must be true of an answer and of a mail that arrived."""
import re

import tap
from cases import HIDE, PASS, SHARE, THREE
from sink import Arrived

HIDDEN = b'undisclosed-recipients:;'
ADDRESS_FIELDS = ('to', 'cc', 'resent-to', 'resent-cc')
# MTAs add what RFC 5322 3.6.6 wants beside the Resent- fields of a mail.
ADDED = ('resent-date', 'resent-message-id')
ENHANCED = re.compile(r'^[245]\.\d{1,3}\.\d{1,3} ')


def reply_is_well_formed(code, lines, utf8=False):
    """One class of code throughout, short, readable, printable."""
    tap.check(len(lines) <= 5, f'{len(lines)} lines in the reply: {lines}')
    for line in lines:
        tap.check(len(line.encode()) <= 512 - 6, f'too long: {line}')
        tap.check(utf8 or line.isascii(), f'not ASCII: {line}')
        tap.check(line.isprintable(), f'not printable: {line!r}')
        tap.check(ENHANCED.match(line), f'no enhanced status: {line}')
        tap.equal(line[0], str(code)[0], f'class of the status in: {line}')


def reply_says(case, text):
    """That a refusal names a rule of the case and what else it must."""
    if case.rules:
        tap.check(any(rule in text for rule in case.rules),
                  f'none of {case.rules} named in: {text}')
    for said in case.says:
        tap.holds(said, text, 'the reply')


def parsed(mail):
    return Arrived(None, [], mail, [])


def without_trace(fields):
    """The fields below those that MTAs put on top."""
    at = 0
    while at < len(fields) and fields[at][0].lower() in (
            'received', 'return-path'):
        at += 1
    return fields[at:]


def same_fields(seen, expected):
    for number, (left, right) in enumerate(zip(seen, expected)):
        tap.equal(left, right, f'header field {number + 1}')
    tap.equal([name for name, _ in seen[len(expected):]], [],
              'fields that were added')
    tap.equal([name for name, _ in expected[len(seen):]], [],
              'fields that are missing')


def nobody_shown(arrived):
    """That no outside address is left in any field but From's kind."""
    shown = [(name, address) for name, value in without_trace(
        arrived.fields()) for address in THREE
        if address.encode() in value.lower()]
    tap.equal(shown, [], 'outside addresses that still show')
    tap.equal([value.strip() for value in arrived.values('To')],
              [HIDDEN], 'what stands in To')
    tap.equal(arrived.values('Cc'), [], 'what stands in Cc')
    for name in ('Resent-To', 'Resent-Cc'):
        tap.check(all(value.strip() == HIDDEN
                      for value in arrived.values(name)),
                  f'{name}: {arrived.values(name)}')


def unfolded(fields):
    """With all white space of address fields made one space."""
    return [(name, b' ' + b' '.join(value.split()))
            if name.lower() in ADDRESS_FIELDS else (name, value)
            for name, value in fields]


def arrived_as_it_must(case, arrived, refolds=False):
    """Compares what reached the other side with what was sent.

    refolds: the MTA itself folds address fields anew, as Sendmail does.
    """
    sent = parsed(case.mail)
    tap.equal(arrived.body(), sent.body(), 'the body')
    seen = without_trace(arrived.fields())
    expected = sent.fields()
    if refolds:
        seen, expected = unfolded(seen), unfolded(expected)
    if case.fate == PASS:
        same_fields(seen, expected)
    elif case.fate == SHARE:
        same_fields(seen, [field for field in expected
                           if field[0].lower() != 'x-share-recipients'])
    elif case.fate == HIDE:
        nobody_shown(arrived)
        same_fields([field for field in seen
                     if field[0].lower() not in ADDRESS_FIELDS + ADDED],
                    [field for field in expected
                     if field[0].lower() not in ADDRESS_FIELDS])
