#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""postfix.t - the mails of the table through a real Postfix."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lib')]
# pylint: disable=wrong-import-position
import cases
import gate
import judge
import mails
import postfix
import smtp
import tap

RUN = gate.Gate(postfix, postfix.Postfix)
RUN.register()


@tap.case('field that Postfix prepends does not turn edits to a wrong one')
def _():
    """PREPEND puts a To above the mail's own."""
    for one in cases.visible_mails():
        if one.name.startswith('three outside addresses'):
            reply = smtp.send(RUN.mta.prepend_port, one.sender, one.to,
                              one.mail)
            tap.equal(reply.code, 250, f'the answer: {reply}')
            arrived = RUN.arrival(one.mark, one.to)
            for address in cases.THREE:
                tap.check(address.encode() not in arrived.header_block(),
                          f'{one.name}: {address} shows in:\n'
                          + arrived.header_block().decode())
            tap.equal(arrived.body(), judge.parsed(one.mail).body(),
                      'the body')


@tap.case('SMTPUTF8 clients read the class in Japanese')
def _():
    mail = mails.simple(cases.K3 + '資料', '本文\n')
    reply = smtp.send(RUN.mta.port, mails.SENDER, [mails.OUTSIDE], mail,
                      'SMTPUTF8')
    tap.equal(reply.code // 100, 5, f'the answer: {reply}')
    tap.holds('機密性3', reply.text(), 'the reply')
    RUN.nothing_of(gate.mark_of(mail))


@tap.case('address in UTF-8 is judged as one to the outside')
def _():
    mail = mails.simple(cases.K3 + '資料', '本文\n')
    reply = smtp.send(RUN.mta.port, mails.SENDER, ['佐藤@例え.example.com'],
                      mail, 'SMTPUTF8')
    tap.equal(reply.code // 100, 5, f'the answer: {reply}')
    RUN.nothing_of(gate.mark_of(mail))


tap.case('of all mail that was stopped nothing came later')(
    RUN.nothing_slipped_out)
tap.main(RUN.start, RUN.stop)
