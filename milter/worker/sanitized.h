/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sanitized.h - whether this is a sanitizer build.
 *
 * Sanitizers reserve terabytes of addresses, read settings from the
 * environment, and tell what they found on standard error.
 */
#ifndef WORKER_SANITIZED_H
#define WORKER_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
