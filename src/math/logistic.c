/*
 * logistic.c
 *	  Logistic regression by Newton's method.
 */
#include "math/logistic.h"

#include <math.h>

#include "math/linalg.h"

/* A column of which so little (in squares) is its own follows from the others. */
#define SINGULAR 1e-12

/* The square of a step in standard errors after which the next changes nothing. */
#define SMALL_STEP 1e-18

#define MAX_STEPS 60
#define MAX_HALVINGS 40

/*
 * Steps after which a direction is looked at, and how far the furthest row of
 * the wrong side may go in it, as a part of how far one of the right side goes.
 * Without separation five steps are most often enough for the maximum itself.
 */
#define FREE_STEPS 5
#define NOT_WRONG 1e-9
#define NOT_WRONG_STUCK 1e-6

/* Doubles that the arrays of a model of k columns need. */
size_t
logistic_room(size_t k)
{
	return 4 * k + (k + 1) * (k + 5);
}

static double *
take(double **room, size_t n)
{
	double	   *taken = *room;

	*room += n;
	for (size_t i = 0; i < n; i++)
		taken[i] = 0.0;
	return taken;
}

void
logistic_init(Logistic *m, size_t k, double *room)
{
	*m = (Logistic)
	{
		0
	};
	m->k = k;
	m->low = take(&room, k);
	m->range = take(&room, k);
	m->mean = take(&room, k);
	m->deviation = take(&room, k);
	m->beta = take(&room, k + 1);
	m->best = take(&room, k + 1);
	m->step = take(&room, k + 1);
	m->row = take(&room, k + 1);
	m->information = take(&room, (k + 1) * (k + 1));
}

/* First pass: how far each column goes; range is the largest value until start. */
void
logistic_range(Logistic *m, const double *x, double hits, double misses)
{
	for (size_t j = 0; j < m->k; j++)
	{
		if (m->hits + m->misses == 0.0 || x[j] < m->low[j])
			m->low[j] = x[j];
		if (m->hits + m->misses == 0.0 || x[j] > m->range[j])
			m->range[j] = x[j];
	}
	m->hits += hits;
	m->misses += misses;
}

/*
 * Second pass: mean and sum of squares (West 1979) of the columns as parts of
 * their ranges, so that no square leaves the range of a double.  The weight so
 * far is kept in sum.
 */
void
logistic_spread(Logistic *m, const double *x, double hits, double misses)
{
	double		weight = hits + misses;

	m->sum += weight;
	for (size_t j = 0; j < m->k; j++)
	{
		double		range = m->range[j] - m->low[j];
		double		u = range > 0.0 ? (x[j] - m->low[j]) / range : 0.0;
		double		off = u - m->mean[j];

		m->mean[j] += off * (weight / m->sum);
		m->deviation[j] += weight * off * (u - m->mean[j]);
	}
}

static void
begin_pass(Logistic *m)
{
	size_t		n = m->k + 1;

	m->sum = m->lost = 0.0;
	for (size_t i = 0; i < n; i++)
		m->step[i] = 0.0;
	for (size_t i = 0; i < n * n; i++)
		m->information[i] = 0.0;
}

/* There are hits and misses. */
LogisticState
logistic_start(Logistic *m)
{
	for (size_t j = 0; j < m->k; j++)
	{
		m->range[j] -= m->low[j];
		m->deviation[j] = sqrt(m->deviation[j] / (m->hits + m->misses));
		if (!(m->deviation[j] > 0.0))
			return LOGISTIC_SINGULAR;
	}
	m->beta[0] = log(m->hits / m->misses);
	m->log_likelihood = -HUGE_VAL;
	begin_pass(m);
	return LOGISTIC_FIT;
}

/* The row as the model has it: 1 for the intercept, and columns of deviation 1. */
static double
standard_row(Logistic *m, const double *x, const double *beta)
{
	double		eta = beta[0];

	m->row[0] = 1.0;
	for (size_t j = 0; j < m->k; j++)
	{
		m->row[j + 1] = ((x[j] - m->low[j]) / m->range[j] - m->mean[j]) / m->deviation[j];
		eta += beta[j + 1] * m->row[j + 1];
	}
	return eta;
}

/* log(1 + exp(x)) */
static double
log_one_plus_exp(double x)
{
	return x > 0.0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* Likelihood, gradient and information at beta. */
void
logistic_fit(Logistic *m, const double *x, double hits, double misses)
{
	size_t		n = m->k + 1;
	double		eta = standard_row(m, x, m->beta);
	double		p = 1.0 / (1.0 + exp(-eta));
	double		q = 1.0 / (1.0 + exp(eta));
	double		residual = hits * q - misses * p;
	double		weight = (hits + misses) * p * q;
	double		term = hits * log_one_plus_exp(-eta) + misses * log_one_plus_exp(eta);
	double		sum = m->sum - term;

	/*
	 * All terms are negative: what is lost is that of the smaller one
	 * (Neumaier).
	 */
	m->lost += m->sum < -term ? (m->sum - sum) - term : (-term - sum) + m->sum;
	m->sum = sum;
	for (size_t i = 0; i < n; i++)
	{
		double		weighted = weight * m->row[i];

		m->step[i] += residual * m->row[i];
		for (size_t j = 0; j <= i; j++)
			m->information[i * n + j] += weighted * m->row[j];
	}
}

/* The step to the next beta; false if there is none. */
static bool
find_step(Logistic *m, double *size)
{
	size_t		n = m->k + 1;

	if (!cholesky_factor(m->information, n, SINGULAR))
		return false;
	cholesky_forward(m->information, n, m->step);
	*size = 0.0;
	for (size_t i = 0; i < n; i++)
		*size += m->step[i] * m->step[i];
	cholesky_backward(m->information, n, m->step);
	return isfinite(*size);
}

/* After a pass of logistic_fit() */
LogisticState
logistic_step(Logistic *m)
{
	size_t		n = m->k + 1;
	double		log_likelihood = m->sum + m->lost;
	double		size = 0.0;

	if (!(log_likelihood >= m->log_likelihood - 1e-12 * (1.0 + fabs(m->log_likelihood))))
	{
		if (++m->halvings > MAX_HALVINGS)
			return LOGISTIC_FAILED;
		for (size_t i = 0; i < n; i++)
			m->beta[i] = m->best[i] + (m->beta[i] - m->best[i]) / 2.0;
		begin_pass(m);
		return LOGISTIC_FIT;
	}
	if (m->steps > MAX_STEPS)
		return LOGISTIC_FAILED;

	m->log_likelihood = log_likelihood;
	m->halvings = 0;
	m->right = m->wrong = 0.0;
	if (!find_step(m, &size))
	{
		/* At the start all weights are equal: then it is the columns. */
		if (m->steps == 0)
			return LOGISTIC_SINGULAR;
		m->is_stuck = true;
		for (size_t i = 0; i < n; i++)
			m->step[i] = m->beta[i] - m->best[i];
		return LOGISTIC_DIRECTION;
	}
	for (size_t i = 0; i < n; i++)
	{
		m->best[i] = m->beta[i];
		m->beta[i] += m->step[i];
	}
	m->steps++;
	if (size <= SMALL_STEP)
		return LOGISTIC_CONVERGED;
	if (m->steps > FREE_STEPS)
		return LOGISTIC_DIRECTION;
	begin_pass(m);
	return LOGISTIC_FIT;
}

/* How far the step takes a row to the side of its outcome, or to the other. */
void
logistic_direction(Logistic *m, const double *x, double hits, double misses)
{
	double		way = standard_row(m, x, m->step);

	if (hits > 0.0)
	{
		m->right = fmax(m->right, way);
		m->wrong = fmax(m->wrong, -way);
	}
	if (misses > 0.0)
	{
		m->right = fmax(m->right, -way);
		m->wrong = fmax(m->wrong, way);
	}
}

/* After a pass of logistic_direction() */
LogisticState
logistic_turn(Logistic *m)
{
	if (m->wrong < (m->is_stuck ? NOT_WRONG_STUCK : NOT_WRONG) * m->right)
		return LOGISTIC_SEPARATED;
	if (m->is_stuck)
		return LOGISTIC_SINGULAR;
	begin_pass(m);
	return LOGISTIC_FIT;
}

/*
 * Coefficients and their standard errors in the units of the columns, k + 1
 * each, the intercept first; false if one of them is beyond a double.
 */
bool
logistic_result(Logistic *m, double *coefficients, double *errors)
{
	size_t		n = m->k + 1;
	double	   *offset = m->row;
	bool		is_finite = true;

	coefficients[0] = m->beta[0];
	offset[0] = 1.0;
	for (size_t j = 0; j < m->k; j++)
	{
		double		unit = m->deviation[j] * m->range[j];

		offset[j + 1] = -(m->mean[j] / m->deviation[j] + m->low[j] / unit);
		coefficients[j + 1] = m->beta[j + 1] / unit;
		coefficients[0] += m->beta[j + 1] * offset[j + 1];
	}
	for (size_t i = 0; i < n; i++)
	{
		double		square = 0.0;

		for (size_t j = 0; j < n; j++)
			m->step[j] = i == 0 ? offset[j] : j == i;
		cholesky_forward(m->information, n, m->step);
		for (size_t j = 0; j < n; j++)
			square += m->step[j] * m->step[j];
		errors[i] = sqrt(square);
		if (i > 0)
			errors[i] /= m->deviation[i - 1] * m->range[i - 1];
		is_finite = is_finite && isfinite(coefficients[i]) && isfinite(errors[i]);
	}
	return is_finite;
}
