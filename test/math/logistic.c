/*
 * logistic.c
 *	  Tests of src/math/logistic: published fits, laws of the maximum, and data
 *	  without one.
 */
#include "math/logistic.h"

#include <stdlib.h>

#include "tap.h"

#define MAX_K 6

typedef struct Row
{
	double		hits;
	double		misses;
	double		x[MAX_K];
}			Row;

static double coefficients[MAX_K + 1];
static double errors[MAX_K + 1];
static double log_likelihood;

static LogisticState
fit(const Row * rows, int n, size_t k)
{
	double	   *room = malloc(logistic_room(k) * sizeof(double));
	Logistic	m;
	LogisticState at;
	int			passes = 0;

	logistic_init(&m, k, room);
	for (int i = 0; i < n; i++)
		logistic_range(&m, rows[i].x, rows[i].hits, rows[i].misses);
	for (int i = 0; i < n; i++)
		logistic_spread(&m, rows[i].x, rows[i].hits, rows[i].misses);
	for (at = logistic_start(&m); at == LOGISTIC_FIT || at == LOGISTIC_DIRECTION;)
	{
		void		(*pass) (Logistic *, const double *, double, double) =
		at == LOGISTIC_FIT ? logistic_fit : logistic_direction;

		for (int i = 0; i < n; i++)
			pass(&m, rows[i].x, rows[i].hits, rows[i].misses);
		at = at == LOGISTIC_FIT ? logistic_step(&m) : logistic_turn(&m);
		if (++passes > 5000)
		{
			ok(0, "the passes end");
			break;
		}
	}
	log_likelihood = m.log_likelihood;
	if (at == LOGISTIC_CONVERGED && !logistic_result(&m, coefficients, errors))
		at = LOGISTIC_SINGULAR;
	free(room);
	return at;
}

/* Apache MADlib documentation: second heart attack by treatment and anxiety */
static const Row patients[] = {
	{1, 0, {1, 70}}, {1, 0, {1, 80}}, {1, 0, {1, 50}}, {1, 0, {0, 60}}, {1, 0, {0, 40}},
	{1, 0, {0, 65}}, {1, 0, {0, 75}}, {1, 0, {0, 80}}, {1, 0, {0, 70}}, {1, 0, {0, 60}},
	{0, 1, {1, 65}}, {0, 1, {1, 50}}, {0, 1, {1, 45}}, {0, 1, {1, 35}}, {0, 1, {1, 40}},
	{0, 1, {1, 50}}, {0, 1, {0, 55}}, {0, 1, {0, 45}}, {0, 1, {0, 50}}, {0, 1, {0, 60}},
};

static void
test_published(void)
{
	ok(fit(patients, LENGTH(patients), 2) == LOGISTIC_CONVERGED, "patients: converged");
	is_near(coefficients[0], -6.3634699418458744, 1e-12, "patients: intercept");
	is_near(coefficients[1], -1.024106052408071, 1e-12, "patients: treatment");
	is_near(coefficients[2], 0.11904491666978413, 1e-12, "patients: anxiety");
	is_near(errors[0], 3.2139045247337017, 1e-11, "patients: error of the intercept");
	is_near(errors[1], 1.1710801464951677, 1e-11, "patients: error of treatment");
	is_near(errors[2], 0.05497917557507885, 1e-11, "patients: error of anxiety");
	is_near(log_likelihood, -9.410182983850886, 1e-14, "patients: likelihood");
}

/* With as many parameters as groups the fit is the share of each group. */
static void
test_groups(void)
{
	static const Row groups[] = {{3, 7, {0}}, {5, 1, {1}}};
	static const Row large[] = {{9e15, 1, {0}}, {1, 9e15, {1}}};
	static const Row rare[] = {{1, 1e9, {0}}, {2, 1e9, {1}}};

	ok(fit(groups, 2, 1) == LOGISTIC_CONVERGED, "two groups: converged");
	is_near(coefficients[0], log(3.0 / 7.0), 1e-14, "two groups: log odds of the first");
	is_near(coefficients[1], log(5.0) - log(3.0 / 7.0), 1e-14, "two groups: log odds ratio");
	is_near(errors[1], sqrt(1.0 / 3 + 1.0 / 7 + 1.0 / 5 + 1.0), 1e-12, "two groups: its error (Woolf)");
	ok(fit(large, 2, 1) == LOGISTIC_CONVERGED, "two groups of very different odds: converged");
	is_near(coefficients[0], log(9e15), 1e-12, "and log odds");
	is_near(coefficients[1], -2 * log(9e15), 1e-12, "and log odds ratio");
	ok(fit(rare, 2, 1) == LOGISTIC_CONVERGED, "rare outcomes: converged");
	is_near(coefficients[1], log(2.0), 1e-7, "and log odds ratio");
	ok(fit(groups, 2, 0) == LOGISTIC_CONVERGED, "no columns: converged");
	is_near(coefficients[0], 0.0, 0.0, "and the log odds of all");
}

/* Other units of a column change its coefficient and nothing else. */
static void
test_units(void)
{
	static const double factors[] = {1e-300, 1e-90, 1e-9, 3.0, 1e9, 1e98, -1e9};
	Row			rows[LENGTH(patients)];
	int			agree = 0;

	for (int f = 0; f < LENGTH(factors); f++)
	{
		for (int i = 0; i < LENGTH(rows); i++)
		{
			rows[i] = patients[i];
			rows[i].x[1] *= factors[f];
		}
		agree += fit(rows, LENGTH(rows), 2) == LOGISTIC_CONVERGED &&
			agrees(log_likelihood, -9.410182983850886, 0, 1e-14, "likelihood", f) &&
			agrees(coefficients[1], -1.024106052408071, 0, 1e-11, "coefficient", f) &&
			agrees(coefficients[2] * factors[f], 0.11904491666978413, 0, 1e-11, "scaled coefficient", f) &&
			agrees(errors[2] * fabs(factors[f]), 0.05497917557507885, 0, 1e-10, "scaled error", f);
	}
	ok(agree == LENGTH(factors), "units do not matter");
	for (int i = 0; i < LENGTH(rows); i++)
	{
		rows[i] = patients[i];
		rows[i].x[1] += 1e7;
	}
	ok(fit(rows, LENGTH(rows), 2) == LOGISTIC_CONVERGED, "far from 0: converged");
	is_near(coefficients[2], 0.11904491666978413, 1e-8, "far from 0: coefficient");
	is_near(errors[2], 0.05497917557507885, 1e-8, "far from 0: error");
	rows[0].x[1] = 5e-324;
	for (int i = 1; i < LENGTH(rows); i++)
		rows[i].x[1] = 0.0;
	ok(fit(rows, LENGTH(rows), 2) != LOGISTIC_CONVERGED, "a coefficient beyond a double is none");
}

/* At the maximum the gradient is 0, and each neighbour is less likely. */
static double
likelihood_at(const Row * rows, int n, size_t k, const double *beta, double *gradient)
{
	double		sum = 0.0;

	for (size_t j = 0; j <= k; j++)
		gradient[j] = 0.0;
	for (int i = 0; i < n; i++)
	{
		double		eta = beta[0];
		double		p;

		for (size_t j = 0; j < k; j++)
			eta += beta[j + 1] * rows[i].x[j];
		p = 1.0 / (1.0 + exp(-eta));
		sum += rows[i].hits * log(p) + rows[i].misses * log1p(-p);
		for (size_t j = 0; j <= k; j++)
			gradient[j] += (rows[i].hits - (rows[i].hits + rows[i].misses) * p) * (j == 0 ? 1.0 : rows[i].x[j - 1]);
	}
	return sum;
}

static void
test_random(void)
{
	unsigned long long seed = 7;
	Row			rows[200];
	double		gradient[MAX_K + 1];
	int			converged = 0;
	int			flat = 0;
	int			highest = 0;

	for (int round = 0; round < 200; round++)
	{
		size_t		k = 1 + round % MAX_K;

		for (int i = 0; i < LENGTH(rows); i++)
		{
			double		eta = -1.0;

			for (size_t j = 0; j < k; j++)
			{
				rows[i].x[j] = (double) (next_random(&seed) % 1000) / 1000.0 * (j % 2 == 0 ? 1.0 : 5.0);
				eta += rows[i].x[j] * (j % 3 == 0 ? 1.0 : -0.3);
			}
			rows[i].hits = (double) (next_random(&seed) % 1000) / 1000.0 < 1.0 / (1.0 + exp(-eta));
			rows[i].misses = 1.0 - rows[i].hits;
		}
		if (fit(rows, LENGTH(rows), k) != LOGISTIC_CONVERGED)
			continue;
		converged++;
		if (agrees(likelihood_at(rows, LENGTH(rows), k, coefficients, gradient), log_likelihood, 0, 1e-12, "likelihood", round))
		{
			double		steepest = 0.0;
			int			above = 0;

			for (size_t j = 0; j <= k; j++)
				steepest = fmax(steepest, fabs(gradient[j]));
			flat += steepest < 1e-8;
			for (size_t j = 0; j <= k; j++)
				for (int sign = -1; sign <= 1; sign += 2)
				{
					double		ignored[MAX_K + 1];
					double		kept = coefficients[j];

					coefficients[j] += sign * errors[j] / 100.0;
					above += likelihood_at(rows, LENGTH(rows), k, coefficients, ignored) >= log_likelihood;
					coefficients[j] = kept;
				}
			highest += above == 0;
		}
	}
	ok(converged == 200, "random rows: all converge");
	ok(flat == 200, "random rows: the gradient is 0");
	ok(highest == 200, "random rows: no neighbour is more likely");
}

static void
test_no_maximum(void)
{
	static const Row complete[] = {{0, 1, {1}}, {0, 1, {2}}, {0, 1, {3}}, {1, 0, {4}}, {1, 0, {5}}, {1, 0, {6}}};
	static const Row quasi[] = {{0, 1, {1}}, {0, 1, {2}}, {1, 1, {3}}, {1, 0, {4}}, {1, 0, {5}}};
	static const Row empty_cell[] = {{5, 5, {0, 0}}, {2, 9, {0, 1}}, {7, 0, {1, 0}}, {3, 0, {1, 1}}};
	static const Row empty_large[] = {{3, 1e9, {0, 0}}, {2, 1e9, {0, 1}}, {0, 1e9, {1, 0}}, {0, 1e6, {1, 1}}};
	static const Row diagonal[] = {{1, 0, {1, 2}}, {1, 0, {2, 3}}, {1, 0, {7, 8}}, {0, 1, {2, 1}}, {0, 1, {3, 2}}, {0, 1, {9, 8}}};
	static const Row constant[] = {{1, 2, {7, 1}}, {2, 1, {7, 2}}, {1, 1, {7, 3}}};
	static const Row follows[] = {{1, 2, {1, 3}}, {2, 1, {2, 5}}, {1, 1, {3, 7}}, {2, 1, {5, 11}}};
	static const Row one_row[] = {{3, 4, {2}}};
	static const Row overlap[] = {{1, 0, {1}}, {0, 1, {0}}, {1, 0, {0.5}}, {0, 1, {0.5000001}}};

	ok(fit(complete, LENGTH(complete), 1) == LOGISTIC_SEPARATED, "complete separation");
	ok(fit(quasi, LENGTH(quasi), 1) == LOGISTIC_SEPARATED, "quasi-complete separation");
	ok(fit(empty_cell, LENGTH(empty_cell), 2) == LOGISTIC_SEPARATED, "a flag with one outcome only");
	ok(fit(empty_large, LENGTH(empty_large), 2) == LOGISTIC_SEPARATED, "one in many rows");
	ok(fit(diagonal, LENGTH(diagonal), 2) == LOGISTIC_SEPARATED, "parted by a combination of columns");
	ok(fit(constant, LENGTH(constant), 2) == LOGISTIC_SINGULAR, "a constant column");
	ok(fit(follows, LENGTH(follows), 2) == LOGISTIC_SINGULAR, "a column that follows from another");
	ok(fit(one_row, 1, 1) == LOGISTIC_SINGULAR, "one row");
	ok(fit(overlap, LENGTH(overlap), 1) == LOGISTIC_CONVERGED, "an overlap, however small, is no separation");
	ok(coefficients[1] > 20.0 && coefficients[1] < 50.0, "and the slope is steep");
}

int
main(void)
{
	test_published();
	test_groups();
	test_units();
	test_random();
	test_no_maximum();
	return done_testing();
}
