/*
 * linalg.c
 *	  Tests of src/math/linalg: flows solved without losing a digit.
 */
#include "math/linalg.h"

#include <string.h>

#include "tap.h"

#define MAX_N 12

static double flow[MAX_N * MAX_N];
static double exits[MAX_N];
static double diagonal[MAX_N];
static double work[MAX_N];

static unsigned long long seed = 12345;

static unsigned
draw(void)
{
	return (unsigned) (next_random(&seed) >> 40);
}

static FlowMatrix
matrix(size_t n)
{
	FlowMatrix	m = {n, flow, exits, diagonal};

	return m;
}

static int
factor(FlowMatrix *m)
{
	for (size_t k = 0; k < m->n; k++)
		if (!flow_eliminate(m, k))
			return 0;
	return 1;
}

/* A^-1 by Gauss and Jordan with pivots, in long double: another way. */
static void
invert(size_t n, long double a[MAX_N][MAX_N], long double inverse[MAX_N][MAX_N])
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			inverse[i][j] = i == j;
	for (size_t k = 0; k < n; k++)
	{
		size_t		pivot = k;

		for (size_t i = k + 1; i < n; i++)
			if (fabsl(a[i][k]) > fabsl(a[pivot][k]))
				pivot = i;
		for (size_t j = 0; j < n; j++)
		{
			long double t = a[k][j];

			a[k][j] = a[pivot][j];
			a[pivot][j] = t;
			t = inverse[k][j];
			inverse[k][j] = inverse[pivot][j];
			inverse[pivot][j] = t;
		}
		for (size_t i = 0; i < n; i++)
		{
			long double f = a[i][k] / a[k][k];

			if (i == k)
				continue;
			for (size_t j = 0; j < n; j++)
			{
				a[i][j] -= f * a[k][j];
				inverse[i][j] -= f * inverse[k][j];
			}
		}
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			inverse[i][j] /= a[i][i];
}

static int
random_agrees(size_t n, int row)
{
	static long double a[MAX_N][MAX_N];
	static long double inverse[MAX_N][MAX_N];
	FlowMatrix	m = matrix(n);
	double		b[MAX_N];
	double		x[MAX_N];
	int			same = 1;

	for (size_t i = 0; i < n; i++)
	{
		long double leaving;

		leaving = exits[i] = 1 + draw() % 50;
		for (size_t j = 0; j < n; j++)
		{
			flow[i * n + j] = i == j || draw() % 3 == 0 ? 0.0 : draw() % 100;
			a[i][j] = -flow[i * n + j];
			leaving += flow[i * n + j];
		}
		a[i][i] = leaving;
		b[i] = x[i] = draw() % 10;
	}
	invert(n, a, inverse);
	if (!factor(&m))
		return 0;
	flow_solve(&m, x);
	for (size_t i = 0; i < n; i++)
	{
		long double expected = 0.0L;

		for (size_t j = 0; j < n; j++)
			expected += inverse[i][j] * b[j];
		same &= agrees(x[i], (double) expected, 1e-300, 1e-13, "solution", row);
		same &= agrees(flow_inverse_diagonal(&m, i, work), (double) inverse[i][i], 0.0, 1e-13,
					   "diagonal of the inverse", row);
	}
	return same;
}

static void
test_by_hand(void)
{
	FlowMatrix	m = matrix(0);
	double		x[2] = {1.0, 0.0};

	ok(factor(&m), "no nodes");
	flow_solve(&m, x);
	ok(x[0] == 1.0, "and nothing to solve");

	m = matrix(1);
	exits[0] = 4.0;
	ok(factor(&m), "one node");
	flow_solve(&m, x);
	is_near(x[0], 0.25, 0.0, "of which a quarter each leaves");
	is_near(flow_inverse_diagonal(&m, 0, work), 0.25, 0.0, "is its own inverse");

	exits[0] = 0.0;
	ok(!flow_eliminate(&m, 0), "a node that is never left is told");

	/* A loop of two that nothing leaves */
	m = matrix(2);
	exits[0] = exits[1] = 0.0;
	flow[1] = flow[2] = 3.0;
	ok(flow_eliminate(&m, 0) && !flow_eliminate(&m, 1), "and so is a loop");
}

/*
 * A loop that is left once in 10^20 turns: A = [1, -1; -1, 1 + e].  Its
 * determinant e is lost where the diagonal is a sum of 1 and e.
 */
static void
test_rare_exit(void)
{
	double		e = 1e-20;
	FlowMatrix	m = matrix(2);
	double		x[2] = {0.0, e};

	memset(flow, 0, sizeof(flow));
	flow[1] = flow[2] = 1.0;
	exits[0] = 0.0;
	exits[1] = e;
	ok(factor(&m), "a loop that is hardly ever left");
	flow_solve(&m, x);
	is_near(x[0], 1.0, 1e-15, "all leave in the end");
	is_near(x[1], 1.0, 1e-15, "from either node");
	is_near(flow_inverse_diagonal(&m, 0, work), 1.0 / e, 1e-15, "after so many visits");
	is_near(flow_inverse_diagonal(&m, 1, work), 1.0 / e, 1e-15, "of both");
}

int
main(void)
{
	int			same = 1;

	test_by_hand();
	test_rare_exit();
	for (int row = 0; row < 300; row++)
		same &= random_agrees(1 + row % MAX_N, row);
	ok(same, "300 random matrices agree with elimination in long double");
	return done_testing();
}
