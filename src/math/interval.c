/*
 * interval.c
 *	  Confidence intervals and two-sample comparisons of shares and scores.
 *
 * Every formula is in the form that keeps its digits: no small number is ever
 * the difference of two large ones.
 */
#include "math/interval.h"

#include <math.h>

/*
 * Quantile of the standard normal distribution: algorithm AS 241 (PPND16) of
 * Wichura, Applied Statistics 37 (1988) 477, good to about 1 part in 10^16.
 */
static double
rational(double r, const double num[8], const double den[8])
{
	double		a = num[7];
	double		b = den[7];

	for (int i = 6; i >= 0; i--)
	{
		a = a * r + num[i];
		b = b * r + den[i];
	}
	return a / b;
}

double
normal_quantile(double p)
{
	static const double a[8] = {
		3.3871328727963666080e0, 1.3314166789178437745e2,
		1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4,
		3.3430575583588128105e4, 2.5090809287301226727e3
	};
	static const double b[8] = {
		1.0, 4.2313330701600911252e1, 6.8718700749205790830e2,
		5.3941960214247511077e3, 2.1213794301586595867e4,
		3.9307895800092710610e4, 2.8729085735721942674e4,
		5.2264952788528545610e3
	};
	static const double c[8] = {
		1.42343711074968357734e0, 4.63033784615654529590e0,
		5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1,
		2.27238449892691845833e-2, 7.74545014278341407640e-4
	};
	static const double d[8] = {
		1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
		6.89767334985100004550e-1, 1.48103976427480074590e-1,
		1.51986665636164571966e-2, 5.47593808499534494600e-4,
		1.05075007164441684324e-9
	};
	static const double e[8] = {
		6.65790464350110377720e0, 5.46378491116411436990e0,
		1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3,
		2.71155556874348757815e-5, 2.01033439929228813265e-7
	};
	static const double f[8] = {
		1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
		1.48753612908506148525e-2, 7.86869131145613259100e-4,
		1.84631831751005468180e-5, 1.42151175831644588870e-7,
		2.04426310338993978564e-15
	};
	double		q = p - 0.5;
	double		r;
	double		x;

	if (!(p > 0.0 && p < 1.0))
		return NAN;
	if (fabs(q) <= 0.425)
		return q * rational(0.180625 - q * q, a, b);

	r = sqrt(-log(q < 0.0 ? p : 1.0 - p));
	x = r <= 5.0 ? rational(r - 1.6, c, d) : rational(r - 5.0, e, f);
	return q < 0.0 ? -x : x;
}

/* Half-width in standard errors of a two-sided interval; from the tail. */
double
level_to_z(double level)
{
	return -normal_quantile((1.0 - level) / 2.0);
}

double
two_sided_p(double z)
{
	return erfc(fabs(z) / sqrt(2.0));
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/*
 * Wilson score interval (Wilson 1927), rationalised: the textbook form, centre
 * minus half-width, loses every digit where hits are few in many trials.
 */
Interval2
wilson_interval(double hits, double trials, double z)
{
	Interval2	ci = {NAN, NAN};
	double		z2 = z * z;
	double		root;

	if (!(trials > 0.0))
		return ci;
	root = z * sqrt(z2 + 4.0 * hits * ((trials - hits) / trials));
	ci.low = hits <= 0.0 ? 0.0
		: (2.0 * hits * (hits / trials)) / (2.0 * hits + z2 + root);
	ci.high = hits >= trials ? 1.0
		: (2.0 * hits + z2 + root) / (2.0 * (trials + z2));
	ci.low = clamp(ci.low, 0.0, 1.0);
	ci.high = clamp(ci.high, ci.low, 1.0);
	return ci;
}

/*
 * Difference of two shares with the hybrid score interval of Newcombe 1998
 * (Statist. Med. 17:873, method 10), the lift p1 / p2 - 1, and the z test with
 * pooled variance.  z and p are unknown where all or none of both are hits.
 */
TwoSampleTest
compare_rates(double hits1, double trials1, double hits2, double trials2,
			  double z)
{
	TwoSampleTest t = {NAN, NAN, NAN, NAN, NAN, NAN};
	double		p1 = hits1 / trials1;
	double		p2 = hits2 / trials2;
	double		pooled = (hits1 + hits2) / (trials1 + trials2);
	double		pooled_miss = ((trials1 - hits1) + (trials2 - hits2)) / (trials1 + trials2);
	Interval2	w1;
	Interval2	w2;

	if (!(trials1 > 0.0 && trials2 > 0.0))
		return t;
	w1 = wilson_interval(hits1, trials1, z);
	w2 = wilson_interval(hits2, trials2, z);
	t.difference = p1 - p2;
	t.low = clamp(t.difference - hypot(p1 - w1.low, w2.high - p2), -1.0, 1.0);
	t.high = clamp(t.difference + hypot(w1.high - p1, p2 - w2.low), -1.0, 1.0);
	if (p2 > 0.0)
		t.lift = t.difference / p2;
	if (pooled > 0.0 && pooled_miss > 0.0)
	{
		t.z = t.difference / sqrt(pooled * pooled_miss * (1.0 / trials1 + 1.0 / trials2));
		t.p_value = two_sided_p(t.z);
	}
	return t;
}

/*
 * Lift p1 / p2 - 1 with the log interval of Katz et al. 1978 (Biometrics
 * 34:469), the misses over hits written so that large samples keep their
 * digits.  It needs a hit on both sides, and a miss on one: without any its
 * width is 0, as if nothing were left to chance.
 */
Interval2
lift_interval(double hits1, double trials1, double hits2, double trials2,
			  double z)
{
	Interval2	ci = {NAN, NAN};
	double		p2 = hits2 / trials2;
	double		ratio;
	double		se;

	if (!(hits1 > 0.0 && hits2 > 0.0) || (hits1 >= trials1 && hits2 >= trials2))
		return ci;
	ratio = log1p((hits1 / trials1 - p2) / p2);
	se = sqrt((trials1 - hits1) / trials1 / hits1 + (trials2 - hits2) / trials2 / hits2);
	ci.low = expm1(ratio - z * se);
	ci.high = expm1(ratio + z * se);
	return ci;
}

/* Net promoter score as a share of -1 to 1. */
double
nps_score(double promoters, double detractors, double n)
{
	return (promoters - detractors) / n;
}

/*
 * Variance of one answer scored 1, 0 or -1, about its mean: a sum of squares,
 * where the usual (p + d) - (p - d)^2 cancels for nearly unanimous answers.
 */
double
nps_variance(double promoters, double passives, double detractors)
{
	double		n = promoters + passives + detractors;
	double		mean = nps_score(promoters, detractors, n);

	return (promoters * (1.0 - mean) * (1.0 - mean) + passives * mean * mean +
			detractors * (1.0 + mean) * (1.0 + mean)) / n;
}

/* The three pseudo-answers (3/4, 3/2, 3/4) of the adjusted Wald interval. */
#define ADJUST_END 0.75
#define ADJUST_MIDDLE 1.5

static double
adjusted_score(double promoters, double detractors, double n)
{
	return nps_score(promoters + ADJUST_END, detractors + ADJUST_END, n + 3.0);
}

static double
adjusted_variance(double promoters, double passives, double detractors)
{
	double		n = promoters + passives + detractors + 3.0;

	return nps_variance(promoters + ADJUST_END, passives + ADJUST_MIDDLE,
						detractors + ADJUST_END) / n;
}

/*
 * Adjusted Wald interval of a net promoter score (Rocks, American Statistician
 * 70 (2016) 365): unlike Wald's it has a width when all answers agree.
 */
Interval2
nps_interval(double promoters, double detractors, double n, double z)
{
	Interval2	ci = {NAN, NAN};
	double		centre;
	double		half;

	if (!(n > 0.0))
		return ci;
	centre = adjusted_score(promoters, detractors, n);
	half = z * sqrt(adjusted_variance(promoters, n - promoters - detractors, detractors));
	ci.low = clamp(centre - half, -1.0, 1.0);
	ci.high = clamp(centre + half, -1.0, 1.0);
	return ci;
}

/*
 * Difference of two net promoter scores; counts are promoters, passives,
 * detractors.  The interval is adjusted on both sides, z and p are not; these
 * are unknown where neither sample varies.
 */
TwoSampleTest
compare_nps(const double a[3], const double b[3], double z)
{
	TwoSampleTest t = {NAN, NAN, NAN, NAN, NAN, NAN};
	double		n1 = a[0] + a[1] + a[2];
	double		n2 = b[0] + b[1] + b[2];
	double		centre;
	double		half;
	double		se;

	if (!(n1 > 0.0 && n2 > 0.0))
		return t;
	t.difference = nps_score(a[0], a[2], n1) - nps_score(b[0], b[2], n2);
	centre = adjusted_score(a[0], a[2], n1) - adjusted_score(b[0], b[2], n2);
	half = z * sqrt(adjusted_variance(a[0], a[1], a[2]) + adjusted_variance(b[0], b[1], b[2]));
	t.low = clamp(centre - half, -2.0, 2.0);
	t.high = clamp(centre + half, -2.0, 2.0);
	se = sqrt(nps_variance(a[0], a[1], a[2]) / n1 + nps_variance(b[0], b[1], b[2]) / n2);
	if (se > 0.0)
	{
		t.z = t.difference / se;
		t.p_value = two_sided_p(t.z);
	}
	return t;
}
