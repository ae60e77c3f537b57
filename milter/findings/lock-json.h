/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lock-json.h - one FoundLock as JSON, and back without believing it.
 */
#ifndef FINDINGS_LOCK_JSON_H
#define FINDINGS_LOCK_JSON_H

#include <jansson.h>

#include "findings/findings.h"

/* (transfer full) */
json_t *lock_to_json(const FoundLock *lock);

/* The part is of any name; whether it is there the caller knows. NULL where
 * lock_to_json() would not write that. (transfer full) (nullable) */
FoundLock *lock_from_json(json_t *json);

#endif
