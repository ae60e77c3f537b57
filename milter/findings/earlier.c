/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * earlier.c - what earlier mails carried closed, on its way to a worker.
 *
 * Runs in:  milter process (writes), worker (reads).
 * Trusts:   its callers when writing; nothing when reading: a worker that
 *           was in a stranger's hands made these locks.
 * Effects:  none.
 */
#include "findings/earlier.h"

#include <string.h>

#include "base/error.h"
#include "findings/findings.h"

typedef struct Sizes {
	guint32 incident;
	guint32 kind;
	guint32 data;
} Sizes;

static void earlier_free(gpointer data)
{
	Earlier *earlier = data;

	g_free(earlier->incident);
	g_free(earlier->kind);
	g_byte_array_unref(earlier->data);
	g_free(earlier);
}

GPtrArray *earlier_new(void)
{
	return g_ptr_array_new_with_free_func(earlier_free);
}

static void add(GPtrArray *all, char *incident, char *kind,
		const guint8 *data, gsize size)
{
	Earlier *earlier = g_new0(Earlier, 1);

	earlier->incident = incident;
	earlier->kind = kind;
	earlier->data = g_byte_array_sized_new((guint)size);
	g_byte_array_append(earlier->data, data, (guint)size);
	g_ptr_array_add(all, earlier);
}

void earlier_add(GPtrArray *all, const char *incident, const char *kind,
		 const GByteArray *data)
{
	add(all, g_strdup(incident), g_strdup(kind), data->data, data->len);
}

/* No more than the other side reads. */
static gboolean is_sound(const Sizes *sizes)
{
	return sizes->incident > 0 && sizes->incident <= INCIDENT_MAX_BYTES &&
	       sizes->kind > 0 && sizes->kind <= LOCK_KIND_MAX_BYTES &&
	       sizes->data <= FOUND_LOCK_MAX_BYTES;
}

static gsize sum(const Sizes *sizes)
{
	return (gsize)sizes->incident + sizes->kind + sizes->data;
}

void earlier_write(const GPtrArray *all, GByteArray *bytes)
{
	gsize left = EARLIER_MAX_BYTES;

	for (guint i = 0; all && i < all->len; i++) {
		const Earlier *earlier = all->pdata[i];
		Sizes sizes = {
			(guint32)strlen(earlier->incident),
			(guint32)strlen(earlier->kind), earlier->data->len,
		};

		if (!is_sound(&sizes))
			continue;
		if (sizeof sizes + sum(&sizes) > left)
			return;
		left -= sizeof sizes + sum(&sizes);
		g_byte_array_append(bytes, (const guint8 *)&sizes,
				    sizeof sizes);
		g_byte_array_append(bytes, (const guint8 *)earlier->incident,
				    sizes.incident);
		g_byte_array_append(bytes, (const guint8 *)earlier->kind,
				    sizes.kind);
		g_byte_array_append(bytes, earlier->data->data, sizes.data);
	}
}

GPtrArray *earlier_read(const guint8 *bytes, gsize size, GError **error)
{
	g_autoptr(GPtrArray) all = earlier_new();
	const guint8 *at = bytes, *end = bytes + size;

	while (at < end) {
		Sizes sizes;
		const char *texts;

		if ((gsize)(end - at) < sizeof sizes) {
			fail(error, FAIL_GENERAL, "a lock is cut short");
			return NULL;
		}
		memcpy(&sizes, at, sizeof sizes);
		at += sizeof sizes;
		texts = (const char *)at;
		if (!is_sound(&sizes) || sum(&sizes) > (gsize)(end - at)) {
			fail(error, FAIL_GENERAL, "a lock of bad sizes");
			return NULL;
		}
		add(all, g_strndup(texts, sizes.incident),
		    g_strndup(texts + sizes.incident, sizes.kind),
		    at + sizes.incident + sizes.kind, sizes.data);
		at += sum(&sizes);
	}
	return g_steal_pointer(&all);
}

gboolean earlier_names(const GPtrArray *all, const char *incident)
{
	for (guint i = 0; all && i < all->len; i++) {
		const Earlier *earlier = all->pdata[i];

		if (g_str_equal(earlier->incident, incident))
			return TRUE;
	}
	return FALSE;
}
