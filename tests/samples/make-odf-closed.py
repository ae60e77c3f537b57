#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""make-odf-closed.py FOLDER - encrypted OpenDocument of older and newer kinds.

By the specification (ODF 1.1, 17.3; ODF 1.3 part 2, 3.4), with the openssl
command for the ciphers. What only the description tells (OpenPGP, Argon2)
has random bytes behind it.
"""
import base64
import hashlib
import os
import struct
import subprocess
import sys
import zipfile
import zlib

WORD = 'Hana-2026'
TYPE = 'application/vnd.oasis.opendocument.text'
SPACE = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'
OFFICE = 'urn:oasis:names:tc:opendocument:xmlns:office:1.0'
TEXT = 'urn:oasis:names:tc:opendocument:xmlns:text:1.0'
CONTENT = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
           f'xmlns:office="{OFFICE}" xmlns:text="{TEXT}"><office:body>'
           '<office:text><text:p>機密性２情報</text:p>%s</office:text>'
           '</office:body></office:document-content>')
STYLES = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles '
          f'xmlns:office="{OFFICE}"/>')
XENC = 'http://www.w3.org/2001/04/xmlenc#'


def b64(data):
    return base64.b64encode(data).decode()


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def cipher(name, key, iv, data):
    return subprocess.run(
        ['openssl', 'enc', '-provider', 'legacy', '-provider', 'default',
         '-' + name, '-nopad', '-K', key.hex(), '-iv', iv.hex()],
        input=data, stdout=subprocess.PIPE, check=True).stdout


def blowfish(data):
    salt, iv, packed = os.urandom(16), os.urandom(8), deflate(data)
    start = hashlib.sha1(WORD.encode()).digest()
    key = hashlib.pbkdf2_hmac('sha1', start, salt, 1024, 16)
    said = (f'<m:encryption-data m:checksum-type="SHA1/1K" m:checksum="'
            f'{b64(hashlib.sha1(packed[:1024]).digest())}"><m:algorithm '
            f'm:algorithm-name="Blowfish CFB" m:initialisation-vector="'
            f'{b64(iv)}"/><m:key-derivation m:key-derivation-name="PBKDF2" '
            f'm:iteration-count="1024" m:salt="{b64(salt)}"/>'
            '</m:encryption-data>')
    return said, cipher('bf-cfb', key, iv, packed)


def aes(data, size=32):
    salt, iv, packed = os.urandom(16), os.urandom(16), deflate(data)
    start = hashlib.sha256(WORD.encode()).digest()
    key = hashlib.pbkdf2_hmac('sha1', start, salt, 2000, size)
    left = 16 - len(packed) % 16
    padded = packed + bytes(left - 1) + bytes([left])
    said = (f'<m:encryption-data m:checksum-type="{SPACE}#sha256-1k" '
            f'm:checksum="{b64(hashlib.sha256(packed[:1024]).digest())}">'
            f'<m:algorithm m:algorithm-name="{XENC}aes{size * 8}-cbc" '
            f'm:initialisation-vector="{b64(iv)}"/><m:start-key-generation '
            f'm:start-key-generation-name="{XENC}sha256" m:key-size="32"/>'
            f'<m:key-derivation m:key-derivation-name="PBKDF2" m:key-size='
            f'"{size}" m:iteration-count="2000" m:salt="{b64(salt)}"/>'
            '</m:encryption-data>')
    return said, cipher(f'aes-{size * 8}-cbc', key, iv, padded)


def aes128(data):
    return aes(data, 16)


def open_pgp(data):
    return (f'<m:encryption-data><m:algorithm m:algorithm-name="{XENC}'
            f'aes256-cbc" m:initialisation-vector="{b64(os.urandom(16))}"/>'
            '<m:key-derivation m:key-derivation-name="PGP"/>'
            '</m:encryption-data>', os.urandom(len(data) // 16 * 16))


def argon(data):
    return ('<m:encryption-data><m:algorithm m:algorithm-name="http://www.'
            f'w3.org/2009/xmlenc11#aes256-gcm" m:initialisation-vector="'
            f'{b64(os.urandom(12))}"/><m:start-key-generation m:start-key-'
            f'generation-name="{XENC}sha256" m:key-size="32"/>'
            '<m:key-derivation m:key-derivation-name="urn:org:'
            'documentfoundation:names:experimental:office:manifest:argon2id"'
            ' m:key-size="32" m:argon2-iterations="3" m:argon2-memory="65536"'
            f' m:argon2-lanes="4" m:salt="{b64(os.urandom(16))}"/>'
            '</m:encryption-data>', os.urandom(len(data)))


def strange(data):
    return ('<m:encryption-data><m:algorithm m:algorithm-name="urn:x:own"/>'
            '</m:encryption-data>', os.urandom(len(data)))


def png(side):
    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data +
                struct.pack('>I', zlib.crc32(kind + data)))
    width, height = side
    return (b'\x89PNG\r\n\x1a\n' +
            chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0,
                                       0)) +
            chunk(b'IDAT', zlib.compress(bytes((width + 1) * height))) +
            chunk(b'IEND', b''))


def write(path, members, beside=(), keys=''):
    entries, stored = '', []
    for name, data, close in members:
        said, closed = close(data.encode())
        entries += (f'<m:file-entry m:media-type="text/xml" m:full-path='
                    f'"{name}" m:size="{len(data.encode())}">{said}'
                    '</m:file-entry>')
        stored.append((name, closed))
    manifest = (f'<?xml version="1.0" encoding="UTF-8"?><m:manifest xmlns:m='
                f'"{SPACE}">{keys}<m:file-entry m:media-type="{TYPE}" '
                f'm:full-path="/"/>{entries}</m:manifest>')
    with zipfile.ZipFile(path, 'w') as package:
        for name, data in [('mimetype', TYPE), *stored, *beside,
                           ('META-INF/manifest.xml', manifest)]:
            package.writestr(zipfile.ZipInfo(name), data)


def main(folder):
    # More than the bytes that a checksum is of, once deflated.
    filler = '<text:p>' + b64(os.urandom(2400)) + '</text:p>'
    long = CONTENT % filler

    def put(name, close, beside=(), keys='', content=long):
        write(os.path.join(folder, name),
              [('content.xml', content, close),
               ('styles.xml', STYLES, close)], beside, keys)

    put('blowfish.odt', blowfish)
    put('aes128.odt', aes128)
    put('open-pgp.odt', open_pgp, keys='<m:keyinfo><m:encrypted-key>'
        '<m:CipherData><m:CipherValue>AAAA</m:CipherValue></m:CipherData>'
        '</m:encrypted-key></m:keyinfo>')
    put('strange.odt', strange)
    put('sign.odt', aes, [('Thumbnails/thumbnail.png', png((128, 128)))])
    put('page.odt', aes, [('Thumbnails/thumbnail.png', png((181, 256)))])
    put('half.odt', aes, [('Pictures/1.png', png((64, 64)))])
    write(os.path.join(folder, 'wholesome.odt'),
          [('encrypted-package', long, argon)])


main(sys.argv[1])
