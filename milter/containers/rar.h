/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rar.h - the blocks of RAR 1.5 to 4 and RAR 5 archives.
 */
#ifndef CONTAINERS_RAR_H
#define CONTAINERS_RAR_H

#include "containers/archive.h"
#include "containers/walk.h"
#include "locks/rar-lock.h"

typedef enum { RAR_MAIN, RAR_FILE, RAR_SERVICE, RAR_END, RAR_OTHER } RarType;

typedef struct RarBlock {
	RarType type;
	gsize header_at;	/* offset in the archive */
	gsize data_at;
	guint64 packed_size;	/* of data, which is all there */
	guint64 size;
	const guint8 *name;	/* into the archive or RarReader.held */
	gsize name_size;
	const guint8 *unicode;	/* RAR 4: how to make it Unicode; nullable */
	gsize unicode_size;
	gboolean is_utf8;
	gboolean is_folder;
	gboolean is_closed;
	gboolean is_solid;
	gboolean is_split;	/* goes on in, or comes from, another file */
	gboolean has_crc;	/* a plain CRC-32 of the content */
	guint32 crc;
	gboolean is_stored;
	guint64 method;		/* RAR 5: compression; RAR 4: version, method */
	guint flags;		/* RAR 4 */
	gboolean has_check;
	guint8 check[RAR_CHECK];
	RarCipher cipher;	/* where .is_closed */
} RarBlock;

typedef struct RarReader {
	const guint8 *bytes;
	gsize size;
	gsize at;
	gboolean is_rar5;
	gboolean headers_closed;	/* from here on; .cipher tells how */
	gboolean has_check;
	guint8 check[RAR_CHECK];
	RarCipher cipher;
	const char *word;	/* that opens headers; nullable, borrowed */
	guint8 key_salt[16];	/* of .key */
	gboolean has_key;
	RarKey key;
	GPtrArray *held;	/* GByteArray: headers that were decrypted */
	const char *problem;	/* nullable */
} RarReader;

/* FALSE: no RAR begins here. */
gboolean rar_begin(RarReader *reader, const guint8 *bytes, gsize size);
void rar_end(RarReader *reader);

/* FALSE: there is none, or .problem says why it cannot be read, or headers
 * are closed and there is no .word. */
gboolean rar_next(RarReader *reader, RarBlock *ret_block);

/* As sevenzip_walk(). */
gboolean rar_walk(Walk *walk, const guint8 *bytes, gsize size);

#endif
