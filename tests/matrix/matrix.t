#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""matrix.t - every format x place x spelling x charset, and every mention.

Documents come from LibreOffice where it can write them, and from our own
writers where it cannot; `sekimori check` judges whole mails. Every marked one
must be found with its class, and nothing that only talks about classes may
have one. KEEP=FOLDER keeps the mails.
"""
import email.policy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from email.message import EmailMessage

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '../lib')]
# pylint: disable=wrong-import-position
import handmade
import office
import tap
import words

BUILD = os.environ.get('BUILD', 'build')
TOP = os.path.join(HERE, '../..')
# Spellings of each place in an office document, taken in turn.
TURNS = int(os.environ.get('TURNS', '5'))


class Matrix:
    """Mails with what they must be found to be, judged all at once."""

    def __init__(self):
        self.keep = os.environ.get('KEEP')
        self.folder = self.keep or tempfile.mkdtemp(prefix='sekimori-matrix-')
        os.makedirs(self.folder, exist_ok=True)
        self.mails = {}     # path -> (group, expected class or None)

    def close(self):
        if not self.keep:
            shutil.rmtree(self.folder)

    def add(self, group, expected, message, name):
        path = os.path.join(self.folder, f'{len(self.mails):05d}-{name}.eml')
        with open(path, 'wb') as file:
            file.write(message)
        self.mails[path] = (group, expected)

    def judge(self):
        """{path: what `sekimori check --json` says}"""
        said = {}
        paths = list(self.mails)
        for at in range(0, len(paths), 500):
            done = subprocess.run(
                [os.path.join(TOP, BUILD, 'sekimori'), 'check', '--json',
                 '--no-virus', '-c', os.path.join(TOP, 'conf/demo.conf'),
                 '--from', 'a@police.example.jp', '--to', 'b@example.com',
                 *paths[at:at + 500]], stdout=subprocess.PIPE, timeout=540,
                stderr=subprocess.PIPE, check=False)
            for line in done.stdout.decode().splitlines():
                one = json.loads(line)
                said[one['file']] = one
            tap.check(done.returncode in (0, 1), done.stderr.decode())
        return said


def mail(subject='連絡', text='添付のとおりです。', attachment=None,
         name='document.bin'):
    message = EmailMessage(policy=email.policy.SMTP)
    message['From'] = 'a@police.example.jp'
    message['To'] = 'b@example.com'
    message['Subject'] = subject
    message.set_content(text, charset='utf-8', cte='base64')
    if attachment is not None:
        message.add_attachment(attachment, maintype='application',
                               subtype='octet-stream', filename=name)
    return message.as_bytes()


def spellings(start, suitable=lambda text: True):
    """TURNS spellings, beginning elsewhere each time."""
    count = len(words.SPELLINGS)
    turn = [words.SPELLINGS[(start + 3 * i) % count] for i in range(count)]
    return [one for one in turn if suitable(one[1])][:TURNS]


def convert(matrix, maker, kind, group, sources):
    """@sources: {stem: (expected, place, flat document)}"""
    _, flat, _, formats = office.KINDS[kind]
    for wanted in formats:
        fit = {f'{stem}.{flat}': one for stem, one in sources.items()
               if one[1] not in office.LOST.get(wanted, ())}
        made = maker.convert({name: one[2] for name, one in fit.items()},
                             wanted)
        for name, (expected, _, text) in fit.items():
            stem = os.path.splitext(name)[0]
            matrix.add(f'{group} {wanted}', expected, mail(
                attachment=made[f'{stem}.{wanted}'],
                name=f'{wanted}.{wanted}'), f'{stem}.{wanted}')
            if wanted == formats[0]:
                matrix.add(f'{group} {flat}', expected, mail(
                    attachment=text.encode(), name=f'flat.{flat}'),
                    f'{stem}.{flat}')


def office_marked(matrix, maker):
    for kind, (write, _, places, _) in office.KINDS.items():
        sources = {}
        for number, place in enumerate(places):
            for level, text in spellings(7 * number):
                if place == 'sheet' and re.search(r'[\[\]：/?*]', text):
                    continue
                sources[f'{kind}-{place}-{len(sources)}'] = (
                    level, place, write(place, text))
        convert(matrix, maker, kind, 'marked', sources)


def office_mentions(matrix, maker):
    letters = {f'letter-{number}': (None, '', office.writer(
        paragraphs=[title, *lines, *words.FILLER], title=title))
        for number, (title, lines) in enumerate(words.MENTIONS)}
    letters['table'] = (None, '', office.writer(rows=words.TABLE))
    letters['register'] = (None, '', office.writer(rows=words.REGISTER))
    letters['titled-header'] = (None, '', office.writer(
        'header', '機密性3情報の取扱いに関する研修資料'))
    books = {f'prose-{number}': (None, '', office.calc(
        rows=[(line, '') for line in [title, *lines]], title=title))
        for number, (title, lines) in enumerate(words.MENTIONS)}
    books['table'] = (None, '', office.calc(rows=words.TABLE))
    books['register'] = (None, '', office.calc(rows=words.REGISTER))
    books['sheets'] = (None, '', office.calc(
        sheets=['機密性1', '機密性2', '機密性3']))
    slides = {f'slides-{number}': (None, '', office.impress(
        lines=lines, title=title))
        for number, (title, lines) in enumerate(words.MENTIONS)}
    for kind, sources in (('writer', letters), ('calc', books),
                          ('impress', slides)):
        convert(matrix, maker, kind, 'mention', sources)


def handmade_marked(matrix):
    for name, make in handmade.MAKERS.items():
        for level, text in words.SPELLINGS:
            matrix.add(f'marked {name}', level,
                       mail(attachment=make(text), name=name), name)
    for level, text in words.SPELLINGS:
        if words.encodable(text, 'cp932'):
            for name, make in handmade.JAPANESE.items():
                matrix.add(f'marked {name}', level, mail(
                    attachment=make(text), name=name), name)
    for name, make in handmade.CODED.items():
        for charset in handmade.CHARSETS:
            for level, text in words.SPELLINGS:
                if words.encodable(text + words.FILLER[0], charset):
                    matrix.add(f'marked {charset} {name}', level, mail(
                        attachment=make(text, charset), name=name),
                        f'{charset}-{name}')


def mail_marked(matrix):
    for level, text in words.SPELLINGS:
        matrix.add('marked body', level,
                   mail(text='\n'.join([text, '', *words.FILLER])), 'body')
        matrix.add('marked subject', level,
                   mail(subject=f'{text} 名簿の送付'
                        if text[0] in '【〔＜《[' else text), 'subject')
        quoted = '\n'.join(f'> {line}' for line in
                           [text, '', *words.FILLER])
        matrix.add('marked quotation', level,
                   mail(text=f'下記を転送します。\n\n{quoted}\n'), 'quotation')


def file_names(matrix):
    for level, name in [('機密性2', '【機密性２】名簿.txt'),
                        ('機密性3', '機密性3_資料.txt'),
                        ('機密性2', '機2_成績.txt'),
                        ('機密性2', 'C2_集計.txt'),
                        ('機密性3', '資料（機密性３）.txt')]:
        matrix.add('marked filename', level, mail(
            attachment=b'text', name=name), 'filename')
        matrix.add('marked filename', level, mail(
            attachment=handmade.zip_of(b'text', name), name='a.zip'),
            'member-name')
    for name in ['機密性3情報の取扱いについて.txt', '機密性の分類の手引.txt']:
        matrix.add('mention filename', None, mail(
            attachment=b'text', name=name), 'filename')


def text_mentions(matrix):
    for title, lines in words.MENTIONS:
        text = '\n\n'.join([title, *lines])
        matrix.add('mention body', None, mail(text=text), 'body')
        matrix.add('mention subject', None, mail(subject=title), 'subject')
        page = ''.join(f'<p>{line}</p>' for line in [title, *lines])
        matrix.add('mention html', None, mail(
            attachment=f'<html><body>{page}</body></html>'.encode(),
            name='a.html'), 'page')
        for name in ('split-runs.docx', 'no-tounicode.pdf', 'card.vcf',
                     'appointment.ics', 'passed-on.eml', 'note.msg',
                     'headers.msg', 'attachment.msg', 'passed-on.msg',
                     'winmail.dat', 'rtf-winmail.dat', 'body.jtd',
                     'template.jttc'):
            for line in lines:
                matrix.add(f'mention {name}', None, mail(
                    attachment=handmade.MAKERS[name](line), name=name), name)
        for charset in handmade.CHARSETS:
            matrix.add(f'mention {charset}', None, mail(
                attachment=text.encode(charset), name='a.txt'), charset)
    for rows, name in ((words.TABLE, 'table'), (words.REGISTER, 'register'),
                       (words.SHORT_REGISTER, 'short-register'),
                       (words.GLOSSARY, 'glossary')):
        text = '\r\n'.join(','.join(row) for row in rows)
        matrix.add('mention csv', None, mail(
            attachment=text.encode('cp932'), name=f'{name}.csv'), name)


def build():
    matrix = Matrix()
    maker = office.Office()
    try:
        office_marked(matrix, maker)
        office_mentions(matrix, maker)
    finally:
        maker.close()
    handmade_marked(matrix)
    mail_marked(matrix)
    file_names(matrix)
    text_mentions(matrix)
    return matrix


STATE = {}


def tell(kind):
    """Judges one kind: (right, all, what went wrong)."""
    table, wrong = {}, []
    for path, (group, expected) in STATE['matrix'].mails.items():
        if not group.startswith(kind):
            continue
        said = STATE['said'].get(path)
        right = said is not None and said['class'] == expected
        good, total = table.get(group, (0, 0))
        table[group] = (good + right, total + 1)
        if not right:
            seen = said and (said['class'], said['marks'][:2],
                             said['problems'][:2])
            if total - good < 3:
                wrong.append(f'{os.path.basename(path)}: {expected}, '
                             f'not {seen}')
    for group, (good, total) in sorted(table.items()):
        if good != total or os.environ.get('VERBOSE'):
            tap.note(f'{group}: {good}/{total}')
    return (sum(good for good, _ in table.values()),
            sum(total for _, total in table.values()), wrong)


def announce(text):
    """Where prove(1) lets it be seen."""
    print(f'# {text}', file=sys.stderr, flush=True)


@tap.case('every marked mail is found with its class')
def marked():
    right, total, wrong = tell('marked')
    announce(f'marked: {right}/{total} found')
    tap.check(not wrong, '\n'.join(wrong))


@tap.case('no mail that mentions classes has one')
def mentions():
    right, total, wrong = tell('mention')
    announce(f'mentions: {total - right}/{total} alarms')
    tap.check(not wrong, '\n'.join(wrong))


@tap.case('no document that is whole has a problem')
def healthy():
    wrong = {}
    for path, (group, _) in STATE['matrix'].mails.items():
        said = STATE['said'].get(path)
        if said and said['problems'] and 'damaged' not in group:
            what = said['problems'][0]['what']
            wrong.setdefault(f'{group}: {what}', os.path.basename(path))
    tap.check(not wrong, '\n'.join(f'{path}: {what}'
                                   for what, path in wrong.items()))


@tap.case('a damaged document has a problem, and is searched all the same')
def damaged():
    for path, (group, expected) in STATE['matrix'].mails.items():
        if 'damaged' in group:
            said = STATE['said'][path]
            tap.equal(said['class'], expected, path)
            tap.check(said['problems'], f'no problem of {path}')


def prepare():
    STATE['matrix'] = build()
    STATE['said'] = STATE['matrix'].judge()


def clean_up():
    if 'matrix' in STATE:
        STATE['matrix'].close()


if __name__ == '__main__':
    tap.main(prepare, clean_up)
