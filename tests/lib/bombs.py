# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""bombs.py - packed files that are small, and unpack to more than there is.

Made by hand, so that making one costs nothing: a block of a stream is packed
once and repeated, which every one of these formats allows.
"""
import bz2
import lzma
import struct
import zlib

MIB = 1 << 20
GIB = 1 << 30


# ---- streams -------------------------------------------------------------

def deflated(size, byte=b'\0', block=4 * MIB, raw=True):
    """size times byte, a multiple of block: as blocks that stand alone."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15 if raw else 15)
    one = byte * block
    first = packer.compress(one) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(one) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (size // block - 1) + packer.flush()


def gzip(size):
    """Its check value is wrong; nobody is to get so far."""
    return (b'\x1f\x8b\x08\0\0\0\0\0\0\xff' + deflated(size)
            + struct.pack('<II', 0, size & 0xffffffff))


def gzip_nested(levels, inner=b'x'):
    for _ in range(levels):
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        inner = packer.compress(inner) + packer.flush()
    return inner


def bzip2(size):
    one = bz2.compress(bytes(4 * MIB))
    return one * (size // (4 * MIB))


def xz(size):
    one = lzma.compress(bytes(16 * MIB), preset=1)
    return one * (size // (16 * MIB))


def zstd(size):
    """One frame without content size; blocks that repeat one byte."""
    block = 128 * 1024
    repeat = struct.pack('<I', block << 3 | 1 << 1)[:3] + b'\0'
    return (b'\x28\xb5\x2f\xfd\x00\x38' + repeat * (size // block)
            + b'\x01\0\0')


# ---- ZIP -----------------------------------------------------------------

def local(name, method, check, packed, size):
    """A local header. Sizes beyond 32 bits are cut: they are lies then."""
    return struct.pack('<4sHHHHHIIIHH', b'PK\3\4', 20, 0, method, 0, 0x21,
                       check, packed & 0xffffffff, size & 0xffffffff,
                       len(name), 0) + name


def central(name, method, check, packed, size, at):
    return struct.pack('<4sHHHHHHIIIHHHHHII', b'PK\1\2', 20, 20, 0, method,
                       0, 0x21, check, packed & 0xffffffff,
                       size & 0xffffffff, len(name), 0, 0, 0, 0, 0, at) + name


def ending(count, size, at):
    return struct.pack('<4sHHHHIIH', b'PK\5\6', 0, 0, min(count, 65535),
                       min(count, 65535), size, at, 0)


def zip_of(members):
    """members: (name, packed, size, check), deflated each; check None:
    stored."""
    out, table = bytearray(), bytearray()
    for name, packed, size, check in members:
        row = (name, 8, check, len(packed), size)
        if check is None:
            row = (name, 0, zlib.crc32(packed), size, size)
        table += central(*row, len(out))
        out += local(*row) + packed
    return bytes(out + table + ending(len(members), len(table), len(out)))


def stored(name, data):
    return (name, data, len(data), None)


def whole(name, data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (name, packer.compress(data) + packer.flush(), len(data),
            zlib.crc32(data))


def zip_flat(size):
    return zip_of([(b'zeros.bin', deflated(size), size, 0)])


def zip_nested(levels, width, size):
    """As 42.zip: width copies of one archive in the next."""
    inner = zip_of([(b'0.bin', deflated(size), size, 0)])
    for level in range(levels):
        inner = zip_of([whole(b'%d-%d.zip' % (level, n), inner)
                        for n in range(width)])
    return inner


def zip_members(count):
    return zip_of([(b'%d' % n, b'\3\0', 0, 0) for n in range(count)])


def zip_same(count, size):
    """Every entry of the directory names one and the same member."""
    packed = deflated(size)
    row = (8, zlib.crc32(bytes(size)), len(packed), size)
    table = b''.join(central(b'%06d' % n, *row, 0) for n in range(count))
    out = local(b'000000', *row) + packed
    return out + table + ending(count, len(table), len(out))


def zip_overlapping(count, size):
    """David Fifield's: each member quotes the header of the next one as a
    stored block, and goes on with that one's content."""
    content = bytes(size)
    packed = deflated(size, block=size)
    check = zlib.crc32(content)
    name = b'%06d' % count
    body = local(name, 8, check, len(packed), size) + packed
    rows = [(name, check, len(packed), size, len(body))]
    for n in reversed(range(count)):
        quoted = body[:30 + len(name)]
        check = zlib.crc32(content, zlib.crc32(quoted))
        content, size = quoted + content, size + len(quoted)
        name = b'%06d' % n
        length = rows[-1][2] + len(quoted) + 5
        body = (local(name, 8, check, length, size)
                + struct.pack('<BHH', 0, len(quoted), len(quoted) ^ 0xffff)
                + body)
        rows.append((name, check, length, size, len(body)))
    table = b''.join(central(name, 8, check, length, size, len(body) - at)
                     for name, check, length, size, at in reversed(rows))
    return body + table + ending(len(rows), len(table), len(body))


# ---- archives that contain themselves ------------------------------------

class Bits:
    """Deflate writes from the lowest bit; Huffman codes from the highest."""

    def __init__(self):
        self.bits = []

    def number(self, value, width):
        self.bits += [value >> n & 1 for n in range(width)]

    def code(self, value, width):
        self.bits += [value >> n & 1 for n in reversed(range(width))]

    def bytes(self):
        bits = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(sum(bit << n for n, bit in enumerate(bits[at:at + 8]))
                     for at in range(0, len(bits), 8))


def add_match(bits, length, distance):
    """By the fixed code. length: 3 to 257."""
    if length <= 10:
        number, extra, base = 254 + length, 0, length
    else:
        extra = (length - 3).bit_length() - 3
        step = (length - 3 >> extra) - 4
        number = 261 + 4 * extra + step
        base = (4 + step << extra) + 3
    if number < 280:
        bits.code(number - 256, 7)
    else:
        bits.code(number - 280 + 0xc0, 8)
    bits.number(length - base, extra)
    extra = max((distance - 1).bit_length() - 2, 0)
    bits.code((distance - 1 >> extra) + 2 * extra, 5)
    bits.number(distance - 1 & (1 << extra) - 1, extra)


def repeat(count, lengths=None):
    """One block: the last count bytes once more. It ends with a byte."""
    bits = Bits()
    bits.number(0, 1)
    bits.number(1, 2)
    for length in lengths or [count]:
        add_match(bits, length, count)
    bits.code(0, 7)
    if len(bits.bits) % 8:    # an empty stored block ends with a byte
        bits.number(0, 3)
        return bits.bytes() + b'\0\0\xff\xff'
    return bits.bytes()


def repeat_long(count):
    """The same for any count."""
    lengths = [200] * (count // 200) + [count % 200]
    if lengths[-1] < 3:
        lengths[-1:] = []
        lengths[0] += count % 200
    return repeat(count, lengths)


def literal(count):
    return struct.pack('<BHH', 0, count, count ^ 0xffff)


def quine(before, after, first):
    """A stream that unpacks to before + itself + after, by Russ Cox's "Zip
    Files All The Way Down"; first repeats before and a literal's head in
    five bytes, which only some lengths of before allow."""
    p = literal(len(before) + 5)
    twenty = repeat(20, [10, 10])
    assert len(first) == len(twenty) == 5
    last = b''    # its length depends on how far back it reaches
    while True:
        again = repeat_long(len(last) + len(after))
        if len(again) == len(last):
            last = again
            break
        last = bytes(len(again))
    s = literal(len(last) + len(after))
    four = literal(20)
    body = p + before + p + first
    body += literal(5) + first
    body += literal(5) + literal(5)
    body += four + first + literal(5) + literal(5) + four
    body += twenty
    body += four + twenty + four + twenty + four
    body += twenty
    body += four + twenty + literal(0) + literal(0) + s
    body += twenty
    body += literal(0) + literal(0) + s + last + after
    body += last
    return before + body + after


def solve(build):
    """build(check) contains check; the one that is its own check value.

    A CRC is linear: 33 trials give the equations, elimination the answer.
    """
    zero = zlib.crc32(build(0))
    rows = []    # bits of an unknown that make a bit of the difference
    columns = [zlib.crc32(build(1 << n)) ^ zero ^ 1 << n for n in range(32)]
    for bit in range(32):
        rows.append([sum((columns[n] >> bit & 1) << n for n in range(32)),
                     zero >> bit & 1])
    chosen = []
    for n in range(32):
        pivot = next((row for row in rows if row[0] >> n & 1
                      and not any(row is one for _, one in chosen)), None)
        if pivot is None:
            continue
        chosen.append((n, pivot))
        for row in rows:
            if row is not pivot and row[0] >> n & 1:
                row[0] ^= pivot[0]
                row[1] ^= pivot[1]
    check = sum(row[1] << n for n, row in chosen)
    assert zlib.crc32(build(check)) == check
    return check


def gzip_quine():
    before = b'\x1f\x8b\x08\x08\0\0\0\0\0\xff' + b'q\0'
    first = repeat(17, [10, 7])
    size = len(quine(before, bytes(13), first))

    def build(check):
        return quine(before, b'\1\0\0\xff\xff'
                     + struct.pack('<II', check, size), first)
    return build(solve(build))


def zip_quine():
    name = b'r/' + b'e' * 24 + b'.zip'
    first = repeat_five(30 + len(name) + 5)

    def parts(check, size):
        packed = size - len(name) - 30 - 46 - len(name) - 22
        row = (name, 8, check, packed, size)
        table = central(*row, 0)
        return local(*row), b'\1\0\0\xff\xff' + table \
            + ending(1, len(table), 30 + len(name) + packed)
    size = len(quine(*parts(0, 1000), first))

    def build(check):
        return quine(*parts(check, size), first)
    return build(solve(build))


def repeat_five(count):
    """A block of 40 bits: one match, and a block of 10 that is empty."""
    bits = Bits()
    for _ in range(2):
        bits.number(0, 1)
        bits.number(1, 2)
        if not bits.bits[3:]:
            add_match(bits, count, count)
        bits.code(0, 7)
    return bits.bytes()


# ---- 7z ------------------------------------------------------------------

def number7(value):
    """A number as 7z writes it, always in nine bytes."""
    return b'\xff' + struct.pack('<Q', value)


def sevenzip(size):
    """One file, deflated. The header is not packed."""
    packed = deflated(size)
    header = (b'\x01\x04'
              + b'\x06' + number7(0) + number7(1)
              + b'\x09' + number7(len(packed)) + b'\0'
              + b'\x07\x0b' + number7(1) + b'\0'
              + number7(1) + b'\x03\x04\x01\x08'
              + b'\x0c' + number7(size) + b'\0'
              + b'\x08\0'
              + b'\0'
              + b'\x05' + number7(1)
              + b'\x11' + number7(1 + 4) + b'\0' + 'a\0'.encode('utf-16-le')
              + b'\0\0')
    start = struct.pack('<QQI', len(packed), len(header),
                        zlib.crc32(header))
    return (b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack('<I', zlib.crc32(start))
            + start + packed + header)


# ---- tar -----------------------------------------------------------------

def tar_members(count):
    out = []
    for n in range(count):
        head = bytearray(b'%06d' % n + bytes(506))
        head[100:107] = b'0000644'
        head[124:135] = b'00000000000'
        head[148:156] = b' ' * 8
        head[156:157] = b'0'
        head[257:265] = b'ustar\x0000'
        head[148:156] = b'%06o\0 ' % sum(head)
        out.append(bytes(head))
    return b''.join(out) + bytes(1024)
