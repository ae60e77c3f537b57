/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-recipients.c - for whom a CMS object is enveloped (RFC 5652 6.2).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   whether a recipient's key is any good is not judged.
 */
#include "containers/cms-recipients.h"

#include <string.h>

#include <openssl/objects.h>

#include "containers/type.h"
#include "locks/cms-lock.h"

/* An RSA key of 512 bits encrypts to 64 bytes; a shorter "encrypted key" has
 * the size of the key itself. */
#define TRANSPORTED_LEAST ((gsize)60)
/* The shortest key, wrapped. */
#define WRAPPED_LEAST ((gsize)16)

static const char bad_key[] = "a recipient without an encrypted key";

static gboolean is_key(const BerItem *item, gsize least)
{
	return item->tag == BER_OCTETS && item->size >= least &&
	       !type_is_plain(item->body, item->size);
}

/* The last item is the encrypted key. */
static gboolean ends_in_key(Ber in, gsize least)
{
	BerItem item = { 0 };

	while (in.at < in.end) {
		if (!ber_next(&in, &item))
			return FALSE;
	}
	return is_key(&item, least);
}

/* KeyAgreeRecipientInfo ends in a SEQUENCE of keys with their owners. */
static gboolean agrees(Ber in)
{
	BerItem item = { 0 }, one;
	guint keys = 0;

	while (in.at < in.end) {
		if (!ber_next(&in, &item))
			return FALSE;
	}
	if (item.tag != BER_SEQUENCE)
		return FALSE;
	for (in = ber_enter(&item); in.at < in.end; keys++) {
		if (!ber_take(&in, BER_SEQUENCE, &one) ||
		    !ends_in_key(ber_enter(&one), WRAPPED_LEAST))
			return FALSE;
	}
	return keys > 0;
}

/* OtherRecipientInfo can be anything; of it the one that is a key
 * encapsulation (RFC 9629) is known to be none that shows the key. */
static gboolean is_encapsulation(Ber in)
{
	static const guint8 kem[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
		0x01, 0x09, 0x10, 0x0d, 0x03 };
	BerItem oid, item;

	return ber_take(&in, BER_OID, &oid) && oid.size == sizeof kem &&
	       memcmp(oid.body, kem, sizeof kem) == 0 &&
	       ber_take(&in, BER_SEQUENCE, &item) &&
	       ends_in_key(ber_enter(&item), WRAPPED_LEAST);
}

const char *cms_recipients_defect(const BerItem *recipients)
{
	Ber in = ber_enter(recipients);
	const char *defect = "enveloped for nobody: no recipient information";
	BerItem one;

	for (; in.at < in.end; defect = NULL) {
		gboolean fine;

		if (!ber_next(&in, &one))
			return bad_key;
		switch (one.tag) {
		case BER_SEQUENCE:
			fine = ends_in_key(ber_enter(&one),
					   TRANSPORTED_LEAST);
			break;
		case 0xa1:
			fine = agrees(ber_enter(&one));
			break;
		case 0xa2:
		case 0xa3:
			fine = ends_in_key(ber_enter(&one), WRAPPED_LEAST);
			break;
		case 0xa4:
			fine = is_encapsulation(ber_enter(&one));
			break;
		default:
			fine = FALSE;
		}
		if (!fine)
			return bad_key;
	}
	return defect;
}

/* ---- passwords ------------------------------------------------------------ */

/* OpenSSL's short name for an identifier; NULL: it knows none. Static. */
static const char *name_of(const BerItem *oid)
{
	guint8 der[2 + 64] = { BER_OID, (guint8)oid->size };
	const unsigned char *at = der;
	ASN1_OBJECT *object;
	int nid;

	if (oid->size == 0 || oid->size > sizeof der - 2)
		return NULL;
	memcpy(der + 2, oid->body, oid->size);
	object = d2i_ASN1_OBJECT(NULL, &at, (long)oid->size + 2);
	nid = object ? OBJ_obj2nid(object) : NID_undef;
	ASN1_OBJECT_free(object);
	return nid == NID_undef ? NULL : OBJ_nid2sn(nid);
}

static const char *hash_of(const char *hmac)
{
	static const struct {
		const char *hmac, *hash;
	} names[] = {
		{ "hmacWithSHA1", "SHA1" }, { "hmacWithSHA224", "SHA224" },
		{ "hmacWithSHA256", "SHA256" }, { "hmacWithSHA384", "SHA384" },
		{ "hmacWithSHA512", "SHA512" },
	};

	for (guint i = 0; hmac && i < G_N_ELEMENTS(names); i++) {
		if (strcmp(names[i].hmac, hmac) == 0)
			return names[i].hash;
	}
	return NULL;
}

/* AlgorithmIdentifier: moves @within behind the identifier. */
static const char *algorithm(Ber *in, guint8 tag, Ber *within)
{
	BerItem item, oid;

	if (!ber_take(in, tag, &item))
		return NULL;
	*within = ber_enter(&item);
	return ber_take(within, BER_OID, &oid) ? name_of(&oid) : NULL;
}

/* PBKDF2-params (RFC 8018 A.2), which stand behind its identifier. */
static gboolean read_derivation(Ber in, CmsPassword *password)
{
	BerItem parameters, salt, count, length;
	const char *hmac = "hmacWithSHA1";
	Ber within, hash;

	if (!ber_take(&in, BER_SEQUENCE, &parameters))
		return FALSE;
	within = ber_enter(&parameters);
	if (!ber_take(&within, BER_OCTETS, &salt) ||
	    !ber_take(&within, BER_INTEGER, &count) || count.size > 7)
		return FALSE;
	(void)ber_take(&within, BER_INTEGER, &length);
	if (within.at < within.end)
		hmac = algorithm(&within, BER_SEQUENCE, &hash);
	password->hash = hash_of(hmac);
	password->salt = salt.body;
	password->salt_size = salt.size;
	for (gsize i = 0; i < count.size; i++)
		password->iterations = password->iterations << 8 |
				       count.body[i];
	return password->hash != NULL;
}

/* PasswordRecipientInfo: version, derivation, how the key is wrapped, key. */
static Lock *password_lock(Ber in)
{
	CmsPassword password = { 0 };
	BerItem version, start, key;
	const char *name;
	Ber derivation, wrap, cipher;

	if (!ber_take(&in, BER_INTEGER, &version))
		return NULL;
	name = algorithm(&in, 0xa0, &derivation);
	if (!name || strcmp(name, "PBKDF2") != 0 ||
	    !read_derivation(derivation, &password))
		return NULL;
	name = algorithm(&in, BER_SEQUENCE, &wrap);
	if (!name || strcmp(name, "id-alg-PWRI-KEK") != 0)
		return NULL;
	password.cipher = algorithm(&wrap, BER_SEQUENCE, &cipher);
	if (!password.cipher || !ber_take(&cipher, BER_OCTETS, &start) ||
	    !ber_take(&in, BER_OCTETS, &key))
		return NULL;
	password.start = start.body;
	password.start_size = start.size;
	password.key = key.body;
	password.key_size = key.size;
	return cms_lock_new(&password);
}

Lock *cms_recipients_lock(const BerItem *recipients)
{
	Ber in = ber_enter(recipients);
	Lock *lock = NULL;
	BerItem one;

	while (!lock && in.at < in.end && ber_next(&in, &one)) {
		if (one.tag == 0xa3)
			lock = password_lock(ber_enter(&one));
	}
	return lock;
}
