# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""compound.py - compound files, and what is kept in them, by hand.

Just enough of [MS-CFB]: one allocation table, a balanced tree of names,
streams below 4096 bytes in the small sectors as the format wants it.
"""
import struct

import words

END, FREE, FAT = 0xfffffffe, 0xffffffff, 0xfffffffd
NONE = 0xffffffff
SECTOR, SMALL, CUTOFF = 512, 64, 4096


class Sectors:
    """Bytes in sectors of one size, with the table of their chains."""

    def __init__(self, size):
        self.size, self.chain, self.bytes = size, [], b''

    def add(self, content):
        """Returns where it begins."""
        if not content:
            return END
        count = -(-len(content) // self.size)
        first = len(self.chain)
        self.chain += [*range(first + 1, first + count), END]
        self.bytes += content.ljust(count * self.size, b'\0')
        return first


def order(name):
    """Names are sorted by their length, then as capitals."""
    return (len(name.encode('utf-16-le')), name.upper())


def entries_of(files):
    """[name, kind, content or {name: entry number}] from {path: bytes}"""
    entries = [['Root Entry', 5, {}]]
    for path, content in files.items():
        *folders, name = path.split('/')
        at = entries[0][2]
        for folder in folders:
            if folder not in at:
                at[folder] = len(entries)
                entries.append([folder, 1, {}])
            at = entries[at[folder]][2]
        at[name] = len(entries)
        entries.append([name, 2, content])
    return entries


def tree(children, links):
    """Links the entries as a balanced tree; returns its root."""
    def half(numbers):
        if not numbers:
            return NONE
        middle = len(numbers) // 2
        links[numbers[middle]] = (half(numbers[:middle]),
                                  half(numbers[middle + 1:]))
        return numbers[middle]
    return half([children[name] for name in sorted(children, key=order)])


def directory(entries, large, small):
    links, rows, begins = {}, [], {}
    for number, (_, kind, content) in enumerate(entries):
        if kind == 2:
            into = small if len(content) < CUTOFF else large
            begins[number] = (into.add(content), len(content))
        else:
            begins[number] = (0, 0)
    below = {number: tree(content, links) for number, (_, kind, content)
             in enumerate(entries) if kind != 2}
    begins[0] = (large.add(small.bytes), len(small.bytes))
    for number, (name, kind, _) in enumerate(entries):
        coded = name.encode('utf-16-le') + b'\0\0'
        left, right = links.get(number, (NONE, NONE))
        rows.append(coded.ljust(64, b'\0') + struct.pack(
            '<HBBIII36xIQ', len(coded), kind, 1, left, right,
            below.get(number, NONE), *begins[number]))
    return b''.join(rows)


def compound(files):
    """A compound file of {"storage/stream": bytes}."""
    large, small = Sectors(SECTOR), Sectors(SMALL)
    rows = directory(entries_of(files), large, small)
    table = struct.pack(f'<{len(small.chain)}I', *small.chain)
    at_rows = large.add(rows)
    at_table = large.add(table.ljust(-(-len(table) // SECTOR) * SECTOR,
                                     b'\xff'))
    count = 1
    while (len(large.chain) + count) * 4 > count * SECTOR:
        count += 1
    first = len(large.chain)
    chain = large.chain + [FAT] * count
    chain += [FREE] * (count * SECTOR // 4 - len(chain))
    assert count <= 109
    header = struct.pack(
        '<8s16xHHHHH6xIIIIIIIII', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
        0x3e, 3, 0xfffe, 9, 6, 0, count, at_rows, 0, CUTOFF, at_table,
        -(-len(table) // SECTOR), END, 0)
    header += struct.pack('<109I', *range(first, first + count),
                          *[FREE] * (109 - count))
    return header + large.bytes + struct.pack(f'<{len(chain)}I', *chain)


# ---- Ichitaro ---------------------------------------------------------------
def block(text):
    """A text stream, as far as it is known what one looks like."""
    coded = text.replace('\n', '\r\n').encode('utf-16-be')
    return (b'SsmgV.01' + struct.pack('>III', 1, 0, 0) + b'TextV.01'
            + struct.pack('>I', len(coded) // 2) + coded + b'\0\2\0\3')


def jtd(text, place='body'):
    letter = '\n'.join(words.FILLER)
    files = {'DocumentText': block(f'{text}\n\n{letter}'
                                   if place == 'body' else letter),
             'DocumentTextPositionTables': bytes(64)}
    if place == 'box':
        files['LayoutBoxText'] = block(words.FILLER[2]) + block(text)
    elif place == 'header':
        files['Header'] = block(text)
    elif place == 'unnamed':
        files = {'1': b'before' + block(f'{text}\n\n{letter}')}
    return compound(files)


def jttc(text):
    """Packed: every byte has its own eight bits in the trees of -lh5-."""
    content = jtd(text)
    bits = (len(content) << 27 | 10 << 17 | 256 << 8)
    bits = (bits << 8 * len(content) | int.from_bytes(content, 'big')) << 5
    packed = bits.to_bytes((43 + 8 * len(content) + 5) // 8, 'big')
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xa001 if crc & 1 else 0)
    member = struct.pack('<2s5sIIIBBBH', b'\x16\0', b'-lh5-', len(packed),
                         len(content), 0, 0x20, 0, 0, crc)
    return compound({'JSCompDocument': b'\x26\0JustCompressedDocument'.ljust(
        38, b'\0') + member + packed, '\x04JSRV_SummaryInformation': b'x'})


# ---- Outlook ----------------------------------------------------------------
def stream(tag):
    return f'__substg1.0_{tag:08X}'


def properties(header, *longs):
    return bytes(header) + b''.join(
        struct.pack('<HHIII', 3, number, 6, value, 0)
        for number, value in longs)


def wide(text):
    return text.encode('utf-16-le')


def message(place, text, header=32):
    """The streams of a mail with @text at @place."""
    letter = '\r\n'.join(words.FILLER)
    body = f'{text}\r\n\r\n{letter}' if place == 'body' else letter
    files = {'__properties_version1.0': properties(header, (0x3fde, 65001)),
             stream(0x0037001f): wide(text if place == 'subject'
                                      else '名簿の送付'),
             stream(0x1000001f): wide(body)}
    if place == 'cp932':
        files['__properties_version1.0'] = properties(header, (0x3ffd, 932))
        del files[stream(0x1000001f)]
        files[stream(0x1000001e)] = f'{text}\r\n\r\n{letter}'.encode('cp932')
    elif place == 'html':
        files[stream(0x10130102)] = (f'<html><body><p>{text}</p>'
                                     f'<p>{letter}</p></body></html>').encode()
    elif place == 'headers':
        files[stream(0x007d001f)] = wide(
            f'From: a@example.jp\r\nSubject: {text}\r\n\r\n')
    return files


def msg(text, place='body'):
    files = message(place, text)
    folder = '__attach_version1.0_#00000000/'
    if place == 'attachment':
        files[folder + stream(0x3707001f)] = wide('資料.txt')
        files[folder + stream(0x37010102)] = '\r\n'.join(
            [text, '', *words.FILLER]).encode()
    elif place == 'inner':
        inner = message('body', text, 24)
        files |= {folder + stream(0x3701000d) + '/' + name: content
                  for name, content in inner.items()}
        files[folder + stream(0x3001001f)] = wide('転送')
    return compound(files)
