/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-sense.h - whether the decrypted beginning of a member makes sense.
 */
#ifndef LOCKS_ZIP_SENSE_H
#define LOCKS_ZIP_SENSE_H

#include <glib.h>

typedef struct ZipSensed {
	const guint8 *bytes;	/* decrypted, still packed */
	gsize size;
	guint method;
	gboolean is_whole;	/* all of the member */
	gboolean has_crc;
	guint32 crc;		/* of what is within */
	guint64 whole_size;	/* of what is within */
} ZipSensed;

typedef enum {
	ZIP_SENSE_NONE,	/* no such data could stand here */
	ZIP_SENSE_SOME,	/* it may, and so may noise */
	ZIP_SENSE_SURE,	/* noise comes out so once in 2^17, or less often */
} ZipSense;

ZipSense zip_sense(const ZipSensed *sensed);

#endif
