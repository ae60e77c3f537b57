# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""sendmail.py - a private Sendmail 8.17 out of an unpacked Debian package.

Two configurations are made with m4, as an administrator would: the daemon's,
with sekimori as its filter, and the submission client's. All mail that gets
past the filter goes to one port on loopback.
"""
import os
import shutil
import subprocess

from proc import TOP, Child, answers, free_port, wait_until

ROOT = os.environ.get('SEKIMORI_SENDMAIL',
                      os.path.join(TOP, 'build', 'sendmail'))
PROGRAM = os.path.join(ROOT, 'usr/libexec/sendmail/sendmail')
CF = os.path.join(ROOT, 'usr/share/sendmail/cf/')

COMMON = '''\
divert(-1)
define(`confDEF_USER_ID', `0:0')
divert(0)dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `gate.police.example.jp')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupWritableDirPathSafe,ForwardFileInUnsafeDirPath')dnl
define(`confSERVICE_SWITCH_FILE', `{folder}/service.switch')dnl
define(`confTO_IDENT', `0')dnl
define(`ALIAS_FILE', `')dnl
define(`STATUS_FILE', `{folder}/statistics')dnl
define(`confPID_FILE', `{folder}/{name}.pid')dnl
define(`QUEUE_DIR', `{folder}/{queue}')dnl
define(`MSP_QUEUE_DIR', `{folder}/{queue}')dnl
define(`confCW_FILE', `-o {folder}/none')dnl
define(`HELP_FILE', `{folder}/helpfile')dnl
define(`confLOG_LEVEL', `14')dnl
define(`confMAX_HEADERS_LENGTH', `1048576')dnl
define(`confMAX_RCPTS_PER_MESSAGE', `20000')dnl
define(`confCONNECTION_RATE_THROTTLE', `0')dnl
define(`confREFUSE_LA', `100000')dnl
define(`confQUEUE_LA', `100000')dnl
define(`confDELAY_LA', `0')dnl
define(`confRAND_FILE', `file:/dev/urandom')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unqualified_senders')dnl
FEATURE(`accept_unresolvable_domains')dnl
'''

# From contrib/sendmail/sekimori.mc.sample: F=T is what makes it fail closed.
DAEMON = COMMON + '''\
FEATURE(`no_default_msa')dnl
FEATURE(`promiscuous_relay')dnl
DAEMON_OPTIONS(`Port={port}, Addr=127.0.0.1, Name=MTA')dnl
define(`SMART_HOST', `esmtp:[127.0.0.1]')dnl
define(`ESMTP_MAILER_ARGS', `TCP $h {sink}')dnl
define(`confDELIVERY_MODE', `background')dnl
define(`confTO_QUEUEWARN', `')dnl
define(`confMILTER_LOG_LEVEL', `9')dnl
INPUT_MAIL_FILTER(`sekimori', `S={milter}, F=T, T=C:1m;S:1m;R:1m;E:10m')dnl
{more}
MAILER(`smtp')dnl
'''

CLIENT = COMMON + '''\
define(`SMTP_MAILER_ARGS', `TCP $h {port}')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {port}')dnl
define(`ESMTP_MAILER_ARGS', `TCP $h {port}')dnl
define(`confRUN_AS_USER', `{user}')dnl
define(`confTRUSTED_USER', `{user}')dnl
define(`confDELIVERY_MODE', `i')dnl
FEATURE(`msp', `[127.0.0.1]')dnl
'''


def why_not():
    """Why Sendmail cannot run here; None if it can."""
    if os.geteuid() != 0:
        return 'a private Sendmail needs root, and sudo wants a password'
    if not os.path.exists(PROGRAM):
        return 'Sendmail is not unpacked (tests/tools/install-packages test)'
    return None


def named(command):
    """The command under a host name with a dot.

    Without one, Sendmail asks the DNS and sleeps a minute at every start
    before it reads its configuration. Where we may not have a host name of
    our own, it sleeps.
    """
    if subprocess.run(['unshare', '--uts', 'true'], check=False,
                      stderr=subprocess.DEVNULL).returncode:
        return command
    return ['unshare', '--uts', 'sh', '-c',
            'hostname gate.police.example.jp && exec "$@"', 'sh', *command]


class Sendmail:
    """milter: as Sendmail writes it, "inet:8891@127.0.0.1"."""

    name = 'Sendmail'
    refolds = True    # address fields that no milter touched

    def __init__(self, folder, milter, sink_port, port=None, more=''):
        self.folder = os.path.join(folder, 'sendmail')
        self.port = port or free_port()
        for name in ('queue', 'client-queue'):
            os.makedirs(os.path.join(self.folder, name), mode=0o700)
        self.write('service.switch', 'hosts files\naliases files\n')
        self.make('daemon', DAEMON, queue='queue', milter=milter,
                  sink=sink_port, more=more)
        # The client will not run as root; any other user does.
        self.make('client', CLIENT, queue='client-queue', user='nobody')
        shutil.chown(self.path('client-queue'), 'nobody')
        self.child = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as out:
            out.write(text)

    def make(self, name, text, **values):
        self.write(name + '.mc', text.format(
            folder=self.folder, name=name, port=self.port, **values))
        done = subprocess.run(
            ['m4', f'-D_CF_DIR_={CF}', CF + 'm4/cf.m4',
             self.path(name + '.mc')], check=False, capture_output=True)
        if done.returncode:
            raise RuntimeError(done.stderr.decode('utf-8', 'replace'))
        with open(self.path(name + '.cf'), 'wb') as out:
            out.write(done.stdout)

    def start(self):
        self.child = Child(
            named([PROGRAM, '-C', self.path('daemon.cf'), '-bD', '-q1s',
                   '-X', self.path('transcript')]), self.path('output'))
        wait_until(lambda: answers(self.port) or
                   not self.child.is_running(), 90)
        if not answers(self.port):
            raise RuntimeError('Sendmail did not start: '
                               + self.child.said())
        return self

    def stop(self):
        if self.child:
            self.child.stop()

    def said(self):
        """Both directions of every SMTP dialogue; there is no syslog."""
        try:
            with open(self.path('transcript'), encoding='utf-8',
                      errors='replace') as text:
                return text.read()
        except OSError:
            return ''

    def submit(self, sender, addresses, mail):
        """Local submission by sendmail(1). Returns its exit status."""
        done = subprocess.run(
            named([PROGRAM, '-C', self.path('client.cf'), '-Ac', '-i',
                   '-f', sender, '--', *addresses]),
            check=False, capture_output=True,
            input=mail.replace(b'\r\n', b'\n'), timeout=120)
        return done.returncode

    def queued(self):
        return [(queue, name) for queue in ('queue', 'client-queue')
                for name in os.listdir(self.path(queue))
                if name[:2] in ('qf', 'hf')]

    def held(self):
        """Quarantined mail has its control file renamed (8.13 and later)."""
        return [name for _, name in self.queued() if name[:2] == 'hf']

    def wait_idle(self, seconds=30):
        return wait_until(lambda: all(name[:2] == 'hf' for _, name in
                                      self.queued()), seconds) is not None
