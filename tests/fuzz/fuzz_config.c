/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_config.c - any bytes as a configuration.
 *
 * What is refused says where; what is accepted is printed, and what is
 * printed means the same.
 */
#include "config/config.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(Config) again = NULL;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;

	config = config_parse(size > 0 ? (const char *)data : "", size,
			      "/etc/t.conf", &error);
	if (!config) {
		g_assert_true(g_error_matches(error, FAIL_DOMAIN,
					      FAIL_CONFIG));
		g_assert_true(g_str_has_prefix(error->message,
					       "/etc/t.conf:"));
		return 0;
	}
	first = config_print(config);
	again = config_parse(first, strlen(first), "/etc/t.conf", &error);
	g_assert_no_error(error);
	second = config_print(again);
	g_assert_cmpstr(first, ==, second);
	return 0;
}
