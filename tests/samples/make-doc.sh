#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make-doc.sh - doc/*.doc from doc/*.fodt, written by LibreOffice.
#   tests/samples/make-doc.sh PROFILE    (a folder of its own, absolute)
set -eu
cd "$(dirname "$0")/doc"
soffice "-env:UserInstallation=file://$1" --headless \
  --convert-to 'doc:MS Word 97' full.fodt object.fodt
