/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-record.h - the records of a ZIP, one at a time (APPNOTE.TXT 4.3).
 */
#ifndef CONTAINERS_ZIP_RECORD_H
#define CONTAINERS_ZIP_RECORD_H

#include "containers/zip.h"

#define ZIP_LOCAL_SIZE ((gsize)30)
#define ZIP_CENTRAL_SIZE ((gsize)46)

static inline guint16 zip_get16(const guint8 *at)
{
	return (guint16)(at[0] | at[1] << 8);
}

static inline guint32 zip_get32(const guint8 *at)
{
	return zip_get16(at) | (guint32)zip_get16(at + 2) << 16;
}

static inline guint64 zip_get64(const guint8 *at)
{
	return zip_get32(at) | (guint64)zip_get32(at + 4) << 32;
}

/* The signature of a record; four bytes must be there. */
static inline gboolean zip_is_at(const guint8 *at, guint8 third, guint8 fourth)
{
	return at[0] == 'P' && at[1] == 'K' && at[2] == third &&
	       at[3] == fourth;
}

/* Returns the size of the local header at @at, name and extra fields
 * included; 0: none there. */
gsize zip_local_read(const guint8 *bytes, gsize size, gsize at,
		     ZipHeader *header);

/* The same for one of the directory, with comment. */
gsize zip_central_read(const guint8 *at, gsize size, ZipHeader *header,
		       guint64 *ret_offset);

/* The descriptor behind the data, in the four shapes it comes in; 0: none. */
gsize zip_descriptor_size(const guint8 *at, gsize room,
			  const ZipHeader *header);

#endif
