/*
 * quality.h
 *	  How good predicted scores are, from the scores in ascending order and
 *	  how often the outcome was a hit and a miss with each.
 *
 * Pure C, no PostgreSQL.  A figure that cannot be told is NaN.
 */
#ifndef ABM_KPI_MATH_QUALITY_H
#define ABM_KPI_MATH_QUALITY_H

/* Sum with compensation (Neumaier 1974) */
typedef struct KahanSum
{
	double		sum;
	double		lost;
} KahanSum;

extern void kahan_add(KahanSum *s, double x);
extern double kahan_value(KahanSum s);

/*
 * Area under the ROC curve: variance by DeLong, DeLong & Clarke-Pearson 1988.
 * Zeros before the first score; auc is known from a pass before.
 */
typedef struct AucSpread
{
	double		hits;			/* of all scores */
	double		misses;
	double		auc;
	double		hits_below;
	double		misses_below;
	KahanSum	of_hits;		/* squares around auc */
	KahanSum	of_misses;
} AucSpread;

extern void auc_spread_add(AucSpread *s, double hits, double misses);
extern double auc_spread_variance(const AucSpread *s);

/* Brier score and log loss: squares of errors, and their squares. */
typedef struct Errors
{
	double		n;
	KahanSum	squares;
	KahanSum	fourths;
	KahanSum	logs;			/* infinite where a certainty was wrong */
} Errors;

extern void errors_add(Errors *e, double p, double hits, double misses);
extern double errors_brier(const Errors *e);
extern double errors_brier_variance(const Errors *e);
extern double errors_log_loss(const Errors *e);

#endif							/* ABM_KPI_MATH_QUALITY_H */
