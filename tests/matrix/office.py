# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""office.py - office documents as LibreOffice writes them.

A document is written down as flat OpenDocument and converted: what arrives in
.docx, .doc, .rtf, .pdf and the rest is LibreOffice's own writing.
"""
import os
import shutil
import subprocess
import tempfile
from xml.sax.saxutils import escape

import words

NAMES = ' '.join(f'xmlns:{prefix}="{uri}"' for prefix, uri in {
    **{name: f'urn:oasis:names:tc:opendocument:xmlns:{path}:1.0'
       for name, path in {
           'office': 'office', 'style': 'style', 'text': 'text',
           'table': 'table', 'draw': 'drawing', 'meta': 'meta',
           'presentation': 'presentation', 'number': 'datastyle',
           'fo': 'xsl-fo-compatible', 'svg': 'svg-compatible'}.items()},
    'dc': 'http://purl.org/dc/elements/1.1/',
}.items())

FONT = ('<office:font-face-decls><style:font-face style:name="G" '
        'svg:font-family="IPAGothic"/></office:font-face-decls>')
DEFAULT = ('<style:default-style style:family="paragraph">'
           '<style:text-properties style:font-name="G" fo:font-family='
           '"IPAGothic" style:font-name-asian="G" '
           'style:font-family-asian="IPAGothic" fo:language="ja" '
           'fo:country="JP"/></style:default-style>')


# Without a height LibreOffice prints no page header.
ZONE = ('<style:header-footer-properties fo:min-height="1cm" '
        'fo:margin-bottom="2mm"/>')


def p(text, style=''):
    lines = escape(text).split('\n')
    return f'<text:p{style}>' + '<text:line-break/>'.join(lines) + '</text:p>'


def meta(title='', custom=''):
    own = ('<meta:user-defined meta:name="分類" meta:value-type="string">'
           f'{escape(custom)}</meta:user-defined>') if custom else ''
    return (f'<office:meta><dc:title>{escape(title)}</dc:title>{own}'
            '</office:meta>')


def document(kind, styles, automatic, master, body, about=''):
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<office:document {NAMES} office:version="1.2" '
            'office:mimetype="application/vnd.oasis.opendocument.'
            f'{kind}">{about or meta()}{FONT}'
            f'<office:styles>{DEFAULT}{styles}</office:styles>'
            f'<office:automatic-styles>{automatic}'
            '</office:automatic-styles>'
            f'<office:master-styles>{master}</office:master-styles>'
            f'<office:body>{body}</office:body></office:document>')


def table(rows):
    cells = ''.join('<table:table-row>' + ''.join(
        f'<table:table-cell office:value-type="string">{p(cell)}'
        '</table:table-cell>' for cell in row)
        + '</table:table-row>' for row in rows)
    return f'<table:table table:name="t">{cells}</table:table>'


def box(text, anchor='text:anchor-type="paragraph"'):
    return ('<draw:frame draw:style-name="W" '
            f'{anchor} svg:width="14cm" svg:height="2cm" '
            'svg:x="1cm" svg:y="0cm"><draw:text-box>'
            f'{p(text)}</draw:text-box></draw:frame>')


def writer(place='', text='', paragraphs=(), rows=(), title=''):
    """A letter with @text at @place."""
    at = {place: text} if place else {}
    lines = [p(line) for line in paragraphs or words.FILLER]
    if 'first' in at:
        lines.insert(0, p(text))
    if 'line' in at:
        lines.insert(3, p(text))
    if 'last' in at:
        lines.append(p(text))
    if 'box' in at:
        lines.insert(1, f'<text:p>{box(text)}</text:p>')
    if 'cell' in at:
        lines.insert(2, table([(text, '')]))
    if rows:
        lines.insert(2, table(rows))
    if 'note' in at:
        lines[1] = lines[1].replace('</text:p>', (
            '<text:note text:note-class="footnote"><text:note-citation>1'
            f'</text:note-citation><text:note-body>{p(text)}'
            '</text:note-body></text:note></text:p>'))
    if 'comment' in at:
        lines[1] = lines[1].replace('</text:p>', (
            '<office:annotation><dc:creator>甲</dc:creator>'
            f'{p(text)}</office:annotation></text:p>'))
    header = (f'<style:header>{p(text)}</style:header>'
              if 'header' in at else '')
    footer = (f'<style:footer>{p(text)}</style:footer>'
              if 'footer' in at else '')
    return document(
        'text', '', '<style:style style:name="W" style:family="graphic">'
        '<style:graphic-properties style:wrap="none"/></style:style>'
        '<style:page-layout style:name="P">'
        '<style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin="2cm"/>'
        '<style:header-style/><style:footer-style/></style:page-layout>',
        '<style:master-page style:name="Standard" '
        f'style:page-layout-name="P">{header}{footer}</style:master-page>',
        f'<office:text>{"".join(lines)}</office:text>',
        meta(at.get('title', title), at.get('custom', '')))


def calc(place='', text='', rows=(), title='', sheets=()):
    """A workbook with @text at @place."""
    at = {place: text} if place else {}
    grid = [[str(10 * row + column) if column else f'項目{row}'
             for column in range(4)] for row in range(30)]
    if rows:
        grid = [list(row) for row in rows]
    if 'top' in at:
        grid.insert(0, [text, '', '', ''])
    if 'corner' in at:
        grid.insert(0, ['名簿の一覧', '', '', text])
    if 'form' in at:
        grid.insert(0, ['格付', text, '', ''])
    body = table(grid).replace('table:name="t"', 'table:name="表１"')
    if 'box' in at:
        body = body.replace('<table:table-row>', '<table:shapes>' + box(
            text, '') + '</table:shapes><table:table-row>', 1)
    if 'comment' in at:
        body = body.replace('office:value-type="string">',
                            'office:value-type="string"><office:annotation>'
                            f'{p(text)}</office:annotation>', 1)
    if 'hidden' in at:
        body += table([(text, ''), ('甲', '乙')]).replace(
            'table:name="t"', 'table:name="控" table:style-name="H"')
    for name in sheets or (at['sheet'],) if 'sheet' in at or sheets else ():
        body += table([('甲', '乙')]).replace(
            'table:name="t"', f'table:name="{escape(name)}"')
    zone = '<style:region-left>{}</style:region-left>'
    header = (f'<style:header>{zone.format(p(text))}</style:header>'
              if 'header' in at else '<style:header/>')
    footer = (f'<style:footer>{zone.format(p(text))}</style:footer>'
              if 'footer' in at else '<style:footer/>')
    return document(
        'spreadsheet', '',
        '<style:style style:name="H" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
        f'<style:page-layout style:name="P"><style:header-style>{ZONE}'
        f'</style:header-style><style:footer-style>{ZONE}'
        '</style:footer-style></style:page-layout>',
        '<style:master-page style:name="Default" '
        f'style:page-layout-name="P">{header}{footer}</style:master-page>',
        f'<office:spreadsheet>{body}</office:spreadsheet>',
        meta(at.get('title', title), at.get('custom', '')))


def impress(place='', text='', lines=(), title=''):
    """Two slides with @text at @place."""
    at = {place: text} if place else {}
    lines = lines or words.FILLER[:3]
    heading = at.get('heading', title or '訓練の進め方')
    frame = ('<draw:frame presentation:class="{}" svg:width="20cm" '
             'svg:height="{}" svg:x="2cm" svg:y="{}"><draw:text-box>{}'
             '</draw:text-box></draw:frame>')
    slide = (frame.format('title', '2cm', '1cm', p(heading))
             + frame.format('outline', '9cm', '5cm',
                            ''.join(p(line) for line in lines)))
    if 'box' in at:
        slide += box(text, '')
    if 'notes' in at:
        slide += ('<presentation:notes>' + frame.format(
            'notes', '9cm', '14cm', p(text)) + '</presentation:notes>')
    master = box(text, '') if 'master' in at else ''
    page = ('<draw:page draw:name="{}" draw:master-page-name="M">{}'
            '</draw:page>')
    return document(
        'presentation', '', '<style:page-layout style:name="P">'
        '<style:page-layout-properties fo:page-width="28cm" '
        'fo:page-height="21cm"/></style:page-layout>',
        '<style:master-page style:name="M" style:page-layout-name="P">'
        f'{master}</style:master-page>', '<office:presentation>'
        + page.format('一', slide) + page.format('二', box('以上', ''))
        + '</office:presentation>', meta(at.get('title', title),
                                         at.get('custom', '')))


# Places of each kind; formats; what a format cannot hold as a place.
KINDS = {
    'writer': (writer, 'fodt',
               ['header', 'footer', 'first', 'line', 'last', 'box', 'cell',
                'note', 'comment', 'title', 'custom'],
               ['odt', 'docx', 'doc', 'rtf', 'pdf', 'html', 'txt']),
    'calc': (calc, 'fods',
             ['header', 'footer', 'top', 'corner', 'form', 'box', 'comment',
              'hidden', 'sheet', 'title', 'custom'],
             ['ods', 'xlsx', 'xls', 'pdf', 'csv']),
    'impress': (impress, 'fodp',
                ['heading', 'box', 'notes', 'master', 'title', 'custom'],
                ['odp', 'pptx', 'ppt', 'pdf']),
}
LOST = {
    # LibreOffice writes no such thing into these formats.
    'txt': {'header', 'footer', 'box', 'comment', 'title', 'custom', 'note'},
    # A footnote begins with its number there, like a heading; a box is a
    # picture.
    'html': {'header', 'footer', 'note', 'box'},
    'csv': {'header', 'footer', 'box', 'comment', 'hidden', 'sheet', 'title',
            'custom'},
    'pdf': {'comment', 'custom', 'hidden', 'sheet', 'notes'},
    'pptx': set(), 'ppt': set(),
}
FILTER = {'html': 'html', 'txt': 'txt:Text (encoded):UTF8',
          'csv': 'csv:Text - txt - csv (StarCalc):44,34,76'}


class Office:
    """Converts in batches, with a profile of its own."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix='sekimori-office-')

    def close(self):
        shutil.rmtree(self.home, ignore_errors=True)

    def convert(self, sources, wanted):
        """@sources: {name: text}, one kind. Returns {name: bytes}."""
        folder = tempfile.mkdtemp(dir=self.home)
        files = []
        for name, text in sources.items():
            files.append(os.path.join(folder, name))
            with open(files[-1], 'w', encoding='utf-8') as file:
                file.write(text)
        out = os.path.join(folder, 'out')
        subprocess.run(
            ['soffice', f'-env:UserInstallation=file://{self.home}/profile',
             '--headless', '--convert-to', FILTER.get(wanted, wanted),
             '--outdir', out, *files], check=True, timeout=420,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, 'HOME': self.home})
        made = {}
        for name in sources:
            stem = os.path.splitext(name)[0]
            path = os.path.join(out, f'{stem}.{wanted}')
            with open(path, 'rb') as file:
                made[f'{stem}.{wanted}'] = file.read()
        return made
