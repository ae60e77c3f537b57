# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""cases.py - mails with the fate that conf/demo.conf has for them.

One table for the wire tests and for the tests with real MTAs: what goes in
through Postfix, Sendmail or the protocol driver must end alike.
"""
import struct

import mails
from mails import CLOSED, EICAR, INSIDE, OUTSIDE, OUTSIDE_2, OUTSIDE_3

PASS = 'pass'        # arrives, not a byte changed
HIDE = 'hide'        # arrives, recipients hidden
SHARE = 'share'      # arrives, with only the declaration taken out
REJECT = 'reject'
TEMPFAIL = 'tempfail'
HOLD = 'hold'        # stays in the MTA's quarantine

# What the tests add to conf/demo.conf, which itself holds nothing back.
MORE_RULES = '''
rule "held-for-test" { clause = "test" level = "機密性1" route = "internet" action = hold }
'''

K3 = '【機密性３】'
K2 = '【機密性２】'
K1 = '【機密性１】'
NOTE = '資料をお送りします。ご確認ください。\n'
SECRET_TEXT = mails.crlf('捜査資料の本文です。\n' * 20)


class Case:
    """One mail: what it is called, what is sent, what must come of it."""

    def __init__(self, name, fate, mail, to=OUTSIDE, rules=(),
                 sender=mails.SENDER, says=()):
        self.name = name
        self.fate = fate
        self.mail = mail
        self.to = [to] if isinstance(to, str) else list(to)
        self.rules = (rules,) if isinstance(rules, str) else rules
        self.sender = sender
        self.says = (says,) if isinstance(says, str) else says
        self.mark = mail.partition(b'Message-ID: <')[2].partition(b'@')[0] \
            .decode()


def literal(content):
    """An OpenPGP literal packet (RFC 9580 5.9)."""
    return bytes([0xae]) + struct.pack('>I', 6 + len(content)) \
        + b'b\0\0\0\0\0' + content


def clean_mails():
    odd = (mails.header('odd   spacing', more=(
        'X-Tab:\ttab after the colon', 'X-None:no space at all',
        'X-Many:   three spaces', 'X-Trailing: space behind ',
        'X-Folded: first\r\n\tsecond\r\n  third', 'X-Percent: 100%s %n %%'))
        + mails.text_part('.leading dot\n..two\n.\ntrailing space \n\ttab\n'
                          '\n\n' + '長' * 300 + '\n' + 'x' * 900 + '\n'))
    yield Case('clean Japanese mail in UTF-8 passes byte for byte', PASS,
               mails.simple('会議のお知らせ', '明日の会議は10時からです。\n'))
    yield Case('clean mail in ISO-2022-JP passes byte for byte', PASS,
               mails.simple('会議のお知らせ', '明日の会議です。\n',
                            'iso-2022-jp', '7bit'))
    yield Case('odd spacing, folds, dots and long lines pass byte for byte',
               PASS, odd)
    yield Case('clean attachment passes byte for byte', PASS,
               mails.with_files('資料', NOTE, [
                   ('資料.txt', '公開の資料'.encode()),
                   ('data.bin', bytes(range(256)) * 300)]))
    yield Case('attachment whose bytes begin like OpenPGP packets passes',
               PASS, mails.with_files('資料', NOTE, [
                   ('a.bin', bytes([0xa7]) + bytes(range(255, 0, -1)) * 40),
                   ('b.bin', bytes([0xa3, 1]) + bytes(range(255, 0, -1)) * 9),
                   ('c.bin', bytes([0x85, 0, 9, 3]) + bytes(range(99, 255))),
                   ('d.bin', literal(bytes(range(99, 255))) + b'\x17' * 99),
               ]))
    yield Case('empty body passes', PASS, mails.header('empty') + b'\r\n')
    yield Case('mail without To passes', PASS,
               mails.header('no to', raw_to='') + mails.text_part('x\n'))
    yield Case('sentence that mentions a class is no marking', PASS,
               mails.simple('機密性3情報の取扱いに関する研修',
                            '機密性3情報を外部に送信してはならない。\n'))


def class_3_mails():
    yield Case('class 3 in an ISO-2022-JP subject does not leave', REJECT,
               mails.simple(K3 + '捜査資料', NOTE, 'iso-2022-jp', '7bit'),
               rules='k3-external')
    yield Case('class 3 in a UTF-8 subject does not leave', REJECT,
               mails.simple(K3 + '捜査資料', NOTE), rules='k3-external')
    yield Case('class 3 on a line of a base64 body does not leave', REJECT,
               mails.simple('資料', K3 + '\n' + NOTE, encoding='base64'),
               rules='k3-external')
    yield Case('class 3 in HTML does not leave', REJECT,
               mails.simple('資料', f'<html><body><p>{K3}</p><p>本文</p>'
                            '</body></html>\n', subtype='html'),
               rules='k3-external')
    yield Case('class 3 in a file name does not leave', REJECT,
               mails.with_files('資料', NOTE, [
                   ('【機密性3】名簿.txt', b'names')]), rules='k3-external')
    yield Case('class 3 in a nested mail does not leave', REJECT,
               mails.header('FW: 資料') + mails.multipart([
                   mails.text_part(NOTE),
                   mails.nested_part(mails.simple(K3 + '元のメール', NOTE))]),
               rules='k3-external')
    yield Case('class 3 declared in the label field does not leave', REJECT,
               mails.header('報告', more=('X-Classification: '
                            + mails.encoded_word('機密性3'),))
               + mails.text_part(NOTE), rules='k3-external')
    yield Case('class 3 in the first of two subjects does not leave', REJECT,
               mails.header('普通の件名', more=(
                   'Subject: ' + mails.encoded_word(K3 + '資料'),))
               + mails.text_part(NOTE), rules='k3-external')
    yield Case('class 3 encrypted in a ZIP does not leave either', REJECT,
               mails.with_files(K3 + '資料', NOTE, [
                   ('資料.zip', mails.aes_zip({'a.txt': SECRET_TEXT}))]),
               rules='k3-external')
    yield Case('class 3 in a packet before bytes that are none does not leave',
               REJECT, mails.with_files('資料', NOTE, [
                   ('a.bin', literal(mails.plain_zip(
                       {'a.txt': (K3 + '\n').encode() * 40})) + b'\x17' * 99)
               ]), rules='k3-external')
    yield Case('class 3 stays inside and is delivered', PASS,
               mails.simple(K3 + '捜査資料', NOTE, to=INSIDE), to=INSIDE)
    yield Case('class 3 on the closed line is delivered', PASS,
               mails.simple(K3 + '捜査資料', NOTE, to=CLOSED), to=CLOSED)
    yield Case('class 3 to inside and outside reaches nobody', REJECT,
               mails.simple(K3 + '捜査資料', NOTE, to=[INSIDE, OUTSIDE]),
               to=[INSIDE, OUTSIDE], rules='k3-external', says=OUTSIDE)
    yield Case('class 3 from the null sender does not leave', REJECT,
               mails.simple(K3 + '捜査資料', NOTE), sender='',
               rules='k3-external')
    yield Case('class 3 to an outside address written as if inside does not '
               'leave', REJECT, mails.simple(K3 + '捜査資料', NOTE),
               to='sato%example.com@police.example.jp', rules='k3-external')


def class_2_mails():
    members = {'a.txt': SECRET_TEXT, 'b/c.txt': SECRET_TEXT}
    entity = mails.text_part(SECRET_TEXT.decode())
    yield Case('class 2 in plain text does not leave', REJECT,
               mails.simple(K2 + '資料', NOTE * 50), rules='k2-readable')
    yield Case('class 2 with a readable attachment does not leave', REJECT,
               mails.with_files(K2 + '資料', NOTE, [('a.txt', SECRET_TEXT)]),
               rules='k2-readable', says='a.txt')
    yield Case('class 2 in a plain ZIP does not leave', REJECT,
               mails.with_files(K2 + '資料', NOTE, [
                   ('a.zip', mails.plain_zip(members))]),
               rules='k2-readable')
    yield Case('class 2 in an AES ZIP leaves', PASS,
               mails.with_files(K2 + '資料', NOTE, [
                   ('a.zip', mails.aes_zip(members))]))
    yield Case('class 2 in a ZipCrypto ZIP leaves', PASS,
               mails.with_files(K2 + '資料', NOTE, [
                   ('a.zip', mails.zipcrypto_zip(members))]))
    yield Case('class 2 in a ZIP with one readable member does not leave',
               REJECT, mails.with_files(K2 + '資料', NOTE, [
                   ('a.zip', mails.mixed_zip(members,
                                             {'readme.txt': b'read me'}))]),
               rules='k2-readable')
    yield Case('class 2 in an AES ZIP beside a readable file does not leave',
               REJECT, mails.with_files(K2 + '資料', NOTE, [
                   ('a.zip', mails.aes_zip(members)),
                   ('b.txt', SECRET_TEXT)]), rules='k2-readable')
    yield Case('class 2 in an S/MIME envelope leaves', PASS,
               mails.header(K2 + '資料') + mails.enveloped(entity))
    yield Case('class 2 in an authenticated S/MIME envelope leaves', PASS,
               mails.header(K2 + '資料') + mails.auth_enveloped(entity))
    yield Case('class 2 that is signed and not encrypted does not leave',
               REJECT, mails.header(K2 + '資料') + mails.signed(entity),
               rules='k2-readable')
    yield Case('class 2 signed under the name of an envelope does not leave',
               REJECT, mails.header(K2 + '資料')
               + mails.signed(entity, 'enveloped-data'),
               rules='k2-readable')
    yield Case('class 2 hidden inside a signed message does not leave',
               REJECT, mails.header('資料')
               + mails.signed(mails.text_part(K2 + '\n' + NOTE * 20)),
               rules='k2-readable')
    yield Case('class 2 readable stays inside and is delivered', PASS,
               mails.simple(K2 + '資料', NOTE, to=INSIDE), to=INSIDE)
    yield Case('label below the marking that was found does not leave',
               REJECT, mails.header('報告', more=('X-Classification: '
                                    + mails.encoded_word('機密性1'),))
               + mails.text_part(K2 + '\n' + NOTE * 20),
               rules=('k2-readable', 'understated'))
    yield Case('percent signs in a file name come back in the reply as they '
               'are', REJECT, mails.with_files(K2 + '資料', NOTE, [
                   ('100%d%s%n.txt', SECRET_TEXT)]), rules='k2-readable',
               says='100%d%s%n.txt')


def virus_mails():
    def with_eicar(part, to=OUTSIDE):
        return mails.header('file', to=to) + mails.multipart(
            [mails.text_part(NOTE), part])
    yield Case('virus in base64 is stopped', REJECT,
               with_eicar(mails.file_part('e.com', EICAR)), rules='virus')
    yield Case('virus in quoted-printable is stopped', REJECT, with_eicar(
        mails.file_part('e.com', EICAR, encoding='quoted-printable')),
        rules='virus')
    yield Case('virus in a ZIP is stopped', REJECT, with_eicar(
        mails.file_part('e.zip', mails.plain_zip({'e.com': EICAR}))),
        rules='virus')
    yield Case('virus in a nested mail is stopped', REJECT, with_eicar(
        mails.nested_part(with_eicar(mails.file_part('e.com', EICAR)))),
        rules='virus')
    yield Case('virus to somebody inside is stopped, too', REJECT,
               with_eicar(mails.file_part('e.com', EICAR), INSIDE),
               to=INSIDE, rules='virus')


def many(count):
    return [f'person{number}@dept{number % 7}.example.com'
            for number in range(count)]


THREE = (OUTSIDE, OUTSIDE_2, OUTSIDE_3)


def visible_mails():
    def mail(raw_to, more=()):
        return mails.header('お知らせ', raw_to=raw_to, more=more) \
            + mails.text_part(NOTE)

    yield Case('three outside addresses in To are hidden', HIDE,
               mail('To: ' + ', '.join(THREE)), to=THREE)
    yield Case('three outside addresses in Cc are hidden', HIDE,
               mail(f'To: {INSIDE}', ('Cc: ' + ', '.join(THREE),)),
               to=[INSIDE, *THREE])
    yield Case('three outside addresses over To and Cc are hidden', HIDE,
               mail(f'To: {OUTSIDE}', (f'Cc: {OUTSIDE_2},\r\n\t{OUTSIDE_3}',)),
               to=THREE)
    yield Case('three outside addresses over several To fields are hidden',
               HIDE, mail(f'To: {OUTSIDE}\r\nto: {OUTSIDE_2}',
                          (f'TO: {OUTSIDE_3}', f'CC: {INSIDE}',
                           f'cc: {INSIDE}')), to=[*THREE, INSIDE])
    yield Case('two outside addresses stay as they are', PASS,
               mail(f'To: {OUTSIDE}, {OUTSIDE_2}'), to=THREE[:2])
    yield Case('one address written three times stays as it is', PASS,
               mail(f'To: {OUTSIDE}, {OUTSIDE.upper()}',
                    (f'Cc: {OUTSIDE}',)))
    yield Case('many inside addresses stay as they are', PASS,
               mail('To: ' + ',\r\n\t'.join(
                   f'p{n}@honbu.police.example.jp' for n in range(5))),
               to=[f'p{n}@honbu.police.example.jp' for n in range(5)])
    yield Case('addresses in a group are hidden', HIDE,
               mail(f'To: {mails.encoded_word("関係者")}: {OUTSIDE},\r\n '
                    f'{OUTSIDE_2}, {OUTSIDE_3};'), to=THREE)
    yield Case('addresses with encoded names and comments are hidden', HIDE,
               mail(f'To: {mails.encoded_word("佐藤, 一郎")} <{OUTSIDE}>,\r\n'
                    f'\t"Suzuki, J." <{OUTSIDE_2}> (one, two)',
                    (f'Cc: {OUTSIDE_3} (a@b, c@d)',)), to=THREE)
    yield Case('two thousand addresses are hidden', HIDE,
               mail('To: ' + ',\r\n\t'.join(many(2000))), to=many(2000))
    yield Case('To of more than 60,000 bytes is hidden', HIDE,
               mail(f'To: {OUTSIDE},\r\n\t{OUTSIDE_2} ('
                    + '\r\n\t'.join(['x' * 500] * 122)
                    + f'),\r\n\t{OUTSIDE_3}'), to=THREE)
    yield Case('resent addresses are hidden', HIDE,
               mail(f'To: {INSIDE}', ('Resent-From: ' + mails.SENDER,
                                      'Resent-To: ' + ', '.join(THREE[:2]),
                                      'Resent-Cc: ' + OUTSIDE_3)), to=THREE)
    yield Case('declared exception keeps the addresses, and is taken out',
               SHARE, mail('To: ' + ', '.join(THREE),
                           ('X-Share-Recipients: yes',)), to=THREE)
    yield Case('class 3 to three outside addresses is refused, not hidden',
               REJECT, mails.simple(K3 + '資料', NOTE, to=list(THREE)),
               to=THREE, rules='k3-external')


def nested(depth):
    part = mails.text_part('innermost\n')
    for _ in range(depth):
        part = mails.multipart([part])
    return part


def other_mails():
    yield Case('mail nested too deep waits', TEMPFAIL,
               mails.header('deep') + nested(40), rules='not-inspected')
    yield Case('held mail goes to quarantine', HOLD,
               mails.simple(K1 + '資料', NOTE), rules='held-for-test')


def all_cases():
    return [case for make in (clean_mails, class_3_mails, class_2_mails,
                              virus_mails, visible_mails, other_mails)
            for case in make()]
