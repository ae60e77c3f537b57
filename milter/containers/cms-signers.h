/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-signers.h - what the signers of a CMS object say beside its content.
 */
#ifndef CONTAINERS_CMS_SIGNERS_H
#define CONTAINERS_CMS_SIGNERS_H

#include "containers/ber.h"
#include "containers/judgement.h"

/*
 * Collects the security labels (RFC 2634 3) among the signed attributes into
 * @judgement->labels. @in stands behind the EncapsulatedContentInfo. No
 * signature is verified. Of a damaged list it takes what can be read, and
 * says so in ->labels_problem.
 */
void cms_signers_read(Ber in, Judgement *judgement);

#endif
