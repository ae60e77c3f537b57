/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms.c - S/MIME and other CMS (RFC 5652, RFC 8551) by its structure.
 *
 * Our own reading finds content, cipher and what stands around them; OpenSSL
 * must read the same bytes the same way before anything counts as secret.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  OpenSSL's error queue of this thread is emptied.
 * Limits:   whether a recipient's key or password is any good is not judged.
 */
#include "containers/cms.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "containers/ber.h"
#include "containers/cms-cipher.h"
#include "containers/cms-signers.h"
#include "containers/type.h"
#include "containers/unpack.h"

/* How much of a ciphertext is looked at. */
#define CIPHERTEXT_LOOK ((gsize)4096)

#define PEM_BEGIN "-----BEGIN "
#define PEM_END "-----END "
#define PEM_DASHES "-----"

#define TIME_SPAN_INFLATE (10 * G_TIME_SPAN_SECOND)

static const char *const pem_labels[] = { "CMS", "PKCS7",
					  "PKCS #7 SIGNED DATA" };

typedef struct Job {
	const guint8 *bytes;	/* the whole ContentInfo */
	gsize size;
	gsize max_bytes;
	Judgement *judgement;
} Job;

typedef struct Kind {
	const char *oid;
	gsize oid_size;
	/* @in stands within the SEQUENCE of the type; FALSE: malformed. */
	gboolean (*judge)(Job *job, Ber in);
	gboolean is_octets;	/* no SEQUENCE: id-data */
} Kind;

static const Kind *kind_of(const BerItem *oid);

static void complain(Job *job, ProblemKind kind, const char *what)
{
	judgement_complain(job->judgement, kind, what);
}

/* CMS within CMS stands there without its ContentInfo: gives it one. */
static GByteArray *content_info(const BerItem *oid, const GByteArray *content)
{
	static const guint8 end[] = { 0, 0, 0, 0 };
	GByteArray *out = g_byte_array_sized_new(content->len + 32);
	guint8 begin[] = { 0x30, 0x80, BER_OID, (guint8)oid->size };
	static const guint8 context[] = { 0xa0, 0x80 };

	g_byte_array_append(out, begin, sizeof(begin));
	g_byte_array_append(out, oid->body, (guint)oid->size);
	g_byte_array_append(out, context, sizeof(context));
	g_byte_array_append(out, content->data, content->len);
	g_byte_array_append(out, end, sizeof(end));
	return out;
}

static void inside_set(Job *job, const BerItem *oid, GByteArray *content)
{
	const Kind *kind = kind_of(oid);
	Judgement *judgement = job->judgement;

	if (kind && !kind->is_octets) {
		judgement->inside = content_info(oid, content);
		g_byte_array_unref(content);
		return;
	}
	judgement->inside = content;
	judgement->inside_is_entity = kind &&
		type_is_entity(content->data, content->len);
}

/*
 * EncapsulatedContentInfo. PKCS #7 1.5 allowed any type where CMS has an
 * OCTET STRING; then the whole item is the content.
 */
static gboolean encapsulated(Job *job, Ber *in, BerItem *ret_oid,
			     GByteArray **ret_content)
{
	BerItem sequence, wrapped, content;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Ber within;

	if (!ber_take(in, BER_SEQUENCE, &sequence))
		return FALSE;
	within = ber_enter(&sequence);
	if (!ber_take(&within, BER_OID, ret_oid))
		return FALSE;
	*ret_content = NULL;
	if (within.at == within.end)
		return TRUE;
	if (!ber_take(&within, 0xa0, &wrapped) || within.at != within.end)
		return FALSE;
	within = ber_enter(&wrapped);
	if (!ber_next(&within, &content) || within.at != within.end)
		return FALSE;
	if ((content.tag & ~BER_CONSTRUCTED) != BER_OCTETS)
		g_byte_array_append(bytes, wrapped.body, (guint)wrapped.size);
	else if (!ber_octets(&content, bytes, G_MAXSIZE, NULL))
		return FALSE;
	if (bytes->len > job->max_bytes) {
		g_byte_array_set_size(bytes, (guint)job->max_bytes);
		complain(job, PROBLEM_LIMIT, "signed content over the limit");
	}
	*ret_content = g_steal_pointer(&bytes);
	return TRUE;
}

static gboolean judge_data(Job *job, Ber in)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	BerItem content;

	if (!ber_next(&in, &content) ||
	    (content.tag & ~BER_CONSTRUCTED) != BER_OCTETS ||
	    !ber_octets(&content, bytes, job->max_bytes, NULL))
		return FALSE;
	job->judgement->inside_is_entity =
		type_is_entity(bytes->data, bytes->len);
	job->judgement->inside = g_steal_pointer(&bytes);
	return TRUE;
}

/* SignedData and DigestedData: version, algorithms, content. */
static gboolean judge_signed(Job *job, Ber in)
{
	BerItem version, algorithms, oid;
	GByteArray *content;

	if (!ber_take(&in, BER_INTEGER, &version) ||
	    !ber_next(&in, &algorithms) ||
	    !encapsulated(job, &in, &oid, &content))
		return FALSE;
	if (content)
		inside_set(job, &oid, content);
	else
		job->judgement->type = g_strdup("application/pkcs7-signature");
	cms_signers_read(in, job->judgement);
	return TRUE;
}

/* AuthenticatedData: readable by everybody, like a signature. */
static gboolean judge_authenticated(Job *job, Ber in)
{
	BerItem skipped, oid;
	GByteArray *content;

	if (!ber_take(&in, BER_INTEGER, &skipped))
		return FALSE;
	(void)ber_take(&in, 0xa0, &skipped);
	if (!ber_take(&in, BER_SET, &skipped) ||
	    !ber_take(&in, BER_SEQUENCE, &skipped))
		return FALSE;
	(void)ber_take(&in, 0xa1, &skipped);
	if (!encapsulated(job, &in, &oid, &content))
		return FALSE;
	if (content)
		inside_set(job, &oid, content);
	return TRUE;
}

static const struct {
	ProblemKind kind;
	const char *what;
} inflate_problems[] = {
	[UNPACK_WHOLE] = { PROBLEM_COUNT, NULL },
	[UNPACK_LIMIT] = { PROBLEM_LIMIT, "compressed content over the limit" },
	[UNPACK_TIMEOUT] = { PROBLEM_LIMIT,
			     "compressed content took too long" },
	[UNPACK_BROKEN] = { PROBLEM_MALFORMED,
			    "compressed content is damaged" },
};

static gboolean judge_compressed(Job *job, Ber in)
{
	BerItem version, algorithm, oid;
	g_autoptr(GByteArray) packed = NULL;
	g_autoptr(GByteArray) content = g_byte_array_new();
	UnpackEnd end;

	if (!ber_take(&in, BER_INTEGER, &version) ||
	    !ber_take(&in, BER_SEQUENCE, &algorithm) ||
	    !encapsulated(job, &in, &oid, &packed))
		return FALSE;
	if (!packed)
		return TRUE;
	/* zlib is the only algorithm there is (RFC 3274). */
	end = unpack_inflate(packed->data, packed->len, UNPACK_ZLIB,
			     job->max_bytes,
			     g_get_monotonic_time() + TIME_SPAN_INFLATE,
			     content, NULL);
	if (end != UNPACK_WHOLE)
		complain(job, inflate_problems[end].kind,
			 inflate_problems[end].what);
	inside_set(job, &oid, g_steal_pointer(&content));
	return TRUE;
}

/* Whether OpenSSL, too, reads all of it as the same type with content. */
static gboolean openssl_agrees(const Job *job)
{
	const unsigned char *at = job->bytes;
	CMS_ContentInfo *cms;
	ASN1_OCTET_STRING **content;
	gboolean agrees;

	if (job->size > G_MAXINT32)
		return FALSE;
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)job->size);
	content = cms ? CMS_get0_content(cms) : NULL;
	agrees = content && *content && at == job->bytes + job->size;
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return agrees;
}

static void judge_ciphertext(Job *job, const CmsCipher *cipher,
			     const BerItem *content, const GByteArray *look,
			     gsize size)
{
	Judgement *judgement = job->judgement;

	if (type_is_plain(look->data, look->len)) {
		judgement->inside = g_byte_array_new();
		(void)ber_octets(content, judgement->inside, job->max_bytes,
				 NULL);
		judgement->note =
			g_strdup("said to be encrypted, but readable");
		complain(job, PROBLEM_MALFORMED,
			 "CMS content is not encrypted");
		return;
	}
	judgement->protection = PROTECTION_SECRET;
	if (!cipher)
		complain(job, PROBLEM_FAILED,
			 "unknown CMS content cipher");
	else if (cipher->block != 0 && size % cipher->block != 0)
		complain(job, PROBLEM_MALFORMED,
			 "CMS content is no whole number of cipher blocks");
	if (judgement->protection == PROTECTION_SECRET && !openssl_agrees(job))
		complain(job, PROBLEM_MALFORMED,
			 "CMS that does not hold together");
}

/* EncryptedContentInfo. */
static gboolean encrypted_content(Job *job, Ber *in)
{
	g_autoptr(GByteArray) look = g_byte_array_new();
	BerItem sequence, type, algorithm, content;
	CmsCipher cipher;
	gboolean known;
	gsize size;
	Ber within;

	if (!ber_take(in, BER_SEQUENCE, &sequence))
		return FALSE;
	within = ber_enter(&sequence);
	if (!ber_take(&within, BER_OID, &type) ||
	    !ber_take(&within, BER_SEQUENCE, &algorithm))
		return FALSE;
	known = cms_cipher(&algorithm, &cipher);
	job->judgement->scheme = g_strdup(known ? cipher.scheme
						: "smime-unknown");
	if (within.at == within.end) {
		job->judgement->note = g_strdup("no encrypted content");
		return TRUE;
	}
	if (!ber_next(&within, &content) || within.at != within.end ||
	    (content.tag & ~BER_CONSTRUCTED) != BER_CONTEXT_0 ||
	    !ber_octets(&content, look, CIPHERTEXT_LOOK, &size))
		return FALSE;
	if (size == 0)
		job->judgement->note = g_strdup("no encrypted content");
	else
		judge_ciphertext(job, known ? &cipher : NULL, &content, look,
				 size);
	return TRUE;
}

/* EnvelopedData and AuthEnvelopedData. */
static gboolean judge_enveloped(Job *job, Ber in)
{
	BerItem version, originator, recipients;

	if (!ber_take(&in, BER_INTEGER, &version))
		return FALSE;
	(void)ber_take(&in, 0xa0, &originator);
	if (!ber_take(&in, BER_SET, &recipients) ||
	    !encrypted_content(job, &in))
		return FALSE;
	if (recipients.size == 0)
		complain(job, PROBLEM_MALFORMED,
			 "enveloped for nobody: no recipient information");
	return TRUE;
}

static gboolean judge_encrypted(Job *job, Ber in)
{
	BerItem version;

	return ber_take(&in, BER_INTEGER, &version) &&
	       encrypted_content(job, &in);
}

/* PKCS #7 only, and gone from CMS: nobody here reads it. */
static gboolean judge_signed_and_enveloped(Job *job, Ber in)
{
	(void)in;
	job->judgement->protection = PROTECTION_UNKNOWN;
	complain(job, PROBLEM_FAILED, "PKCS #7 signedAndEnvelopedData");
	return TRUE;
}

#define PKCS7 "\x2a\x86\x48\x86\xf7\x0d\x01\x07"
#define SMIME "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01"
#define OID(s) s, sizeof(s) - 1

static const Kind kinds[] = {
	{ OID(PKCS7 "\x01"), judge_data, TRUE },
	{ OID(PKCS7 "\x02"), judge_signed, FALSE },
	{ OID(PKCS7 "\x03"), judge_enveloped, FALSE },
	{ OID(PKCS7 "\x04"), judge_signed_and_enveloped, FALSE },
	{ OID(PKCS7 "\x05"), judge_signed, FALSE },
	{ OID(PKCS7 "\x06"), judge_encrypted, FALSE },
	{ OID(SMIME "\x02"), judge_authenticated, FALSE },
	{ OID(SMIME "\x09"), judge_compressed, FALSE },
	{ OID(SMIME "\x17"), judge_enveloped, FALSE },
};

static const Kind *kind_of(const BerItem *oid)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (oid->size == kinds[i].oid_size &&
		    memcmp(oid->body, kinds[i].oid, oid->size) == 0)
			return &kinds[i];
	}
	return NULL;
}

/*
 * The kind by the first bytes alone, whether the rest is there or not: a
 * SEQUENCE that begins with one of our OIDs.
 */
static const Kind *kind_at(const guint8 *bytes, gsize size)
{
	BerItem oid;
	gsize at = 2;
	Ber in;

	if (size < 15 || bytes[0] != BER_SEQUENCE)
		return NULL;
	if (bytes[1] > 0x80)
		at += bytes[1] & 0x7f;
	if (at >= size)
		return NULL;
	in = (Ber){ bytes + at, bytes + size };
	return ber_take(&in, BER_OID, &oid) ? kind_of(&oid) : NULL;
}

/* Where the base64 of a PEM block begins; 0 where there is none. */
static gsize pem_begin(const char *text, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(pem_labels); i++) {
		g_autofree char *line = g_strconcat(PEM_BEGIN, pem_labels[i],
						    PEM_DASHES, NULL);
		gsize length = strlen(line);

		if (size > length && memcmp(text, line, length) == 0)
			return length;
	}
	return 0;
}

/*
 * The object without base64 or PEM around it. *ret_end: where that ends.
 */
static GByteArray *unwrap(const guint8 *bytes, gsize size, gsize *ret_end)
{
	const char *text = (const char *)bytes;
	gsize at = 0, used;
	gboolean is_pem;
	GByteArray *out;

	while (at < size && g_ascii_isspace(text[at]))
		at++;
	at += pem_begin(text + at, size - at);
	is_pem = at > 0 && text[at - 1] == '-';
	out = unpack_base64(bytes + at, size - at, &used);
	at += used;
	if (is_pem && size - at > strlen(PEM_END) &&
	    memcmp(text + at, PEM_END, strlen(PEM_END)) == 0) {
		const char *stop = g_strstr_len(text + at + strlen(PEM_END),
						(gssize)MIN(size - at -
							    strlen(PEM_END),
							    64), PEM_DASHES);

		if (stop)
			at = (gsize)(stop - text) + strlen(PEM_DASHES);
	}
	*ret_end = at;
	return out;
}

/* Enough of the beginning to tell, decoded. */
static gboolean is_wrapped(const guint8 *bytes, gsize size)
{
	g_autoptr(GByteArray) head = NULL;
	gsize at = 0, end;

	while (at < size && g_ascii_isspace((char)bytes[at]))
		at++;
	if (at == size || (bytes[at] != 'M' && bytes[at] != '-'))
		return FALSE;
	head = unwrap(bytes + at, MIN(size - at, 256), &end);
	return kind_at(head->data, head->len) != NULL;
}

gboolean cms_is(const guint8 *bytes, gsize size)
{
	if (size == 0)
		return FALSE;
	return kind_at(bytes, size) != NULL || is_wrapped(bytes, size);
}

/* Malformed: whatever was thought of it so far no longer holds. */
static void give_up(Job *job, const char *what)
{
	job->judgement->protection = PROTECTION_UNKNOWN;
	complain(job, PROBLEM_MALFORMED, what);
}

static void judge_object(Job *job)
{
	Ber in = { job->bytes, job->bytes + job->size };
	BerItem info, oid, content, sequence;
	const Kind *kind;
	const guint8 *rest;

	if (!ber_take(&in, BER_SEQUENCE, &info)) {
		give_up(job, "CMS object is cut or damaged");
		return;
	}
	rest = in.at;
	job->size = (gsize)(rest - job->bytes);
	in = ber_enter(&info);
	if (!ber_take(&in, BER_OID, &oid) || !(kind = kind_of(&oid)) ||
	    !ber_take(&in, 0xa0, &content) || in.at != in.end) {
		give_up(job, "CMS object is damaged");
		return;
	}
	in = ber_enter(&content);
	if (!kind->is_octets) {
		if (!ber_take(&in, BER_SEQUENCE, &sequence)) {
			give_up(job, "CMS object is damaged");
			return;
		}
		in = ber_enter(&sequence);
	}
	if (!kind->judge(job, in))
		give_up(job, "CMS object is damaged");
}

/* What follows base64 or PEM is there for everybody to read. */
static void judge_beside(Job *job, const guint8 *bytes, gsize size)
{
	Judgement *judgement = job->judgement;

	if (unpack_is_blank(bytes, size))
		return;
	judgement->protection = PROTECTION_NONE;
	g_free(judgement->note);
	judgement->note = g_strdup("text behind the CMS object");
	if (judgement->inside) {
		complain(job, PROBLEM_MALFORMED, "text behind the CMS object");
		return;
	}
	judgement->inside = g_byte_array_new();
	g_byte_array_append(judgement->inside, bytes,
			    (guint)MIN(size, job->max_bytes));
}

Judgement *cms_judge(const guint8 *bytes, gsize size, gsize max_bytes)
{
	g_autoptr(GByteArray) unwrapped = NULL;
	Job job = { bytes, size, MIN(max_bytes, G_MAXINT32), NULL };
	gsize whole = size, end = size;

	if (!cms_is(bytes, size))
		return NULL;
	if (!kind_at(bytes, size)) {
		unwrapped = unwrap(bytes, size, &end);
		job.bytes = unwrapped->data;
		job.size = whole = unwrapped->len;
	}
	job.judgement = judgement_new();
	judge_object(&job);
	if (!job.judgement->type)
		job.judgement->type = g_strdup("application/pkcs7-mime");
	if (!unpack_is_blank(job.bytes + job.size, whole - job.size))
		complain(&job, PROBLEM_MALFORMED,
			 "bytes behind the CMS object");
	judge_beside(&job, bytes + end, size - end);
	return job.judgement;
}
