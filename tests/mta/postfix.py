# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""postfix.py - a private Postfix: own configuration, queue, ports and log.

Needs root, as Postfix's master does. All mail that gets past the milter goes
to one port on loopback; nothing is delivered here, no name is looked up.
"""
import atexit
import os
import re
import shutil
import subprocess

from proc import answers, free_port, has_user, is_alive, wait_until

MAIN = '''\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
myhostname = gate.police.example.jp
mydomain = police.example.jp
myorigin = police.example.jp
mydestination =
local_recipient_maps =
local_transport = error:5.1.1 nobody lives here
alias_maps =
alias_database =
virtual_alias_maps =
virtual_alias_domains =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_limit = 20000
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 20000
default_transport = smtp:[127.0.0.1]:{sink}
relay_transport = smtp:[127.0.0.1]:{sink}
default_destination_recipient_limit = 20000
smtp_destination_recipient_limit = 20000
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_security_level = none
notify_classes =
message_size_limit = 104857600
mailbox_size_limit = 0
maximal_backoff_time = 5s
minimal_backoff_time = 1s
queue_run_delay = 1s
in_flow_delay = 0

# From contrib/postfix/main.cf.sample: what makes the gate fail closed.
smtpd_milters = {milter}
non_smtpd_milters = {milter}
milter_default_action = tempfail
milter_protocol = 6
{more}
'''

MASTER = '''\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{prepend_port} inet n - n - - smtpd
    -o {{ smtpd_recipient_restrictions = check_client_access inline:{{ {{ 127.0.0.1 = PREPEND {prepend} }} }}, permit_mynetworks }}
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
'''


def why_not():
    """Why Postfix cannot run here; None if it can."""
    if os.geteuid() != 0:
        return 'a private Postfix needs root, and sudo wants a password'
    if not os.path.exists('/usr/sbin/postfix'):
        return 'Postfix is not installed (tests/tools/install-packages test)'
    if not has_user('postfix'):
        return 'there is no user "postfix"'
    return None


class Postfix:
    """milter: as Postfix writes it, "inet:127.0.0.1:8891"."""

    name = 'Postfix'
    refolds = False    # address fields that no milter touched

    def __init__(self, folder, milter, sink_port, port=None,
                 prepend='To: first@police.example.jp', more=''):
        self.folder = os.path.join(folder, 'postfix')
        self.port = port or free_port()
        self.prepend_port = free_port()
        self.config = os.path.join(self.folder, 'etc')
        for name in ('etc', 'queue', 'data'):
            os.makedirs(os.path.join(self.folder, name))
        shutil.chown(os.path.join(self.folder, 'data'), 'postfix')
        self.write('main.cf', MAIN.format(
            folder=self.folder, milter=milter, sink=sink_port,
            more=more))
        self.write('master.cf', MASTER.format(
            port=self.port, prepend_port=self.prepend_port, prepend=prepend))

    def write(self, name, text):
        with open(os.path.join(self.config, name), 'w',
                  encoding='utf-8') as out:
            out.write(text)

    def command(self, *words, **options):
        return subprocess.run(words, check=False, capture_output=True,
                              timeout=60, **options)

    def master_pid(self):
        try:
            with open(os.path.join(self.folder, 'queue/pid/master.pid'),
                      encoding='ascii') as text:
                return int(text.read())
        except (OSError, ValueError):
            return None

    def start(self):
        done = self.command('/usr/sbin/postfix', '-c', self.config, 'start')
        atexit.register(self.stop)
        if not wait_until(lambda: answers(self.port), 20):
            raise RuntimeError('Postfix did not start: '
                               + done.stderr.decode('utf-8', 'replace')
                               + self.said())
        return self

    def stop(self):
        pid = self.master_pid()
        if pid and is_alive(pid):
            self.command('/usr/sbin/postfix', '-c', self.config, 'stop')
            wait_until(lambda: not is_alive(pid), 20)

    def said(self):
        try:
            with open(os.path.join(self.folder, 'maillog'),
                      encoding='utf-8', errors='replace') as text:
                return text.read()
        except OSError:
            return ''

    def submit(self, sender, addresses, mail):
        """Local submission by sendmail(1). Returns its exit status."""
        return self.command(
            '/usr/sbin/sendmail', '-C', self.config, '-i', '-f', sender,
            '--', *addresses, input=mail.replace(b'\r\n', b'\n')).returncode

    def queued(self):
        """(queue name, id) of every mail that waits."""
        found = []
        for queue in ('maildrop', 'incoming', 'active', 'deferred', 'hold'):
            for _, _, files in os.walk(os.path.join(self.folder, 'queue',
                                                    queue)):
                found += [(queue, name) for name in files]
        return found

    def wait_idle(self, seconds=30):
        """Whether everything but held mail has left."""
        return wait_until(lambda: all(queue == 'hold' for queue, _ in
                                      self.queued()), seconds) is not None

    def requeue(self):
        self.command('/usr/sbin/postqueue', '-c', self.config, '-f')

    def held(self):
        return [name for queue, name in self.queued() if queue == 'hold']

    def bounce_reason(self):
        """What the log says of the last mail that a milter turned down."""
        found = re.findall(r'milter-reject: (.*)', self.said())
        return found[-1] if found else ''
