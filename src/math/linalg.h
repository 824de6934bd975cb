/*
 * linalg.h
 *	  Small dense solving.
 *
 * Pure C, no PostgreSQL.
 *
 * A flow matrix says how much flows from each of n nodes to each other one,
 * and how much leaves them for good.  A is the matrix whose diagonal is all
 * that leaves node i, to other nodes or for good, and whose other elements are
 * the negative flows: an M-matrix.  flow_eliminate() for 0 .. n - 1, in this
 * order, factors it; then flow_solve() gives A^-1 x, and
 * flow_inverse_diagonal() an element of the diagonal of A^-1.
 *
 * Diagonals are made of what flows (Grassmann, Taksar & Heyman 1985) and
 * nothing is ever subtracted, so that every result is exact but for roundings
 * of its own size, however rarely a loop is left.
 *
 * A symmetric positive definite matrix is given by its lower triangle, row by
 * row in n rows of n.  cholesky_factor() replaces it by L, where L L' is the
 * matrix.  Then cholesky_forward() and cholesky_backward(), in this order, make
 * of x the inverse of the matrix times x; the norm of what the first of them
 * leaves is the root of x' inverse x.
 */
#ifndef ABM_KPI_MATH_LINALG_H
#define ABM_KPI_MATH_LINALG_H

#include <stdbool.h>
#include <stddef.h>

typedef struct FlowMatrix
{
	size_t		n;
	double	   *flow;			/* n rows of n; from 0 on, the diagonal unused */
	double	   *exits;			/* n, from 0 on */
	double	   *diagonal;		/* n, for flow_eliminate() */
} FlowMatrix;

extern bool flow_eliminate(FlowMatrix *m, size_t k);
extern void flow_solve(const FlowMatrix *m, double *x);
extern double flow_inverse_diagonal(const FlowMatrix *m, size_t k, double *work);

extern bool cholesky_factor(double *a, size_t n, double tolerance);
extern void cholesky_forward(const double *l, size_t n, double *x);
extern void cholesky_backward(const double *l, size_t n, double *x);

#endif							/* ABM_KPI_MATH_LINALG_H */
