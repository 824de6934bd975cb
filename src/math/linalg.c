/*
 * linalg.c
 *	  Small dense solving.
 */
#include "math/linalg.h"

#include <math.h>

/*
 * Take node k out, all before it being out: what flowed through it flows from
 * the others to the others, or leaves from them.  What the elimination needs
 * later stays where it is: row k the flow to those after it, column k the
 * share of node k in what leaves each of them.  Returns false if nothing
 * leaves node k.
 */
bool
flow_eliminate(FlowMatrix *m, size_t k)
{
	const double *through = m->flow + k * m->n;
	double		leaving = m->exits[k];

	for (size_t j = k + 1; j < m->n; j++)
		leaving += through[j];
	m->diagonal[k] = leaving;
	if (!(leaving > 0.0))
		return false;

	for (size_t i = k + 1; i < m->n; i++)
	{
		double	   *row = m->flow + i * m->n;
		double		share;

		if (row[k] == 0.0)
			continue;
		share = row[k] /= leaving;
		for (size_t j = k + 1; j < m->n; j++)
			row[j] += share * through[j];
		m->exits[i] += share * m->exits[k];
	}
	return true;
}

/* x := U^-1 x for the rows from first on */
static void
solve_upwards(const FlowMatrix *m, size_t first, double *x)
{
	for (size_t i = m->n; i-- > first;)
	{
		const double *row = m->flow + i * m->n;

		for (size_t j = i + 1; j < m->n; j++)
			x[i] += row[j] * x[j];
		x[i] /= m->diagonal[i];
	}
}

/* x := L^-1 x, x being 0 before first */
static void
solve_downwards(const FlowMatrix *m, size_t first, double *x)
{
	for (size_t i = first + 1; i < m->n; i++)
	{
		const double *row = m->flow + i * m->n;

		for (size_t j = first; j < i; j++)
			x[i] += row[j] * x[j];
	}
}

/* x := A^-1 x */
void
flow_solve(const FlowMatrix *m, double *x)
{
	if (m->n == 0)
		return;
	solve_downwards(m, 0, x);
	solve_upwards(m, 0, x);
}

/* Element (k, k) of A^-1; work has room for n. */
double
flow_inverse_diagonal(const FlowMatrix *m, size_t k, double *work)
{
	for (size_t i = k; i < m->n; i++)
		work[i] = i == k ? 1.0 : 0.0;
	solve_downwards(m, k, work);
	solve_upwards(m, k, work);
	return work[k];
}

/*
 * False if a column is, but for so small a part of its square, a combination
 * of those before it.
 */
bool
cholesky_factor(double *a, size_t n, double tolerance)
{
	for (size_t i = 0; i < n; i++)
	{
		double	   *row = a + i * n;
		double		own = row[i];
		double		rest = own;

		for (size_t j = 0; j < i; j++)
		{
			const double *other = a + j * n;

			for (size_t k = 0; k < j; k++)
				row[j] -= row[k] * other[k];
			row[j] /= other[j];
			rest -= row[j] * row[j];
		}
		if (!(rest > tolerance * own))
			return false;
		row[i] = sqrt(rest);
	}
	return true;
}

/* x := L^-1 x */
void
cholesky_forward(const double *l, size_t n, double *x)
{
	for (size_t i = 0; i < n; i++)
	{
		for (size_t j = 0; j < i; j++)
			x[i] -= l[i * n + j] * x[j];
		x[i] /= l[i * n + i];
	}
}

/* x := L'^-1 x */
void
cholesky_backward(const double *l, size_t n, double *x)
{
	for (size_t i = n; i-- > 0;)
	{
		for (size_t j = i + 1; j < n; j++)
			x[i] -= l[j * n + i] * x[j];
		x[i] /= l[i * n + i];
	}
}
