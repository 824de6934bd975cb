/*
 * quality.c
 *	  Tests of src/math/quality: against sums over pairs and rows.
 */
#include "math/quality.h"

#include "tap.h"

typedef struct Score
{
	double		p;
	double		hits;
	double		misses;
}			Score;

/* Published case: variance of the area and errors by pROC and by hand */
static const Score scores[] = {
	{0.1, 0, 1}, {0.2, 1, 0}, {0.3, 0, 1}, {0.6, 1, 2}, {0.7, 1, 0}, {0.8, 1, 1}, {0.9, 1, 0},
};

static void
test_auc(void)
{
	AucSpread	s = {0};
	AucSpread	one = {0};

	s.hits = s.misses = 5.0;
	s.auc = 0.7;
	for (int i = 0; i < LENGTH(scores); i++)
		auc_spread_add(&s, scores[i].hits, scores[i].misses);
	is_near(sqrt(auc_spread_variance(&s)), 0.1816590212458495, 1e-14, "error of the area by DeLong");
	one.hits = 1.0;
	one.misses = 5.0;
	one.auc = 0.5;
	ok(isnan(auc_spread_variance(&one)), "none with one hit");
	one.hits = 5.0;
	one.misses = 1.0;
	ok(isnan(auc_spread_variance(&one)), "none with one miss");
}

static void
test_errors(void)
{
	Errors		e = {0};
	Errors		certain = {0};
	Errors		wrong = {0};
	Errors		nothing = {0};
	double		squares = 0.0;
	double		spread = 0.0;

	for (int i = 0; i < LENGTH(scores); i++)
		errors_add(&e, scores[i].p, scores[i].hits, scores[i].misses);
	is_near(errors_brier(&e), 0.24, 1e-15, "Brier score");
	is_near(errors_log_loss(&e), 0.6709497382889829, 1e-14, "log loss");
	for (int i = 0; i < LENGTH(scores); i++)
	{
		squares = pow(1.0 - scores[i].p, 2) - 0.24;
		spread += scores[i].hits * squares * squares;
		squares = pow(scores[i].p, 2) - 0.24;
		spread += scores[i].misses * squares * squares;
	}
	is_near(errors_brier_variance(&e), spread / 9 / 10, 1e-13, "variance of the Brier score");

	errors_add(&certain, 0.0, 0, 3);
	errors_add(&certain, 1.0, 2, 0);
	is_near(errors_log_loss(&certain), 0.0, 0.0, "certainties that were right");
	errors_add(&wrong, 0.0, 1, 3);
	errors_add(&wrong, 1.0, 2, 1);
	ok(isnan(errors_log_loss(&wrong)), "a certainty that was wrong has no finite loss");
	is_near(errors_brier(&wrong), 2.0 / 7.0, 1e-15, "but a Brier score");
	ok(isnan(errors_brier(&nothing)), "nothing has no errors");
	errors_add(&nothing, 0.5, 1, 0);
	ok(isnan(errors_brier_variance(&nothing)), "and one no variance");
}

static void
test_kahan(void)
{
	KahanSum	s = {0};

	kahan_add(&s, 1e100);
	kahan_add(&s, 1.0);
	kahan_add(&s, -1e100);
	is_near(kahan_value(s), 1.0, 0.0, "nothing is lost in a sum");
	kahan_add(&s, HUGE_VAL);
	ok(isinf(kahan_value(s)), "an infinite sum is infinite");
}

int
main(void)
{
	test_auc();
	test_errors();
	test_kahan();
	return done_testing();
}
