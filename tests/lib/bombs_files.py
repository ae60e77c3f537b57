# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""bombs_files.py - documents that are made to make their reader wait."""
import struct
import zlib

import bombs

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
ODF = 'urn:oasis:names:tc:opendocument:xmlns:'
TYPES = (b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/"
         b"content-types'/>")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ">' + ''.join(
    f'<!ENTITY {two} "' + f'&{one};' * 10 + '">'
    for one, two in zip('abcdefgh', 'bcdefghi')) + ']>'
LONG = '<!DOCTYPE x [<!ENTITY i "' + 'x' * 100000 + '">]>'


# ---- XML -----------------------------------------------------------------

def docx(body, prologue=''):
    text = (f'{prologue}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'
            f'{body}</w:t></w:r></w:p></w:body></w:document>')
    return bombs.zip_of([bombs.whole(b'[Content_Types].xml', TYPES),
                         bombs.whole(b'word/document.xml', text.encode())])


def odt(body, prologue=''):
    text = (f'{prologue}<o:document-content xmlns:o="{ODF}office:1.0" '
            f'xmlns:t="{ODF}text:1.0"><o:body><o:text><t:p>{body}</t:p>'
            '</o:text></o:body></o:document-content>')
    kind = b'application/vnd.oasis.opendocument.text'
    return bombs.zip_of([bombs.stored(b'mimetype', kind),
                         bombs.whole(b'content.xml', text.encode())])


def laughs(maker):
    return maker('&i;' * 1000, LAUGHS)


def quadratic(maker):
    return maker('&i;' * 100000, LONG)


def xlsx_strings(size):
    """One shared string of that size."""
    head = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/" \
        b"2006/main'><si><t>"
    packed = bombs.whole(b'', head)[1]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH) \
        + bombs.deflated(size, b'x')
    return bombs.zip_of([
        bombs.whole(b'[Content_Types].xml', TYPES),
        (b'xl/sharedStrings.xml', packed, len(head) + size, 0),
        bombs.whole(b'xl/worksheets/sheet1.xml', b"<worksheet xmlns='http://"
                    b"schemas.openxmlformats.org/spreadsheetml/2006/main'/>")])


# ---- PDF -----------------------------------------------------------------

class Pdf:
    """Objects, numbered from 1, and a cross-reference stream."""

    def __init__(self):
        self.out = bytearray(b'%PDF-1.7\n')
        self.at = [None]
        self.inside = {}    # number -> (stream, index)

    def add(self, text):
        self.at.append(len(self.out))
        self.out += b'%d 0 obj\n' % (len(self.at) - 1) + text + b'\nendobj\n'
        return len(self.at) - 1

    def stream(self, keys, data):
        return self.add(b'<<%s/Length %d>>\nstream\n' % (keys, len(data))
                        + data + b'\nendstream')

    def end(self, size):
        """size: objects that the table speaks of."""
        rows = bytearray()
        for number in range(size):
            if number in self.inside:
                rows += struct.pack('>BIH', 2, *self.inside[number])
            elif 0 < number < len(self.at):
                rows += struct.pack('>BIH', 1, self.at[number], 0)
            else:
                rows += struct.pack('>BIH', 0, 0, 0)
        start = len(self.out)
        self.stream(b'/Type/XRef/W[1 4 2]/Root 1 0 R/Size %d'
                    b'/Filter/FlateDecode' % size, zlib.compress(bytes(rows)))
        return bytes(self.out) + b'startxref\n%d\n%%%%EOF\n' % start


def pdf(page=b'3 0 R'):
    one = Pdf()
    one.add(b'<</Type/Catalog/Pages 2 0 R>>')
    one.add(b'<</Type/Pages/Kids[' + page + b']/Count 1>>')
    return one


PAGE = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 900]/Contents 5 0 R>>'


def pdf_objects_flat(size):
    """The page is in an object stream that unpacks to size."""
    one = pdf()
    one.add(b'null')
    head = b'3 0 ' + PAGE
    packer = zlib.compressobj(9)
    data = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH) \
        + bombs.deflated(size, b' ')
    one.stream(b'/Type/ObjStm/N 1/First 4/Filter/FlateDecode', data)
    one.inside[3] = (4, 0)
    return one.end(6)


def pdf_objects_many(count):
    """One object stream that says to hold as many as there can be."""
    one = pdf()
    one.add(b'null')
    heads = b''.join(b'%d 0 ' % (10 + n) for n in range(count))
    one.stream(b'/Type/ObjStm/N %d/First %d/Filter/FlateDecode'
               % (count, len(heads)), zlib.compress(heads + PAGE))
    one.inside[3] = (4, 0)
    for n in range(count):
        one.inside[10 + n] = (4, n & 0xffff)
    return one.end(10 + count)


def pdf_objects_loop(length):
    """Object streams that are in object streams, and the last in the
    first; each also extends the next."""
    one = pdf()
    first = 4
    one.inside[3] = (first, 0)
    one.add(b'null')
    for n in range(length):
        following = first + (n + 1) % length
        head = b'%d 0 ' % (3 if n == 0 else first + n - 1)
        one.stream(b'/Type/ObjStm/N 1/First %d/Extends %d 0 R'
                   % (len(head), following), head + PAGE)
    for n in range(length // 2):
        one.inside[first + 2 * n] = (first + 2 * n + 1, 0)
    one.inside[first + length - 1] = (first, 0)
    return one.end(first + length)


def pdf_arrays(depth):
    one = pdf()
    one.add(PAGE[:-2] + b'/A ' + b'[' * depth + b']' * depth + b'>>')
    one.add(b'null')
    one.stream(b'', b'')
    return one.end(6)


# ---- compound files ------------------------------------------------------

FREE, END, FAT, DIFAT = 0xffffffff, 0xfffffffe, 0xfffffffd, 0xfffffffc


def entry(name, kind, child, start, size):
    wide = name.encode('utf-16-le')
    return wide.ljust(64, b'\0') + struct.pack(
        '<HBBIII16sI8s8sIQ', len(wide) + 2, kind, 1, FREE, FREE, child,
        bytes(16), 0, bytes(8), bytes(8), start, size)


def ole(fat, sectors, difat=END, difat_count=0):
    """Sector 0 is the table, sector 1 the directory; more follow."""
    head = struct.pack(
        '<8s16xHHHHH6xIIIIIIIII', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
        0x3e, 3, 0xfffe, 9, 6, 0, 1 + 127 * difat_count, 1, 0, 4096, END, 0,
        difat, difat_count)
    head += struct.pack('<109I', *([0] * 109 if difat_count
                                   else [0] + [FREE] * 108))
    table = struct.pack('<128I', *(list(fat) + [FREE] * 128)[:128])
    return head + table + b''.join(sectors)


# The beginning of a Word 97 document.
WORD = (struct.pack('<HHHHHH', 0xa5ec, 0xc1, 0, 1041, 0, 0x0200).ljust(
    0x4c, b'\0') + struct.pack('<I', 1000000000)).ljust(512, b'\xff')


def directory(size, start=2):
    return entry('Root Entry', 5, 1, END, 0) \
        + entry('WordDocument', 2, FREE, start, size) + bytes(256)


def ole_fat_loop():
    """A stream of two gigabytes in two sectors that follow each other."""
    return ole([FAT, END, 3, 2], [directory(2 << 30), WORD + bytes(512)])


def ole_directory_loop():
    return ole([FAT, 2, 1], [directory(8192), directory(8192)])


def ole_difat_loop(count):
    """Sector 2 lists tables, and names itself as the one that follows."""
    loop = struct.pack('<128I', *[0] * 127, 2)
    return ole([FAT, END, DIFAT, END], [directory(512, 3), loop, bytes(512)],
               2, count)


# ---- others --------------------------------------------------------------

def rtf_groups(depth):
    return b'{\\rtf1 ' + b'{\\b ' * depth + b'x' + b'}' * depth + b'}'


def rtf_bin():
    return b'{\\rtf1 a\\bin2147483647 ' + b'x' * 1000 + b'}'


def rtf_bins(count):
    return b'{\\rtf1 {\\object\\objdata ' + b'\\bin10 0123456789' * count \
        + b'}}'


def tnef_attribute(level, number, data, size=None):
    size = len(data) if size is None else size
    return struct.pack('<BII', level, number, size) + data \
        + struct.pack('<H', sum(data) & 0xffff)


def tnef(attributes):
    return struct.pack('<IH', 0x223e9f78, 1) + b''.join(attributes)


def tnef_nested(levels):
    """Each holds the next as an attachment called winmail.dat."""
    inner = tnef([])
    for _ in range(levels):
        inner = tnef([tnef_attribute(2, 0x69002, bytes(14)),
                      tnef_attribute(2, 0x18010, b'winmail.dat\0'),
                      tnef_attribute(2, 0x6800f, inner)])
    return inner


def tnef_lengths(count):
    return tnef([tnef_attribute(1, 0x6800c, b'', 0xfffffff0)] * count)


def vcard(count):
    return b'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\nNOTE:' \
        + b'x\r\n ' * count + b'\r\nEND:VCARD\r\n'


def csv(rows, columns):
    return (b'1,' * columns + b'\r\n') * rows
