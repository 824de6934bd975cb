/*-------------------------------------------------------------------------
 *
 * lead_model.c
 *	  lead_model_summary: what was known of leads and whether they converted;
 *	  the model that is fitted to them, and the score that it gives a lead.
 *
 *-------------------------------------------------------------------------
 */
#include "cases.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "args.h"
#include "math/logistic.h"

static const CaseKind kind = {
	.type = "lead_model_summary",
	.what = "features",
	.max_features = CASES_MAX_FEATURES,
	.limit = 1e100,
	.hint = "Round the features, or use bands of them: rows that are alike are kept once."
};

PG_FUNCTION_INFO_V1(lead_model_summary_in);
Datum
lead_model_summary_in(PG_FUNCTION_ARGS)
{
	return cases_in(fcinfo, &kind);
}

PG_FUNCTION_INFO_V1(lead_model_summary_out);
Datum
lead_model_summary_out(PG_FUNCTION_ARGS)
{
	return cases_out(fcinfo, &kind);
}

PG_FUNCTION_INFO_V1(lead_model_summary_recv);
Datum
lead_model_summary_recv(PG_FUNCTION_ARGS)
{
	return cases_recv(fcinfo, &kind);
}

PG_FUNCTION_INFO_V1(lead_model_summary_send);
Datum
lead_model_summary_send(PG_FUNCTION_ARGS)
{
	return cases_send(fcinfo, &kind);
}

/* The features of a row, and their number; false if one of them is unknown. */
static bool
read_features(ArrayType *array, double *features, int32 *n)
{
	const double *values = (const double *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("features must be a one-dimensional array")));
	if (array_contains_nulls(array))
		return false;
	*n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	for (int32 i = 0; i < Min(*n, CASES_MAX_FEATURES); i++)
	{
		if (unlikely(!(fabs(values[i]) <= kind.limit)))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("feature %s is out of range, it must be a number from -1e+100 to 1e+100",
							arg_float8_text(values[i]))));
		/* Never -0, which is the same as 0 and other bytes. */
		features[i] = values[i] + 0.0;
	}
	return true;
}

/* How many leads a row stands for: one, or a count that somebody has made. */
static int64
count_arg(FunctionCallInfo fcinfo)
{
	int64		n;

	if (PG_NARGS() < 4)
		return 1;
	if (PG_ARGISNULL(3))
		return 0;
	n = PG_GETARG_INT64(3);
	if (n < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("lead_count %lld is out of range, it must not be below 0", (long long) n)));
	return n;
}

/*
 * One row of (state, converted, features[, lead_count]).  Not strict: of a lead
 * whose outcome is known, but not its features, it is counted that it is left
 * out.
 */
static Datum
lead_model_transition(FunctionCallInfo fcinfo, int sign)
{
	double		features[CASES_MAX_FEATURES];
	CaseState  *state;
	int64		leads;
	int32		n;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	leads = sign * count_arg(fcinfo);
	if (PG_ARGISNULL(1) || leads == 0)
		return PG_GETARG_DATUM(0);
	state = PG_KPI_STATE_RW(CaseState);
	if (PG_ARGISNULL(2) || !read_features(PG_GETARG_ARRAYTYPE_P(2), features, &n))
	{
		cases_count_incomplete(state, leads, &kind);
		PG_RETURN_POINTER(state);
	}
	cases_set_features(state, n, &kind);
	PG_RETURN_POINTER(cases_add(state, features, PG_GETARG_BOOL(1) ? leads : 0,
								PG_GETARG_BOOL(1) ? 0 : leads, &kind));
}

PG_FUNCTION_INFO_V1(lead_model_accum);
Datum
lead_model_accum(PG_FUNCTION_ARGS)
{
	return lead_model_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(lead_model_discard);
Datum
lead_model_discard(PG_FUNCTION_ARGS)
{
	return lead_model_transition(fcinfo, -1);
}

PG_FUNCTION_INFO_V1(lead_model_combine);
Datum
lead_model_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cases_merge(PG_KPI_STATE_RW(CaseState), PG_KPI_STATE(CaseState, 1), 1, &kind));
}

PG_FUNCTION_INFO_V1(lead_model_uncombine);
Datum
lead_model_uncombine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cases_merge(PG_KPI_STATE_RW(CaseState), PG_KPI_STATE(CaseState, 1), -1, &kind));
}

/* Final function of lead_model_agg and rollup: the canonical form. */
PG_FUNCTION_INFO_V1(lead_model_final);
Datum
lead_model_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cases_canonical(PG_KPI_STATE(CaseState, 0), &kind));
}

PG_FUNCTION_INFO_V1(lead_model_lead_count);
Datum
lead_model_lead_count(PG_FUNCTION_ARGS)
{
	CaseState  *state = PG_KPI_STATE(CaseState, 0);

	PG_RETURN_INT64(state->hits + state->misses);
}

PG_FUNCTION_INFO_V1(lead_model_conversions);
Datum
lead_model_conversions(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(CaseState, 0)->hits);
}

PG_FUNCTION_INFO_V1(lead_model_incomplete);
Datum
lead_model_incomplete(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(CaseState, 0)->incomplete);
}

/* ---------------------------------------------------------------------------
 * The model
 * ---------------------------------------------------------------------------
 */

typedef void (*RowPass) (Logistic *m, const double *x, double hits, double misses);

static void
pass_over(Logistic *m, const CaseState *state, RowPass pass)
{
	for (int32 i = 0; i < state->n; i++)
	{
		const Case *row = case_at(state, i);

		CHECK_FOR_INTERRUPTS();
		pass(m, row->values, (double) row->hits, (double) row->misses);
	}
}

/* The maximum of the likelihood, if there is one; the state has both outcomes. */
static LogisticState
find_maximum(Logistic *m, const CaseState *state)
{
	LogisticState at;

	pass_over(m, state, logistic_range);
	pass_over(m, state, logistic_spread);
	for (at = logistic_start(m);;)
	{
		if (at == LOGISTIC_FIT)
		{
			pass_over(m, state, logistic_fit);
			at = logistic_step(m);
		}
		else if (at == LOGISTIC_DIRECTION)
		{
			pass_over(m, state, logistic_direction);
			at = logistic_turn(m);
		}
		else
			return at;
	}
}

static const char *
status_of(LogisticState at)
{
	switch (at)
	{
		case LOGISTIC_CONVERGED:
			return "converged";
		case LOGISTIC_SEPARATED:
			return "separated";
		case LOGISTIC_SINGULAR:
			return "singular";
		default:
			return "not converged";
	}
}

static Datum
float8_array(const double *values, int n)
{
	Datum	   *datums = palloc(n * sizeof(Datum));

	for (int i = 0; i < n; i++)
		datums[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(datums, n, FLOAT8OID, sizeof(float8),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

static inline void
set_column(KpiRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

/* hits * log(share of hits), and the same of the misses */
static double
log_likelihood_of_shares(double hits, double misses)
{
	return -hits * log1p(misses / hits) - misses * log1p(hits / misses);
}

/* Fill coefficients, their errors and likelihoods, if the model converges. */
static const char *
fit_model(const CaseState *state, KpiRow *row)
{
	int			n = state->n_features + 1;
	double	   *coefficients = palloc(n * sizeof(double));
	double	   *errors = palloc(n * sizeof(double));
	Logistic	m;
	LogisticState at;

	logistic_init(&m, state->n_features,
				  palloc(logistic_room(state->n_features) * sizeof(double)));
	at = find_maximum(&m, state);
	if (at == LOGISTIC_CONVERGED && !logistic_result(&m, coefficients, errors))
		at = LOGISTIC_SINGULAR;
	if (at == LOGISTIC_CONVERGED)
	{
		set_column(row, 0, float8_array(coefficients, n));
		set_column(row, 1, float8_array(errors, n));
		kpi_row_float8(row, 2, m.log_likelihood);
		kpi_row_float8(row, 3, log_likelihood_of_shares((double) state->hits, (double) state->misses));
	}
	return status_of(at);
}

/*
 * lead_model_fit(summary): coefficients, standard_errors, log_likelihood,
 * null_log_likelihood, converged, status, lead_count, converted_count
 */
PG_FUNCTION_INFO_V1(lead_model_fit);
Datum
lead_model_fit(PG_FUNCTION_ARGS)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), &kind);
	const char *status;
	KpiRow		row;

	kpi_row_init(&row);
	if (state->n == 0)
		status = "no leads";
	else if (state->hits == 0 || state->misses == 0)
		status = "one outcome";
	else
		status = fit_model(state, &row);
	set_column(&row, 4, BoolGetDatum(!row.nulls[0]));
	set_column(&row, 5, CStringGetTextDatum(status));
	set_column(&row, 6, Int64GetDatum(state->hits + state->misses));
	set_column(&row, 7, Int64GetDatum(state->hits));
	return kpi_row_datum(&row, fcinfo);
}

/* Columns of lead_model, which users may have made themselves */
#define COEFFICIENTS 1
#define STANDARD_ERRORS 2

/* An array of a model, and its length; NULL if the model has none. */
static double *
model_array(HeapTupleHeader model, int column, const char *name, int *n)
{
	bool		is_null;
	Datum		array = GetAttributeByNum(model, column, &is_null);
	double	   *elements;

	if (is_null)
		return NULL;
	*n = arg_float8_array(array, name, &elements, NULL);
	return elements;
}

/* lead_score(model, features): 100 times the probability of a conversion */
PG_FUNCTION_INFO_V1(lead_model_score);
Datum
lead_model_score(PG_FUNCTION_ARGS)
{
	int			n_coefficients;
	double	   *coefficients = model_array(PG_GETARG_HEAPTUPLEHEADER(0), COEFFICIENTS,
										   "coefficients", &n_coefficients);
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(1);
	double		features[CASES_MAX_FEATURES];
	double		eta;
	int32		n;

	if (!read_features(array, features, &n) || coefficients == NULL)
		PG_RETURN_NULL();
	if (n > CASES_MAX_FEATURES || n != n_coefficients - 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d features for a model of %d", n, Max(n_coefficients - 1, 0)),
				 errhint("Give the features that the model was fitted to, in the same order.")));
	eta = coefficients[0];
	for (int32 i = 0; i < n; i++)
		eta += coefficients[i + 1] * features[i];
	if (isnan(eta))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("coefficients of the model are out of range")));
	PG_RETURN_FLOAT8(100.0 / (1.0 + exp(-eta)));
}

static void
set_finite(KpiRow *row, int column, double value)
{
	if (isfinite(value))
		kpi_row_float8(row, column, value);
}

/* term, coefficient, standard_error, z, p_value, odds_ratio, low, high */
static void
put_term(FunctionCallInfo fcinfo, int term, double coefficient, double error, double z_level)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	double		z = coefficient / error;
	KpiRow		row;

	kpi_row_init(&row);
	set_column(&row, 0, Int32GetDatum(term));
	set_finite(&row, 1, coefficient);
	set_finite(&row, 2, error);
	set_finite(&row, 3, z);
	if (isfinite(z))
		set_finite(&row, 4, two_sided_p(z));
	set_finite(&row, 5, exp(coefficient));
	set_finite(&row, 6, exp(coefficient - z_level * error));
	set_finite(&row, 7, exp(coefficient + z_level * error));
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row.values, row.nulls);
}

/* lead_model_terms(model, level): what each coefficient says */
PG_FUNCTION_INFO_V1(lead_model_terms);
Datum
lead_model_terms(PG_FUNCTION_ARGS)
{
	HeapTupleHeader model = PG_GETARG_HEAPTUPLEHEADER(0);
	double		z_level = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	int			n;
	int			n_errors = 0;
	double	   *coefficients = model_array(model, COEFFICIENTS, "coefficients", &n);
	double	   *errors = model_array(model, STANDARD_ERRORS, "standard_errors", &n_errors);

	InitMaterializedSRF(fcinfo, 0);
	if (coefficients == NULL)
		return (Datum) 0;
	if (errors == NULL || n_errors != n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d standard errors of %d coefficients", n_errors, n)));
	for (int i = 0; i < n; i++)
		put_term(fcinfo, i, coefficients[i], errors[i], z_level);
	return (Datum) 0;
}
