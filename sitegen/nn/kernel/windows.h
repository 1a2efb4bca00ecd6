#ifndef SITEGEN_WINDOWS_H
#define SITEGEN_WINDOWS_H

#include <stdint.h>

/* Images with channels last, and the windows over them: sizes, kernel, stride and padding, down and across. */
typedef struct {
  intptr_t batch, height, width, channels;
  intptr_t kernel[2], stride[2], padding[2];
  intptr_t down, across;
} Windows;

/* im2col and col2im, see sitegen/nn/columns.py; `scatter_windows` adds to `image`. */
void gather_windows(const float *image, float *columns, Windows w);
void scatter_windows(const float *columns, float *image, Windows w);

/* The largest number of every window, and dy sent back to its first place; no padding. See sitegen/nn/pooling.py. */
void pool_windows(const float *image, float *y, Windows w);
void pool_windows_backward(const float *image, const float *y, const float *grad, float *to, Windows w);

#endif
