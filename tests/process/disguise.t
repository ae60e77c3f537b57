#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""disguise.t - marked text stays visible where readers of MIME differ.

Each mail shows its marking in some mail reader, and not in others. None may
pass: the marking is found, or the mail waits for what could not be read.
"""
import base64
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import tap
from common import gateway, mails, prepare, proc

RUN = {}
MARKED = '【機密性３】\r\n本文\r\n'.encode()
TOP = (b'From: yamada@police.example.jp\r\nTo: sato@example.com\r\n'
       b'Subject: x\r\nMIME-Version: 1.0\r\n')
HIDDEN = (b'Content-Type: text/plain; charset=utf-8\r\n'
          b'Content-Transfer-Encoding: base64\r\n\r\n'
          + mails.base64_lines(MARKED))
HARMLESS = b'Content-Type: text/plain\r\n\r\nhello\r\n'
MIXED = b'multipart/mixed; boundary=a'
LEAF = b'Content-Type: text/plain; charset=utf-8\r\n'


def body(kind, content):
    return TOP + b'Content-Type: ' + kind + b'\r\n\r\n' + content


def between(delimiter, content=HIDDEN):
    return (b'--' + delimiter + b'\r\n' + content
            + b'--' + delimiter + b'--\r\n')


def encoded(name, content):
    return (TOP + LEAF + b'Content-Transfer-Encoding: ' + name
            + b'\r\n\r\n' + content)


def attached(kind, name, content):
    return body(MIXED, between(b'a', HARMLESS + between(b'a', (
        b'Content-Type: ' + kind + b'\r\n'
        b'Content-Disposition: attachment; filename=' + name + b'\r\n\r\n'
        + content)).partition(b'--a--\r\n')[0]))


SPLIT = '<p>【機<b>密</b>性<i>３</i>】</p>\r\n'.encode()
MAILS = {
    'comment behind a boundary':
        body(b'multipart/mixed; boundary=a(c)', between(b'a')),
    'boundary without the space of its parameter':
        body(b'multipart/mixed; boundary="a "', between(b'a')),
    'boundary with its backslash':
        body(b'multipart/mixed; boundary="a\\b"', between(b'a\\b')),
    'boundary between single quotes':
        body(b"multipart/mixed; boundary='a'", between(b'a')),
    'boundary whose quote does not end':
        body(b'multipart/mixed; boundary="a', between(b'a')),
    'multipart without a subtype':
        body(b'multipart; boundary=a', between(b'a')),
    'part after the last boundary':
        body(MIXED, between(b'a', HARMLESS) + between(b'a')),
    'part in the preamble':
        body(MIXED, between(b'b') + between(b'a', HARMLESS)),
    'boundary with more behind it':
        body(MIXED, b'--a\r\n' + HARMLESS + b'--aXX\r\n' + HIDDEN
             + b'--a--\r\n'),
    'boundaries behind a space':
        body(MIXED, b' --a\r\n' + HIDDEN + b' --a--\r\n'),
    'lines that end in CR alone':
        body(MIXED, between(b'a').replace(b'\r\n', b'\r')),
    'base64 of a whole multipart':
        TOP + b'Content-Type: ' + MIXED + b'\r\n'
        b'Content-Transfer-Encoding: base64\r\n\r\n'
        + mails.base64_lines(between(b'a')),
    'plain text that claims to be base64': encoded(b'base64', MARKED),
    'base64 that goes on after padding':
        encoded(b'base64', base64.b64encode(b'hello1\n') + b'\r\n'
                + mails.base64_lines(MARKED)),
    'name of the encoding in quotes':
        encoded(b'"base64"', mails.base64_lines(MARKED)),
    'semicolon behind the encoding':
        encoded(b'base64;', mails.base64_lines(MARKED)),
    'NUL in the subject':
        TOP.replace(b'Subject: x', 'Subject: x\0【機密性３】'.encode())
        + LEAF + b'\r\nhello\r\n',
    'markup in a file that only its name calls HTML':
        attached(b'application/octet-stream; charset=utf-8', b'a.html',
                 SPLIT),
    'XHTML behind an XML declaration':
        attached(b'application/xhtml+xml; charset=utf-8', b'a',
                 b'<?xml version="1.0"?>\r\n' + SPLIT),
    'subject in headers that were sent back':
        body(MIXED, between(
            b'a', b'Content-Type: text/rfc822-headers\r\n\r\n'
            b'From: a@example.com\r\nSubject: '
            + mails.encoded_word('【機密性３】').encode()
            + b'\r\nMIME-Version: 1.0\r\n\r\n')),
}


def start():
    prepare()
    RUN['folder'] = proc.run_folder('disguise')
    RUN['config'] = gateway.configuration(RUN['folder'])


def check(mail):
    done = subprocess.run(
        [gateway.TOOL, 'check', '-c', RUN['config'], '--json', '-'],
        input=mail, check=False, timeout=120, capture_output=True)
    return json.loads(done.stdout)


def does_not_pass(mail):
    seen = check(mail)
    tap.check(seen['action'] in ('reject', 'tempfail'),
              f'{seen["action"]}: {seen["parts"]}')


for title, one in MAILS.items():
    tap.case(title, one)(does_not_pass)


@tap.case('ordinary multipart with the usual preamble passes')
def _():
    seen = check(body(MIXED, b'This is a multi-part message in MIME format.'
                      b'\r\n' + between(b'a', HARMLESS)))
    tap.equal((seen['action'], seen['problems']), ('accept', []), 'verdict')


@tap.case('marking in a mail that a bounce quotes is found')
def _():
    seen = check(TOP + b'Content-Type: text/plain\r\n\r\n'
                 b'Hi. This is the mail system.\r\n\r\n--- your mail:\r\n\r\n'
                 + TOP + b'\r\n' + between(b'x'))
    tap.equal(seen['class'], '機密性3', 'class')


tap.main(start)
