/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-wrapping.c - base64 and PEM around a CMS object.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/cms-wrapping.h"

#include <string.h>

#include "containers/unpack.h"

#define PEM_BEGIN "-----BEGIN "
#define PEM_END "-----END "
#define PEM_DASHES "-----"

static const char *const pem_labels[] = { "CMS", "PKCS7",
					  "PKCS #7 SIGNED DATA" };

/* Where the base64 of a PEM block begins; 0 where there is none. */
static gsize pem_begin(const char *text, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(pem_labels); i++) {
		g_autofree char *line = g_strconcat(PEM_BEGIN, pem_labels[i],
						    PEM_DASHES, NULL);
		gsize length = strlen(line);

		if (size > length && memcmp(text, line, length) == 0)
			return length;
	}
	return 0;
}

GByteArray *cms_unwrap(const guint8 *bytes, gsize size, gsize *ret_end)
{
	const char *text = (const char *)bytes;
	gsize at = 0, used;
	gboolean is_pem;
	GByteArray *out;

	while (at < size && g_ascii_isspace(text[at]))
		at++;
	at += pem_begin(text + at, size - at);
	is_pem = at > 0 && text[at - 1] == '-';
	out = unpack_base64(bytes + at, size - at, &used);
	at += used;
	if (is_pem && size - at > strlen(PEM_END) &&
	    memcmp(text + at, PEM_END, strlen(PEM_END)) == 0) {
		const char *stop = g_strstr_len(text + at + strlen(PEM_END),
						(gssize)MIN(size - at -
							    strlen(PEM_END),
							    64), PEM_DASHES);

		if (stop)
			at = (gsize)(stop - text) + strlen(PEM_DASHES);
	}
	*ret_end = at;
	return out;
}

const guint8 *cms_pem_next(const guint8 *bytes, gsize size, gsize *ret_size)
{
	const guint8 *at = bytes, *end = bytes + size, *stop;

	for (; (at = memmem(at, (gsize)(end - at), PEM_BEGIN,
			    strlen(PEM_BEGIN))); at++) {
		gsize left = (gsize)(end - at);

		if ((at != bytes && at[-1] != '\n') ||
		    pem_begin((const char *)at, left) == 0)
			continue;
		stop = memmem(at, left, "\n" PEM_END, strlen("\n" PEM_END));
		if (stop)
			stop = memchr(stop + 1, '\n', (gsize)(end - stop) - 1);
		*ret_size = stop ? (gsize)(stop - at) + 1 : left;
		return at;
	}
	return NULL;
}
