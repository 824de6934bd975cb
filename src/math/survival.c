/*
 * survival.c
 *	  Kaplan-Meier, its limits and quantiles, and the log-rank test, from
 *	  counts of events and censorings per time.
 *
 * At equal times events come before censorings.
 */
#include "math/survival.h"

#include <math.h>
#include <stddef.h>

/* As close to 1 - p as the survival function is taken to be equal to it. */
#define SURVIVAL_TIE 1e-9

/*
 * Fill in at_risk, survival and Greenwood's sum.
 *
 * As long as nothing is censored the product of (n - d) / n telescopes, so it
 * is taken as one quotient from the last censoring on: complete data then
 * give the plain share, to the last digit.
 */
void
survival_fill(SurvivalRow *rows, int n)
{
	int64_t		at_risk = 0;
	int64_t		run_start = 0;
	double		run_survival = 1.0;
	double		greenwood = 0.0;

	for (int i = n - 1; i >= 0; i--)
	{
		at_risk += rows[i].events + rows[i].censored;
		rows[i].at_risk = at_risk;
	}
	for (int i = 0; i < n; i++)
	{
		SurvivalRow *row = &rows[i];
		int64_t		left = row->at_risk - row->events;

		if (i == 0 || rows[i - 1].censored > 0)
		{
			run_start = row->at_risk;
			run_survival = i == 0 ? 1.0 : rows[i - 1].survival;
		}
		row->survival = run_survival * ((double) left / (double) run_start);
		if (row->events > 0 && left > 0)
			greenwood += (double) row->events / (double) row->at_risk / (double) left;
		row->greenwood = greenwood;
	}
}

/*
 * Log-log limits (Kalbfleisch & Prentice) with Greenwood's variance: within
 * 0..1 by themselves and the best of the usual three in small samples.  None
 * once the survival is 0.
 */
Interval2
survival_limits(const SurvivalRow *row, double z)
{
	Interval2	ci = {NAN, NAN};
	double		log_s;
	double		theta;

	if (row->survival <= 0.0)
		return ci;
	if (row->greenwood <= 0.0)
	{
		ci.low = ci.high = 1.0;
		return ci;
	}
	log_s = log(row->survival);
	theta = z * sqrt(row->greenwood) / -log_s;
	ci.low = exp(log_s * exp(theta));
	ci.high = exp(log_s * exp(-theta));
	return ci;
}

/*
 * Share that outlasts the given time: 1 before the first event, and after the
 * last observation what it was there.
 */
double
survival_at(const SurvivalRow *rows, int n, double time, double z,
			Interval2 *limits)
{
	int			low = 0;
	int			high = n;

	if (n == 0)
	{
		limits->low = limits->high = NAN;
		return NAN;
	}
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if ((double) rows[middle].time <= time)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
	{
		limits->low = limits->high = 1.0;
		return 1.0;
	}
	*limits = survival_limits(&rows[low - 1], z);
	return rows[low - 1].survival;
}

/* Which curve a quantile is read from. */
typedef enum Curve
{
	CURVE_ESTIMATE,
	CURVE_LOW,
	CURVE_HIGH
} Curve;

static double
curve_value(const SurvivalRow *row, Curve curve, double z)
{
	if (curve == CURVE_ESTIMATE)
		return row->survival;
	return curve == CURVE_LOW ? survival_limits(row, z).low : survival_limits(row, z).high;
}

/*
 * First time at which the curve is at or below 1 - p.  Where it is equal on a
 * flat stretch, the middle of that stretch, which ends at the next event or
 * the last observation.  NaN if the curve does not get so low.
 */
static double
curve_quantile(const SurvivalRow *rows, int n, double p, Curve curve, double z)
{
	for (int i = 0; i < n; i++)
	{
		double		value = curve_value(&rows[i], curve, z);
		int			next;

		if (isnan(value) || value > 1.0 - p + SURVIVAL_TIE)
			continue;
		if (value < 1.0 - p - SURVIVAL_TIE)
			return (double) rows[i].time;
		for (next = i + 1; next < n - 1 && rows[next].events == 0; next++)
			 /* look for the end of the flat stretch */ ;
		if (next >= n)
			return (double) rows[i].time;
		return ((double) rows[i].time + (double) rows[next].time) / 2.0;
	}
	return NAN;
}

/* Time by which the share p has ended, with the limits read the same way. */
double
survival_quantile(const SurvivalRow *rows, int n, double p, double z,
				  Interval2 *limits)
{
	limits->low = curve_quantile(rows, n, p, CURVE_LOW, z);
	limits->high = curve_quantile(rows, n, p, CURVE_HIGH, z);
	return curve_quantile(rows, n, p, CURVE_ESTIMATE, z);
}

/*
 * Log-rank test of two samples (Mantel 1966).  Quotients before products: the
 * textbook N^2 (N - 1) overflows 64 bits at two million deals.
 */
LogRank
log_rank(const SurvivalRow *a, int na, const SurvivalRow *b, int nb)
{
	LogRank		r = {NAN, NAN, 0.0, 0.0, 0.0, 0.0};
	double		variance = 0.0;
	int			i = 0;
	int			j = 0;

	while (i < na || j < nb)
	{
		int			take_a = j >= nb || (i < na && a[i].time <= b[j].time);
		int			take_b = i >= na || (j < nb && b[j].time <= a[i].time);
		double		risk_a = i < na ? (double) a[i].at_risk : 0.0;
		double		risk_b = j < nb ? (double) b[j].at_risk : 0.0;
		double		risk = risk_a + risk_b;
		double		events_a = take_a ? (double) a[i].events : 0.0;
		double		events_b = take_b ? (double) b[j].events : 0.0;
		double		events = events_a + events_b;

		r.observed1 += events_a;
		r.observed2 += events_b;
		r.expected1 += events * (risk_a / risk);
		r.expected2 += events * (risk_b / risk);
		if (risk > 1.0)
			variance += events * ((risk - events) / (risk - 1.0)) * (risk_a / risk) * (risk_b / risk);
		i += take_a;
		j += take_b;
	}
	if (variance > 0.0)
	{
		double		excess = r.observed1 - r.expected1;

		r.chi_square = excess * excess / variance;
		r.p_value = erfc(sqrt(r.chi_square / 2.0));
	}
	return r;
}
