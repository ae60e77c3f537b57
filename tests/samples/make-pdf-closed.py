#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""Makes tests/samples/pdf/closed: needs qpdf and openssl.

usage: make-pdf-closed.py FOLDER

Files that qpdf encrypted, and files that lie about their encryption. The
user password is hirake, the owner's oyakata.
"""
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zlib

XMP = (b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta '
       b'xmlns:x="adobe:ns:meta/"></x:xmpmeta><?xpacket end="w"?>')
PAGE = b'BT /F 12 Tf 80 500 Td (readable words) Tj ET'
ENCRYPT = (b'/Filter/Standard/V %d/R %d/P -4/O<%s>/U<%s>' %
           (4, 4, b'4f' * 32, b'55' * 32))
AES = b'/CF<</StdCF<</CFM/AESV2/AuthEvent/DocOpen/Length 16>>>>'


def noise(size, seed=b'noise'):
    out = b''
    while len(out) < size:
        out += hashlib.sha256(seed + str(len(out)).encode()).digest()
    return out[:size]


def stream(data, keys=b'', pack=True):
    if pack:
        data = zlib.compress(data)
        keys += b'/Filter/FlateDecode'
    return b'<<%s/Length %d>>\nstream\n%s\nendstream' % (keys, len(data),
                                                       data)


def build(objects, trailer=b''):
    out, offsets = b'%PDF-1.7\n', []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, body)
    table = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(offsets) + 1)
    out += b''.join(b'%010d 00000 n \n' % at for at in offsets)
    return out + (b'trailer\n<</Size %d/Root 1 0 R%s/ID[<6964><6964>]>>\n'
                  b'startxref\n%d\n%%%%EOF\n' %
                  (len(offsets) + 1, trailer, table))


def page_objects(content, extra=b''):
    return [b'<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R%s>>' % extra,
            b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
            b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R'
            b'/Resources<</Font<</F 5 0 R>>>>>>', content,
            b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']


def plain():
    return build(page_objects(stream(PAGE)) +
                 [stream(XMP, b'/Type/Metadata/Subtype/XML', False)])


def closed(keys, content=None, more=(), extra=b''):
    """A file whose streams are noise, and what it says of them."""
    content = content or stream(noise(96), b'/Filter/FlateDecode', False)
    return build(page_objects(content, extra) +
                 [stream(noise(128, b'x'), b'/Type/Metadata/Subtype/XML',
                         False), b'<<%s>>' % keys, *more],
                 b'/Encrypt 7 0 R')


def encrypted(folder, source, *arguments):
    target = os.path.join(folder, 'encrypted.pdf')
    subprocess.run(['qpdf', '--allow-weak-crypto', '--static-id',
                    *arguments, source, target], check=True)
    with open(target, 'rb') as file:
        return file.read()


def edited(data, old, new):
    """With the table of a file without object streams put right."""
    at = data.index(old)
    moved = len(new) - len(old)

    def move(match):
        offset = int(match.group(1))
        return b'%010d' % (offset + moved if offset > at else offset) + \
            match.group(2)
    out = data[:at] + new + data[at + len(old):]
    out = re.sub(rb'(\d{10})( \d{5} n)', move, out)
    return re.sub(rb'startxref\n(\d+)', lambda match: b'startxref\n%d' %
                  (int(match.group(1)) + (moved if int(match.group(1)) > at
                                          else 0)), out)


def updated(data, keys):
    """An incremental update that only says that all is encrypted."""
    last = int(re.findall(rb'startxref\n(\d+)', data)[-1])
    at = len(data)
    out = data + b'7 0 obj\n<<%s>>\nendobj\n' % keys
    return out + (b'xref\n7 1\n%010d 00000 n \ntrailer\n<</Size 8/Root 1 0 R'
                  b'/Prev %d/Encrypt 7 0 R/ID[<6964><6964>]>>\nstartxref\n'
                  b'%d\n%%%%EOF\n' % (at, last, len(out)))


def recipients(folder, *arguments):
    def path(name):
        return os.path.join(folder, name)
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048',
                    '-nodes', '-subj', '/CN=test', '-days', '3650',
                    '-keyout', path('key.pem'), '-out', path('cert.pem')],
                   check=True, stderr=subprocess.DEVNULL)
    with open(path('seed'), 'wb') as out:
        out.write(noise(24))
    subprocess.run(['openssl', 'cms', '-encrypt', '-binary', '-outform',
                    'DER', *arguments, '-in', path('seed'), '-out',
                    path('cms'), path('cert.pem')], check=True)
    with open(path('cms'), 'rb') as file:
        return file.read().hex().encode()


STRENGTHS = {
    'rc4-40': ['40'], 'rc4-128': ['128'],
    'aes128': ['128', '--use-aes=y'],
    'aes128-v4rc4': ['128', '--force-V4'],
    'aes256-r5': ['256', '--force-R5'], 'aes256': ['256'],
    'aes128-xmp': ['128', '--use-aes=y', '--cleartext-metadata'],
    'aes256-xmp': ['256', '--cleartext-metadata'],
}


def by_qpdf(folder, source):
    for name, arguments in STRENGTHS.items():
        yield 'user-' + name, encrypted(
            folder, source, '--encrypt', 'hirake', 'oyakata', *arguments,
            '--')
        yield 'owner-' + name, encrypted(
            folder, source, '--encrypt', '', 'oyakata', *arguments, '--')
    yield 'linearized', encrypted(
        folder, source, '--linearize', '--encrypt', 'hirake', 'oyakata',
        '256', '--')
    yield 'object-streams', encrypted(
        folder, source, '--object-streams=generate', '--encrypt', 'hirake',
        'oyakata', '128', '--use-aes=y', '--')
    for name, word in (('cp932', '開け'.encode('cp932')),
                       ('latin1', 'ouvré'.encode('latin1')),
                       ('utf8', '開け'.encode())):
        yield 'word-' + name, encrypted(
            folder, source, '--password-mode=bytes', '--encrypt',
            os.fsdecode(word), 'oyakata', '128', '--use-aes=y', '--')
    yield 'word-r6', encrypted(folder, source, '--encrypt', 'ひらけ ごま',
                               '親方', '256', '--')


def lies(folder, source):
    one = plain()
    user = encrypted(folder, source, '--encrypt', 'hirake', 'oyakata', '128',
                     '--use-aes=y', '--')
    rc4 = encrypted(folder, source, '--encrypt', 'hirake', 'oyakata', '128',
                    '--')
    rc40 = encrypted(folder, source, '--encrypt', 'hirake', 'oyakata', '40',
                     '--')
    empty = encrypted(folder, source, '--encrypt', '', 'oyakata', '128',
                      '--use-aes=y', '--')
    keys = ENCRYPT + AES + b'/StmF/StdCF/StrF/StdCF'
    says = re.search(rb'<< /CF.*?>>(?=\nendobj)', empty, re.S).group(0)[2:-2]
    yield 'lie-plain', updated(one, keys)
    yield 'lie-plain-empty', updated(one, says)
    yield 'earlier-plain', one + user
    yield 'earlier-empty', empty + user
    yield 'later-plain', user + one
    yield 'identity-streams', closed(ENCRYPT + AES +
                                     b'/StmF/Identity/StrF/StdCF')
    yield 'identity-strings', closed(ENCRYPT + AES + b'/StmF/StdCF')
    yield 'identity-content', closed(keys, stream(
        PAGE, b'/Filter[/Crypt/FlateDecode]/DecodeParms[<</Name/Identity>>'
        b' null]', False).replace(PAGE, zlib.compress(PAGE)))
    yield 'identity-files', closed(
        keys + b'/EFF/Identity', None,
        [stream(b'inner words', b'/Type/EmbeddedFile', False)])
    yield 'content-as-metadata', closed(keys, stream(
        PAGE, b'/Type/Metadata'))
    yield 'content-as-table', closed(keys, stream(PAGE, b'/Type/XRef'))
    yield 'content-unpacked', closed(keys, stream(PAGE, b'', False))
    for name, code in (('utf8', 'utf8'), ('cp932', 'cp932')):
        yield 'file-' + name, closed(keys, None, [stream(
            'これは添付した文書の本文である。機密性３の情報を含む。\n'.encode(code) * 6,
            b'/Type/EmbeddedFile', False)])
    yield 'strings-plain', closed(
        keys, None, [], b'/Outlines 8 0 R').replace(
        b'xref\n0 8', b'8 0 obj\n<</First 9 0 R/Last 9 0 R>>\nendobj\n'
        b'9 0 obj\n<</Title(readable words in a title)/Parent 8 0 R>>\n'
        b'endobj\nxref\n0 8')
    yield 'image-plain', closed(keys, stream(
        b'\xff\xd8\xff\xe0' + noise(200), b'/Filter/DCTDecode', False))
    yield 'junk-before', b'From: nobody\r\n\r\n' * 20 + user
    yield 'length-lies', edited(rc4, b'/Length 128', b'/Length 40')
    yield 'version-lies', edited(rc40, b'/V 1', b'/V 2')
    yield 'revision-lies', edited(rc4, b'/R 3', b'/R 4')
    yield 'no-id', re.sub(rb' /ID \[.*?\] ', b' ', user, flags=re.S)
    yield 'cut', user[:-200]
    yield 'name-escaped', edited(user, b'/Encrypt ', b'/Encr#79pt ')
    yield 'nothing-shown', closed(keys, stream(b'x', b'', False)).replace(
        noise(128, b'x'), b' ')
    yield 'handler-other', closed(b'/Filter/FOPN_fLock/V 1/Length 128')
    yield 'no-dictionary', build(page_objects(stream(
        noise(96), b'/Filter/FlateDecode', False)), b'/Encrypt 99 0 R')
    public = (b'/Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s%d/V %d'
              b'/P -4%s')
    for name, cipher in (('public', '-aes-256-cbc'),
                         ('public-3des', '-des3')):
        one_of = recipients(folder, cipher)
        yield name, closed(public % (
            5, 4, b'/StmF/D/StrF/D/CF<</D<</CFM/AESV2/Recipients[<%s>]>>>>' %
            one_of))
    yield 'public-s4', closed(public % (
        4, 2, b'/Length 128/Recipients[<%s>]' % one_of))
    yield 'public-nobody', closed(public % (
        5, 4, b'/StmF/D/StrF/D/CF<</D<</CFM/AESV2/Recipients[]>>>>'))
    yield 'public-broken', closed(public % (
        5, 4, b'/StmF/D/StrF/D/CF<</D<</CFM/AESV2/Recipients[<30>]>>>>'))


def main(target):
    os.makedirs(target, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, 'plain.pdf')
        with open(source, 'wb') as out:
            out.write(plain())
        for make in (by_qpdf, lies):
            for name, data in make(folder, source):
                with open(os.path.join(target, name + '.pdf'), 'wb') as out:
                    out.write(data)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
