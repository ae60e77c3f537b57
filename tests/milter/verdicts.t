#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""verdicts.t - every mail of the table, on the wire: the answer, the edits
and the line in the record."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
# pylint: disable=wrong-import-position
import cases
import driver
import gateway
import judge
import proc
import tap
from cases import HIDE, HOLD, PASS, REJECT, SHARE, TEMPFAIL

RUN = {}


def prepare():
    why = gateway.why_not()
    if why:
        tap.skip(why)
    RUN['gate'] = gateway.Gateway(proc.run_folder('verdicts'),
                                  more=cases.MORE_RULES).start()


def clean_up():
    if 'gate' in RUN:
        RUN['gate'].stop()


def goes_on(case, answer, leadspc):
    """The mail may pass: with which edits?"""
    tap.check(answer.verdict in ('accept', 'continue'),
              f'{case.fate} was expected, got {answer}')
    held = answer.changes('quarantine')
    tap.equal(len(held), 1 if case.fate == HOLD else 0, f'held: {held}')
    if case.fate == PASS:
        tap.equal(answer.edits, [], 'edits of a mail that passes')
    elif case.fate in (HIDE, SHARE):
        after = driver.apply_edits(case.mail, answer.edits, leadspc)
        judge.arrived_as_it_must(case, judge.parsed(after))


def stops(case, answer):
    """The mail does not pass, and the answer says why."""
    tap.equal(answer.code() // 100, 5 if case.fate == REJECT else 4,
              f'class of {answer}')
    tap.equal(answer.verdict, 'replycode', 'the kind of answer')
    tap.equal(answer.edits, [], 'edits of a mail that does not pass')
    # "550 5.7.1 text", further lines "550-..." as the wire has them.
    lines = [line[4:] for line in answer.lines()]
    judge.reply_is_well_formed(answer.code(), lines)
    judge.reply_says(case, ' '.join(lines))


def is_kept(case, answer):
    """One line more in the record, and it is about this mail."""
    line = RUN['gate'].record()[-1]
    tap.equal([to['address'] for to in line['recipients']],
              [address for address in case.to], 'recipients in the record')
    actions = {PASS: 'accept', HIDE: 'accept', SHARE: 'accept',
               REJECT: 'reject', TEMPFAIL: 'tempfail', HOLD: 'hold'}
    tap.equal(line['action'], actions[case.fate], 'action in the record')
    if case.fate in (REJECT, TEMPFAIL):
        tap.holds(line['incident'], answer.text, 'incident in the reply')


def run(case, leadspc):
    steps = driver.ALL_STEPS if leadspc else \
        driver.ALL_STEPS & ~driver.P_HEADER_LEADSPC
    before = len(RUN['gate'].record())
    connection = driver.Connection(RUN['gate'].socket()).open(steps=steps)
    leadspc = bool(connection.steps & driver.P_HEADER_LEADSPC)
    answer = connection.deliver(case.sender, case.to, case.mail)
    connection.quit()
    if case.fate in (REJECT, TEMPFAIL):
        stops(case, answer)
    else:
        goes_on(case, answer, leadspc)
    tap.equal(len(RUN['gate'].record()), before + 1, 'lines in the record')
    is_kept(case, answer)


for one in cases.all_cases():
    tap.case(one.name, one, True)(run)
    if one.fate in (HIDE, SHARE):
        tap.case(one.name + ' (no leading spaces)', one, False)(run)

tap.main(prepare, clean_up)
