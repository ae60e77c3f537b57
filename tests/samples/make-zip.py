#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make-zip.py - ZIPs as programs write them that are not to be had here, and
# as none should. The password is "Him-1tsu" where nothing else is said. The
# same every time. Needs the module `cryptography`.
#
# Usage: make-zip.py FOLDER
import hashlib
import hmac
import os
import struct
import sys
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PASSWORD = b"Him-1tsu"
TEXT = b"".join(b"plan %d of the year %d\n" % (i * i, i) for i in range(60))
STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, STRONG, MASKED = 1, 8, 64, 8192
TIME, DATE = 0x6C32, 0x5A21


def noise(size, seed=b"x"):
    out = b""
    while len(out) < size:
        seed = hashlib.sha256(seed).digest()
        out += seed
    return out[:size]


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zip_crypto(data, password, check):
    """APPNOTE.TXT 6.1"""
    table = [0] * 256
    for i in range(256):
        c = i
        for _ in range(8):
            c = c >> 1 ^ (0xEDB88320 if c & 1 else 0)
        table[i] = c
    key = [0x12345678, 0x23456789, 0x34567890]

    def update(byte):
        key[0] = key[0] >> 8 ^ table[(key[0] ^ byte) & 255]
        key[1] = ((key[1] + (key[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        key[2] = key[2] >> 8 ^ table[(key[2] ^ key[1] >> 24) & 255]

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in noise(11) + bytes([check]) + data:
        mask = (key[2] | 2) & 0xFFFF
        out.append(byte ^ (mask * (mask ^ 1) >> 8) & 255)
        update(byte)
    return bytes(out)


def aes_counter(key, data):
    blocks = (len(data) + 15) // 16
    counters = b"".join(struct.pack("<QQ", i + 1, 0) for i in range(blocks))
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    stream = encryptor.update(counters)
    return bytes(a ^ b for a, b in zip(data, stream))


def winzip_aes(data, password, strength):
    size = 8 + 8 * strength
    salt = noise(4 + 4 * strength, b"salt")
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * size + 2)
    data = aes_counter(keys[:size], data)
    code = hmac.new(keys[size:2 * size], data, hashlib.sha1).digest()[:10]
    return salt + keys[2 * size:] + data + code


ALGORITHMS = {
    "des": (0x6601, 64), "3des": (0x6603, 168), "3des112": (0x6609, 112),
    "rc2": (0x6702, 128), "rc4": (0x6801, 128), "aes128": (0x660E, 128),
    "aes192": (0x660F, 192), "aes256": (0x6610, 256),
    "blowfish": (0x6720, 256), "twofish": (0x6721, 256),
}


def crypt_derive(digest, size):
    a = hashlib.sha1(bytes(x ^ y for x, y in zip(
        digest.ljust(64, b"\0"), b"\x36" * 64))).digest()
    b = hashlib.sha1(bytes(x ^ y for x, y in zip(
        digest.ljust(64, b"\0"), b"\x5c" * 64))).digest()
    return (a + b)[:size]


def strong(data, password, name):
    """APPNOTE.TXT 7.2; only AES is really encrypted, the rest is noise."""
    number, bits = ALGORITHMS[name]
    iv = noise(16, b"iv")
    if name.startswith("aes"):
        def encrypt(key, plain):
            padding = 16 - len(plain) % 16
            plain += bytes([padding]) * padding
            e = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
            return e.update(plain)
        master = crypt_derive(hashlib.sha1(password).digest(), bits // 8)
        secret = noise(16 if bits == 128 else 32, b"random")
        random = encrypt(master, secret)
        key = crypt_derive(hashlib.sha1(iv + secret).digest(), bits // 8)
        check = noise(16 - 4, b"check")
        check += struct.pack("<I", zlib.crc32(check))
        encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
        check = encryptor.update(check)
        body = encrypt(key, data)
    else:
        random, check = noise(48, b"random"), noise(16, b"check")
        body = noise(len(data) + 8, b"body")
    rest = struct.pack("<HHHHH", 3, number, bits, 1, len(random)) + random
    rest += struct.pack("<IH", 0, len(check)) + check
    return (struct.pack("<H", len(iv)) + iv +
            struct.pack("<I", len(rest)) + rest + body)


class Zip:
    def __init__(self):
        self.out, self.directory, self.count = b"", b"", 0

    def add(self, name, data, method=DEFLATED, how=None, password=PASSWORD,
            descriptor=False, masked=False, version=2, signature=True,
            wide=False, comment=b"", size_in_local=False):
        """how: None, "crypto", 1 to 3 for AES, or the name of a strong one"""
        flags = (DESCRIPTOR if descriptor else 0) | (
            ENCRYPTED if how else 0) | (MASKED if masked else 0)
        packed = deflate(data) if method == DEFLATED else data
        crc, extra, said = zlib.crc32(data), b"", method
        if how == "crypto":
            check = TIME >> 8 if descriptor else crc >> 24
            packed = zip_crypto(packed, password, check)
        elif isinstance(how, int):
            packed = winzip_aes(packed, password, how)
            extra = struct.pack("<HHH2sBH", 0x9901, 7, version, b"AE", how,
                                method)
            crc, said = (0 if version == 2 else crc), 99
        elif how:
            flags |= STRONG
            packed = strong(packed, password, how)
            number, bits = ALGORITHMS[how]
            extra = struct.pack("<HHHHHH", 0x17, 8, 2, number, bits, 1)
        numbers = (crc, len(packed), len(data))
        shown = numbers
        if (descriptor and not size_in_local) or masked:
            shown = (0, 0, 0)
        at = len(self.out)
        head = struct.pack("<HHHHH", 51, flags, said, TIME, DATE)
        if masked:
            head = struct.pack("<HHHHH", 62, flags, said, 0, 0)
        shown_name = name.encode() if not masked else b"%X" % (self.count + 1)
        self.out += b"PK\3\4" + head + struct.pack(
            "<IIIHH", *shown, len(shown_name), len(extra)) + shown_name
        self.out += extra + packed
        if descriptor:
            self.out += (b"PK\7\x08" if signature else b"") + struct.pack(
                "<IQQ" if wide else "<III", *numbers)
        self.directory += b"PK\1\2" + struct.pack("<H", 51) + struct.pack(
            "<HHHHH", 51, flags, said, TIME, DATE) + struct.pack(
            "<IIIHHHHHII", *numbers, len(name.encode()), len(extra),
            len(comment), 0, 0, 0, at) + name.encode() + extra + comment
        self.count += 1
        return self

    def end(self, behind=b"", comment=b""):
        directory = self.directory + behind
        return self.out + directory + b"PK\5\6" + struct.pack(
            "<HHHHIIH", 0, 0, self.count, self.count, len(directory),
            len(self.out), len(comment)) + comment

    def end_encrypted(self, how="aes256"):
        """APPNOTE.TXT 7.3.4"""
        at = len(self.out)
        directory = strong(deflate(self.directory), PASSWORD, how)
        number, bits = ALGORITHMS[how]
        record = struct.pack("<HHIIQQQQ", 62, 62, 0, 0, self.count,
                             self.count, len(directory), at)
        record += struct.pack("<HQQHHHHH", 8, len(directory),
                              len(self.directory), number, bits, 1, 0, 0)
        end64 = at + len(directory)
        return self.out + directory + b"PK\6\6" + struct.pack(
            "<Q", len(record)) + record + b"PK\6\7" + struct.pack(
            "<IQI", 0, end64, 1) + b"PK\5\6" + struct.pack(
            "<HHHHIIH", 0, 0, self.count & 0xFFFF, self.count & 0xFFFF,
            0xFFFFFFFF, 0xFFFFFFFF, 0)


def samples():
    def two(how, **named):
        return (Zip().add("plan.txt", TEXT, how=how, **named)
                .add("short.txt", b"Friday\n", how=how, **named))

    yield "empty-crypto", two("crypto", password=b"").end()
    yield "empty-aes256", two(3, password=b"").end()
    yield "ae1-stored", two(3, method=STORED, version=1).end()
    yield "ae1-descriptor", two(3, version=1, descriptor=True).end()
    yield "ae2-descriptor-bare", two(1, descriptor=True,
                                     signature=False).end()
    yield "crypto-descriptor", two("crypto", descriptor=True).end()
    yield "crypto-descriptor-wide", two("crypto", descriptor=True,
                                        wide=True).end()
    yield "crypto-descriptor-sizes", two("crypto", descriptor=True,
                                         size_in_local=True).end()
    yield "signature", two(3).end(behind=b"PK\5\5\4\0sign")
    yield "folder-deflated", two(3).add("folder/", b"", descriptor=True).add(
        "folder/empty", b"").end()
    yield "empty-encrypted", two(3).add("nothing", b"", how=3).end()
    yield "macosx", Zip().add("plan.txt", TEXT, how="crypto",
                              descriptor=True).add(
        "__MACOSX/", b"", method=STORED).add(
        "__MACOSX/._plan.txt", b"\0\5\x16\7" + noise(200), how="crypto",
        descriptor=True).end()
    yield "spanning-mark", spanned(two("crypto"))
    yield "comments", Zip().add("plan.txt", TEXT, how=3,
                                comment=TEXT[:400]).end()
    yield "extra-not-aes", fake_aes()
    for name in ALGORITHMS:
        yield "strong-" + name, two(name).end()
    yield "hidden-directory", two("aes256", masked=True).end_encrypted()
    yield "hidden-directory-beside-a-letter", (
        lambda z: setattr(z, "out", z.out + TEXT) or z.end_encrypted())(
            two("aes256", masked=True))
    yield "hidden-directory-beside-a-member", two(
        "aes256", masked=True).add("open.txt", TEXT).end_encrypted()
    stub = b"#!/bin/sh\nexec unzip -q \"$0\" || exit 1\nexit 0\n"
    yield "behind-a-script", stub + two(3).end()
    yield "behind-a-long-script", stub + b"# " + TEXT + two(3).end()


def spanned(archive):
    data = bytearray(b"PK00" + archive.end())
    at = data.find(b"PK\1\2")
    while at >= 0:
        start = struct.unpack_from("<I", data, at + 42)[0]
        struct.pack_into("<I", data, at + 42, start + 4)
        at = data.find(b"PK\1\2", at + 1)
    at = data.rfind(b"PK\5\6")
    start = struct.unpack_from("<I", data, at + 16)[0]
    struct.pack_into("<I", data, at + 16, start + 4)
    return bytes(data)


def fake_aes():
    """The extra field of AES beside another method: it is ZipCrypto."""
    data = bytearray(Zip().add("plan.txt", TEXT, how=3).end())
    for at, method in ((0, 8), (data.find(b"PK\1\2"), 10)):
        struct.pack_into("<H", data, at + method, DEFLATED)
    return bytes(data)


def main():
    folder = sys.argv[1]
    for name, data in samples():
        with open(os.path.join(folder, name + ".zip"), "wb") as out:
            out.write(data)


main()
