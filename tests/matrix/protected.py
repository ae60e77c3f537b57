# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""Files behind a secret, and files that only look so, by the real tools.

Each row: name, bytes, and whether anybody who holds only the file can read
any of it (`none`), nobody can (`secret`), and by which scheme.
"""
import io
import os
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zipfile
from collections import namedtuple

import office

HERE = os.path.dirname(os.path.abspath(__file__))

# opened: what opens it, if anything does; word: the password opens it when
# it stands in the mail, and then the marking within is found.
Row = namedtuple('Row', 'group name data expected scheme opened word')

SECRET = 'Hana-2026'
TEXT = '【機密性２】\n名簿 山田太郎 内線 1234\n'
LONG = TEXT + ''.join(f'{number} 番 佐藤花子 警部補\n' for number in
                      range(400))


def row(group, name, data, expected, scheme=None, opened=None, word=False):
    return Row(group, name, data, expected, scheme, opened, word)


class Bench:
    """A folder in which tools work."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='sekimori-protected-')

    def close(self):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, data):
        if isinstance(data, str):
            data = data.encode()
        with open(self.path(name), 'wb') as file:
            file.write(data)
        return name

    def get(self, name):
        with open(self.path(name), 'rb') as file:
            return file.read()

    def run(self, *command, made=None, data=None, **env):
        done = subprocess.run(
            command, cwd=self.folder, input=data, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=120, check=False,
            env={**os.environ, **env})
        if done.returncode != 0:
            raise RuntimeError(f'{command}: {done.stdout.decode()}')
        return self.get(made) if made else done.stdout


# ---- archives ---------------------------------------------------------------

def zips(bench):
    bench.put('meibo.txt', LONG)
    bench.put('small.txt', TEXT)
    bench.put('empty.txt', '')
    os.makedirs(bench.path('folder'), exist_ok=True)
    bench.put('folder/inner.txt', TEXT)
    files = ['meibo.txt', 'small.txt']

    def seven(name, *words, what=('meibo.txt', 'small.txt')):
        bench.run('7z', 'a', '-bso0', '-tzip', name, *words, *what)
        return bench.get(name)

    def info(name, *words, what=('meibo.txt', 'small.txt')):
        return bench.run('zip', '-q', *words, name, *what, made=name)

    word = f'-p{SECRET}'
    yield row('zip', 'plain', info('plain.zip'), 'none')
    yield row('zip', 'info-zip', info('e.zip', '-P', SECRET), 'secret',
              'zip-crypto', word=True)
    yield row('zip', 'info-zip-stored', info('e0.zip', '-0', '-P', SECRET),
              'secret', 'zip-crypto', word=True)
    yield row('zip', 'info-zip-one-file', info(
        'one.zip', '-P', SECRET, what=['small.txt']), 'secret', 'zip-crypto',
        word=True)
    yield row('zip', 'info-zip-folder-and-empty', info(
        'r.zip', '-r', '-P', SECRET, what=['folder', 'empty.txt']), 'secret',
        'zip-crypto', word=True)
    data = bench.run('zip', '-q', '-P', SECRET, '-', *files)
    yield row('zip', 'info-zip-stream', data, 'secret', 'zip-crypto',
              word=True)
    yield row('zip', 'encrypted-and-plain-beside', bench.run(
        'zip', '-q', 'e.zip', 'folder/inner.txt', made='e.zip'), 'none')
    for method in ('ZipCrypto', 'AES128', 'AES192', 'AES256'):
        for pack in ('Copy', 'Deflate', 'Deflate64', 'BZip2', 'LZMA',
                     'PPMd'):
            name = f'7z-{method}-{pack}'
            scheme = 'zip-crypto' if method == 'ZipCrypto' else \
                'zip-' + method.lower()
            yield row('zip', name, seven(
                f'{name}.zip', word, f'-mem={method}', f'-mm={pack}'),
                'secret', scheme, word=pack not in ('PPMd', 'Deflate64'))
    yield row('zip', '7z-aes-with-empty-file', seven(
        'em.zip', word, '-mem=AES256', what=['small.txt', 'empty.txt']),
        'secret', 'zip-aes256', word=True)
    yield row('zip', '7z-nothing-but-an-empty-file', seven(
        'emp.zip', word, '-mem=AES256', what=['empty.txt']), 'none',
        opened='nothing there')
    yield row('zip', 'text-behind-an-empty-member', behind_nothing(
        bench.get('one.zip')), 'none', opened='nothing there')
    # libarchive as a second maker, with data descriptors
    for how in ('zipcrypt', 'aes128', 'aes256'):
        name = f'bsdtar-{how}.zip'
        yield row('zip', name, bench.run(
            'bsdtar', '-a', '-cf', name, '--options',
            f'zip:encryption={how}', '--passphrase', SECRET, *files,
            made=name), 'secret', {'zipcrypt': 'zip-crypto'}.get(
                how, f'zip-{how}'), word=True)
    yield from wrapped_zips(bench)


def behind_nothing(closed):
    """@closed, and a member that is empty by what it says and unpacks to,
    with a text behind its two bytes of deflated nothing."""
    end = closed.rindex(b'PK\5\6')
    count, = struct.unpack_from('<H', closed, end + 10)
    size, at = struct.unpack_from('<II', closed, end + 12)
    name, data = b'empty.txt', b'\3\0' + LONG.encode()
    numbers = (20, 0, 8, 0, 0, 0, len(data), 0, len(name), 0)
    local = struct.pack('<IHHHHHIIIHH', 0x04034b50, *numbers) + name + data
    entry = struct.pack('<IHHHHHHIIIHHHHHII', 0x02014b50, 20, *numbers,
                        0, 0, 0, 0, at) + name
    directory = closed[at:at + size] + entry
    return (closed[:at] + local + directory + struct.pack(
        '<IHHHHIIH', 0x06054b50, 0, 0, count + 1, count + 1, len(directory),
        at + len(local), 0))


def store(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def wrapped_zips(bench):
    closed = bench.get('7z-AES256-Deflate.zip')
    yield row('wrapped', 'zip-in-zip', store(('in.zip', closed)), 'secret',
              'zip-aes256', word=True)
    yield row('wrapped', 'zip-in-zip-in-zip', store(('a.zip', store(
        ('in.zip', closed)))), 'secret', 'zip-aes256', word=True)
    yield row('wrapped', 'zip-and-text-in-zip', store(
        ('in.zip', closed), ('a.txt', TEXT)), 'none')
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:gz') as archive:
        info = tarfile.TarInfo('in.zip')
        info.size = len(closed)
        archive.addfile(info, io.BytesIO(closed))
    yield row('wrapped', 'zip-in-tar-gz', out.getvalue(), 'secret',
              'zip-aes256', word=True)
    program = b'MZ' + bytes(4096)
    yield row('wrapped', 'self-extracting', program + closed, 'secret',
              'zip-aes256')
    yield row('wrapped', 'self-extracting-open',
              program + bench.get('plain.zip'), 'none')


def sevens(bench):
    def seven(name, *words, what=('meibo.txt', 'small.txt')):
        bench.run('7z', 'a', '-bso0', '-t7z', name, *words, *what)
        return bench.get(name)

    word = f'-p{SECRET}'
    scheme = '7z-aes256'
    yield row('7z', 'plain', seven('plain.7z'), 'none')
    for pack in ('lzma', 'lzma2', 'copy', 'bzip2', 'deflate', 'ppmd'):
        yield row('7z', pack, seven(f'{pack}.7z', word, f'-m0={pack}'),
                  'secret', scheme, word=pack != 'ppmd')
        yield row('7z', f'{pack}-names-closed', seven(
            f'{pack}-he.7z', word, f'-m0={pack}', '-mhe=on'), 'secret',
            scheme, word=pack != 'ppmd')
    yield row('7z', 'not-solid', seven('ns.7z', word, '-ms=off'), 'secret',
              scheme, word=True)
    yield row('7z', 'with-empty-file-and-folder', seven(
        'em.7z', word, what=['folder', 'empty.txt']), 'secret', scheme,
        word=True)
    seven('mix.7z', word, what=['meibo.txt'])
    yield row('7z', 'encrypted-and-plain', seven(
        'mix.7z', what=['small.txt']), 'none')
    seven('xim.7z', what=['meibo.txt'])
    yield row('7z', 'plain-and-encrypted', seven(
        'xim.7z', word, what=['small.txt']), 'none')
    yield row('wrapped', '7z-in-zip', store(
        ('in.7z', bench.get('lzma2.7z'))), 'secret', scheme, word=True)
    yield row('wrapped', 'self-extracting-7z',
              b'MZ' + bytes(4096) + bench.get('lzma2.7z'), 'secret', scheme)
    yield row('wrapped', 'self-extracting-7z-open',
              b'MZ' + bytes(4096) + bench.get('plain.7z'), 'none')


# ---- PDF --------------------------------------------------------------------

def pdfs(bench, maker):
    made = maker.convert({'letter.fodt': office.writer(
        paragraphs=TEXT.split('\n'))}, 'pdf')
    bench.put('plain.pdf', made['letter.pdf'])
    weak = '--allow-weak-crypto'

    def qpdf(name, user, owner, bits, *words, more=()):
        bench.run('qpdf', *more, *([weak] if bits != '256' else []),
                  '--encrypt', user, owner, bits, *words, '--', 'plain.pdf',
                  name)
        return bench.get(name)

    kinds = [('rc4-40', '40', [], 'pdf-rc4-40'),
             ('rc4-128', '128', ['--use-aes=n'], 'pdf-rc4-128'),
             ('aes-128', '128', ['--use-aes=y'], 'pdf-aes128'),
             ('aes-128-v4', '128', ['--use-aes=n', '--force-V4'],
              'pdf-rc4-128'),
             ('aes-256', '256', [], 'pdf-aes256'),
             ('aes-256-r5', '256', ['--force-R5'], None)]
    yield row('pdf', 'plain', bench.get('plain.pdf'), 'none')
    for name, bits, words, scheme in kinds:
        yield row('pdf', f'{name}-user', qpdf(
            f'{name}-u.pdf', SECRET, 'owner', bits, *words), 'secret',
            scheme, word=True)
        yield row('pdf', f'{name}-user-is-owner', qpdf(
            f'{name}-b.pdf', SECRET, SECRET, bits, *words), 'secret',
            scheme, word=True)
        yield row('pdf', f'{name}-owner-is-said', qpdf(
            f'{name}-o2.pdf', 'user-word', SECRET, bits, *words), 'secret',
            scheme, word=True)
        yield row('pdf', f'{name}-owner-only', qpdf(
            f'{name}-o.pdf', '', SECRET, bits, *words), 'none', scheme,
            'the empty password')
        yield row('pdf', f'{name}-object-streams', qpdf(
            f'{name}-s.pdf', SECRET, 'owner', bits, *words,
            more=['--object-streams=generate', '--linearize']), 'secret',
            scheme, word=True)
    yield row('pdf', 'readable-metadata', qpdf(
        'meta.pdf', SECRET, 'owner', '256', '--cleartext-metadata'),
        'secret', 'pdf-aes256', word=True)
    yield row('pdf', 'another-before-it', bench.get('plain.pdf') +
              bench.get('aes-256-u.pdf'), 'none')


# ---- office -----------------------------------------------------------------

def documents(bench):
    bench.run('/usr/bin/python3', os.path.join(HERE, 'office_lock.py'),
              bench.folder, TEXT.strip())
    schemes = {'odt': 'odf-aes256', 'ods': 'odf-aes256', 'odp': 'odf-aes256',
               'docx': 'ooxml-*', 'xlsx': 'ooxml-*', 'pptx': 'ooxml-*',
               'doc': 'doc-rc4*', 'xls': 'xls-rc4*', 'pdf': 'pdf-*'}
    for ending, scheme in schemes.items():
        yield row('office', f'secret.{ending}',
                  bench.get(f'secret.{ending}'), 'secret', scheme, word=True)
    for ending in ('doc', 'docx', 'xls', 'pdf'):
        yield row('office', f'text-behind.{ending}', bench.get(
            f'secret.{ending}') + LONG.encode(), 'unknown')
    for name in ('open.odt', 'open.xlsx', 'sheet.xlsx', 'sheet.xls',
                 'sheet.ods'):
        yield row('office', name, bench.get(name), 'none')
    for name in ('default.xlsx', 'default.xls'):
        yield row('office', name, bench.get(name), 'none', None,
                  'a well-known password')
    yield row('office', 'owner.pdf', bench.get('owner.pdf'), 'none', None,
              'the empty password')
    yield row('wrapped', 'closed-docx-in-zip', store(
        ('a.docx', bench.get('secret.docx'))), 'secret', 'ooxml-*',
        word=True)
    yield row('wrapped', 'closed-docx-and-default-xlsx-in-zip', store(
        ('a.docx', bench.get('secret.docx')),
        ('b.xlsx', bench.get('default.xlsx'))), 'none')


# ---- S/MIME -----------------------------------------------------------------

ENTITY = ('Content-Type: text/plain; charset=utf-8\r\n'
          'Content-Transfer-Encoding: 8bit\r\n\r\n' +
          TEXT.replace('\n', '\r\n')).encode()


def smime(bench):
    for kind, words in (('rsa', ['rsa:2048']),
                        ('ec', ['ec', '-pkeyopt',
                                'ec_paramgen_curve:P-256'])):
        bench.run('openssl', 'req', '-x509', '-newkey', *words, '-nodes',
                  '-keyout', f'{kind}.key', '-out', f'{kind}.pem', '-days',
                  '30', '-subj', '/CN=test')
    bench.put('entity', ENTITY)

    def cms(name, *words, source='entity', form='DER'):
        bench.run('openssl', 'cms', '-binary', '-in', source, '-out', name,
                  '-outform', form, *words)
        return bench.get(name)

    sign = ['-sign', '-nodetach', '-signer', 'rsa.pem', '-inkey', 'rsa.key']
    old = ['-provider', 'legacy', '-provider', 'default']
    for cipher in ('aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc',
                   'aes-128-gcm', 'aes-256-gcm', 'camellia-256-cbc'):
        for kind in ('rsa', 'ec'):
            yield row('cms', f'{cipher}-{kind}.p7m', cms(
                f'{cipher}-{kind}', '-encrypt', f'-{cipher}', f'{kind}.pem'),
                'secret', 'smime-' + cipher.replace('aes-', 'aes').replace(
                    'camellia-', 'camellia'))
    for cipher in ('des3', 'des', 'rc2-40', 'rc2-64', 'rc2-128'):
        yield row('cms', f'{cipher}.p7m', cms(
            cipher, '-encrypt', f'-{cipher}', *old, 'rsa.pem'), 'secret')
    yield row('cms', 'pem.p7m', cms(
        'pem', '-encrypt', '-aes256', 'rsa.pem', form='PEM'), 'secret')
    yield row('cms', 'stream.p7m', cms(
        'stream', '-encrypt', '-stream', '-aes256', 'rsa.pem'), 'secret')
    yield row('cms', 'oaep.p7m', cms(
        'oaep', '-encrypt', '-aes256', '-recip', 'rsa.pem', '-keyopt',
        'rsa_padding_mode:oaep'), 'secret')
    yield row('cms', 'key.p7m', cms(
        'kek', '-encrypt', '-aes256', '-secretkey', '00' * 32,
        '-secretkeyid', '01'), 'secret')
    yield row('cms', 'encrypted-data.p7m', cms(
        'ed', '-EncryptedData_encrypt', '-aes256', '-secretkey', '11' * 32),
        'secret')
    yield row('cms', 'signed.p7m', cms('signed', *sign), 'none')
    yield row('cms', 'cades.p7m', cms('cades', *sign, '-cades'), 'none')
    yield row('cms', 'data.p7m', cms('data', '-data_create'), 'none')
    yield row('cms', 'digest.p7m', cms('digest', '-digest_create'), 'none')
    yield row('cms', 'signed-then-encrypted.p7m', cms(
        'se', '-encrypt', '-aes256', 'rsa.pem', source='signed'), 'secret')
    yield row('cms', 'encrypted-then-signed.p7m', cms(
        'es', *sign, source='aes-256-cbc-rsa'), 'secret')
    yield row('cms', 'signed-twice.p7m', cms(
        'ss', *sign, source='signed'), 'none')
    yield row('cms', 'signed-encrypted-signed.p7m', cms(
        'ses', *sign, source='se'), 'secret')
    yield row('wrapped', 'encrypted-p7m-in-zip', store(
        ('smime.p7m', bench.get('aes-256-cbc-rsa'))), 'secret')
    yield row('wrapped', 'signed-p7m-in-zip', store(
        ('smime.p7m', bench.get('signed'))), 'none')


# ---- OpenPGP ----------------------------------------------------------------

def openpgp(bench):
    home = bench.path('gnupg')
    os.makedirs(home, mode=0o700, exist_ok=True)
    gpg = ['gpg', '--batch', '--yes', '--quiet', '--trust-model', 'always',
           '--pinentry-mode', 'loopback', '--passphrase', '']
    bench.put('letter', LONG)
    for user, kind in (('rsa@example.com', 'rsa2048'),
                       ('ecc@example.com', 'future-default')):
        usage = [] if kind == 'future-default' else ['encrypt,sign']
        bench.run(*gpg, '--quick-generate-key', user, kind, *usage,
                  GNUPGHOME=home)

    def pgp(name, *words, passphrase=''):
        bench.run(*gpg[:-1], passphrase, '-o', name, *words, 'letter',
                  GNUPGHOME=home)
        return bench.get(name)

    for user in ('rsa', 'ecc'):
        to = ['-r', f'{user}@example.com']
        for form in ([], ['--armor']):
            yield row('pgp', f'{user}{len(form)}.pgp', pgp(
                f'{user}{len(form)}', *form, '-e', *to), 'secret')
    to = ['-r', 'rsa@example.com']
    for cipher in ('AES', 'AES192', 'AES256', 'TWOFISH', 'CAMELLIA256',
                   '3DES', 'CAST5', 'BLOWFISH'):
        yield row('pgp', f'{cipher}.pgp', pgp(
            cipher, '-e', *to, '--cipher-algo', cipher), 'secret')
    for pack in ('none', 'zip', 'zlib', 'bzip2'):
        yield row('pgp', f'{pack}.gpg', pgp(
            f'c-{pack}', '-e', *to, '--compress-algo', pack), 'secret')
        yield row('pgp', f'signed-{pack}.gpg', pgp(
            f's-{pack}', '-s', '--compress-algo', pack), 'none')
        yield row('pgp', f'stored-{pack}.gpg', pgp(
            f'l-{pack}', '--store', '--compress-algo', pack), 'none')
    yield row('pgp', 'hidden-recipient.gpg', pgp(
        'hidden', '-e', '-R', 'rsa@example.com'), 'secret')
    yield row('pgp', 'signed-and-encrypted.asc', pgp(
        'both', '--armor', '-s', '-e', *to), 'secret')
    yield row('pgp', 'clear-signed.asc', pgp('clear', '--clearsign'), 'none')
    yield row('pgp', 'without-mdc.gpg', pgp(
        'nomdc', '-e', *to, '--rfc2440', '--cipher-algo', '3DES'), 'secret')
    for cipher in ('AES256', 'AES', '3DES', 'CAST5'):
        yield row('pgp', f'passphrase-{cipher}.gpg', pgp(
            f'sym-{cipher}', '-c', '--cipher-algo', cipher,
            passphrase=SECRET), 'secret', word=True)
    yield row('pgp', 'passphrase.asc', pgp(
        'sym-armor', '--armor', '-c', passphrase=SECRET), 'secret',
        word=True)
    armour = bench.get('rsa1')
    yield row('pgp', 'text-before-armour.asc', LONG.encode() + armour,
              'none')
    yield row('pgp', 'encrypted-and-open.gpg', bench.get('rsa0') +
              bench.get('l-none'), 'none')
    yield row('wrapped', 'pgp-in-zip', store(
        ('a.pgp', bench.get('rsa0'))), 'secret')
    bench.run('gpgconf', '--kill', 'all', GNUPGHOME=home)


def rows(bench):
    maker = office.Office()
    try:
        yield from zips(bench)
        yield from sevens(bench)
        yield from pdfs(bench, maker)
        yield from documents(bench)
        yield from smime(bench)
        yield from openpgp(bench)
    finally:
        maker.close()
