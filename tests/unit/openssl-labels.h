/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * openssl-labels.h - ASN.1 by a recipe, and signed objects that bear
 * attributes, both made by OpenSSL.
 */
#ifndef TESTS_UNIT_OPENSSL_LABELS_H
#define TESTS_UNIT_OPENSSL_LABELS_H

#include <string.h>

#include <glib.h>
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/conf.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* As `openssl asn1parse -genconf`: "asn1=..." and sections. */
static inline GByteArray *generated(const char *recipe)
{
	BIO *bio = BIO_new_mem_buf(recipe, -1);
	CONF *conf = NCONF_new(NULL);
	GByteArray *der = g_byte_array_new();
	unsigned char *bytes = NULL;
	long line;
	ASN1_TYPE *type;
	int size;

	g_assert_cmpint(NCONF_load_bio(conf, bio, &line), ==, 1);
	type = ASN1_generate_nconf(NCONF_get_string(conf, NULL, "asn1"), conf);
	g_assert_nonnull(type);
	size = i2d_ASN1_TYPE(type, &bytes);
	g_assert_cmpint(size, >, 0);
	g_byte_array_append(der, bytes, (guint)size);
	OPENSSL_free(bytes);
	ASN1_TYPE_free(type);
	NCONF_free(conf);
	BIO_free(bio);
	return der;
}

static inline X509 *certificate(EVP_PKEY *key)
{
	X509 *cert = X509_new();
	X509_NAME *name = X509_get_subject_name(cert);

	ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	X509_gmtime_adj(X509_getm_notBefore(cert), 0);
	X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
	X509_set_pubkey(cert, key);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
				   (const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(cert, name);
	g_assert_cmpint(X509_sign(cert, key, EVP_sha256()), >, 0);
	return cert;
}

/* @content signed by as many signers as there are @attributes (GByteArray,
 * NULL for none), each with one of @oid. */
static inline GByteArray *signed_object(const char *content,
					gboolean is_detached, const char *oid,
					GByteArray *const *attributes,
					guint signers)
{
	unsigned int flags = CMS_BINARY | CMS_PARTIAL |
			     (is_detached ? CMS_DETACHED : 0);
	BIO *bio = BIO_new_mem_buf(content, -1);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, bio, flags);
	ASN1_OBJECT *type = OBJ_txt2obj(oid, 1);
	GByteArray *der = g_byte_array_new();
	unsigned char *bytes = NULL;
	int size;

	for (guint i = 0; i < signers; i++) {
		EVP_PKEY *key = EVP_EC_gen("P-256");
		X509 *cert = certificate(key);
		CMS_SignerInfo *info = CMS_add1_signer(cms, cert, key, NULL,
						       flags);

		g_assert_nonnull(info);
		if (attributes[i])
			g_assert_cmpint(CMS_signed_add1_attr_by_OBJ(
				info, type, attributes[i]->data[0] == 0x31 ?
				V_ASN1_SET : V_ASN1_SEQUENCE,
				attributes[i]->data,
				(int)attributes[i]->len), ==, 1);
		X509_free(cert);
		EVP_PKEY_free(key);
	}
	g_assert_cmpint(CMS_final(cms, bio, NULL, flags), ==, 1);
	size = i2d_CMS_ContentInfo(cms, &bytes);
	g_byte_array_append(der, bytes, (guint)size);
	OPENSSL_free(bytes);
	CMS_ContentInfo_free(cms);
	ASN1_OBJECT_free(type);
	BIO_free(bio);
	return der;
}

#endif
