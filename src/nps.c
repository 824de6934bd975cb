/*-------------------------------------------------------------------------
 *
 * nps.c
 *	  nps_summary: answers counted by score, for NPS, eNPS and CSAT.  Here the
 *	  state is built, merged and passed through its doors; nps_read.c reads it.
 *
 * The state holds one exact counter per score from 0 to 10 and the scale on
 * which the answers were given: 0..10 for NPS, 1..10 for eNPS, 1..scale_max
 * for CSAT.  The scale is a group constant; a state without answers has none.
 *
 * Text form: (n0,n1,...,n10) on 0..10, 1..5(n1,...,n5) on another scale.
 * Binary form: version, scale, eleven counters.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "common/int.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "args.h"
#include "literal.h"
#include "nps.h"

static const Scale no_scale = {0, 0};
static const Scale nps_scale = {0, 10};
static const Scale enps_scale = {1, 10};

/* Sum of all counters; false if it is beyond a bigint. */
static bool
sum_counts(const NpsState *state, int64 *total)
{
	*total = 0;
	for (int i = 0; i <= MAX_SCORE; i++)
		if (pg_add_s64_overflow(*total, state->counts[i], total))
			return false;
	return true;
}

static void
too_many_answers(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("more than %lld answers in one %s", (long long) PG_INT64_MAX,
					NPS_TYPE)));
}

int64
nps_total(const NpsState *state)
{
	int64		total;

	if (!sum_counts(state, &total))
		too_many_answers();
	return total;
}

static inline Scale
scale_of(const NpsState *state)
{
	Scale		scale = {LOWEST(state), HIGHEST(state)};

	return scale;
}

static inline void
scale_set(NpsState *state, Scale scale)
{
	LOWEST(state) = scale.lowest;
	HIGHEST(state) = scale.highest;
}

/* A state without answers has no scale. */
static void
nps_canonical(NpsState *state)
{
	for (int i = 0; i <= MAX_SCORE; i++)
		if (state->counts[i] != 0)
			return;
	scale_set(state, no_scale);
}

static bool
nps_validate(const NpsState *state, Node *escontext)
{
	bool		is_empty = HIGHEST(state) == 0;
	int64		total;

	if (LOWEST(state) > 1 || HIGHEST(state) > MAX_SCORE ||
		(is_empty ? LOWEST(state) != 0 : HIGHEST(state) < CSAT_MIN_SCALE) ||
		(LOWEST(state) == 0 && !is_empty && HIGHEST(state) != MAX_SCORE))
		state_invalid(escontext, NPS_TYPE,
					  "Scale %d..%d is not one of 0..10 and 1..3 to 1..10.",
					  LOWEST(state), HIGHEST(state));
	for (int i = 0; i <= MAX_SCORE; i++)
	{
		bool		on_scale = !is_empty && i >= LOWEST(state) && i <= HIGHEST(state);

		if (state->counts[i] < 0 || (state->counts[i] > 0 && !on_scale))
			state_invalid(escontext, NPS_TYPE,
						  "The count of score %d must be %s, but is %lld.",
						  i, on_scale ? "0 or more" : "0 on this scale",
						  (long long) state->counts[i]);
	}
	if (!sum_counts(state, &total))
		state_invalid(escontext, NPS_TYPE, "There are more than %lld answers.",
					  (long long) PG_INT64_MAX);
	if ((total == 0) != is_empty)
		state_invalid(escontext, NPS_TYPE, "There is a scale, but there are no answers.");
	return true;
}

/* Read "1..5" before the counts, if it is there. */
static bool
read_scale(Literal *lit, Scale *scale)
{
	int64		lowest;
	int64		highest;

	*scale = nps_scale;
	if (*lit->at == '(')
		return true;
	if (!literal_int64(lit, &lowest) || !literal_char(lit, '.') ||
		!literal_char(lit, '.') || !literal_int64(lit, &highest))
		return false;
	if (lowest < 0 || lowest > 1 || highest < CSAT_MIN_SCALE || highest > MAX_SCORE)
		return literal_error(lit);
	scale->lowest = (int) lowest;
	scale->highest = (int) highest;
	return true;
}

static bool
read_counts(Literal *lit, NpsState *state, Scale scale)
{
	for (int i = scale.lowest; i <= scale.highest; i++)
		if (!literal_char(lit, i == scale.lowest ? '(' : ',') ||
			!literal_int64(lit, &state->counts[i]))
			return false;
	return literal_char(lit, ')') && literal_end(lit);
}

/* nps_summary_in(cstring): 22P02 for syntax, 22003 for impossible counts */
PG_FUNCTION_INFO_V1(nps_summary_in);
Datum
nps_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, NPS_TYPE);
	NpsState   *state = kpi_state_new(sizeof(NpsState));
	Scale		scale;

	if (!read_scale(&lit, &scale) || !read_counts(&lit, state, scale))
		PG_RETURN_NULL();
	scale_set(state, scale);
	nps_canonical(state);
	if (!nps_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(nps_summary_out);
Datum
nps_summary_out(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);
	Scale		scale = HIGHEST(state) == 0 ? nps_scale : scale_of(state);
	StringInfoData buf;

	initStringInfo(&buf);
	if (scale.lowest != 0)
		appendStringInfo(&buf, "%d..%d", scale.lowest, scale.highest);
	for (int i = scale.lowest; i <= scale.highest; i++)
		appendStringInfo(&buf, "%c%lld", i == scale.lowest ? '(' : ',',
						 (long long) state->counts[i]);
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(nps_summary_recv);
Datum
nps_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	NpsState   *state = kpi_state_new(sizeof(NpsState));

	pq_getmsgversion(msg, NPS_TYPE);
	LOWEST(state) = pq_getmsgbyte(msg);
	HIGHEST(state) = pq_getmsgbyte(msg);
	for (int i = 0; i <= MAX_SCORE; i++)
		state->counts[i] = pq_getmsgint64(msg);
	nps_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(nps_summary_send);
Datum
nps_summary_send(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, LOWEST(state));
	pq_sendbyte(&buf, HIGHEST(state));
	for (int i = 0; i <= MAX_SCORE; i++)
		pq_sendint64(&buf, state->counts[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* nps_summary(counts): eleven counts that are already made, for 0..10 */
PG_FUNCTION_INFO_V1(nps_summary_make);
Datum
nps_summary_make(PG_FUNCTION_ARGS)
{
	NpsState   *state = kpi_state_new(sizeof(NpsState));
	Datum	   *elements;
	int			n = arg_numeric_array(PG_GETARG_DATUM(0), "counts", &elements);

	if (n != MAX_SCORE + 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("counts must have 11 elements, for the scores 0 to 10, not %d", n)));
	for (int i = 0; i <= MAX_SCORE; i++)
		state->counts[i] = arg_numeric_count(elements[i], "count");
	scale_set(state, nps_scale);
	nps_canonical(state);
	nps_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

/* Group constant: one scale for all answers of a group. */
static inline void
scale_check(NpsState *state, Scale scale)
{
	if (likely(LOWEST(state) == scale.lowest && HIGHEST(state) == scale.highest))
		return;
	if (HIGHEST(state) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge answers on a scale of %d..%d with answers on a scale of %d..%d",
						LOWEST(state), HIGHEST(state), scale.lowest, scale.highest),
				 errhint("Group by the survey or its scale.")));
	scale_set(state, scale);
}

static inline void
count_add(NpsState *state, int score, int64 n)
{
	int64		count;

	if (unlikely(pg_add_s64_overflow(state->counts[score], n, &count)))
		too_many_answers();
	if (unlikely(count < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot take away from a %s what is not in it", NPS_TYPE)));
	state->counts[score] = count;
}

static void
score_out_of_range(const char *score, Scale scale)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is out of range, it must be a whole number from %d to %d",
					score, scale.lowest, scale.highest),
			 errhint("Leave such answers out with FILTER (WHERE ...), and count them apart.")));
}

static int
score_int4(Datum datum, Scale scale)
{
	int32		score = DatumGetInt32(datum);

	if (unlikely(score < scale.lowest || score > scale.highest))
		score_out_of_range(psprintf("%d", score), scale);
	return score;
}

static int
score_float8(Datum datum, Scale scale)
{
	double		score = DatumGetFloat8(datum);

	if (unlikely(!(score >= scale.lowest && score <= scale.highest && score == floor(score))))
		score_out_of_range(arg_float8_text(score), scale);
	return (int) score;
}

/*
 * A numeric is read from its text, digit by digit: exact, and without the
 * several numeric temporaries that comparing it would cost.
 */
static int
score_numeric(Datum datum, Scale scale)
{
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out, datum));
	char	   *rest;
	long		score = strtol(digits, &rest, 10);

	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0");
	if (rest == digits || *rest != '\0' || *digits == '-' ||
		score < scale.lowest || score > scale.highest)
		score_out_of_range(digits, scale);
	pfree(digits);
	return (int) score;
}

/* csat's scale: 1..scale_max */
static Scale
csat_scale(FunctionCallInfo fcinfo)
{
	Scale		scale = {1, 0};
	int32		highest;

	arg_not_null(fcinfo, 2, "scale_max");
	highest = PG_GETARG_INT32(2);
	if (highest < CSAT_MIN_SCALE || highest > MAX_SCORE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale_max %d is out of range, it must be from %d to %d",
						highest, CSAT_MIN_SCALE, MAX_SCORE)));
	scale.highest = highest;
	return scale;
}

/*
 * The transitions and inverses, per type of score.  NPS and eNPS are strict;
 * CSAT is not, so that a NULL scale_max is an error and not a lost answer.
 */
static inline Datum
answer_add(FunctionCallInfo fcinfo, int score, Scale scale)
{
	NpsState   *state = PG_KPI_STATE_RW(NpsState);

	scale_check(state, scale);
	/* As count_add(), with the one check that adding 1 needs. */
	if (unlikely(state->counts[score] == PG_INT64_MAX))
		too_many_answers();
	state->counts[score]++;
	PG_RETURN_POINTER(state);
}

static inline Datum
answer_remove(FunctionCallInfo fcinfo, int score, Scale scale)
{
	NpsState   *state = PG_KPI_STATE_RW(NpsState);

	scale_check(state, scale);
	count_add(state, score, -1);
	if (state->counts[score] == 0)
		nps_canonical(state);
	PG_RETURN_POINTER(state);
}

#define ANSWER_FUNCTION(name, action, score_of, scale) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return action(fcinfo, score_of(PG_GETARG_DATUM(1), scale), scale); \
}

#define CSAT_FUNCTION(name, action, score_of) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	Scale		scale; \
\
	if (PG_ARGISNULL(0)) \
		PG_RETURN_NULL(); \
	if (PG_ARGISNULL(1)) \
		return PG_GETARG_DATUM(0); \
	scale = csat_scale(fcinfo); \
	return action(fcinfo, score_of(PG_GETARG_DATUM(1), scale), scale); \
}

ANSWER_FUNCTION(nps_accum_int4, answer_add, score_int4, nps_scale)
ANSWER_FUNCTION(nps_accum_numeric, answer_add, score_numeric, nps_scale)
ANSWER_FUNCTION(nps_accum_float8, answer_add, score_float8, nps_scale)
ANSWER_FUNCTION(nps_discard_int4, answer_remove, score_int4, nps_scale)
ANSWER_FUNCTION(nps_discard_numeric, answer_remove, score_numeric, nps_scale)
ANSWER_FUNCTION(nps_discard_float8, answer_remove, score_float8, nps_scale)

ANSWER_FUNCTION(enps_accum_int4, answer_add, score_int4, enps_scale)
ANSWER_FUNCTION(enps_accum_numeric, answer_add, score_numeric, enps_scale)
ANSWER_FUNCTION(enps_accum_float8, answer_add, score_float8, enps_scale)
ANSWER_FUNCTION(enps_discard_int4, answer_remove, score_int4, enps_scale)
ANSWER_FUNCTION(enps_discard_numeric, answer_remove, score_numeric, enps_scale)
ANSWER_FUNCTION(enps_discard_float8, answer_remove, score_float8, enps_scale)

CSAT_FUNCTION(csat_accum_int4, answer_add, score_int4)
CSAT_FUNCTION(csat_accum_numeric, answer_add, score_numeric)
CSAT_FUNCTION(csat_accum_float8, answer_add, score_float8)
CSAT_FUNCTION(csat_discard_int4, answer_remove, score_int4)
CSAT_FUNCTION(csat_discard_numeric, answer_remove, score_numeric)
CSAT_FUNCTION(csat_discard_float8, answer_remove, score_float8)

PG_FUNCTION_INFO_V1(nps_combine);
Datum
nps_combine(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE_RW(NpsState);
	NpsState   *other = PG_KPI_STATE(NpsState, 1);

	if (HIGHEST(other) == 0)
		PG_RETURN_POINTER(state);
	scale_check(state, scale_of(other));
	for (int i = 0; i <= MAX_SCORE; i++)
		count_add(state, i, other->counts[i]);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(nps_uncombine);
Datum
nps_uncombine(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE_RW(NpsState);
	NpsState   *other = PG_KPI_STATE(NpsState, 1);

	if (HIGHEST(other) == 0)
		PG_RETURN_POINTER(state);
	scale_check(state, scale_of(other));
	for (int i = 0; i <= MAX_SCORE; i++)
		count_add(state, i, -other->counts[i]);
	nps_canonical(state);
	PG_RETURN_POINTER(state);
}

/* Final function of the _agg and rollup: a copy that the validator accepts. */
PG_FUNCTION_INFO_V1(nps_final);
Datum
nps_final(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);

	nps_total(state);
	PG_RETURN_POINTER(kpi_state_copy(state));
}
