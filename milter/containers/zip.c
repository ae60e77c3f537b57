/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip.c - what a ZIP says about itself, twice.
 *
 * The end record that unpackers take is the last one. Its directory leads to
 * local headers; what neither those members nor the directory cover is then
 * searched for headers that some other unpacker would find, and so is the
 * data that is said to be encrypted.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   archives in several volumes are not followed.
 */
#include "containers/zip.h"

#include <string.h>

#include "containers/zip-record.h"

#define SIGNATURE_MOST ((gsize)4096)	/* more could be a text */
#define END_SIZE ((gsize)22)
#define END64_SIZE ((gsize)56)
#define LOCATOR_SIZE ((gsize)20)

/* How far behind the end record its comment may reach. */
#define COMMENT_MOST ((gsize)65535)

/* A gap of zeros is alignment; more than this of anything else is not. */
#define NAME_MOST ((gsize)4096)

/* The end record and what it leads to. */
typedef struct End {
	gsize at;		/* of the end record */
	gsize directory;	/* where the directory really stands */
	gsize directory_size;
	gsize base;		/* what stands before the archive */
	guint64 count;
	gsize tail;		/* first record of the end: ZIP64's or .at */
	gboolean has_directory;	/* a header stands where one is said to be */
	gboolean encrypted;	/* by the ZIP64 record, version 2 */
} End;

/* Puts the directory where it ends at the end records, else where the offset
 * says; FALSE where there is none at either place. */
static gboolean end_place(const guint8 *bytes, End *end, guint64 offset,
			  guint64 size)
{
	gboolean fits = size <= end->tail;

	if (end->count == 0 && size == 0) {
		end->directory = end->tail;
		end->base = offset <= end->tail ? end->tail - (gsize)offset : 0;
		end->has_directory = TRUE;
		return TRUE;
	}
	if (fits && size >= ZIP_CENTRAL_SIZE &&
	    zip_is_at(bytes + end->tail - size, 1, 2)) {
		end->directory = end->tail - (gsize)size;
		end->base = offset <= end->directory
				? end->directory - (gsize)offset : 0;
	} else if (end->tail >= ZIP_CENTRAL_SIZE &&
		   offset <= end->tail - ZIP_CENTRAL_SIZE &&
		   zip_is_at(bytes + offset, 1, 2)) {
		end->directory = (gsize)offset;
	} else {
		return FALSE;
	}
	end->directory_size = end->tail - end->directory;
	end->has_directory = TRUE;
	return TRUE;
}

/* The ZIP64 records that may stand right before the end record. */
static gboolean end64_place(const guint8 *bytes, End *end)
{
	const guint8 *locator, *record;
	guint64 at;

	if (end->at < LOCATOR_SIZE + END64_SIZE)
		return FALSE;
	locator = bytes + end->at - LOCATOR_SIZE;
	if (!zip_is_at(locator, 6, 7))
		return FALSE;
	at = zip_get64(locator + 8);
	if (at > end->at - LOCATOR_SIZE - END64_SIZE ||
	    !zip_is_at(bytes + at, 6, 6))
		at = end->at - LOCATOR_SIZE - END64_SIZE;
	record = bytes + at;
	if (!zip_is_at(record, 6, 6))
		return FALSE;
	end->tail = (gsize)at;
	end->count = zip_get64(record + 32);
	/* Version 2 of the record carries the encryption of the directory. */
	end->encrypted = zip_get64(record + 4) >= 44 + 28;
	return end_place(bytes, end, zip_get64(record + 48),
			 zip_get64(record + 40));
}

static gboolean end_try(const guint8 *bytes, gsize at, End *ret_end)
{
	const guint8 *record = bytes + at;
	End end = { .at = at, .tail = at, .count = zip_get16(record + 10) };
	End end64 = end;
	gboolean found = end_place(bytes, &end, zip_get32(record + 16),
				   zip_get32(record + 12));

	if (end64_place(bytes, &end64) || (end64.encrypted && !found)) {
		*ret_end = end64;
		return TRUE;
	}
	*ret_end = end;
	return found;
}

/* The last end record with a directory to show, not before @least. */
static gboolean end_find(const guint8 *bytes, gsize size, gsize least,
			 End *ret_end)
{
	const guint8 *hit;
	gsize left;

	if (size < END_SIZE + least)
		return FALSE;
	for (left = size - END_SIZE + 1 - least;
	     (hit = memrchr(bytes + least, 'P', left));
	     left = (gsize)(hit - bytes) - least) {
		if (zip_is_at(hit, 5, 6) &&
		    end_try(bytes, (gsize)(hit - bytes), ret_end))
			return TRUE;
	}
	return FALSE;
}

static gsize tail_start(gsize size)
{
	gsize most = COMMENT_MOST + END_SIZE;

	return size > most ? size - most : 0;
}

static gboolean is_blank(const guint8 *at, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (at[i] != '\0' && at[i] != '\r' && at[i] != '\n')
			return FALSE;
	}
	return TRUE;
}

/*
 * Behind something else it must end where the file does: a document may well
 * hold another one, somewhere within.
 */
gboolean zip_is(const guint8 *bytes, gsize size)
{
	gsize comment;
	End end;

	if (size >= 4 && (zip_is_at(bytes, 3, 4) || zip_is_at(bytes, 5, 6) ||
			  zip_is_at(bytes, 7, 8) || zip_is_at(bytes, 1, 2)))
		return size >= END_SIZE;
	if (!end_find(bytes, size, tail_start(size), &end))
		return FALSE;
	comment = zip_get16(bytes + end.at + 20);
	end.at += END_SIZE;
	return comment <= size - end.at &&
	       is_blank(bytes + end.at + comment, size - end.at - comment);
}

static void complain(Zip *zip, ProblemKind kind, const char *what)
{
	if (zip->problem)
		return;
	zip->problem = what;
	zip->problem_kind = kind;
}

/* Follows the directory's offset to the local header and its data. */
static void entry_locate(ZipEntry *entry, const guint8 *bytes, gsize limit,
			 guint64 offset, gsize base, Zip *zip)
{
	gsize header, at;

	if (offset > limit || base > limit - offset) {
		complain(zip, PROBLEM_MALFORMED,
			 "ZIP directory points outside the archive");
		return;
	}
	at = (gsize)offset + base;
	header = zip_local_read(bytes, limit, at, &entry->local);
	if (header == 0) {
		complain(zip, PROBLEM_MALFORMED,
			 "ZIP directory points at no member");
		return;
	}
	entry->start = at;
	at += header;
	entry->data = bytes + at;
	entry->room = limit - at;
	if (entry->central.packed_size > entry->room)
		complain(zip, PROBLEM_MALFORMED, "ZIP member is cut short");
	at += (gsize)MIN(entry->central.packed_size, entry->room);
	entry->end = at + zip_descriptor_size(bytes + at, limit - at,
					  &entry->central);
}

/* The directory's digital signature (4.3.13), which is part of it or follows
 * it: 0 where there is none. */
static gsize signature_size(const guint8 *at, gsize size)
{
	gsize used;

	if (size < 6 || !zip_is_at(at, 5, 5))
		return 0;
	used = 6 + (gsize)zip_get16(at + 4);
	return used <= size && used <= SIGNATURE_MOST ? used : 0;
}

static gboolean directory_read(Zip *zip, const guint8 *bytes, const End *end,
			       guint64 max)
{
	gsize at = end->directory, stop = at + end->directory_size, header;

	for (; at < stop; at += header) {
		ZipEntry entry = { 0 };
		guint64 offset;

		header = zip_central_read(bytes + at, stop - at, &entry.central,
				      &offset);
		if (header == 0)
			break;
		if (zip->entries->len >= max) {
			complain(zip, PROBLEM_LIMIT, "too many ZIP members");
			return FALSE;
		}
		entry_locate(&entry, bytes, end->tail, offset, end->base, zip);
		g_array_append_val(zip->entries, entry);
	}
	at += signature_size(bytes + at, stop - at);
	if (at != stop)
		complain(zip, PROBLEM_MALFORMED, "ZIP directory is damaged");
	else if ((zip->entries->len & 0xffff) != (end->count & 0xffff))
		complain(zip, PROBLEM_MALFORMED,
			 "ZIP directory has another length than it says");
	return TRUE;
}

/* Whether a local header could be meant here: random data has few. */
static gsize hidden_read(const guint8 *bytes, gsize size, gsize at,
			 ZipHeader *header)
{
	gsize length = zip_local_read(bytes, size, at, header);

	if (length == 0 || header->name_size == 0 ||
	    header->name_size > NAME_MOST || bytes[at + 4] > 63 ||
	    header->method > ZIP_AES)
		return 0;
	return length;
}

/* Looks for local headers from @at to @stop; each is a hidden member. */
static gboolean hidden_find(Zip *zip, const guint8 *bytes, gsize at,
			    gsize stop, guint64 max)
{
	while (at + ZIP_LOCAL_SIZE <= stop) {
		const guint8 *hit = memmem(bytes + at, stop - at, "PK\003\004",
					   4);
		ZipEntry entry = { 0 };
		gsize length;

		if (!hit)
			return TRUE;
		at = (gsize)(hit - bytes);
		length = hidden_read(bytes, stop, at, &entry.local);
		if (length == 0) {
			at += 4;
			continue;
		}
		complain(zip, PROBLEM_MALFORMED,
			 "ZIP member that the directory does not show");
		if (zip->entries->len >= max) {
			complain(zip, PROBLEM_LIMIT, "too many ZIP members");
			return FALSE;
		}
		entry.start = at;
		entry.data = bytes + at + length;
		entry.room = stop - at - length;
		entry.end = stop;
		g_array_append_val(zip->entries, entry);
		at += length;
		/* Its own data is no place to look, where it says how much. */
		if (entry.local.packed_size <= entry.room)
			at += (gsize)entry.local.packed_size;
	}
	return TRUE;
}

static gint entry_compare(gconstpointer a, gconstpointer b)
{
	const ZipEntry *const *left = a, *const *right = b;

	return (*left)->start < (*right)->start ? -1
	     : (*left)->start > (*right)->start;
}

#define SCRIPT_MOST ((gsize)512)

static gboolean is_zero(const guint8 *at, gsize size)
{
	while (size > 0 && *at == 0) {
		at++;
		size--;
	}
	return size == 0;
}

/* What unpacks the archive; of a script no more than does that. */
static gboolean is_program(const guint8 *at, gsize size)
{
	if (size > SCRIPT_MOST)
		return memcmp(at, "MZ", 2) == 0 ||
		       memcmp(at, "\x7f" "ELF", 4) == 0;
	return size > 2 && memcmp(at, "#!", 2) == 0;
}

/* Of an archive that was to be split and was not (APPNOTE.TXT 8.5.5). */
static gboolean is_spanning_mark(const guint8 *at, gsize size)
{
	return size == 4 && (memcmp(at, "PK00", 4) == 0 ||
			     memcmp(at, "PK\x07\x08", 4) == 0);
}

/* Bytes that belong to no member and no record. */
static gboolean gap_look(Zip *zip, const guint8 *bytes, gsize at, gsize stop,
			 guint64 max)
{
	if (at >= stop || is_zero(bytes + at, stop - at) ||
	    (at == 0 && is_spanning_mark(bytes, stop)))
		return TRUE;
	if (!hidden_find(zip, bytes, at, stop, max))
		return FALSE;
	if (at == 0 && is_program(bytes, stop))
		zip->has_program = TRUE;
	else
		complain(zip, PROBLEM_MALFORMED,
			 "bytes in the ZIP that belong to no member");
	return TRUE;
}

static gboolean is_encrypted(const ZipEntry *entry)
{
	return ((entry->central.flags | entry->local.flags) &
		ZIP_ENCRYPTED) != 0;
}

/* A member's own bytes: overlaps, and members within what is encrypted. */
static gboolean extent_look(Zip *zip, const guint8 *bytes,
			    const ZipEntry *entry, gsize covered, guint64 max)
{
	if (entry->start < covered)
		complain(zip, PROBLEM_MALFORMED, "ZIP members overlap");
	if (!is_encrypted(entry))
		return TRUE;
	/* Each byte once: a thousand entries may share the same data. */
	return hidden_find(zip, bytes,
			   MAX((gsize)(entry->data - bytes), covered),
			   MAX(entry->end, covered), max);
}

/* Everything before the directory that no entry of it covers. */
static gsize covered_look(Zip *zip, const guint8 *bytes, const End *end,
			  guint64 max)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	g_autofree ZipEntry *known = g_memdup2(zip->entries->data,
		sizeof(ZipEntry) * zip->entries->len);
	guint count = zip->entries->len;
	gsize covered = 0;

	for (guint i = 0; i < count; i++) {
		if (known[i].data)
			g_ptr_array_add(sorted, &known[i]);
	}
	g_ptr_array_sort(sorted, entry_compare);
	for (guint i = 0; i < sorted->len; i++) {
		const ZipEntry *entry = sorted->pdata[i];

		if (!gap_look(zip, bytes, covered, entry->start, max) ||
		    !extent_look(zip, bytes, entry, covered, max))
			return covered;
		covered = MAX(covered, entry->end);
	}
	if (covered > end->directory)
		complain(zip, PROBLEM_MALFORMED,
			 "ZIP member reaches into the directory");
	(void)gap_look(zip, bytes, covered, end->directory, max);
	return covered;
}

/* The comment, and what should not be there behind it. */
static void tail_look(Zip *zip, const guint8 *bytes, gsize size,
		      const End *end, guint64 max)
{
	gsize at = end->at + END_SIZE;
	gsize comment = zip_get16(bytes + end->at + 20);

	if (comment > size - at) {
		complain(zip, PROBLEM_MALFORMED,
			 "ZIP is cut within its comment");
		comment = size - at;
	}
	zip->comment_size = comment;
	(void)hidden_find(zip, bytes, at, size, max);
	at += comment;
	if (!is_blank(bytes + at, size - at))
		complain(zip, PROBLEM_MALFORMED, "bytes behind the ZIP");
}

Zip *zip_read(const guint8 *bytes, gsize size, guint64 max)
{
	Zip *zip = g_new0(Zip, 1);
	End end = { 0 };

	zip->entries = g_array_new(FALSE, TRUE, sizeof(ZipEntry));
	if (!end_find(bytes, size, 0, &end)) {
		(void)hidden_find(zip, bytes, 0, size, max);
		zip->problem = "ZIP without a directory";
		zip->problem_kind = PROBLEM_MALFORMED;
		return zip;
	}
	if (!end.has_directory) {
		zip->names_hidden = TRUE;
		(void)hidden_find(zip, bytes, 0, end.tail, max);
		zip->problem = "ZIP with an encrypted directory";
		zip->problem_kind = PROBLEM_FAILED;
		return zip;
	}
	if (!directory_read(zip, bytes, &end, max))
		return zip;
	(void)covered_look(zip, bytes, &end, max);
	tail_look(zip, bytes, size, &end, max);
	return zip;
}

void zip_free(Zip *zip)
{
	if (!zip)
		return;
	g_array_unref(zip->entries);
	g_free(zip);
}

void zip_names(const guint8 *bytes, gsize size, guint max, ZipNameFunc found,
	       gpointer data)
{
	gsize at, stop, length;
	End end = { 0 };

	if (!end_find(bytes, size, tail_start(size), &end))
		return;
	at = end.directory;
	stop = at + end.directory_size;
	for (; max > 0 && at < stop; max--, at += length) {
		ZipHeader header = { 0 };
		guint64 offset;

		length = zip_central_read(bytes + at, stop - at, &header, &offset);
		if (length == 0 ||
		    !found(header.name, header.name_size, data))
			return;
	}
}
