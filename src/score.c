/*-------------------------------------------------------------------------
 *
 * score.c
 *	  score_summary: points that lose half of their weight every half-life,
 *	  for lead and engagement scores.
 *
 * Text form: (half_life,newest,count,high,low) with the half-life in
 * microseconds, newest being "-" (no rows), "z..." (timestamptz) or "l..."
 * (local), with "=" before it where it is the as_of of lead_score(), and
 * the sum at the start of newest's half-life as an unevaluated pair.
 * Binary form: the same fields after the version.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "common/int.h"
#include "datatype/timestamp.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"
#include "literal.h"
#include "math/decay.h"
#include "state.h"

#define TYPE_NAME "score_summary"

/* With 2^63 rows of at most so many points the sum stays a finite float8. */
#define MAX_POINTS 1e15

/* Which clock the times are of; a group constant. */
typedef enum Clock
{
	CLOCK_UNSET,
	CLOCK_INSTANT,				/* timestamptz */
	CLOCK_LOCAL					/* timestamp, or midnight of a date */
} Clock;

typedef struct ScoreState
{
	KpiState	head;			/* flags: Clock; 1 if newest is an as_of */
	int64		half_life;		/* microseconds; 0 if there is no row yet */
	int64		newest;			/* newest event, or the as_of of all rows */
	int64		count;			/* rows */
	double		high;			/* the sum, as at the whole half-life */
	double		low;			/* that newest lies in */
} ScoreState;

#define CLOCK(state) ((state)->head.flags[0])
#define HAS_AS_OF(state) ((state)->head.flags[1])

/*
 * What the times of a state are counted from: with an as_of from that, so that
 * an event at as_of has its points to the last digit.
 */
static int64
score_origin(const ScoreState *state)
{
	return HAS_AS_OF(state) ? state->newest : 0;
}

static DecayTime
score_time(const ScoreState *state, int64 at)
{
	return decay_time((int128) at - score_origin(state), state->half_life);
}

/* The whole half-life in which the sum is told. */
static int64
score_base(const ScoreState *state)
{
	return score_time(state, state->newest).whole;
}

static DecaySum
score_sum(const ScoreState *state)
{
	DecaySum	sum = {state->high, state->low};

	return sum;
}

static bool
score_validate(const ScoreState *state, Node *escontext)
{
	bool		is_empty = state->count == 0;

	if (state->count < 0 || CLOCK(state) > CLOCK_LOCAL || HAS_AS_OF(state) > 1 ||
		is_empty != (CLOCK(state) == CLOCK_UNSET) ||
		(is_empty ? state->half_life != 0 || HAS_AS_OF(state) : state->half_life <= 0))
		state_invalid(escontext, TYPE_NAME,
					  "Half-life and time must be set if and only if there are rows.");
	if (is_empty ? state->newest != 0 : !IS_VALID_TIMESTAMP(state->newest))
		state_invalid(escontext, TYPE_NAME, "%lld is not a timestamp.",
					  (long long) state->newest);
	if (!isfinite(state->high) || !isfinite(state->low) ||
		state->high + state->low != state->high ||
		fabs(state->high) > 2.0 * MAX_POINTS * (double) state->count)
		state_invalid(escontext, TYPE_NAME,
					  "The sum %s and %s is not one of %lld rows of at most %s points.",
					  arg_float8_text(state->high), arg_float8_text(state->low),
					  (long long) state->count, arg_float8_text(MAX_POINTS));
	return true;
}

static bool
read_newest(Literal *lit, ScoreState *state)
{
	if (literal_peek(lit, '-'))
		return true;
	HAS_AS_OF(state) = literal_peek(lit, '=') ? 1 : 0;
	if (literal_peek(lit, 'z'))
		CLOCK(state) = CLOCK_INSTANT;
	else if (literal_char(lit, 'l'))
		CLOCK(state) = CLOCK_LOCAL;
	else
		return false;
	return literal_int64(lit, &state->newest);
}

/* score_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(score_summary_in);
Datum
score_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, TYPE_NAME);
	ScoreState *state = kpi_state_new(sizeof(ScoreState));

	if (literal_char(&lit, '(') &&
		literal_int64(&lit, &state->half_life) &&
		literal_char(&lit, ',') &&
		read_newest(&lit, state) &&
		literal_char(&lit, ',') &&
		literal_int64(&lit, &state->count) &&
		literal_char(&lit, ',') &&
		literal_float8(&lit, &state->high) &&
		literal_char(&lit, ',') &&
		literal_float8(&lit, &state->low) &&
		literal_char(&lit, ')') &&
		literal_end(&lit) &&
		score_validate(state, lit.escontext))
		PG_RETURN_POINTER(state);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(score_summary_out);
Datum
score_summary_out(PG_FUNCTION_ARGS)
{
	ScoreState *state = PG_KPI_STATE(ScoreState, 0);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%lld,", (long long) state->half_life);
	if (CLOCK(state) == CLOCK_UNSET)
		appendStringInfoChar(&buf, '-');
	else
		appendStringInfo(&buf, "%s%c%lld", HAS_AS_OF(state) ? "=" : "",
						 CLOCK(state) == CLOCK_INSTANT ? 'z' : 'l',
						 (long long) state->newest);
	appendStringInfo(&buf, ",%lld,", (long long) state->count);
	append_float8(&buf, state->high);
	appendStringInfoChar(&buf, ',');
	append_float8(&buf, state->low);
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(score_summary_recv);
Datum
score_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	ScoreState *state = kpi_state_new(sizeof(ScoreState));

	pq_getmsgversion(msg, TYPE_NAME);
	CLOCK(state) = pq_getmsgbyte(msg);
	HAS_AS_OF(state) = pq_getmsgbyte(msg);
	state->half_life = pq_getmsgint64(msg);
	state->newest = pq_getmsgint64(msg);
	state->count = pq_getmsgint64(msg);
	state->high = pq_getmsgfloat8(msg);
	state->low = pq_getmsgfloat8(msg);
	score_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(score_summary_send);
Datum
score_summary_send(PG_FUNCTION_ARGS)
{
	ScoreState *state = PG_KPI_STATE(ScoreState, 0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, CLOCK(state));
	pq_sendbyte(&buf, HAS_AS_OF(state));
	pq_sendint64(&buf, state->half_life);
	pq_sendint64(&buf, state->newest);
	pq_sendint64(&buf, state->count);
	pq_sendfloat8(&buf, state->high);
	pq_sendfloat8(&buf, state->low);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

static const char *
timestamp_text(int64 at, Clock clock)
{
	return DatumGetCString(clock == CLOCK_INSTANT
						   ? DirectFunctionCall1(timestamptz_out, TimestampTzGetDatum(at))
						   : DirectFunctionCall1(timestamp_out, TimestampGetDatum(at)));
}

static const char *
clock_name(Clock clock)
{
	return clock == CLOCK_INSTANT ? "timestamptz" : "timestamp or date";
}

/* Group constants: half-life, clock and, in lead_score, as_of. */
static void
constants_check(const ScoreState *a, const ScoreState *b)
{
	if (likely(a->half_life == b->half_life && CLOCK(a) == CLOCK(b) &&
			   HAS_AS_OF(a) == HAS_AS_OF(b) &&
			   (!HAS_AS_OF(a) || a->newest == b->newest)))
		return;
	if (CLOCK(a) != CLOCK(b))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge points at times of type %s with points at times of type %s",
						clock_name(CLOCK(a)), clock_name(CLOCK(b)))));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows of a group",
					a->half_life != b->half_life ? "half_life" : "as_of")));
}

/* Add b to a; neither is empty. */
static void
score_merge(ScoreState *a, const ScoreState *b)
{
	int64		base_a = score_base(a);
	int64		base_b = score_base(b);
	int64		base = Max(base_a, base_b);
	DecaySum	sum;

	constants_check(a, b);
	if (pg_add_s64_overflow(a->count, b->count, &a->count))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("more than %lld rows in one %s", (long long) PG_INT64_MAX,
						TYPE_NAME)));
	sum = decay_add(decay_rebase(score_sum(a), base_a, base),
					decay_rebase(score_sum(b), base_b, base));
	a->high = sum.high;
	a->low = sum.low;
	a->newest = Max(a->newest, b->newest);
}

/*
 * One row of (state, points, occurred_at, half_life[, as_of]).  With an as_of
 * the state stands at that time from the first row on, so that later events
 * are told apart from those that count.
 */
static Datum
score_transition(FunctionCallInfo fcinfo, int64 at, int64 as_of, Clock clock)
{
	bool		has_as_of = PG_NARGS() > 4;
	double		points = PG_GETARG_FLOAT8(1);
	ScoreState *state;
	ScoreState	event;
	DecayTime	when;
	DecaySum	sum;

	memset(&event, 0, sizeof(event));
	if (unlikely(!(fabs(points) <= MAX_POINTS)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("points %s is out of range, it must be a number from -1e+15 to 1e+15",
						arg_float8_text(points))));
	event.half_life = arg_fixed_length(PG_GETARG_INTERVAL_P(3), "half_life");
	if (has_as_of && at > as_of)
		return PG_GETARG_DATUM(0);

	CLOCK(&event) = clock;
	HAS_AS_OF(&event) = has_as_of ? 1 : 0;
	event.newest = has_as_of ? as_of : at;
	event.count = 1;
	when = score_time(&event, at);
	sum = decay_rebase(decay_point(points, when), when.whole, score_base(&event));
	event.high = sum.high;
	event.low = sum.low;

	state = PG_KPI_STATE_RW(ScoreState);
	if (state->count > 0)
		score_merge(state, &event);
	else
	{
		event.head.vl_len_ = state->head.vl_len_;
		event.head.version = state->head.version;
		*state = event;
	}
	PG_RETURN_POINTER(state);
}

/* Not strict: a NULL half_life or as_of is an error, not a lost row. */
static bool
row_is_ignored(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return true;
	arg_not_null(fcinfo, 3, "half_life");
	if (PG_NARGS() > 4)
		arg_not_null(fcinfo, 4, "as_of");
	return false;
}

#define SCORE_FUNCTION(name, time_arg, clock) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	if (row_is_ignored(fcinfo)) \
	{ \
		if (PG_ARGISNULL(0)) \
			PG_RETURN_NULL(); \
		return PG_GETARG_DATUM(0); \
	} \
	return score_transition(fcinfo, time_arg(2, "occurred_at"), \
							PG_NARGS() > 4 ? time_arg(4, "as_of") : 0, clock); \
}

#define TIMESTAMP_ARG(n, name) arg_timestamp(PG_GETARG_TIMESTAMP(n), name)
#define DATE_ARG(n, name) arg_date_micros(PG_GETARG_DATEADT(n), name)

SCORE_FUNCTION(score_accum_timestamptz, TIMESTAMP_ARG, CLOCK_INSTANT)
SCORE_FUNCTION(score_accum_timestamp, TIMESTAMP_ARG, CLOCK_LOCAL)
SCORE_FUNCTION(score_accum_date, DATE_ARG, CLOCK_LOCAL)

PG_FUNCTION_INFO_V1(score_combine);
Datum
score_combine(PG_FUNCTION_ARGS)
{
	ScoreState *state = PG_KPI_STATE_RW(ScoreState);
	ScoreState *other = PG_KPI_STATE(ScoreState, 1);

	if (other->count > 0 && state->count > 0)
		score_merge(state, other);
	else if (other->count > 0)
		memcpy(state, other, sizeof(ScoreState));
	PG_RETURN_POINTER(state);
}

/* Final function of score_agg and rollup: the state is canonical, copy it. */
PG_FUNCTION_INFO_V1(score_final);
Datum
score_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(kpi_state_copy(PG_KPI_STATE(ScoreState, 0)));
}

/* What the state is worth at a time on its own clock, not before its newest. */
static Datum
score_read(FunctionCallInfo fcinfo, int64 as_of, Clock clock)
{
	ScoreState *state = PG_KPI_STATE(ScoreState, 0);

	if (state->count == 0)
		PG_RETURN_NULL();
	if (CLOCK(state) != clock)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of must be of type %s, as the times of the points are",
						clock_name(CLOCK(state)))));
	if (as_of < state->newest)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of %s is before %s, the newest event of the summary",
						timestamp_text(as_of, clock),
						timestamp_text(state->newest, clock)),
				 errhint("Filter the events before score_agg(), or use lead_score().")));
	PG_RETURN_FLOAT8(decay_read(score_sum(state), score_base(state),
								score_time(state, as_of)));
}

/* score(summary, as_of): points left at as_of; NULL without rows */
PG_FUNCTION_INFO_V1(score_score_timestamptz);
Datum
score_score_timestamptz(PG_FUNCTION_ARGS)
{
	return score_read(fcinfo, TIMESTAMP_ARG(1, "as_of"), CLOCK_INSTANT);
}

PG_FUNCTION_INFO_V1(score_score_timestamp);
Datum
score_score_timestamp(PG_FUNCTION_ARGS)
{
	return score_read(fcinfo, TIMESTAMP_ARG(1, "as_of"), CLOCK_LOCAL);
}

PG_FUNCTION_INFO_V1(score_score_date);
Datum
score_score_date(PG_FUNCTION_ARGS)
{
	return score_read(fcinfo, DATE_ARG(1, "as_of"), CLOCK_LOCAL);
}

/* Final function of lead_score: the score at the as_of of its rows. */
PG_FUNCTION_INFO_V1(score_lead_score);
Datum
score_lead_score(PG_FUNCTION_ARGS)
{
	ScoreState *state = PG_KPI_STATE(ScoreState, 0);

	if (state->count == 0)
		PG_RETURN_NULL();
	return score_read(fcinfo, state->newest, CLOCK(state));
}

/* score_count(summary): rows with points */
PG_FUNCTION_INFO_V1(score_score_count);
Datum
score_score_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(ScoreState, 0)->count);
}
