#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""Writes what no office program would: tests/samples/ooxml/*, each named by
its property. Run from the top of the tree; the output is always the same."""
import io
import os
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
CP = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
         'content-types"/>')


def package(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in [("[Content_Types].xml", TYPES)] + parts:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def word(body, space=W):
    return (f'<?xml version="1.0" encoding="UTF-8"?><w:document '
            f'xmlns:w="{space}" xmlns:mc="{MC}" xmlns:wps="{WPS}" '
            f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp="urn:wp">'
            f'<w:body>{body}</w:body></w:document>')


def para(*runs):
    return "<w:p>" + "".join(f"<w:r><w:t>{r}</w:t></w:r>" for r in runs) + \
        "</w:p>"


def header(text, extra=""):
    return (f'<w:hdr xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml">'
            f'{text}{extra}</w:hdr>')


def rels(*links):
    return f'<Relationships xmlns="{REL}">' + "".join(
        f'<Relationship Id="{i}" Type="x" Target="{t}"/>'
        for i, t in links) + "</Relationships>"


def sheet(rows, extra=""):
    return (f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{extra}'
            '</worksheet>')


def slide(shapes, root="sld"):
    return (f'<p:{root} xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree>'
            f'{shapes}</p:spTree></p:cSld></p:{root}>')


def shape(text, placeholder=""):
    return (f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x" descr="説明"/><p:nvPr>'
            f'{placeholder}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>'
            f'{text}</a:t></a:r></a:p></p:txBody></p:sp>')


tracked = ('<w:p><w:r><w:t>機密性</w:t></w:r><w:del><w:r><w:delText>3'
           '</w:delText></w:r></w:del><w:ins><w:r><w:t>2</w:t></w:r></w:ins>'
           '</w:p>')
boxes = ('<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>'
         '<wps:txbx><w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p>'
         '</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict>'
         '<v:shape alt="代替"><v:textbox><w:txbxContent><w:p><w:r><w:t>控えの箱'
         '</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>'
         '</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>後</w:t></w:r>'
         '</w:p>')
ruby = ('<w:p><w:r><w:ruby><w:rt><w:r><w:t>きみつ</w:t></w:r></w:rt>'
        '<w:rubyBase><w:r><w:t>機密</w:t></w:r></w:rubyBase></w:ruby></w:r>'
        '<w:r><w:t>性2</w:t></w:r></w:p>')
field = ('<w:p><w:r><w:instrText>QUOTE "機密</w:instrText></w:r><w:r>'
         '<w:instrText>性2"</w:instrText></w:r></w:p>')
table = ("<w:tbl><w:tr><w:tc>" + para("左") + "</w:tc><w:tc>" + para("右") +
         "</w:tc></w:tr></w:tbl>")
watermark = ('<w:p><w:r><w:pict><v:shape><v:textpath string="機密性2"/>'
             '</v:shape></w:pict></w:r></w:p>')
zones = ("<w:p><w:r><w:t>左端</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>機密性3"
         "</w:t></w:r></w:p>")

xl_rels = rels(("rId1", "worksheets/sheet1.xml"),
               ("rId2", "worksheets/sheet2.xml"))
workbook = (f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
            '<sheet name="名簿" sheetId="1" r:id="rId1"/>'
            '<sheet name="隠し" sheetId="2" state="veryHidden" r:id="rId2"/>'
            '</sheets><definedNames><definedName name="区分">"機密性2"'
            '</definedName></definedNames></workbook>')
sst = (f'<sst xmlns="{S}"><si><t>最初</t></si><si><r><t>機密</t></r><r><t>性2'
       '</t></r><rPh><t>キミツ</t></rPh></si><si><t>使われない</t></si></sst>')
sheet1 = sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>5</v></c>'
               '</row><row r="3"><c r="B3" t="s"><v>1</v></c><c t="inlineStr">'
               '<is><r><t>中</t></r><r><t>身</t></r></is></c></row>',
               '<headerFooter><oddHeader>&amp;L左&amp;C&amp;"MS,太字"&amp;14'
               '機密性2&amp;R&amp;P/&amp;N</oddHeader><oddFooter>&amp;C'
               '&amp;KFF0000R&amp;&amp;D</oddFooter></headerFooter>')
sheet2 = sheet('<row r="1"><c r="A1" t="str"><f>"機密"&amp;"性3"</f>'
               '<v>機密性3</v></c></row>')

book = [("xl/_rels/workbook.xml.rels", xl_rels), ("xl/workbook.xml", workbook),
        ("xl/sharedStrings.xml", sst), ("xl/worksheets/sheet1.xml", sheet1),
        ("xl/worksheets/sheet2.xml", sheet2)]

flat = ('<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/'
        'xmlPackage"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>' +
        word(para("平ら")).split("?>")[1] + '</pkg:xmlData></pkg:part>'
        '<pkg:part pkg:name="/word/media/a.bin"><pkg:binaryData>AAECAw=='
        '</pkg:binaryData></pkg:part></pkg:package>')

word2003 = ('<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/'
            'word/2003/wordml"><w:body>' + para("本文") + '<w:sectPr><w:hdr>' +
            para("機密性2") + '</w:hdr></w:sectPr></w:body></w:wordDocument>')
SS = "urn:schemas-microsoft-com:office:spreadsheet"
excel2003 = (f'<Workbook xmlns="{SS}" xmlns:ss="{SS}" xmlns:x="urn:schemas-'
             'microsoft-com:office:excel"><Worksheet ss:Name="表"><Table><Row>'
             '<Cell ss:Index="2"><Data ss:Type="String">機密性2</Data></Cell>'
             '</Row></Table><WorksheetOptions><PageSetup><Header x:Data='
             '"&amp;C機密性3"/></PageSetup></WorksheetOptions></Worksheet>'
             '</Workbook>')

plain = package([("word/document.xml", word(para("機密", "性", "2") * 40))])
samples = {
    "split-runs.docx": package([("word/document.xml",
                                 word(para("機密", "性", "２")))]),
    "strict.docx": package([("word/document.xml", word(para("厳格"), WS))]),
    "renamed.docx": package([("word/settings.xml", word(para("本文"))),
                             ("word/styles.bin",
                              header(para("機密性3")))]),
    "tracked-boxes-ruby.docx": package([("word/document.xml", word(
        tracked + boxes + ruby + field + table))]),
    "header-watermark.docx": package([("word/header2.xml",
                                       header(zones, watermark))]),
    "hidden-sheets.xlsx": package(book),
    "late-strings.xlsx": package(
        book[:2] + book[3:] + [("xl/worksheets/zz99.xml", sst)]),
    "shapes.pptx": package([
        ("ppt/slides/slide2.xml", slide(
            shape("題名", '<p:ph type="title"/>') + shape("図形") +
            shape("機密性2", '<p:ph type="ftr"/>'))),
        ("ppt/slideMasters/slideMaster1.xml",
         slide(shape("親"), "sldMaster")),
        ("ppt/notesSlides/_rels/notesSlide1.xml.rels",
         rels(("r", "../slides/slide2.xml"))),
        ("ppt/notesSlides/notesSlide1.xml",
         slide(shape("備考", '<p:ph type="body"/>'), "notes"))]),
    "properties.docx": package([
        ("docProps/core.xml", f'<cp:coreProperties xmlns:cp="{CORE}" '
         'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>題'
         '</dc:title></cp:coreProperties>'),
        ("docProps/custom.xml", f'<Properties xmlns="{CP}" xmlns:vt="urn:vt">'
         '<property name="MSIP_Label_x_Name"><vt:lpwstr>機密性2</vt:lpwstr>'
         '</property></Properties>'),
        ("customXml/item1.xml", "<label><value>値</value></label>"),
        ("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0 not really")]),
    "entities.docx": package([("word/document.xml",
                               '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b '
                               '"&a;&a;&a;">]>' + word(para("&b;")).split(
                                   "?>")[1])]),
    "deep.docx": package([("word/document.xml",
                           word("<w:p>" * 5000 + "</w:p>" * 5000))]),
    "truncated.docx": plain[:-60],
    "not-well-formed.docx": package([("word/document.xml",
                                      word(para("前半"))[:-30])]),
    "vml-html.xlsx": package([("xl/drawings/vmlDrawing1.vml",
                               '<xml xmlns:v="urn:schemas-microsoft-com:vml">'
                               '<v:shape><v:textbox><div>機密性2<br></div>'
                               '</v:textbox></v:shape></xml>')]),
    "flat.xml": flat.encode(),
    "word2003.xml": word2003.encode(),
    "excel2003.xml": excel2003.encode(),
}
for name, data in samples.items():
    with open(os.path.join("tests/samples/ooxml", name), "wb") as file:
        file.write(data)
