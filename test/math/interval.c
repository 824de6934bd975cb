/*
 * interval.c
 *	  Tests of src/math/interval: quantiles, intervals and comparisons.
 *
 * Unless said otherwise the expected values were computed with mpmath at 60
 * digits from the formulas of the papers, for the float8 nearest to the input.
 */
#include "math/interval.h"

#include "tap.h"

/* z by erfc and a root finder; AS 241 promises about 1 part in 10^16 */
static const struct
{
	double		p;
	double		z;
}			quantiles[] = {
	{0.5, 0.0},
	{0.975, 1.95996398454005386},	/* published: 1.959963984540054 */
	{0.995, 2.57582930354890045},	/* published: 2.575829303548901 */
	{0.025, -1.95996398454005421},
	{0.005, -2.57582930354890075},
	{0.9, 1.28155156554460059},
	{0.75, 0.674489750196081743},
	{0.5000001, 2.5066282733116483e-7},
	{0.075, -1.43953147093845593},	/* where the central formula ends */
	{0.0749999, -1.43953217737590059},
	{0.925, 1.43953147093845623},
	{0.9250001, 1.43953217737590049},
	{1e-3, -3.09023230616781354},
	{1e-10, -6.3613409024040562},
	{1.3887943864964021e-11, -6.65790464350110358}, /* where the far tail begins */
	{1.3e-11, -6.66761145651074083},
	{1e-16, -8.22208221613043562},
	{1e-100, -21.2734535609653243},
	{1e-300, -37.0470962993611992},
	{5e-324, -38.4674056171443463},
	{0.9999999999, 6.36134088969742186},
	{0.9999999999999999, 8.20953615160138686}
};

static const struct
{
	double		level;
	double		z;
}			levels[] = {
	{0.5, 0.674489750196081743},
	{0.8, 1.28155156554460059},
	{0.9, 1.64485362695147282},
	{0.95, 1.95996398454005386},
	{0.99, 2.57582930354890045},
	{0.999999, 4.89163847569293177}
};

static const struct
{
	double		z;
	double		p;
}			p_values[] = {
	{0.0, 1.0},
	{1.0, 0.317310507862914103},
	{1.959963984540054, 0.0500000000000000218},
	{-3.0, 0.00269979606326018905},
	{8.0, 1.24419211485435682e-15},
	{30.0, 9.81342785429637412e-198}
};

static const struct
{
	double		hits;
	double		trials;
	double		level;
	double		low;
	double		high;
}			wilson[] = {
	{3, 1e12, 0.95, 1.02027072836483311e-12, 8.8211880922914858e-12},
	{999999999997, 1e12, 0.95, 0.999999999991178812, 0.999999999998979729},
	{1, 1e15, 0.95, 1.76524554935152988e-16, 5.66493426575894904e-15},
	{0, 20, 0.95, 0, 0.161125158052819335},
	{20, 20, 0.95, 0.838874841947180665, 1},
	{81, 263, 0.95, 0.255288519878274235, 0.366209576982800058},
	{7, 10, 0.9, 0.441699795869834991, 0.873123416096802164},
	{500, 1000, 0.99, 0.45940700521208484, 0.54059299478791516},
	{1, 4611686018427387904, 0.999999, 8.37561265250332966e-21, 5.61389070671004359e-18},
	{4503599627370496, 9007199254740992, 0.5, 0.499999996446547835, 0.500000003553452165}
};

/* (P + D) / n - ((P - D) / n)^2 by python fractions */
static const struct
{
	double		promoters;
	double		passives;
	double		detractors;
	double		variance;
}			variances[] = {
	{50, 30, 20, 0.61},
	{1e15, 0, 1, 3.999999999999992e-15},
	{1e15, 3, 0, 2.999999999999982e-15},
	{1, 0, 0, 0},
	{0, 7, 0, 0},
	{4e17, 1e17, 2e17, 0.775510204081632653}
};

static void
test_quantiles(void)
{
	int			good = 0;
	int			symmetric = 1;

	for (int i = 0; i < LENGTH(quantiles); i++)
		good += agrees(normal_quantile(quantiles[i].p), quantiles[i].z, 0.0, 1e-15,
					   "normal_quantile", i);
	ok(good == 22, "22 normal quantiles, from 5e-324 to 1 - 1e-16, to the last digit or two");
	for (int i = 1; i < 64; i++)
		symmetric &= normal_quantile(i / 128.0) == -normal_quantile(1.0 - i / 128.0);
	ok(symmetric, "the quantile function is symmetric");
	ok(isnan(normal_quantile(0.0)) && isnan(normal_quantile(1.0)) && isnan(normal_quantile(-0.1)) &&
	   isnan(normal_quantile(1.1)) && isnan(normal_quantile(NAN)), "outside 0..1 there is none");

	good = 0;
	for (int i = 0; i < LENGTH(levels); i++)
		good += agrees(level_to_z(levels[i].level), levels[i].z, 0.0, 1e-15, "level_to_z", i);
	ok(good == 6, "6 confidence levels");
	good = 0;
	for (int i = 0; i < LENGTH(p_values); i++)
		good += agrees(two_sided_p(p_values[i].z), p_values[i].p, 0.0, 3e-13, "two_sided_p", i);
	ok(good == 6, "6 p values, down to 1e-197");
	/* 1.3203e-322 has two digits as a float8 */
	ok(near(two_sided_p(38.4), 1.3203199708653536e-322, 5e-324, 0.0) && two_sided_p(50.0) == 0.0,
	   "a p value fades away to 0");
}

static void
test_wilson(void)
{
	int			good = 0;
	int			inside = 1;

	for (int i = 0; i < LENGTH(wilson); i++)
	{
		Interval2	ci = wilson_interval(wilson[i].hits, wilson[i].trials, level_to_z(wilson[i].level));

		good += agrees(ci.low, wilson[i].low, 0.0, 1e-14, "low", i);
		good += agrees(ci.high, wilson[i].high, 0.0, 1e-14, "high", i);
	}
	ok(good == 20, "20 limits by Wilson, tiny rates among them, to 14 digits");
	for (int k = 0; k <= 50; k++)
	{
		Interval2	ci = wilson_interval(k, 50, 6.0);

		inside &= 0.0 <= ci.low && ci.low <= k / 50.0 && k / 50.0 <= ci.high && ci.high <= 1.0;
	}
	ok(inside, "the interval holds the rate, within 0..1, at six sigma too");
	ok(isnan(wilson_interval(0, 0, 1.96).low) && isnan(wilson_interval(0, 0, 1.96).high), "no trials: no interval");
	ok(wilson_interval(3, 7, 0.0).low == wilson_interval(3, 7, 0.0).high, "a z of 0 leaves the rate");
}

static void
test_compare_rates(void)
{
	TwoSampleTest t = compare_rates(56, 70, 48, 80, level_to_z(0.95));
	TwoSampleTest none = compare_rates(0, 10, 0, 20, level_to_z(0.95));

	/* reference/proportions.csv, prop2_s1: mpmath, R prop.test and statsmodels */
	ok(near(t.difference, 0.2, 0.0, 1e-14) && near(t.low, 0.05243147240236488, 0.0, 1e-13) &&
	   near(t.high, 0.33387265403690597, 0.0, 1e-13) && near(t.lift, 0.3333333333333333, 0.0, 1e-14) &&
	   near(t.z, 2.6501719512585327, 0.0, 1e-13) && near(t.p_value, 0.008045081368196585, 0.0, 1e-12),
	   "56 of 70 against 48 of 80");
	ok(near(none.low, -0.16112515805281938, 0.0, 1e-13) && near(none.high, 0.27753279986288926, 0.0, 1e-13) &&
	   none.difference == 0.0 && isnan(none.lift) && isnan(none.z) && isnan(none.p_value),
	   "0 of 10 against 0 of 20: limits, but no lift, z and p");
	t = compare_rates(0, 0, 1, 2, 1.96);
	ok(isnan(t.difference) && isnan(t.low) && isnan(t.high) && isnan(t.lift) && isnan(t.z) && isnan(t.p_value),
	   "no trials: nothing");
	t = compare_rates(10, 10, 0, 10, 9.0);
	ok(t.high == 1.0 && t.low >= -1.0, "the limits of a difference stay within -1..1");
}

static void
test_nps(void)
{
	static const double a[3] = {8, 3, 1};
	static const double b[3] = {4, 5, 6};
	static const double all[3] = {10, 0, 0};
	static const double empty[3] = {0, 0, 0};
	Interval2	ci = nps_interval(50, 20, 100, level_to_z(0.95));
	TwoSampleTest t = compare_nps(a, b, level_to_z(0.95));
	int			good = 0;

	for (int i = 0; i < LENGTH(variances); i++)
		good += agrees(nps_variance(variances[i].promoters, variances[i].passives, variances[i].detractors),
					   variances[i].variance, 0.0, 1e-14, "nps_variance", i);
	ok(good == 6, "6 variances, nearly unanimous ones among them, to 14 digits");
	is_near(nps_score(50, 20, 100), 0.3, 1e-15, "score of 50 promoters and 20 detractors of 100");
	/* reference/nps_csat_ces.csv, nps_s2, nps2_s2: mpmath, R NPS::nps.test */
	ok(near(ci.low, 0.1405113017876161, 0.0, 1e-13) && near(ci.high, 0.4420129700570441, 0.0, 1e-13), "its adjusted Wald interval");
	ok(near(t.difference, 0.7166666666666667, 0.0, 1e-14) && near(t.low, 0.07061989577287434, 0.0, 1e-13) &&
	   near(t.high, 1.0849356597826811, 0.0, 1e-13) && near(t.z, 2.5759589142705765, 0.0, 1e-13) &&
	   near(t.p_value, 0.009996252350173361, 0.0, 1e-12), "8/3/1 against 4/5/6");
	t = compare_nps(all, all, 1.96);
	ok(t.difference == 0.0 && t.low < 0.0 && t.high > 0.0 && isnan(t.z) && isnan(t.p_value),
	   "nobody disagrees: limits, but no z and p");
	t = compare_nps(empty, a, 1.96);
	ok(isnan(t.difference) && isnan(t.low) && isnan(t.p_value) && isnan(nps_interval(0, 0, 0, 1.96).low), "no answers: nothing");
	ci = nps_interval(1000000, 0, 1000000, 40.0);
	ok(ci.high == 1.0 && ci.low < 1.0, "the interval stays within -1..1");
}

int
main(void)
{
	test_quantiles();
	test_wilson();
	test_compare_rates();
	test_nps();
	return done_testing();
}
