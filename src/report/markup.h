/* What artifacts say, in the notations of other programs: nothing of it becomes a tag, a link, an
 * image or emphasis. Texts may be any bytes; what a reader would act on or hide is spelt out as
 * base/escape.h does. */
#pragma once

#include "base/sink.h"

/* Text or the value of a quoted attribute of XML 1.0 and HTML. */
void markup_xml(struct sink *out, struct span text);

/* Markdown: a code span, the one place where neither CommonMark nor what services add to it
 * (addresses, mentions, numbers of issues, digests of commits) finds a link. `cell` is for tables
 * of GitHub's dialect, where a bar is escaped even in code. Empty text is nothing. */
void markup_code(struct sink *out, struct span text, bool cell);

/* Markdown: a sentence of ours with names of theirs in it. Plain words stay, all else is code. */
void markup_prose(struct sink *out, struct span text);
