# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""handmade.py - documents and texts that no office program writes for us.

Each maker takes the marking and returns bytes; the same marking in many
formats and places, as other programs than LibreOffice write them.
"""
import gzip
import io
import tarfile
import zipfile
import zlib
from xml.sax.saxutils import escape

import compound
import outlook
import words

W = ('http://schemas.openxmlformats.org/wordprocessingml/2006/main')
R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
S = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/package/2006/relationships'
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.'
         'org/package/2006/content-types"><Default Extension="xml" '
         'ContentType="application/xml"/></Types>')


def package(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('[Content_Types].xml', TYPES)
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body, **others):
    def part(root, inner):
        return (f'<?xml version="1.0"?><w:{root} xmlns:w="{W}" '
                'xmlns:v="urn:schemas-microsoft-com:vml" '
                'xmlns:wps="http://schemas.microsoft.com/office/word/2010/'
                'wordprocessingShape" xmlns:mc="http://schemas.'
                'openxmlformats.org/markup-compatibility/2006" '
                f'xmlns:r="{R}">{inner}</w:{root}>')
    members = {'word/document.xml': part('document',
                                         f'<w:body>{body}</w:body>')}
    for root, inner in others.items():
        members[f'word/{root}1.xml'] = part(root, inner)
    return package(members)


def run(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(text):
    return f'<w:p>{run(text)}</w:p>'


LETTER = ''.join(par(line) for line in words.FILLER)


def docx_split_runs(text):
    runs = ''.join(run(char) for char in text)
    return word(f'<w:p>{runs}</w:p>{LETTER}')


def docx_second_run_tracked(text):
    return word(f'<w:p><w:ins>{run(text[:2])}</w:ins>{run(text[2:])}</w:p>'
                + LETTER)


def docx_text_box(text):
    return word(LETTER + '<w:p><w:r><mc:AlternateContent><mc:Choice><wps:wsp>'
                f'<wps:txbx><w:txbxContent>{par(text)}</w:txbxContent>'
                '</wps:txbx></wps:wsp></mc:Choice></mc:AlternateContent>'
                '</w:r></w:p>')


def docx_watermark(text):
    return word(LETTER, hdr='<w:p><w:r><w:pict><v:shape><v:textpath string='
                f'"{escape(text)}"/></v:shape></w:pict></w:r></w:p>')


def docx_header(text):
    return word(LETTER, hdr=par(text))


def docx_footer_zones(text):
    return word(LETTER, ftr=f'<w:p>{run("警務課")}<w:r><w:tab/></w:r>'
                f'{run("- 1 -")}<w:r><w:tab/></w:r>{run(text)}</w:p>')


def docx_custom_property(text):
    return package({
        'word/document.xml': word_document(),
        'docProps/custom.xml':
            '<?xml version="1.0"?><Properties xmlns="http://schemas.'
            'openxmlformats.org/officeDocument/2006/custom-properties" '
            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/'
            '2006/docPropsVTypes"><property name="分類"><vt:lpwstr>'
            f'{escape(text)}</vt:lpwstr></property></Properties>'})


def word_document():
    return (f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>'
            f'{LETTER}</w:body></w:document>')


def docx_damaged(text):
    """Cut off behind the document part."""
    whole = docx_split_runs(text)
    return whole[:whole.index(b'PK\x01\x02')]


def xlsx_hidden_inline(text):
    sheet = (f'<?xml version="1.0"?><worksheet xmlns="{S}"><sheetData>'
             '<row r="1"><c r="A1" t="inlineStr"><is><t>'
             f'{escape(text)}</t></is></c></row>'
             '<row r="3"><c r="A3"><v>1</v></c></row>'
             '</sheetData></worksheet>')
    return package({
        'xl/workbook.xml': f'<?xml version="1.0"?><workbook xmlns="{S}" '
        f'xmlns:r="{R}"><sheets><sheet name="控" sheetId="1" '
        'state="veryHidden" r:id="rId1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels':
            f'<?xml version="1.0"?><Relationships xmlns="{REL}">'
            f'<Relationship Id="rId1" Type="{R}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        'xl/worksheets/sheet1.xml': sheet})


def xlsx_print_header(text):
    sheet = (f'<?xml version="1.0"?><worksheet xmlns="{S}"><sheetData/>'
             '<headerFooter><oddHeader>&amp;L&amp;"ＭＳ ゴシック,標準"&amp;12'
             f'{escape(text)}&amp;R&amp;P / &amp;N</oddHeader>'
             '</headerFooter></worksheet>')
    return package({'xl/worksheets/sheet1.xml': sheet})


def rtf_cp932(text):
    def coded(char):
        if char.isascii():
            return char
        return ''.join(f"\\'{byte:02x}" for byte in char.encode('cp932'))
    body = ''.join(coded(char) for char in text)
    rest = ''.join(coded(char) for char in words.FILLER[0])
    return (r'{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 Gothic;}}\f0 '
            + body + r'\par ' + rest + r'\par }').encode('ascii')


def rtf_unicode_header(text):
    body = ''.join(f'\\u{ord(char) if ord(char) < 32768 else ord(char) - 65536}'
                   '?' for char in text)
    return (r'{\rtf1\ansi{\header ' + body + r'\par}' + r'text\par}'
            ).encode('ascii')


def pdf_text(text):
    """A page without embedded font or ToUnicode: UniJIS-UTF16-H."""
    glyphs = text.encode('utf-16-be').hex()
    page = (f'BT /F1 16 Tf 72 700 Td <{glyphs}> Tj ET\n'
            'BT /F1 12 Tf 72 400 Td <'
            + words.FILLER[0].encode('utf-16-be').hex() + '> Tj ET').encode()
    content = zlib.compress(page)
    objects = [
        b'<</Type/Catalog/Pages 2 0 R>>',
        b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
        b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R'
        b'/Resources<</Font<</F1 5 0 R>>>>>>',
        b'<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream'
        % (len(content), content),
        b'<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding'
        b'/UniJIS-UTF16-H/DescendantFonts[6 0 R]>>',
        b'<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light'
        b'/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>'
        b'/FontDescriptor 7 0 R>>',
        b'<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 4/ItalicAngle 0'
        b'/Ascent 800/Descent -200/CapHeight 700/StemV 80'
        b'/FontBBox[0 -200 1000 900]>>',
    ]
    out = bytearray(b'%PDF-1.5\n')
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    at = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1)
    for offset in offsets:
        out += b'%010d 00000 n \n' % offset
    out += (b'trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n'
            % (len(objects) + 1, at))
    return bytes(out)


def html(text, place='body'):
    spot = {
        'body': f'<p>{"<b></b>".join(escape(c) for c in text)}</p>',
        'entities': '<h1>' + ''.join(f'&#{ord(c)};' for c in text) + '</h1>',
        'hidden': f'<p style="display:none">{escape(text)}</p>',
        'comment': f'<!-- {escape(text)} -->',
        'title': '',
    }[place]
    title = escape(text) if place == 'title' else '通知'
    rest = ''.join(f'<p>{line}</p>' for line in words.FILLER)
    return (f'<!DOCTYPE html><html><head><title>{title}</title></head><body>'
            f'{spot}{rest}</body></html>').encode('utf-8')


def html_meta(text, charset):
    return (f'<html><head><meta charset="{charset}"></head><body><p>{text}'
            f'</p><p>{words.FILLER[0]}</p></body></html>').encode(charset)


def plain(text, charset):
    return '\r\n'.join([text, '', *words.FILLER]).encode(charset)


def csv(text, charset):
    return '\r\n'.join([f'{text},,', '番号,氏名,所属', '1,甲野,警務',
                        '2,乙山,会計']).encode(charset)


def vcard(text):
    return ('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:甲野太郎\r\n'
            f'NOTE:{text}\r\nEND:VCARD\r\n').encode()


def calendar(text):
    return ('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:'
            f'{text}\r\nDESCRIPTION:打合せ\r\nEND:VEVENT\r\nEND:VCALENDAR'
            '\r\n').encode()


def eml(text):
    return ('From: a@police.example.jp\r\nTo: b@police.example.jp\r\n'
            'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; '
            'charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
            f'{text}\r\n\r\n{words.FILLER[0]}\r\n').encode()


def zip_of(content, name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def zip_in_zip(text):
    return zip_of(zip_of(docx_header(text), 'b.docx'), 'a.zip')


def tar_gz(text):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as archive:
        content = plain(text, 'utf-8')
        member = tarfile.TarInfo('a.txt')
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return gzip.compress(out.getvalue())


# name of the file -> maker; every one with every spelling.
MAKERS = {
    'split-runs.docx': docx_split_runs,
    'tracked.docx': docx_second_run_tracked,
    'text-box.docx': docx_text_box,
    'watermark.docx': docx_watermark,
    'header.docx': docx_header,
    'footer-zones.docx': docx_footer_zones,
    'custom-property.docx': docx_custom_property,
    'damaged.docx': docx_damaged,
    'very-hidden.xlsx': xlsx_hidden_inline,
    'print-header.xlsx': xlsx_print_header,
    'unicode-header.rtf': rtf_unicode_header,
    'no-tounicode.pdf': pdf_text,
    'split-tags.html': html,
    'entities.html': lambda text: html(text, 'entities'),
    'hidden.html': lambda text: html(text, 'hidden'),
    'comment.html': lambda text: html(text, 'comment'),
    'title.html': lambda text: html(text, 'title'),
    'card.vcf': vcard,
    'appointment.ics': calendar,
    'passed-on.eml': eml,
    'note.msg': compound.msg,
    'subject.msg': lambda text: compound.msg(text, 'subject'),
    'html.msg': lambda text: compound.msg(text, 'html'),
    'headers.msg': lambda text: compound.msg(text, 'headers'),
    'attachment.msg': lambda text: compound.msg(text, 'attachment'),
    'passed-on.msg': lambda text: compound.msg(text, 'inner'),
    'winmail.dat': outlook.tnef,
    'html-winmail.dat': lambda text: outlook.tnef(text, 'html'),
    'rtf-winmail.dat': lambda text: outlook.tnef(text, 'rtf'),
    'attachment-winmail.dat': lambda text: outlook.tnef(text, 'attachment'),
    'passed-on-winmail.dat': lambda text: outlook.tnef(text, 'inner'),
    'body.jtd': compound.jtd,
    'box.jtd': lambda text: compound.jtd(text, 'box'),
    'page-header.jtd': lambda text: compound.jtd(text, 'header'),
    'unnamed.jtd': lambda text: compound.jtd(text, 'unnamed'),
    'template.jttc': compound.jttc,
    'nested.zip': zip_in_zip,
    'archive.tar.gz': tar_gz,
}

# Only what CP932 has.
JAPANESE = {
    'cp932.rtf': rtf_cp932,
    'cp932.msg': lambda text: compound.msg(text, 'cp932'),
    'cp932-winmail.dat': lambda text: outlook.tnef(text, 'cp932'),
}

# The same in a charset.
CHARSETS = ['utf-8', 'utf-8-sig', 'cp932', 'euc_jp', 'iso2022_jp', 'utf-16']
CODED = {
    'letter.txt': plain,
    'list.csv': csv,
    'page.html': html_meta,
}
