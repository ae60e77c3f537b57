/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * office-xor.c - XOR obfuscation of Excel ([MS-OFFCRYPTO] 2.3.7.1, 2.3.7.2).
 *
 * Runs in:  worker.
 * Trusts:   its callers: words are of 1 to OFFICE_XOR_MAX bytes.
 * Effects:  none.
 */
#include "locks/office-xor.h"

#include <string.h>

static const guint16 initial[OFFICE_XOR_MAX] = {
	0xe1f0, 0x1d0f, 0xcc9c, 0x84c0, 0x110c, 0x0e10, 0xf1ce, 0x313e,
	0x1872, 0xe139, 0xd40f, 0x84f9, 0x280c, 0xa96a, 0x4ec3
};

/* A row for each character, counted from the end; a column for each bit. */
static const guint16 matrix[OFFICE_XOR_MAX][7] = {
	{ 0xaefc, 0x4dd9, 0x9bb2, 0x2745, 0x4e8a, 0x9d14, 0x2a09 },
	{ 0x7b61, 0xf6c2, 0xfda5, 0xeb6b, 0xc6f7, 0x9dcf, 0x2bbf },
	{ 0x4563, 0x8ac6, 0x05ad, 0x0b5a, 0x16b4, 0x2d68, 0x5ad0 },
	{ 0x0375, 0x06ea, 0x0dd4, 0x1ba8, 0x3750, 0x6ea0, 0xdd40 },
	{ 0xd849, 0xa0b3, 0x5147, 0xa28e, 0x553d, 0xaa7a, 0x44d5 },
	{ 0x6f45, 0xde8a, 0xad35, 0x4a4b, 0x9496, 0x390d, 0x721a },
	{ 0xeb23, 0xc667, 0x9cef, 0x29ff, 0x53fe, 0xa7fc, 0x5fd9 },
	{ 0x47d3, 0x8fa6, 0x0f6d, 0x1eda, 0x3db4, 0x7b68, 0xf6d0 },
	{ 0xb861, 0x60e3, 0xc1c6, 0x93ad, 0x377b, 0x6ef6, 0xddec },
	{ 0x45a0, 0x8b40, 0x06a1, 0x0d42, 0x1a84, 0x3508, 0x6a10 },
	{ 0xaa51, 0x4483, 0x8906, 0x022d, 0x045a, 0x08b4, 0x1168 },
	{ 0x76b4, 0xed68, 0xcaf1, 0x85c3, 0x1ba7, 0x374e, 0x6e9c },
	{ 0x3730, 0x6e60, 0xdcc0, 0xa9a1, 0x4363, 0x86c6, 0x1dad },
	{ 0x3331, 0x6662, 0xccc4, 0x89a9, 0x0373, 0x06e6, 0x0dcc },
	{ 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48c4 },
};

static const guint8 padding[OFFICE_XOR_MAX] = {
	0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80,
	0x00, 0xbe, 0x0f, 0x00, 0xbf, 0x0f, 0x00
};

static guint turn(guint verifier, guint8 byte)
{
	return ((verifier >> 14 & 1) | (verifier << 1 & 0x7fff)) ^ byte;
}

guint16 office_xor_verifier(const guint8 *word, gsize size)
{
	guint verifier = 0;

	for (gsize i = size; i > 0; i--)
		verifier = turn(verifier, word[i - 1]);
	return (guint16)(turn(verifier, (guint8)size) ^ 0xce4b);
}

guint16 office_xor_key(const guint8 *word, gsize size)
{
	guint key = initial[size - 1];

	/* Both the characters and the rows from the end. */
	for (gsize i = 0; i < size; i++) {
		guint8 byte = word[size - 1 - i];
		const guint16 *row = matrix[OFFICE_XOR_MAX - 1 - i];

		for (guint bit = 0; bit < 7; bit++) {
			if (byte >> (6 - bit) & 1)
				key ^= row[6 - bit];
		}
	}
	return (guint16)key;
}

static guint8 rotate(guint value)
{
	return (guint8)((value & 0xff) >> 1 | (value & 1) << 7);
}

/* Characters, then padding, each with a byte of the key in turn. */
void office_xor_pattern(const guint8 *word, gsize size, guint16 key,
			guint8 ret_pattern[16])
{
	for (gsize i = 0; i < 16; i++) {
		guint8 byte = i < size ? word[i] : padding[i - size];

		ret_pattern[i] = rotate(byte ^ (i % 2 == 0 ? key & 0xff
							   : key >> 8));
	}
}
