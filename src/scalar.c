/*-------------------------------------------------------------------------
 *
 * scalar.c
 *	  Figures of one row: categories and grades, ratios of money, growth and
 *	  account health.
 *
 * Ratios are float8, but are computed in numeric from numeric, so that no
 * digit of an amount is lost before the division.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "utils/builtins.h"

#include "answer.h"
#include "args.h"
#include "exact.h"

#define MAX_CUTS 25

static const Scale nps_scale = {0, 10};

/* nps_category(score): promoter (9, 10), passive (7, 8) or detractor (0 to 6) */
static Datum
nps_category(int score)
{
	PG_RETURN_TEXT_P(cstring_to_text(score >= 9 ? "promoter" :
									 score >= 7 ? "passive" : "detractor"));
}

PG_FUNCTION_INFO_V1(scalar_nps_category_int4);
Datum
scalar_nps_category_int4(PG_FUNCTION_ARGS)
{
	return nps_category(answer_int4(PG_GETARG_DATUM(0), nps_scale));
}

PG_FUNCTION_INFO_V1(scalar_nps_category_numeric);
Datum
scalar_nps_category_numeric(PG_FUNCTION_ARGS)
{
	return nps_category(answer_numeric(PG_GETARG_DATUM(0), nps_scale));
}

PG_FUNCTION_INFO_V1(scalar_nps_category_float8);
Datum
scalar_nps_category_float8(PG_FUNCTION_ARGS)
{
	return nps_category(answer_float8(PG_GETARG_DATUM(0), nps_scale));
}

/* Cut points from the highest to the lowest: how many are above the score. */
static int
cuts_above(double score, const double *cuts, int n)
{
	int			above = 0;

	arg_finite(score, "score");
	for (int i = 1; i < n; i++)
		if (!(cuts[i] < cuts[i - 1]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("cuts must be in descending order, but %s follows %s",
							arg_float8_text(cuts[i]), arg_float8_text(cuts[i - 1]))));
	while (above < n && score < cuts[above])
		above++;
	return above;
}

/* lead_grade(score, cuts): A from the first cut on, B from the second, ... */
PG_FUNCTION_INFO_V1(scalar_lead_grade);
Datum
scalar_lead_grade(PG_FUNCTION_ARGS)
{
	double	   *cuts;
	int			n = arg_float8_array(PG_GETARG_DATUM(1), "cuts", &cuts, NULL);
	char		grade;

	if (n < 1 || n > MAX_CUTS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cuts must have 1 to %d elements, not %d", MAX_CUTS, n)));
	grade = 'A' + cuts_above(PG_GETARG_FLOAT8(0), cuts, n);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(&grade, 1));
}

/* health_band(score, cuts): green from the first cut on, yellow from the second */
PG_FUNCTION_INFO_V1(scalar_health_band);
Datum
scalar_health_band(PG_FUNCTION_ARGS)
{
	static const char *const bands[] = {"green", "yellow", "red"};
	double	   *cuts;
	int			n = arg_float8_array(PG_GETARG_DATUM(1), "cuts", &cuts, NULL);

	if (n != 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cuts must have 2 elements, where green and where yellow begin, not %d", n)));
	PG_RETURN_TEXT_P(cstring_to_text(bands[cuts_above(PG_GETARG_FLOAT8(0), cuts, n)]));
}

/*
 * Of two amounts a / b, or their change (a - b) / b; NULL unless b is above 0.
 */
static Datum
money_ratio(FunctionCallInfo fcinfo, const char *a_name, const char *b_name, bool is_change,
			const char *name)
{
	Datum		a = arg_money(PG_GETARG_DATUM(0), a_name);
	Datum		b = arg_money(PG_GETARG_DATUM(1), b_name);

	if (!exact_is_positive(b))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(exact_ratio(is_change ? exact_subtract(a, b) : a, b, name));
}

/* roi(revenue, cost): (revenue - cost) / cost; NULL unless cost is above 0 */
PG_FUNCTION_INFO_V1(scalar_roi);
Datum
scalar_roi(PG_FUNCTION_ARGS)
{
	return money_ratio(fcinfo, "revenue", "cost", true, "roi");
}

/* roas(revenue, cost): revenue / cost; NULL unless cost is above 0 */
PG_FUNCTION_INFO_V1(scalar_roas);
Datum
scalar_roas(PG_FUNCTION_ARGS)
{
	return money_ratio(fcinfo, "revenue", "cost", false, "roas");
}

/* ltv_cac(ltv, cac): ltv / cac; NULL unless cac is above 0 */
PG_FUNCTION_INFO_V1(scalar_ltv_cac);
Datum
scalar_ltv_cac(PG_FUNCTION_ARGS)
{
	return money_ratio(fcinfo, "ltv", "cac", false, "ltv_cac");
}

/* cost_per(cost, n): cost / n; NULL unless both are above 0 */
PG_FUNCTION_INFO_V1(scalar_cost_per);
Datum
scalar_cost_per(PG_FUNCTION_ARGS)
{
	Datum		cost = arg_money(PG_GETARG_DATUM(0), "cost");
	Datum		n = arg_money(PG_GETARG_DATUM(1), "n");
	int			sign = exact_sign(n);

	if (sign < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("n %s is out of range, it must be 0 or more", arg_numeric_text(n))));
	if (sign == 0 || !exact_is_positive(cost))
		PG_RETURN_NULL();
	return exact_divide(cost, n);
}

/*
 * payback_periods(cac, revenue_per_period, gross_margin): cac / (revenue *
 * margin); NULL where nothing is earned, or cac is below 0
 */
PG_FUNCTION_INFO_V1(scalar_payback_periods);
Datum
scalar_payback_periods(PG_FUNCTION_ARGS)
{
	Datum		cac = arg_money(PG_GETARG_DATUM(0), "cac");
	Datum		revenue = arg_money(PG_GETARG_DATUM(1), "revenue_per_period");
	Datum		margin = exact(arg_fraction(PG_GETARG_FLOAT8(2), "gross_margin"));
	Datum		earned = exact_multiply(revenue, margin);

	if (!exact_is_positive(earned) || exact_sign(cac) < 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(exact_ratio(cac, earned, "payback_periods"));
}

/* growth(current, previous): current / previous - 1; NULL unless previous > 0 */
PG_FUNCTION_INFO_V1(scalar_growth_numeric);
Datum
scalar_growth_numeric(PG_FUNCTION_ARGS)
{
	return money_ratio(fcinfo, "current", "previous", true, "growth");
}

PG_FUNCTION_INFO_V1(scalar_growth_float8);
Datum
scalar_growth_float8(PG_FUNCTION_ARGS)
{
	double		current = arg_finite(PG_GETARG_FLOAT8(0), "current");
	double		previous = arg_finite(PG_GETARG_FLOAT8(1), "previous");
	double		growth;

	if (!(previous > 0.0))
		PG_RETURN_NULL();
	/* The difference first: it is exact where both are close together. */
	growth = (current - previous) / previous;
	if (isinf(growth))
		growth = current / previous - 1.0;
	if (isinf(growth))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("growth from %s to %s is out of range of a float8",
						arg_float8_text(previous), arg_float8_text(current))));
	PG_RETURN_FLOAT8(growth);
}

PG_FUNCTION_INFO_V1(scalar_growth_int8);
Datum
scalar_growth_int8(PG_FUNCTION_ARGS)
{
	int64		current = PG_GETARG_INT64(0);
	int64		previous = PG_GETARG_INT64(1);

	if (previous <= 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(kpi_int128_ratio((int128) current - previous, previous));
}

/* The components of an account's health. */
typedef struct Health
{
	int			n;
	double	   *scores;
	bool	   *is_missing;
	double	   *weights;
} Health;

/*
 * health_x(scores[, weights]).  Without weights all components weigh the same.
 * Weights are scaled by a power of two, which is exact, so that no sum of them
 * leaves the range of a float8.
 */
static Health
health_arguments(FunctionCallInfo fcinfo)
{
	Health		h;
	double		heaviest = 0.0;
	int			n_weights;

	h.n = arg_float8_array(PG_GETARG_DATUM(0), "scores", &h.scores, &h.is_missing);
	for (int i = 0; i < h.n; i++)
		if (!(h.scores[i] >= 0.0 && h.scores[i] <= 100.0))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("score %s is out of range, it must be from 0 to 100",
							arg_float8_text(h.scores[i])),
					 errhint("Bring all components to one scale, for example (nps + 100) / 2.")));
	if (PG_NARGS() < 2)
	{
		h.weights = palloc((h.n + 1) * sizeof(double));
		for (int i = 0; i < h.n; i++)
			h.weights[i] = 1.0;
		return h;
	}

	n_weights = arg_float8_array(PG_GETARG_DATUM(1), "weights", &h.weights, NULL);
	if (n_weights != h.n)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("scores and weights must have equally many elements, not %d and %d",
						h.n, n_weights)));
	for (int i = 0; i < h.n; i++)
	{
		if (h.weights[i] < 0.0)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("weight %s is out of range, it must be 0 or more",
							arg_float8_text(h.weights[i]))));
		heaviest = Max(heaviest, h.weights[i]);
	}
	if (heaviest > 0.0)
		for (int i = 0, exponent = ilogb(heaviest); i < h.n; i++)
			h.weights[i] = ldexp(h.weights[i], -exponent);
	return h;
}

/* health_score(scores[, weights]): weighted mean of the components present */
PG_FUNCTION_INFO_V1(scalar_health_score);
Datum
scalar_health_score(PG_FUNCTION_ARGS)
{
	Health		h = health_arguments(fcinfo);
	double		sum = 0.0;
	double		weight = 0.0;

	for (int i = 0; i < h.n; i++)
		if (!h.is_missing[i])
		{
			sum += h.weights[i] * h.scores[i];
			weight += h.weights[i];
		}
	if (weight == 0.0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(Min(sum / weight, 100.0));
}

/* health_coverage(scores[, weights]): share of the weight that is present */
PG_FUNCTION_INFO_V1(scalar_health_coverage);
Datum
scalar_health_coverage(PG_FUNCTION_ARGS)
{
	Health		h = health_arguments(fcinfo);
	double		present = 0.0;
	double		missing = 0.0;

	for (int i = 0; i < h.n; i++)
		*(h.is_missing[i] ? &missing : &present) += h.weights[i];
	if (present + missing == 0.0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(present / (present + missing));
}
