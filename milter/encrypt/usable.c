/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * usable.c - whether a certificate may be encrypted to, and why not.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the roots; nothing in the certificate.
 * Effects:  none.
 */
#include "encrypt/usable.h"

#include <time.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* NIST SP 800-57: 112 bits of strength, and 128 for curves. */
#define RSA_LEAST_BITS 2048
#define EC_LEAST_BITS 256
/* The same for issuers; refuses SHA-1 in their signatures as well. */
#define SECURITY_LEVEL 2

gint64 usable_time(const ASN1_TIME *when)
{
	struct tm parts;

	if (!when || ASN1_TIME_to_tm(when, &parts) != 1)
		return 0;
	return timegm(&parts);
}

static char *day(const ASN1_TIME *when)
{
	g_autoptr(GDateTime) date =
		g_date_time_new_from_unix_utc(usable_time(when));

	return date ? g_date_time_format(date, "%Y-%m-%d") :
		      g_strdup("an unknown day");
}

/* ---- the key and what it may do ------------------------------------------- */

/* The kinds of keys that CMS of OpenSSL encrypts to. */
static const struct {
	int type;
	const char *name;
	int least_bits;
	guint32 usage;
} keys[] = {
	{ EVP_PKEY_RSA, "RSA", RSA_LEAST_BITS, KU_KEY_ENCIPHERMENT },
	{ EVP_PKEY_EC, "EC", EC_LEAST_BITS, KU_KEY_AGREEMENT },
};

static char *key_defect(X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	int type = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		int bits;

		if (keys[i].type != type)
			continue;
		bits = EVP_PKEY_get_bits(key);
		if (bits < keys[i].least_bits)
			return g_strdup_printf("has a weak %s key of %d bits "
					       "(%d are needed)", keys[i].name,
					       bits, keys[i].least_bits);
		/* All bits are set where no usage is stated. */
		if (X509_get_key_usage(certificate) & keys[i].usage)
			return NULL;
		return g_strdup("is not for encryption (key usage)");
	}
	return g_strdup("has a kind of key that nothing can be encrypted to");
}

static char *purpose_defect(X509 *certificate)
{
	guint32 usage = X509_get_extended_key_usage(certificate);

	return usage & XKU_SMIME ? NULL :
	       g_strdup("is not for mail (extended key usage)");
}

static char *time_defect(const X509 *certificate, gint64 now)
{
	const ASN1_TIME *from = X509_get0_notBefore(certificate);
	const ASN1_TIME *until = X509_get0_notAfter(certificate);
	g_autofree char *date = NULL;

	if (usable_time(from) > now) {
		date = day(from);
		return g_strdup_printf("is not valid before %s", date);
	}
	if (usable_time(until) >= now)
		return NULL;
	date = day(until);
	return g_strdup_printf("expired on %s", date);
}

/* ---- the chain ------------------------------------------------------------ */

static const struct {
	int code;
	const char *words;
} chain_words[] = {
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "is of an unknown issuer" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	  "is of an unknown issuer" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	  "is of an unknown issuer" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "is of an unknown issuer" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "is of an untrusted issuer" },
	{ X509_V_ERR_CERT_REVOKED, "is revoked" },
	{ X509_V_ERR_UNABLE_TO_GET_CRL,
	  "cannot be checked: a revocation list is missing" },
	{ X509_V_ERR_CRL_HAS_EXPIRED,
	  "cannot be checked: a revocation list has expired" },
};

static char *chain_reason(int code)
{
	for (guint i = 0; i < G_N_ELEMENTS(chain_words); i++) {
		if (chain_words[i].code == code)
			return g_strdup(chain_words[i].words);
	}
	return g_strdup_printf("is not trusted (%s)",
			       X509_verify_cert_error_string(code));
}

/*
 * OpenSSL's purpose "smimeencrypt" knows RSA only and refuses a key that may
 * do no more than agree; so the certificate itself is judged above, and of
 * that purpose only what it asks of issuers is left to ask.
 */
static char *issuers_defect(X509_STORE_CTX *context)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);

	for (int i = 1; i < sk_X509_num(chain); i++) {
		if (X509_check_purpose(sk_X509_value(chain, i),
				       X509_PURPOSE_SMIME_ENCRYPT, 1) == 0)
			return g_strdup("is of an issuer that is not for mail");
	}
	return NULL;
}

static char *chain_defect(X509 *certificate, const Trust *trust, gint64 now)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *parameters;
	char *defect;

	if (!context || X509_STORE_CTX_init(context, trust->roots, certificate,
					    trust->issuers) != 1) {
		X509_STORE_CTX_free(context);
		return g_strdup("could not be checked");
	}
	parameters = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_time(parameters, now);
	X509_VERIFY_PARAM_set_auth_level(parameters, SECURITY_LEVEL);
	if (trust->revocation)
		X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK |
					    X509_V_FLAG_CRL_CHECK_ALL);
	if (X509_verify_cert(context) == 1)
		defect = issuers_defect(context);
	else
		defect = chain_reason(X509_STORE_CTX_get_error(context));
	X509_STORE_CTX_free(context);
	return defect;
}

char *usable_defect(X509 *certificate, const Trust *trust, gint64 now)
{
	char *defect = time_defect(certificate, now);

	if (!defect)
		defect = key_defect(certificate);
	if (!defect)
		defect = purpose_defect(certificate);
	return defect ? defect : chain_defect(certificate, trust, now);
}
