/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-build.h - small ZIPs of stored members, byte by byte.
 */
#ifndef TESTS_UNIT_ZIP_BUILD_H
#define TESTS_UNIT_ZIP_BUILD_H

#include <string.h>

#include <glib.h>
#include <zlib.h>

typedef struct ZipMember {
	const char *name;	/* NULL ends a list of them */
	const char *text;
} ZipMember;

static inline void zip_number(GByteArray *to, guint32 value, guint bytes)
{
	for (guint i = 0; i < bytes; i++) {
		guint8 byte = (guint8)(value >> (8 * i));

		g_byte_array_append(to, &byte, 1);
	}
}

/* From "version needed" to the lengths of name and extra field. */
static inline void zip_fields(GByteArray *to, const ZipMember *member)
{
	guint32 size = (guint32)strlen(member->text);

	zip_number(to, 10, 2);
	zip_number(to, 0, 4);		/* flags, stored */
	zip_number(to, 0x00215021, 4);	/* some time of some day */
	zip_number(to, (guint32)crc32_z(0, (const guint8 *)member->text,
					size), 4);
	zip_number(to, size, 4);
	zip_number(to, size, 4);
	zip_number(to, (guint32)strlen(member->name), 2);
	zip_number(to, 0, 2);
}

static inline void zip_text(GByteArray *to, const char *text)
{
	g_byte_array_append(to, (const guint8 *)text, (guint)strlen(text));
}

static inline void zip_end(GByteArray *zip, const GByteArray *directory,
			   guint count)
{
	guint32 at = zip->len;

	g_byte_array_append(zip, directory->data, directory->len);
	zip_number(zip, 0x06054b50, 4);
	zip_number(zip, 0, 4);
	zip_number(zip, count, 2);
	zip_number(zip, count, 2);
	zip_number(zip, directory->len, 4);
	zip_number(zip, at, 4);
	zip_number(zip, 0, 2);
}

/* Returns: (transfer full). */
static inline GByteArray *zip_build(const ZipMember *members)
{
	GByteArray *zip = g_byte_array_new();
	g_autoptr(GByteArray) directory = g_byte_array_new();
	guint count = 0;

	for (; members[count].name; count++) {
		guint32 at = zip->len;

		zip_number(zip, 0x04034b50, 4);
		zip_fields(zip, &members[count]);
		zip_text(zip, members[count].name);
		zip_text(zip, members[count].text);
		zip_number(directory, 0x02014b50, 4);
		zip_number(directory, 10, 2);
		zip_fields(directory, &members[count]);
		zip_number(directory, 0, 4);	/* comment, disk */
		zip_number(directory, 0, 2);
		zip_number(directory, 0, 4);
		zip_number(directory, at, 4);
		zip_text(directory, members[count].name);
	}
	zip_end(zip, directory, count);
	return zip;
}

#endif
