#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# Has LibreOffice write xls/book.xls and ppt/slides.ppt from the flat
# documents beside them.
set -eu
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
# No thumbnails: they are larger than the documents.
mkdir -p "$profile/user"
cat >"$profile/user/registrymodifications.xcu" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Filter/Microsoft/Export"><prop oor:name="EnablePowerPointPreview" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
END
office() {
	timeout 120 soffice "-env:UserInstallation=file://$profile" \
	    --headless --convert-to "$@" >/dev/null
}
office 'xls:MS Excel 97' --outdir xls xls/book.fods
office 'ppt:MS PowerPoint 97' --outdir ppt ppt/slides.fodp
