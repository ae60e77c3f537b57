/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * memory.c - what recent mails carried closed, by sender and recipient.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   the envelope; not the locks, which are only kept.
 * Effects:  takes a key from the system once.
 * Limits:   another gateway does not know what passed here, nor do we after
 *           a restart.
 */
#include "gateway/memory.h"

#include <string.h>
#include <sys/random.h>

#include "base/utf8.h"
#include "findings/earlier.h"
#include "findings/findings.h"

#define KEY_BYTES 32

/* One mail; shared by the entries of its recipients. */
typedef struct Carried {
	guint references;	/* under the mutex */
	gint64 time_us;
	guint64 serial;		/* which of two is newer */
	char *incident;
	GPtrArray *locks;	/* Earlier */
} Carried;

typedef struct Entry {
	const char *key;	/* borrowed from .routes */
	Carried *carried;
} Entry;

struct Memory {
	GMutex mutex;
	guint8 key[KEY_BYTES];
	guint64 serial;
	GQueue entries;		/* Entry, oldest first */
	GHashTable *routes;	/* key -> GQueue of Carried, oldest first */
};

static void carried_unref(Carried *carried)
{
	if (--carried->references > 0)
		return;
	g_free(carried->incident);
	g_ptr_array_unref(carried->locks);
	g_free(carried);
}

static void queue_free(gpointer queue)
{
	g_queue_free(queue);
}

Memory *memory_new(void)
{
	Memory *memory = g_new0(Memory, 1);
	/* Never short nor interrupted for so few bytes. */
	ssize_t got = getrandom(memory->key, sizeof memory->key, 0);

	g_assert(got == (ssize_t)sizeof memory->key);
	g_mutex_init(&memory->mutex);
	g_queue_init(&memory->entries);
	memory->routes = g_hash_table_new_full(g_str_hash, g_str_equal,
					       g_free, queue_free);
	return memory;
}

static void drop_oldest(Memory *memory)
{
	Entry *entry = g_queue_pop_head(&memory->entries);
	GQueue *route = g_hash_table_lookup(memory->routes, entry->key);

	/* Both queues grow at their ends, so it is the oldest of both. */
	(void)g_queue_pop_head(route);
	if (g_queue_is_empty(route))
		g_hash_table_remove(memory->routes, entry->key);
	carried_unref(entry->carried);
	g_free(entry);
}

void memory_free(Memory *memory)
{
	if (!memory)
		return;
	while (!g_queue_is_empty(&memory->entries))
		drop_oldest(memory);
	g_hash_table_unref(memory->routes);
	g_mutex_clear(&memory->mutex);
	g_free(memory);
}

static char *key_of(const Memory *memory, const char *sender,
		    const Recipient *to)
{
	g_autofree char *address = utf8_fold(to->address);
	g_autoptr(GByteArray) text = g_byte_array_new();

	g_byte_array_append(text, (const guint8 *)sender,
			    (guint)strlen(sender) + 1);
	g_byte_array_append(text, (const guint8 *)address,
			    (guint)strlen(address));
	return g_compute_hmac_for_data(G_CHECKSUM_SHA256, memory->key,
				       sizeof memory->key, text->data,
				       text->len);
}

static void expire(Memory *memory, const MemoryLimits *limits, gint64 now_us)
{
	const Entry *oldest;

	while ((oldest = g_queue_peek_head(&memory->entries)) != NULL &&
	       (now_us - oldest->carried->time_us >= limits->age_us ||
		memory->entries.length > limits->entries))
		drop_oldest(memory);
}

static Carried *carried_new(Memory *memory, const char *incident,
			    const GPtrArray *locks, gint64 now_us)
{
	Carried *carried = g_new0(Carried, 1);

	carried->references = 1;
	carried->time_us = now_us;
	carried->serial = memory->serial++;
	carried->incident = g_strdup(incident);
	carried->locks = earlier_new();
	for (guint i = 0; i < locks->len; i++) {
		const FoundLock *lock = locks->pdata[i];

		earlier_add(carried->locks, incident, lock->kind, lock->data);
	}
	return carried;
}

static void add_entry(Memory *memory, char *key, Carried *carried)
{
	Entry *entry;
	gpointer kept;
	GQueue *route;

	if (!g_hash_table_lookup_extended(memory->routes, key, &kept,
					  (gpointer *)&route)) {
		route = g_queue_new();
		kept = key;
		g_hash_table_insert(memory->routes, key, route);
	} else {
		g_free(key);
		/* A recipient may be named twice. */
		if (g_queue_peek_tail(route) == carried)
			return;
	}
	entry = g_new0(Entry, 1);
	entry->key = kept;
	entry->carried = carried;
	carried->references++;
	g_queue_push_tail(route, carried);
	g_queue_push_tail(&memory->entries, entry);
}

void memory_keep(Memory *memory, const Envelope *envelope,
		 const GPtrArray *locks, const MemoryLimits *limits,
		 gint64 now_us)
{
	g_autofree char *sender = utf8_fold(envelope->sender);
	Carried *carried;

	if (locks->len == 0 || limits->age_us == 0)
		return;
	g_mutex_lock(&memory->mutex);
	carried = carried_new(memory, envelope->incident, locks, now_us);
	for (guint i = 0; i < envelope->recipients->len; i++)
		add_entry(memory, key_of(memory, sender,
					 envelope->recipients->pdata[i]),
			  carried);
	carried_unref(carried);
	expire(memory, limits, now_us);
	g_mutex_unlock(&memory->mutex);
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
	const Carried *left = *(const Carried *const *)a;
	const Carried *right = *(const Carried *const *)b;

	return left->serial > right->serial ? -1 :
	       left->serial < right->serial;
}

/* The newest mails on the way to @to, each once. */
static void collect(const Memory *memory, const char *sender,
		    const Recipient *to, GHashTable *seen, GPtrArray *mails)
{
	g_autofree char *key = key_of(memory, sender, to);
	GQueue *route = g_hash_table_lookup(memory->routes, key);
	GList *at = route ? route->tail : NULL;

	for (guint i = 0; at && i < EARLIER_MAX_MAILS; i++, at = at->prev) {
		if (g_hash_table_add(seen, at->data))
			g_ptr_array_add(mails, at->data);
	}
}

static void copy_locks(const Carried *carried, GPtrArray *all)
{
	for (guint i = 0; i < carried->locks->len; i++) {
		const Earlier *earlier = carried->locks->pdata[i];

		earlier_add(all, earlier->incident, earlier->kind,
			    earlier->data);
	}
}

GPtrArray *memory_recall(Memory *memory, const Envelope *envelope,
			 const MemoryLimits *limits, gint64 now_us)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	g_autofree char *sender = utf8_fold(envelope->sender);
	GPtrArray *all = earlier_new();

	g_mutex_lock(&memory->mutex);
	expire(memory, limits, now_us);
	for (guint i = 0; memory->entries.length > 0 &&
	     i < envelope->recipients->len; i++)
		collect(memory, sender, envelope->recipients->pdata[i], seen,
			mails);
	g_ptr_array_sort(mails, newest_first);
	for (guint i = 0; i < mails->len && i < EARLIER_MAX_MAILS; i++)
		copy_locks(mails->pdata[i], all);
	g_mutex_unlock(&memory->mutex);
	return all;
}

guint memory_count(Memory *memory)
{
	guint count;

	g_mutex_lock(&memory->mutex);
	count = memory->entries.length;
	g_mutex_unlock(&memory->mutex);
	return count;
}
