/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * poison.c - mails that ended each inspector that opened them.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   nothing in the mail, which is bytes here.
 * Effects:  a file in the folder for such mails.
 * Limits:   MOST mails are remembered; files, as the caller says.
 */
#include "gateway/poison.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

#define MOST 10000
#define CHUNK 65536

#define SUFFIX ".eml"

struct Poison {
	GMutex mutex;
	GHashTable *since;	/* digest -> gint64 *, monotonic */
	GQueue order;		/* digests of .since, oldest first */
	GMutex saving;		/* files are counted, then one is added */
};

typedef gboolean (*Sink)(const guint8 *bytes, gsize size, gpointer data,
			 GError **error);

/* All of the mail, a piece at a time. */
static gboolean pour(const Spool *spool, Sink sink, gpointer data,
		     GError **error)
{
	guint64 size = spool_size(spool);

	for (guint64 at = 0; at < size;) {
		guint8 piece[CHUNK];
		ssize_t got = pread(spool_fd(spool), piece, sizeof piece,
				    (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fail_errno(error, "spool");
		if (!sink(piece, (gsize)got, data, error))
			return FALSE;
		at += (guint64)got;
	}
	return TRUE;
}

static gboolean digest_piece(const guint8 *bytes, gsize size, gpointer data,
			     GError **error)
{
	(void)error;
	g_checksum_update(data, bytes, (gssize)size);
	return TRUE;
}

/* Returns: (transfer full) (nullable). */
static char *digest(const Spool *spool)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	return pour(spool, digest_piece, sum, NULL) ?
		g_strdup(g_checksum_get_string(sum)) : NULL;
}

Poison *poison_new(void)
{
	Poison *poison = g_new0(Poison, 1);

	g_mutex_init(&poison->mutex);
	g_mutex_init(&poison->saving);
	poison->since = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      g_free);
	g_queue_init(&poison->order);
	return poison;
}

void poison_free(Poison *poison)
{
	if (!poison)
		return;
	g_queue_clear(&poison->order);
	g_hash_table_unref(poison->since);
	g_mutex_clear(&poison->mutex);
	g_mutex_clear(&poison->saving);
	g_free(poison);
}

/* With the mutex held, like those that follow. */
static void forget_oldest(Poison *poison)
{
	g_hash_table_remove(poison->since, g_queue_pop_head(&poison->order));
}

static void forget_old(Poison *poison, gint64 age_us, gint64 now_us)
{
	const char *oldest;

	while ((oldest = g_queue_peek_head(&poison->order)) != NULL) {
		const gint64 *since = g_hash_table_lookup(poison->since,
							  oldest);

		if (now_us - *since < age_us)
			return;
		forget_oldest(poison);
	}
}

/* Where it was known it is the newest now. */
static void forget_this(Poison *poison, const char *key)
{
	GList *at = g_queue_find_custom(&poison->order, key,
					(GCompareFunc)strcmp);

	if (!at)
		return;
	g_queue_delete_link(&poison->order, at);
	g_hash_table_remove(poison->since, key);
}

guint poison_count(Poison *poison, gint64 age_us, gint64 now_us)
{
	guint count;

	g_mutex_lock(&poison->mutex);
	forget_old(poison, age_us, now_us);
	count = g_hash_table_size(poison->since);
	g_mutex_unlock(&poison->mutex);
	return count;
}

gboolean poison_knows(Poison *poison, const Spool *spool, gint64 age_us,
		      gint64 now_us)
{
	g_autofree char *key = NULL;
	const gint64 *since;
	gboolean known;

	/* On most days there are none, and nothing is to be read. */
	if (poison_count(poison, age_us, now_us) == 0)
		return FALSE;
	key = digest(spool);
	if (!key)
		return FALSE;
	g_mutex_lock(&poison->mutex);
	since = g_hash_table_lookup(poison->since, key);
	known = since && now_us - *since < age_us;
	g_mutex_unlock(&poison->mutex);
	return known;
}

void poison_remember(Poison *poison, const Spool *spool, gint64 now_us)
{
	g_autofree char *key = digest(spool);
	gint64 *since;

	if (!key)
		return;
	g_mutex_lock(&poison->mutex);
	forget_this(poison, key);
	while (g_hash_table_size(poison->since) >= MOST)
		forget_oldest(poison);
	since = g_new(gint64, 1);
	*since = now_us;
	g_queue_push_tail(&poison->order, key);
	g_hash_table_insert(poison->since, g_steal_pointer(&key), since);
	g_mutex_unlock(&poison->mutex);
}

static gboolean write_piece(const guint8 *bytes, gsize size, gpointer data,
			    GError **error)
{
	return fd_write_all(*(const int *)data, bytes, size, error);
}

static gboolean has_room(const char *folder, guint64 most, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	const char *name;
	guint64 count = 0;

	if (!dir)
		return FALSE;
	while ((name = g_dir_read_name(dir)) != NULL)
		count += g_str_has_suffix(name, SUFFIX);
	return count < most ? TRUE :
		fail(error, FAIL_LIMIT, "%s holds poison-folder-files (%"
		     G_GUINT64_FORMAT ") mails already", folder, most);
}

gboolean poison_save(Poison *poison, const Spool *spool, const char *folder,
		     guint64 most, const char *incident, GError **error)
{
	g_autofree char *name = g_strconcat(incident, SUFFIX, NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	AUTO_FD fd = -1;

	g_mutex_lock(&poison->saving);
	if (has_room(folder, most, error)) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
			  O_NOFOLLOW, 0600);
		if (fd < 0)
			fail_errno(error, path);
	}
	g_mutex_unlock(&poison->saving);
	if (fd < 0)
		return FALSE;
	if (pour(spool, write_piece, &fd, error))
		return TRUE;
	(void)unlink(path);	/* half a mail tells nobody anything */
	return FALSE;
}
