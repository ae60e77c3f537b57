/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-recipients.h - for whom a CMS object is enveloped (RFC 5652 6.2).
 */
#ifndef CONTAINERS_CMS_RECIPIENTS_H
#define CONTAINERS_CMS_RECIPIENTS_H

#include "containers/ber.h"

/*
 * What is wrong with a SET OF RecipientInfo: nobody in it, or somebody whose
 * encrypted key is none. NULL: nothing. Static.
 */
const char *cms_recipients_defect(const BerItem *recipients);

#endif
