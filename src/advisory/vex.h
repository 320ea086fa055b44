/*
 * What VEX statements say of findings. A statement is about a finding when it names its advisory by
 * any of its names, and its component: type, namespace and name of the package URL are the same,
 * the version too where the statement has one, and so is each qualifier that the statement has.
 * About a part of a product it is when the product is in the tree too.
 *
 * Of several statements about one finding the latest counts. One that says not affected or fixed
 * accepts the finding, which stays in the report; malware is accepted by none. Each statement is in
 * the report's acceptances, also one that comes to nothing, with the reason.
 */
#pragma once

#include "core/report.h"

struct vex_book;

struct vex_book *vex_book_new(struct report *report);
void vex_book_free(struct vex_book *book);

/* Takes a fact of eco/vex; `document` (a name for people) is borrowed until the end. */
void vex_book_add(struct vex_book *book, const char *document, const struct fact *fact);

/* Once, when all findings of advisories are there. */
void vex_book_apply(struct vex_book *book);
