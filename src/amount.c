/*-------------------------------------------------------------------------
 *
 * amount.c
 *	  amount_summary: every distinct amount with its count, for medians and
 *	  other percentiles of deal values, which sums cannot give.
 *
 * Text form: (amount:count,...) with amounts in ten-thousandths, () for none.
 * Binary form: version, number of entries, entries.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "args.h"
#include "exact.h"
#include "histogram.h"
#include "math/special.h"
#include "money.h"

#define TYPE_NAME "amount_summary"

/* The histogram's keys are ten-thousandths. */
#define KEY_SCALE 1
#define MAX_KEY (PG_INT64_MAX / 10000 * 10000)

/*
 * The sum is that of the entries, which is exact; there is nothing else.
 *
 * Deal values seldom repeat, and to put each new one in its place would move
 * half of the others.  So an aggregate appends them, and settles that tail into
 * the sorted part whenever the room is used up.  Only states under construction
 * have a tail: what leaves an aggregate, or is read, is settled.
 */
typedef struct AmountState
{
	HistogramHead head;			/* extra: entries in the tail */
	HistogramEntry entries[FLEXIBLE_ARRAY_MEMBER];
} AmountState;

#define AMOUNT_FIXED offsetof(AmountState, entries)

static int
compare_keys(const void *a, const void *b)
{
	int64		x = ((const HistogramEntry *) a)->key;
	int64		y = ((const HistogramEntry *) b)->key;

	return x < y ? -1 : x > y;
}

/* The state without a tail, moved if it had to grow. */
static AmountState *
amount_settle(AmountState *state)
{
	int32		n_tail = (int32) state->head.extra;
	AmountState *tail;
	int32		n = 0;

	if (likely(n_tail == 0))
		return state;
	tail = kpi_state_new(AMOUNT_FIXED + n_tail * sizeof(HistogramEntry));
	memcpy(tail->entries, &state->entries[state->head.n - n_tail], n_tail * sizeof(HistogramEntry));
	qsort(tail->entries, n_tail, sizeof(HistogramEntry), compare_keys);
	for (int32 i = 1; i < n_tail; i++)
		if (tail->entries[i].key == tail->entries[n].key)
			tail->entries[n].count += tail->entries[i].count;
		else
			tail->entries[++n] = tail->entries[i];
	tail->head.n = n + 1;
	state->head.n -= n_tail;
	state->head.extra = 0;
	state = histogram_merge(state, tail, AMOUNT_FIXED, 1);
	pfree(tail);
	return state;
}

/* A state argument for reading. */
static inline AmountState *
amount_arg(FunctionCallInfo fcinfo, int argno)
{
	AmountState *state = PG_KPI_STATE(AmountState, argno);

	return likely(state->head.extra == 0) ? state : amount_settle(kpi_state_copy(state));
}

/* One row of an aggregate, which need not be in order yet. */
static AmountState *
amount_push(AmountState *state, int64 key)
{
	HistogramEntry *entry;

	for (;;)
	{
		int32		room = histogram_capacity(state, AMOUNT_FIXED);

		if (histogram_count_known(state, AMOUNT_FIXED, state->head.n - (int32) state->head.extra, key))
			return state;
		if (state->head.n < room)
			break;
		if (state->head.extra == 0)
			state = histogram_reserve(state, AMOUNT_FIXED, state->head.n + 1);
		else
		{
			/* A tail of a quarter at least, so that settling is worth it. */
			state = amount_settle(state);
			if (state->head.n > room / 4 * 3)
				state = histogram_reserve(state, AMOUNT_FIXED,
										  Min(2 * state->head.n, HISTOGRAM_MAX_ENTRIES));
		}
	}
	entry = &state->entries[state->head.n++];
	entry->key = key;
	entry->count = 1;
	state->head.extra++;
	return state;
}

static bool
amount_validate(const AmountState *state, Node *escontext)
{
	int32		n = state->head.n;

	if (!histogram_validate(state, AMOUNT_FIXED, TYPE_NAME, escontext))
		return false;
	if (n > 0 && (state->entries[0].key < -MAX_KEY || state->entries[n - 1].key > MAX_KEY))
		state_invalid(escontext, TYPE_NAME, "An amount is beyond %lld ten-thousandths.",
					  (long long) MAX_KEY);
	return true;
}

/* "amount:count,..." */
static bool
read_entries(Literal *lit, AmountState **state)
{
	int64		amount;
	int64		count;

	do
	{
		if (!literal_int64(lit, &amount) || !literal_char(lit, ':') ||
			!literal_int64(lit, &count))
			return false;
		*state = histogram_append(*state, AMOUNT_FIXED, amount, count);
	} while (literal_peek(lit, ','));
	return true;
}

/* amount_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(amount_summary_in);
Datum
amount_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, TYPE_NAME);
	AmountState *state = kpi_state_new(AMOUNT_FIXED);

	if (!literal_char(&lit, '('))
		PG_RETURN_NULL();
	if ((*lit.at != ')' && !read_entries(&lit, &state)) ||
		!literal_char(&lit, ')') ||
		!literal_end(&lit) ||
		!amount_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(histogram_trim(state, AMOUNT_FIXED));
}

PG_FUNCTION_INFO_V1(amount_summary_out);
Datum
amount_summary_out(PG_FUNCTION_ARGS)
{
	AmountState *state = amount_arg(fcinfo, 0);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '(');
	for (int32 i = 0; i < state->head.n; i++)
		appendStringInfo(&buf, "%s%lld:%lld", i == 0 ? "" : ",",
						 (long long) state->entries[i].key,
						 (long long) state->entries[i].count);
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(amount_summary_recv);
Datum
amount_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	AmountState *state = kpi_state_new(AMOUNT_FIXED);

	pq_getmsgversion(msg, TYPE_NAME);
	state = histogram_recv(msg, state, AMOUNT_FIXED, TYPE_NAME);
	amount_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(amount_summary_send);
Datum
amount_summary_send(PG_FUNCTION_ARGS)
{
	AmountState *state = amount_arg(fcinfo, 0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	histogram_send(&buf, state, AMOUNT_FIXED);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* The histogram key of an amount, which is exact or an error. */
static inline int64
amount_key(Datum amount)
{
	Money		money;
	int64		key;

	if (likely(money_read_usual(amount, KEY_SCALE, &key)))
		return key;
	money = money_from_numeric(amount, "amount");
	if (unlikely(money.scale > KEY_SCALE))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("amount %s is out of range, it must have at most 4 decimals",
						arg_numeric_text(amount)),
				 errhint("Round it, for example round(amount, 2).")));
	return money_in_ten_thousandths(money);
}

/* Transition of amount_agg and median_amount; strict. */
PG_FUNCTION_INFO_V1(amount_accum);
Datum
amount_accum(PG_FUNCTION_ARGS)
{
	AmountState *state = PG_KPI_STATE_RW(AmountState);
	int64		key = amount_key(PG_GETARG_DATUM(1));

	/* A moving window is read after every row. */
	if (likely(fcinfo->context != NULL && IsA(fcinfo->context, AggState)))
		PG_RETURN_POINTER(amount_push(state, key));
	PG_RETURN_POINTER(histogram_add(amount_settle(state), AMOUNT_FIXED, key, 1));
}

PG_FUNCTION_INFO_V1(amount_discard);
Datum
amount_discard(PG_FUNCTION_ARGS)
{
	AmountState *state = amount_settle(PG_KPI_STATE_RW(AmountState));

	PG_RETURN_POINTER(histogram_add(state, AMOUNT_FIXED, amount_key(PG_GETARG_DATUM(1)), -1));
}

PG_FUNCTION_INFO_V1(amount_combine);
Datum
amount_combine(PG_FUNCTION_ARGS)
{
	AmountState *state = amount_settle(PG_KPI_STATE_RW(AmountState));

	PG_RETURN_POINTER(histogram_merge(state, amount_arg(fcinfo, 1), AMOUNT_FIXED, 1));
}

PG_FUNCTION_INFO_V1(amount_uncombine);
Datum
amount_uncombine(PG_FUNCTION_ARGS)
{
	AmountState *state = amount_settle(PG_KPI_STATE_RW(AmountState));

	PG_RETURN_POINTER(histogram_merge(state, amount_arg(fcinfo, 1), AMOUNT_FIXED, -1));
}

/* Final function of amount_agg and rollup: a copy without spare room. */
PG_FUNCTION_INFO_V1(amount_final);
Datum
amount_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(histogram_trim(amount_arg(fcinfo, 0), AMOUNT_FIXED));
}

PG_FUNCTION_INFO_V1(amount_count);
Datum
amount_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(histogram_total(amount_arg(fcinfo, 0), AMOUNT_FIXED));
}

/* Sum of the amounts: 2^63 of less than 2^63 ten-thousandths fit. */
static Datum
amount_sum(const AmountState *state)
{
	int128		sum = 0;

	for (int32 i = 0; i < state->head.n; i++)
		sum += (int128) state->entries[i].key * state->entries[i].count;
	return money_to_numeric(sum, KEY_SCALE);
}

PG_FUNCTION_INFO_V1(amount_total);
Datum
amount_total(PG_FUNCTION_ARGS)
{
	return amount_sum(amount_arg(fcinfo, 0));
}

/* average_amount(summary): sum / count; NULL without amounts */
PG_FUNCTION_INFO_V1(amount_average);
Datum
amount_average(PG_FUNCTION_ARGS)
{
	AmountState *state = amount_arg(fcinfo, 0);
	int64		n = histogram_total(state, AMOUNT_FIXED);

	if (n == 0)
		PG_RETURN_NULL();
	return exact_divide(amount_sum(state),
						DirectFunctionCall1(int8_numeric, Int64GetDatum(n)));
}

/* The amount of a rank, counted from 0, in ten-thousandths. */
static int64
amount_of_rank(const AmountState *state, int64 rank)
{
	int32		i = 0;

	for (; i < state->head.n - 1 && state->entries[i].count <= rank; i++)
		rank -= state->entries[i].count;
	return state->entries[i].key;
}

/*
 * Percentile as percentile_cont has it, interpolated between the two ranks
 * around p (n - 1), but in exact decimals: p is the number that its shortest
 * text says, so that 0.9 is nine tenths.
 */
static Datum
amount_percentile(FunctionCallInfo fcinfo, double p)
{
	AmountState *state = amount_arg(fcinfo, 0);
	int64		n = histogram_total(state, AMOUNT_FIXED);
	StringInfoData p_text;
	Datum		position;
	Datum		whole;
	Datum		fraction;
	int64		rank;
	int64		low;
	int64		high;
	Datum		step;

	if (n == 0)
		PG_RETURN_NULL();
	initStringInfo(&p_text);
	append_float8(&p_text, p);
	position = DirectFunctionCall2(numeric_mul, kpi_numeric_from_text(p_text.data),
								   DirectFunctionCall1(int8_numeric, Int64GetDatum(n - 1)));
	whole = DirectFunctionCall2(numeric_trunc, position, Int32GetDatum(0));
	fraction = DirectFunctionCall2(numeric_sub, position, whole);
	rank = DatumGetInt64(DirectFunctionCall1(numeric_int8, whole));
	low = amount_of_rank(state, rank);
	high = rank < n - 1 ? amount_of_rank(state, rank + 1) : low;
	step = DirectFunctionCall2(numeric_mul, fraction,
							   money_to_numeric((int128) high - low, KEY_SCALE));
	return DirectFunctionCall1(numeric_trim_scale,
							   DirectFunctionCall2(numeric_add, step,
												   money_to_numeric(low, KEY_SCALE)));
}

PG_FUNCTION_INFO_V1(amount_percentile_amount);
Datum
amount_percentile_amount(PG_FUNCTION_ARGS)
{
	return amount_percentile(fcinfo, arg_fraction(PG_GETARG_FLOAT8(1), "percentile"));
}

PG_FUNCTION_INFO_V1(amount_median_amount);
Datum
amount_median_amount(PG_FUNCTION_ARGS)
{
	return amount_percentile(fcinfo, 0.5);
}

/*
 * The two order statistics between which that percentile lies with at least
 * the level, by the binomial distribution; NULL where n is too small for one.
 */
static Datum
percentile_interval(FunctionCallInfo fcinfo, double p, double level)
{
	AmountState *state = amount_arg(fcinfo, 0);
	int64		n = histogram_total(state, AMOUNT_FIXED);
	int64		low = binomial_lower_rank(n, p, (1.0 - level) / 2.0);
	int64		high = binomial_lower_rank(n, 1.0 - p, (1.0 - level) / 2.0);

	if (n == 0)
		PG_RETURN_NULL();
	/* Ranks from below and, by symmetry, from above; 0 means there is none. */
	return kpi_interval_datum(fcinfo,
							  low > 0 ? money_to_float8(amount_of_rank(state, low - 1), KEY_SCALE) : NAN,
							  high > 0 ? money_to_float8(amount_of_rank(state, n - high), KEY_SCALE) : NAN);
}

/* percentile_amount_ci(summary, p, level) and median_amount_ci(summary, level) */
PG_FUNCTION_INFO_V1(amount_percentile_amount_ci);
Datum
amount_percentile_amount_ci(PG_FUNCTION_ARGS)
{
	double		p = arg_fraction(PG_GETARG_FLOAT8(1), "percentile");

	return percentile_interval(fcinfo, p, arg_level(PG_GETARG_FLOAT8(2)));
}

PG_FUNCTION_INFO_V1(amount_median_amount_ci);
Datum
amount_median_amount_ci(PG_FUNCTION_ARGS)
{
	return percentile_interval(fcinfo, 0.5, arg_level(PG_GETARG_FLOAT8(1)));
}
