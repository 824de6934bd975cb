/*-------------------------------------------------------------------------
 *
 * journey_read.c
 *	  What is read from a journey_summary: how far the unit got in its funnel,
 *	  and when it took the steps.
 *
 *-------------------------------------------------------------------------
 */
#include "journey.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"

/* Events are read in portions, in which packed ones are unpacked. */
#define PORTION 64

/* Read a journey whose events are in order, as far as it takes. */
static void
journey_scan(const JourneyState *state, FunnelScan *scan)
{
	FunnelEvent portion[PORTION];
	bool		goes_on = true;

	funnel_start(scan, state->within, JOURNEY_STEPS(state), JOURNEY_MODES(state));
	for (int32 from = 0; from < state->n && goes_on; from += PORTION)
	{
		int32		n = Min(PORTION, state->n - from);

		CHECK_FOR_INTERRUPTS();
		for (int32 i = 0; i < n; i++)
			portion[i] = journey_event(state, from + i);
		goes_on = funnel_read(scan, portion, n);
	}
}

/* window_funnel(summary): steps of the longest sequence; 0 if there is none */
PG_FUNCTION_INFO_V1(journey_level);
Datum
journey_level(PG_FUNCTION_ARGS)
{
	const JourneyState *state = PG_KPI_STATE(JourneyState, 0);
	FunnelScan	scan;

	/* Packed or not: what is in order need not be copied to be read. */
	if (state->form & JOURNEY_UNSORTED || state->n > JOURNEY_MAX_EVENTS)
		state = journey_trim(state);
	journey_scan(state, &scan);
	PG_RETURN_INT32(funnel_level(&scan));
}

/* The times of the longest sequence as elements of an array; NULL if none. */
static bool
journey_times(FunctionCallInfo fcinfo, Clock clock, int64 *times, int *level)
{
	const JourneyState *state = journey_canonical(PG_KPI_STATE(JourneyState, 0));
	FunnelScan	scan;

	if (JOURNEY_STEPS(state) != 0 && JOURNEY_CLOCK(state) != clock)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the times of this journey are of type %s", clock_name(JOURNEY_CLOCK(state))),
				 clock == CLOCK_LOCAL
				 ? errhint("Read it with window_funnel_times().")
				 : errhint("Read it with window_funnel_local_times() or window_funnel_dates().")));
	journey_scan(state, &scan);
	*level = funnel_level(&scan);
	funnel_times(&scan, state->events, times);
	return *level > 0;
}

static Datum
times_datum(FunctionCallInfo fcinfo, Clock clock, Oid type)
{
	int64		times[FUNNEL_MAX_STEPS];
	Datum		elements[FUNNEL_MAX_STEPS];
	int			level;

	if (!journey_times(fcinfo, clock, times, &level))
		PG_RETURN_NULL();
	for (int i = 0; i < level; i++)
		elements[i] = TimestampGetDatum(times[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, level, type, sizeof(Timestamp),
										  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* window_funnel_times(summary): of events at a timestamptz */
PG_FUNCTION_INFO_V1(journey_times_timestamptz);
Datum
journey_times_timestamptz(PG_FUNCTION_ARGS)
{
	return times_datum(fcinfo, CLOCK_INSTANT, TIMESTAMPTZOID);
}

/* window_funnel_local_times(summary): of events at a timestamp or a date */
PG_FUNCTION_INFO_V1(journey_times_timestamp);
Datum
journey_times_timestamp(PG_FUNCTION_ARGS)
{
	return times_datum(fcinfo, CLOCK_LOCAL, TIMESTAMPOID);
}

/* window_funnel_dates(summary): their days */
PG_FUNCTION_INFO_V1(journey_times_date);
Datum
journey_times_date(PG_FUNCTION_ARGS)
{
	int64		times[FUNNEL_MAX_STEPS];
	Datum		elements[FUNNEL_MAX_STEPS];
	int			level;

	if (!journey_times(fcinfo, CLOCK_LOCAL, times, &level))
		PG_RETURN_NULL();
	for (int i = 0; i < level; i++)
		elements[i] = DirectFunctionCall1(timestamp_date, TimestampGetDatum(times[i]));
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, level, DATEOID, sizeof(DateADT),
										  true, TYPALIGN_INT));
}
