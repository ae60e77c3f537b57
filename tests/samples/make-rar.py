#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make-rar.py - small encrypted RAR archives, by the published notes on the
# formats; there is no free program that writes them. Password: "a".
# AES comes from openssl(1).
#
# usage: make-rar.py FOLDER
import hashlib
import pathlib
import struct
import subprocess
import sys
import zlib

TEXT = b'the plans are ready\n' * 20
WORD = 'a'


def aes(key, iv, data):
    data += bytes(-len(data) % 16)
    return subprocess.run(
        ['openssl', 'enc', '-aes-%d-cbc' % (len(key) * 8), '-nopad',
         '-K', key.hex(), '-iv', iv.hex()], input=data,
        stdout=subprocess.PIPE, check=True).stdout


def vint(value):
    out = b''
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def header5(body):
    body = vint(len(body)) + body
    return struct.pack('<I', zlib.crc32(body)) + body


def keys5(salt, power):
    rounds = 1 << power
    key = hashlib.pbkdf2_hmac('sha256', WORD.encode(), salt, rounds)
    long = hashlib.pbkdf2_hmac('sha256', WORD.encode(), salt, rounds + 32)
    fold = bytes(long[i] ^ long[i + 8] ^ long[i + 16] ^ long[i + 24]
                 for i in range(8))
    return key, fold + hashlib.sha256(fold).digest()[:4]


def file5(name, data, power=15, closed=True, kind=2):
    salt, iv = b'S' * 16, b'I' * 16
    extra, packed = b'', data
    if closed:
        key, check = keys5(salt, power)
        record = vint(1) + vint(0) + vint(1) + bytes([power]) + salt + iv
        record += check
        extra = vint(len(record)) + record
        packed = aes(key, iv, data)
    body = vint(kind) + vint(2 | (1 if extra else 0))
    if extra:
        body += vint(len(extra))
    body += vint(len(packed)) + vint(4) + vint(len(data)) + vint(0o100644)
    body += struct.pack('<I', zlib.crc32(data)) + vint(0) + vint(1)
    body += vint(len(name)) + name + extra
    return body, packed


def rar5(files, names_closed=False, power=15):
    out = b'Rar!\x1a\x07\x01\0'
    salt = b'H' * 16
    key, check = keys5(salt, power)
    count = 0

    def add(body, data=b''):
        nonlocal out, count
        header = header5(body)
        if names_closed:
            iv = bytes([count]) * 16
            count += 1
            header = iv + aes(key, iv, header)
        out += header + data
    if names_closed:
        out += header5(vint(4) + vint(0) + vint(0) + vint(1) +
                       bytes([power]) + salt + check)
    add(vint(1) + vint(0) + vint(0))
    for file in files:
        add(*file)
    add(vint(5) + vint(0) + vint(0))
    return out


def key4(salt):
    seed = WORD.encode('utf-16-le') + salt
    state, iv = hashlib.sha1(), b''
    for i in range(1 << 18):
        state.update(seed + struct.pack('<I', i)[:3])
        if i % (1 << 14) == 0:
            iv += state.digest()[19:20]
    words = struct.unpack('>4I', state.digest()[:16])
    return struct.pack('<4I', *words), iv


def header4(body):
    return struct.pack('<H', zlib.crc32(body) & 0xffff) + body


def wide4(name):
    units = name.encode('utf-16-le')
    out = b'_' * len(name) + b'\0\0'
    for i in range(0, len(units), 8):
        out += b'\xaa' + units[i:i + 8]
    return out


def file4(name, data, closed=True, kind=0x74):
    salt, packed, flags = b'4' * 8, data, 0x8000
    if isinstance(name, str):
        name = wide4(name)
        flags |= 0x200
    if closed:
        packed = aes(*key4(salt), data)
        flags |= 0x404
    body = struct.pack('<IIBIIBBHI', len(packed), len(data), 3,
                       zlib.crc32(data), 0x58210000, 29, 0x30, len(name),
                       0o100644) + name + (salt if closed else b'')
    return struct.pack('<BHH', kind, flags, len(body) + 7) + body, packed


def rar4(files, names_closed=False):
    out = b'Rar!\x1a\x07\0'
    out += header4(struct.pack('<BHHHI', 0x73, 0x80 if names_closed else 0,
                               13, 0, 0))
    salt = b'HHHHHHHH'
    key, iv = key4(salt)
    for body, data in files + [(struct.pack('<BHH', 0x7b, 0x4000, 7), b'')]:
        header = header4(body)
        out += (salt + aes(key, iv, header) if names_closed else header)
        out += data
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    long = b'a comment that anybody can read\n' * 20
    for name, data in {
        'rar5-closed.rar': rar5([file5(b'a.txt', TEXT)]),
        'rar5-names.rar': rar5([file5(b'a.txt', TEXT)], True),
        'rar5-mixed.rar': rar5([file5(b'a.txt', TEXT),
                            file5(b'b.txt', TEXT, closed=False)]),
        'rar5-comment.rar': rar5([file5(b'CMT', long, closed=False, kind=3),
                              file5(b'a.txt', TEXT)]),
        'rar5-costly.rar': rar5([file5(b'a.txt', TEXT, power=21)]),
        'rar5-plain.rar': rar5([file5(b'a.txt', TEXT, closed=False)]),
        'rar4-closed.rar': rar4([file4(b'a.txt', TEXT)]),
        'rar4-names.rar': rar4([file4(b'a.txt', TEXT)], True),
        'rar4-mixed.rar': rar4([file4(b'a.txt', TEXT),
                            file4(b'b.txt', TEXT, closed=False)]),
        'rar4-comment.rar': rar4([file4(b'CMT', long, closed=False, kind=0x7a),
                              file4(b'a.txt', TEXT)]),
        'rar4-wide.rar': rar4([file4('機密性3.txt', TEXT)]),
        'rar4-plain.rar': rar4([file4(b'a.txt', TEXT, closed=False)]),
    }.items():
        (folder / name).write_bytes(data)


main()
