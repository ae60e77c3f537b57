/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_type.c - types by content, of anything.
 */
#include <stddef.h>
#include <stdint.h>

#include "containers/type.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_assert(type_by_content(bytes, size) != NULL);
	(void)type_is_entity(bytes, size);
	(void)type_is_plain(bytes, size);
	return 0;
}
