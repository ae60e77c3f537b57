/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * addresses.h - the addresses of one To, Cc, From or Resent- field.
 */
#ifndef INSPECT_ADDRESSES_H
#define INSPECT_ADDRESSES_H

#include <glib.h>

typedef void (*AddressFunc)(const char *address, gpointer data);

/*
 * Calls @found with each addr-spec of the raw field value (RFC 5322 3.4):
 * groups, comments, quoted strings, route addresses and folded lines are
 * understood; what stands between two separators and holds an '@' outside
 * quotes and comments counts as an address even where the syntax is broken,
 * because a recipient sees it all the same; so does what stands behind a
 * quote or a parenthesis that nothing closes. Addresses are valid UTF-8,
 * without comments and unquoted white space; the ones in a display name do
 * not count. Linear.
 */
void addresses_read(const char *raw, AddressFunc found, gpointer data);

#endif
