/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-chain.c - what of a closed folder of 7z makes its lock.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/sevenzip-chain.h"

#include <string.h>

#include "locks/sevenzip-lock.h"

const SevenzipStream *sevenzip_packed(const Sevenzip *sevenzip,
				      const SevenzipFolder *folder, guint i)
{
	return &g_array_index(sevenzip->packed, SevenzipStream,
			      folder->first_packed + i);
}

static const struct {
	guint64 id;
	SevenzipPacked packed;
} packers[] = {
	{ SEVENZIP_COPY, SEVENZIP_PACKED_STORED },
	{ SEVENZIP_LZMA, SEVENZIP_PACKED_LZMA },
	{ SEVENZIP_LZMA2, SEVENZIP_PACKED_LZMA2 },
	{ SEVENZIP_DEFLATE, SEVENZIP_PACKED_DEFLATE },
	{ SEVENZIP_BZIP2, SEVENZIP_PACKED_BZIP2 },
	{ SEVENZIP_PPMD, SEVENZIP_PACKED_PPMD },
};

/* The coder that takes what @cipher decrypts; NULL: nobody does. */
static const SevenzipCoder *packer_of(const SevenzipFolder *folder,
				      const SevenzipCoder *cipher)
{
	for (guint i = 0; i < folder->coders_count; i++) {
		gint8 from = folder->from_coder[folder->coders[i].first_input];

		if (from >= 0 && &folder->coders[from] == cipher)
			return &folder->coders[i];
	}
	return NULL;
}

static void chain_packer(SevenzipChain *chain, const SevenzipFolder *folder,
			 const SevenzipCoder *cipher)
{
	const SevenzipCoder *packer = packer_of(folder, cipher);

	chain->unpacked_size = cipher->size;
	if (!packer)
		return;
	chain->unpacked_size = packer->size;
	chain->packed = SEVENZIP_PACKED_OTHER;
	for (guint i = 0; i < G_N_ELEMENTS(packers); i++) {
		if (packers[i].id == packer->id)
			chain->packed = packers[i].packed;
	}
	if (packer->properties_size > 0)
		memcpy(chain->properties, packer->properties,
		       MIN(packer->properties_size,
			   sizeof(chain->properties)));
}

Lock *sevenzip_lock_of(const Sevenzip *sevenzip, const SevenzipFolder *folder,
		       const guint8 *bytes)
{
	const SevenzipStream *packed = sevenzip_packed(sevenzip, folder, 0);
	const SevenzipCoder *cipher = sevenzip_cipher(folder, 0);
	const SevenzipStream *sub = folder->subs_count > 0 ?
		&g_array_index(sevenzip->subs, SevenzipStream,
			       folder->first_sub) : NULL;
	SevenzipChain chain = { 0 };

	if (!cipher || packed->size == 0 ||
	    packed->size % SEVENZIP_BLOCK != 0 ||
	    cipher->size > packed->size || cipher->size == 0 ||
	    !sevenzip_cipher_read(&chain.cipher, cipher->properties,
				  cipher->properties_size))
		return NULL;
	chain.size = cipher->size;
	chain.bytes = bytes + packed->at;
	chain.bytes_size = (gsize)packed->size;
	chain_packer(&chain, folder, cipher);
	/* With a filter behind the packer the checksum is of its output. */
	if (sub && sub->has_crc && folder->coders_count <= 2) {
		chain.checked_size = sub->size;
		chain.crc = sub->crc;
	}
	return sevenzip_lock_new(&chain);
}
