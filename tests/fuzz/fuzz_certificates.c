/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_certificates.c - files of certificates and revocation lists: whatever
 * they hold, they load or are refused, and what is used names an address.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "encrypt/certificates.h"

#define NOW 1770000000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void look(const Listed *listed, gpointer data)
{
	const Certificates *all = data;

	g_assert(g_utf8_validate(listed->subject, -1, NULL));
	for (guint i = 0; listed->addresses[i]; i++) {
		g_autofree char *why = NULL;
		X509 *found;

		g_assert(g_utf8_validate(listed->addresses[i], -1, NULL));
		g_assert(strchr(listed->addresses[i], '@'));
		found = certificates_find(all, listed->addresses[i], NOW,
					  &why);
		g_assert(!found == !!why);
		/* One that can be used is found by its address. */
		g_assert(listed->issuer || listed->why || found);
	}
}

static void load(const char *path, const char *crls)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Certificates) all = certificates_load(path, path, crls,
							&error);

	g_assert(!all == !!error);
	if (all)
		certificates_each(all, NOW, look, all);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);

	g_assert(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	load(path, NULL);
	load(path, path);
	(void)close(fd);
	return 0;
}
