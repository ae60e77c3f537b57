/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-object.c - files that are embedded in the streams of a compound file.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ole-object.h"

#include <string.h>

#include "containers/type.h"
#include "documents/bytes.h"
#include "documents/codepage.h"

#define LOOK ((gsize)4096)	/* what tells a type by its magic number */
#define PACKAGE 2		/* first word of what the Packager writes */

const char *ole_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static gboolean is_known(const guint8 *bytes, gsize size)
{
	const char *type = type_by_content(bytes, size);

	return strcmp(type, "application/octet-stream") != 0 &&
	       strcmp(type, "text/plain") != 0;
}

gboolean ole_file_read(Document *document, const CfbStream *stream)
{
	g_autoptr(GByteArray) look = cfb_read(stream, LOOK);
	g_autoptr(GByteArray) bytes = NULL;

	if (!is_known(look->data, look->len) ||
	    !document_may_unpack(document, stream->size) ||
	    !document_may_member(document))
		return FALSE;
	bytes = cfb_read(stream, G_MAXINT32);
	document_embedded(document, ole_name(stream->path), NULL,
			  bytes->data, bytes->len);
	return TRUE;
}

/* A string that ends in NUL, and *at after it. FALSE: none ends here. */
static gboolean take_string(Bytes bytes, guint64 *at, Bytes *ret)
{
	Bytes rest = bytes_part(bytes, *at, bytes.size);
	const guint8 *nul = rest.size > 0 ? memchr(rest.data, 0, rest.size)
					  : NULL;

	if (!nul)
		return FALSE;
	*ret = bytes_part(rest, 0, (guint64)(nul - rest.data));
	*at += ret->size + 1;
	return TRUE;
}

typedef struct Package {
	Bytes name;	/* in the code page of whoever packed it */
	Bytes data;
	gboolean is_cut;
	guint64 after;
} Package;

/* Size, 2, label, file name, two words, length and temporary path, length
 * and data; then the same names in UTF-16. */
static gboolean read_package(Bytes bytes, Package *package)
{
	guint64 at = 6;
	Bytes label;
	guint32 size;

	if (bytes_u16(bytes, 4) != PACKAGE ||
	    !take_string(bytes, &at, &label) ||
	    !take_string(bytes, &at, &package->name))
		return FALSE;
	at += 4;
	at += 4 + (guint64)bytes_u32(bytes, at);
	if (!bytes_have(bytes, at, 4))
		return FALSE;
	size = bytes_u32(bytes, at);
	package->data = bytes_part(bytes, at + 4, size);
	package->is_cut = package->data.size < size;
	package->after = at + 4 + package->data.size;
	if (package->name.size == 0)
		package->name = label;
	return TRUE;
}

/* Temporary path, label, file name: each counted in characters. NULL where
 * they are not there. */
static char *wide_name(Bytes bytes, guint64 at)
{
	Bytes name = { NULL, 0 };

	for (guint i = 0; i < 3; i++) {
		guint64 size = 2 * (guint64)bytes_u32(bytes, at);

		if (size == 0 || !bytes_have(bytes, at + 4, size))
			return NULL;
		name = bytes_part(bytes, at + 4, size);
		at += 4 + size;
	}
	return codepage_text(CODEPAGE_UTF16, name.data, name.size);
}

/* Packages have the whole path, which is no name that anyone gave. */
static const char *file_name(const char *path)
{
	const char *name = path;

	for (const char *at = path; at && *at; at++) {
		if ((*at == '\\' || *at == '/') && at[1])
			name = at + 1;
	}
	return name;
}

void ole_native_read(Document *document, const guint8 *bytes, gsize size)
{
	Bytes all = { bytes, size };
	Package package = { .is_cut = FALSE };
	g_autofree char *name = NULL;

	if (!read_package(all, &package)) {
		package.data = bytes_part(all, 4, bytes_u32(all, 0));
		package.is_cut = package.data.size < bytes_u32(all, 0);
	} else {
		name = wide_name(all, package.after);
		if (!name)
			name = codepage_text(0, package.name.data,
					     package.name.size);
	}
	if (package.is_cut)
		document_problem(document, PROBLEM_MALFORMED,
				 "embedded object is cut short");
	if (package.data.size > 0 && document_may_member(document))
		document_embedded(document, file_name(name), NULL,
				  package.data.data, package.data.size);
}
