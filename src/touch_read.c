/*-------------------------------------------------------------------------
 *
 * touch_read.c
 *	  What a touch_summary says: when a decaying score was first reached, by
 *	  enough people.
 *
 *-------------------------------------------------------------------------
 */
#include "touch.h"

#include <math.h>

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "args.h"
#include "math/crossing.h"

/* A touch of a list and its place in it. */
typedef struct Place
{
	const Touch *touch;
	int32		i;
} Place;

static int
compare_places(const void *a, const void *b, void *arg pg_attribute_unused())
{
	return touch_compare_person(((const Place *) a)->touch, ((const Place *) b)->touch);
}

/* As palloc(), but for more than 1 GB too. */
static void *
allocate(int32 n, Size size)
{
	return MemoryContextAllocHuge(CurrentMemoryContext, ((Size) n + 1) * size);
}

/*
 * Number the people from 0, those who are known by a touch that earned points;
 * returns how many there are.
 */
static int32
number_people(CrossingTouch *touches, const Touch **list, int32 n)
{
	Place	   *places = allocate(n, sizeof(Place));
	int32		n_places = 0;
	int32		people = 0;

	for (int32 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (list[i]->length != NO_PERSON && list[i]->points > 0.0)
		{
			places[n_places].touch = list[i];
			places[n_places++].i = i;
		}
	}
	qsort_interruptible(places, n_places, sizeof(Place), compare_places, NULL);
	for (int32 i = 0; i < n_places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i == 0 || touch_compare_person(places[i - 1].touch, places[i].touch) != 0)
			people++;
		touches[places[i].i].person = people - 1;
	}
	pfree(places);
	return people;
}

/* The touches as the maths storey takes them; returns the number of people. */
static int32
read_touches(const TouchState *state, CrossingTouch **touches)
{
	const Touch **list = touch_list(state);

	*touches = allocate(state->n, sizeof(CrossingTouch));
	for (int32 i = 0; i < state->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		(*touches)[i].at = list[i]->at;
		(*touches)[i].points = list[i]->points;
		(*touches)[i].person = -1;
	}
	return number_people(*touches, list, state->n);
}

/* (summary, half_life, threshold[, min_people, within]) */
static CrossingRule
read_rule(FunctionCallInfo fcinfo)
{
	CrossingRule rule = {0};

	rule.half_life = arg_fixed_length(PG_GETARG_INTERVAL_P(1), "half_life");
	rule.threshold = PG_GETARG_FLOAT8(2);
	if (!(rule.threshold > 0.0 && isfinite(rule.threshold)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("threshold %s is out of range, it must be a number above 0",
						arg_float8_text(rule.threshold))));
	if (PG_NARGS() > 3)
	{
		rule.min_people = PG_GETARG_INT32(3);
		if (rule.min_people < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("min_people %d is out of range, it must be 0 or more",
							(int) rule.min_people)));
		rule.within = arg_fixed_length(PG_GETARG_INTERVAL_P(4), "within");
	}
	return rule;
}

/* Touches between two looks at whether the query was cancelled. */
#define SWEEP_STEP 10000

/* Index of the first touch at which the rule holds, or -1. */
static int64
sweep(const CrossingTouch *touches, int32 n, const CrossingRule *rule, int64 *seen)
{
	CrossingSweep at = {0};
	int64		found = -1;

	while (found < 0 && at.next < n)
	{
		CHECK_FOR_INTERRUPTS();
		found = first_crossing(&at, touches, n, rule, seen, SWEEP_STEP);
	}
	return found;
}

/* The first time at which the rule holds, on the clock of the touches. */
static Datum
read_crossing(FunctionCallInfo fcinfo, Clock clock)
{
	TouchState *state = PG_KPI_STATE(TouchState, 0);
	CrossingRule rule = read_rule(fcinfo);
	CrossingTouch *touches;
	int64	   *seen;
	int32		people;
	int64		i;

	if (state->n == 0)
		PG_RETURN_NULL();
	if (TOUCH_CLOCK(state) != clock)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the touches are at times of type %s",
						clock_name(TOUCH_CLOCK(state))),
				 clock == CLOCK_LOCAL
				 ? errhint("Use the function whose name does not end in _local.")
				 : errhint("Use the function whose name ends in _local.")));
	people = read_touches(state, &touches);
	seen = allocate(people, sizeof(int64));
	memset(seen, 0, people * sizeof(int64));
	i = sweep(touches, state->n, &rule, seen);
	if (i < 0)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMP(touches[i].at);
}

/* first_crossing(summary, half_life, threshold), mqa_at(..., min_people, within) */
PG_FUNCTION_INFO_V1(touch_first_crossing);
Datum
touch_first_crossing(PG_FUNCTION_ARGS)
{
	return read_crossing(fcinfo, CLOCK_INSTANT);
}

PG_FUNCTION_INFO_V1(touch_first_crossing_local);
Datum
touch_first_crossing_local(PG_FUNCTION_ARGS)
{
	return read_crossing(fcinfo, CLOCK_LOCAL);
}

/* events(summary): touches with points */
PG_FUNCTION_INFO_V1(touch_events);
Datum
touch_events(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(TouchState, 0)->n);
}

/* people(summary): distinct people with a touch of points above 0 */
PG_FUNCTION_INFO_V1(touch_people);
Datum
touch_people(PG_FUNCTION_ARGS)
{
	CrossingTouch *touches;

	PG_RETURN_INT64(read_touches(PG_KPI_STATE(TouchState, 0), &touches));
}
