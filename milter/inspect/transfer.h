/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * transfer.h - whether all mail readers decode a part to the same bytes.
 */
#ifndef INSPECT_TRANSFER_H
#define INSPECT_TRANSFER_H

#include <gmime/gmime.h>

/*
 * NULL where @part's Content-Transfer-Encoding leaves no doubt; otherwise
 * what is wrong with it: one reader would show what another does not.
 */
const char *transfer_defect(GMimePart *part);

#endif
