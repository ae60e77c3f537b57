#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""documents.py PROGRAM FOLDER - what reading documents costs.

Typical documents of about 100 kB from LibreOffice, a workbook of 20 MB, and a
plain mail before them: CPU time of the inspection, peak memory above an idle
worker. Each limit stands in its line; nothing fails here.
"""
import os
import random
import subprocess
import sys
import zipfile
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../matrix'))
# pylint: disable=wrong-import-position
import office

KANJI = ('警察署員会議資料作成送付確認依頼連絡調整計画実施報告書類提出期限'
         '地域交通安全対策本部研修訓練予定場所時間担当者氏名所属電話番号')
KANA = 'のにはをがとでもへやかられたいますこれそのあるする'
SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
LIMITS = {'docx': (30, None), 'xlsx': (30, None), 'pdf': (30, None),
          'big.xlsx': (3000, 300)}


def sentence(dice):
    return ''.join(dice.choice(KANJI) + dice.choice(KANJI) + dice.choice(KANA)
                   for _ in range(dice.randint(8, 20))) + '。'


def letter(dice, paragraphs):
    lines = [''.join(sentence(dice) for _ in range(3))
             for _ in range(paragraphs)]
    return office.writer('header', '連絡用', paragraphs=lines)


def book(dice, rows):
    return office.calc(rows=[
        (str(row), sentence(dice)[:20], str(dice.random()), sentence(dice)[:9])
        for row in range(rows)])


def big_book(path, dice, megabytes):
    """Shared strings and numbers, until the file is that large."""
    strings, index = [], 0
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) \
            as archive:
        archive.writestr('[Content_Types].xml', '<Types xmlns="http://schemas'
                         '.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr('xl/workbook.xml', f'<workbook xmlns="{SHEET}"/>')
        with archive.open('xl/worksheets/sheet1.xml', 'w') as sheet:
            sheet.write(f'<worksheet xmlns="{SHEET}"><sheetData>'.encode())
            row = 0
            while row % 1000 or archive.fp.tell() < megabytes << 20:
                row += 1
                cells = ''.join(
                    f'<c r="{column}{row}"><v>{dice.random():.6f}</v></c>'
                    for column in 'ABCDEF')
                if row % 10 == 0:
                    strings.append(sentence(dice)[:30])
                    index = len(strings) - 1
                sheet.write(f'<row r="{row}">{cells}<c r="G{row}" t="s"><v>'
                            f'{index}</v></c></row>'.encode())
            sheet.write(b'</sheetData></worksheet>')
        archive.writestr(
            'xl/sharedStrings.xml', f'<sst xmlns="{SHEET}">' + ''.join(
                f'<si><t>{escape(text)}</t></si>' for text in strings)
            + '</sst>')
    return 7 * row


def make(folder):
    dice = random.Random(7)
    maker = office.Office()
    files = []

    def keep(name, content):
        files.append(os.path.join(folder, name))
        with open(files[-1], 'wb') as file:
            file.write(content)
    try:
        for wanted, flat, source in (
                ('docx', 'fodt', letter(dice, 600)),
                ('xlsx', 'fods', book(dice, 1250)),
                ('pdf', 'fodt', letter(dice, 240))):
            made = maker.convert({f'typical.{flat}': source}, wanted)
            keep(f'typical.{wanted}', made[f'typical.{wanted}'])
    finally:
        maker.close()
    path = os.path.join(folder, 'big.xlsx')
    cells = big_book(path, dice, 20)
    print(f'# big.xlsx: {cells} cells')
    return files, path


def report(lines):
    print(f'{"document":14} {"file":>10} {"CPU":>10} {"limit":>8} '
          f'{"memory":>9} {"limit":>7}')
    for line in lines.splitlines():
        path, size, cpu, memory, _, problems = line.split()
        name = os.path.basename(path)
        time_limit, memory_limit = LIMITS.get(
            name, LIMITS.get(name.rsplit('.', 1)[1], (None, None)))
        print(f'{name:14} {int(size) * 3 // 4 // 1000:7} kB '
              f'{float(cpu):7.1f} ms {time_limit or "-":>5} ms '
              f'{float(memory):6.0f} MB {memory_limit or "-":>4} MB'
              + (f'  {problems} problems' if int(problems) else ''))


def main():
    program, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    files, big = make(folder)
    said = subprocess.run([program, '21', *files], check=True,
                          stdout=subprocess.PIPE, timeout=300).stdout
    said += subprocess.run([program, '3', big], check=True, timeout=300,
                           stdout=subprocess.PIPE).stdout
    report(said.decode())


if __name__ == '__main__':
    main()
