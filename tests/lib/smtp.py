# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""smtp.py - an SMTP client that sends exact bytes and shows every reply."""
import socket


class Reply:
    """A whole reply: .code, .lines without the codes, .raw lines."""

    def __init__(self, raw):
        self.raw = raw
        self.code = int(raw[-1][:3])
        self.lines = [line[4:] for line in raw]

    def text(self):
        return '\n'.join(self.lines)

    def __str__(self):
        return '\n'.join(self.raw)


class Client:
    """One connection. Each verb returns its Reply."""

    def __init__(self, port, helo='client.police.example.jp', timeout=120):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout)
        self.file = self.socket.makefile('rb')
        self.greeting = self.read()
        self.ehlo = self.command(f'EHLO {helo}')

    def read(self):
        raw = []
        while True:
            line = self.file.readline()
            if not line:
                raise ConnectionError(f'server hung up after {raw}')
            raw.append(line.rstrip(b'\r\n').decode('utf-8',
                                                   'surrogateescape'))
            if len(line) < 5 or line[3:4] != b'-':
                return Reply(raw)

    def write(self, data):
        self.socket.sendall(data)

    def command(self, line):
        self.write(line.encode('utf-8') + b'\r\n')
        return self.read()

    def mail(self, sender, parameters=''):
        return self.command(f'MAIL FROM:<{sender}>'
                            + (f' {parameters}' if parameters else ''))

    def recipients(self, addresses):
        """Pipelined: thousands take one round trip. The replies."""
        replies = []
        for at in range(0, len(addresses), 500):
            some = addresses[at:at + 500]
            self.write(b''.join(f'RCPT TO:<{a}>\r\n'.encode() for a in some))
            replies += [self.read() for _ in some]
        return replies

    def data(self, mail):
        """mail: bytes with CRLF line ends; dots are stuffed here."""
        reply = self.command('DATA')
        if reply.code != 354:
            return reply
        stuffed = mail.replace(b'\r\n.', b'\r\n..')
        if stuffed.startswith(b'.'):
            stuffed = b'.' + stuffed
        if not stuffed.endswith(b'\r\n'):
            stuffed += b'\r\n'
        self.write(stuffed + b'.\r\n')
        return self.read()

    def send(self, sender, addresses, mail, parameters=''):
        """A whole transaction; the reply that ended it."""
        reply = self.mail(sender, parameters)
        if reply.code != 250:
            return reply
        for reply in self.recipients(addresses):
            if reply.code != 250:
                self.command('RSET')
                return reply
        return self.data(mail)

    def quit(self):
        try:
            self.command('QUIT')
        except OSError:
            pass
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()


def send(port, sender, addresses, mail, parameters=''):
    """One mail on a connection of its own; the reply that ended it."""
    client = Client(port)
    try:
        return client.send(sender, addresses, mail, parameters)
    finally:
        client.quit()
