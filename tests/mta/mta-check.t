#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""mta-check.t - what `sekimori mta-check` says lets mail past does so: with
that setting a real mail server delivers a mail of class 3, and once the line
that is printed is carried out, it does not."""
import json
import os
import re
import signal
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lib')]
# pylint: disable=wrong-import-position
import cases
import gate
import gateway
import mails
import mtafiles
import postfix
import proc
import sendmail
import smtp
import tap
from sink import Sink

SECONDS = 20
RUN = {}


def class_3():
    return mails.simple(cases.K3 + '資料', '本文\n')


def to_outside(mark):
    """Whether the mail itself went out; its bounce holds the mark, too."""
    return any(mails.OUTSIDE in copy.recipients
               for copy in RUN['sink'].find(mark.encode()))


def findings(config, *words):
    done = subprocess.run([gateway.TOOL, 'mta-check', '--json', '-c', config,
                           *words], check=False, capture_output=True,
                          timeout=60)
    tap.check(done.returncode in (0, 1), done.stderr.decode())
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def config_of(milter):
    """A configuration whose `listen` is where the MTA looks for us."""
    folder = proc.run_folder('listen')
    return gateway.configuration(folder, listen=milter)


def is_delivered(mta, send):
    """Sends a mail of class 3. (whether it went out, the answer)."""
    mail = class_3()
    mark = gate.mark_of(mail)
    answer = send(mta, mail)
    if isinstance(answer, smtp.Reply) and answer.code // 100 != 2:
        return to_outside(mark), answer
    # Out, back to its sender, or left waiting for a sekimori that is away.
    proc.wait_until(lambda: RUN['sink'].find(mark.encode())
                    or mta.waits_for_milter(), SECONDS)
    return to_outside(mark), answer


# ---- Postfix ----------------------------------------------------------------

class Private(postfix.Postfix):
    """One whose configuration the tests spoil and mend."""

    def __init__(self, milter):
        super().__init__(proc.run_folder('past'), milter, RUN['sink'].port,
                         more='internal_mail_filter_classes =')
        self.extra = proc.free_port()
        self.asked = milter

    def waits_for_milter(self):
        # smtpd's own rejections are answers, or those of other clients.
        return bool(self.held()) or re.search(
            r'/cleanup\[\d+\]: \w+: milter-reject', self.said())

    def spoil(self, settings):
        for setting in settings:
            mtafiles.postconf(self.config, setting.format(
                dir=self.config, port=self.port, extra=self.extra,
                ours=self.asked))


def by_smtp(mta, mail):
    return smtp.send(mta.port, mails.SENDER, [mails.OUTSIDE], mail)


def by_extra(mta, mail):
    return smtp.send(mta.extra, mails.SENDER, [mails.OUTSIDE], mail)


def by_program(mta, mail):
    return mta.submit(mails.SENDER, [mails.OUTSIDE], mail)


EXTRA = '-M 127.0.0.1:{extra}/inet=127.0.0.1:{extra} inet n - n - - smtpd '

# How the mail comes; whether sekimori is away; what is set; what is found.
PAST = {
    'sekimori is in no smtpd_milters':
        (by_smtp, False, ['smtpd_milters ='], 'smtpd-milters'),
    'sekimori is in no non_smtpd_milters':
        (by_program, False, ['non_smtpd_milters ='], 'non-smtpd-milters'),
    'a service has an empty list of its own':
        (by_extra, False, [EXTRA + '-o smtpd_milters='], 'smtpd-milters'),
    'a service has a list by a name that means nothing':
        (by_extra, False, [EXTRA + '-o smtpd_milters=$mua_milters'],
         'smtpd-milters'),
    'cleanup sees another smtpd_milters than main.cf':
        (by_program, False, ['non_smtpd_milters = $smtpd_milters',
                             '-P cleanup/unix/smtpd_milters='],
         'non-smtpd-milters'),
    'pickup hands to a cleanup without milters':
        (by_program, False,
         ['-M bare/unix=bare unix n - n - 0 cleanup -o non_smtpd_milters=',
          '-P pickup/unix/cleanup_service_name=bare'], 'non-smtpd-milters'),
    'no_milters in main.cf':
        (by_smtp, False, ['receive_override_options = no_milters'],
         'no-milters'),
    'no_milters of pickup':
        (by_program, False,
         ['-P pickup/unix/receive_override_options=no_milters'],
         'no-milters'),
    'DISABLE for all clients':
        (by_smtp, False, ['smtpd_milter_maps = static:DISABLE'],
         'milter-maps'),
    'DISABLE for a network in a file':
        (by_smtp, False, ['smtpd_milter_maps = cidr:{dir}/map'],
         'milter-maps'),
    'DISABLE for a network in the name of a table':
        (by_smtp, False,
         ['smtpd_milter_maps = cidr:{{ {{ 127.0.0.0/8 DISABLE }} }}'],
         'milter-maps'),
    'a listener on loopback that hands to the content filter':
        (by_extra, False,
         ['content_filter = smtp:[127.0.0.1]:{port}',
          '-P 127.0.0.1:{port}/inet/content_filter=',
          '-P 127.0.0.1:{port}/inet/smtpd_milters=',
          EXTRA + '-o smtpd_milters='], 'smtpd-milters'),
    'a table with another list':
        (by_smtp, False, ['smtpd_milter_maps = inline:{{ {{ 127.0.0.1 = {{ '
                          'inet:127.0.0.1:9, default_action=accept }} }} }}'],
         'milter-maps'),
    'a filter before the queue gets the mail':
        (by_smtp, False,
         ['-P 127.0.0.1:{port}/inet/smtpd_proxy_filter=127.0.0.1:{extra}',
          EXTRA + '-o receive_override_options=no_milters'], 'proxy-filter'),
    'the listener of a content filter':
        (by_extra, False,
         ['-P 127.0.0.1:{port}/inet/content_filter=smtp:[127.0.0.1]:{extra}',
          EXTRA + '-o smtpd_milters='], 'filter-listener'),
    'accept while sekimori is away':
        (by_smtp, True, ['milter_default_action = accept'], 'action-accept'),
    'accept while sekimori is away, for sendmail(1)':
        (by_program, True, ['milter_default_action = accept'],
         'action-accept'),
    'accept in capitals while sekimori is away':
        (by_smtp, True, ['milter_default_action = ACCEPT'], 'action-accept'),
    'accept by an entry':
        (by_smtp, True,
         ['smtpd_milters = {{ {ours}, default_action=accept }}'],
         'action-accept'),
    'accept by a service':
        (by_extra, True, [EXTRA + '-o milter_default_action=accept'],
         'action-accept'),
}


def past_postfix(send, away, settings, wanted):
    milter = RUN['dead'] if away else RUN['milter'].for_sendmail()
    port, _, host = milter.partition(':')[2].partition('@')
    mta = Private(f'inet:{host}:{port}')
    mta.spoil(settings)
    with open(os.path.join(mta.config, 'map'), 'w', encoding='ascii') as out:
        out.write('127.0.0.0/8 DISABLE\n')
    config = config_of(milter)
    words = [f'--postfix={mta.config}']
    found = [one for one in findings(config, *words)
             if one['severity'] == 'past' or one['check'] == wanted]
    tap.holds(wanted, [one['check'] for one in found], 'what is found')
    mta.start()
    try:
        delivered, answer = is_delivered(mta, send)
        tap.check(delivered, f'it was not delivered: {answer}\n'
                  + mta.said()[-1500:])
        mta.stop()
        for one in found:
            mtafiles.mend(mta.config, one)
        tap.equal([one for one in findings(config, *words)
                   if one['severity'] == 'past' or one['check'] == wanted],
                  [], 'found once it is mended')
        os.unlink(os.path.join(mta.folder, 'maillog'))
        mta.start()
        delivered, answer = is_delivered(mta, send)
        tap.check(not delivered, 'it was delivered all the same, after '
                  f'{[one["fix"] for one in found]}: {answer}')
        stopped_by_us(mta, answer, away)
    finally:
        mta.stop()


def stopped_by_us(mta, answer, away):
    """For the reason that we think, and not for one of its own."""
    if isinstance(answer, smtp.Reply):
        tap.equal(answer.code // 100, 4 if away else 5, f'{answer}')
    tap.holds('Service unavailable' if away else 'Refused', mta.said(),
              'what the log says')


for name_, case_ in PAST.items():
    tap.case('Postfix: ' + name_, *case_)(past_postfix)

# What is not said to let mail past: it does not.
NOT_PAST = {
    'smtpd brings its list to a cleanup without one':
        (by_smtp, False,
         ['-M bare/unix=bare unix n - n - 0 cleanup -o non_smtpd_milters=',
          '-P 127.0.0.1:{port}/inet/cleanup_service_name=bare']),
    'smtpd brings its action to a cleanup that accepts':
        (by_smtp, True,
         ['-M bare/unix=bare unix n - n - 0 cleanup '
          '-o milter_default_action=accept',
          '-P 127.0.0.1:{port}/inet/cleanup_service_name=bare']),
    'quarantine while sekimori is away':
        (by_smtp, True, ['milter_default_action = quarantine']),
    'reject while sekimori is away':
        (by_smtp, True, ['milter_default_action = reject']),
    'protocol of long ago': (by_smtp, False, ['milter_protocol = 2']),
    'sekimori twice': (by_smtp, False, ['smtpd_milters = {ours}, {ours}']),
}


def not_past_postfix(send, away, settings):
    milter = RUN['dead'] if away else RUN['milter'].for_sendmail()
    port, _, host = milter.partition(':')[2].partition('@')
    mta = Private(f'inet:{host}:{port}')
    mta.spoil(settings)
    tap.equal([one['check'] for one in findings(
        config_of(milter), f'--postfix={mta.config}')
        if one['severity'] == 'past'], [], 'ways past')
    mta.start()
    try:
        delivered, answer = is_delivered(mta, send)
        tap.check(not delivered, f'it was delivered: {answer}')
    finally:
        mta.stop()


for name_, case_ in NOT_PAST.items():
    tap.case('Postfix does not: ' + name_, *case_)(not_past_postfix)


# ---- Sendmail ---------------------------------------------------------------

FILTER = 'INPUT_MAIL_FILTER('


class PrivateSendmail(sendmail.Sendmail):
    """One whose sendmail.mc the tests spoil and mend."""

    def __init__(self, milter):
        super().__init__(proc.run_folder('past', '/run'), milter,
                         RUN['sink'].port)

    def waits_for_milter(self):
        return '451 4.3.2' in self.said()

    def text(self):
        with open(self.path('daemon.mc'), encoding='utf-8') as text:
            return text.read()

    def rewrite(self, text):
        self.write('daemon.mc', text)
        mtafiles.m4(self.path('daemon.mc'), self.path('daemon.cf'))

    def direct(self, mail):
        """As sendmail(1) does where there is no submit.cf."""
        return subprocess.run(
            sendmail.named([sendmail.PROGRAM, '-C', self.path('daemon.cf'),
                            '-i', '-f', mails.SENDER, '--', mails.OUTSIDE]),
            check=False, capture_output=True, timeout=120,
            input=mail.replace(b'\r\n', b'\n')).returncode


# Whether sekimori is away; what is replaced, by what; what is found.
SENDMAIL = {
    'no filter': (False, FILTER, 'dnl ' + FILTER, 'filter-list'),
    'a filter that is defined and not called':
        (False, FILTER, 'MAIL_FILTER(', 'filter-list'),
    'a daemon with an empty list':
        (False, 'Name=MTA', 'Name=MTA, InputMailFilters=', 'daemon-filters'),
    'a daemon with a list by its first letter':
        (False, 'Name=MTA', 'Name=MTA, I=', 'daemon-filters'),
    'a daemon with a list by a small letter':
        (False, 'Name=MTA', 'Name=MTA, i=', 'daemon-filters'),
    'no F= while sekimori is away': (True, ', F=T', '', 'filter-flag'),
}


def past_sendmail(away, old, new, wanted):
    why = sendmail.why_not()
    if why:
        tap.skip(why)
    milter = RUN['dead'] if away else RUN['milter'].for_sendmail()
    config = config_of(milter)
    mta = PrivateSendmail(milter)
    words = [f'--sendmail={mta.path("daemon.cf")}',
             f'--submit={mta.path("client.cf")}']
    tap.holds(old, mta.text(), 'the configuration')
    mta.rewrite(mta.text().replace(old, new))
    found = [one for one in findings(config, *words)
             if one['severity'] == 'past']
    tap.equal([one['check'] for one in found], [wanted], 'what is found')
    mta.start()
    try:
        delivered, answer = is_delivered(mta, by_smtp)
        tap.check(delivered, f'it was not delivered: {answer}')
        mta.stop()
        mta.rewrite(mtafiles.mended(mta.text(),
                                    [one['fix'] for one in found]))
        tap.equal([one for one in findings(config, *words)
                   if one['severity'] == 'past'], [],
                  'found once it is mended')
        mta.start()
        delivered, answer = is_delivered(mta, by_smtp)
        tap.check(not delivered, f'it was delivered all the same: {answer}')
        tap.equal(answer.code // 100, 4 if away else 5, f'{answer}')
    finally:
        mta.stop()


for name_, case_ in SENDMAIL.items():
    tap.case('Sendmail: ' + name_, *case_)(past_sendmail)


@tap.case('Sendmail: without submit.cf sendmail(1) asks no filter')
def _():
    why = sendmail.why_not()
    if why:
        tap.skip(why)
    milter = RUN['milter'].for_sendmail()
    mta = PrivateSendmail(milter)
    config = config_of(milter)
    daemon = f'--sendmail={mta.path("daemon.cf")}'
    tap.equal([one['check'] for one in findings(config, daemon)],
              ['submit-missing'], 'without submit.cf')
    mta.start()
    try:
        delivered, _ = is_delivered(mta, PrivateSendmail.direct)
        tap.check(delivered, 'it was not delivered')
        tap.equal(findings(config, daemon,
                           f'--submit={mta.path("client.cf")}'), [],
                  'with submit.cf')
        delivered, _ = is_delivered(mta, by_program)
        tap.check(not delivered, 'it was delivered with submit.cf, too')
    finally:
        mta.stop()


@tap.case('Sendmail: F=R and F=RT let nothing past while sekimori is away')
def _():
    why = sendmail.why_not()
    if why:
        tap.skip(why)
    for flag, code in (('R', 5), ('RT', 4)):
        mta = PrivateSendmail(RUN['dead'])
        mta.rewrite(mta.text().replace('F=T', f'F={flag}'))
        found = findings(config_of(RUN['dead']),
                         f'--sendmail={mta.path("daemon.cf")}',
                         f'--submit={mta.path("client.cf")}')
        tap.equal([one['check'] for one in found],
                  ['filter-refuses'] if flag == 'R' else [], f'F={flag}')
        mta.start()
        try:
            delivered, answer = is_delivered(mta, by_smtp)
            tap.equal((delivered, answer.code // 100), (False, code),
                      f'F={flag}: {answer}')
        finally:
            mta.stop()


@tap.case('Sendmail: a filter that nothing defines keeps it from starting')
def _():
    why = sendmail.why_not()
    if why:
        tap.skip(why)
    mta = PrivateSendmail(RUN['milter'].for_sendmail())
    mta.rewrite(mta.text().replace(
        'MAILER(`smtp', 'define(`confINPUT_MAIL_FILTERS\', '
        '`sekimori,ghost\')dnl\nMAILER(`smtp'))
    found = findings(config_of(RUN['milter'].for_sendmail()),
                     f'--sendmail={mta.path("daemon.cf")}',
                     f'--submit={mta.path("client.cf")}')
    tap.equal([one['check'] for one in found], ['filter-undefined'], 'found')
    try:
        mta.start()
    except RuntimeError as error:
        tap.holds('ghost', str(error), 'why it did not start')
    else:
        mta.stop()
        tap.check(False, 'it started')


def slowly(send, mta, seconds):
    """The answer to a mail whose inspection takes that long."""
    _, workers = RUN['milter'].inspectors()
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)

    def go_on():
        for pid in filter(proc.is_alive, workers):
            os.kill(pid, signal.SIGCONT)
    timer = threading.Timer(seconds, go_on)
    timer.start()
    try:
        return send(mta, class_3())
    finally:
        timer.cancel()
        go_on()


@tap.case('Sendmail: its own R= defers what takes longer than ten seconds')
def _():
    """Reports of progress come as late as it gives up."""
    why = sendmail.why_not()
    if why:
        tap.skip(why)
    milter = RUN['milter'].for_sendmail()
    mta = PrivateSendmail(milter)
    mta.rewrite(mta.text().replace('R:1m;', ''))
    words = [f'--sendmail={mta.path("daemon.cf")}',
             f'--submit={mta.path("client.cf")}']
    found = findings(config_of(milter), *words)
    tap.equal([one['check'] for one in found], ['reply-timeout'], 'found')
    mta.start()
    try:
        answer = slowly(by_smtp, mta, 14)
        tap.equal(answer.code, 451, f'with ten seconds: {answer}')
        mta.stop()
        mta.rewrite(mtafiles.mended(mta.text(),
                                    [one['fix'] for one in found]))
        tap.equal(findings(config_of(milter), *words), [], 'mended')
        mta.start()
        answer = slowly(by_smtp, mta, 14)
        tap.equal(answer.code, 550, f'with a minute: {answer}')
    finally:
        mta.stop()


def prepare():
    why = gateway.why_not()
    if not why and not proc.need_root():
        why = 'not root, and sudo wants a password'
    why = why or postfix.why_not()
    if why:
        tap.skip(why)
    RUN['sink'] = Sink()
    RUN['milter'] = gateway.Gateway(proc.run_folder('past-gate')).start()
    RUN['dead'] = f'inet:{proc.free_port()}@127.0.0.1'


def clean_up():
    if 'milter' in RUN:
        RUN['milter'].stop()


tap.main(prepare, clean_up)
