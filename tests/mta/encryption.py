# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""encryption.py - mails that must leave encrypted, through any MTA: opened
with openssl and compared with what was sent, byte by byte."""
import email
import email.policy
import os
import re
import signal

import cases
import mails
import proc
import smime
import smtp
import tap

DOMAIN = 'partner.example'
SATO = f'sato@{DOMAIN}'
MORI = f'mori@{DOMAIN}'
ABE = f'abe@{DOMAIN}'
UNKNOWN = f'unknown@{DOMAIN}'
LATER = f'later@{DOMAIN}'
RULES = f'''
route "partner" {{ domains = "{DOMAIN}" }}
rule "partner-encrypted" {{ clause = "test" route = "partner" action = encrypt }}
rule "partner-k3" {{ level = "機密性3" route = "partner" action = reject }}
rule "partner-many" {{ route = "partner" visible-over = 2 action = hide-recipients }}
'''
# What a field may be called that stays outside.
OUTSIDE = {'received', 'return-path', 'from', 'sender', 'reply-to', 'to',
           'cc', 'date', 'message-id', 'in-reply-to', 'references',
           'subject', 'mime-version', 'content-type',
           'content-transfer-encoding', 'content-disposition',
           'x-classification'}
JAPANESE = '捜査協力依頼の件について（照会番号第1234号・至急回答希望）'


def raw_mail(fields, body, to=SATO):
    """Exact bytes: fields and body as they are given."""
    head = (f'From: {mails.SENDER}\r\nTo: {to}\r\n'
            'Date: Mon, 2 Mar 2026 10:00:00 +0900\r\n'
            f'Message-ID: <{mails.new_id()}>\r\n').encode()
    return head + fields + b'\r\n' + body


def mixed(more=b'', epilogue=b''):
    parts = mails.multipart([
        mails.text_part('本文です。\n', 'utf-8', 'base64'),
        mails.file_part('名簿.bin', bytes(range(256)) * 50)])
    return (b'Subject: ' + mails.encoded_word(JAPANESE).encode()
            + b'\r\nMIME-Version: 1.0\r\n' + more + parts + epilogue)


def whole(fields_and_body):
    fields, _, body = fields_and_body.partition(b'\r\n\r\n')
    return raw_mail(fields + b'\r\n', body)


def sent_mails():
    """(name, mail) of what must come out as it went in."""
    subject = b'Subject: ' + mails.encoded_word(JAPANESE).encode() + b'\r\n'
    return [
        ('Japanese subject in encoded words',
         raw_mail(subject + b'MIME-Version: 1.0\r\nContent-Type: text/plain; '
                  b'charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n',
                  '本文です。\r\n'.encode())),
        ('Japanese subject in raw UTF-8',
         raw_mail(f'Subject: {JAPANESE}\r\n'.encode(),
                  '本文です。\r\n'.encode())),
        ('ISO-2022-JP', raw_mail(
            subject + b'MIME-Version: 1.0\r\nContent-Type: text/plain; '
            b'charset=iso-2022-jp\r\nContent-Transfer-Encoding: 7bit\r\n',
            '本文です。\r\n'.encode('iso-2022-jp'))),
        ('attachment and epilogue', whole(mixed(
            epilogue=b'This is the epilogue.\r\n\r\n  of two lines \r\n'))),
        ('fields that tell', whole(mixed(
            b'Keywords: secret word\r\nComments: one\r\nComments: two\r\n'
            b'Thread-Topic: secret topic\r\nX-Classification: none\r\n'
            b'DKIM-Signature: v=1; a=rsa-sha256; d=police.example.jp;\r\n'
            b'\ts=s; h=from:subject; bh=AAAA;\r\n\tb=BBBB\r\n'
            b'Autocrypt: addr=a@b; keydata=AAAA\r\n'
            b'In-Reply-To: <a@b>\r\nReferences: <a@b>\r\n <c@d>\r\n'))),
        ('Content-Type folded over lines', raw_mail(
            subject + b'MIME-Version: 1.0\r\nContent-Type:\r\n\ttext/plain;'
            b'\r\n\tcharset="utf-8";\r\n\tformat=flowed\r\n'
            b'Content-Description: secret\r\nContent-Language: ja\r\n',
            b'text\r\n')),
        ('no MIME fields at all', raw_mail(b'Subject: plain\r\n',
                                           b'text\r\n.\r\n..dots\r\n')),
        ('no subject', raw_mail(b'', b'text\r\n')),
        ('no body', raw_mail(b'Subject: nothing\r\n', b'')),
        ('body of one empty line', raw_mail(b'Subject: empty\r\n', b'\r\n')),
        ('10 MB', whole(b'Subject: large\r\nMIME-Version: 1.0\r\n'
                        + mails.multipart([
                            mails.text_part('本文\n', 'utf-8', 'base64'),
                            mails.file_part('large.bin', os.urandom(64)
                                            * 115000)]))),
    ]


def field_names(arrived):
    return {name.lower() for name, _ in arrived.fields()}


def same_mail(inside, mail):
    wrapper, opened = smime.unwrapped(inside)
    tap.holds(b'Content-Type: message/rfc822; forwarded=no', wrapper,
              'the wrapper')
    if opened != mail:
        at = next((i for i, (a, b) in enumerate(zip(opened, mail)) if a != b),
                  min(len(opened), len(mail)))
        raise tap.Failure(f'differs at byte {at} of {len(mail)}, '
                          f'{len(opened)} came:\n'
                          f'  seen:     {opened[max(0, at - 60):at + 60]}\n'
                          f'  expected: {mail[max(0, at - 60):at + 60]}')


class Encryption:
    """The cases, for a gate.Gate that was made with RULES and settings()."""

    def __init__(self, run):
        self.run = run
        self.authority = None
        self.people = {}

    def settings(self, folder):
        os.makedirs(os.path.join(folder, 'smime'), exist_ok=True)
        self.authority = smime.Authority(os.path.join(folder, 'smime'))
        for address, kind in ((SATO, 'rsa'), (MORI, 'ec'), (ABE, 'rsa')):
            self.people[address] = self.authority.person(address, kind)
        self.people[LATER] = self.authority.person(LATER, known=False)
        return self.authority.settings()

    def register(self):
        for name, mail in sent_mails():
            tap.case(f'encrypted: {name}', mail)(self.one)
        for name, function in (
                ('to two who are visible, RSA and EC', self.two),
                ('to one blind recipient', self.blind),
                ('a mail program reads the subject inside', self.reader),
                ('somebody without certificate is refused and named',
                 self.unknown),
                ('three of whom none may see another are refused',
                 self.hidden),
                ('two with a blind copy are refused', self.blind_copy),
                ('class 3 is refused and not encrypted', self.class_3),
                ('a reload learns a new certificate', self.reload)):
            tap.case(f'encrypted: {name}')(function)

    def send(self, mail, to):
        return smtp.send(self.run.mta.port, mails.SENDER, to, mail)

    def arrival(self, mail, to):
        """The encrypted copy at the sink, which shows nothing."""
        reply = self.send(mail, to)
        tap.equal(reply.code, 250, f'the answer: {reply}')
        mark = re.search(rb'Message-ID: <(\w+)@', mail).group(1).decode()
        arrived = self.run.arrival(mark, to)
        tap.equal(sorted(field_names(arrived) - OUTSIDE), [],
                  'fields that are left outside')
        tap.equal(len(arrived.values('Subject')), 1, 'subjects')
        outside = email.message_from_bytes(arrived.data,
                                           policy=email.policy.default)
        tap.equal(outside['subject'], '暗号化されたメール (encrypted mail)',
                  'the subject outside')
        tap.equal(outside.get_content_type(), 'application/pkcs7-mime',
                  'the type')
        tap.check(all(len(line) <= 76 for line in
                      arrived.body().split(b'\r\n')), 'a long line')
        tap.holds('enveloped-data', arrived.value('Content-Type'), 'the type')
        return arrived

    def one(self, mail):
        arrived = self.arrival(mail, [SATO])
        same_mail(self.people[SATO].opens(arrived.data), mail)

    def two(self):
        mail = raw_mail(b'Subject: both\r\nCc: ' + MORI.encode() + b'\r\n',
                        b'text\r\n')
        arrived = self.arrival(mail, [SATO, MORI])
        for address in (SATO, MORI):
            same_mail(self.people[address].opens(arrived.data), mail)
        shape = smime.structure(arrived.body())
        tap.equal(shape.count('d.ktri:') + shape.count('d.kari:'), 2,
                  'recipients in the CMS')

    def blind(self):
        mail = raw_mail(b'Subject: blind\r\n', b'text\r\n',
                        to='undisclosed-recipients:;')
        arrived = self.arrival(mail, [SATO])
        same_mail(self.people[SATO].opens(arrived.data), mail)

    def reader(self):
        mail = whole(mixed())
        arrived = self.arrival(mail, [SATO])
        inside = email.message_from_bytes(
            self.people[SATO].opens(arrived.data),
            policy=email.policy.default)
        tap.equal(inside.get_content_type(), 'message/rfc822', 'the wrapper')
        tap.equal(inside.get_param('forwarded'), 'no', 'forwarded')
        real = inside.get_content()
        tap.equal(real['subject'], JAPANESE, 'the subject inside')
        files = [part.get_filename() for part in real.iter_attachments()]
        tap.equal(files, ['名簿.bin'], 'the attachments')
        tap.equal(next(real.iter_attachments()).get_content(),
                  bytes(range(256)) * 50, 'the attachment')

    def refused(self, mail, to, *words):
        reply = self.send(mail, to)
        tap.equal(reply.code, 550, f'the answer: {reply}')
        for word in words:
            tap.holds(word, ' '.join(reply.lines), 'the reason')
        mark = re.search(rb'Message-ID: <(\w+)@', mail).group(1).decode()
        self.run.nothing_of(mark)

    def unknown(self):
        mail = raw_mail(b'Subject: x\r\nCc: ' + UNKNOWN.encode() + b'\r\n',
                        b'text\r\n')
        self.refused(mail, [SATO, UNKNOWN],
                     f'{UNKNOWN} (it has no certificate)',
                     'partner-encrypted')

    def hidden(self):
        mail = raw_mail(f'Subject: x\r\nCc: {MORI}, {ABE}\r\n'.encode(),
                        b'text\r\n')
        self.refused(mail, [SATO, MORI, ABE], 'must not see one another')

    def blind_copy(self):
        mail = raw_mail(b'Subject: x\r\n', b'text\r\n')
        self.refused(mail, [SATO, MORI], 'blind copy')

    def class_3(self):
        mail = raw_mail('Subject: '.encode() + mails.encoded_word(
            cases.K3 + '資料').encode() + b'\r\n', b'text\r\n')
        self.refused(mail, [SATO], 'partner-k3')

    def reload(self):
        mail = raw_mail(b'Subject: later\r\n', b'text\r\n', to=LATER)
        self.refused(mail, [LATER], 'no certificate')
        self.authority.publish(self.people[LATER])
        before = len(self.run.milter.events('reloaded'))
        os.kill(self.run.milter.child.pid, signal.SIGUSR1)
        tap.check(proc.wait_until(
            lambda: len(self.run.milter.events('reloaded')) > before, 60),
            'no reload:\n' + self.run.milter.said()[-1000:])
        mail = raw_mail(b'Subject: later\r\n', b'text\r\n', to=LATER)
        arrived = self.arrival(mail, [LATER])
        same_mail(self.people[LATER].opens(arrived.data), mail)
