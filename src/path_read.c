/*-------------------------------------------------------------------------
 *
 * path_read.c
 *	  What a path_summary says: credit by a Markov chain and by Shapley value,
 *	  the chain itself, and counts.
 *
 *-------------------------------------------------------------------------
 */
#include "path.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "credit.h"
#include "math/linalg.h"
#include "money.h"

#define DECIMALS_PER_SCALE 4

/* Weights of removal effects: so many units for the largest, and 1000 fit. */
#define LARGEST_WEIGHT 0x1p52

/* Remainders that are equal but for rounding */
#define REMAINDER_UNITS 1e9

static Datum
channel_text(const PathState *state, int32 channel)
{
	const PathChannel *c = &path_channels(state)[channel];

	return PointerGetDatum(cstring_to_text_with_len(path_names(state) + c->name, c->length));
}

static void
put_row(FunctionCallInfo fcinfo, KpiRow *row)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row->values, row->nulls);
}

static inline void
set_column(KpiRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

/* (channel, figure, credit) */
static void
put_credit(FunctionCallInfo fcinfo, const PathState *state, int32 channel, double figure, Datum credit)
{
	KpiRow		row;

	kpi_row_init(&row);
	set_column(&row, 0, channel_text(state, channel));
	kpi_row_float8(&row, 1, figure);
	set_column(&row, 2, credit);
	put_row(fcinfo, &row);
}

/* Without value there is nothing to share: the figure is not known. */
static void
put_no_credits(FunctionCallInfo fcinfo, const PathState *state)
{
	for (int32 i = 0; i < state->n_channels; i++)
		put_credit(fcinfo, state, i, NAN, credit_whole_number(0));
}

static double *
doubles(Size n)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, Max(n, 1) * sizeof(double),
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

/* The chain as flows, and what of the value follows each channel. */
static FlowMatrix
read_chain(const PathState *state, double *values)
{
	FlowMatrix	m;
	Size		n = state->n_channels;

	m.n = n;
	m.flow = doubles(n * n);
	m.exits = doubles(n);
	m.diagonal = doubles(n);
	for (int32 i = 0; i < state->n_links; i++)
	{
		const PathLink *link = &path_links(state)[i];
		int			from = PATH_KEY_FIRST(link->key);
		int			to = PATH_KEY_SECOND(link->key);

		if (from == PATH_START)
			continue;
		if (to >= PATH_CONVERTED)
			m.exits[from] += (double) link->count;
		else
			m.flow[from * n + to] = (double) link->count;
	}
	for (Size i = 0; i < n; i++)
		values[i] = kpi_int128_ratio(path_channels(state)[i].value, state->value);
	return m;
}

/*
 * The removal effect of channel k is the part of the value that passes it:
 *
 *		P(visit k) * E(value | at k) / E(value) = c[k] / A^-1[k][k]
 *
 * A being the matrix of flows and c = A^-1 v for the parts v of the value that
 * follow each channel: with Q = 1 - D^-1 A and N = (1 - Q)^-1 = A^-1 D the
 * visits are d[k] per path, of which N[k][k] follow a first one.  It equals
 * 1 - E(value without k) / E(value), where what led to k is lost.
 */
static double *
removal_effects(const PathState *state)
{
	double	   *effects = doubles(state->n_channels);
	double	   *work = doubles(state->n_channels);
	FlowMatrix	m = read_chain(state, effects);

	for (Size k = 0; k < m.n; k++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!flow_eliminate(&m, k))
			elog(ERROR, "channel of a %s is never left", PATH_TYPE);
	}
	flow_solve(&m, effects);
	for (Size k = 0; k < m.n; k++)
	{
		CHECK_FOR_INTERRUPTS();
		effects[k] = Min(effects[k] / flow_inverse_diagonal(&m, k, work), 1.0);
	}
	return effects;
}

/* markov_attribution(summary): channel, removal_effect, credit */
PG_FUNCTION_INFO_V1(path_markov);
Datum
path_markov(PG_FUNCTION_ARGS)
{
	PathState  *state = path_canonical(PG_KPI_STATE(PathState, 0));
	Share	   *shares = palloc0((state->n_channels + 1) * sizeof(Share));
	Division	division;
	double	   *effects;
	double		largest = 0.0;

	InitMaterializedSRF(fcinfo, 0);
	if (state->value == 0)
	{
		put_no_credits(fcinfo, state);
		return (Datum) 0;
	}
	effects = removal_effects(state);
	for (int32 i = 0; i < state->n_channels; i++)
		largest = Max(largest, effects[i]);
	for (int32 i = 0; i < state->n_channels; i++)
		shares[i].weight = (int64) rint(effects[i] / largest * LARGEST_WEIGHT);
	division = credit_divide(money_to_numeric(state->value, PATH_SCALE(state)), shares,
							 state->n_channels);
	for (int32 i = 0; i < state->n_channels; i++)
		put_credit(fcinfo, state, i, effects[i], credit_of(&division, &shares[i]));
	return (Datum) 0;
}

/* What is due to a channel, in units of the last decimal */
typedef struct Due
{
	Datum		units;			/* rounded down */
	int64		rest;			/* what is left, times REMAINDER_UNITS */
	int32		channel;
} Due;

/*
 * Sum value / channels over the shares of a channel, from index i on: exactly
 * but for the fraction of a unit.  Returns the index after the last one.
 */
static int32
sum_shares(const PathState *state, int32 i, Datum units_per_one, Due *due, double *share)
{
	const PathShare *shares = path_shares(state);
	Datum		units = credit_whole_number(0);
	double		rest = 0.0;
	double		whole;

	*share = 0.0;
	for (; i < state->n_shares && PATH_KEY_FIRST(shares[i].key) == due->channel; i++)
	{
		int			size = PATH_KEY_SECOND(shares[i].key);
		Datum		by_size = credit_whole_number(size);
		Datum		total = credit_multiply(money_to_numeric(shares[i].value, PATH_SCALE(state)),
											units_per_one);

		CHECK_FOR_INTERRUPTS();
		units = DirectFunctionCall2(numeric_add, units,
									DirectFunctionCall2(numeric_div_trunc, total, by_size));
		rest += DatumGetInt32(DirectFunctionCall1(numeric_int4,
												  DirectFunctionCall2(numeric_mod, total, by_size))) / (double) size;
		*share += kpi_int128_ratio(shares[i].value, state->value) / size;
	}
	whole = floor(rest + 0.5 / REMAINDER_UNITS);
	due->units = DirectFunctionCall2(numeric_add, units, credit_whole_number((int64) whole));
	due->rest = (int64) rint(Max(rest - whole, 0.0) * REMAINDER_UNITS);
	return i;
}

/* The largest remainder first, of equal ones that of the earlier channel. */
static int
compare_rests(const void *a, const void *b)
{
	const Due  *x = a;
	const Due  *y = b;

	if (x->rest != y->rest)
		return x->rest > y->rest ? -1 : 1;
	return x->channel - y->channel;
}

static int
compare_channels(const void *a, const void *b)
{
	return ((const Due *) a)->channel - ((const Due *) b)->channel;
}

/* What is due to each channel, and its share of the value. */
static Due *
shapley_dues(const PathState *state, Datum units_per_one, double *share)
{
	MemoryContext temporary = AllocSetContextCreate(CurrentMemoryContext, "path shares",
													ALLOCSET_DEFAULT_SIZES);
	Due		   *dues = palloc0((state->n_channels + 1) * sizeof(Due));
	int32		at = 0;

	for (int32 i = 0; i < state->n_channels; i++)
	{
		MemoryContext caller = MemoryContextSwitchTo(temporary);
		Datum		units;

		dues[i].channel = i;
		at = sum_shares(state, at, units_per_one, &dues[i], &share[i]);
		units = dues[i].units;
		MemoryContextSwitchTo(caller);
		dues[i].units = PointerGetDatum(PG_DETOAST_DATUM_COPY(units));
		MemoryContextReset(temporary);
	}
	MemoryContextDelete(temporary);
	return dues;
}

/* Give out, one each, the units that rounding down has left. */
static void
give_rest(Due *dues, int32 n, Datum units)
{
	Datum		one = credit_whole_number(1);
	int32		left;

	for (int32 i = 0; i < n; i++)
		units = DirectFunctionCall2(numeric_sub, units, dues[i].units);
	left = DatumGetInt32(DirectFunctionCall1(numeric_int4, units));
	qsort(dues, n, sizeof(Due), compare_rests);
	for (int32 i = 0; i < left; i++)
		dues[i % n].units = DirectFunctionCall2(numeric_add, dues[i % n].units, one);
	qsort(dues, n, sizeof(Due), compare_channels);
}

/* shapley_attribution(summary): channel, share, credit */
PG_FUNCTION_INFO_V1(path_shapley);
Datum
path_shapley(PG_FUNCTION_ARGS)
{
	PathState  *state = path_canonical(PG_KPI_STATE(PathState, 0));
	int			decimals = PATH_SCALE(state) * DECIMALS_PER_SCALE + CREDIT_EXTRA_SCALE;
	Datum		units_per_one = credit_power_of_ten(decimals);
	Datum		unit = credit_power_of_ten(-decimals);
	double	   *share = doubles(state->n_channels);
	Due		   *dues;

	InitMaterializedSRF(fcinfo, 0);
	if (state->value == 0)
	{
		put_no_credits(fcinfo, state);
		return (Datum) 0;
	}
	dues = shapley_dues(state, units_per_one, share);
	give_rest(dues, state->n_channels,
			  credit_multiply(money_to_numeric(state->value, PATH_SCALE(state)), units_per_one));
	for (int32 i = 0; i < state->n_channels; i++)
		put_credit(fcinfo, state, i, Min(share[i], 1.0),
				   DirectFunctionCall1(numeric_trim_scale, credit_multiply(dues[i].units, unit)));
	return (Datum) 0;
}

static Datum
end_text(const PathState *state, int end)
{
	if (end < PATH_CONVERTED)
		return channel_text(state, end);
	return PointerGetDatum(cstring_to_text(end == PATH_START ? "(start)" :
										   end == PATH_CONVERTED ? "(conversion)" : "(null)"));
}

/* path_transitions(summary): from_channel, to_channel, transitions, rate */
PG_FUNCTION_INFO_V1(path_transitions);
Datum
path_transitions(PG_FUNCTION_ARGS)
{
	PathState  *state = path_canonical(PG_KPI_STATE(PathState, 0));

	InitMaterializedSRF(fcinfo, 0);
	for (int32 i = 0; i < state->n_links; i++)
	{
		const PathLink *link = &path_links(state)[i];
		int			from = PATH_KEY_FIRST(link->key);
		int64		all = from == PATH_START ? state->paths : path_channels(state)[from].touches;
		KpiRow		row;

		CHECK_FOR_INTERRUPTS();
		kpi_row_init(&row);
		set_column(&row, 0, end_text(state, from));
		set_column(&row, 1, end_text(state, PATH_KEY_SECOND(link->key)));
		set_column(&row, 2, Int64GetDatum(link->count));
		kpi_row_float8(&row, 3, (double) link->count / (double) all);
		put_row(fcinfo, &row);
	}
	return (Datum) 0;
}

static int64
conversions(const PathState *state)
{
	int64		n = 0;

	for (int32 i = 0; i < state->n_links; i++)
		if (PATH_KEY_SECOND(path_links(state)[i].key) == PATH_CONVERTED)
			n += path_links(state)[i].count;
	return n;
}

/* paths(summary): paths with a touch */
PG_FUNCTION_INFO_V1(path_paths);
Datum
path_paths(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(PathState, 0)->paths);
}

/* conversions(summary): of these, those that converted */
PG_FUNCTION_INFO_V1(path_conversions);
Datum
path_conversions(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(conversions(PG_KPI_STATE(PathState, 0)));
}

/* conversion_rate(summary): conversions / paths; NULL without paths */
PG_FUNCTION_INFO_V1(path_conversion_rate);
Datum
path_conversion_rate(PG_FUNCTION_ARGS)
{
	PathState  *state = PG_KPI_STATE(PathState, 0);

	if (state->paths == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) conversions(state) / (double) state->paths);
}

/* converted_value(summary): what the credits sum to */
PG_FUNCTION_INFO_V1(path_converted_value);
Datum
path_converted_value(PG_FUNCTION_ARGS)
{
	PathState  *state = PG_KPI_STATE(PathState, 0);

	return money_to_numeric(state->value, PATH_SCALE(state));
}

/* untouched(summary): conversions without a touch */
PG_FUNCTION_INFO_V1(path_untouched);
Datum
path_untouched(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(PathState, 0)->untouched);
}

/* untouched_value(summary): their value */
PG_FUNCTION_INFO_V1(path_untouched_value);
Datum
path_untouched_value(PG_FUNCTION_ARGS)
{
	PathState  *state = PG_KPI_STATE(PathState, 0);

	return money_to_numeric(state->untouched_value, PATH_SCALE(state));
}
