/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * check.h - what no single setting can tell: names, references, sense.
 */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config/config.h"
#include "config/grammar.h"

/* Whether @config, filled from @root, can work at all. */
gboolean config_check(const Config *config, const Section *root,
		      GError **error);

#endif
