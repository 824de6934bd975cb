/*-------------------------------------------------------------------------
 *
 * journey.c
 *	  journey_summary: the events of one unit (a lead, an account, a visitor)
 *	  and how far they take it in a funnel.  journey_io.c is its doors;
 *	  funnel.c counts units.
 *
 *-------------------------------------------------------------------------
 */
#include "journey.h"

#include "catalog/pg_type.h"
#include "port/pg_bitutils.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"

/* The events of one time: first the one without steps, then the other. */
static inline int
event_order(const FunnelEvent *a, const FunnelEvent *b)
{
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->steps != 0) - (b->steps != 0);
}

#define ST_SORT sort_events
#define ST_ELEMENT_TYPE FunnelEvent
#define ST_COMPARE(a, b) event_order(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Add an event to one of the same order.  That a step is satisfied twice at
 * one time matters in mode strict_deduplication only.
 */
static inline void
event_merge(FunnelEvent *to, const FunnelEvent *event, int modes)
{
	if (modes & FUNNEL_STRICT_DEDUPLICATION)
		to->repeated |= event->repeated | (to->steps & event->steps);
	to->steps |= event->steps;
}

/* Bring the events into canonical order, one per time. */
static void
journey_sort(JourneyState *state)
{
	int32		n = 0;

	if (!state->is_unsorted)
		return;
	sort_events(state->events, state->n);
	for (int32 i = 1; i < state->n; i++)
	{
		if (event_order(&state->events[n], &state->events[i]) == 0)
			event_merge(&state->events[n], &state->events[i], JOURNEY_MODES(state));
		else
			state->events[++n] = state->events[i];
	}
	state->n = n + 1;
	state->is_unsorted = 0;
}

/* The canonical form, as a copy. */
static JourneyState *
journey_trim(const JourneyState *state)
{
	Size		size = JOURNEY_SIZE(state->n);
	JourneyState *trimmed = memcpy(palloc(size), state, size);

	journey_sort(trimmed);
	SET_VARSIZE(trimmed, JOURNEY_SIZE(trimmed->n));
	return trimmed;
}

/* The state, or a copy of it, with its events in canonical order. */
const JourneyState *
journey_in_order(const JourneyState *state)
{
	return state->is_unsorted ? journey_trim(state) : state;
}

/*
 * The state with room for at least so many more events.  Before one grows,
 * the events of one time are made one, which may be room enough.
 */
static JourneyState *
journey_reserve(JourneyState *state, int32 more)
{
	JourneyState *grown;
	Size		size;

	if (likely(JOURNEY_SIZE(state->n) + more * sizeof(FunnelEvent) <= VARSIZE(state)))
		return state;
	journey_sort(state);
	if (state->n > JOURNEY_MAX_EVENTS - more)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d events in one group", JOURNEY_MAX_EVENTS),
				 errhint("Group by the unit that goes through the funnel.")));

	/*
	 * Grow unless a quarter is free now, lest it be sorted again soon.  A
	 * power of two is what the allocator gives anyway.
	 */
	size = JOURNEY_SIZE(state->n + more);
	if (size <= VARSIZE(state) / 4 * 3)
		return state;
	size = pg_nextpower2_size_t(Max(size, VARSIZE(state) + 1));
	grown = palloc0(size);
	memcpy(grown, state, JOURNEY_SIZE(state->n));
	SET_VARSIZE(grown, size);
	return grown;
}

static JourneyState *
journey_add(JourneyState *state, const FunnelEvent *event)
{
	if (state->n > 0 && event_order(&state->events[state->n - 1], event) == 0)
	{
		event_merge(&state->events[state->n - 1], event, JOURNEY_MODES(state));
		return state;
	}
	state = journey_reserve(state, 1);
	/* To make room the events may have been sorted: look at the last again. */
	if (state->n > 0 && event_order(&state->events[state->n - 1], event) >= 0)
		state->is_unsorted = 1;
	state->events[state->n++] = *event;
	return state;
}

/* The group constants that a row brings. */
typedef struct Setup
{
	int64		within;
	uint8		clock;
	uint8		modes;
	uint8		n_steps;
} Setup;

static void
setup_differs(const JourneyState *state, const Setup *setup)
{
	if (JOURNEY_CLOCK(state) != setup->clock)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge events at times of type %s with events at times of type %s",
						clock_name(JOURNEY_CLOCK(state)), clock_name(setup->clock))));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows of a group",
					state->within != setup->within ? "within" :
					JOURNEY_MODES(state) != setup->modes ? "mode" : "the number of steps")));
}

/* Group constants: set by the first row, equal in all others. */
static inline void
setup_check(JourneyState *state, const Setup *setup)
{
	if (likely(state->within == setup->within &&
			   JOURNEY_CLOCK(state) == setup->clock &&
			   JOURNEY_MODES(state) == setup->modes &&
			   JOURNEY_STEPS(state) == setup->n_steps))
		return;
	if (JOURNEY_STEPS(state) != 0)
		setup_differs(state, setup);
	state->within = setup->within;
	JOURNEY_CLOCK(state) = setup->clock;
	JOURNEY_MODES(state) = setup->modes;
	JOURNEY_STEPS(state) = setup->n_steps;
}

static const struct
{
	const char *name;
	uint8		mode;
}			mode_names[] = {
	{"default", 0},
	{"strict_increase", FUNNEL_STRICT_INCREASE},
	{"strict_order", FUNNEL_STRICT_ORDER},
	{"strict_deduplication", FUNNEL_STRICT_DEDUPLICATION}
};

static uint8
arg_one_mode(const char *name, int length)
{
	for (int i = 0; i < (int) lengthof(mode_names); i++)
		if (strlen(mode_names[i].name) == (size_t) length &&
			memcmp(mode_names[i].name, name, length) == 0)
			return mode_names[i].mode;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("mode \"%s\" is unknown, it must be default, strict_increase, strict_order or strict_deduplication",
					pnstrdup(name, Min(length, 64))),
			 errhint("Several are separated by commas.")));
	return 0;
}

/* One mode or several with commas between them. */
static uint8
arg_modes(text *list)
{
	const char *at = VARDATA_ANY(list);
	const char *end = at + VARSIZE_ANY_EXHDR(list);
	uint8		modes = 0;

	for (;;)
	{
		const char *comma = memchr(at, ',', end - at);
		const char *from = at;
		const char *to = comma ? comma : end;

		while (from < to && *from == ' ')
			from++;
		while (from < to && to[-1] == ' ')
			to--;
		modes |= arg_one_mode(from, (int) (to - from));
		if (!comma)
			return modes;
		at = comma + 1;
	}
}

/* The steps of a row as bits, and how many there are.  NULL is not satisfied. */
static uint32
arg_steps(Datum datum, uint8 *n_steps)
{
	ArrayType  *array = VARATT_IS_EXTENDED(DatumGetPointer(datum))
	? DatumGetArrayTypeP(datum) : (ArrayType *) DatumGetPointer(datum);
	const uint8 *not_null = ARR_NULLBITMAP(array);
	const bool *is_satisfied = (const bool *) ARR_DATA_PTR(array);
	int			n = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
	uint32		steps = 0;

	if (unlikely(ARR_NDIM(array) > 1))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("steps must be a one-dimensional array")));
	if (unlikely(n == 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a funnel must have at least one step")));
	if (unlikely(n > FUNNEL_MAX_STEPS))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a funnel can have at most %d steps, not %d", FUNNEL_MAX_STEPS, n)));
	for (int i = 0; i < n; i++)
	{
		/* A NULL takes no room among the values. */
		if (not_null != NULL && (not_null[i / 8] & 1 << i % 8) == 0)
			continue;
		if (*is_satisfied++)
			steps |= (uint32) 1 << i;
	}
	*n_steps = (uint8) n;
	return steps;
}

/*
 * One row of (state, within, [mode,] at, steps).  Not strict: a NULL within,
 * mode or array of steps is an error, and not a lost row.
 */
static Datum
journey_transition(FunctionCallInfo fcinfo, int64 at, Clock clock)
{
	bool		has_mode = PG_NARGS() == 5;
	JourneyState *state;
	FunnelEvent event;
	Setup		setup;

	arg_not_null(fcinfo, 1, "within");
	if (has_mode)
		arg_not_null(fcinfo, 2, "mode");
	arg_not_null(fcinfo, PG_NARGS() - 1, "steps");
	setup.within = arg_fixed_length(PG_GETARG_INTERVAL_P(1), "within");
	setup.clock = clock;
	setup.modes = has_mode ? arg_modes(PG_GETARG_TEXT_PP(2)) : 0;
	event.time = at;
	event.steps = arg_steps(PG_GETARG_DATUM(PG_NARGS() - 1), &setup.n_steps);
	event.repeated = 0;

	state = PG_KPI_STATE_RW(JourneyState);
	setup_check(state, &setup);
	if (event.steps != 0 || setup.modes & FUNNEL_STRICT_ORDER)
		state = journey_add(state, &event);
	PG_RETURN_POINTER(state);
}

#define JOURNEY_FUNCTION(name, time_of, clock) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	int			at = PG_NARGS() - 2; \
\
	if (PG_ARGISNULL(0)) \
		PG_RETURN_NULL(); \
	if (PG_ARGISNULL(at)) \
		return PG_GETARG_DATUM(0); \
	return journey_transition(fcinfo, time_of(at), clock); \
}

#define TIMESTAMP_ARG(n) arg_timestamp(PG_GETARG_TIMESTAMP(n), "at")
#define DATE_ARG(n) arg_date_micros(PG_GETARG_DATEADT(n), "at")

JOURNEY_FUNCTION(journey_accum_timestamptz, TIMESTAMP_ARG, CLOCK_INSTANT)
JOURNEY_FUNCTION(journey_accum_timestamp, TIMESTAMP_ARG, CLOCK_LOCAL)
JOURNEY_FUNCTION(journey_accum_date, DATE_ARG, CLOCK_LOCAL)

PG_FUNCTION_INFO_V1(journey_combine);
Datum
journey_combine(PG_FUNCTION_ARGS)
{
	JourneyState *state = PG_KPI_STATE_RW(JourneyState);
	JourneyState *other = PG_KPI_STATE(JourneyState, 1);
	Setup		setup = {other->within, JOURNEY_CLOCK(other), JOURNEY_MODES(other), JOURNEY_STEPS(other)};
	bool		is_in_order;

	if (setup.n_steps == 0)
		PG_RETURN_POINTER(state);
	setup_check(state, &setup);
	if (other->n == 0)
		PG_RETURN_POINTER(state);
	state = journey_reserve(state, other->n);
	is_in_order = !other->is_unsorted &&
		(state->n == 0 || event_order(&state->events[state->n - 1], &other->events[0]) < 0);
	memcpy(&state->events[state->n], other->events, other->n * sizeof(FunnelEvent));
	state->n += other->n;
	if (!is_in_order)
		state->is_unsorted = 1;
	PG_RETURN_POINTER(state);
}

/* Final function of journey_agg and rollup. */
PG_FUNCTION_INFO_V1(journey_final);
Datum
journey_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(journey_trim(PG_KPI_STATE(JourneyState, 0)));
}

/*
 * Read the journey as far as it takes.  Returns its state in canonical order,
 * which is a copy only if it was not in order yet.
 */
static const JourneyState *
journey_read(FunctionCallInfo fcinfo, FunnelScan *scan)
{
	const JourneyState *state = journey_in_order(PG_KPI_STATE(JourneyState, 0));
	const int32 chunk = 65536;
	int32		i = 0;

	funnel_start(scan, state->within, JOURNEY_STEPS(state), JOURNEY_MODES(state));
	while (i < state->n && funnel_read(scan, &state->events[i], Min(chunk, state->n - i)))
	{
		CHECK_FOR_INTERRUPTS();
		i += chunk;
	}
	return state;
}

/* window_funnel(summary): steps of the longest sequence; 0 if there is none */
PG_FUNCTION_INFO_V1(journey_level);
Datum
journey_level(PG_FUNCTION_ARGS)
{
	FunnelScan	scan;

	journey_read(fcinfo, &scan);
	PG_RETURN_INT32(funnel_level(&scan));
}

/* The times of the longest sequence as elements of an array; NULL if none. */
static bool
journey_times(FunctionCallInfo fcinfo, Clock clock, int64 *times, int *level)
{
	FunnelScan	scan;
	const JourneyState *state = journey_read(fcinfo, &scan);

	if (JOURNEY_STEPS(state) != 0 && JOURNEY_CLOCK(state) != clock)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the times of this journey are of type %s", clock_name(JOURNEY_CLOCK(state))),
				 clock == CLOCK_LOCAL
				 ? errhint("Read it with window_funnel_times().")
				 : errhint("Read it with window_funnel_local_times() or window_funnel_dates().")));
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
