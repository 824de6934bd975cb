/*
 * survival.c
 *	  Tests of src/math/survival: Kaplan-Meier, limits, quantiles, log-rank.
 *
 * Expected values: R survival 3.5-3 (survfit with conf.type = 'log-log',
 * survdiff), reproduced at 50 digits (reference/survival.csv), unless said
 * otherwise.
 */
#include "math/survival.h"

#include "math/interval.h"
#include "tap.h"

#define MAX_ROWS 1200

typedef struct Sample
{
	SurvivalRow rows[MAX_ROWS];
	int			n;
} Sample;

/* Times that ended and times that were open, each ascending and ended by -1. */
static void
sample_build(Sample *s, const int *ended, const int *open)
{
	s->n = 0;
	while (*ended >= 0 || *open >= 0)
	{
		int			time = *open < 0 || (*ended >= 0 && *ended <= *open) ? *ended : *open;
		SurvivalRow row = {0};

		row.time = time;
		for (; *ended == time; ended++)
			row.events++;
		for (; *open == time; open++)
			row.censored++;
		s->rows[s->n++] = row;
	}
	survival_fill(s->rows, s->n);
}

static const int gehan_6mp[] = {6, 6, 6, 7, 10, 13, 16, 22, 23, -1};
static const int gehan_6mp_open[] = {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35, -1};
static const int gehan_control[] = {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23, -1};
static const int ovarian_rx1[] = {59, 115, 156, 268, 329, 431, 638, -1};
static const int ovarian_rx1_open[] = {448, 477, 803, 855, 1040, 1106, -1};
static const int ovarian_rx2[] = {353, 365, 464, 475, 563, -1};
static const int ovarian_rx2_open[] = {377, 421, 744, 769, 770, 1129, 1206, 1227, -1};
static const int tiny_all[] = {10, 20, 30, 30, 45, 60, -1};
static const int tiny_all_open[] = {20, 30, 60, 90, -1};
static const int flat_all[] = {1, 2, 3, 4, 7, 8, -1};
static const int flat_all_open[] = {5, 6, -1};
static const int flat_a[] = {1, 3, 7, -1};
static const int flat_a_open[] = {5, -1};
static const int flat_b[] = {2, 4, 8, -1};
static const int flat_b_open[] = {6, -1};
static const int nothing[] = {-1};

static void
test_curve(void)
{
	static const struct
	{
		double		time;
		double		survival;
		double		std_error;
		double		low;
		double		high;
	}			points[] = {
		{9, 1, 0, 1, 1},
		{10, 0.9, 0.09486832980505137, 0.47300927136205034, 0.9852813933673431},
		{20, 0.8, 0.12649110640673517, 0.4086907816334041, 0.9458726458389117},
		{29, 0.8, 0.12649110640673517, 0.4086907816334041, 0.9458726458389117},
		{30, 0.5714285714285714, 0.16377471549174596, 0.21719270238228383, 0.8145721379207795},
		{45, 0.42857142857142855, 0.17433756338159284, 0.11404177765577755, 0.7184534248763591},
		{60, 0.2857142857142857, 0.16466238982811682, 0.04566553336379572, 0.6014019028729191},
		{100, 0.2857142857142857, 0.16466238982811682, 0.04566553336379572, 0.6014019028729191}
	};
	static const int64_t at_risk[] = {10, 9, 7, 4, 3, 1};
	Sample		s;
	double		z = level_to_z(0.95);
	int			good = 0;
	Interval2	ci;

	sample_build(&s, tiny_all, tiny_all_open);
	for (int i = 0; i < LENGTH(points); i++)
	{
		double		survival = survival_at(s.rows, s.n, points[i].time, z, &ci);
		double		greenwood = 0.0;

		for (int j = 0; j < s.n && (double) s.rows[j].time <= points[i].time; j++)
			greenwood = s.rows[j].greenwood;
		good += agrees(survival, points[i].survival, 1e-15, 1e-14, "survival", i);
		good += agrees(survival * sqrt(greenwood), points[i].std_error, 1e-15, 1e-13, "standard error", i);
		good += agrees(ci.low, points[i].low, 1e-13, 1e-11, "low", i);
		good += agrees(ci.high, points[i].high, 1e-13, 1e-11, "high", i);
	}
	ok(good == 32, "8 points of a curve with their standard errors and limits");
	good = 0;
	for (int i = 0; i < s.n && i < LENGTH(at_risk); i++)
		good += agrees((double) s.rows[i].at_risk, (double) at_risk[i], 0.0, 0.0, "at_risk", i);
	ok(good == 6 && s.n == 6, "numbers at risk, of which those open at a time are part");

	sample_build(&s, gehan_control, nothing);
	ok(survival_at(s.rows, s.n, 23, z, &ci) == 0.0 && isnan(ci.low) && isnan(ci.high), "a share of 0 has no limits");
	ok(survival_at(s.rows, s.n, 0.999, z, &ci) == 1.0 && ci.low == 1.0 && ci.high == 1.0, "before the first event it is 1");
	ok(isnan(survival_at(s.rows, 0, 3, z, &ci)) && isnan(ci.low) && isnan(ci.high), "nothing: no share");
	survival_at(s.rows, s.n, 10, 0.0, &ci);
	ok(near(ci.low, 8 / 21.0, 0.0, 1e-15) && near(ci.high, 8 / 21.0, 0.0, 1e-15), "a z of 0 leaves the share");
}

static void
test_telescoping(void)
{
	Sample		s;
	int			exact = 1;
	int			close = 0;

	/* complete data: (n - k) / n to the last digit, whatever the ties */
	for (int n = 1; n <= 1000; n += 37)
	{
		int64_t		total = 0;
		int64_t		gone = 0;

		s.n = n;
		for (int i = 0; i < n; i++)
		{
			SurvivalRow row = {0};

			row.time = i;
			row.events = 1 + (i * 7919) % 13;
			total += row.events;
			s.rows[i] = row;
		}
		survival_fill(s.rows, s.n);
		for (int i = 0; i < n; i++)
		{
			gone += s.rows[i].events;
			exact &= s.rows[i].survival == (double) (total - gone) / (double) total;
		}
	}
	ok(exact, "complete data give the plain share, to the last digit");

	/* 1000 rows with censoring: the product by python fractions at the end of the range */
	s.n = 1000;
	for (int i = 0; i < s.n; i++)
	{
		SurvivalRow row = {0};

		row.time = i;
		row.events = i % 3 == 0 ? 1 + i % 2 : 0;
		row.censored = i % 3 == 1 ? 1 + i % 5 : 0;
		row.events += row.events + row.censored == 0;
		s.rows[i] = row;
	}
	survival_fill(s.rows, s.n);
	close += agrees(s.rows[499].survival, 0.730392867860558456, 0.0, 1e-13, "survival", 499);
	close += agrees(s.rows[998].survival, 0.0482592715397123947, 0.0, 1e-13, "survival", 998);
	close += agrees(s.rows[499].greenwood, 0.000246866623255266092, 0.0, 1e-13, "greenwood", 499);
	close += agrees(s.rows[998].greenwood, 0.249244849517009722, 0.0, 1e-13, "greenwood", 998);
	ok(close == 4, "1000 times with censoring keep 13 digits");

	/* counts of 2^60 and more */
	s.n = 2;
	s.rows[0] = (SurvivalRow) {.time = 1,.events = INT64_C(1) << 60};
	s.rows[1] = (SurvivalRow) {.time = 2,.events = INT64_C(1) << 60,.censored = INT64_C(1) << 61};
	survival_fill(s.rows, s.n);
	ok(s.rows[0].survival == 0.75 && s.rows[1].survival == 0.5 && s.rows[1].at_risk == 3 * (INT64_C(1) << 60),
	   "counts of 2^60");
}

static void
test_quantiles(void)
{
	static const struct
	{
		const int  *ended;
		const int  *open;
		double		q[3][3];		/* quartile: time, low, high */
	}			cases[] = {
		{gehan_6mp, gehan_6mp_open, {{13, 6, 22}, {23, 13, NAN}, {NAN, 23, NAN}}},
		{gehan_control, nothing, {{4, 1, 5}, {8, 4, 11}, {12, 8, 22}}},
		{ovarian_rx1, ovarian_rx1_open, {{268, 59, 638}, {638, 156, NAN}, {NAN, 431, NAN}}},
		{ovarian_rx2, ovarian_rx2_open, {{475, 353, NAN}, {NAN, 464, NAN}, {NAN, 563, NAN}}},
		{tiny_all, tiny_all_open, {{30, 10, 45}, {45, 10, NAN}, {NAN, 30, NAN}}},
		{flat_all, flat_all_open, {{2.5, 1, 7}, {5.5, 1, NAN}, {7.5, 3, NAN}}},
		{flat_a, flat_a_open, {{2, 1, NAN}, {5, 1, NAN}, {7, 1, NAN}}},
		{flat_b, flat_b_open, {{3, 2, NAN}, {6, 2, NAN}, {8, 2, NAN}}}
	};
	Sample		s;
	int			good = 0;
	Interval2	ci;
	double		last;

	for (int i = 0; i < LENGTH(cases); i++)
	{
		sample_build(&s, cases[i].ended, cases[i].open);
		for (int j = 0; j < 3; j++)
		{
			double		q = survival_quantile(s.rows, s.n, 0.25 * (j + 1), level_to_z(0.95), &ci);

			good += agrees(q, cases[i].q[j][0], 0.0, 0.0, "quantile", 10 * i + j);
			good += agrees(ci.low, cases[i].q[j][1], 0.0, 0.0, "low", 10 * i + j);
			good += agrees(ci.high, cases[i].q[j][2], 0.0, 0.0, "high", 10 * i + j);
		}
	}
	ok(good == 72, "the quartiles of 8 samples with their limits, flat stretches among them");
	ok(isnan(survival_quantile(s.rows, 0, 0.5, 1.96, &ci)) && isnan(ci.low) && isnan(ci.high), "nothing: no quantile");

	/* a share of one half on a stretch that only the last observation ends */
	s.n = 2;
	s.rows[0] = (SurvivalRow) {.time = 4,.events = 2};
	s.rows[1] = (SurvivalRow) {.time = 10,.censored = 2};
	survival_fill(s.rows, s.n);
	last = survival_quantile(s.rows, s.n, 0.5, 1.96, &ci);
	ok(last == 7.0, "flat to the end of follow-up: the middle of it");
}

static void
test_log_rank(void)
{
	static const struct
	{
		const int  *ended_a;
		const int  *open_a;
		const int  *ended_b;
		const int  *open_b;
		LogRank		expected;
	}			cases[] = {
		{gehan_6mp, gehan_6mp_open, gehan_control, nothing,
		{16.792940989216532, 4.1688091093345416e-05, 9, 19.25050094803113, 21, 10.74949905196887}},
		{ovarian_rx1, ovarian_rx1_open, ovarian_rx2, ovarian_rx2_open,
		{1.0627398612914138, 0.3025911169890952, 7, 5.233531017149943, 5, 6.766468982850057}},
		{flat_a, flat_a_open, flat_b, flat_b_open,
		{0.36506362584696744, 0.545707388017475, 3, 2.3285714285714287, 3, 3.6714285714285713}}
	};
	Sample		a;
	Sample		b;
	int			good = 0;
	LogRank		t;

	for (int i = 0; i < LENGTH(cases); i++)
	{
		sample_build(&a, cases[i].ended_a, cases[i].open_a);
		sample_build(&b, cases[i].ended_b, cases[i].open_b);
		t = log_rank(a.rows, a.n, b.rows, b.n);
		good += agrees(t.chi_square, cases[i].expected.chi_square, 0.0, 1e-13, "chi_square", i);
		good += agrees(t.p_value, cases[i].expected.p_value, 0.0, 1e-12, "p_value", i);
		good += agrees(t.observed1, cases[i].expected.observed1, 0.0, 0.0, "observed1", i);
		good += agrees(t.expected1, cases[i].expected.expected1, 0.0, 1e-14, "expected1", i);
		good += agrees(t.observed2, cases[i].expected.observed2, 0.0, 0.0, "observed2", i);
		good += agrees(t.expected2, cases[i].expected.expected2, 0.0, 1e-14, "expected2", i);
	}
	ok(good == 18, "3 log-rank tests, that of the Gehan data (16.79) among them");
	sample_build(&a, nothing, flat_a_open);
	t = log_rank(a.rows, a.n, a.rows, a.n);
	ok(isnan(t.chi_square) && isnan(t.p_value) && t.observed1 == 0.0 && t.expected2 == 0.0, "nothing has ended: no test");
	sample_build(&a, flat_b_open, nothing);
	t = log_rank(a.rows, a.n, a.rows, 0);
	ok(isnan(t.chi_square) && t.observed1 == 1.0 && t.expected1 == 1.0, "nobody to compare with: no test");
}

int
main(void)
{
	test_curve();
	test_telescoping();
	test_quantiles();
	test_log_rank();
	return done_testing();
}
