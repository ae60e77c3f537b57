#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""encrypt.t - mails that must leave encrypted, on the wire: what no SMTP
server would hand over, which edits there are and in which order, MTAs that
refuse one, and what the tool says of it all."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
# pylint: disable=wrong-import-position
import cases
import driver
import gateway
import mails
import proc
import smime
import tap

DOMAIN = 'partner.example'
SATO, MORI = f'sato@{DOMAIN}', f'mori@{DOMAIN}'
OLD, SIGNER = f'old@{DOMAIN}', f'nobody@{DOMAIN}'
RULES = f'''
route "partner" {{ domains = "{DOMAIN}" }}
rule "sealed" {{ route = "partner" action = encrypt }}
rule "k3" {{ level = "機密性3" route = "partner" action = reject }}
rule "k1" {{ level = "機密性1" route = "partner" action = hold }}
rule "many" {{ route = "partner" visible-over = 0 level = "機密性2" action = hide-recipients }}
'''
HEAD = (f'From: {mails.SENDER}\r\nTo: {SATO}\r\nSubject: secret\r\n'
        'Message-ID: <id@police.example.jp>\r\n').encode()
RUN = {}


def prepare():
    why = gateway.why_not()
    if why:
        tap.skip(why)
    folder = proc.run_folder('encrypt')
    authority = smime.Authority(folder)
    RUN['authority'] = authority
    RUN[SATO] = authority.person(SATO)
    RUN[MORI] = authority.person(MORI, 'ec')
    RUN['gate'] = gateway.Gateway(folder, more=RULES,
                                  **authority.settings()).start()
    gcm = proc.run_folder('encrypt-gcm')
    RUN['gcm'] = gateway.Gateway(gcm, more=RULES, encrypt_cipher='aes256-gcm',
                                 encrypt_subject='Sealed',
                                 **authority.settings()).start()


def clean_up():
    for name in ('gate', 'gcm'):
        if name in RUN:
            RUN[name].stop()


def deliver(mail, to=(SATO,), gate='gate', steps=driver.ALL_STEPS,
            actions=driver.ALL_ACTIONS, chunk=driver.CHUNK):
    """(answer, whether values keep their leading space)"""
    connection = driver.Connection(RUN[gate].socket()).open(
        steps=steps, actions=actions)
    try:
        return connection.deliver(mails.SENDER, list(to), mail, chunk), \
            bool(connection.steps & driver.P_HEADER_LEADSPC)
    finally:
        connection.quit()


def inside(answer, mail, who=SATO, leadspc=True):
    after = driver.apply_edits(mail, answer.edits, leadspc)
    tap.check(b'secret' not in after, 'something secret is outside')
    return smime.unwrapped(RUN[who].opens(after))


def passes(answer):
    tap.check(answer.verdict in ('accept', 'continue'),
              f'should pass: {answer.verdict} {answer.text}')


def waits(answer):
    tap.equal(answer.code() // 100, 4, f'should be deferred: {answer.text}')
    last = RUN['gate'].record()[-1]
    tap.equal(last['action'], 'tempfail', 'action in the record')


BODIES = {
    'bare line feeds': b'one\ntwo\n',
    'bare carriage returns': b'one\rtwo\r',
    'NUL bytes': b'one\0two\r\n\0',
    'no last line end': b'one\r\ntwo',
    'nothing': b'',
    'every byte': bytes(range(256)) * 300,
    'a lone dot': b'.\r\n',
    'an epilogue': b'--b\r\n\r\nx\r\n--b--\r\nepilogue \r\n\t\r\n\r\n',
}


def exact(body, steps):
    for gate in ('gate', 'gcm'):
        mail = HEAD + b'X-Folded:  a\r\n\t b \r\nX-Tight:c\r\n\r\n' + body
        answer, leadspc = deliver(mail, steps=steps, gate=gate)
        passes(answer)
        wrapper, opened = inside(answer, mail, leadspc=leadspc)
        tap.holds(b'Content-Type: message/rfc822; forwarded=no\r\n', wrapper,
                  'the wrapper')
        expected = mail if leadspc else mail.replace(b'X-Tight:c',
                                                     b'X-Tight: c')
        tap.equal(opened, expected, 'what is inside')


for NAME, BODY in BODIES.items():
    tap.case(f'inside is, to the byte, {NAME}', BODY, driver.ALL_STEPS)(exact)
    tap.case(f'inside is, to the byte, {NAME} (no leading spaces)', BODY,
             driver.ALL_STEPS & ~driver.P_HEADER_LEADSPC)(exact)


@tap.case('the body comes in packets, after the fields, and nothing else')
def _():
    mail = HEAD + b'\r\n' + os.urandom(64) * 20000
    answer, _ = deliver(mail)
    passes(answer)
    kinds = [edit[0] for edit in answer.edits]
    first = kinds.index('replace-body')
    tap.check(first > 0 and set(kinds[first:]) == {'replace-body'},
              f'the order: {kinds}')
    tap.check(len(kinds) - first > 20, 'one packet')
    tap.equal(inside(answer, mail)[1], mail, 'what is inside')


@tap.case('fields that may tell go, every one of them')
def _():
    fields = (b'Keywords: secret\r\nkeywords: secret\r\nKEYWORDS: secret\r\n'
              b'Content-Type: text/plain; name="secret"\r\n'
              b'Content-Type: text/secret\r\nSubject: secret\r\n'
              b'MIME-Version: 1.0 (secret)\r\nX-Mailer: secret\r\n'
              b'Content-ID: <secret>\r\nThread-Topic: secret\r\n'
              b'X-Classification: x\r\nReferences: <a@b>\r\n'
              b'List-Id: <l.example>\r\n')
    mail = HEAD + fields + b'\r\nbody\r\n'
    answer, _ = deliver(mail)
    passes(answer)
    after = driver.apply_edits(mail, answer.edits)
    names = [name.lower() for name, _ in
             driver.fields(after.partition(b'\r\n\r\n')[0])]
    tap.equal(sorted(names), sorted([
        b'from', b'to', b'subject', b'message-id', b'content-type',
        b'mime-version', b'x-classification', b'references', b'list-id',
        b'content-transfer-encoding', b'content-disposition']), 'the fields')
    tap.equal(smime.unwrapped(RUN[SATO].opens(after))[1], mail,
              'what is inside')
    changes = RUN['gate'].record()[-1]['changes']
    tap.holds(f'body: encrypted for {SATO} (smime-aes256-cbc)', changes,
              'changes in the record')


@tap.case('Bcc and the declaration of the sender are not inside either')
def _():
    mail = HEAD + b'Bcc: someone@else.example\r\nX-Share-Recipients: yes\r\n' \
        b'\r\nbody\r\n'
    answer, _ = deliver(mail)
    passes(answer)
    tap.equal(inside(answer, mail)[1], HEAD + b'\r\nbody\r\n', 'inside')


@tap.case('recipients are hidden inside as they are outside')
def _():
    mail = HEAD.replace(b'Subject: secret', b'Cc: many@else.example\r\n'
                        b'Subject: ' + mails.encoded_word(cases.K2).encode()) \
        + b'\r\nbody\r\n'
    answer, _ = deliver(mail)
    passes(answer)
    _, opened = inside(answer, mail)
    tap.check(b'else.example' not in opened, f'inside: {opened}')
    tap.holds(b'To: undisclosed-recipients:;\r\n', opened, 'inside')


@tap.case('a mail that is held is encrypted')
def _():
    mail = HEAD.replace(b'Subject: secret', b'Subject: ' + mails.encoded_word(
        cases.K1).encode()) + b'\r\nbody\r\n'
    answer, _ = deliver(mail)
    passes(answer)
    tap.equal(len(answer.changes('quarantine')), 1, 'held')
    tap.equal(inside(answer, mail)[1], mail, 'what is inside')


@tap.case('GCM is called by its name, and the subject is the one that is set')
def _():
    mail = HEAD + b'\r\nbody\r\n'
    answer, _ = deliver(mail, gate='gcm')
    after = driver.apply_edits(mail, answer.edits)
    tap.holds(b'smime-type=authEnveloped-data', after, 'the type')
    tap.holds(b'Subject: Sealed\r\n', after, 'the subject')
    tap.holds('id-smime-ct-authEnvelopedData',
              smime.structure(after.partition(b'\r\n\r\n')[2]), 'the CMS')


def refusing(lacking):
    mail = HEAD + b'\r\nbody\r\n'
    answer, _ = deliver(mail, actions=driver.ALL_ACTIONS & ~lacking)
    waits(answer)


tap.case('an MTA that lets nobody replace a body: deferred',
         driver.ACTION_CHGBODY)(refusing)
tap.case('an MTA that lets nobody change fields: deferred',
         driver.ACTION_CHGHDRS)(refusing)


@tap.case('an MTA that hangs up in the middle of the body harms nothing')
def _():
    mail = HEAD + b'\r\n' + os.urandom(64) * 100000
    connection = driver.Connection(RUN['gate'].socket()).open()
    connection.envelope(mails.SENDER, [SATO])
    block, _, body = mail.partition(b'\r\n\r\n')
    for name, value in driver.fields(block):
        connection.header(name, value)
    connection.end_of_headers()
    for at in range(0, len(body), driver.CHUNK):
        connection.body(body[at:at + driver.CHUNK])
    connection.send(b'E')
    while connection.receive()[0] != b'b':
        pass
    connection.close()
    mail = HEAD + b'\r\nbody\r\n'
    answer, _ = deliver(mail)
    passes(answer)
    tap.equal(inside(answer, mail)[1], mail, 'what is inside')


@tap.case('two recipients open one CMS')
def _():
    mail = HEAD + f'Cc: {MORI}\r\n'.encode() + b'\r\nbody\r\n'
    answer, _ = deliver(mail, to=(SATO, MORI))
    passes(answer)
    for who in (SATO, MORI):
        tap.equal(inside(answer, mail, who)[1], mail, f'what {who} sees')


@tap.case('a refusal names whom and why, and changes nothing')
def _():
    mail = HEAD + b'\r\nbody\r\n'
    answer, _ = deliver(mail, to=(SIGNER,))
    tap.equal(answer.code(), 550, 'the answer')
    tap.holds(f'{SIGNER} (it has no certificate)', answer.text, 'the answer')
    tap.equal(answer.edits, [], 'edits')
    line = RUN['gate'].record()[-1]
    tap.equal(line['action'], 'reject', 'action in the record')
    tap.equal(line['changes'], [], 'changes in the record')


@tap.case('a virus is refused and not encrypted')
def _():
    mail = mails.with_files('x', 'y', [('v.txt', mails.EICAR)], to=SATO)
    answer, _ = deliver(mail)
    tap.equal(answer.code(), 550, 'the answer')
    tap.equal(answer.edits, [], 'edits')


# ---- the tool ----------------------------------------------------------------

def tool(*words, data=None):
    done = subprocess.run([gateway.TOOL, *words], check=False, input=data,
                          capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@tap.case('check says what would be encrypted and for whom not')
def _():
    mail = HEAD + b'Keywords: x\r\n\r\nbody\r\n'
    status, out, _ = tool('check', '-c', RUN['gate'].config, '--json', '-',
                          data=mail)
    said = json.loads(out)
    tap.equal(status, 0, 'exit status')
    tap.holds('Keywords: removed', said['changes'], 'changes')
    tap.holds(f'body: encrypted for {SATO} (smime-aes256-cbc)',
              said['changes'], 'changes')
    status, out, _ = tool('check', '-c', RUN['gate'].config, '--to', SIGNER,
                          '-', data=mail)
    tap.equal(status, 1, 'exit status')
    tap.holds(f'{SIGNER} (it has no certificate)', out, 'the answer')


@tap.case('certificates are listed, and their defects')
def _():
    status, out, _ = tool('certificates', '-c', RUN['gate'].config)
    tap.equal(status, 0, f'exit status: {out}')
    tap.holds(SATO, out, 'the list')
    folder = proc.run_folder('defects')
    authority = smime.Authority(folder)
    authority.person(OLD)
    authority.roots = RUN['authority'].roots
    config = gateway.configuration(folder, more=RULES, **authority.settings())
    status, out, _ = tool('certificates', '-c', config, '--json')
    tap.equal(status, 1, f'exit status: {out}')
    one = json.loads(out)
    tap.equal((one['addresses'], one['usable'], one['why']),
              ([OLD], False, 'is of an unknown issuer'), 'the list')


@tap.case('a rule that encrypts to nobody is an error with its line')
def _():
    folder = proc.run_folder('nobody')
    config = gateway.configuration(folder, more=RULES)
    with open(config, encoding='utf-8') as text:
        number = next(i for i, line in enumerate(text, 1)
                      if line.startswith('rule "sealed"'))
    status, _, err = tool('config', '-c', config)
    tap.equal(status, 2, 'exit status')
    tap.holds(f'{config}:{number}:', err, 'the error')
    tap.holds('set certificates', err, 'the error')


@tap.case('a broken certificate file is an error that names it')
def _():
    folder = proc.run_folder('broken')
    authority = smime.Authority(folder)
    with open(os.path.join(authority.people, 'x.pem'), 'wb') as out:
        out.write(b'nothing')
    config = gateway.configuration(folder, more=RULES, **authority.settings())
    status, _, err = tool('config', '-c', config)
    tap.equal(status, 2, 'exit status')
    tap.holds('x.pem: is not a file of certificates', err, 'the error')


@tap.case('the policy shows what is encrypted')
def _():
    _, out, _ = tool('policy', '-c', RUN['gate'].config)
    tap.holds('encrypt', out, 'the table')


tap.main(prepare, clean_up)
