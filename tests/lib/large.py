# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""large.py - documents as large as honest people send them, by hand.

LibreOffice takes minutes to write such files; what a reader has to do is the
same.
"""
import io
import random
import struct
import zipfile
import zlib

import bombs
import bombs_files
import compound
import documents

MIB = 1 << 20


def packed_zeros(megabytes):
    return bombs.zip_flat(megabytes * MIB)


def lines(count, end):
    dice = random.Random(7)
    some = [documents.sentence(dice) for _ in range(500)]
    for number in range(count):
        yield some[number % 500] + str(number)
    if end:
        yield end


def zipped(members, first=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) \
            as archive:
        for name, content in first:
            archive.writestr(name, content, zipfile.ZIP_STORED)
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def docx(end):
    """100,000 paragraphs: some 2,000 pages."""
    space = bombs_files.W
    body = ''.join(f'<w:p><w:r><w:t>{line}</w:t></w:r></w:p>'
                   for line in lines(100000, end))
    return zipped([
        ('[Content_Types].xml', bombs_files.TYPES),
        ('word/document.xml', f'<w:document xmlns:w="{space}"><w:body>'
         f'{body}</w:body></w:document>')])


def odt(end):
    space = bombs_files.ODF
    body = ''.join(f'<t:p>{line}</t:p>' for line in lines(100000, end))
    return zipped(
        [('content.xml', f'<o:document-content xmlns:o="{space}office:1.0" '
          f'xmlns:t="{space}text:1.0"><o:body><o:text>{body}</o:text>'
          '</o:body></o:document-content>')],
        [('mimetype', 'application/vnd.oasis.opendocument.text')])


def xlsx(end):
    """2.5 million cells."""
    out = io.BytesIO()
    sheet = documents.SHEET
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) \
            as archive:
        archive.writestr('[Content_Types].xml', bombs_files.TYPES)
        archive.writestr('xl/workbook.xml', f'<workbook xmlns="{sheet}"/>')
        with archive.open('xl/worksheets/sheet1.xml', 'w') as part:
            part.write(f'<worksheet xmlns="{sheet}"><sheetData>'.encode())
            for row in range(1, 250001):
                part.write((f'<row r="{row}">' + ''.join(
                    f'<c r="{column}{row}"><v>{row * 7}.{n}</v></c>'
                    for n, column in enumerate('ABCDEFGHI'))
                    + f'<c r="J{row}" t="s"><v>{row % 50000}</v></c></row>'
                    ).encode())
            part.write(b'<row r="250005"><c r="A250005" t="s"><v>50000</v>'
                       b'</c></row></sheetData></worksheet>')
        archive.writestr(
            'xl/sharedStrings.xml', f'<sst xmlns="{sheet}">' + ''.join(
                f'<si><t>{line}</t></si>' for line in lines(50000, end or 'x'))
            + '</sst>')
    return out.getvalue()


def pdf(end):
    """3,000 pages of text in the standard font, objects in the plain."""
    one = bombs_files.Pdf()
    one.add(b'<</Type/Catalog/Pages 2 0 R>>')
    kids = b' '.join(b'%d 0 R' % (4 + 2 * n) for n in range(3000))
    one.add(b'<</Type/Pages/Count 3000/Kids[' + kids + b']>>')
    one.add(b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
    kanji = end.replace('３', '3').encode('utf-16-be').hex().encode()
    for page in range(3000):
        one.add(b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 900]'
                b'/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>'
                % (5 + 2 * page))
        text = b'BT /F 10 Tf 40 850 Td 12 TL ' + b''.join(
            b'(page %d line %d of a long report) Tj T* ' % (page, line)
            for line in range(60)) + b'ET'
        one.stream(b'/Filter/FlateDecode', zlib.compress(text, 1))
    # The last page bears a note; Japanese needs no font there.
    if end:
        one.at[-2] = len(one.out)
        one.out += (b'%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 '
                    b'900]/Contents %d 0 R/Annots[<</Type/Annot/Subtype/Text'
                    b'/Rect[0 0 9 9]/Contents<feff%s>>>]>>\nendobj\n'
                    % (len(one.at) - 2, len(one.at) - 1, kanji))
    return one.end(len(one.at))


def zip_many(end):
    """1,900 files of 10 KB."""
    text = '\r\n'.join(lines(100, end)).encode()
    return zipped([(f'{n}.txt', b'%d\r\n' % n + text) for n in range(1900)])


def doc(end):
    """Word 97: 50,000 paragraphs of UTF-16 in one piece."""
    text = '\r'.join([*lines(50000, end), '']).encode('utf-16-le')
    size = len(text) // 2
    at = 2048
    clx = struct.pack('<BI', 2, 16) + struct.pack(
        '<IIHIH', 0, size, 0, at, 0)
    fib = bytearray(at)
    struct.pack_into('<HHHHHH', fib, 0, 0xa5ec, 0xc1, 0, 1041, 0, 0x0200)
    struct.pack_into('<H', fib, 0x20, 14)     # words, then longs and pairs
    struct.pack_into('<H', fib, 0x3e, 22)
    struct.pack_into('<I', fib, 0x4c, size)
    struct.pack_into('<H', fib, 0x98, 93)
    struct.pack_into('<II', fib, 0x1a2, 0, len(clx))
    return compound.compound({'WordDocument': bytes(fib) + text,
                              '1Table': clx.ljust(4096, b'\0')})


DOCUMENTS = {'a.docx': docx, 'a.odt': odt, 'a.xlsx': xlsx, 'a.pdf': pdf,
             'a.zip': zip_many, 'a.doc': doc}
