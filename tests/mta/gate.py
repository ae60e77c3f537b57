# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""gate.py - sekimori-milter between a real MTA and a sink, and the cases
that every MTA must pass alike. Judged on what the sink received."""
import os

import cases
import encryption
import gateway
import judge
import mails
import proc
import smtp
import tap
from cases import HOLD, REJECT, TEMPFAIL
from sink import Sink


class Gate:
    """Everything one .t needs; start() skips where something is missing."""

    def __init__(self, module, server):
        self.module = module
        self.server = server
        self.mta = self.sink = self.milter = self.folder = None
        self.stopped = []
        self.encryption = encryption.Encryption(self)

    def start(self):
        why = gateway.why_not()
        if not why and not proc.need_root():
            why = 'not root, and sudo wants a password'
        why = why or self.module.why_not()
        if why:
            tap.skip(why)
        self.folder = proc.run_folder(self.server.name.lower())
        self.sink = Sink()
        # One MTA on a port, the other on a Unix socket; Sendmail wants no
        # folder above it that others may write to.
        path = os.path.join(proc.run_folder('socket', '/run'), 'milter') \
            if self.server.name == 'Sendmail' else None
        self.milter = gateway.Gateway(
            self.folder, unix=path, more=cases.MORE_RULES + encryption.RULES,
            **self.encryption.settings(self.folder)).start()
        spoken = self.milter.for_postfix() \
            if self.server.name == 'Postfix' else self.milter.for_sendmail()
        self.mta = self.server(self.folder, spoken, self.sink.port).start()

    def stop(self):
        for part in (self.mta, self.milter):
            if part:
                part.stop()

    def nothing_of(self, mark):
        self.stopped.append(mark)
        tap.equal(len(self.sink.find(mark.encode())), 0,
                  'copies of a stopped mail at the sink')

    def arrivals(self, mark, recipients):
        """Every copy that arrived, once each recipient has one.

        Sendmail sends a hundred recipients at a time.
        """
        def everybody():
            copies = self.sink.find(mark.encode())
            return sum(len(copy.recipients) for copy in copies) >= \
                len(recipients) and copies
        copies = proc.wait_until(everybody, 30)
        tap.check(copies, f'{len(self.sink.find(mark.encode()))} copies '
                  'arrived:\n' + self.mta.said()[-1500:])
        tap.equal(sorted(address for copy in copies
                         for address in copy.recipients),
                  sorted(recipients), 'envelope recipients')
        return copies

    def arrival(self, mark, recipients=(mails.OUTSIDE,)):
        """The one mail that arrived, whole."""
        copies = self.arrivals(mark, recipients)
        tap.equal(len(copies), 1, 'copies that arrived')
        return copies[0]

    def run(self, case, port=None):
        before = set(self.mta.held())
        reply = smtp.send(port or self.mta.port, case.sender, case.to,
                          case.mail)
        if case.fate in (REJECT, TEMPFAIL):
            tap.equal(reply.code // 100, 5 if case.fate == REJECT else 4,
                      f'the answer: {reply}')
            judge.reply_is_well_formed(reply.code, reply.lines)
            judge.reply_says(case, ' '.join(reply.lines))
            self.nothing_of(case.mark)
            return
        tap.equal(reply.code, 250, f'the answer: {reply}')
        if case.fate == HOLD:
            tap.check(proc.wait_until(lambda: set(self.mta.held()) - before,
                                      20), 'nothing is in quarantine')
            self.nothing_of(case.mark)
            return
        for arrived in self.arrivals(case.mark, case.to):
            tap.equal(arrived.sender, case.sender, 'envelope sender')
            judge.arrived_as_it_must(case, arrived, self.mta.refolds)

    def register(self):
        """The table, and what else is the same for every MTA."""
        for one in cases.all_cases():
            tap.case(one.name, one)(self.run)
        tap.case('mails of one connection do not colour one another')(
            self.one_connection)
        tap.case('reset in the middle leaves nothing behind')(self.reset)
        tap.case('local submission of a clean mail is delivered')(
            self.local_clean)
        tap.case('local submission of class 3 comes back with the reason')(
            self.local_class_3)
        self.encryption.register()

    def nothing_slipped_out(self):
        """Last: of all that was stopped, nothing came later either."""
        tap.check(self.mta.wait_idle(60), f'left in the queue: '
                  f'{self.mta.queued()}')
        late = [mark for mark in self.stopped
                if self.sink.find(mark.encode())]
        tap.check(self.stopped, 'no mail was stopped at all')
        tap.equal(late, [], 'stopped mails that arrived')

    def one_connection(self):
        client = smtp.Client(self.mta.port)
        for _ in range(3):
            good = mails.simple('会議', '本文\n')
            bad = mails.simple(cases.K3 + '資料', '本文\n')
            tap.equal(client.send(mails.SENDER, [mails.OUTSIDE], bad).code
                      // 100, 5, 'the answer to class 3')
            tap.equal(client.send(mails.SENDER, [mails.OUTSIDE], good).code,
                      250, 'the answer to a clean mail')
            self.arrival(mark_of(good))
            self.nothing_of(mark_of(bad))
        client.quit()

    def reset(self):
        client = smtp.Client(self.mta.port)
        client.mail(mails.SENDER)
        client.recipients([mails.INSIDE])
        client.command('RSET')
        bad = mails.simple(cases.K3 + '資料', '本文\n')
        tap.equal(client.send(mails.SENDER, [mails.OUTSIDE], bad).code // 100,
                  5, 'the answer to class 3')
        client.quit()
        self.nothing_of(mark_of(bad))

    def local_clean(self):
        mail = mails.simple('会議', '本文\n')
        tap.equal(self.mta.submit(mails.SENDER, [mails.OUTSIDE], mail), 0,
                  'exit status of sendmail(1)')
        arrived = self.arrival(mark_of(mail))
        tap.equal(arrived.body(), judge.parsed(mail).body(), 'the body')

    def local_class_3(self):
        mail = mails.simple(cases.K3 + '資料', '本文\n')
        self.mta.submit(mails.SENDER, [mails.OUTSIDE], mail)
        mark = mark_of(mail).encode()
        # The bounce quotes the mail: it holds the mark, too.
        found = self.sink.wait_for(mark, 30)
        tap.check(found, 'no bounce:\n' + self.mta.said()[-1500:])
        for bounce in found:
            tap.equal(bounce.sender, '', 'envelope sender of the bounce')
            tap.equal(bounce.recipients, [mails.SENDER], 'its recipients')
            said = bounce.data.replace(b'\r\n    ', b' ')
            tap.holds(b'k3-external', said, 'the reason in the bounce')
            if self.server.name == 'Postfix':
                self.reason_is_one_line(bounce)

    @staticmethod
    def reason_is_one_line(bounce):
        """Postfix shows the continuation lines of a reply as text."""
        tap.check(b'550-' not in bounce.data and b'\\r' not in bounce.data,
                  'continuation lines in the bounce:\n'
                  + bounce.data.decode('utf-8', 'replace')[:3000])


def mark_of(mail):
    return mail.partition(b'Message-ID: <')[2].partition(b'@')[0].decode()
