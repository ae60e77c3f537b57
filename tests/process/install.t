#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""install.t - what `make install` leaves behind, and what it leaves alone."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, name) for name in
                ('', '../lib', '../milter', '../mta')]
# pylint: disable=wrong-import-position
import tap
from common import gateway, proc

RUN = {}
PLACES = {'bin/sekimori': 0o755, 'sbin/sekimori-milter': 0o755,
          'sbin/sekimori-inspector': 0o755,
          'etc/sekimori/sekimori.conf': 0o644,
          'share/man/man1/sekimori.1': 0o644,
          'share/man/man5/sekimori.conf.5': 0o644,
          'share/man/man8/sekimori-milter.8': 0o644,
          'share/man/man8/sekimori-inspector.8': 0o644,
          'lib/systemd/system/sekimori-milter.service': 0o644}


def make(target):
    """The usual folders, so that nothing has to be compiled again."""
    return subprocess.run(
        ['make', '-s', '-C', proc.TOP, target, f'DESTDIR={RUN["folder"]}',
         f'BUILD={os.path.relpath(proc.BUILD, proc.TOP)}'],
        check=True, timeout=600, capture_output=True, text=True).stdout


def path(name):
    return os.path.join(RUN['folder'], 'usr/local', name)


def text(name):
    with open(path(name), encoding='utf-8') as file:
        return file.read()


def installed():
    top = path('')
    return {os.path.relpath(os.path.join(folder, name), top)
            for folder, _, names in os.walk(RUN['folder']) for name in names}


@tap.case('everything is where it belongs, and nothing else')
def _():
    RUN['folder'] = proc.run_folder('install')
    make('install')
    tap.equal(installed(), set(PLACES), 'files')
    for name, mode in PLACES.items():
        tap.equal(oct(os.stat(path(name)).st_mode & 0o777), oct(mode), name)


@tap.case('an installed program runs')
def _():
    done = subprocess.run([path('bin/sekimori'), 'config', '-c',
                           path('etc/sekimori/sekimori.conf')], check=False,
                          capture_output=True, timeout=60)
    tap.equal(done.returncode, 0, done.stderr.decode())


@tap.case('the page of the configuration names every setting')
def _():
    shown = subprocess.run([gateway.TOOL, 'config', '--explain'], check=True,
                           capture_output=True, text=True).stdout
    keys = re.findall(r'(?m)^ {0,4}([a-z-]+) = ', shown)
    tap.check(len(keys) > 30, f'{len(keys)} settings')
    listed = re.findall(r'(?m)^\.It Ic (.*)$',
                        text('share/man/man5/sekimori.conf.5'))
    tap.equal(listed, keys, 'settings')


@tap.case('pages and unit name the folders of this installation')
def _():
    for name in PLACES:
        if 'man/' in name or name.endswith('.service'):
            tap.check(not re.search('@[A-Z]+@', text(name)), name)
    tap.holds('/usr/local/etc/sekimori/sekimori.conf',
              text('share/man/man8/sekimori-milter.8'), 'the page')
    tap.holds('ExecStart=/usr/local/sbin/sekimori-milter',
              text('lib/systemd/system/sekimori-milter.service'), 'the unit')


@tap.case('a configuration that is there stays')
def _():
    conf = path('etc/sekimori/sekimori.conf')
    with open(conf, 'w', encoding='utf-8') as out:
        out.write('# ours\n')
    tap.holds('kept', make('install'), 'said')
    tap.equal(text('etc/sekimori/sekimori.conf'), '# ours\n', 'the file')
    tap.holds('k3-external', text('etc/sekimori/sekimori.conf.new'), '.new')


@tap.case('uninstall leaves the configuration')
def _():
    make('uninstall')
    tap.equal(installed(), {'etc/sekimori/sekimori.conf',
                            'etc/sekimori/sekimori.conf.new'}, 'files')


tap.main()
