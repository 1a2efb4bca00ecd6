#ifndef SITEGEN_PRODUCT_H
#define SITEGEN_PRODUCT_H

#include <stdbool.h>
#include <stdint.h>

/* A matrix anywhere in memory: steps are counted in numbers, and may be zero or negative. */
typedef struct {
  const float *data;
  intptr_t row, column;
} View;

/* Write a·b, (rows, depth)·(depth, columns), to `out`, whose rows follow each other, or add it to what is there.
   Nothing may be empty. */
void product(View a, View b, float *out, intptr_t rows, intptr_t columns, intptr_t depth, bool add);

#endif
