/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-walk.h - judging the members of a ZIP, for all who walk one: the walk
 * of an archive (zip-walk.c) and that of a document (package.c).
 */
#ifndef CONTAINERS_ZIP_WALK_H
#define CONTAINERS_ZIP_WALK_H

#include "containers/walk.h"
#include "containers/zip-open.h"
#include "containers/zip.h"

/* Names of both headers; two different ones are a contradiction. Returns:
 * (transfer full). */
GPtrArray *zip_entry_names(Walk *walk, const ZipEntry *entry);

/* Reads the member in every view of it, by the words of @opener where it is
 * closed, and hands it out. FALSE where the walk is to end. */
gboolean zip_entry_emit(Walk *walk, ZipOpener *opener, const ZipEntry *entry,
			GPtrArray *names);

/* Every header that is there calls it encrypted. */
gboolean zip_says_encrypted(const ZipEntry *entry);

/* Neither header calls it encrypted, and its data is there. */
gboolean zip_is_open(const ZipEntry *entry);

/* Directory and local header describe the data differently. */
gboolean zip_views_differ(const ZipEntry *entry);

/* The packed bytes as @header has them, or all there are. */
gsize zip_packed_size(const ZipEntry *entry, const ZipHeader *header);

/* What came out against what @header promised; @is_all: every packed byte
 * was used. Returns: (transfer none) (nullable): what is wrong. */
const char *zip_content_problem(const ZipHeader *header, guint64 size,
				guint32 crc, gboolean is_all);

/* Returns: (transfer full). */
Judgement *zip_conclude(Walk *walk, const Zip *zip, const ZipOpener *opener);

#endif
