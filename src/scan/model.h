/*
 * Models and data sets: files of one folder, cache snapshot or archive are one component, whose
 * parts they are. What each file says of itself comes as METADATA facts of its format module; here
 * it is decided what belongs together, what it is called and which of it are the component's
 * attributes.
 *
 * METADATA facts that count, by `source`:
 *
 *   counted       parameters, types: sums over tensors
 *   config        config.json and its like
 *   pairs         GGUF
 *   __metadata__  safetensors
 *   format        key "format": the title of a format that has no reader
 *   hub           key "commit": the revision that was downloaded into the folder
 *   model         key is an attribute of the component already (cards, MLflow, Ollama)
 *   dataset       the same for a data set
 */
#pragma once

#include "scan/inventory.h"

struct models;

/* Borrows the report. */
struct models *models_new(struct report *report);
void models_free(struct models *models);

/* Takes a fact about an artifact that is open. */
void models_fact(struct models *models, struct artifact *artifact, const struct fact *fact);

/* The artifact is closed: its formats and digest are known. */
void models_close(struct models *models, struct artifact *artifact);

/* Gives the components to the inventory. Once, after the last artifact and before
 * inventory_finish(). */
void models_finish(struct models *models, struct inventory *inventory);
