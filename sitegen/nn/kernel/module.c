/* The extension module: what Python calls. Every function looks at its arguments first and gives None where NumPy has
   to do the work: another class, dtype or order of bytes, memory that is not in order, nothing to do, or shapes that
   do not fit (NumPy then says what is wrong). Meaning and shapes: the functions of the same names in sitegen/nn. */

#include "abi.h"
#include "product.h"
#include "rows.h"
#include "windows.h"

static void **numpy;
static PyObject *array_type;
static PyObject *none;

typedef NumpyArray Array;
typedef PyObject *const *Arguments;

static PyObject *declined(void) {
  Py_IncRef(none);
  return none;
}

static PyObject *same(PyObject *object) {
  Py_IncRef(object);
  return object;
}

/* An array of float32 in this machine's order that has all these flags, else NULL. */
static Array *array(PyObject *object, int flags) {
  Array *array = (Array *)object;
  if (object->type != array_type) return NULL;
  if (array->descriptor->number != FLOAT32 || array->descriptor->order == '>') return NULL;
  return (array->flags & (flags | ALIGNED)) == (flags | ALIGNED) ? array : NULL;
}

static Array *new_array(int axes, const intptr_t *shape) {
  typedef PyObject *(*New)(PyObject *, int, const intptr_t *, int, const intptr_t *, void *, int, int, PyObject *);
  return (Array *)((New)numpy[NEW_ARRAY])(array_type, axes, shape, FLOAT32, NULL, NULL, 0, 0, NULL);
}

static float *numbers(Array *array) { return (float *)array->data; }

static intptr_t size(const Array *array) {
  intptr_t all = 1;
  for (int axis = 0; axis < array->axes; axis++) all *= array->shape[axis];
  return all;
}

static bool alike(const Array *a, const Array *b) {
  if (a->axes != b->axes) return false;
  for (int axis = 0; axis < a->axes; axis++) {
    if (a->shape[axis] != b->shape[axis]) return false;
  }
  return true;
}

/* Whether two contiguous arrays are the same memory or none of it: NumPy minds where they overlap in part. */
static bool apart(const Array *a, const Array *b) {
  const char *a_end = a->data + size(a) * sizeof(float), *b_end = b->data + size(b) * sizeof(float);
  return a->data == b->data || a_end <= b->data || b_end <= a->data;
}

static intptr_t last_axis(const Array *array) { return array->axes ? array->shape[array->axes - 1] : 0; }

static bool read_number(PyObject *object, double *number) {
  *number = PyFloat_AsDouble(object);
  if (!PyErr_Occurred()) return true;
  PyErr_Clear();
  return false;
}

static bool read_pair(PyObject *object, intptr_t pair[2]) {
  for (int i = 0; i < 2; i++) {
    PyObject *item = PyTuple_GetItem(object, i);
    if (item) pair[i] = PyLong_AsLong(item);
    if (PyErr_Occurred()) {
      PyErr_Clear();
      return false;
    }
  }
  return true;
}

/* --- products ----------------------------------------------------------------------------------------------------- */

enum { MOST_AXES = 8, STEP = sizeof(float) };

static View matrix(const Array *array, const intptr_t *place, int row, int column) {
  const char *from = array->data;
  for (int axis = 0; axis < array->axes - 2; axis++) from += place[axis] * array->strides[axis];
  return (View){(const float *)from, array->strides[row] / STEP, array->strides[column] / STEP};
}

/* Multiply the last two axes, swapped in `a` or `b` if wanted, for every index of the axes before them; the third
   argument, if any, is a vector that every row of the result starts from. */
static PyObject *multiply(Arguments arguments, intptr_t count, bool swap_a, bool swap_b) {
  if (count < 2 || count > 3) return declined();
  Array *a = array(arguments[0], 0), *b = array(arguments[1], 0), *bias = NULL;
  if (!a || !b || a->axes < 2 || a->axes != b->axes || a->axes > MOST_AXES) return declined();
  int last = a->axes - 1, before = a->axes - 2;
  int a_row = swap_a ? last : before, a_column = swap_a ? before : last;
  int b_row = swap_b ? last : before, b_column = swap_b ? before : last;
  intptr_t rows = a->shape[a_row], columns = b->shape[b_column], depth = a->shape[a_column];
  if (depth != b->shape[b_row]) return declined();
  if (count == 3 && arguments[2] != none) {
    bias = array(arguments[2], C_CONTIGUOUS);
    if (!bias || bias->axes != 1 || bias->shape[0] != columns) return declined();
  }
  intptr_t shape[MOST_AXES], place[MOST_AXES] = {0}, matrices = 1;
  for (int axis = 0; axis < before; axis++) {
    if (a->shape[axis] != b->shape[axis]) return declined();
    matrices *= shape[axis] = a->shape[axis];
  }
  if (!rows || !columns || !depth || !matrices) return declined();
  shape[before] = rows, shape[last] = columns;
  Array *result = new_array(a->axes, shape);
  if (!result) return NULL;
  for (float *out = numbers(result); matrices > 0; matrices--, out += rows * columns) {
    if (bias) {
      for (float *to = out; to < out + rows * columns; to += columns) {
        __builtin_memcpy(to, bias->data, columns * sizeof(float));
      }
    }
    View left = matrix(a, place, a_row, a_column), right = matrix(b, place, b_row, b_column);
    product(left, right, out, rows, columns, depth, bias != NULL);
    for (int axis = before - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--) place[axis] = 0;
  }
  return &result->head;
}

#define ENTRY(name) static PyObject *name([[maybe_unused]] PyObject *self, Arguments arguments, intptr_t count)

ENTRY(product_nn) { return multiply(arguments, count, false, false); }

ENTRY(product_nt) { return multiply(arguments, count, false, true); }

ENTRY(product_tn) { return multiply(arguments, count, true, false); }

/* --- numbers and rows --------------------------------------------------------------------------------------------- */

static PyObject *each(Arguments arguments, intptr_t count, void (*apply)(const float *, float *, intptr_t)) {
  Array *x = count ? array(arguments[0], C_CONTIGUOUS) : NULL, *y;
  if (!x || !x->axes || count > 2) return declined();
  if (count == 2 && arguments[1] != none) {
    y = array(arguments[1], C_CONTIGUOUS | WRITEABLE);
    if (!y || !alike(x, y) || !apart(x, y)) return declined();
    same(&y->head);
  } else if (!(y = new_array(x->axes, x->shape))) {
    return NULL;
  }
  apply(numbers(x), numbers(y), size(x));
  return &y->head;
}

ENTRY(tanh) { return each(arguments, count, squash); }

ENTRY(rectified) { return each(arguments, count, rectify); }

ENTRY(softmax) {
  Array *x = count == 1 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  if (!x || !last_axis(x)) return declined();
  Array *y = new_array(x->axes, x->shape);
  if (y) softmax_rows(numbers(x), numbers(y), size(x) / last_axis(x), last_axis(x));
  return (PyObject *)y;
}

ENTRY(softmax_backward) {
  Array *y = count == 2 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  Array *grad = y ? array(arguments[1], C_CONTIGUOUS) : NULL;
  if (!grad || !alike(y, grad) || !last_axis(y)) return declined();
  Array *dx = new_array(y->axes, y->shape);
  if (dx) softmax_rows_backward(numbers(y), numbers(grad), numbers(dx), size(y) / last_axis(y), last_axis(y));
  return (PyObject *)dx;
}

ENTRY(normalise_last) {
  Array *x = count == 2 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  double eps;
  if (!x || !last_axis(x) || x->axes > MOST_AXES || !read_number(arguments[1], &eps)) return declined();
  intptr_t shape[MOST_AXES];
  for (int axis = 0; axis < x->axes; axis++) shape[axis] = x->shape[axis];
  shape[x->axes - 1] = 1;
  PyObject *both = PyTuple_New(2);
  Array *normal = both ? new_array(x->axes, x->shape) : NULL;
  if (normal) PyTuple_SetItem(both, 0, &normal->head);
  Array *scale = normal ? new_array(x->axes, shape) : NULL;
  if (scale) PyTuple_SetItem(both, 1, &scale->head);
  if (!scale) {
    if (both) Py_DecRef(both);
    return NULL;
  }
  normalise_rows(numbers(x), numbers(normal), numbers(scale), size(scale), last_axis(x), (float)eps);
  return both;
}

ENTRY(normalise_backward) {
  Array *grad = count == 4 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  Array *normal = grad ? array(arguments[1], C_CONTIGUOUS) : NULL;
  Array *scale = normal ? array(arguments[2], C_CONTIGUOUS) : NULL;
  if (!scale || !alike(grad, normal) || !last_axis(grad) || last_axis(scale) != 1) return declined();
  intptr_t rows = size(grad) / last_axis(grad);
  bool last = PyLong_AsLong(arguments[3]) == -1 && !PyErr_Occurred();
  PyErr_Clear();
  if (!last || size(scale) != rows) return declined();
  Array *dx = new_array(grad->axes, grad->shape);
  if (dx) {
    normalise_rows_backward(numbers(grad), numbers(normal), numbers(scale), numbers(dx), rows, last_axis(grad));
  }
  return (PyObject *)dx;
}

ENTRY(adam) {
  if (count != 5) return declined();
  Array *value = array(arguments[0], C_CONTIGUOUS | WRITEABLE), *grad = array(arguments[1], C_CONTIGUOUS);
  Array *mean = array(arguments[2], C_CONTIGUOUS | WRITEABLE), *square = array(arguments[3], C_CONTIGUOUS | WRITEABLE);
  if (!value || !grad || !mean || !square) return declined();
  if (!alike(value, grad) || !alike(value, mean) || !alike(value, square)) return declined();
  Adam o;
  double *options[] = {&o.beta1, &o.beta2, &o.eps, &o.size, &o.correction};
  for (int i = 0; i < 5; i++) {
    PyObject *option = PyTuple_GetItem(arguments[4], i);
    if (!option || !read_number(option, options[i])) {
      PyErr_Clear();
      return declined();
    }
  }
  adam_step(numbers(value), numbers(grad), numbers(mean), numbers(square), size(value), o);
  return same(&value->head);
}

/* --- windows ------------------------------------------------------------------------------------------------------ */

/* Lay windows over an image of this shape; false where not even one fits. */
static bool lay(Windows *w, const intptr_t shape[4]) {
  w->batch = shape[0], w->height = shape[1], w->width = shape[2], w->channels = shape[3];
  for (int i = 0; i < 2; i++) {
    if (w->kernel[i] < 1 || w->stride[i] < 1 || w->padding[i] < 0) return false;
    intptr_t room = shape[1 + i] + 2 * w->padding[i] - w->kernel[i];
    if (room < 0) return false;
    *(i ? &w->across : &w->down) = room / w->stride[i] + 1;
  }
  return w->batch && w->channels;
}

static bool has_shape(const Array *array, int axes, const intptr_t *shape) {
  if (!array || array->axes != axes) return false;
  for (int axis = 0; axis < axes; axis++) {
    if (array->shape[axis] != shape[axis]) return false;
  }
  return true;
}

ENTRY(gather) {
  Array *x = count >= 4 ? array(arguments[0], C_CONTIGUOUS) : NULL, *columns;
  Windows w;
  if (!x || x->axes != 4 || count > 5 || !read_pair(arguments[1], w.kernel)) return declined();
  if (!read_pair(arguments[2], w.stride) || !read_pair(arguments[3], w.padding) || !lay(&w, x->shape)) return declined();
  intptr_t shape[] = {w.batch, w.down, w.across, w.kernel[0], w.kernel[1], w.channels};
  if (count == 5 && arguments[4] != none) {
    columns = array(arguments[4], C_CONTIGUOUS | WRITEABLE);
    if (!has_shape(columns, 6, shape) || !apart(x, columns)) return declined();
    same(&columns->head);
  } else if (!(columns = new_array(6, shape))) {
    return NULL;
  }
  gather_windows(numbers(x), numbers(columns), w);
  return &columns->head;
}

static Array *zeros(int axes, const intptr_t *shape) {
  Array *array = new_array(axes, shape);
  if (array) __builtin_memset(array->data, 0, size(array) * sizeof(float));
  return array;
}

ENTRY(scatter) {
  Array *columns = count == 4 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  intptr_t both[2];
  Windows w;
  if (!columns || columns->axes != 6 || !read_pair(arguments[1], both)) return declined();
  if (!read_pair(arguments[2], w.stride) || !read_pair(arguments[3], w.padding)) return declined();
  w.kernel[0] = columns->shape[3], w.kernel[1] = columns->shape[4];
  intptr_t shape[] = {columns->shape[0], both[0], both[1], columns->shape[5]};
  if (!lay(&w, shape) || w.down != columns->shape[1] || w.across != columns->shape[2]) return declined();
  Array *image = zeros(4, shape);
  if (image) scatter_windows(numbers(columns), numbers(image), w);
  return (PyObject *)image;
}

ENTRY(max_pool) {
  Array *x = count == 3 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  Windows w = {0};
  if (!x || x->axes != 4 || !read_pair(arguments[1], w.kernel)) return declined();
  if (!read_pair(arguments[2], w.stride) || !lay(&w, x->shape)) return declined();
  intptr_t shape[] = {w.batch, w.down, w.across, w.channels};
  Array *y = new_array(4, shape);
  if (y) pool_windows(numbers(x), numbers(y), w);
  return (PyObject *)y;
}

ENTRY(max_pool_backward) {
  Array *x = count == 5 ? array(arguments[0], C_CONTIGUOUS) : NULL;
  Windows w = {0};
  if (!x || x->axes != 4 || !read_pair(arguments[3], w.kernel)) return declined();
  if (!read_pair(arguments[4], w.stride) || !lay(&w, x->shape)) return declined();
  intptr_t shape[] = {w.batch, w.down, w.across, w.channels};
  Array *y = array(arguments[1], C_CONTIGUOUS), *grad = array(arguments[2], C_CONTIGUOUS);
  if (!has_shape(y, 4, shape) || !has_shape(grad, 4, shape)) return declined();
  Array *dx = zeros(4, x->shape);
  if (dx) pool_windows_backward(numbers(x), numbers(y), numbers(grad), numbers(dx), w);
  return (PyObject *)dx;
}

/* --- the module --------------------------------------------------------------------------------------------------- */

/* Find NumPy; fails, and the import with it, if its arrays are not laid out as abi.h says. */
static int start([[maybe_unused]] PyObject *module) {
  none = Py_GetConstantBorrowed(PY_CONSTANT_NONE);
  PyObject *owner = PyImport_ImportModule("numpy._core._multiarray_umath");
  PyObject *capsule = owner ? PyObject_GetAttrString(owner, "_ARRAY_API") : NULL;
  numpy = capsule ? PyCapsule_GetPointer(capsule, NULL) : NULL;
  if (!numpy) return -1;
  if (((unsigned (*)(void))numpy[GET_ABI])() != NUMPY_ABI) {
    PyErr_SetString(PyExc_ImportError, "this NumPy lays its arrays out differently");
    return -1;
  }
  array_type = numpy[ARRAY_TYPE];
  return 0;
}

#define METHOD(name) {#name, name, METH_FASTCALL, NULL}

static PyMethodDef methods[] = {
    METHOD(product_nn), METHOD(product_nt), METHOD(product_tn), METHOD(tanh), METHOD(rectified),
    METHOD(softmax), METHOD(softmax_backward), METHOD(normalise_last), METHOD(normalise_backward), METHOD(adam),
    METHOD(gather), METHOD(scatter), METHOD(max_pool), METHOD(max_pool_backward), {0},
};

static PyModuleDef_Slot slots[] = {{PY_MOD_EXEC, start}, {0}};

static PyModuleDef definition = {.head = {.count = 1}, .name = "kernel", .methods = methods, .slots = slots};

__attribute__((visibility("default"))) PyObject *PyInit_kernel(void) { return PyModuleDef_Init(&definition); }
