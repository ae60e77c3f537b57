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
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "containers/ber.h"
#include "containers/cms-cipher.h"
#include "containers/cms-recipients.h"
#include "containers/cms-signers.h"
#include "containers/cms-wrapping.h"
#include "containers/readable.h"
#include "containers/type.h"
#include "containers/unpack.h"

/* A type, a time, and what a key's owner prefers; an authentication code. */
#define ATTRIBUTES_SIZE ((gsize)256)
#define MAC_SIZE ((gsize)64)

#define TIME_SPAN_INFLATE (10 * G_TIME_SPAN_SECOND)

typedef struct Job {
	const guint8 *bytes;	/* the whole ContentInfo */
	gsize size;
	gsize max_bytes;
	Keyring *keyring;	/* nullable */
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

	/* Some write a whole object there all the same. */
	if (kind && !kind->is_octets && !cms_is(content->data, content->len)) {
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
	gsize used = 0;

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
			     content, &used);
	if (end != UNPACK_WHOLE)
		complain(job, inflate_problems[end].kind,
			 inflate_problems[end].what);
	else if (used < packed->len)
		complain(job, PROBLEM_MALFORMED,
			 "bytes behind compressed content");
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

/* Hands out what was said to be encrypted and is not. */
static void give_readable(Job *job, const guint8 *bytes, gsize size,
			  const char *note, const char *what)
{
	Judgement *judgement = job->judgement;

	judgement->protection = PROTECTION_NONE;
	g_free(judgement->note);
	judgement->note = g_strdup(note);
	complain(job, PROBLEM_MALFORMED, what);
	if (judgement->inside)
		return;
	judgement->inside = g_byte_array_new();
	g_byte_array_append(judgement->inside, bytes,
			    (guint)MIN(size, job->max_bytes));
}

static void judge_ciphertext(Job *job, const CmsCipher *cipher,
			     const GByteArray *content)
{
	Judgement *judgement = job->judgement;

	if (readable_is(content->data, content->len)) {
		give_readable(job, content->data, content->len,
			      "said to be encrypted, but readable",
			      "CMS content is not encrypted");
		return;
	}
	judgement->protection = PROTECTION_SECRET;
	if (!cipher)
		complain(job, PROBLEM_FAILED,
			 "unknown CMS content cipher");
	else if (cipher->block != 0 && content->len % cipher->block != 0)
		complain(job, PROBLEM_MALFORMED,
			 "CMS content is no whole number of cipher blocks");
	if (judgement->protection == PROTECTION_SECRET && !openssl_agrees(job))
		complain(job, PROBLEM_MALFORMED,
			 "CMS that does not hold together");
}

/*
 * Attributes and the authentication code that may stand behind encrypted
 * content. The attributes that programs write are a type and a time: more is
 * content that anybody can read.
 */
static gboolean judge_behind(Job *job, Ber in)
{
	BerItem item;

	while (in.at < in.end) {
		if (!ber_next(&in, &item))
			return FALSE;
		if (item.tag == BER_OCTETS && item.size <= MAC_SIZE)
			continue;
		if (item.tag != 0xa1 && item.tag != 0xa2)
			return FALSE;
		if (item.size > ATTRIBUTES_SIZE)
			give_readable(job, item.body, item.size,
				      "attributes that are not encrypted",
				      "more in attributes that are not "
				      "encrypted than a type and a time");
	}
	return TRUE;
}

/* EncryptedContentInfo. */
static gboolean encrypted_content(Job *job, Ber *in)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	BerItem sequence, type, algorithm, content;
	CmsCipher cipher;
	gboolean known;
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
	    !ber_octets(&content, bytes, G_MAXSIZE, NULL))
		return FALSE;
	if (bytes->len == 0)
		job->judgement->note = g_strdup("no encrypted content");
	else
		judge_ciphertext(job, known ? &cipher : NULL, bytes);
	return TRUE;
}

/* What a password gave, which is content of the type that was said. */
static void give_opened(Job *job, const char *word)
{
	const unsigned char *at = job->bytes;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at,
						   (long)job->size);
	BIO *out = BIO_new(BIO_s_mem());
	g_autofree guint8 *copy = (guint8 *)g_strdup(word);
	GByteArray *inside = g_byte_array_new();
	char *bytes;
	long size;

	if (!cms || !out ||
	    CMS_decrypt_set1_password(cms, copy, -1) <= 0 ||
	    CMS_decrypt(cms, NULL, NULL, NULL, out, 0) <= 0)
		complain(job, PROBLEM_MALFORMED,
			 "CMS content that was opened is damaged");
	size = out ? BIO_get_mem_data(out, &bytes) : 0;
	if (size > 0)
		g_byte_array_append(inside, (const guint8 *)bytes,
				    (guint)MIN((gsize)size, job->max_bytes));
	if ((gsize)size > job->max_bytes)
		complain(job, PROBLEM_LIMIT, "CMS content over the limit");
	g_clear_pointer(&job->judgement->inside, g_byte_array_unref);
	job->judgement->inside = inside;
	job->judgement->inside_is_entity = type_is_entity(inside->data,
							  inside->len);
	OPENSSL_cleanse(copy, strlen((const char *)copy));
	BIO_free(out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
}

/* Tries passwords where one of the recipients is one. */
static void try_words(Job *job, const BerItem *recipients)
{
	static const char *const known[] = { "", NULL };
	Judgement *judgement = job->judgement;
	g_autoptr(Lock) lock = cms_recipients_lock(recipients);
	Key key;

	if (!lock || judgement->protection != PROTECTION_SECRET)
		return;
	(void)keyring_gave_up(job->keyring);
	key = keyring_open(job->keyring, lock, known);
	if (key.word) {
		judgement->protection = PROTECTION_NONE;
		judgement->opened = key.opened;
		give_opened(job, key.word);
		return;
	}
	judgement->gave_up = keyring_gave_up(job->keyring);
	if (judgement->gave_up)
		judgement->protection = PROTECTION_UNKNOWN;
	judgement->lock = g_steal_pointer(&lock);
}

/* EnvelopedData and AuthEnvelopedData. */
static gboolean judge_enveloped(Job *job, Ber in)
{
	BerItem version, originator = { 0 }, recipients;
	const char *defect;

	if (!ber_take(&in, BER_INTEGER, &version))
		return FALSE;
	(void)ber_take(&in, 0xa0, &originator);
	if (!ber_take(&in, BER_SET, &recipients) ||
	    !encrypted_content(job, &in) || !judge_behind(job, in))
		return FALSE;
	defect = cms_recipients_defect(&recipients);
	if (defect)
		complain(job, PROBLEM_MALFORMED, defect);
	if (readable_is(originator.body, originator.size))
		give_readable(job, originator.body, originator.size,
			      "text where certificates should be",
			      "text where an originator's certificates "
			      "should be");
	try_words(job, &recipients);
	return TRUE;
}

static gboolean judge_encrypted(Job *job, Ber in)
{
	BerItem version;

	return ber_take(&in, BER_INTEGER, &version) &&
	       encrypted_content(job, &in) && judge_behind(job, in);
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

/* Enough of the beginning to tell, decoded. */
static gboolean is_wrapped(const guint8 *bytes, gsize size)
{
	g_autoptr(GByteArray) head = NULL;
	gsize at = 0, end;

	while (at < size && g_ascii_isspace((char)bytes[at]))
		at++;
	if (at == size || (bytes[at] != 'M' && bytes[at] != '-'))
		return FALSE;
	head = cms_unwrap(bytes + at, MIN(size - at, 256), &end);
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

/* Bytes behind the object, within the same wrapping if any. */
static void judge_rest(Job *job, const guint8 *bytes, gsize size)
{
	static const char what[] = "bytes behind the CMS object";

	if (unpack_is_blank(bytes, size))
		return;
	if (readable_is(bytes, size))
		give_readable(job, bytes, size, what, what);
	else
		complain(job, PROBLEM_MALFORMED, what);
}

Judgement *cms_judge(const guint8 *bytes, gsize size, gsize max_bytes,
		     Keyring *keyring)
{
	g_autoptr(GByteArray) unwrapped = NULL;
	Job job = { bytes, size, MIN(max_bytes, G_MAXINT32), keyring, NULL };
	gsize whole = size, end = size;

	if (!cms_is(bytes, size))
		return NULL;
	if (!kind_at(bytes, size)) {
		unwrapped = cms_unwrap(bytes, size, &end);
		job.bytes = unwrapped->data;
		job.size = whole = unwrapped->len;
	}
	job.judgement = judgement_new();
	judge_object(&job);
	if (!job.judgement->type)
		job.judgement->type = g_strdup("application/pkcs7-mime");
	judge_rest(&job, job.bytes + job.size, whole - job.size);
	judge_beside(&job, bytes + end, size - end);
	return job.judgement;
}
