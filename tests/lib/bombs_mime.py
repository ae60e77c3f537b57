# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""bombs_mime.py - mails that are bombs themselves: header and MIME."""
import mails

KIB = 1 << 10
MIB = 1 << 20
FILE = ('Content-Type: application/octet-stream\r\n'
        'Content-Disposition: attachment; filename=a.bin\r\n')


def mail(head='', body=b'', **fields):
    """head: lines of the content, with CRLF."""
    return mails.header('s', **fields) + head.encode() + b'\r\n' + body


def encoded(encoding, body):
    return mail(f'{FILE}Content-Transfer-Encoding: {encoding}\r\n', body)


def multiparts(levels):
    parts = [f'Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n'
             for n in range(levels)]
    return mails.header('s') + ''.join(parts).encode() + b'\r\nx\r\n'


def messages(levels):
    return mails.header('s') + b'Content-Type: message/rfc822\r\n\r\n' \
        * levels + b'\r\nx\r\n'


def parts(count):
    return mail('Content-Type: multipart/mixed; boundary=b\r\n',
                b'--b\r\n\r\nx\r\n' * count + b'--b--\r\n')


def big_header(size):
    line = b'X-Fill: ' + b'x' * 900 + b'\r\n'
    return mails.header('s') + line * (size // len(line)) + b'\r\nx\r\n'


def sections(count, size):
    """A file name in pieces (RFC 2231), inside a message: the gate's own
    header limit is for the header of the mail."""
    piece = 'a' * (size // count)
    named = ';\r\n'.join(f' filename*{n}*="{piece}"' for n in range(count))
    return inside('Content-Type: application/octet-stream\r\n'
                  f'Content-Disposition: attachment;\r\n{named}\r\n\r\nx\r\n')


def inside(text):
    """A mail in a mail."""
    return mail('Content-Type: message/rfc822\r\n', text.encode())


def own(fields):
    """The same fields as those of the mail itself, each small enough for
    libmilter (64 KB)."""
    fields = [field.partition('\r\n\r\n')[0] for field in fields]
    return mails.simple('s', 'x\n', to='', more=fields)


def words(count):
    """A subject of that many encoded words."""
    return ('Subject: ' + '\r\n '.join(['=?UTF-8?B?44GC?='] * count)
            + '\r\n\r\nx\r\n')


def parameters(size):
    return ('Content-Type: text/plain' + ';\r\n a=b' * (size // 7)
            + '\r\n\r\nx\r\n')


def addresses(size):
    return 'To: ' + ',\r\n '.join(['a@x.example'] * (size // 15)) \
        + '\r\n\r\nx\r\n'


def comments(depth):
    return ('To: ' + '(\r\n ' * (depth // 20) + '(' * depth + ')' * depth
            + ' a@x.example\r\n\r\nx\r\n')


def groups(count):
    return 'To: ' + 'g:' * count + 'a@x.example' + ';' * count \
        + '\r\n\r\nx\r\n'


def html_nested(count):
    return mail('Content-Type: text/html; charset=utf-8\r\n',
                b'<html><body>' + b'<div><b>' * (count // 2) + b'x')


def escapes(size):
    """Every two bytes a change of the character set."""
    return mail('Content-Type: text/plain; charset=iso-2022-jp\r\n',
                b'\x1b$B$"\x1b(Ba' * (size // 9))


def charset(name, body):
    return mail(f'Content-Type: text/plain; charset={name}\r\n', body)


def uuencoded(lines):
    return mail('Content-Type: text/plain\r\n', b'begin 644 a.bin\r\n'
                + b'`\r\n' * lines + b'end\r\n')


def uu_begins(count):
    return mail('Content-Type: text/plain\r\n', b'begin 644 a\r\n' * count)
