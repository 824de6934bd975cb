/*-------------------------------------------------------------------------
 *
 * prediction.c
 *	  prediction_summary: predicted scores and what came of them, and how
 *	  good the predictions were.
 *
 *-------------------------------------------------------------------------
 */
#include "cases.h"

#include <float.h>
#include <math.h>

#include "args.h"
#include "math/interval.h"
#include "math/quality.h"

static const CaseKind kind = {
	.type = "prediction_summary",
	.what = "scores",
	.max_features = 1,
	.limit = DBL_MAX,
	.hint = "Round the scores: equal ones are kept once."
};

PG_FUNCTION_INFO_V1(prediction_summary_in);
Datum
prediction_summary_in(PG_FUNCTION_ARGS)
{
	return cases_in(fcinfo, &kind);
}

PG_FUNCTION_INFO_V1(prediction_summary_out);
Datum
prediction_summary_out(PG_FUNCTION_ARGS)
{
	return cases_out(fcinfo, &kind);
}

PG_FUNCTION_INFO_V1(prediction_summary_recv);
Datum
prediction_summary_recv(PG_FUNCTION_ARGS)
{
	return cases_recv(fcinfo, &kind);
}

PG_FUNCTION_INFO_V1(prediction_summary_send);
Datum
prediction_summary_send(PG_FUNCTION_ARGS)
{
	return cases_send(fcinfo, &kind);
}

/*
 * One row of (state, converted, score).  Not strict: of a lead whose outcome is
 * known, but not its score, it is counted that it is left out.
 */
static Datum
prediction_transition(FunctionCallInfo fcinfo, int sign)
{
	CaseState  *state;
	double		score;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		return PG_GETARG_DATUM(0);
	state = PG_KPI_STATE_RW(CaseState);
	if (PG_ARGISNULL(2))
	{
		cases_count_incomplete(state, sign, &kind);
		PG_RETURN_POINTER(state);
	}
	score = arg_finite(PG_GETARG_FLOAT8(2), "score") + 0.0;
	cases_set_features(state, 1, &kind);
	PG_RETURN_POINTER(cases_add(state, &score, PG_GETARG_BOOL(1) ? sign : 0,
								PG_GETARG_BOOL(1) ? 0 : sign, &kind));
}

/* Transition of prediction_agg, auc, brier and log_loss */
PG_FUNCTION_INFO_V1(prediction_accum);
Datum
prediction_accum(PG_FUNCTION_ARGS)
{
	return prediction_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(prediction_discard);
Datum
prediction_discard(PG_FUNCTION_ARGS)
{
	return prediction_transition(fcinfo, -1);
}

PG_FUNCTION_INFO_V1(prediction_combine);
Datum
prediction_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cases_merge(PG_KPI_STATE_RW(CaseState), PG_KPI_STATE(CaseState, 1), 1, &kind));
}

PG_FUNCTION_INFO_V1(prediction_uncombine);
Datum
prediction_uncombine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cases_merge(PG_KPI_STATE_RW(CaseState), PG_KPI_STATE(CaseState, 1), -1, &kind));
}

/* Final function of prediction_agg and rollup: the canonical form. */
PG_FUNCTION_INFO_V1(prediction_final);
Datum
prediction_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cases_canonical(PG_KPI_STATE(CaseState, 0), &kind));
}

PG_FUNCTION_INFO_V1(prediction_predictions);
Datum
prediction_predictions(PG_FUNCTION_ARGS)
{
	CaseState  *state = PG_KPI_STATE(CaseState, 0);

	PG_RETURN_INT64(state->hits + state->misses);
}

PG_FUNCTION_INFO_V1(prediction_conversions);
Datum
prediction_conversions(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(CaseState, 0)->hits);
}

PG_FUNCTION_INFO_V1(prediction_incomplete);
Datum
prediction_incomplete(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(CaseState, 0)->incomplete);
}

static inline bool
has_both_outcomes(const CaseState *state)
{
	return state->hits > 0 && state->misses > 0;
}

/*
 * The share of pairs of a conversion and another lead in which the conversion
 * has the higher score, equal scores counting half.  Twice the number of such
 * pairs is a whole number, of at most 126 bits.
 */
static double
area(const CaseState *state)
{
	int128		doubled = 0;
	int64		below = 0;

	for (int32 i = 0; i < state->n; i++)
	{
		const Case *score = case_at(state, i);

		CHECK_FOR_INTERRUPTS();
		doubled += (int128) score->hits * ((int128) below * 2 + score->misses);
		below += score->misses;
	}
	return kpi_int128_ratio(doubled, (int128) state->hits * state->misses * 2);
}

/* auc(summary), and the final function of auc: NULL without both outcomes */
PG_FUNCTION_INFO_V1(prediction_auc);
Datum
prediction_auc(PG_FUNCTION_ARGS)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), &kind);

	if (!has_both_outcomes(state))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(area(state));
}

/* value -/+ z * root of the variance, within 0 and 1 */
static Datum
share_interval(FunctionCallInfo fcinfo, double value, double variance, double z)
{
	double		reach = z * sqrt(variance);

	if (isnan(reach))
		PG_RETURN_NULL();
	return kpi_interval_datum(fcinfo, Max(value - reach, 0.0), Min(value + reach, 1.0));
}

/* auc_ci(summary, level): by DeLong, DeLong & Clarke-Pearson */
PG_FUNCTION_INFO_V1(prediction_auc_ci);
Datum
prediction_auc_ci(PG_FUNCTION_ARGS)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), &kind);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	AucSpread	spread = {0};

	if (!has_both_outcomes(state))
		PG_RETURN_NULL();
	spread.hits = (double) state->hits;
	spread.misses = (double) state->misses;
	spread.auc = area(state);
	for (int32 i = 0; i < state->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		auc_spread_add(&spread, (double) case_at(state, i)->hits, (double) case_at(state, i)->misses);
	}
	return share_interval(fcinfo, spread.auc, auc_spread_variance(&spread), z);
}

static void
check_probability(double score)
{
	if (!(score >= 0.0 && score <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("probability %s is out of range, it must be from 0 to 1",
						arg_float8_text(score)),
				 score > 1.0 && score <= 100.0
				 ? errhint("Divide scores of 0 to 100 by 100.") : 0));
}

/* The errors of the scores, which must be probabilities */
static Errors
errors_of(const CaseState *state)
{
	Errors		errors = {0};

	if (state->n > 0)
	{
		check_probability(case_at(state, 0)->values[0]);
		check_probability(case_at(state, state->n - 1)->values[0]);
	}
	for (int32 i = 0; i < state->n; i++)
	{
		const Case *score = case_at(state, i);

		CHECK_FOR_INTERRUPTS();
		errors_add(&errors, score->values[0], (double) score->hits, (double) score->misses);
	}
	return errors;
}

/* brier(summary), and the final function of brier */
PG_FUNCTION_INFO_V1(prediction_brier);
Datum
prediction_brier(PG_FUNCTION_ARGS)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), &kind);
	Errors		errors = errors_of(state);

	if (state->n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(errors_brier(&errors));
}

/* brier_ci(summary, level): that of a mean */
PG_FUNCTION_INFO_V1(prediction_brier_ci);
Datum
prediction_brier_ci(PG_FUNCTION_ARGS)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), &kind);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	Errors		errors = errors_of(state);

	return share_interval(fcinfo, errors_brier(&errors), errors_brier_variance(&errors), z);
}

/* log_loss(summary): NULL where a certainty was wrong */
PG_FUNCTION_INFO_V1(prediction_log_loss);
Datum
prediction_log_loss(PG_FUNCTION_ARGS)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), &kind);
	Errors		errors = errors_of(state);
	double		loss = errors_log_loss(&errors);

	if (state->n == 0 || isnan(loss))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(loss);
}
