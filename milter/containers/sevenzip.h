/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip.h - what a 7z archive says about itself (7zFormat.txt of the LZMA
 * SDK): streams, the chains of coders over them, and files.
 */
#ifndef CONTAINERS_SEVENZIP_H
#define CONTAINERS_SEVENZIP_H

#include "containers/archive.h"
#include "containers/walk.h"

#define SEVENZIP_START ((gsize)32)	/* size of the signature header */
#define SEVENZIP_CODERS 24		/* a folder has no more, nor streams */

enum {
	SEVENZIP_COPY = 0,
	SEVENZIP_DELTA = 3,
	SEVENZIP_LZMA2 = 0x21,
	SEVENZIP_LZMA = 0x030101,
	SEVENZIP_PPMD = 0x030401,
	SEVENZIP_DEFLATE = 0x040108,
	SEVENZIP_BZIP2 = 0x040202,
	SEVENZIP_AES = 0x06f10701,
};

typedef struct SevenzipCoder {
	guint64 id;
	guint inputs;		/* of the decoder */
	guint first_input;	/* counted over the folder */
	const guint8 *properties;
	gsize properties_size;
	guint64 size;		/* of what comes out; there is one output */
} SevenzipCoder;

/* What one chain of coders makes from one or more packed streams. */
typedef struct SevenzipFolder {
	SevenzipCoder coders[SEVENZIP_CODERS];
	guint coders_count;
	guint inputs;
	/* For each input: the coder whose output it takes, or -1 and ... */
	gint8 from_coder[SEVENZIP_CODERS];
	gint8 from_packed[SEVENZIP_CODERS];	/* ... a packed stream */
	guint packed_count;
	guint first_packed;	/* of Sevenzip.packed */
	guint main_coder;	/* whose output nobody takes */
	guint32 crc;
	gboolean has_crc;
	guint first_sub;	/* of Sevenzip.subs */
	guint subs_count;
} SevenzipFolder;

typedef struct SevenzipStream {
	guint64 at;		/* packed: offset in the archive */
	guint64 size;
	guint32 crc;
	gboolean has_crc;
} SevenzipStream;

typedef struct SevenzipFile {
	const guint8 *name;	/* UTF-16LE; NULL where it has none */
	gsize name_size;
	gboolean is_empty;
	gboolean is_folder;
} SevenzipFile;

typedef struct Sevenzip {
	GArray *packed;		/* SevenzipStream */
	GArray *folders;	/* SevenzipFolder */
	GArray *subs;		/* SevenzipStream: content of files */
	GArray *files;		/* SevenzipFile */
	gboolean is_encoded;	/* one folder, which holds the real header */
	gsize extra;		/* bytes of properties that nobody knows */
	const char *problem;	/* nullable: it cannot be read, or does not
				 * fit together */
} Sevenzip;

/* Where the header stands that the signature header points to. */
typedef struct SevenzipStart {
	const guint8 *header;	/* NULL: it has none that holds */
	gsize size;
	gboolean is_empty;	/* an archive of nothing */
} SevenzipStart;

SevenzipStart sevenzip_start(const guint8 *bytes, gsize size);

/*
 * Reads a header, decoded, of an archive of @size bytes. Never fails.
 * Returns: (transfer full), with pointers into @header.
 */
Sevenzip *sevenzip_read(const guint8 *header, gsize header_size, gsize size);
void sevenzip_free(Sevenzip *sevenzip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sevenzip, sevenzip_free)

/* The AES coder that a packed stream goes through first; NULL: none does. */
const SevenzipCoder *sevenzip_cipher(const SevenzipFolder *folder,
				     guint packed);

/*
 * Judges an archive that has something closed and walks it. FALSE: nothing
 * in it is closed, nothing was done.
 */
gboolean sevenzip_walk(Walk *walk, const guint8 *bytes, gsize size);

#endif
