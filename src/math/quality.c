/*
 * quality.c
 *	  How good predicted scores are.
 */
#include "math/quality.h"

#include <math.h>

void
kahan_add(KahanSum *s, double x)
{
	double		sum = s->sum + x;

	if (isfinite(sum))
		s->lost += fabs(s->sum) >= fabs(x) ? (s->sum - sum) + x : (x - sum) + s->sum;
	s->sum = sum;
}

double
kahan_value(KahanSum s)
{
	return s.sum + s.lost;
}

/*
 * The next score.  A hit stands for the share of the misses below it, a miss
 * for the share of the hits above it, equal ones counting half; the mean of
 * both is the area.
 */
void
auc_spread_add(AucSpread *s, double hits, double misses)
{
	double		of_hit = (s->misses_below + misses / 2.0) / s->misses - s->auc;
	double		of_miss = (s->hits - s->hits_below - hits / 2.0) / s->hits - s->auc;

	kahan_add(&s->of_hits, hits * of_hit * of_hit);
	kahan_add(&s->of_misses, misses * of_miss * of_miss);
	s->hits_below += hits;
	s->misses_below += misses;
}

/* NaN with fewer than two of either outcome */
double
auc_spread_variance(const AucSpread *s)
{
	if (s->hits < 2.0 || s->misses < 2.0)
		return NAN;
	return kahan_value(s->of_hits) / (s->hits - 1.0) / s->hits +
		kahan_value(s->of_misses) / (s->misses - 1.0) / s->misses;
}

/* The next probability, 0 to 1 */
void
errors_add(Errors *e, double p, double hits, double misses)
{
	double		of_hit = (1.0 - p) * (1.0 - p);
	double		of_miss = p * p;

	e->n += hits + misses;
	kahan_add(&e->squares, hits * of_hit + misses * of_miss);
	kahan_add(&e->fourths, hits * of_hit * of_hit + misses * of_miss * of_miss);
	if (hits > 0.0)
		kahan_add(&e->logs, -hits * log(p));
	if (misses > 0.0)
		kahan_add(&e->logs, -misses * log1p(-p));
}

double
errors_brier(const Errors *e)
{
	return e->n > 0.0 ? kahan_value(e->squares) / e->n : NAN;
}

/* Of the mean; NaN for fewer than two. */
double
errors_brier_variance(const Errors *e)
{
	double		mean = errors_brier(e);

	if (e->n < 2.0)
		return NAN;
	return fmax(kahan_value(e->fourths) - e->n * mean * mean, 0.0) / (e->n - 1.0) / e->n;
}

/* NaN where it is infinite */
double
errors_log_loss(const Errors *e)
{
	double		mean = kahan_value(e->logs) / e->n;

	return isfinite(mean) ? mean : NAN;
}
