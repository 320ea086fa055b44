/*
 * Texts that agents follow: what is wrong in them whatever they are called.
 *
 *   agent-hidden-text        characters that nobody sees spell a text
 *   agent-zero-width         a run of characters without width
 *   agent-direction          marks that turn the order of the shown text
 *   agent-fetch-and-run      a command that fetches a program and runs it
 *   agent-inline-credential  a credential as its issuer writes it; only where it stands is told
 */
#pragma once

#include "format/job.h"

/* `offset` is that of the text in the artifact. */
void agent_text_judge(struct job *job, struct span text, uint64_t offset);
