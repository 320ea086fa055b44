/*
 * Configurations that loaders act on: which fields lead to code, and how each is written. Shared by
 * the modules of the notations (JSON, YAML), which hand their value tree over.
 *
 * Facts:
 *
 *     CODE {what, name, value, repo}: a field that names code which a loader imports or runs
 *         auto-map      name: AutoModel, value: module.Class, repo: owner/repo when it is another
 * one pipeline      custom_pipelines, a diffusers component or pipeline of an own module target
 * _target_ of Hydra: value is called with the fields beside it import        a module or class that
 * is imported by name (peft, sentence-transformers ...) keras         value: module.class that
 * Keras makes keras-code    a lambda as marshalled bytecode; value: the names in it object        a
 * serialized Python object (jsonpickle, LangChain, skops): value names it trust trust_remote_code
 * is set METADATA {key, value, source: "config"}: what the model says it is ANOMALY
 * config-path-outside: a file name that leads out of the folder
 *
 * Chat templates go on as artifacts of their own.
 */
#pragma once

#include "base/value.h"
#include "format/job.h"

/* Goes over the tree. Returns whether anything in it is known to a loader of models; if not,
 * nothing was emitted. */
bool config_read(struct job *job, const struct value *root);
