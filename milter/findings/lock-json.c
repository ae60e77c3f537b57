/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lock-json.c - one FoundLock as JSON, and back without believing it.
 *
 * Runs in:  worker (writes), milter process and sekimori (reads).
 * Trusts:   nothing of what it reads.
 * Effects:  none.
 */
#include "findings/lock-json.h"

#include <string.h>

static char *to_hex(const GByteArray *data)
{
	GString *hex = g_string_sized_new(2 * (gsize)data->len);

	for (guint i = 0; i < data->len; i++)
		g_string_append_printf(hex, "%02x", data->data[i]);
	return g_string_free(hex, FALSE);
}

/* Lower case only, as we write it. */
static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL where it is none. */
static GByteArray *from_hex(const char *hex, gsize size)
{
	g_autoptr(GByteArray) data = g_byte_array_new();

	if (size % 2 != 0 || size / 2 > FOUND_LOCK_MAX_BYTES)
		return NULL;
	for (gsize i = 0; i < size; i += 2) {
		int high = digit(hex[i]), low = digit(hex[i + 1]);
		guint8 byte = (guint8)((guint)high << 4 | (guint)low);

		if (high < 0 || low < 0)
			return NULL;
		g_byte_array_append(data, &byte, 1);
	}
	return g_steal_pointer(&data);
}

json_t *lock_to_json(const FoundLock *lock)
{
	g_autofree char *hex = to_hex(lock->data);

	return json_pack("{s:s, s:s, s:s}", "part", lock->part,
			 "kind", lock->kind, "data", hex);
}

/* Which kinds there are only a worker knows. */
static gboolean is_kind(const char *kind)
{
	gsize size = strlen(kind);

	return size > 0 && size <= LOCK_KIND_MAX_BYTES &&
	       strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789") == size;
}

FoundLock *lock_from_json(json_t *json)
{
	g_autoptr(FoundLock) lock = g_new0(FoundLock, 1);
	const char *part, *kind, *hex;
	size_t size;

	if (json_unpack_ex(json, NULL, JSON_STRICT, "{s:s, s:s, s:s%}",
			   "part", &part, "kind", &kind,
			   "data", &hex, &size) != 0 || !is_kind(kind))
		return NULL;
	lock->data = from_hex(hex, size);
	if (!lock->data)
		return NULL;
	lock->part = g_strdup(part);
	lock->kind = g_strdup(kind);
	return g_steal_pointer(&lock);
}
