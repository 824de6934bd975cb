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

static DurationState *
duration_new(int32 capacity)
{
	return kpi_state_new(DURATION_FIXED + capacity * sizeof(HistogramEntry));
}

/*
 * Bounds of the exact sums that the entries allow: each ended duration lies
 * in [unit, unit + 1) resolutions.
 */
static bool
sums_are_possible(const DurationState *state)
{
	int128		least = 0;
	int128		most = 0;
	Wide		least_squares = {0, 0};
	Wide		most_squares = {0, 0};

	for (int32 i = 0; i < state->head.n; i++)
	{
		int64		unit = KEY_UNIT(state->entries[i].key);
		int64		count = state->entries[i].count;
		int128		low = (int128) unit * state->resolution;
		int128		high = Min(low + state->resolution - 1, PG_INT64_MAX);
		Wide		square;

		if (state->entries[i].key < 0 || KEY_IS_OPEN(state->entries[i].key))
			continue;
		least += low * count;
		most += high * count;
		if (!wide_multiply(&square, (uint128) (low * low), count) ||
			!wide_add(&least_squares, square))
			return false;
		/* The upper bound alone may leave the range; then it bounds nothing. */
		if (!wide_multiply(&square, (uint128) (high * high), count) ||
			!wide_add(&most_squares, square))
			most_squares = wide_max;
	}
	return state->elapsed >= least && state->elapsed <= most &&
		wide_compare(duration_squares(state), least_squares) >= 0 &&
		wide_compare(duration_squares(state), most_squares) <= 0;
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
	if (!sums_are_possible(state))
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

/* Append an entry that is known to belong at the end. */
static DurationState *
append_entry(DurationState *state, int64 key, int64 count)
{
	int32		n = state->head.n;

	if (count == 0)
		return state;
	state = histogram_reserve(state, DURATION_FIXED, n + 1);
	state->entries[n].key = key;
	state->entries[n].count = count;
	state->head.n = n + 1;
	return state;
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
		*state = append_entry(*state, 2 * unit, ended);
		*state = append_entry(*state, 2 * unit + 1, open);
	} while (literal_peek(lit, ','));
	return true;
}

/* duration_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(duration_summary_in);
Datum
duration_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, DURATION_TYPE);
	DurationState *state = duration_new(0);
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
	state = append_entry(state, NEGATIVE_KEY, negative);
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
	DurationState head;
	DurationState *state;
	uint32		n;

	pq_getmsgversion(msg, DURATION_TYPE);
	memset(&head, 0, sizeof(head));
	head.head.head.flags[0] = pq_getmsgbyte(msg);
	head.resolution = pq_getmsgint64(msg);
	head.as_of = pq_getmsgint64(msg);
	head.elapsed = pq_getmsgint128(msg);
	head.head.extra = pq_getmsgint(msg, 4);
	head.squares_low = (uint128) pq_getmsgint128(msg);
	n = pq_getmsgint(msg, 4);
	/* Believe the count only as far as the message goes. */
	if (n > HISTOGRAM_MAX_ENTRIES ||
		(Size) (msg->len - msg->cursor) != n * sizeof(HistogramEntry))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid %s", DURATION_TYPE),
				 errdetail("%u entries are announced, but %d bytes follow.",
						   n, msg->len - msg->cursor)));

	state = duration_new((int32) n);
	state->head.head.flags[0] = head.head.head.flags[0];
	state->head.extra = head.head.extra;
	state->resolution = head.resolution;
	state->as_of = head.as_of;
	state->elapsed = head.elapsed;
	state->squares_low = head.squares_low;
	state->head.n = (int32) n;
	for (uint32 i = 0; i < n; i++)
	{
		state->entries[i].key = pq_getmsgint64(msg);
		state->entries[i].count = pq_getmsgint64(msg);
	}
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
	pq_sendint32(&buf, state->head.n);
	for (int32 i = 0; i < state->head.n; i++)
	{
		pq_sendint64(&buf, state->entries[i].key);
		pq_sendint64(&buf, state->entries[i].count);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
