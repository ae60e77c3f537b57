# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""mtafiles.py - configurations of mail servers, made by their own tools, and
mended by what `sekimori mta-check` says."""
import os
import shlex
import subprocess

import sendmail
from proc import TOP

CONTRIB = os.path.join(TOP, 'contrib')
MASTER = '''\
smtp inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
smtp unix - - n - - smtp
'''
PATHS = {**os.environ, 'PATH': '/usr/sbin:' + os.environ.get('PATH', '')}


def run(*words):
    done = subprocess.run(words, check=False, capture_output=True, env=PATHS,
                          timeout=60)
    if done.returncode:
        raise RuntimeError(f'{words}: {done.stderr.decode()}')
    return done.stdout.decode()


# ---- Postfix ----------------------------------------------------------------

def postfix_folder(folder, sample='postfix/main.cf.sample'):
    """A folder with main.cf and master.cf; the sample with what it only
    offers: bounces, too."""
    etc = os.path.join(folder, 'etc')
    os.makedirs(etc)
    text = 'compatibility_level = 3.6\n'
    if sample:
        with open(os.path.join(CONTRIB, sample), encoding='utf-8') as lines:
            text += lines.read().replace('#internal_mail', 'internal_mail')
    for name, content in (('main.cf', text), ('master.cf', MASTER)):
        with open(os.path.join(etc, name), 'w', encoding='utf-8') as out:
            out.write(content)
    settle(etc)
    return etc


def settle(etc):
    """Makes main.cf look old: Postfix's programs wait two seconds where it
    has just been written, as it might be written still."""
    path = os.path.join(etc, 'main.cf')
    before = os.stat(path).st_mtime - 60
    os.utime(path, (before, before))


def postconf(etc, setting):
    """setting: "NAME = VALUE", or "-P SERVICE/TYPE/NAME=VALUE" or so."""
    option, _, value = setting.partition(' ') \
        if setting.startswith('-') else ('-e', '', setting)
    run('postconf', '-c', etc, option, value)
    settle(etc)


def mend(etc, found):
    """Does what a finding says: its command, or its line in the table."""
    fix = found['fix']
    if fix.startswith('postconf '):
        run(*shlex.split(fix))
        settle(etc)
        return
    with open(os.path.join(etc, 'map'), 'w', encoding='ascii') as out:
        out.write(fix + '\n')
    _, _, index = found['what'].partition('after the change: ')
    if index:
        run(*shlex.split(index.replace('postmap', f'postmap -c {etc}')))


# ---- Sendmail ---------------------------------------------------------------

def m4(mc, cf):
    done = subprocess.run(
        ['m4', f'-D_CF_DIR_={sendmail.CF}', sendmail.CF + 'm4/cf.m4', mc],
        check=False, capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode('utf-8', 'replace'))
    with open(cf, 'wb') as out:
        out.write(done.stdout)


def mended(text, fixes):
    """The text of a .mc with the lines in it, each for the one that it
    stands for: the filter or the daemon of that name, or none."""
    for fix in fixes:
        if fix.startswith('INPUT_MAIL_FILTER'):
            head = fix.partition(',')[0].partition('MAIL_FILTER')[2] + ','
        elif fix.startswith('DAEMON_OPTIONS'):
            head = 'DAEMON_OPTIONS(`' + fix.partition('`')[2].split(',')[0]
        else:
            head = None
        text = '\n'.join(line for line in text.split('\n')
                         if not head or head not in line)
        text = text.replace('MAILER(`smtp\')dnl', f'{fix}\nMAILER(`smtp\')dnl')
    return text


class SendmailFiles:
    """sendmail.cf and submit.cf, made with m4 of our sample."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, 'mail')
        os.makedirs(self.folder)
        self.cf = os.path.join(self.folder, 'sendmail.cf')
        self.submit_cf = os.path.join(self.folder, 'submit.cf')
        self.text = ''
        self.submit()

    def make(self, name, text):
        mc = os.path.join(self.folder, name + '.mc')
        with open(mc, 'w', encoding='utf-8') as out:
            out.write(text)
        m4(mc, os.path.join(self.folder, name + '.cf'))

    def daemon(self, old, new, more=''):
        """Our sample with new for the line old, and more."""
        with open(os.path.join(CONTRIB, 'sendmail/sekimori.mc.sample'),
                  encoding='utf-8') as lines:
            sample = lines.read()
        if old not in sample:
            raise RuntimeError(f'not in our sample: {old}')
        self.text = 'OSTYPE(`linux\')dnl\nFEATURE(`no_default_msa\')dnl\n' \
            'DAEMON_OPTIONS(`Port=smtp, Name=MTA\')dnl\n' \
            + sample.replace(old, new) + '\n' + more \
            + '\nMAILER(`smtp\')dnl\n'
        self.make('sendmail', self.text)

    def mend(self, fixes):
        self.text = mended(self.text, fixes)
        self.make('sendmail', self.text)

    def submit(self, host='[127.0.0.1]', line=None):
        """submit.cf as Sendmail's own submit.mc has it; None: without."""
        if host is None:
            os.unlink(self.submit_cf)
            return
        with open(os.path.join(sendmail.CF, 'cf/submit.mc'),
                  encoding='utf-8') as text:
            text = text.read()
        old = 'FEATURE(`msp\', `[127.0.0.1]\')dnl'
        if old not in text:
            raise RuntimeError('submit.mc is not as it was')
        self.make('submit', text.replace(
            old, line or f'FEATURE(`msp\', `{host}\')dnl'))
