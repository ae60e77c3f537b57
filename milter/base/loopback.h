/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * loopback.h - addresses that only this machine reaches.
 */
#ifndef BASE_LOOPBACK_H
#define BASE_LOOPBACK_H

#include <glib.h>
#include <sys/socket.h>

/*
 * Reads "inet:PORT@127.N.N.N" or "inet6:PORT@::1", the notation of libmilter.
 * Numbers only: a name may mean something else tomorrow. @ret is zeroed where
 * it fails.
 */
gboolean loopback_read(const char *text, struct sockaddr_storage *ret);

#endif
