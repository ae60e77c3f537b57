# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""outlook.py - winmail.dat, as Outlook sends it ([MS-OXTNEF]), by hand."""
import struct

import words


def attribute(level, number, data):
    return (struct.pack('<BII', level, number, len(data)) + data
            + struct.pack('<H', sum(data) & 0xffff))


def counted(data):
    """The only value of a property of changing size."""
    return struct.pack('<II', 1, len(data)) + data + bytes(-len(data) % 4)


def properties(*values):
    return struct.pack('<I', len(values)) + b''.join(
        struct.pack('<HH', tag & 0xffff, tag >> 16)
        + (counted(value) if isinstance(value, bytes)
           else struct.pack('<I', value)) for tag, value in values)


def wide(text):
    return (text + '\0').encode('utf-16-le')


def rtf(text):
    """Compressed RTF that is not compressed."""
    coded = ''.join(f'\\u{ord(char) - (ord(char) > 32767) * 65536}?'
                    for char in text)
    body = f'{{\\rtf1\\ansi {coded}\\par}}'.encode()
    return struct.pack('<II4sI', len(body) + 12, len(body), b'MELA', 0) + body


def message(place, text):
    letter = '\r\n'.join(words.FILLER)
    marked = f'{text}\r\n\r\n{letter}'
    if place == 'cp932':
        return attribute(1, 0x0002800c, marked.encode('cp932') + b'\0')
    values = [(0x3fde0003, 65001)]
    if place == 'html':
        values.append((0x10130102, f'<p>{text}</p><p>{letter}</p>'.encode()))
    elif place == 'rtf':
        values.append((0x10090102, rtf(text)))
    else:
        values.append((0x1000001f, wide(marked if place == 'body'
                                        else letter)))
    return attribute(1, 0x00069003, properties(*values))


def tnef(text, place='body'):
    out = struct.pack('<IH', 0x223e9f78, 1)
    out += attribute(1, 0x00069007, struct.pack('<II', 932, 0))
    out += attribute(1, 0x00018004, '名簿の送付'.encode('cp932') + b'\0')
    out += message(place, text)
    if place == 'attachment':
        content = '\r\n'.join([text, '', *words.FILLER]).encode()
        out += attribute(2, 0x00069002, bytes(14))
        out += attribute(2, 0x00018010, '資料.txt'.encode('cp932') + b'\0')
        out += attribute(2, 0x0006800f, content)
        out += attribute(2, 0x00069005, properties(
            (0x3707001f, wide('資料.txt'))))
    elif place == 'inner':
        inner = tnef(text)
        out += attribute(2, 0x00069002, bytes(14))
        out += attribute(2, 0x00069005, properties(
            (0x3701000d, bytes(16) + inner), (0x3001001f, wide('転送'))))
    return out
