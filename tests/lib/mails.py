# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""mails.py - mails written byte for byte, as Japanese mail programs do.

Everything ends in CRLF. Nothing here uses a MIME library for what matters:
the tests are to show what sekimori makes of bytes, not of a library's taste.
Containers and S/MIME come from the programs that people use: zip, 7z and
openssl.
"""
import atexit
import base64
import os
import quopri
import shutil
import subprocess
import tempfile
import uuid

SENDER = 'yamada@police.example.jp'
OUTSIDE = 'sato@example.com'
OUTSIDE_2 = 'suzuki@example.org'
OUTSIDE_3 = 'tanaka@example.net'
INSIDE = 'kato@honbu.police.example.jp'
CLOSED = 'ito@city.lgwan.example'

# Not written out, so that no scanner takes these tests for a virus.
EICAR = (rb'X5O!P%@AP[4\PZX54(P^)7CC)7}$' + b'EICAR-STANDARD-'
         + b'ANTIVIRUS-TEST-FILE!$H+H*')

PASSWORD = 'shared-before-by-telephone'


def new_id():
    return f'{uuid.uuid4().hex}@police.example.jp'


def crlf(text):
    if isinstance(text, str):
        text = text.encode('utf-8')
    return text.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')


def encoded_word(text, charset='UTF-8'):
    """RFC 2047, base64; in words short enough for one line each."""
    words, run = [], ''
    for letter in text + '\0':
        if letter == '\0' or len((run + letter).encode(charset)) > 39:
            if run:
                words.append(run)
            run = ''
        run += letter
    return '\r\n '.join(
        f'=?{charset}?B?'
        f'{base64.b64encode(word.encode(charset)).decode()}?='
        for word in words)


def base64_lines(data):
    return base64.encodebytes(data).replace(b'\n', b'\r\n')


def header(subject='', to=OUTSIDE, sender=SENDER, more=(), raw_to=None,
           charset='UTF-8', message_id=None):
    """The fields before MIME-Version. more: whole lines, without CRLF."""
    if not subject.isascii():
        subject = encoded_word(subject, charset)
    lines = [f'From: {sender}']
    if raw_to is not None:
        lines += [raw_to] if raw_to else []
    elif to:
        lines.append('To: ' + (to if isinstance(to, str)
                               else ',\r\n\t'.join(to)))
    lines += [f'Subject: {subject}', 'Date: Mon, 23 Nov 2026 10:00:00 +0900',
              f'Message-ID: <{message_id or new_id()}>', *more,
              'MIME-Version: 1.0']
    return '\r\n'.join(lines).encode('utf-8') + b'\r\n'


def text_part(body, charset='utf-8', encoding='8bit', subtype='plain'):
    """Header and content of one text part."""
    data = crlf(body).decode('utf-8').encode(charset)
    if encoding == 'base64':
        data = base64_lines(data)
    elif encoding == 'quoted-printable':
        data = crlf(quopri.encodestring(data.replace(b'\r\n', b'\n')))
    return (f'Content-Type: text/{subtype}; charset={charset}\r\n'
            f'Content-Transfer-Encoding: {encoding}\r\n\r\n').encode() \
        + data


def file_part(name, data, kind='application/octet-stream',
              encoding='base64'):
    """Header and content of one attachment; Outlook's way of naming."""
    shown = name if name.isascii() else encoded_word(name)
    if encoding == 'base64':
        content = base64_lines(data)
    elif encoding == 'quoted-printable':
        content = crlf(quopri.encodestring(data))
    else:
        content = data
    return (f'Content-Type: {kind};\r\n\tname="{shown}"\r\n'
            f'Content-Transfer-Encoding: {encoding}\r\n'
            f'Content-Disposition: attachment;\r\n\tfilename="{shown}"\r\n'
            '\r\n').encode() + content


def nested_part(mail):
    return (b'Content-Type: message/rfc822\r\n'
            b'Content-Disposition: attachment\r\n\r\n' + mail)


def end_line(data):
    return data if data.endswith(b'\r\n') else data + b'\r\n'


def multipart(parts, subtype='mixed', extra=''):
    boundary = f'=_{uuid.uuid4().hex}'
    lines = (f'Content-Type: multipart/{subtype};{extra}\r\n'
             f'\tboundary="{boundary}"\r\n\r\n').encode()
    for part in parts:
        lines += f'--{boundary}\r\n'.encode() + end_line(part)
    return lines + f'--{boundary}--\r\n'.encode()


def simple(subject='', body='本文です。\n', charset='utf-8',
           encoding='8bit', subtype='plain', **fields):
    """A mail of one text."""
    return header(subject, charset=charset.upper(), **fields) \
        + text_part(body, charset, encoding, subtype)


def with_files(subject, body, files, **fields):
    """A mail of one text and attachments: (name, data[, type])."""
    return header(subject, **fields) + multipart(
        [text_part(body, 'utf-8', 'base64')]
        + [file_part(*file) for file in files])


# ---- containers ----------------------------------------------------------

def in_folder(files):
    """A folder with files: {name: data}; gone at exit."""
    folder = tempfile.mkdtemp(prefix='sekimori-mails-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as out:
            out.write(data)
    return folder


def run(folder, *command):
    subprocess.run(command, cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def read(folder, name):
    with open(os.path.join(folder, name), 'rb') as data:
        return data.read()


def plain_zip(files):
    folder = in_folder(files)
    run(folder, 'zip', '-q', '-X', 'out.zip', '--', *files)
    return read(folder, 'out.zip')


def zipcrypto_zip(files):
    folder = in_folder(files)
    run(folder, 'zip', '-q', '-X', '-P', PASSWORD, 'out.zip', '--', *files)
    return read(folder, 'out.zip')


def aes_zip(files):
    folder = in_folder(files)
    run(folder, '7z', 'a', '-bd', '-tzip', '-mem=AES256', f'-p{PASSWORD}',
        'out.zip', '--', *files)
    return read(folder, 'out.zip')


def mixed_zip(secret, readable):
    """An archive whose members are protected, but for some."""
    folder = in_folder({**secret, **readable})
    run(folder, 'zip', '-q', '-X', '-P', PASSWORD, 'out.zip', '--', *secret)
    run(folder, 'zip', '-q', '-X', 'out.zip', '--', *readable)
    return read(folder, 'out.zip')


# ---- S/MIME --------------------------------------------------------------

_keys = []


def keys():
    """A folder with key.pem and certificate.pem; made once."""
    if not _keys:
        folder = in_folder({})
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
             '-keyout', 'key.pem', '-out', 'certificate.pem', '-days', '30',
             '-subj', '/CN=test/emailAddress=' + SENDER], cwd=folder,
            check=True, stderr=subprocess.DEVNULL)
        _keys.append(folder)
    return _keys[0]


def cms(entity, *words):
    """entity through `openssl cms WORDS`, as DER."""
    folder = keys()
    with open(os.path.join(folder, 'in'), 'wb') as out:
        out.write(entity)
    run(folder, 'openssl', 'cms', '-binary', '-in', 'in', '-out', 'out',
        '-outform', 'DER', *words)
    return read(folder, 'out')


def smime(kind, der):
    return (f'Content-Type: application/pkcs7-mime; smime-type={kind};\r\n'
            '\tname="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n'
            'Content-Disposition: attachment; filename="smime.p7m"\r\n\r\n'
            ).encode() + base64_lines(der)


def signed(entity, lie=None):
    """Opaque signature: packed, but readable by anybody."""
    return smime(lie or 'signed-data', cms(
        entity, '-sign', '-nodetach', '-signer', 'certificate.pem',
        '-inkey', 'key.pem'))


def enveloped(entity):
    return smime('enveloped-data', cms(
        entity, '-encrypt', '-aes256', 'certificate.pem'))


def auth_enveloped(entity):
    return smime('authEnveloped-data', cms(
        entity, '-encrypt', '-aes-256-gcm', 'certificate.pem'))
