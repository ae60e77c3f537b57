# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""driver.py - the MTA's side of the milter protocol, version 6.

Plays Sendmail or Postfix towards a filter, well-behaved or hostile: every
packet can be sent at any time, in any size, and the socket dropped anywhere.
The numbers are those of libmilter's mfdef.h.
"""
import socket
import struct

# What a filter may ask for (SMFIF_*) and what an MTA can do (SMFIP_*).
ALL_ACTIONS = 0x1ff
ACTION_CHGBODY = 0x2
ACTION_CHGHDRS = 0x10
P_HEADER_LEADSPC = 0x100000
P_SKIP = 0x400
P_NO_REPLY_HEADER = 0x80
P_NO_REPLY_BODY = 0x80000
ALL_STEPS = 0x1fffff
SENDMAIL_STEPS = ALL_STEPS
POSTFIX_STEPS = ALL_STEPS

NO_REPLY = {b'C': 0x1000, b'H': 0x2000, b'M': 0x4000, b'R': 0x8000,
            b'T': 0x10000, b'U': 0x20000, b'L': 0x80, b'N': 0x40000,
            b'B': 0x80000}
NOT_WANTED = {b'C': 0x1, b'H': 0x2, b'M': 0x4, b'R': 0x8, b'B': 0x10,
              b'L': 0x20, b'N': 0x40, b'U': 0x100, b'T': 0x200}

CHUNK = 65535
FINAL = {b'c': 'continue', b'a': 'accept', b'r': 'reject', b't': 'tempfail',
         b'd': 'discard', b'y': 'replycode', b's': 'skip', b'f': 'conn-fail',
         b'4': 'shutdown'}


class Gone(Exception):
    """The filter closed the connection."""


class Answer:
    """One reply of the filter and the edits that came before it."""

    def __init__(self, verdict, text=b''):
        self.verdict = verdict
        self.text = text.decode('utf-8', 'surrogateescape')
        self.edits = []
        self.progress = 0

    def code(self):
        """The SMTP code that an MTA would answer with."""
        if self.verdict == 'replycode':
            return int(self.text[:3])
        return {'reject': 550, 'tempfail': 451}.get(self.verdict, 250)

    def lines(self):
        """The reply's lines as an SMTP client sees them: %% is one %."""
        return self.text.replace('%%', '%').split('\r\n')

    def changes(self, kind):
        return [edit for edit in self.edits if edit[0] == kind]

    def __repr__(self):
        return f'<{self.verdict} {self.text!r} {self.edits!r}>'


def strings(data):
    return data.split(b'\0')[:-1]


def read_edit(letter, data):
    """One modification request as a tuple that begins with its name."""
    if letter == b'm':
        index = struct.unpack('>I', data[:4])[0]
        name, value = strings(data[4:])
        return ('change-header', index, name, value)
    if letter == b'i':
        index = struct.unpack('>I', data[:4])[0]
        name, value = strings(data[4:])
        return ('insert-header', index, name, value)
    if letter == b'h':
        return ('add-header', *strings(data))
    names = {b'+': 'add-recipient', b'2': 'add-recipient',
             b'-': 'delete-recipient', b'q': 'quarantine',
             b'e': 'change-sender', b'l': 'macros'}
    if letter in names:
        return (names[letter], *strings(data))
    if letter == b'b':
        return ('replace-body', data)
    raise ValueError(f'no such reply: {letter!r}')


class Connection:
    """One connection of an MTA to the filter.

    address: "inet:PORT@HOST" or "unix:PATH".
    """

    def __init__(self, address, timeout=60):
        kind, _, place = address.partition(':')
        if kind == 'unix':
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(place)
        else:
            port, _, host = place.partition('@')
            self.socket = socket.create_connection((host, int(port)),
                                                   timeout)
            # Macros and command are two packets: Nagle would hold up the
            # second until the first is acknowledged.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.actions = 0
        self.steps = 0

    # ---- packets ---------------------------------------------------------

    def send(self, letter, data=b''):
        self.socket.sendall(struct.pack('>I', len(data) + 1) + letter + data)

    def send_raw(self, data):
        self.socket.sendall(data)

    def read_exactly(self, size):
        data = b''
        while len(data) < size:
            try:
                more = self.socket.recv(size - len(data))
            except ConnectionError as error:
                raise Gone(str(error)) from error
            if not more:
                raise Gone('end of file')
            data += more
        return data

    def receive(self):
        size = struct.unpack('>I', self.read_exactly(4))[0]
        packet = self.read_exactly(size)
        return packet[:1], packet[1:]

    def answer(self):
        """Reads up to the reply that ends a command."""
        edits, progress = [], 0
        while True:
            letter, data = self.receive()
            if letter == b'p':
                progress += 1
            elif letter in FINAL:
                result = Answer(FINAL[letter], data.rstrip(b'\0'))
                result.edits, result.progress = edits, progress
                return result
            else:
                edits.append(read_edit(letter, data))

    def ask(self, letter, data=b''):
        """Sends a command the filter wants; its answer, if it gives one."""
        if self.steps & NOT_WANTED.get(letter, 0):
            return None
        self.send(letter, data)
        if self.steps & NO_REPLY.get(letter, 0):
            return None
        return self.answer()

    # ---- the conversation ------------------------------------------------

    def negotiate(self, steps=ALL_STEPS, actions=ALL_ACTIONS, version=6):
        """What is offered; returns what the filter took of it."""
        self.send(b'O', struct.pack('>III', version, actions, steps))
        letter, data = self.receive()
        if letter != b'O':
            raise ValueError(f'negotiation answered by {letter!r}')
        _, self.actions, self.steps = struct.unpack('>III', data[:12])
        return self.actions, self.steps

    def macros(self, letter, **values):
        """The macros that go before the command letter.

        Names of several letters get their braces; i and j have none.
        """
        data = letter
        for name, value in values.items():
            if value is not None:
                name = name if len(name) == 1 else '{' + name + '}'
                data += name.encode() + b'\0' + value.encode() + b'\0'
        self.send(b'D', data)

    def connect(self, name='client.police.example.jp', address='127.0.0.1',
                family=b'4', port=40000):
        data = name.encode() + b'\0' + family
        if family != b'U':
            data += struct.pack('>H', port) + address.encode() + b'\0'
        return self.ask(b'C', data)

    def helo(self, name='client.police.example.jp'):
        return self.ask(b'H', name.encode() + b'\0')

    def mail(self, sender, *parameters):
        words = [f'<{sender}>', *parameters]
        return self.ask(b'M', b''.join(w.encode() + b'\0' for w in words))

    def recipient(self, address, *parameters):
        words = [f'<{address}>', *parameters]
        return self.ask(b'R', b''.join(w.encode() + b'\0' for w in words))

    def data(self):
        return self.ask(b'T')

    def header(self, name, value):
        return self.ask(b'L', name + b'\0' + value + b'\0')

    def end_of_headers(self):
        return self.ask(b'N')

    def body(self, chunk):
        return self.ask(b'B', chunk)

    def end_of_message(self, rest=b''):
        return self.ask(b'E', rest)

    def abort(self):
        self.send(b'A')

    def quit(self):
        try:
            self.send(b'Q')
        except OSError:
            pass
        self.close()

    def close(self):
        self.socket.close()

    # ---- whole steps -----------------------------------------------------

    def open(self, **options):
        """Negotiation, connection and HELO."""
        self.negotiate(**options)
        self.macros(b'C', j='gate.police.example.jp',
                    daemon_name='gate.police.example.jp')
        self.connect()
        self.helo()
        return self

    def envelope(self, sender, addresses, queue_id='4XyZ12345', auth=None,
                 macros=True, parameters=()):
        if macros:
            self.macros(b'M', auth_authen=auth, mail_addr=sender)
        answer = self.mail(sender, *parameters)
        if answer and answer.verdict != 'continue':
            return answer
        for address in addresses:
            if macros:
                self.macros(b'R', i=queue_id, rcpt_addr=address,
                            rcpt_host=address.partition('@')[2],
                            rcpt_mailer='smtp')
            answer = self.recipient(address)
            if answer and answer.verdict != 'continue':
                return answer
        if macros:
            self.macros(b'T', i=queue_id)
        return self.data()

    def value_to_send(self, value):
        """A header value as this MTA hands it over.

        value is what stands after the colon. Folds have bare LF; without
        LEADSPC one space is taken off (sendmail's milter.c, Postfix's
        milter8.c).
        """
        value = value.replace(b'\r\n', b'\n')
        if not self.steps & P_HEADER_LEADSPC and value.startswith(b' '):
            value = value[1:]
        return value

    def message(self, mail, chunk=CHUNK, queue_id='4XyZ12345'):
        """Header, body and end of a mail given as bytes with CRLF."""
        block, _, body = mail.partition(b'\r\n\r\n')
        for name, value in fields(block):
            answer = self.header(name, self.value_to_send(value))
            if answer and answer.verdict != 'continue':
                return answer
        answer = self.end_of_headers()
        if answer and answer.verdict != 'continue':
            return answer
        for at in range(0, len(body), chunk):
            answer = self.body(body[at:at + chunk])
            if answer and answer.verdict == 'skip':
                break
            if answer and answer.verdict != 'continue':
                return answer
        self.macros(b'E', i=queue_id)
        return self.end_of_message()

    def deliver(self, sender, addresses, mail, chunk=CHUNK, **options):
        """One mail on an open connection; the answer that ended it."""
        answer = self.envelope(sender, addresses, **options)
        if answer and answer.verdict != 'continue':
            return answer
        return self.message(mail, chunk)


def fields(block):
    """(name, value) of a header block, in order; value keeps all bytes
    after the colon, folds included."""
    found = []
    for line in block.split(b'\r\n'):
        if line[:1] in (b' ', b'\t') and found:
            found[-1][1] += b'\r\n' + line
        else:
            name, _, value = line.partition(b':')
            found.append([name, value])
    return [(name, value) for name, value in found]


def deliver(address, sender, addresses, mail, **options):
    """One mail on a connection of its own."""
    connection = Connection(address).open()
    try:
        return connection.deliver(sender, addresses, mail, **options)
    finally:
        connection.quit()


def apply_edits(mail, edits, leadspc=True):
    """The mail as the MTA would deliver it after the filter's edits.

    As in Sendmail: a deleted field keeps its number. (Postfix renumbers;
    the tests with real MTAs see to that.) An edit of a field that is not
    there raises: MTAs would add one.
    """
    block, _, body = mail.partition(b'\r\n\r\n')
    header = [[name, value] for name, value in fields(block)]
    space = b'' if leadspc else b' '
    replaced = b''
    for edit in edits:
        if edit[0] == 'change-header':
            _, index, name, value = edit
            same = [field for field in header
                    if field[0].lower() == name.lower()]
            if not 1 <= index <= len(same):
                raise ValueError(f'no {name!r} number {index}')
            same[index - 1][1] = space + value if value else None
        elif edit[0] == 'add-header':
            header.append([edit[1], space + edit[2]])
        elif edit[0] == 'insert-header':
            header.insert(edit[1], [edit[2], space + edit[3]])
        elif edit[0] == 'replace-body':
            replaced += edit[1]
            body = replaced
        elif edit[0] != 'quarantine':
            raise ValueError(f'not expected: {edit!r}')
    return b''.join(name + b':' + value.replace(b'\n', b'\r\n') + b'\r\n'
                    for name, value in header if value is not None) \
        + b'\r\n' + body
