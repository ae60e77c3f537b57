/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * warm-up.c - what OpenSSL loads late, loaded once, before confinement.
 *
 * Runs in:  keeper.
 * Trusts:   nothing.
 * Effects:  the providers of OpenSSL: RC4, RC2, DES and Blowfish, which old
 *           formats use, are in one that is loaded from a file. So is what
 *           encodes words as Windows does.
 */
#include <iconv.h>

#include <openssl/provider.h>

#include "locks/lock.h"

void locks_warm_up(void)
{
	static gsize done;
	/* Held on to, where no compiler forgets it: what nobody points to
	 * looks like a leak. */
	static OSSL_PROVIDER *volatile kept[2];
	static volatile iconv_t encoder;

	if (!g_once_init_enter(&done))
		return;
	/* Loading one by name unloads the one that came by itself. */
	kept[0] = OSSL_PROVIDER_load(NULL, "default");
	kept[1] = OSSL_PROVIDER_load(NULL, "legacy");
	(void)kept[0];
	encoder = iconv_open("CP932", "UTF-8");
	(void)encoder;
	g_once_init_leave(&done, 1);
}
