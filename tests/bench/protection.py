#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""protection.py PROGRAM FOLDER - what judging closed files costs.

Mails with five attachments of one kind, all closed, by the real tools, beside
the same mail with five images of that size; then once more with words that
may be passwords and are not. CPU time of the whole inspection.
"""
import email.policy
import os
import random
import subprocess
import sys
from email.message import EmailMessage

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../matrix'))
# pylint: disable=wrong-import-position
import protected

COUNT = 5
LIMIT_MS = 5
WANTED = {'zip-crypto': ('zip', 'info-zip'),
          'zip-aes256': ('zip', '7z-AES256-Deflate'),
          '7z': ('7z', 'lzma2'), 'pdf-aes256': ('pdf', 'aes-256-user'),
          'pdf-rc4': ('pdf', 'rc4-128-user'),
          'odt': ('office', 'secret.odt'), 'doc': ('office', 'secret.doc'),
          'xls': ('office', 'secret.xls'),
          'docx': ('office', 'secret.docx'),
          'smime': ('cms', 'aes-256-cbc-rsa.p7m'),
          'pgp': ('pgp', 'rsa0.pgp')}
QUIET = '添付のとおり送付します。'
WORDS = '\n'.join(['添付を送付します。', 'パスワードは Kiku-0001 です。'] +
                  [f'受付番号 「AB{number:04d}xy」' for number in range(19)])


def mail(path, text, data):
    message = EmailMessage(policy=email.policy.SMTP)
    message['From'], message['To'] = 'a@police.example.jp', 'b@example.com'
    message['Subject'] = '連絡'
    message.set_content(text, charset='utf-8', cte='base64')
    for number in range(COUNT):
        message.add_attachment(data, maintype='application',
                               subtype='octet-stream',
                               filename=f'file-{number}')
    with open(path, 'wb') as file:
        file.write(message.as_bytes())
    return path


def measure(program, paths, rounds):
    told = subprocess.run([program, str(rounds), *paths], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    return {line.split()[0]: float(line.split()[2])
            for line in told.splitlines()}


def main():
    program, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    dice = random.Random(4)
    bench = protected.Bench()
    try:
        made = {(row.group, row.name): row.data
                for row in protected.rows(bench)}
    finally:
        bench.close()
    quiet, words = [], []
    for name, key in WANTED.items():
        data = made[key]
        image = b'\x89PNG\r\n\x1a\n' + dice.randbytes(len(data))
        quiet += [mail(f'{folder}/{name}-image.eml', QUIET, image),
                  mail(f'{folder}/{name}.eml', QUIET, data)]
        words.append(mail(f'{folder}/{name}-words.eml', WORDS, data))
    took = {**measure(program, quiet, 21), **measure(program, words, 3)}
    print(f'{COUNT} closed attachments, CPU ms: images of that size, closed, '
          f'added (at most {LIMIT_MS} asked); with 20 words to try')
    for name in WANTED:
        plain = took[f'{folder}/{name}-image.eml']
        closed = took[f'{folder}/{name}.eml']
        tried = took[f'{folder}/{name}-words.eml']
        print(f'{name:12} {plain:8.2f} {closed:8.2f} {closed - plain:8.2f} '
              f'{tried:10.2f}')


main()
