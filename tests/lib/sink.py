# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""sink.py - an SMTP server that accepts all mail and keeps what it got.

For each mail: the envelope with its parameters, and the exact bytes between
DATA and the final dot, dots unstuffed. Postfix's smtp-sink writes headers of
its own into what it dumps and does not keep apart what was in the envelope.
"""
import os
import socketserver
import threading
import time

from proc import wait_until

GREETING = [b'PIPELINING', b'SIZE 0', b'8BITMIME', b'SMTPUTF8',
            b'ENHANCEDSTATUSCODES']


class Arrived:
    """One mail as it reached the sink."""

    def __init__(self, sender, recipients, data, parameters):
        self.sender = sender
        self.recipients = recipients
        self.data = data
        self.parameters = parameters
        self.time = time.time()

    def header_block(self):
        return self.data.partition(b'\r\n\r\n')[0] + b'\r\n'

    def body(self):
        return self.data.partition(b'\r\n\r\n')[2]

    def fields(self):
        """(name, value) of each header field, folds and all, in order."""
        found = []
        for line in self.header_block().split(b'\r\n')[:-1]:
            if line[:1] in (b' ', b'\t') and found:
                found[-1] = (found[-1][0], found[-1][1] + b'\r\n' + line)
            else:
                name, _, value = line.partition(b':')
                found.append((name.decode('latin-1'), value))
        return found

    def values(self, name):
        return [value for field, value in self.fields()
                if field.lower() == name.lower()]

    def value(self, name):
        values = self.values(name)
        return values[0].strip().decode('utf-8', 'replace') if values \
            else None


def path_and_parameters(argument):
    """b'FROM:<a@b> SIZE=1' -> ('a@b', 'SIZE=1')"""
    path = argument.partition(b':')[2].strip()
    if path.startswith(b'<'):
        path, _, rest = path[1:].partition(b'>')
    else:
        path, _, rest = path.partition(b' ')
    return path.decode('utf-8', 'replace'), rest.strip().decode('latin-1')


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    def setup(self):
        super().setup()
        self.forget()

    def forget(self):
        self.sender = None
        self.recipients = []
        self.parameters = []

    def say(self, line):
        self.wfile.write(line + b'\r\n')

    def receive(self):
        lines = []
        while True:
            line = self.rfile.readline()
            if not line:
                return None
            if line == b'.\r\n':
                return b''.join(lines)
            lines.append(line[1:] if line.startswith(b'.') else line)

    def handle(self):
        self.say(b'220 sink.example ESMTP')
        while True:
            line = self.rfile.readline()
            if not line:
                return
            verb, _, argument = line.rstrip(b'\r\n').partition(b' ')
            if not self.obey(verb.upper(), argument):
                return

    def obey(self, verb, argument):
        """Answers one command. Returns whether the session goes on."""
        if verb == b'EHLO':
            for word in GREETING[:-1]:
                self.say(b'250-' + word)
            self.say(b'250 ' + GREETING[-1])
        elif verb == b'MAIL':
            self.forget()
            self.sender, said = path_and_parameters(argument)
            self.parameters.append(said)
            self.say(b'250 2.1.0 ok')
        elif verb == b'RCPT':
            path, said = path_and_parameters(argument)
            self.recipients.append(path)
            self.parameters.append(said)
            self.say(b'250 2.1.5 ok')
        elif verb == b'DATA':
            self.say(b'354 go on')
            data = self.receive()
            if data is None:
                return False
            self.server.sink.keep(Arrived(self.sender, self.recipients, data,
                                          self.parameters))
            self.forget()
            self.say(b'250 2.0.0 kept')
        elif verb == b'QUIT':
            self.say(b'221 2.0.0 bye')
            return False
        else:
            self.forget()
            self.say(b'250 2.0.0 ok')
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that goes away is no news."""


class Sink:
    """Listens on loopback from the start. folder: also write .eml files."""

    def __init__(self, port=0, folder=None):
        self.mails = []
        self.changed = threading.Condition()
        self.folder = folder
        if folder:
            os.makedirs(folder, exist_ok=True)
        self.server = Server(('127.0.0.1', port), Session)
        self.server.sink = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()

    def keep(self, mail):
        with self.changed:
            self.mails.append(mail)
            number = len(self.mails)
            self.changed.notify_all()
        if self.folder:
            self.write(mail, f'{number:04d}')

    def write(self, mail, name):
        base = os.path.join(self.folder, name)
        with open(base + '.envelope', 'w', encoding='utf-8') as out:
            out.write(f'MAIL FROM:<{mail.sender}>\n')
            for address in mail.recipients:
                out.write(f'RCPT TO:<{address}>\n')
        with open(base + '.eml', 'wb') as out:
            out.write(mail.data)

    def count(self):
        with self.changed:
            return len(self.mails)

    def find(self, mark):
        """The mails that hold the bytes mark, in order of arrival."""
        with self.changed:
            return [mail for mail in self.mails if mark in mail.data]

    def wait_for(self, mark, seconds=30, count=1):
        """The mails that hold mark, once there are count of them."""
        return wait_until(lambda: self.find(mark)[count - 1:]
                          and self.find(mark), seconds) or []

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
