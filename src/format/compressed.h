/* What the formats of one compressed run share: the run is inflated and read as an artifact of its
 * own, under the name without the suffix; what follows the run is read by itself. */
#pragma once

#include "format/format.h"
#include "format/job.h"

/* `suffixes`, ended by NULL: of names that stand for the run ("x.gz"). Where the suffix says more
 * ("x.tgz"), "=" and what stands instead follow: ".tgz=.tar". */
void compressed_read(struct job *job, struct span bytes, enum codec codec,
		     const char *const *suffixes);

/* The bid for a run with a magic number: a file that is cut within it counts if its name says so.
 */
unsigned compressed_bid(const struct probe *probe, struct span magic, const char *const *suffixes);

/* Whether the name ends with one of the suffixes. */
bool compressed_named(struct span name, const char *const *suffixes);

/* For codecs without a magic number. Whether `head` of `size` bytes in all inflates to something; a
 * run that ends before its first byte of output counts only where `named`. */
bool compressed_tries(enum codec codec, struct span head, uint64_t size, bool named);

/* The same as compressed_read(), but declined when nothing speaks for such a run: other bytes
 * inflate to something, too, before they turn out to be corrupt. */
void compressed_try_read(struct job *job, struct span bytes, enum codec codec,
			 const char *const *suffixes);

/* The bytes after the frames that zstd and lz4 readers skip (RFC 8878 section 3.1.2). */
struct span compressed_skip_frames(struct span head);
