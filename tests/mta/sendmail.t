#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""sendmail.t - the mails of the table through a real Sendmail."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lib')]
# pylint: disable=wrong-import-position
import gate
import sendmail
import tap

RUN = gate.Gate(sendmail, sendmail.Sendmail)
RUN.register()
tap.case('of all mail that was stopped nothing came later')(
    RUN.nothing_slipped_out)
tap.main(RUN.start, RUN.stop)
