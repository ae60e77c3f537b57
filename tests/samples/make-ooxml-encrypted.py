#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make-ooxml-encrypted.py: a short document behind a password, in the ways of
# [MS-OFFCRYPTO] that no program at hand writes. Salts come from names, so that
# the same files come out every time. msoffcrypto-tool (python3-msoffcrypto-tool
# in Debian) opens each of those that it can, with --check.
#
# usage: make-ooxml-encrypted.py PLAIN.docx FOLDER [--check]

import base64
import hashlib
import hmac
import io
import struct
import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# name, password, way; agile: cipher, bits, chaining, hash, rounds
SAMPLES = (
    ("standard-128-known", "VelvetSweatshop", ("standard", 128)),
    ("standard-192", "sekimori", ("standard", 192)),
    ("standard-256", "sekimori", ("standard", 256)),
    ("agile-sha512-known", "VelvetSweatshop",
     ("AES", 256, "CBC", "SHA512", 100000)),
    ("agile-sha512", "sekimori", ("AES", 256, "CBC", "SHA512", 100000)),
    ("agile-empty", "", ("AES", 256, "CBC", "SHA512", 1000)),
    ("agile-sha1-128", "sekimori", ("AES", 128, "CBC", "SHA1", 50000)),
    ("agile-sha256-192", "sekimori", ("AES", 192, "CBC", "SHA256", 1000)),
    ("agile-sha384-cfb", "sekimori", ("AES", 256, "CFB", "SHA384", 1000)),
    ("agile-md5-3des", "sekimori", ("3DES", 168, "CBC", "MD5", 0)),
    ("agile-des-known", "VelvetSweatshop",
     ("DES", 56, "CBC", "SHA1", 10)),
    ("agile-costly", "VelvetSweatshop",
     ("AES", 256, "CBC", "SHA512", 10000000)),
)

BLOCKS = {
    "input": bytes.fromhex("fea7d2763b4b9e79"),
    "value": bytes.fromhex("d7aa0f6d3061344e"),
    "key": bytes.fromhex("146e0be7abacd0d6"),
    "hmac key": bytes.fromhex("5fb2ad010cb9e1f6"),
    "hmac value": bytes.fromhex("a0677f02b22c8433"),
}


def noise(name, size):
    return hashlib.shake_256(name.encode()).digest(size)


def fit(data, size):
    return (data + b"\x36" * size)[:size]


def filled(data, block):
    return data + b"\0" * (-len(data) % block)


# ---- compound file: version 3, no small streams ----------------------------


def compound(streams):
    """Every stream of at least 4096 bytes, at the top."""
    body, fat, entries = b"", [], []

    def chain(data):
        nonlocal body
        first, count = len(fat), -(-len(data) // 512)
        fat.extend(range(first + 1, first + count))
        fat.append(0xFFFFFFFE)
        body += filled(data, 512)
        return first

    def entry(name, kind, child, right, first, size):
        wide = name.encode("utf-16-le") + b"\0\0"
        return (wide.ljust(64, b"\0") +
                struct.pack("<HBBIII", len(wide), kind, 1, 0xFFFFFFFF, right,
                            child) + b"\0" * 36 +
                struct.pack("<IQ", first, size))

    for i, (name, data) in enumerate(streams):
        assert len(data) >= 4096
        right = i + 2 if i + 1 < len(streams) else 0xFFFFFFFF
        entries.append(entry(name, 2, 0xFFFFFFFF, right, chain(data),
                             len(data)))
    root = entry("Root Entry", 5, 1, 0xFFFFFFFF, 0xFFFFFFFE, 0)
    directory = chain(filled(root + b"".join(entries), 512))
    tables = 1
    while (len(fat) + tables) * 4 > tables * 512:
        tables += 1
    first_table = len(fat)
    fat.extend([0xFFFFFFFD] * tables)
    fat.extend([0xFFFFFFFF] * (-len(fat) % 128))
    body += struct.pack("<%dI" % len(fat), *fat)
    header = (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 +
              struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10 +
              struct.pack("<IIIIIIII", tables, directory, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0))
    numbers = [first_table + i for i in range(tables)]
    numbers += [0xFFFFFFFF] * (109 - tables)
    return header + struct.pack("<109I", *numbers) + body


# ---- ciphers ---------------------------------------------------------------


def encrypt(cipher, chaining, key, iv, data):
    if cipher == "AES":
        algorithm = algorithms.AES(key)
    else:
        algorithm = algorithms.TripleDES(key * 3 if cipher == "DES" else key)
    size = algorithm.block_size // 8
    mode = modes.CFB8(iv[:size]) if chaining == "CFB" else modes.CBC(iv[:size])
    writer = Cipher(algorithm, mode).encryptor()
    return writer.update(filled(data, size)) + writer.finalize()


def agile(name, plain, password, cipher, bits, chaining, hashed, rounds):
    def digest(data):
        return hashlib.new(hashed, data).digest()

    block = 16 if cipher == "AES" else 8
    size = {"DES": 8, "3DES": 24}.get(cipher, bits // 8)
    salt, data_salt = noise(name + " salt", 16), noise(name + " data", 16)
    spun = digest(salt + password.encode("utf-16-le"))
    for i in range(rounds):
        spun = digest(struct.pack("<I", i) + spun)

    def word(what, data):
        key = fit(digest(spun + BLOCKS[what]), size)
        return encrypt(cipher, chaining, key, fit(salt, block), data)

    package_key = noise(name + " key", size)

    def sealed(what, data):
        iv = fit(digest(data_salt + BLOCKS[what]), block)
        return encrypt(cipher, chaining, package_key, iv, data)

    package = struct.pack("<Q", len(plain))
    for i in range(0, len(plain), 4096):
        iv = fit(digest(data_salt + struct.pack("<I", i // 4096)), block)
        package += encrypt(cipher, chaining, package_key, iv,
                           plain[i:i + 4096])
    verifier = noise(name + " verifier", 16)
    hmac_key = noise(name + " hmac", len(spun))
    common = ('saltSize="16" blockSize="%d" keyBits="%d" hashSize="%d" '
              'cipherAlgorithm="%s" cipherChaining="ChainingMode%s" '
              'hashAlgorithm="%s" saltValue="%%s"'
              % (block, bits, len(spun), cipher, chaining, hashed))

    def text(data):
        return base64.b64encode(data).decode()

    xml = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
           '<encryption xmlns="http://schemas.microsoft.com/office/2006/'
           'encryption" xmlns:p="http://schemas.microsoft.com/office/2006/'
           'keyEncryptor/password"><keyData %s/><dataIntegrity '
           'encryptedHmacKey="%s" encryptedHmacValue="%s"/><keyEncryptors>'
           '<keyEncryptor uri="http://schemas.microsoft.com/office/2006/'
           'keyEncryptor/password"><p:encryptedKey spinCount="%d" %s '
           'encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" '
           'encryptedKeyValue="%s"/></keyEncryptor></keyEncryptors>'
           '</encryption>'
           % (common % text(data_salt), text(sealed("hmac key", hmac_key)),
              text(sealed("hmac value",
                          hmac.new(hmac_key, package, hashed).digest())),
              rounds, common % text(salt), text(word("input", verifier)),
              text(word("value", digest(verifier))),
              text(word("key", package_key))))
    info = struct.pack("<HHI", 4, 4, 0x40) + xml.encode()
    return info.ljust(4096, b" "), package


def standard(name, plain, password, bits):
    def digest(data):
        return hashlib.sha1(data).digest()

    salt, verifier = noise(name + " salt", 16), noise(name + " verifier", 16)
    spun = digest(salt + password.encode("utf-16-le"))
    for i in range(50000):
        spun = digest(struct.pack("<I", i) + spun)
    spun = digest(spun + b"\0\0\0\0")
    key = b"".join(digest(bytes(a ^ b for a, b in
                                zip(spun.ljust(64, b"\0"), bytes([fill]) * 64)))
                   for fill in (0x36, 0x5C))[:bits // 8]

    def ecb(data):
        writer = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return writer.update(filled(data, 16)) + writer.finalize()

    csp = "Microsoft Enhanced RSA and AES Cryptographic Provider\0"
    header = struct.pack("<8I", 0x24, 0, {128: 0x660E, 192: 0x660F,
                                          256: 0x6610}[bits],
                         0x8004, bits, 0x18, 0, 0) + csp.encode("utf-16-le")
    info = (struct.pack("<HHII", 4, 2, 0x24, len(header)) + header +
            struct.pack("<I", 16) + salt + ecb(verifier) +
            struct.pack("<I", 20) + ecb(digest(verifier)))
    return info.ljust(4096, b"\0"), struct.pack("<Q", len(plain)) + ecb(plain)


# It knows neither the empty password nor other ciphers, and does not cut the
# key of 192 bits, which is padded to whole blocks.
def can_check(password, way):
    return (password and way[0] in ("AES", 128, 192, 256) and
            way[1:3] != (192, "CBC") and "CFB" not in way and
            10000000 not in way)


def check(name, data, password, plain):
    import msoffcrypto
    opened = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(data))
    file.load_key(password=password)
    file.decrypt(opened)
    print(name, "opens" if opened.getvalue() == plain else "DIFFERS")


def main():
    plain = open(sys.argv[1], "rb").read()
    for name, password, way in SAMPLES:
        make = standard if way[0] == "standard" else agile
        rest = way[1:] if way[0] == "standard" else way
        info, package = make(name, plain, password, *rest)
        data = compound((("EncryptionInfo", info),
                         ("EncryptedPackage", package)))
        with open("%s/%s.docx" % (sys.argv[2], name), "wb") as out:
            out.write(data)
        if "--check" in sys.argv and can_check(password, rest):
            check(name, data, password, plain)


main()
