/*-------------------------------------------------------------------------
 *
 * journey.c
 *	  journey_summary: the events of one unit (a lead, an account, a visitor)
 *	  and how far they take it in a funnel.  Here the state is built and
 *	  merged; journey_io.c is its doors, journey_read.c reads it, and funnel.c
 *	  counts units.
 *
 *-------------------------------------------------------------------------
 */
#include "journey.h"

#include "common/int.h"
#include "port/pg_bitutils.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"

/* With so many steps a key still has room for 71 years before and after. */
#define PACKED_MAX_STEPS 12

#define JOURNEY_FIRST_SIZE 128

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

#define ST_SORT sort_keys
#define ST_ELEMENT_TYPE int64
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
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

/* Make sorted events one per order; returns how many are left. */
static int32
unite_events(FunnelEvent *events, int32 n, int modes)
{
	int32		last = 0;

	for (int32 i = 1; i < n; i++)
	{
		if (event_order(&events[last], &events[i]) == 0)
			event_merge(&events[last], &events[i], modes);
		else
			events[++last] = events[i];
	}
	return last + 1;
}

/*
 * Keys of one time (they differ in the steps) that are to be one event: both
 * with steps, or both without.
 */
static inline bool
keys_unite(int64 a, int64 b, int64 steps_mask)
{
	return ((a ^ b) & ~steps_mask) == 0 && ((a & steps_mask) != 0) == ((b & steps_mask) != 0);
}

static inline int64
steps_mask_of(const JourneyState *state)
{
	return (INT64CONST(1) << JOURNEY_STEPS(state)) - 1;
}

static int32
unite_keys(int64 *keys, int32 n, int64 steps_mask)
{
	int32		last = 0;

	for (int32 i = 1; i < n; i++)
	{
		if (keys_unite(keys[last], keys[i], steps_mask))
			keys[last] |= keys[i];
		else
			keys[++last] = keys[i];
	}
	return last + 1;
}

/* Sort what is being built, and make the events of one time one. */
static void
journey_sort(JourneyState *state)
{
	if (!(state->form & JOURNEY_UNSORTED))
		return;
	if (state->form & JOURNEY_PACKED)
	{
		sort_keys(JOURNEY_KEYS(state), state->n);
		state->n = unite_keys(JOURNEY_KEYS(state), state->n, steps_mask_of(state));
	}
	else
	{
		sort_events(state->events, state->n);
		state->n = unite_events(state->events, state->n, JOURNEY_MODES(state));
	}
	state->form &= ~JOURNEY_UNSORTED;
}

/* The events unpacked, in a copy that has room for so many more. */
static JourneyState *
journey_unpack(const JourneyState *state, int32 more)
{
	JourneyState *unpacked = kpi_state_new(JOURNEY_SIZE(state->n + more));

	memcpy((char *) unpacked + sizeof(int32), (const char *) state + sizeof(int32),
		   JOURNEY_FIXED - sizeof(int32));
	for (int32 i = 0; i < state->n; i++)
		unpacked->events[i] = journey_event(state, i);
	unpacked->form = state->form & ~JOURNEY_PACKED;
	return unpacked;
}

static inline void
check_size(int32 n)
{
	if (unlikely(n > JOURNEY_MAX_EVENTS))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d events in one group", JOURNEY_MAX_EVENTS),
				 errhint("Group by the unit that goes through the funnel.")));
}

/*
 * The canonical form, as a copy.  Only here the limit is exact: while a state
 * is built it may have room for more, and events of one time may be many.
 */
JourneyState *
journey_trim(const JourneyState *state)
{
	JourneyState *trimmed = journey_unpack(state, 0);

	journey_sort(trimmed);
	check_size(trimmed->n);
	SET_VARSIZE(trimmed, JOURNEY_SIZE(trimmed->n));
	return trimmed;
}

/*
 * The canonical form, which the state may have already but for spare room: of
 * that there may be enough for more events than are allowed.
 */
const JourneyState *
journey_canonical(const JourneyState *state)
{
	if (state->form == 0 && state->n <= JOURNEY_MAX_EVENTS)
		return state;
	return journey_trim(state);
}

static inline Size
size_in_use(const JourneyState *state, int32 n)
{
	if (state->form & JOURNEY_PACKED)
		return JOURNEY_FIXED + ((Size) n + 1) * sizeof(int64);
	return JOURNEY_SIZE(n);
}

/*
 * The state with room for one more event.  Before it grows, the events of one
 * time are made one, which may be room enough.
 */
static JourneyState *
journey_reserve(JourneyState *state)
{
	JourneyState *grown;
	Size		size;

	if (likely(size_in_use(state, state->n + 1) <= VARSIZE(state)))
		return state;
	journey_sort(state);
	check_size(state->n + 1);

	/*
	 * Grow unless a quarter is free now, lest it be sorted again soon.  A
	 * power of two is what the allocator gives anyway, and to start with room
	 * for 12 packed events spares most units another move.
	 */
	size = size_in_use(state, state->n + 1);
	if (size <= VARSIZE(state) / 4 * 3)
		return state;
	size = pg_nextpower2_size_t(Max(Max(size, JOURNEY_FIRST_SIZE), VARSIZE(state) + 1));
	grown = palloc0(size);
	memcpy(grown, state, size_in_use(state, state->n));
	SET_VARSIZE(grown, size);
	return grown;
}

/* The key of an event, if the state is packed and can hold it. */
static inline bool
event_key(const JourneyState *state, const FunnelEvent *event, int64 *key)
{
	int64		distance;

	return (state->form & JOURNEY_PACKED) != 0 &&
		!pg_sub_s64_overflow(event->time, JOURNEY_BASE(state), &distance) &&
		!pg_mul_s64_overflow(distance, steps_mask_of(state) + 1, key) &&
		!pg_add_s64_overflow(*key, event->steps, key);
}

static JourneyState *
add_key(JourneyState *state, int64 key)
{
	int64	   *end = JOURNEY_KEYS(state) + state->n;

	if (state->n > 0 && keys_unite(end[-1], key, steps_mask_of(state)))
	{
		end[-1] |= key;
		return state;
	}
	state = journey_reserve(state);

	/*
	 * To make room the events may have been sorted, so the last one may be
	 * another now: later than this one, or of its time.
	 */
	end = JOURNEY_KEYS(state) + state->n;
	if (state->n > 0 && (end[-1] >= key || keys_unite(end[-1], key, steps_mask_of(state))))
		state->form |= JOURNEY_UNSORTED;
	*end = key;
	state->n++;
	return state;
}

static JourneyState *
journey_add(JourneyState *state, const FunnelEvent *event)
{
	int64		key;

	/* The first event makes a packed state, if events may fit into keys. */
	if (state->n == 0 && state->form == 0 && JOURNEY_STEPS(state) <= PACKED_MAX_STEPS &&
		!(JOURNEY_MODES(state) & FUNNEL_STRICT_DEDUPLICATION))
	{
		state->form = JOURNEY_PACKED;
		state = journey_reserve(state);
		JOURNEY_BASE(state) = event->time;
	}
	if (likely(event_key(state, event, &key)))
		return add_key(state, key);
	if (state->form & JOURNEY_PACKED)
		state = journey_unpack(state, 1);

	if (state->n > 0 && event_order(&state->events[state->n - 1], event) == 0)
	{
		event_merge(&state->events[state->n - 1], event, JOURNEY_MODES(state));
		return state;
	}
	state = journey_reserve(state);
	if (state->n > 0 && event_order(&state->events[state->n - 1], event) >= 0)
		state->form |= JOURNEY_UNSORTED;
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
					arg_excerpt(pnstrdup(name, length), 64)),
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

/* Merge two journeys: the rows of both. */
PG_FUNCTION_INFO_V1(journey_combine);
Datum
journey_combine(PG_FUNCTION_ARGS)
{
	JourneyState *state = PG_KPI_STATE_RW(JourneyState);
	JourneyState *other = PG_KPI_STATE(JourneyState, 1);
	Setup		setup = {other->within, JOURNEY_CLOCK(other), JOURNEY_MODES(other), JOURNEY_STEPS(other)};

	if (setup.n_steps == 0)
		PG_RETURN_POINTER(state);
	setup_check(state, &setup);
	for (int32 i = 0; i < other->n; i++)
	{
		FunnelEvent event = journey_event(other, i);

		CHECK_FOR_INTERRUPTS();
		state = journey_add(state, &event);
	}
	PG_RETURN_POINTER(state);
}

/* Final function of journey_agg and rollup. */
PG_FUNCTION_INFO_V1(journey_final);
Datum
journey_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(journey_trim(PG_KPI_STATE(JourneyState, 0)));
}
