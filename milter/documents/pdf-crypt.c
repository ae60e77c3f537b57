/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-crypt.c - what a PDF says of its encryption (ISO 32000-2 7.6): read
 * from the bytes, in every trailer, as libraries see only one of them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  reads the monotonic clock.
 * Limits:   a dictionary within an object stream is not found, which the
 *           standard forbids.
 */
#include "documents/pdf-crypt.h"

#include <string.h>

#include "containers/cms.h"

#define TREE_MOST ((gsize)256 * 1024)	/* bytes of one object */
#define TRAILERS_MAX 64
#define LOADED_MAX 32
#define SEARCHES_MAX 64	/* of the whole file */
#define IDS_MAX 4
#define NAMED_WITHIN ((gsize)4096)
#define PUBLIC_MOST ((gsize)64 * 1024)

typedef struct Crypt {
	Document *document;
	const guint8 *bytes;
	gsize size;
	PdfCrypt *ret;
	GPtrArray *trees;	/* PdfObject: trailers, and what was loaded */
	GPtrArray *said;	/* values of /Encrypt; borrowed */
	GPtrArray *ids;		/* PdfObject of kind string; borrowed */
	guint loaded;
	guint searches;
	guint tables;		/* trailers that were there */
} Crypt;

/* From weak to strong; the names are those of the configuration. */
static const char *const schemes[] = {
	"pdf-pubkey-des", "pdf-pubkey-rc2",
	"pdf-rc4-40", "pdf-rc4-48", "pdf-rc4-56", "pdf-rc4-64", "pdf-rc4-80",
	"pdf-rc4-96", "pdf-rc4-112", "pdf-rc4-128", "pdf-pubkey-rc4-40",
	"pdf-pubkey-rc4-128", "pdf-aes128", "pdf-pubkey-aes128",
	"pdf-aes256-r5", "pdf-aes256", "pdf-pubkey-aes256",
};

static void take_scheme(PdfCrypt *ret, const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (ret->scheme && g_str_equal(ret->scheme, schemes[i]))
			return;
		if (g_str_equal(name, schemes[i])) {
			ret->scheme = schemes[i];
			return;
		}
	}
}

static PdfObject *read_tree(Crypt *crypt, gsize at)
{
	gsize most = MIN(crypt->size, at + TREE_MOST);
	PdfObject *tree = pdf_object_read(crypt->bytes, most, &at);

	g_ptr_array_add(crypt->trees, tree);
	return tree;
}

static gboolean has_string(const GPtrArray *all, const PdfObject *string)
{
	for (guint i = 0; i < all->len; i++) {
		const PdfObject *one = all->pdata[i];

		if (one->bytes->len == string->bytes->len &&
		    memcmp(one->bytes->data, string->bytes->data,
			   one->bytes->len) == 0)
			return TRUE;
	}
	return FALSE;
}

static void take_trailer(Crypt *crypt, const PdfObject *trailer)
{
	const PdfObject *said = pdf_object_get(trailer, "Encrypt");
	const PdfObject *id = pdf_object_get(trailer, "ID");

	crypt->tables += trailer->kind == PDF_DICTIONARY;
	if (said && said->kind != PDF_NOTHING)
		g_ptr_array_add(crypt->said, (gpointer)(guintptr)said);
	if (id && id->kind == PDF_ARRAY && id->items->len > 0) {
		PdfObject *first = id->items->pdata[0];

		if (first->kind == PDF_STRING && crypt->ids->len < IDS_MAX &&
		    !has_string(crypt->ids, first))
			g_ptr_array_add(crypt->ids, first);
	}
}

/* Of a file that was appended to again and again the first and the last tell
 * enough; a file that has more says it on purpose. */
static void read_trailers(Crypt *crypt)
{
	static const char word[] = "trailer";
	gsize at = 0;
	const guint8 *found;

	while (crypt->said->len < TRAILERS_MAX &&
	       (found = memmem(crypt->bytes + at, crypt->size - at, word,
			       strlen(word))) != NULL &&
	       document_goes_on(crypt->document)) {
		at = (gsize)(found - crypt->bytes) + strlen(word);
		take_trailer(crypt, read_tree(crypt, at));
	}
}

static void read_tables(Crypt *crypt)
{
	gsize at = 0;

	while (crypt->said->len < TRAILERS_MAX &&
	       (at = pdf_stream_next(crypt->bytes, crypt->size, at)) <
	       crypt->size && document_goes_on(crypt->document)) {
		PdfObject *dictionary =
			pdf_stream_dictionary(crypt->bytes, at);

		at += strlen("stream");
		if (!pdf_object_get(dictionary, "Encrypt") &&
		    !g_str_equal(pdf_object_name(dictionary, "Type"),
				 "XRef")) {
			pdf_object_free(dictionary);
			continue;
		}
		g_ptr_array_add(crypt->trees, dictionary);
		take_trailer(crypt, dictionary);
	}
}

/* Reads the whole number that ends before @at, and the blanks before it. */
static gint64 number_before(const guint8 *bytes, gsize *at)
{
	gint64 value = 0, place = 1;
	gsize end;

	while (*at > 0 && g_ascii_isspace(bytes[*at - 1]))
		--*at;
	for (end = *at; *at > 0 && end - *at < 10 &&
	     g_ascii_isdigit(bytes[*at - 1]); --*at, place *= 10)
		value += place * (bytes[*at - 1] - '0');
	return *at < end ? value : -1;
}

/* All objects of that number, in all revisions: @each of them. */
static void find_objects(Crypt *crypt, gint64 number, GPtrArray *ret)
{
	const guint8 *found;
	gsize at = 0;

	if (crypt->searches++ >= SEARCHES_MAX)
		return;
	while (crypt->loaded < LOADED_MAX &&
	       (found = memmem(crypt->bytes + at, crypt->size - at, "obj",
			       3)) != NULL) {
		gsize before = (gsize)(found - crypt->bytes);

		at = before + 3;
		if (number_before(crypt->bytes, &before) < 0 ||
		    number_before(crypt->bytes, &before) != number)
			continue;
		crypt->loaded++;
		g_ptr_array_add(ret, read_tree(crypt, at));
	}
}

/* The value, behind a reference where there is one. */
static const PdfObject *get(Crypt *crypt, const PdfObject *from,
			    const char *key)
{
	const PdfObject *value = pdf_object_get(from, key);
	g_autoptr(GPtrArray) found = NULL;

	if (!value || value->kind != PDF_REFERENCE)
		return value;
	found = g_ptr_array_new();
	find_objects(crypt, value->number, found);
	return found->len > 0 ? found->pdata[found->len - 1] : NULL;
}

static gint64 get_number(Crypt *crypt, const PdfObject *from, const char *key,
			 gint64 otherwise)
{
	const PdfObject *value = get(crypt, from, key);

	return value && (value->kind == PDF_NUMBER ||
			 value->kind == PDF_BOOLEAN) ?
	       value->number : otherwise;
}

static gboolean copy_string(Crypt *crypt, const PdfObject *from,
			    const char *key, guint least, guint8 *ret)
{
	const PdfObject *value = get(crypt, from, key);

	if (!value || value->kind != PDF_STRING || value->bytes->len < least)
		return FALSE;
	memcpy(ret, value->bytes->data, MIN(value->bytes->len, 48u));
	return TRUE;
}

/* ---- crypt filters ------------------------------------------------------- */

/* Bits of the key; some write bytes. */
static guint key_bits(gint64 length, guint otherwise)
{
	if (length >= 5 && length < 40)
		length *= 8;
	return length >= 40 && length <= 256 ? (guint)length : otherwise;
}

static const char *rc4_scheme(guint bits, gboolean is_public)
{
	static const struct { guint bits; const char *scheme; } sizes[] = {
		{ 128, "pdf-rc4-128" }, { 112, "pdf-rc4-112" },
		{ 96, "pdf-rc4-96" }, { 80, "pdf-rc4-80" },
		{ 64, "pdf-rc4-64" }, { 56, "pdf-rc4-56" },
		{ 48, "pdf-rc4-48" },
	};

	if (is_public)
		return bits >= 128 ? "pdf-pubkey-rc4-128" : "pdf-pubkey-rc4-40";
	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		if (bits >= sizes[i].bits)
			return sizes[i].scheme;
	}
	return "pdf-rc4-40";
}

static void take_filter(Crypt *crypt, const PdfObject *dictionary,
			const PdfObject *filter, gboolean is_public)
{
	const char *method = pdf_object_name(filter, "CFM");
	gint64 revision = get_number(crypt, dictionary, "R", 0);
	guint bits = key_bits(get_number(crypt, filter, "Length", 0), 128);
	gboolean is_aes3 = g_str_equal(method, "AESV3");

	/* They go together (PDF 2.0, 7.6.5). Where they do not, poppler takes
	 * the file for a plain one, and who knows what others do. */
	if (is_aes3 != (get_number(crypt, dictionary, "V", 0) == 5))
		crypt->ret->is_strange = TRUE;
	if (g_str_equal(method, "V2"))
		take_scheme(crypt->ret, rc4_scheme(bits, is_public));
	else if (g_str_equal(method, "AESV2"))
		take_scheme(crypt->ret, is_public ? "pdf-pubkey-aes128" :
			    "pdf-aes128");
	else if (is_aes3)
		take_scheme(crypt->ret, is_public ? "pdf-pubkey-aes256" :
			    revision == 5 ? "pdf-aes256-r5" : "pdf-aes256");
	else
		crypt->ret->is_strange = TRUE;
}

/* The filter that @use, "StmF" or "StrF", names; NULL: what is left as it
 * is, or not found. */
static const PdfObject *filter_for(Crypt *crypt, const PdfObject *dictionary,
				   const char *use)
{
	const char *name = pdf_object_name(dictionary, use);
	const PdfObject *filters = get(crypt, dictionary, "CF");
	const PdfObject *filter;

	if (!*name || g_str_equal(name, "Identity")) {
		crypt->ret->is_identity = TRUE;
		return NULL;
	}
	filter = get(crypt, filters, name);
	if (!filter || filter->kind != PDF_DICTIONARY)
		crypt->ret->is_strange = TRUE;
	return filter;
}

static gboolean has_attachments(const Crypt *crypt)
{
	return memmem(crypt->bytes, crypt->size, "/EmbeddedFile", 13) != NULL;
}

static void take_filters(Crypt *crypt, const PdfObject *dictionary,
			 gboolean is_public)
{
	const PdfObject *streams = filter_for(crypt, dictionary, "StmF");
	const PdfObject *strings = filter_for(crypt, dictionary, "StrF");
	const PdfObject *files = pdf_object_get(dictionary, "EFF");

	if (streams)
		take_filter(crypt, dictionary, streams, is_public);
	if (strings)
		take_filter(crypt, dictionary, strings, is_public);
	if (files && g_str_equal(pdf_object_name(dictionary, "EFF"),
				 "Identity") && has_attachments(crypt))
		crypt->ret->is_identity = TRUE;
}

/* ---- passwords ----------------------------------------------------------- */

static void add_lock(PdfCrypt *ret, const PdfLock *lock)
{
	if (ret->count == PDF_LOCKS_MAX) {
		ret->is_strange = TRUE;
		return;
	}
	for (guint i = 0; i < ret->count; i++) {
		if (memcmp(&ret->locks[i], lock, sizeof(*lock)) == 0)
			return;
	}
	ret->locks[ret->count++] = *lock;
}

static void add_with_ids(Crypt *crypt, PdfLock *lock)
{
	if (crypt->ids->len == 0 || lock->revision > 4)
		add_lock(crypt->ret, lock);
	for (guint i = 0; lock->revision <= 4 && i < crypt->ids->len; i++) {
		const PdfObject *id = crypt->ids->pdata[i];

		if (id->bytes->len > PDF_LOCK_ID_MAX) {
			crypt->ret->is_strange = TRUE;
			continue;
		}
		memset(lock->id, 0, sizeof(lock->id));
		memcpy(lock->id, id->bytes->data, id->bytes->len);
		lock->id_size = (guint8)id->bytes->len;
		add_lock(crypt->ret, lock);
	}
}

/* Programs take the length of the key from several places. */
static void add_lengths(Crypt *crypt, PdfLock *lock, guint bits)
{
	const guint sizes[] = { bits / 8, 5, 16 };
	guint count = lock->revision == 2 || lock->revision > 4 ? 1 :
		      bits == 128 && lock->revision == 4 ? 1 : 3;

	for (guint i = 0; i < count; i++) {
		lock->key_size = (guint8)CLAMP(sizes[i], 5, 16);
		add_with_ids(crypt, lock);
	}
}

/* Version and revision that do not go together: both are tried. */
static void take_passwords(Crypt *crypt, const PdfObject *dictionary,
			   gint64 version, gint64 revision)
{
	guint bits = key_bits(get_number(crypt, dictionary, "Length", 0),
			      version >= 4 ? 128 : 40);
	guint32 permissions = (guint32)get_number(crypt, dictionary, "P", 0);
	PdfLock lock = {
		.revision = (guint8)revision,
		.leaves_metadata = get_number(crypt, dictionary,
					      "EncryptMetadata", 1) == 0,
	};
	guint least = revision >= 5 ? 48 : revision == 2 ? 32 : 16;

	for (guint i = 0; i < 4; i++)
		lock.permissions[i] = (guint8)(permissions >> (8 * i));
	if (!copy_string(crypt, dictionary, "O", revision >= 5 ? 48 : 32,
			 lock.owner) ||
	    !copy_string(crypt, dictionary, "U", least, lock.user)) {
		crypt->ret->is_strange = TRUE;
		return;
	}
	add_lengths(crypt, &lock, version >= 4 && revision == 4 ? 128 : bits);
	if (version < 4 && revision == 4)
		add_lengths(crypt, &lock, 40);
	if ((version == 1) != (revision == 2) && revision <= 3) {
		lock.revision = revision == 2 ? 3 : 2;
		add_lengths(crypt, &lock, bits);
	}
}

static void take_standard(Crypt *crypt, const PdfObject *dictionary)
{
	gint64 version = get_number(crypt, dictionary, "V", 0);
	gint64 revision = get_number(crypt, dictionary, "R", 0);
	guint bits = version == 1 ? 40 : key_bits(
		get_number(crypt, dictionary, "Length", 0), 40);

	if (version < 1 || version > 5 || version == 3 || revision < 2 ||
	    revision > 6) {
		crypt->ret->is_strange = TRUE;
		return;
	}
	if (version < 4)
		take_scheme(crypt->ret, rc4_scheme(bits, FALSE));
	else
		take_filters(crypt, dictionary, FALSE);
	if ((version == 5) != (revision >= 5))
		crypt->ret->is_strange = TRUE;
	take_passwords(crypt, dictionary, version, revision);
}

/* ---- public keys --------------------------------------------------------- */

static void take_recipient(Crypt *crypt, const PdfObject *recipient)
{
	g_autoptr(Judgement) judgement = NULL;

	if (recipient->kind == PDF_STRING)
		judgement = cms_judge(recipient->bytes->data,
				      recipient->bytes->len, PUBLIC_MOST,
				      NULL);
	if (!judgement || judgement->protection == PROTECTION_UNKNOWN)
		crypt->ret->is_strange = TRUE;
	else if (judgement->protection == PROTECTION_NONE)
		crypt->ret->is_identity = TRUE;
	else
		crypt->ret->needs_key = TRUE;
	/* What keeps the key is as weak as it is. */
	if (judgement && judgement->scheme &&
	    strstr(judgement->scheme, "rc2"))
		take_scheme(crypt->ret, "pdf-pubkey-rc2");
	if (judgement && judgement->scheme &&
	    (g_str_has_suffix(judgement->scheme, "-des") ||
	     strstr(judgement->scheme, "-des-cbc")))
		take_scheme(crypt->ret, "pdf-pubkey-des");
}

static void take_recipients(Crypt *crypt, const PdfObject *from)
{
	const PdfObject *all = get(crypt, from, "Recipients");

	if (!all || (all->kind != PDF_ARRAY && all->kind != PDF_STRING)) {
		crypt->ret->is_strange = TRUE;
		return;
	}
	if (all->kind == PDF_STRING)
		take_recipient(crypt, all);
	for (guint i = 0; all->kind == PDF_ARRAY && i < all->items->len; i++)
		take_recipient(crypt, all->items->pdata[i]);
}

static void take_public(Crypt *crypt, const PdfObject *dictionary)
{
	gint64 version = get_number(crypt, dictionary, "V", 0);
	const PdfObject *filter;

	if (version < 1 || version > 5 || version == 3) {
		crypt->ret->is_strange = TRUE;
		return;
	}
	if (version < 4) {
		guint bits = version == 1 ? 40 : key_bits(
			get_number(crypt, dictionary, "Length", 0), 40);

		take_scheme(crypt->ret, rc4_scheme(bits, TRUE));
		take_recipients(crypt, dictionary);
		return;
	}
	take_filters(crypt, dictionary, TRUE);
	filter = filter_for(crypt, dictionary, "StmF");
	if (filter)
		take_recipients(crypt, filter);
}

static gboolean is_public(const PdfObject *dictionary)
{
	const char *by = pdf_object_name(dictionary, "SubFilter");

	return g_str_equal(by, "adbe.pkcs7.s3") ||
	       g_str_equal(by, "adbe.pkcs7.s4") ||
	       g_str_equal(by, "adbe.pkcs7.s5");
}

static void take_dictionary(Crypt *crypt, const PdfObject *dictionary)
{
	const char *handler = pdf_object_name(dictionary, "Filter");

	if (g_str_equal(handler, "Standard"))
		take_standard(crypt, dictionary);
	else if (is_public(dictionary))
		take_public(crypt, dictionary);
	else
		crypt->ret->is_strange = TRUE;
}

static void take_said(Crypt *crypt)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, NULL);

	for (guint i = 0; i < crypt->said->len; i++) {
		const PdfObject *said = crypt->said->pdata[i];
		g_autoptr(GPtrArray) found = g_ptr_array_new();
		gint64 *number = g_new(gint64, 1);

		*number = said->number;
		if (said->kind != PDF_REFERENCE) {
			g_free(number);
			take_dictionary(crypt, said);
			continue;
		}
		if (!g_hash_table_add(seen, number))
			continue;
		find_objects(crypt, said->number, found);
		if (found->len == 0)
			crypt->ret->is_strange = TRUE;
		for (guint k = 0; k < found->len; k++)
			take_dictionary(crypt, found->pdata[k]);
	}
}

/* The end of the file is missing, and with it what names the dictionary and
 * what a password is tried with; but there is one. */
static void take_unnamed(Crypt *crypt)
{
	static const char mark[] = "/AuthEvent", other[] = "/Standard";
	const guint8 *found = memmem(crypt->bytes, crypt->size, other,
				     strlen(other));
	const PdfObject *dictionary;
	gsize at, least;

	if (!found)
		found = memmem(crypt->bytes, crypt->size, mark, strlen(mark));
	if (!found)
		return;
	at = (gsize)(found - crypt->bytes);
	least = at > NAMED_WITHIN ? at - NAMED_WITHIN : 0;
	while (at > least && (memcmp(crypt->bytes + at, "obj", 3) != 0))
		at--;
	dictionary = read_tree(crypt, at + (at > least ? 3 : 0));
	if (!pdf_object_get(dictionary, "Filter") ||
	    !pdf_object_get(dictionary, "V"))
		return;
	take_dictionary(crypt, dictionary);
	crypt->ret->is_there = TRUE;
	crypt->ret->is_strange = TRUE;
}

static void free_tree(gpointer tree)
{
	pdf_object_free(tree);
}

void pdf_crypt_read(Document *document, const guint8 *bytes, gsize size,
		    PdfCrypt *ret)
{
	g_autoptr(GPtrArray) trees = g_ptr_array_new_with_free_func(free_tree);
	g_autoptr(GPtrArray) said = g_ptr_array_new();
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	Crypt crypt = {
		.document = document, .bytes = bytes, .size = size,
		.ret = ret, .trees = trees, .said = said, .ids = ids,
	};

	*ret = (PdfCrypt){ 0 };
	read_trailers(&crypt);
	read_tables(&crypt);
	ret->is_there = said->len > 0;
	take_said(&crypt);
	if (crypt.tables == 0)
		take_unnamed(&crypt);
	if (said->len >= TRAILERS_MAX || crypt.loaded >= LOADED_MAX ||
	    crypt.searches >= SEARCHES_MAX || ids->len == IDS_MAX)
		ret->is_strange = TRUE;
}
