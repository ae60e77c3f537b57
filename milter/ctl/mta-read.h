/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mta-read.h - the configuration of an installed MTA, as text.
 */
#ifndef CTL_MTA_READ_H
#define CTL_MTA_READ_H

#include "mta/postfix.h"

/*
 * Runs postconf(1) on the configuration in @folder, and postmap(1) on its
 * tables of milters. Returns: (transfer full); NULL and @error where one of
 * them fails or a table cannot be read.
 */
Postfix *mta_read_postfix(const char *folder, GError **error);

/* Returns: (transfer full): the text of @path, up to some MB. NULL and
 * @error, or NULL alone where there is no such file. */
char *mta_read_file(const char *path, GError **error);

#endif
