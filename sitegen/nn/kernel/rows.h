#ifndef SITEGEN_ROWS_H
#define SITEGEN_ROWS_H

#include <stdint.h>

/* Number by number; `to` may be `from`. */
void squash(const float *from, float *to, intptr_t count);
void rectify(const float *from, float *to, intptr_t count);

/* Row by row, of `rows` rows of `count` numbers. Formulas: sitegen/nn/activation.py and norm.py. */
void softmax_rows(const float *from, float *to, intptr_t rows, intptr_t count);
void softmax_rows_backward(const float *y, const float *grad, float *to, intptr_t rows, intptr_t count);
void normalise_rows(const float *from, float *to, float *scale, intptr_t rows, intptr_t count, float eps);
void normalise_rows_backward(const float *grad, const float *normal, const float *scale, float *to, intptr_t rows,
                             intptr_t count);

/* One step of Adam, as sitegen/nn/optimizer.py says it. */
typedef struct {
  double beta1, beta2, eps, size, correction;
} Adam;

void adam_step(float *value, const float *grad, float *mean, float *square, intptr_t count, Adam options);

#endif
