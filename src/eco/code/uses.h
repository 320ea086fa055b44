/*
 * What a program uses, from the events of its source: services whose libraries it imports or whose
 * addresses it calls, models and data sets that it names where such a library takes them, servers
 * and agents that it defines. Facts:
 *
 *   component {kind service, name, supplier, role, sdk, origin}
 *   component {kind model | dataset, ecosystem, namespace, name, version, revision, provider, task}
 *   component {kind agent | service, name}: what the program itself is
 *   anomaly remote-code {detail}: the code that lies beside a model is run, whatever it is then
 *   anomaly remote-code-pinned {detail}: the same, at one commit
 */
#pragma once

#include "eco/code/sdk.h"
#include "format/job.h"

struct uses;

struct uses *uses_new(struct job *job, enum language language);

/* A cell of a notebook, from 1; told with each fact. 0: none. */
void uses_set_cell(struct uses *uses, uint64_t cell);

/* For struct code_sink: context is the uses. */
void uses_event(void *uses, const struct code_event *event);

/* Tells what only the whole file shows. Returns whether anything was told at all. */
bool uses_finish(struct uses *uses);
