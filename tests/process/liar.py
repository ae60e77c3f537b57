# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""liar.py - an inspector that a mail took over, for the process tests."""
import os

import gateway
import proc

# Starts as ours does, and answers as a worker would that a mail took over.
LIAR = '''#!/usr/bin/env python3
import json, os, socket, struct, sys
def send(sock, kind, data, fds=()):
    socket.send_fds(sock, [struct.pack('=II', kind, len(data)) + data], fds)
def receive(sock):
    head = b''
    while len(head) < 8:
        more = sock.recv(8 - len(head))
        if not more:
            sys.exit(0)
        head += more
    size, data = struct.unpack('=II', head)[1], b''
    while len(data) < size:
        data += sock.recv(size - len(data))
channel = socket.socket(fileno=3)
receive(channel)
send(channel, 1, struct.pack('=IIq', 0, 0, 0))
for _ in range(4):
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        theirs.close()
        while True:
            receive(ours)
            said = {
                'declared': None, 'declared_rank': 0, 'marks': [],
                'mentions': [], 'restrictions': [], 'parts': [{
                    'part': '1', 'name': None, 'type': 'text/plain',
                    'declared_type': None, 'role': 'body', 'bytes': 20,
                    'sha256': None, 'protection': 'none', 'scheme': None,
                    'strength': None, 'opened_with': None, 'note': None,
                    'text_chars': 7, 'unscanned': False}],
                'viruses': [], 'problems': [], 'visible': [],
                'visible_overflow': False, 'share_recipients': False,
                'fields': [1, 0, 0, 0, 0], 'from': [], 'to': [],
                'locks': [], 'password_follows': []}
            said.update(LIE)
            findings = json.dumps(said)
            ANSWER
    send(channel, 3, struct.pack('=I', pid), [theirs.fileno(),
                                              os.pidfd_open(pid)])
    ours.close()
    theirs.close()
while channel.recv(1):
    pass
'''


SEND = 'send(ours, 5, findings.encode())'


def hostile(answer=SEND, lie=None, **settings):
    """A daemon whose workers answer with that line of Python; lie: what they
    say otherwise than of an ordinary mail."""
    folder = proc.run_folder('hostile')
    program = os.path.join(folder, 'inspector')
    with open(program, 'w', encoding='utf-8') as out:
        out.write(LIAR.replace('ANSWER', answer)
                  .replace('LIE', repr(lie or {})))
    os.chmod(program, 0o755)
    gate = gateway.Gateway(folder, inspector=program, **settings).start()
    proc.wait_until(lambda: len(gate.inspectors()[1]) == 4, 60)
    return gate
