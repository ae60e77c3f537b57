#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""office_lock.py FOLDER TEXT - documents that LibreOffice itself protects.

Through UNO, for `soffice --convert-to` knows no passwords; run by the Python
that python3-uno belongs to. Writes NAME.EXT for each row of DOCUMENTS, and
prints their names.
"""
import hashlib
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException

SECRET = 'Hana-2026'
DEFAULT = 'VelvetSweatshop'

# name, kind, filter, properties of storing
DOCUMENTS = [
    ('open.odt', 'writer', 'writer8', {}),
    ('open.xlsx', 'calc', 'Calc MS Excel 2007 XML', {}),
    ('secret.odt', 'writer', 'writer8', {'Password': SECRET}),
    ('secret.ods', 'calc', 'calc8', {'Password': SECRET}),
    ('secret.odp', 'impress', 'impress8', {'Password': SECRET}),
    ('secret.docx', 'writer', 'MS Word 2007 XML', {'Office': SECRET}),
    ('secret.xlsx', 'calc', 'Calc MS Excel 2007 XML', {'Office': SECRET}),
    ('secret.pptx', 'impress', 'Impress MS PowerPoint 2007 XML',
     {'Office': SECRET}),
    ('secret.doc', 'writer', 'MS Word 97', {'Old': SECRET}),
    ('secret.xls', 'calc', 'MS Excel 97', {'Old': SECRET}),
    ('default.xlsx', 'calc', 'Calc MS Excel 2007 XML', {'Office': DEFAULT}),
    ('default.xls', 'calc', 'MS Excel 97', {'Old': DEFAULT}),
    ('sheet.xlsx', 'sheet', 'Calc MS Excel 2007 XML', {}),
    ('sheet.xls', 'sheet', 'MS Excel 97', {}),
    ('sheet.ods', 'sheet', 'calc8', {}),
    ('secret.pdf', 'writer', 'writer_pdf_Export',
     {'FilterData': {'EncryptFile': True, 'DocumentOpenPassword': SECRET}}),
    ('owner.pdf', 'writer', 'writer_pdf_Export',
     {'FilterData': {'RestrictPermissions': True,
                     'PermissionPassword': SECRET}}),
]
EMPTY = {'writer': 'private:factory/swriter', 'calc': 'private:factory/scalc',
         'sheet': 'private:factory/scalc',
         'impress': 'private:factory/simpress'}


def named(**values_):
    made = []
    for name, value in values_.items():
        one = NamedValue()
        one.Name, one.Value = name, value
        made.append(one)
    return uno.Any('[]com.sun.star.beans.NamedValue', tuple(made))


def old_key(secret, salt):
    """[MS-OFFCRYPTO] 2.3.6.2, as far as the salt goes into it"""
    first = hashlib.md5(secret.encode('utf-16-le')).digest()
    return hashlib.md5((first[:5] + salt) * 16).digest()


def values(names):
    made = []
    for name, value in names.items():
        # What the dialogue for passwords makes of the word.
        if name == 'Office':
            name, value = 'EncryptionData', named(
                CryptoType='StrongEncryptionDataSpace', OOXPassword=value)
        elif name == 'Old':
            salt = os.urandom(16)
            name, value = 'EncryptionData', named(
                STD97EncryptionKey=uno.ByteSequence(old_key(value, salt)),
                STD97UniqueID=uno.ByteSequence(salt))
        if isinstance(value, dict):
            value = uno.Any('[]com.sun.star.beans.PropertyValue',
                            values(value))
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def fill(kind, document, text):
    if kind == 'writer':
        document.Text.setString(text)
    elif kind == 'impress':
        page = document.DrawPages.getByIndex(0)
        shape = document.createInstance('com.sun.star.drawing.TextShape')
        page.add(shape)
        shape.setString(text)
    else:
        sheet = document.Sheets.getByIndex(0)
        for row, line in enumerate(text.split('\n')):
            sheet.getCellByPosition(0, row).setString(line)
        if kind == 'sheet':
            sheet.protect(SECRET)


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        'com.sun.star.bridge.UnoUrlResolver', local)
    for _ in range(240):
        try:
            return resolver.resolve(
                f'uno:pipe,name={pipe};urp;StarOffice.ComponentContext')
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit('LibreOffice does not answer')


def write(context, folder, text):
    desktop = context.ServiceManager.createInstanceWithContext(
        'com.sun.star.frame.Desktop', context)
    for name, kind, wanted, more in DOCUMENTS:
        document = desktop.loadComponentFromURL(
            EMPTY[kind], '_blank', 0, values({'Hidden': True}))
        fill(kind, document, text)
        document.storeToURL(
            uno.systemPathToFileUrl(os.path.join(folder, name)),
            values({'FilterName': wanted, **more}))
        document.close(True)
        print(name)
    try:
        desktop.terminate()
    except Exception:   # pylint: disable=broad-except
        pass            # it ends while it answers


def main():
    folder, text = os.path.abspath(sys.argv[1]), sys.argv[2]
    pipe = f'sekimori-{os.getpid()}'
    profile = uno.systemPathToFileUrl(os.path.join(folder, 'profile'))
    office = subprocess.Popen(
        ['soffice', f'-env:UserInstallation={profile}', '--headless',
         '--norestore', '--nologo', f'--accept=pipe,name={pipe};urp;'],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        write(connect(pipe), folder, text)
        office.wait(timeout=60)
    finally:
        if office.poll() is None:
            office.terminate()


main()
