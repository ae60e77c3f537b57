/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_cms.c - CMS: never secret what OpenSSL gives away without a key.
 */
#include <stddef.h>
#include <stdint.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "containers/cms.h"

#define MOST ((gsize)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Opens whatever needs no key: data, signatures, digests. */
static gboolean opens(const uint8_t *bytes, size_t size)
{
	const unsigned char *at = bytes;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	BIO *out = BIO_new(BIO_s_mem());
	gboolean opened = cms && out &&
		(CMS_verify(cms, NULL, NULL, NULL, out,
			    CMS_NO_SIGNER_CERT_VERIFY | CMS_NO_ATTR_VERIFY |
			    CMS_NO_CONTENT_VERIFY) > 0 ||
		 CMS_data(cms, out, 0) > 0 ||
		 CMS_digest_verify(cms, NULL, out, 0) > 0);

	BIO_free(out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return opened;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Keyring) keyring = keyring_new(1, 1);
	g_autoptr(Judgement) judgement = cms_judge(bytes, size, MOST, keyring);

	if (!judgement)
		return 0;
	g_assert(!judgement->inside || judgement->inside->len <= MOST + 64);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem &&
		 !judgement->inside);
	g_assert(!opens(bytes, size));
	return 0;
}
