/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * policy-table.h - the rules as a table for people, class by route.
 */
#ifndef CTL_POLICY_TABLE_H
#define CTL_POLICY_TABLE_H

#include "policy/policy.h"

/*
 * What happens to each class on each route, then every rule with its clause.
 * Columns are aligned for a terminal with East Asian width.
 * Returns: (transfer full).
 */
char *policy_table(const Policy *policy);

#endif
