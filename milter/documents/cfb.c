/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb.c - OLE2 compound files through libgsf, as a flat list of streams.
 *
 * Runs in:  keeper (warm-up), worker.
 * Trusts:   nothing.
 * Effects:  takes libgsf's log domains, once, at warm-up; reads the
 *           monotonic clock.
 * Limits:   libgsf opens a file whole or not at all: one whose tables lie
 *           beyond its end is not opened.
 */
#include "documents/cfb.h"

#include <string.h>

#include <gsf/gsf.h>

#include "documents/cfb-check.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GsfInput, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GsfInfile, g_object_unref)

#define BLOCK_SIZE ((gsize)64 * 1024)
#define SMALL_BLOCK_SIZE ((gsize)64)

/* Where a stream is. Opened to be read only: open ones hold their chain. */
typedef struct Source {
	GsfInfile *storage;
	int index;
} Source;

struct Cfb {
	GPtrArray *streams;	/* CfbStream */
	GHashTable *by_path;	/* char *, lower case -> CfbStream */
	gboolean is_damaged;
};

typedef struct Walk {
	Cfb *cfb;
	guint max_streams;
	gint64 until_us;
	const char *cut;	/* what limit; NULL: none */
	guint depth;
	GString *path;
} Walk;

static void log_nothing(const char *domain, GLogLevelFlags level,
			const char *message, gpointer data)
{
	(void)domain;
	(void)level;
	(void)message;
	(void)data;
}

/* Damage is a finding; it does not belong into the log of the service. */
void cfb_warm_up(void)
{
	static const char *const domains[] = { "libgsf", "libgsf:msole" };
	static gsize ready;

	if (!g_once_init_enter(&ready))
		return;
	gsf_init();
	for (guint i = 0; i < G_N_ELEMENTS(domains); i++)
		g_log_set_handler(domains[i], G_LOG_LEVEL_MASK |
					G_LOG_FLAG_FATAL |
					G_LOG_FLAG_RECURSION,
					log_nothing, NULL);
	/* Some of its warnings name no domain; nothing here logs that way. */
	g_log_set_handler(NULL, G_LOG_LEVEL_WARNING, log_nothing, NULL);
	g_once_init_leave(&ready, 1);
}

static void source_clear(gpointer data)
{
	Source *source = data;

	g_object_unref(source->storage);
}

static void stream_free(gpointer data)
{
	CfbStream *stream = data;

	g_free(stream->path);
	g_rc_box_release_full(stream->input, source_clear);
	g_free(stream);
}

static Cfb *cfb_new(void)
{
	Cfb *cfb = g_new0(Cfb, 1);

	cfb->streams = g_ptr_array_new_with_free_func(stream_free);
	cfb->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					     NULL);
	return cfb;
}

void cfb_free(Cfb *cfb)
{
	if (!cfb)
		return;
	g_hash_table_unref(cfb->by_path);
	g_ptr_array_unref(cfb->streams);
	g_free(cfb);
}

/* Of two streams with one name, which no sound file has, the first counts;
 * both are listed. @input is taken over. */
static void add_stream(Cfb *cfb, const char *path, guint64 size,
		       gpointer input)
{
	CfbStream *stream = g_new0(CfbStream, 1);
	g_autofree char *lower = g_ascii_strdown(path, -1);

	stream->path = g_strdup(path);
	stream->size = size;
	stream->input = input;
	g_ptr_array_add(cfb->streams, stream);
	if (!g_hash_table_contains(cfb->by_path, lower))
		g_hash_table_insert(cfb->by_path, g_steal_pointer(&lower),
				    stream);
}

static void add_found(Walk *walk, GsfInfile *storage, int index,
		      guint64 size)
{
	Source *source = g_rc_box_new0(Source);

	source->storage = g_object_ref(storage);
	source->index = index;
	add_stream(walk->cfb, walk->path->str, size, source);
}

static void walk_storage(Walk *walk, GsfInfile *storage);

static gboolean may_go_on(Walk *walk)
{
	if (walk->cfb->streams->len >= walk->max_streams ||
	    walk->depth > CFB_DEPTH)
		walk->cut = "streams";
	/* Listing opens every stream; those may share one long chain. */
	else if (g_get_monotonic_time() > walk->until_us)
		walk->cut = "compound-seconds";
	return !walk->cut;
}

/* Recursive at most CFB_DEPTH deep. A slash in a name would lie about where
 * the stream is. */
static void walk_entry(Walk *walk, GsfInfile *storage, int index)
{
	g_autoptr(GsfInput) child = gsf_infile_child_by_index(storage, index);
	g_autofree char *name =
		g_strdup(gsf_infile_name_by_index(storage, index));
	gsize before = walk->path->len;

	/* Its sectors go in a circle, or nowhere. */
	if (!child) {
		walk->cfb->is_damaged = TRUE;
		return;
	}
	g_string_append(walk->path, name ? g_strdelimit(name, "/", '_') : "");
	if (GSF_IS_INFILE(child) &&
	    gsf_infile_num_children(GSF_INFILE(child)) >= 0) {
		g_string_append_c(walk->path, '/');
		walk_storage(walk, GSF_INFILE(child));
	} else {
		add_found(walk, storage, index,
			  (guint64)MAX(gsf_input_size(child), 0));
	}
	g_string_truncate(walk->path, before);
}

static void walk_storage(Walk *walk, GsfInfile *storage)
{
	int count = gsf_infile_num_children(storage);

	walk->depth++;
	for (int i = 0; i < count && may_go_on(walk); i++)
		walk_entry(walk, storage, i);
	walk->depth--;
}

static GsfInfile *open_root(const guint8 *bytes, gsize size,
			    const char **ret_cut, gboolean *ret_lossy)
{
	CfbState state = cfb_check(bytes, size);
	g_autoptr(GsfInput) input = NULL;

	if (ret_cut)
		*ret_cut = state == CFB_LARGE ? "streams" : NULL;
	*ret_lossy = state == CFB_LOSSY;
	if (state != CFB_SOUND && state != CFB_LOSSY)
		return NULL;
	input = gsf_input_memory_new(bytes, (gsf_off_t)size, FALSE);
	return input ? gsf_infile_msole_new(input, NULL) : NULL;
}

Cfb *cfb_open(const guint8 *bytes, gsize size, guint max_streams,
	      gint64 until_us, const char **ret_cut)
{
	g_autoptr(GsfInfile) root = NULL;
	g_autoptr(GString) path = g_string_new(NULL);
	Walk walk = {
		.max_streams = max_streams,
		.until_us = until_us,
		.path = path,
	};
	gboolean lossy;

	cfb_warm_up();
	root = open_root(bytes, size, ret_cut, &lossy);
	if (!root)
		return NULL;
	walk.cfb = cfb_new();
	walk.cfb->is_damaged = lossy;
	walk_storage(&walk, root);
	if (ret_cut)
		*ret_cut = walk.cut;
	return walk.cfb;
}

Cfb *cfb_view(const Cfb *cfb, const char *storage)
{
	Cfb *view = cfb_new();
	gsize length = strlen(storage);

	for (guint i = 0; i < cfb->streams->len; i++) {
		const CfbStream *stream = cfb->streams->pdata[i];

		if (g_ascii_strncasecmp(stream->path, storage, length) == 0 &&
		    stream->path[length] == '/')
			add_stream(view, stream->path + length + 1,
				   stream->size,
				   g_rc_box_acquire(stream->input));
	}
	return view;
}

gboolean cfb_is_damaged(const Cfb *cfb)
{
	return cfb->is_damaged;
}

guint cfb_count(const Cfb *cfb)
{
	return cfb->streams->len;
}

const CfbStream *cfb_stream(const Cfb *cfb, guint index)
{
	return cfb->streams->pdata[index];
}

const CfbStream *cfb_find(const Cfb *cfb, const char *path)
{
	g_autofree char *lower = g_ascii_strdown(path, -1);

	return g_hash_table_lookup(cfb->by_path, lower);
}

/* Of a damaged stream libgsf gives a block or nothing: small blocks then. */
static void read_all(GsfInput *input, gsize size, GByteArray *into)
{
	gsize block = BLOCK_SIZE;

	while (into->len < size) {
		gsize want = MIN(block, size - into->len);
		const guint8 *got = gsf_input_read(input, want, NULL);

		if (got) {
			g_byte_array_append(into, got, (guint)want);
		} else if (block > SMALL_BLOCK_SIZE) {
			block = SMALL_BLOCK_SIZE;
			if (gsf_input_seek(input, (gsf_off_t)into->len,
					   G_SEEK_SET))
				return;
		} else {
			return;
		}
	}
}

GByteArray *cfb_read(const CfbStream *stream, gsize max)
{
	const Source *source = stream->input;
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(GsfInput) input = NULL;

	input = gsf_infile_child_by_index(source->storage, source->index);
	if (input)
		read_all(input, (gsize)MIN(MIN(stream->size, max),
					   (guint64)G_MAXINT32), bytes);
	return bytes;
}
