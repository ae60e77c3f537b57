/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-recipients.h - for whom a CMS object is enveloped (RFC 5652 6.2).
 */
#ifndef CONTAINERS_CMS_RECIPIENTS_H
#define CONTAINERS_CMS_RECIPIENTS_H

#include "containers/ber.h"
#include "locks/lock.h"

/*
 * What is wrong with a SET OF RecipientInfo: nobody in it, or somebody whose
 * encrypted key is none. NULL: nothing. Static.
 */
const char *cms_recipients_defect(const BerItem *recipients);

/*
 * The lock of the first among them who is a password. Returns: (transfer
 * full) (nullable): NULL where there is none, or none that can be tried.
 */
Lock *cms_recipients_lock(const BerItem *recipients);

#endif
