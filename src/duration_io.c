/*-------------------------------------------------------------------------
 *
 * duration_io.c
 *	  The doors of duration_summary: text, binary and the validator of both.
 *
 * Text form: (resolution,as_of,elapsed,squares,negative;unit:ended:open,...)
 * in microseconds, as_of being "-" (no rows), "none", "z..." (timestamptz) or
 * "l..." (local).  Binary form: the same fields after the version.
 *
 *-------------------------------------------------------------------------
 */
#include "duration.h"

#include "datatype/timestamp.h"
#include "libpq/pqformat.h"

/* Can the sum of squares be one of durations that lie in these units? */
static bool
squares_are_possible(const DurationState *state)
{
	Wide		least = {0, 0};
	Wide		most = {0, 0};

	for (int32 i = 0; i < state->head.n; i++)
	{
		const HistogramEntry *entry = &state->entries[i];
		int128		low = (int128) KEY_UNIT(entry->key) * state->resolution;
		int128		high = Min(low + state->resolution - 1, PG_INT64_MAX);
		Wide		square;

		if (elapsed_kind(entry) != ELAPSED_ENDED)
			continue;
		if (!wide_multiply(&square, (uint128) (low * low), entry->count) ||
			!wide_add(&least, square))
			return false;
		/* The upper bound alone may leave the range; then it bounds nothing. */
		if (!wide_multiply(&square, (uint128) (high * high), entry->count) ||
			!wide_add(&most, square))
			most = wide_max;
	}
	return wide_compare(duration_squares(state), least) >= 0 &&
		wide_compare(duration_squares(state), most) <= 0;
}

static bool
duration_validate(const DurationState *state, Node *escontext)
{
	AsOfKind	kind = duration_as_of_kind(state);
	int64		last;

	if (!histogram_validate(state, DURATION_FIXED, DURATION_TYPE, escontext))
		return false;
	if ((state->head.n == 0) != (kind == AS_OF_UNSET) || kind > AS_OF_LOCAL ||
		(state->head.n == 0 ? state->resolution != 0 : state->resolution <= 0))
		state_invalid(escontext, DURATION_TYPE,
					  "Resolution and as_of must be set if and only if there are rows.");
	if (kind >= AS_OF_INSTANT ? !IS_VALID_TIMESTAMP(state->as_of) : state->as_of != 0)
		state_invalid(escontext, DURATION_TYPE, "as_of %lld is not a timestamp.",
					  (long long) state->as_of);
	if (state->head.n > 0)
	{
		last = KEY_UNIT(state->entries[state->head.n - 1].key);
		if (state->entries[0].key < NEGATIVE_KEY ||
			(last > 0 && last > PG_INT64_MAX / state->resolution))
			state_invalid(escontext, DURATION_TYPE,
						  "%lld units of %lld microseconds are out of range.",
						  (long long) last, (long long) state->resolution);
	}
	if (!elapsed_sum_is_possible(state, DURATION_FIXED, state->resolution, state->elapsed) ||
		!squares_are_possible(state))
		state_invalid(escontext, DURATION_TYPE,
					  "The sums of elapsed time and of its squares do not fit the counts.");
	return true;
}

static bool
read_as_of(Literal *lit, DurationState *state)
{
	AsOfKind	kind;

	if (literal_peek(lit, '-'))
		kind = AS_OF_UNSET;
	else if (strncmp(lit->at, "none", 4) == 0)
	{
		lit->at += 4;
		kind = AS_OF_NONE;
	}
	else if (literal_peek(lit, 'z'))
		kind = AS_OF_INSTANT;
	else if (literal_char(lit, 'l'))
		kind = AS_OF_LOCAL;
	else
		return false;
	state->head.head.flags[0] = kind;
	return kind < AS_OF_INSTANT || literal_int64(lit, &state->as_of);
}

/* "unit:ended:open,..." */
static bool
read_entries(Literal *lit, DurationState **state)
{
	int64		unit;
	int64		ended;
	int64		open;

	do
	{
		if (!literal_int64(lit, &unit) || !literal_char(lit, ':') ||
			!literal_int64(lit, &ended) || !literal_char(lit, ':') ||
			!literal_int64(lit, &open))
			return false;
		if (unit < 0 || unit > PG_INT64_MAX / 2 || ended < 0 || open < 0 ||
			(ended == 0 && open == 0))
			return literal_error(lit);
		if (ended > 0)
			*state = histogram_append(*state, DURATION_FIXED, 2 * unit, ended);
		if (open > 0)
			*state = histogram_append(*state, DURATION_FIXED, 2 * unit + 1, open);
	} while (literal_peek(lit, ','));
	return true;
}

/* duration_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(duration_summary_in);
Datum
duration_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, DURATION_TYPE);
	DurationState *state = kpi_state_new(DURATION_FIXED);
	int128		elapsed;
	Wide		squares;
	int64		negative;

	if (!literal_char(&lit, '(') ||
		!literal_int64(&lit, &state->resolution) ||
		!literal_char(&lit, ',') ||
		!read_as_of(&lit, state) ||
		!literal_char(&lit, ',') ||
		!literal_int128(&lit, &elapsed) ||
		!literal_char(&lit, ',') ||
		!literal_wide(&lit, &squares) ||
		!literal_char(&lit, ',') ||
		!literal_int64(&lit, &negative))
		PG_RETURN_NULL();
	state->elapsed = elapsed;
	state->squares_low = squares.low;
	state->head.extra = squares.high;
	if (negative != 0)
		state = histogram_append(state, DURATION_FIXED, NEGATIVE_KEY, negative);
	if ((literal_peek(&lit, ';') && !read_entries(&lit, &state)) ||
		!literal_char(&lit, ')') ||
		!literal_end(&lit) ||
		!duration_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(histogram_trim(state, DURATION_FIXED));
}

static void
append_as_of(StringInfo buf, const DurationState *state)
{
	switch (duration_as_of_kind(state))
	{
		case AS_OF_UNSET:
			appendStringInfoChar(buf, '-');
			break;
		case AS_OF_NONE:
			appendStringInfoString(buf, "none");
			break;
		case AS_OF_INSTANT:
			appendStringInfo(buf, "z%lld", (long long) state->as_of);
			break;
		case AS_OF_LOCAL:
			appendStringInfo(buf, "l%lld", (long long) state->as_of);
			break;
	}
}

PG_FUNCTION_INFO_V1(duration_summary_out);
Datum
duration_summary_out(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	StringInfoData buf;
	int32		i = 0;
	char		separator = ';';

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%lld,", (long long) state->resolution);
	append_as_of(&buf, state);
	appendStringInfoChar(&buf, ',');
	append_int128(&buf, state->elapsed);
	appendStringInfoChar(&buf, ',');
	append_wide(&buf, duration_squares(state));
	if (state->head.n > 0 && state->entries[0].key == NEGATIVE_KEY)
		appendStringInfo(&buf, ",%lld", (long long) state->entries[i++].count);
	else
		appendStringInfoString(&buf, ",0");
	while (i < state->head.n)
	{
		int64		unit = KEY_UNIT(state->entries[i].key);
		int64		ended = KEY_IS_OPEN(state->entries[i].key) ? 0 : state->entries[i++].count;
		int64		open = 0;

		if (i < state->head.n && state->entries[i].key == 2 * unit + 1)
			open = state->entries[i++].count;
		appendStringInfo(&buf, "%c%lld:%lld:%lld", separator, (long long) unit,
						 (long long) ended, (long long) open);
		separator = ',';
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(duration_summary_recv);
Datum
duration_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	DurationState *state = kpi_state_new(DURATION_FIXED);

	pq_getmsgversion(msg, DURATION_TYPE);
	state->head.head.flags[0] = pq_getmsgbyte(msg);
	state->resolution = pq_getmsgint64(msg);
	state->as_of = pq_getmsgint64(msg);
	state->elapsed = pq_getmsgint128(msg);
	state->head.extra = pq_getmsgint(msg, 4);
	state->squares_low = (uint128) pq_getmsgint128(msg);
	state = histogram_recv(msg, state, DURATION_FIXED, DURATION_TYPE);
	duration_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(duration_summary_send);
Datum
duration_summary_send(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, state->head.head.flags[0]);
	pq_sendint64(&buf, state->resolution);
	pq_sendint64(&buf, state->as_of);
	pq_sendint128(&buf, state->elapsed);
	pq_sendint32(&buf, state->head.extra);
	pq_sendint128(&buf, (int128) state->squares_low);
	histogram_send(&buf, state, DURATION_FIXED);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
