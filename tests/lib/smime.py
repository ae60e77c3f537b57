# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""smime.py - an authority, people with certificates, and openssl as the mail
program that opens what was encrypted to them."""
import base64
import os
import subprocess
import tempfile

REQUEST = '''\
[req]
distinguished_name = dn
prompt = no
[dn]
CN = {name}
[person]
basicConstraints = CA:FALSE
keyUsage = {usage}
extendedKeyUsage = emailProtection
subjectAltName = email:{address}
'''


def openssl(*words, data=None):
    done = subprocess.run(['openssl', *words], check=False, input=data,
                          capture_output=True)
    if done.returncode:
        raise RuntimeError(f'openssl {words}: '
                           + done.stderr.decode('utf-8', 'replace'))
    return done.stdout


class Authority:
    """Keeps roots.pem and a folder of certificates for the gateway."""

    def __init__(self, folder):
        self.folder = folder
        self.people = os.path.join(folder, 'certificates')
        self.roots = os.path.join(folder, 'roots.pem')
        self.key = os.path.join(folder, 'root.key')
        os.makedirs(self.people, exist_ok=True)
        openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days',
                '30', '-subj', '/CN=Test Root', '-keyout', self.key, '-out',
                self.roots, '-addext', 'basicConstraints=critical,CA:TRUE',
                '-addext', 'keyUsage=keyCertSign,cRLSign')

    def settings(self):
        return {'certificates': self.people, 'certificate_roots': self.roots}

    def person(self, address, kind='rsa', days=30, known=True):
        """A Person; known: the gateway has the certificate."""
        one = Person(self.folder, address)
        usage = 'keyEncipherment' if kind == 'rsa' else 'keyAgreement'
        with open(one.base + '.cnf', 'w', encoding='utf-8') as out:
            out.write(REQUEST.format(name=address, usage=usage,
                                     address=address))
        new = ['-newkey', 'rsa:2048'] if kind == 'rsa' else \
            ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
        openssl('req', *new, '-nodes', '-keyout', one.key, '-out',
                one.base + '.csr', '-config', one.base + '.cnf')
        openssl('x509', '-req', '-in', one.base + '.csr', '-CA', self.roots,
                '-CAkey', self.key, '-CAcreateserial', '-days', str(days),
                '-extfile', one.base + '.cnf', '-extensions', 'person',
                '-out', one.certificate)
        if known:
            self.publish(one)
        return one

    def publish(self, one):
        with open(one.certificate, 'rb') as data:
            text = data.read()
        with open(os.path.join(self.people, os.path.basename(one.base)
                               + '.pem'), 'wb') as out:
            out.write(text)


class Person:
    """Somebody who can open mail."""

    def __init__(self, folder, address):
        self.address = address
        self.base = tempfile.mktemp(prefix=address.partition('@')[0] + '-',
                                    dir=folder)
        self.key = self.base + '.key'
        self.certificate = self.base + '.crt'

    def opens(self, mail):
        """What is inside of a whole mail, as openssl reads it."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(mail)
            file.flush()
            return openssl('cms', '-decrypt', '-in', file.name, '-recip',
                           self.certificate, '-inkey', self.key)


def structure(body):
    """What openssl says about the CMS of a base64 body."""
    return openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-noout',
                   data=base64.b64decode(body)).decode('utf-8', 'replace')


def unwrapped(inside):
    """(header of the wrapper, the mail in it)"""
    wrapper, _, mail = inside.partition(b'\r\n\r\n')
    return wrapper, mail
