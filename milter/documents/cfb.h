/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb.h - OLE2 compound files: a file system in a file ([MS-CFB]).
 *
 * libgsf reads those that are sound. What it cannot open is searched for what
 * is left: see salvage.h.
 */
#ifndef DOCUMENTS_CFB_H
#define DOCUMENTS_CFB_H

#include <glib.h>

typedef struct Cfb Cfb;

/* One stream. Storages are part of the path: "ObjectPool/_123/Contents";
 * a control character in a name shows as in "\005SummaryInformation". */
typedef struct CfbStream {
	char *path;
	guint64 size;
	gpointer input;		/* cfb.c's own */
} CfbStream;

/* Once, before confinement: types, and libgsf's warnings to nobody. */
void cfb_warm_up(void);

/*
 * NULL where libgsf cannot open it. At most @max_streams, listed
 * before @until_us, nested at most CFB_DEPTH deep; *ret_cut (nullable): the
 * limit because of which there is more, of which little or nothing (NULL) was
 * listed; else NULL. @bytes are borrowed, and must live longer.
 */
#define CFB_DEPTH 32
Cfb *cfb_open(const guint8 *bytes, gsize size, guint max_streams,
	      gint64 until_us, const char **ret_cut);
void cfb_free(Cfb *cfb);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cfb, cfb_free)

/*
 * The streams below @storage ("ObjectPool/_123") as if they were a file of
 * their own; empty where there is no such storage. May live longer than @cfb.
 */
Cfb *cfb_view(const Cfb *cfb, const char *storage);

/* There are entries that libgsf cannot open; they are not listed. */
gboolean cfb_is_damaged(const Cfb *cfb);

guint cfb_count(const Cfb *cfb);
const CfbStream *cfb_stream(const Cfb *cfb, guint index);

/* By path, ASCII case ignored as in the format. (nullable) */
const CfbStream *cfb_find(const Cfb *cfb, const char *path);

/* At most @max bytes from the start of the stream; fewer where the file is
 * damaged. (transfer full) */
GByteArray *cfb_read(const CfbStream *stream, gsize max);

#endif
