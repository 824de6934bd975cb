/*
 * special.c
 *	  Special functions that libm lacks.
 */
#define _DEFAULT_SOURCE			/* lgamma_r */

#include "math/special.h"

#include <float.h>
#include <math.h>

#include "math/interval.h"

/* From here on Stirling's series is exact with six terms. */
#define STIRLING_FROM 10.0

/* lgamma(x) less (x - 1/2) log x - x + log(2 pi) / 2 */
static double
stirling_rest(double x)
{
	double		s = 1.0 / (x * x);

	return (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s *
												 (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * 691.0 / 360360.0))))) / x;
}

/*
 * Logarithm of the beta function.  lgamma() of a large argument is large, so
 * that a difference of two would lose what matters: there the leading terms
 * are taken off before.
 */
static double
log_beta(double a, double b)
{
	double		p = fmin(a, b);
	double		q = fmax(a, b);
	int			sign;

	if (q < STIRLING_FROM)
		return lgamma_r(p, &sign) + lgamma_r(q, &sign) - lgamma_r(p + q, &sign);
	return lgamma_r(p, &sign) - (q - 0.5) * log1p(p / q) - p * log(p + q) + p +
		stirling_rest(q) - stirling_rest(p + q);
}

/* e - log(1 + e): how far 1 + e is from 1, in the sense of a likelihood */
static double
deviance(double e)
{
	return e - log1p(e);
}

/* x^a (1 - x)^b / B(a, b) */
static double
beta_front(double a, double b, double x)
{
	double		lambda;

	if (a < STIRLING_FROM || b < STIRLING_FROM)
		return exp(a * log(x) + b * log1p(-x) - log_beta(a, b));
	/* By the distance from the mode, at which everything large cancels. */
	lambda = a > b ? (a + b) * (1.0 - x) - b : a - (a + b) * x;
	return sqrt(b * (a / (a + b)) / (2.0 * acos(-1.0))) *
		exp(-a * deviance(-lambda / a) - b * deviance(lambda / b) -
			(stirling_rest(a) + stirling_rest(b) - stirling_rest(a + b)));
}

/*
 * Continued fraction of the incomplete beta function (DLMF 8.17.22) by the
 * modified Lentz method.  It needs O(sqrt(max(a, b))) terms where
 * x < (a + 1) / (a + b + 2).
 */
static double
beta_fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	int			limit = 1000 + (int) (20.0 * sqrt(fmax(a, b)));
	double		c = 1.0;
	double		d = 1.0 / fmax(1.0 - (a + b) * x / (a + 1.0), tiny);
	double		f = d;

	for (int m = 1; m <= limit; m++)
	{
		double		term;
		double		factor;

		term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1.0 + term * d;
		c = 1.0 + term / c;
		d = 1.0 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		f *= c * d;

		term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1.0 + term * d;
		c = 1.0 + term / c;
		d = 1.0 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		factor = c * d;
		f *= factor;
		if (fabs(factor - 1.0) <= DBL_EPSILON)
			break;
	}
	return f;
}

/* Regularised incomplete beta function I_x(a, b), for a, b > 0. */
double
incomplete_beta(double a, double b, double x)
{
	double		front;

	if (!(x > 0.0))
		return 0.0;
	if (x >= 1.0)
		return 1.0;
	front = beta_front(a, b, x);
	if (x < (a + 1.0) / (a + b + 2.0))
		return front * beta_fraction(a, b, x) / a;
	return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

/*
 * Half-width in standard errors of a two-sided interval by Student's t.
 *
 * Up to 10^4 degrees of freedom by Newton's method on log P(|T| > t) as a
 * function of log t, which is concave and decreasing, so that it converges
 * from the normal quantile for any level; beyond by the expansion of
 * Abramowitz & Stegun 26.7.5, whose next term is then below 10^-14.
 */
double
student_t_half_width(double level, double df)
{
	double		z = level_to_z(level);
	double		z2 = z * z;
	double		t = z;

	if (!(df > 0.0) || isnan(z))
		return NAN;
	if (z <= 0.0)
		return 0.0;
	if (df > 1e4)
		return z * (1.0 + ((z2 + 1.0) / 4.0 +
						   (((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0 +
							((((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0 +
							 ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0)
							 / 92160.0 / df) / df) / df) / df);

	for (int i = 0; i < 100; i++)
	{
		double		tail = incomplete_beta(df / 2.0, 0.5, df / (df + t * t));
		double		density = 2.0 * exp(-log_beta(df / 2.0, 0.5) - 0.5 * log(df)
										- (df + 1.0) / 2.0 * log1p(t * t / df));
		double		step = log(tail / (1.0 - level)) * tail / (t * density);

		t *= exp(step);
		if (fabs(step) < 1e-15)
			break;
	}
	return t;
}

/*
 * Rank of the order statistic that bounds a percentile from below: the
 * largest k with P(B < k) <= tail for B ~ Binomial(n, p); 0 if there is none.
 * Exact up to 10^8 observations, by the normal approximation beyond.
 */
int64_t
binomial_lower_rank(int64_t n, double p, double tail)
{
	int64_t		low = 0;
	int64_t		high = n;

	if (n > 100000000)
	{
		double		rank = n * p + normal_quantile(tail) * sqrt(n * p * (1.0 - p));

		return rank < 1.0 ? 0 : (int64_t) rank;
	}
	while (low < high)
	{
		int64_t		k = low + (high - low + 1) / 2;

		/* P(B <= k - 1); equal to the tail in exact arithmetic is below it */
		if (incomplete_beta((double) (n - k + 1), (double) k, 1.0 - p) <= tail * (1.0 + 1e-11))
			low = k;
		else
			high = k - 1;
	}
	return low;
}
