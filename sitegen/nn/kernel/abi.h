/* What the kernels use of CPython's stable ABI and of NumPy's C API, declared here, so that they are built without
   the headers of either. Both are pinned by sitegen/runtime/pin.toml, and `module.c` refuses another NumPy ABI. */

#ifndef SITEGEN_ABI_H
#define SITEGEN_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PyObject {
  intptr_t count;
  struct PyObject *type;
} PyObject;

typedef PyObject *(*Function)(PyObject *self, PyObject *const *arguments, intptr_t count);

typedef struct {
  const char *name;
  Function function;
  int flags;
  const char *doc;
} PyMethodDef;

typedef struct {
  int slot;
  void *value;
} PyModuleDef_Slot;

typedef struct {
  PyObject head;
  void *init;
  intptr_t index;
  PyObject *copy;
  const char *name;
  const char *doc;
  intptr_t size;
  PyMethodDef *methods;
  PyModuleDef_Slot *slots;
  void *traverse;
  void *clear;
  void *release;
} PyModuleDef;

enum { METH_FASTCALL = 0x80, PY_MOD_EXEC = 2, PY_CONSTANT_NONE = 0 };

PyObject *PyModuleDef_Init(PyModuleDef *definition);
PyObject *PyImport_ImportModule(const char *name);
PyObject *PyObject_GetAttrString(PyObject *object, const char *name);
void *PyCapsule_GetPointer(PyObject *capsule, const char *name);
PyObject *Py_GetConstantBorrowed(unsigned constant);
void Py_IncRef(PyObject *object);
void Py_DecRef(PyObject *object);
long PyLong_AsLong(PyObject *number);
double PyFloat_AsDouble(PyObject *number);
PyObject *PyTuple_GetItem(PyObject *tuple, intptr_t index);
PyObject *PyTuple_New(intptr_t count);
int PyTuple_SetItem(PyObject *tuple, intptr_t index, PyObject *owned);
extern PyObject *PyExc_ImportError;
void PyErr_SetString(PyObject *type, const char *message);
void PyErr_Clear(void);
PyObject *PyErr_Occurred(void);

typedef struct {
  PyObject head;
  PyObject *scalar_type;
  char kind;
  char letter;
  char order;
  char unused;
  int number;
} Descriptor;

typedef struct {
  PyObject head;
  char *data;
  int axes;
  intptr_t *shape;
  intptr_t *strides; /* bytes */
  PyObject *base;
  Descriptor *descriptor;
  int flags;
} NumpyArray;

enum { NUMPY_ABI = 0x2000000, FLOAT32 = 11, C_CONTIGUOUS = 0x1, ALIGNED = 0x100, WRITEABLE = 0x400 };

/* Places in NumPy's table of functions. */
enum { GET_ABI = 0, ARRAY_TYPE = 2, NEW_ARRAY = 93 };

#endif
