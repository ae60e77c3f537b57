#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""Makes tests/samples/pdf: needs soffice, qpdf and the IPA Gothic font.

usage: make-pdf.py FOLDER
"""
import os
import subprocess
import sys
import tempfile

SPACES = ' '.join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"'
                  % pair for pair in (
    ('office', 'office'), ('style', 'style'), ('text', 'text'),
    ('meta', 'meta'), ('draw', 'drawing'),
    ('fo', 'xsl-fo-compatible'), ('svg', 'svg-compatible'))) + \
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'

DOCUMENT = '''<?xml version="1.0" encoding="UTF-8"?>
<office:document {spaces} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta>{meta}</office:meta>
<office:styles><style:default-style style:family="paragraph">
<style:text-properties style:font-family-asian="IPAGothic"
 fo:font-family="IPAGothic" fo:font-size="10.5pt"
 style:font-size-asian="10.5pt"/></style:default-style>
<style:style style:name="Heading_20_1" style:family="paragraph"
 style:default-outline-level="1"/></office:styles>
<office:automatic-styles>
<style:style style:name="pb" style:family="paragraph">
<style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="wm" style:family="graphic">
<style:graphic-properties draw:fill="none" draw:stroke="none"
 style:run-through="background" style:wrap="run-through"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties
 fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="1.5cm"
 fo:margin-bottom="1.5cm" fo:margin-left="2cm" fo:margin-right="2cm"
 style:writing-mode="{mode}"/><style:header-style>
<style:header-footer-properties fo:min-height="1cm"
 fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style>
<style:header-footer-properties fo:min-height="1cm"
 fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard"
 style:page-layout-name="L">{edges}</style:master-page>
</office:master-styles>
<office:body><office:text>{body}</office:text></office:body>
</office:document>'''

WATERMARK = ('<draw:custom-shape draw:style-name="wm" '
             'text:anchor-type="paragraph" svg:width="14cm" svg:height="3cm" '
             'draw:transform="rotate (0.7853981) translate (3cm 18cm)">'
             '<text:p>複製厳禁</text:p><draw:enhanced-geometry '
             'svg:viewBox="0 0 21600 21600" draw:type="rectangle" '
             'draw:enhanced-path="M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z '
             'N"/></draw:custom-shape>')


def paragraph(text, style=None):
    return '<text:p%s>%s</text:p>' % (
        ' text:style-name="%s"' % style if style else '', text)


def heading(text):
    return '<text:h text:style-name="Heading_20_1" ' \
           'text:outline-level="1">%s</text:h>' % text


def write(folder, name, body, header='', footer='', mode='lr-tb', meta=''):
    edges = ''
    if header:
        edges += '<style:header>%s</style:header>' % paragraph(header)
    if footer:
        edges += '<style:footer>%s</style:footer>' % paragraph(footer)
    path = os.path.join(folder, name + '.fodt')
    with open(path, 'w', encoding='utf-8') as out:
        out.write(DOCUMENT.format(spaces=SPACES, meta=meta, mode=mode,
                                  edges=edges, body=body))
    return path


def documents(folder):
    note = ('<office:annotation><dc:creator>佐藤</dc:creator>'
            '<text:p>欄外の注記</text:p></office:annotation>')
    yield write(folder, 'report',
                heading('資料一覧') + paragraph('本文である。' + note) +
                paragraph('機　密　性　２') + heading('二章') +
                paragraph('二頁の本文。', 'pb') + paragraph('終わり。'),
                '【機密性３】複製禁止', '取扱注意',
                meta='<dc:title>名簿の件</dc:title>'
                     '<dc:subject>機密性2</dc:subject>')
    yield write(folder, 'vertical',
                paragraph('機密性３') + paragraph('縦の本文である。') * 3 +
                paragraph('第12号。'), mode='tb-rl')
    yield write(folder, 'watermark',
                ''.join(paragraph('本文の行。' * 4) for _ in range(40)),
                WATERMARK + '頭書')
    yield write(folder, 'short', paragraph('機密性２') + paragraph('終わり'))


def qpdf(*arguments):
    subprocess.run(['qpdf', '--deterministic-id', *arguments], check=True)


def main(target):
    os.makedirs(target, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ['soffice', '-env:UserInstallation=file://%s/profile' % folder,
             '--headless', '--convert-to',
             'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean",'
             '"value":"true"},"ExportNotes":{"type":"boolean",'
             '"value":"true"}}', '--outdir', target, *documents(folder)],
            check=True, timeout=300)
        attached = os.path.join(folder, '名簿.txt')
        with open(attached, 'w', encoding='utf-8') as out:
            out.write('機密性３\n')
        short = os.path.join(target, 'short.pdf')
        qpdf('--object-streams=generate', '--linearize', short,
             os.path.join(target, 'linearized.pdf'))
        qpdf('--object-streams=generate', short, '--add-attachment',
             attached, '--description=配布禁止', '--',
             os.path.join(target, 'attached.pdf'))
        subprocess.run(['qpdf', '--encrypt', 'secret', 'owner', '256', '--',
                        short, os.path.join(target, 'user-password.pdf')],
                       check=True)
        subprocess.run(['qpdf', '--encrypt', '', 'owner', '256', '--',
                        short, os.path.join(target, 'owner-password.pdf')],
                       check=True)
        subprocess.run(['qpdf', '--allow-weak-crypto', '--encrypt', 'secret',
                        'owner', '40', '--', short,
                        os.path.join(target, 'rc4.pdf')], check=True)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
