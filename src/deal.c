/*-------------------------------------------------------------------------
 *
 * deal.c
 *	  deal_summary: an opportunity table in one pass.  Here the state is built,
 *	  merged and passed through its doors; deal_read.c reads it.
 *
 * Text form: (won,lost,open,missing_won,missing_lost,scale,won_value,
 * lost_value,open_value,squares,elapsed,negative;day:count,...) with values in
 * units of 10000^-scale.  Binary form: the same fields after the version.
 *
 *-------------------------------------------------------------------------
 */
#include "deal.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "libpq/pqformat.h"

#include "args.h"

/*
 * Can the sum of squares be one of so many won amounts?  By Cauchy and Schwarz,
 * with some room for what the rounding to ten-thousandths moves.
 */
static bool
squares_are_possible(const DealState *state, int64 n)
{
	double		sum = 10000.0 * money_to_float8(state->values[DEAL_WON], DEAL_SCALE(state));
	double		squares = wide_to_double(deal_squares(state));

	return squares * (double) n * (1.0 + 1e-9) + 1.0 >= sum * sum - fabs(sum) * (double) n;
}

/* The deals without an amount, as they come through a door. */
static bool
set_missing(DealState *state, const int64 *missing, Node *escontext)
{
	for (int i = 0; i < 2; i++)
	{
		if (missing[i] < 0 || missing[i] > PG_UINT32_MAX)
			state_invalid(escontext, DEAL_TYPE,
						  "There are %lld deals without an amount, it must be from 0 to %u.",
						  (long long) missing[i], PG_UINT32_MAX);
		state->missing[i] = (uint32) missing[i];
	}
	return true;
}

static bool
deal_validate(const DealState *state, Node *escontext)
{
	int64		n_cycles;
	int64		n_valued = state->counts[DEAL_WON] - state->missing[DEAL_WON];

	if (!histogram_validate(state, DEAL_FIXED, DEAL_TYPE, escontext) ||
		!money_validate(state->values, N_OUTCOMES, DEAL_SCALE(state), DEAL_TYPE, escontext))
		return false;
	for (int i = 0; i < N_OUTCOMES; i++)
	{
		int64		missing = i == DEAL_OPEN ? 0 : state->missing[i];

		if (state->counts[i] < missing)
			state_invalid(escontext, DEAL_TYPE,
						  "There are %lld deals, of which %lld without an amount.",
						  (long long) state->counts[i], (long long) missing);
		if (state->counts[i] == missing && state->values[i] != 0)
			state_invalid(escontext, DEAL_TYPE, "There is a value, but there are no amounts.");
	}
	if (!elapsed_sum_is_possible(state, DEAL_FIXED, USECS_PER_DAY, state->elapsed) ||
		elapsed_count(state, DEAL_FIXED, ELAPSED_OPEN) != 0)
		state_invalid(escontext, DEAL_TYPE, "The sum of elapsed time does not fit the cycles.");
	n_cycles = histogram_total(state, DEAL_FIXED);
	if (n_cycles > state->counts[DEAL_WON])
		state_invalid(escontext, DEAL_TYPE, "There are %lld cycles of %lld won deals.",
					  (long long) n_cycles, (long long) state->counts[DEAL_WON]);
	if (n_valued == 0 ? wide_to_double(deal_squares(state)) != 0.0
		: !squares_are_possible(state, n_valued))
		state_invalid(escontext, DEAL_TYPE, "The sum of squares does not fit the won value.");
	return true;
}

/* "day:count,..." */
static bool
read_cycles(Literal *lit, DealState **state)
{
	int64		day;
	int64		count;

	do
	{
		if (!literal_int64(lit, &day) || !literal_char(lit, ':') ||
			!literal_int64(lit, &count))
			return false;
		if (day < 0 || day > PG_INT64_MAX / USECS_PER_DAY || count <= 0)
			return literal_error(lit);
		*state = histogram_append(*state, DEAL_FIXED, 2 * day, count);
	} while (literal_peek(lit, ','));
	return true;
}

/* deal_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(deal_summary_in);
Datum
deal_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, DEAL_TYPE);
	DealState  *state = kpi_state_new(DEAL_FIXED);
	int64		missing[2];
	int64	   *counts[5] = {&state->counts[0], &state->counts[1], &state->counts[2],
	&missing[0], &missing[1]};
	int64		scale;
	int128		sums[N_OUTCOMES];
	int128		elapsed;
	Wide		squares;
	int64		negative;

	for (int i = 0; i < 5; i++)
		if (!literal_char(&lit, i == 0 ? '(' : ',') || !literal_int64(&lit, counts[i]))
			PG_RETURN_NULL();
	if (!literal_char(&lit, ',') || !literal_int64(&lit, &scale))
		PG_RETURN_NULL();
	if (scale < 0 || scale > MONEY_MAX_SCALE)
	{
		literal_error(&lit);
		PG_RETURN_NULL();
	}
	for (int i = 0; i < N_OUTCOMES; i++)
		if (!literal_char(&lit, ',') || !literal_int128(&lit, &sums[i]))
			PG_RETURN_NULL();
	if (!literal_char(&lit, ',') || !literal_wide(&lit, &squares) ||
		!literal_char(&lit, ',') || !literal_int128(&lit, &elapsed) ||
		!literal_char(&lit, ',') || !literal_int64(&lit, &negative))
		PG_RETURN_NULL();
	DEAL_SCALE(state) = (uint8) scale;
	memcpy(state->values, sums, sizeof(sums));
	state->elapsed = elapsed;
	state->squares_low = squares.low;
	state->head.extra = squares.high;
	if (negative != 0)
		state = histogram_append(state, DEAL_FIXED, NEGATIVE_KEY, negative);
	if ((literal_peek(&lit, ';') && !read_cycles(&lit, &state)) ||
		!literal_char(&lit, ')') ||
		!literal_end(&lit) ||
		!set_missing(state, missing, lit.escontext) ||
		!deal_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(histogram_trim(state, DEAL_FIXED));
}

/* A copy without spare room, at the smallest scale at which it is exact. */
static DealState *
deal_canonical(const DealState *state)
{
	DealState  *copy = histogram_trim(state, DEAL_FIXED);
	int			scale = money_canonical_scale(copy->values, N_OUTCOMES, DEAL_SCALE(copy));

	money_reduce(copy->values, N_OUTCOMES, DEAL_SCALE(copy), scale);
	DEAL_SCALE(copy) = scale;
	return copy;
}

PG_FUNCTION_INFO_V1(deal_summary_out);
Datum
deal_summary_out(PG_FUNCTION_ARGS)
{
	DealState  *state = deal_canonical(PG_KPI_STATE(DealState, 0));
	StringInfoData buf;
	int32		i = 0;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%lld,%lld,%lld,%lld,%lld,%d",
					 (long long) state->counts[DEAL_WON], (long long) state->counts[DEAL_LOST],
					 (long long) state->counts[DEAL_OPEN], (long long) state->missing[DEAL_WON],
					 (long long) state->missing[DEAL_LOST], DEAL_SCALE(state));
	for (int k = 0; k < N_OUTCOMES; k++)
	{
		appendStringInfoChar(&buf, ',');
		append_int128(&buf, state->values[k]);
	}
	appendStringInfoChar(&buf, ',');
	append_wide(&buf, deal_squares(state));
	appendStringInfoChar(&buf, ',');
	append_int128(&buf, state->elapsed);
	if (state->head.n > 0 && state->entries[0].key == NEGATIVE_KEY)
		appendStringInfo(&buf, ",%lld", (long long) state->entries[i++].count);
	else
		appendStringInfoString(&buf, ",0");
	for (char separator = ';'; i < state->head.n; i++, separator = ',')
		appendStringInfo(&buf, "%c%lld:%lld", separator,
						 (long long) KEY_UNIT(state->entries[i].key),
						 (long long) state->entries[i].count);
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(deal_summary_recv);
Datum
deal_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	DealState  *state = kpi_state_new(DEAL_FIXED);
	int64		missing[2];

	pq_getmsgversion(msg, DEAL_TYPE);
	DEAL_SCALE(state) = pq_getmsgbyte(msg);
	for (int i = 0; i < N_OUTCOMES; i++)
		state->counts[i] = pq_getmsgint64(msg);
	missing[DEAL_WON] = pq_getmsgint64(msg);
	missing[DEAL_LOST] = pq_getmsgint64(msg);
	set_missing(state, missing, NULL);
	for (int i = 0; i < N_OUTCOMES; i++)
		state->values[i] = pq_getmsgint128(msg);
	state->head.extra = pq_getmsgint(msg, 4);
	state->squares_low = (uint128) pq_getmsgint128(msg);
	state->elapsed = pq_getmsgint128(msg);
	state = histogram_recv(msg, state, DEAL_FIXED, DEAL_TYPE);
	deal_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(deal_summary_send);
Datum
deal_summary_send(PG_FUNCTION_ARGS)
{
	DealState  *state = deal_canonical(PG_KPI_STATE(DealState, 0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, DEAL_SCALE(state));
	for (int i = 0; i < N_OUTCOMES; i++)
		pq_sendint64(&buf, state->counts[i]);
	pq_sendint64(&buf, state->missing[DEAL_WON]);
	pq_sendint64(&buf, state->missing[DEAL_LOST]);
	for (int i = 0; i < N_OUTCOMES; i++)
		pq_sendint128(&buf, state->values[i]);
	pq_sendint32(&buf, state->head.extra);
	pq_sendint128(&buf, (int128) state->squares_low);
	pq_sendint128(&buf, state->elapsed);
	histogram_send(&buf, state, DEAL_FIXED);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Bring the state to a scale that is not below its own. */
static inline void
raise_scale(DealState *state, int scale)
{
	if (likely(scale <= DEAL_SCALE(state)))
		return;
	money_rescale(state->values, N_OUTCOMES, DEAL_SCALE(state), scale);
	DEAL_SCALE(state) = scale;
}

static void
missing_add(DealState *state, Outcome outcome, int64 n)
{
	int64		missing = state->missing[outcome];

	kpi_count_add(&missing, n, DEAL_TYPE);
	if (unlikely(missing > PG_UINT32_MAX))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("more than %u deals without an amount in one %s",
						PG_UINT32_MAX, DEAL_TYPE)));
	state->missing[outcome] = (uint32) missing;
}

static inline void
squares_add(DealState *state, Wide square, bool is_removal)
{
	Wide		squares = deal_squares(state);

	if (unlikely(is_removal ? !wide_subtract(&squares, square) : !wide_add(&squares, square)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the squares of the amounts leave the range of a %s", DEAL_TYPE)));
	state->squares_low = squares.low;
	state->head.extra = squares.high;
}

/* Units of an amount at the scale of the state, which is raised if need be. */
static pg_noinline int128
read_amount(DealState *state, Datum amount, int64 *ten_thousandths)
{
	Money		money = money_from_numeric(amount, "amount");
	int128		units = money.units;

	raise_scale(state, money.scale);
	money_rescale(&units, 1, money.scale, DEAL_SCALE(state));
	*ten_thousandths = money_in_ten_thousandths(money);
	return units;
}

/* The value of one deal. */
static pg_attribute_always_inline void
value_add(DealState *state, Outcome outcome, Datum amount, bool is_removal)
{
	int			scale = DEAL_SCALE(state);
	int64		v;

	if (likely(scale <= 1 && money_read_usual(amount, scale, &v)))
	{
		money_add(&state->values[outcome], v, is_removal);
		v *= scale == 0 ? MONEY_BASE : 1;
	}
	else
		money_add(&state->values[outcome], read_amount(state, amount, &v), is_removal);
	if (outcome == DEAL_WON)
	{
		Wide		square = {(uint128) ((int128) v * v), 0};

		squares_add(state, square, is_removal);
	}
}

/* One row of (state, is_won, amount[, opened, closed]) */
static pg_attribute_always_inline Datum
deal_transition(FunctionCallInfo fcinfo, Span (*span_of) (FunctionCallInfo, int), int sign)
{
	DealState  *state = PG_KPI_STATE_RW(DealState);
	Outcome		closed = PG_GETARG_BOOL(1) ? DEAL_WON : DEAL_LOST;
	Outcome		outcome = PG_ARGISNULL(1) ? DEAL_OPEN : closed;

	/*
	 * The first row of a group makes room for cycles at once: what the
	 * initial value took is then free for the next group.  Later it would be
	 * freed when there are no new groups.
	 */
	if (unlikely(VARSIZE(state) == DEAL_FIXED))
		state = histogram_reserve(state, DEAL_FIXED, 1);
	kpi_count_add(&state->counts[outcome], sign, DEAL_TYPE);

	/* First, because while the entry comes from memory there is more to do. */
	if (outcome == DEAL_WON && PG_NARGS() > 3 && !PG_ARGISNULL(3) && !PG_ARGISNULL(4))
	{
		Span		span = span_of(fcinfo, 3);
		int64		elapsed = elapsed_between(span.started, span.ended);

		state = histogram_add(state, DEAL_FIXED, elapsed_key(elapsed, USECS_PER_DAY, false), sign);
		if (likely(elapsed >= 0))
			state->elapsed += (int128) elapsed * sign;
	}
	if (!PG_ARGISNULL(2))
		value_add(state, outcome, PG_GETARG_DATUM(2), sign < 0);
	else if (outcome != DEAL_OPEN)
		missing_add(state, outcome, sign);
	PG_RETURN_POINTER(state);
}

/*
 * Not strict: a NULL is_won is an open deal, a NULL amount an unknown one.  A
 * row of NULLs alone is an open deal of which nothing else is known, as many
 * CRMs have them; what an outer join adds has to be filtered out by the query.
 */
#define DEAL_FUNCTION(name, span_of, sign) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	if (PG_ARGISNULL(0)) \
		PG_RETURN_NULL(); \
	return deal_transition(fcinfo, span_of, sign); \
}

DEAL_FUNCTION(deal_accum_value, NULL, 1)
DEAL_FUNCTION(deal_accum_timestamptz, span_timestamptz, 1)
DEAL_FUNCTION(deal_accum_timestamp, span_timestamp, 1)
DEAL_FUNCTION(deal_accum_date, span_date, 1)
DEAL_FUNCTION(deal_accum_mixed, span_mixed, 1)
DEAL_FUNCTION(deal_discard_value, NULL, -1)
DEAL_FUNCTION(deal_discard_timestamptz, span_timestamptz, -1)
DEAL_FUNCTION(deal_discard_timestamp, span_timestamp, -1)
DEAL_FUNCTION(deal_discard_date, span_date, -1)
DEAL_FUNCTION(deal_discard_mixed, span_mixed, -1)

static Datum
deal_merge(FunctionCallInfo fcinfo, int sign)
{
	DealState  *state = PG_KPI_STATE_RW(DealState);
	DealState  *other = PG_KPI_STATE(DealState, 1);
	int128		values[N_OUTCOMES];

	memcpy(values, other->values, sizeof(values));
	raise_scale(state, DEAL_SCALE(other));
	money_rescale(values, N_OUTCOMES, DEAL_SCALE(other), DEAL_SCALE(state));
	for (int i = 0; i < N_OUTCOMES; i++)
	{
		kpi_count_add(&state->counts[i], sign * other->counts[i], DEAL_TYPE);
		money_add(&state->values[i], values[i], sign < 0);
	}
	missing_add(state, DEAL_WON, sign * (int64) other->missing[DEAL_WON]);
	missing_add(state, DEAL_LOST, sign * (int64) other->missing[DEAL_LOST]);
	squares_add(state, deal_squares(other), sign < 0);
	state = histogram_merge(state, other, DEAL_FIXED, sign);
	state->elapsed += sign * other->elapsed;
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(deal_combine);
Datum
deal_combine(PG_FUNCTION_ARGS)
{
	return deal_merge(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(deal_uncombine);
Datum
deal_uncombine(PG_FUNCTION_ARGS)
{
	return deal_merge(fcinfo, -1);
}

/* Final function of deal_agg and rollup. */
PG_FUNCTION_INFO_V1(deal_final);
Datum
deal_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(deal_canonical(PG_KPI_STATE(DealState, 0)));
}
