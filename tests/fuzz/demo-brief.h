/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * demo-brief.h - the levels of conf/demo.conf as a brief, with no signatures.
 */
#ifndef TESTS_FUZZ_DEMO_BRIEF_H
#define TESTS_FUZZ_DEMO_BRIEF_H

#include "findings/brief.h"

static inline Brief *demo_brief(void)
{
	static const char *const others[] = { "低", "中", "高" };
	Brief *brief = brief_new();

	for (guint rank = 1; rank <= 3; rank++) {
		Level *level = level_new();

		level->name = g_strdup_printf("機密性%u", rank);
		level->rank = rank;
		g_strfreev(level->names);
		level->names = g_new0(char *, 3);
		level->names[0] = g_strdup(level->name);
		level->names[1] = g_strdup_printf("機密性%u(%s)", rank,
						  others[rank - 1]);
		g_ptr_array_add(brief->levels, level);
	}
	g_strfreev(brief->label_headers);
	brief->label_headers = g_strsplit("X-Classification", ",", -1);
	return brief;
}

#endif
