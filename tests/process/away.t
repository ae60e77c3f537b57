#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""away.t - the daemon is away: real MTAs let nothing past, and deliver what
waited once it is back."""
import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import gate as gates
import mails
import postfix
import proc
import sendmail
import smtp
import tap
from common import class_3, clean, prepare

SERVERS = ((postfix, postfix.Postfix), (sendmail, sendmail.Sendmail))


def assembled(module, server):
    """A Gate with the daemon stopped again."""
    gate = gates.Gate(module, server)
    gate.start()
    gate.milter.stop()
    return gate


def waits(gate, mail):
    reply = smtp.send(gate.mta.port, mails.SENDER, [mails.OUTSIDE], mail)
    tap.equal(reply.code // 100, 4, f'the answer: {reply}')
    gate.nothing_of(gates.mark_of(mail))


def away(module, server):
    gate = assembled(module, server)
    try:
        for mail in (clean(), class_3()):
            waits(gate, mail)
        gate.milter.start()
        mail = clean()
        reply = smtp.send(gate.mta.port, mails.SENDER, [mails.OUTSIDE], mail)
        tap.equal(reply.code, 250, f'once it is back: {reply}')
        gate.arrival(gates.mark_of(mail))
        gate.nothing_slipped_out()
    finally:
        gate.stop()


def killed_between_mails(module, server):
    """The MTA holds a connection when the daemon dies under it."""
    gate = gates.Gate(module, server)
    gate.start()
    try:
        client = smtp.Client(gate.mta.port)
        tap.equal(client.send(mails.SENDER, [mails.OUTSIDE], clean()).code,
                  250, 'the first answer')
        gate.milter.child.stop(signal.SIGKILL)
        mail = class_3()
        reply = client.send(mails.SENDER, [mails.OUTSIDE], mail)
        tap.equal(reply.code // 100, 4, f'the answer: {reply}')
        gate.nothing_of(gates.mark_of(mail))
        client.close()
    finally:
        gate.stop()


def killed_in_a_mail(module, server):
    """Envelope and half the data are through when the daemon dies."""
    gate = gates.Gate(module, server)
    gate.start()
    try:
        client = smtp.Client(gate.mta.port)
        client.mail(mails.SENDER)
        client.recipients([mails.OUTSIDE])
        client.command('DATA')
        mail = clean()
        client.write(mail)
        gate.milter.child.stop(signal.SIGKILL)
        client.write(b'.\r\n')
        reply = client.read()
        tap.equal(reply.code // 100, 4, f'the answer: {reply}')
        gate.nothing_of(gates.mark_of(mail))
        client.close()
    finally:
        gate.stop()


for module_, server_ in SERVERS:
    tap.case(f'{server_.name}: mails wait while the daemon is away', module_,
             server_)(away)
    tap.case(f'{server_.name}: daemon killed between two mails', module_,
             server_)(killed_between_mails)
    tap.case(f'{server_.name}: daemon killed in the middle of a mail',
             module_, server_)(killed_in_a_mail)


@tap.case('Postfix: local submission waits, and is judged afterwards')
def _():
    gate = assembled(postfix, postfix.Postfix)
    try:
        good, bad = clean(), class_3()
        for mail in (good, bad):
            gate.mta.submit(mails.SENDER, [mails.OUTSIDE], mail)
        tap.check(proc.wait_until(lambda: 'milter' in gate.mta.said(), 20),
                  'Postfix did not try')
        for mail in (good, bad):
            gate.nothing_of(gates.mark_of(mail))
        gate.milter.start()
        gate.arrival(gates.mark_of(good))
        found = gate.sink.wait_for(gates.mark_of(bad).encode(), 60)
        tap.check(found and found[0].sender == '',
                  'class 3 did not come back:\n' + gate.mta.said()[-1500:])
    finally:
        gate.stop()


@tap.case('Postfix: mail on a connection open since before a restart')
def _():
    gate = gates.Gate(postfix, postfix.Postfix)
    gate.start()
    try:
        client = smtp.Client(gate.mta.port)
        gate.milter.stop()
        gate.milter.start()
        reply = client.send(mails.SENDER, [mails.OUTSIDE], class_3())
        tap.check(reply.code // 100 in (4, 5), f'the answer: {reply}')
        client.close()
    finally:
        gate.stop()


tap.main(prepare)
