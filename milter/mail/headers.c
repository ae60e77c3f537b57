/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * headers.c - the header fields of one mail as the MTA handed them over.
 *
 * Runs in:  milter process.
 * Trusts:   nothing; bytes are only stored.
 * Effects:  none.
 */
#include "mail/headers.h"

#include <string.h>

typedef struct Pair {
	char *name;
	char *value;
} Pair;

struct Headers {
	GArray *pairs;
	gsize size;
};

static void pair_clear(gpointer data)
{
	Pair *pair = data;

	g_free(pair->name);
	g_free(pair->value);
}

Headers *headers_new(void)
{
	Headers *headers = g_new0(Headers, 1);

	headers->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
	g_array_set_clear_func(headers->pairs, pair_clear);
	return headers;
}

void headers_free(Headers *headers)
{
	if (!headers)
		return;
	g_array_unref(headers->pairs);
	g_free(headers);
}

void headers_add(Headers *headers, const char *name, const char *value)
{
	Pair pair = { g_strdup(name), g_strdup(value) };

	g_array_append_val(headers->pairs, pair);
	headers->size += strlen(name) + strlen(value) + strlen(": \r\n");
}

gsize headers_size(const Headers *headers)
{
	return headers->size;
}

guint headers_length(const Headers *headers)
{
	return headers->pairs->len;
}

const char *headers_name(const Headers *headers, guint index)
{
	return g_array_index(headers->pairs, Pair, index).name;
}

const char *headers_value(const Headers *headers, guint index)
{
	return g_array_index(headers->pairs, Pair, index).value;
}

guint headers_count(const Headers *headers, const char *name)
{
	guint count = 0;

	for (guint i = 0; i < headers->pairs->len; i++) {
		const Pair *pair = &g_array_index(headers->pairs, Pair, i);

		if (g_ascii_strcasecmp(pair->name, name) == 0)
			count++;
	}
	return count;
}

/*
 * Folds come as LF, or CRLF; the mail itself has CRLF. A CR of its own is no
 * line end for whoever gets the mail, and must not become one here: what
 * follows it would be read as another field, or as the body.
 */
static void append_value(GByteArray *out, const char *value)
{
	for (const char *at = value; *at;) {
		gsize size = strcspn(at, "\n");
		gsize run = at[size] && size > 0 && at[size - 1] == '\r' ?
			    size - 1 : size;

		g_byte_array_append(out, (const guint8 *)at, (guint)run);
		at += size;
		if (*at == '\0')
			break;
		at++;
		g_byte_array_append(out, (const guint8 *)"\r\n", 2);
	}
	g_byte_array_append(out, (const guint8 *)"\r\n", 2);
}

GByteArray *headers_to_bytes(const Headers *headers, gboolean with_space)
{
	GByteArray *out = g_byte_array_new();

	for (guint i = 0; i < headers->pairs->len; i++) {
		const Pair *pair = &g_array_index(headers->pairs, Pair, i);

		g_byte_array_append(out, (const guint8 *)pair->name,
				    (guint)strlen(pair->name));
		g_byte_array_append(out, (const guint8 *)": ",
				    with_space ? 2 : 1);
		append_value(out, pair->value);
	}
	g_byte_array_append(out, (const guint8 *)"\r\n", 2);
	return out;
}
