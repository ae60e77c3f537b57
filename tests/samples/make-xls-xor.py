#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""make-xls-xor.py OPEN.xls WORD OUT.xls - XOR obfuscation, [MS-OFFCRYPTO] 2.3.7.

Written apart from the reader: one bit of the key after the other.
"""
import struct
import sys

import olefile

INITIAL = [0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E,
           0x1872, 0xE139, 0xD40F, 0x84F9, 0x280C, 0xA96A, 0x4EC3]
PAD = bytes([0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F,
             0x00, 0xBF, 0x0F, 0x00])
CLEAR = {0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138}


def key_of(word):
    """A shift register (0x1021), eight steps a character, seven used."""
    key = INITIAL[len(word) - 1]
    elements = []
    value = 0x1021
    for _ in range(15):
        row = []
        for _ in range(8):
            row.append(value)
            value = (value << 1) ^ (0x1021 if value & 0x8000 else 0)
            value &= 0xFFFF
        elements.append(row)
    for number, byte in enumerate(reversed(word)):
        for bit in range(7):
            if byte >> bit & 1:
                key ^= elements[number][bit]
    return key


def verifier_of(word):
    value = 0
    for byte in bytes(reversed(word)) + bytes([len(word)]):
        value = ((value >> 14 & 1) | (value << 1 & 0x7FFF)) ^ byte
    return value ^ 0xCE4B


def pattern_of(word, key):
    both = (word + PAD)[:16]
    mixed = [byte ^ (key >> 8 * (number % 2) & 0xFF)
             for number, byte in enumerate(both)]
    return [(value >> 1 | value << 7) & 0xFF for value in mixed]


def encrypt(book, word):
    key = key_of(word)
    pattern = pattern_of(word, key)
    out = bytearray(book)
    # Behind BOF come INTERFACEHDR, MMS and INTERFACEEND: room for FILEPASS.
    size, = struct.unpack_from('<H', book, 2)
    head = 4 + size
    assert book[head:head + 2] == b'\xe1\0', book[head:head + 20].hex()
    out[head:head + 16] = (struct.pack('<5H', 0x2F, 6, 0, key,
                                       verifier_of(word)) +
                           b'\xc1\0\2\0\0\0')
    at = 0
    while at + 4 <= len(out):
        number, size = struct.unpack_from('<HH', out, at)
        start = at + 4
        skip = size if number in CLEAR else 4 if number == 0x85 else 0
        for i in range(skip, min(size, len(out) - start)):
            value = out[start + i]
            value = (value << 5 | value >> 3) & 0xFF
            out[start + i] = value ^ pattern[(start + size + i) % 16]
        at = start + size
        if number == 0 and size == 0:
            break
    return bytes(out)


def main():
    source, word, made = sys.argv[1:]
    with open(source, 'rb') as file:
        data = file.read()
    with open(made, 'wb') as file:
        file.write(data)
    with olefile.OleFileIO(made, write_mode=True) as ole:
        book = ole.openstream('Workbook').read()
        ole.write_stream('Workbook', encrypt(book, word.encode()))


main()
