#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""mta-check.t - configurations as postconf(1) and m4 make them: ours are
clean, and each bad setting is found, alone, and gone once the line that
`sekimori mta-check` prints is carried out."""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import gateway
import mtafiles
import proc
import sendmail
import tap

OURS = 'inet:127.0.0.1:8891'
LISTEN = 'inet:8891@127.0.0.1'
LIMIT_S = 60


def check(folder, *words, listen=LISTEN, **settings):
    """(exit status, findings, standard error) of mta-check."""
    config = gateway.configuration(folder, listen=listen, **settings)
    done = subprocess.run([gateway.TOOL, 'mta-check', '-c', config, '--json',
                           *words], check=False, capture_output=True,
                          timeout=LIMIT_S)
    return done.returncode, [json.loads(line) for line in
                             done.stdout.decode().splitlines()], \
        done.stderr.decode()


def ids(found):
    return sorted({one['check'] for one in found})


# ---- Postfix ----------------------------------------------------------------

# What is set: "NAME = VALUE" of main.cf, or postconf's words before one; what
# must be found. {dir}: the folder.
POSTFIX = {
    'sekimori missing from smtpd_milters':
        (['smtpd_milters =', f'non_smtpd_milters = {OURS}'],
         'smtpd-milters', 1),
    'sekimori missing from non_smtpd_milters':
        (['non_smtpd_milters ='], 'non-smtpd-milters', 1),
    'list by a name of the administrator':
        (['mine = inet:127.0.0.1:9', 'smtpd_milters = ${mine?$mine}',
          f'non_smtpd_milters = {OURS}'], 'smtpd-milters', 1),
    'submission without milters':
        (['-M submission/inet=submission inet n - n - - smtpd '
          '-o smtpd_milters='], 'smtpd-milters', 1),
    'submission with milters of another name':
        (['mua_milters = inet:127.0.0.1:9',
          '-M submission/inet=submission inet n - n - - smtpd '
          '-o smtpd_milters=$mua_milters'], 'smtpd-milters', 1),
    'postscreen before a service without milters':
        (['-M smtpd/pass=smtpd pass - - n - - smtpd -o smtpd_milters='],
         'smtpd-milters', 1),
    'cleanup that sees no smtpd_milters':
        (['non_smtpd_milters = $smtpd_milters',
          '-P cleanup/unix/smtpd_milters='], 'non-smtpd-milters', 1),
    'pickup that hands to another cleanup':
        (['-M bare/unix=bare unix n - n - 0 cleanup -o non_smtpd_milters=',
          '-P pickup/unix/cleanup_service_name=bare'],
         'non-smtpd-milters', 1),
    'qmqpd without milters':
        (['-M 628/inet=628 inet n - n - - qmqpd '
          '-o receive_override_options=no_milters'], 'no-milters', 1),
    'no_milters in main.cf':
        (['receive_override_options = no_address_mappings, no_milters'],
         'no-milters', 1),
    'no_milters of pickup':
        (['-P pickup/unix/receive_override_options=no_milters'],
         'no-milters', 1),
    'accept while sekimori is away':
        (['milter_default_action = accept'], 'action-accept', 1),
    'accept by one service':
        (['-P smtp/inet/milter_default_action=accept'], 'action-accept', 1),
    'accept by an entry':
        ([f'smtpd_milters = {{ {OURS}, default_action=accept }}'],
         'action-accept', 1),
    'DISABLE for all':
        (['smtpd_milter_maps = static:DISABLE'], 'milter-maps', 1),
    'DISABLE for a client, in main.cf':
        (['smtpd_milter_maps = inline:{ { 192.0.2.1 = DISABLE } }'],
         'milter-maps', 1),
    'DISABLE for networks, in a file':
        (['smtpd_milter_maps = cidr:{dir}/map'], 'milter-maps', 1),
    'DISABLE in an indexed file, by a proxy':
        (['smtpd_milter_maps = proxy:hash:{dir}/map'], 'milter-maps', 1),
    'DISABLE for one service':
        (['-P smtp/inet/smtpd_milter_maps=texthash:{dir}/map'],
         'milter-maps', 1),
    'filter before the queue':
        (['-P smtp/inet/smtpd_proxy_filter=127.0.0.1:10025'],
         'proxy-filter', 1),
    'reject while sekimori is away':
        (['milter_default_action = reject'], 'action-reject', 1),
    'signer before sekimori':
        ([f'smtpd_milters = inet:127.0.0.1:12301, {OURS}'],
         'signer-first', 1),
    'sekimori twice':
        ([f'smtpd_milters = {OURS}, inet:localhost:8891'],
         'named-twice', 1),
    'content timeout of seconds':
        (['milter_content_timeout = 10s'], 'content-timeout', 1),
    'connect timeout of a second':
        (['milter_connect_timeout = 1s'], 'short-timeout', 1),
    'content timeout below the deadline':
        (['milter_content_timeout = 1m'], 'deadline', 0),
    'quarantine while sekimori is away':
        (['milter_default_action = quarantine'], 'action-quarantine', 0),
    'milter of nobody knows what before sekimori':
        ([f'smtpd_milters = inet:127.0.0.1:7357, {OURS}'],
         'milter-first', 0),
    'listener of a content filter':
        (['content_filter = scan:[127.0.0.1]:10025',
          '-M 127.0.0.1:10026/inet=127.0.0.1:10026 inet n - n - - smtpd '
          '-o content_filter= '
          '-o receive_override_options=no_milters'], 'filter-listener', 0),
    'table that cannot be listed':
        (['smtpd_milter_maps = socketmap:inet:localhost:9:x'],
         'milter-maps-unseen', 0),
    'protocol of long ago': (['milter_protocol = 3'], 'protocol', 0),
    'bounces that go unseen':
        (['internal_mail_filter_classes ='], 'bounces', 0),
    'macro of the next hop missing':
        (['milter_rcpt_macros = i {rcpt_addr}'], 'rcpt-macros', 0),
    'macro of the login missing':
        (['milter_mail_macros = i'], 'mail-macros', 0),
}
# No single command mends these.
NOT_MENDED = {'milter-maps-unseen'}


def bad_postfix(settings, wanted, status):
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder)
    with open(os.path.join(etc, 'map'), 'w', encoding='ascii') as out:
        out.write('10.0.0.1 DISABLE\n')
    mtafiles.run('postmap', '-c', etc, f'hash:{etc}/map')
    for setting in settings:
        mtafiles.postconf(etc, setting.replace('{dir}', etc))
    seen, found, error = check(folder, f'--postfix={etc}')
    tap.equal((seen, ids(found), error), (status, [wanted], ''),
              'exit status, what is found')
    tap.equal(found[0]['mta'], 'postfix', 'mta')
    for one in found if wanted not in NOT_MENDED else []:
        mtafiles.mend(etc, one)
    if wanted not in NOT_MENDED:
        tap.equal(check(folder, f'--postfix={etc}')[:2], (0, []),
                  f'once it is mended by {found[0]["fix"]}')


for name_, case_ in POSTFIX.items():
    tap.case('Postfix: ' + name_, *case_)(bad_postfix)


@tap.case('Postfix: our sample is clean')
def _():
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder)
    status, found, error = check(folder, f'--postfix={etc}', '-v')
    tap.equal((status, error), (0, ''), 'exit status')
    tap.equal([one for one in found if one['severity'] != 'good'], [],
              'findings')
    tap.equal({one['check'] for one in found} >=
              {wanted for _, wanted, _ in POSTFIX.values()}, True,
              'every check is named as good')


@tap.case('Postfix: an untouched configuration lets everything past')
def _():
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder, sample=None)
    status, found, _ = check(folder, f'--postfix={etc}')
    tap.equal(status, 1, 'exit status')
    tap.equal([one['check'] for one in found if one['severity'] == 'past'],
              ['smtpd-milters', 'non-smtpd-milters'], 'ways past')
    for one in found:
        mtafiles.mend(etc, one)
    tap.equal(check(folder, f'--postfix={etc}')[:2], (0, []), 'mended')


@tap.case('Postfix: a socket that chroot moves away')
def _():
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder)
    path = '/run/sekimori/milter.sock'
    mtafiles.postconf(etc, f'smtpd_milters = unix:{path}')
    mtafiles.postconf(etc, '-F smtp/inet/chroot=y')
    listen = 'unix:' + path
    status, found, _ = check(folder, f'--postfix={etc}', listen=listen)
    tap.equal((status, ids(found)), (1, ['socket-path']), 'found')
    mtafiles.mend(etc, found[0])
    tap.equal(check(folder, f'--postfix={etc}', listen=listen)[:2], (0, []),
              'mended')


@tap.case('a longer deadline of sekimori is noticed')
def _():
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder)
    mtafiles.postconf(etc, 'milter_content_timeout = 150s')
    tap.equal(check(folder, f'--postfix={etc}')[1], [], 'with 120s')
    status, found, _ = check(folder, f'--postfix={etc}', deadline='200s')
    tap.equal((status, ids(found)), (0, ['deadline']), 'with 200s')


# ---- Sendmail ---------------------------------------------------------------

SAMPLE = 'INPUT_MAIL_FILTER(`sekimori\', `S=inet:8891@127.0.0.1, F=T, ' \
    'T=C:1m;S:1m;R:1m;E:10m\')dnl'

# In sendmail.mc: the line of our sample, and what stands for it; what more
# there is; what must be found.
SENDMAIL = {
    'no filter at all': ('', '', 'filter-list', 1),
    'filter that is defined and not called':
        (SAMPLE.replace('INPUT_MAIL', 'MAIL'), '', 'filter-list', 1),
    'filter without F=':
        (SAMPLE.replace(' F=T,', ''), '', 'filter-flag', 1),
    'daemon without filters':
        (SAMPLE, 'DAEMON_OPTIONS(`Port=587, Name=MSA, InputMailFilters=\')',
         'daemon-filters', 1),
    'daemon with another filter':
        (SAMPLE, 'MAIL_FILTER(`x\', `S=inet:9@127.0.0.1, F=T\')dnl\n'
         'DAEMON_OPTIONS(`Port=587, Name=MSA, InputMailFilters=x\')',
         'daemon-filters', 1),
    'filter that refuses': (SAMPLE.replace('F=T', 'F=R'), '',
                            'filter-refuses', 1),
    'filter that is not defined':
        (SAMPLE, 'define(`confINPUT_MAIL_FILTERS\', `sekimori, ghost\')dnl',
         'filter-undefined', 1),
    'signer before sekimori':
        ('INPUT_MAIL_FILTER(`opendkim\', `S=inet:9@127.0.0.1, F=T\')dnl\n'
         + SAMPLE, '', 'signer-first', 1),
    'stranger before sekimori':
        ('INPUT_MAIL_FILTER(`x\', `S=inet:9@127.0.0.1, F=T\')dnl\n'
         + SAMPLE, '', 'milter-first', 0),
    'sekimori twice':
        (SAMPLE + '\n' + SAMPLE.replace('`sekimori', '`again'), '',
         'named-twice', 1),
    'end below the deadline': (SAMPLE.replace('E:10m', 'E:1m'), '',
                               'end-timeout', 1),
    'Sendmail\'s own timeouts':
        (SAMPLE.replace(', T=C:1m;S:1m;R:1m;E:10m', ''), '',
         'reply-timeout', 1),
    'connection within seconds': (SAMPLE.replace('C:1m', 'C:2s'), '',
                                  'short-timeout', 1),
    'macro of the next hop missing':
        (SAMPLE, 'define(`confMILTER_MACROS_ENVRCPT\', `{rcpt_addr}\')dnl',
         'rcpt-macros', 0),
    'macro of the login missing':
        (SAMPLE, 'define(`confMILTER_MACROS_ENVFROM\', `i\')dnl',
         'mail-macros', 0),
    'short headers':
        (SAMPLE, 'define(`confMAX_HEADERS_LENGTH\', `32768\')dnl',
         'headers-length', 0),
}


def without_sendmail():
    why = sendmail.why_not()
    if why:
        tap.skip(why)


def bad_sendmail(line, more, wanted, status):
    without_sendmail()
    folder = proc.run_folder('mta')
    mc = mtafiles.SendmailFiles(folder)
    mc.daemon(SAMPLE, line, more)
    seen, found, error = check(folder, f'--sendmail={mc.cf}')
    tap.equal((seen, ids(found), error), (status, [wanted], ''),
              'exit status, what is found')
    tap.equal(found[0]['mta'], 'sendmail', 'mta')
    mc.mend([one['fix'] for one in found])
    tap.equal(check(folder, f'--sendmail={mc.cf}')[:2], (0, []),
              f'once it is mended by {found[0]["fix"]}')


for name_, case_ in SENDMAIL.items():
    tap.case('Sendmail: ' + name_, *case_)(bad_sendmail)


@tap.case('Sendmail: our sample is clean')
def _():
    without_sendmail()
    folder = proc.run_folder('mta')
    mc = mtafiles.SendmailFiles(folder)
    mc.daemon(SAMPLE, SAMPLE)
    status, found, error = check(folder, f'--sendmail={mc.cf}', '-v')
    tap.equal((status, error), (0, ''), 'exit status')
    tap.equal([one for one in found if one['severity'] != 'good'], [],
              'findings')


SUBMIT = {
    'no submit.cf': (None, 'submit-missing'),
    'submit.cf that hands to another host': ('[192.0.2.1]', 'submit-host'),
}


def bad_submit(host, wanted):
    without_sendmail()
    folder = proc.run_folder('mta')
    mc = mtafiles.SendmailFiles(folder)
    mc.daemon(SAMPLE, SAMPLE)
    mc.submit(host)
    status, found, _ = check(folder, f'--sendmail={mc.cf}')
    tap.equal((status, ids(found)), (1, [wanted]), 'found')
    mc.submit(line=found[0]['fix'])
    tap.equal(check(folder, f'--sendmail={mc.cf}')[:2], (0, []), 'mended')


for name_, case_ in SUBMIT.items():
    tap.case('Sendmail: ' + name_, *case_)(bad_submit)


@tap.case('Sendmail: --submit names another file')
def _():
    without_sendmail()
    folder = proc.run_folder('mta')
    mc = mtafiles.SendmailFiles(folder)
    mc.daemon(SAMPLE, SAMPLE)
    elsewhere = os.path.join(folder, 'elsewhere.cf')
    shutil.move(mc.submit_cf, elsewhere)
    tap.equal(check(folder, f'--sendmail={mc.cf}')[0], 1, 'without')
    tap.equal(check(folder, f'--sendmail={mc.cf}',
                    f'--submit={elsewhere}')[:2], (0, []), 'with it')


# ---- what cannot be told ----------------------------------------------------

@tap.case('exit status 2 says what was not to be had')
def _():
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder)
    mtafiles.postconf(etc, 'smtpd_milter_maps = cidr:/nonexistent/map')
    for words, said in (
            ([f'--postfix={etc}'], '/nonexistent/map'),
            (['--postfix=/nonexistent'], '/nonexistent/main.cf'),
            (['--sendmail=/nonexistent/sendmail.cf'],
             '/nonexistent/sendmail.cf'),
            (['--sendmail=' + folder], folder),
            (['--nonsense'], 'nonsense'), (['word'], 'word')):
        status, found, error = check(folder, *words)
        tap.equal((status, found), (2, []), f'{words}: exit status')
        tap.holds(said, error, 'what it says')
    done = subprocess.run([gateway.TOOL, 'mta-check', '-c', '/nonexistent',
                           f'--postfix={etc}'], check=False,
                          capture_output=True, timeout=LIMIT_S)
    tap.equal(done.returncode, 2, 'without a configuration')


@tap.case('both at once, for people: grouped, with the line to paste')
def _():
    without_sendmail()
    folder = proc.run_folder('mta')
    etc = mtafiles.postfix_folder(folder)
    mtafiles.postconf(etc, 'milter_default_action = accept')
    mtafiles.postconf(etc, 'milter_protocol = 2')
    mc = mtafiles.SendmailFiles(folder)
    mc.daemon(SAMPLE, SAMPLE.replace('F=T', 'F=R'))
    done = subprocess.run(
        [gateway.TOOL, 'mta-check', '-c',
         gateway.configuration(folder, listen=LISTEN), f'--postfix={etc}',
         f'--sendmail={mc.cf}'], check=False, capture_output=True,
        timeout=LIMIT_S)
    tap.equal(done.returncode, 1, 'exit status')
    said = done.stdout.decode()
    places = [said.find(text) for text in (
        f'Postfix, {etc}', 'lets mail past', 'action-accept',
        "-e 'milter_default_action = tempfail'", 'advice', 'protocol',
        f'Sendmail, {mc.cf}', 'breaks mail', 'filter-refuses',
        'INPUT_MAIL_FILTER(`sekimori\'',
        'past sekimori 1, breaking mail 1, advice 1; good')]
    tap.equal(places, sorted(places), 'order of what it says:\n' + said)
    tap.check(-1 not in places, f'{places}:\n{said}')


def prepare():
    why = gateway.why_not()
    if not why and not shutil.which('postconf',
                                    path='/usr/sbin:' + os.environ['PATH']):
        why = 'Postfix is not installed (tests/tools/install-packages test)'
    if why:
        tap.skip(why)


tap.main(prepare)
