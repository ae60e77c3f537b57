/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * signers.h - milters that sign, as far as an address or a name tells.
 */
#ifndef MTA_SIGNERS_H
#define MTA_SIGNERS_H

#include <glib.h>

/* Whether @text, a milter's name or address, looks like that of a signer. */
gboolean signers_has(const char *text);

#endif
