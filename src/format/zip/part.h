/* The parts of zip_open(), each in a file of its own. */
#pragma once

#include "format/zip.h"

/* Offsets in the end record, APPNOTE.TXT 4.3.16, and the longest that may follow it. */
enum { ZIP_END_SIZE = 22, ZIP_COMMENT_MAX = 65535 };

/* zip/end.c: finds the end records in the file's tail that are no content of a member, and reads
 * every directory that they lead to. */
void zip_follow_ends(struct zip *zip);

/* How many entries the directories could hold at the most. */
uint64_t zip_count_ahead(struct span file);

/* zip/entry.c: appends the entries of a directory and says where it ends. */
void zip_read_directory(struct zip *zip, size_t directory);

/* Appends the local header at `at`, the data of which end before `limit` when it gives no size.
 * False when no reader would take it for one, or when there is no room. */
bool zip_read_unlisted(struct zip *zip, uint64_t at, uint64_t limit);

/* Where a reader that streams local headers goes on from the one at `at`, which the directory lists
 * as `listed` (or NULL); OFFSET_NONE when there is none. `by_data`: it believes the data, where
 * they tell their end, more than the header. */
uint64_t zip_next_in_stream(const struct zip *zip, const struct zip_entry *listed, uint64_t at,
			    bool by_data);

/* zip/layout.c: orders the entries; finds those that only a reader of local headers comes to,
 * overlaps, gaps, and the entries hidden in gaps. */
void zip_order(struct zip *zip);
void zip_follow_stream(struct zip *zip);
void zip_check_layout(struct job *job, struct zip *zip);

/* Whether [at, end) is nothing but content of one member. */
bool zip_is_content(const struct zip *zip, uint64_t at, uint64_t end);

/* zip/name.c: orders the entries by name; finds names that some readers do not tell apart. */
void zip_check_names(struct zip *zip);

void zip_odd(const struct zip *zip, const char *what, struct span detail, uint64_t offset);
void zip_broken(const struct zip *zip, const char *what, uint64_t offset);

/* Where "PK" and these two bytes are next in [at, end), or OFFSET_NONE. */
uint64_t zip_next_mark(struct span file, uint64_t at, uint64_t end, uint8_t third, uint8_t fourth);
