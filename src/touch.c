/*-------------------------------------------------------------------------
 *
 * touch.c
 *	  touch_summary: touches with their points, times and people, for
 *	  questions about when something was reached.  Here the state is built
 *	  and merged; touch_io.c is its doors, touch_read.c reads it.
 *
 * When a score was first reached depends on the order of the touches in time,
 * and rows come in any order: so the state keeps them all, and its canonical
 * form has them sorted.
 *
 *-------------------------------------------------------------------------
 */
#include "touch.h"

#include "port/pg_bitutils.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "args.h"

/* The state with room for so many more bytes, moved if it has less. */
static TouchState *
touch_reserve(TouchState *state, Size more)
{
	Size		needed = TOUCH_FIXED + state->used + more;
	TouchState *grown;
	Size		size;

	if (likely(needed <= VARSIZE(state)))
		return state;
	if (needed > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d touches in one group", state->n),
				 errdetail("A %s has at most 1 GB.", TOUCH_TYPE),
				 errhint("Group by account, or filter the touches.")));

	/* A power of two is what the allocator gives anyway. */
	size = Min(pg_nextpower2_size_t(needed), MaxAllocSize);
	grown = palloc0(size);
	memcpy(grown, state, TOUCH_FIXED + state->used);
	SET_VARSIZE(grown, size);
	return grown;
}

/* Append a touch, whose person lies elsewhere. */
TouchState *
touch_add(TouchState *state, const Touch *touch, const char *person)
{
	Size		size = TOUCH_SIZE(touch->length);
	Touch	   *added;

	state = touch_reserve(state, size);
	added = (Touch *) ((char *) state->touches + state->used);
	memset(added, 0, size);
	added->at = touch->at;
	added->points = touch->points;
	added->length = touch->length;
	if (touch->length > 0)
		memcpy(added->person, person, touch->length);
	state->used += size;
	state->n++;
	return state;
}

/* All touches are on one clock. */
static void
check_clock(const TouchState *state, Clock clock)
{
	if (unlikely(state->n > 0 && TOUCH_CLOCK(state) != clock))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge touches at times of type %s with touches at times of type %s",
						clock_name(TOUCH_CLOCK(state)), clock_name(clock))));
}

/* One row of (state, points, occurred_at[, person]). */
static Datum
touch_transition(FunctionCallInfo fcinfo, int64 at, Clock clock)
{
	TouchState *state;
	Touch		touch;
	const char *person = NULL;

	touch.points = arg_points(PG_GETARG_FLOAT8(1));
	touch.at = at;
	touch.length = NO_PERSON;
	if (PG_NARGS() > 3 && !PG_ARGISNULL(3))
	{
		text	   *who = PG_GETARG_TEXT_PP(3);

		person = VARDATA_ANY(who);
		touch.length = VARSIZE_ANY_EXHDR(who);
	}
	state = PG_KPI_STATE_RW(TouchState);
	check_clock(state, clock);
	TOUCH_CLOCK(state) = clock;
	PG_RETURN_POINTER(touch_add(state, &touch, person));
}

/* Not strict: a NULL person is a touch by nobody known. */
#define TOUCH_FUNCTION(name, time_arg, clock) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	if (PG_ARGISNULL(0)) \
		PG_RETURN_NULL(); \
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2)) \
		return PG_GETARG_DATUM(0); \
	return touch_transition(fcinfo, time_arg(2, "occurred_at"), clock); \
}

#define TIMESTAMP_ARG(n, name) arg_timestamp(PG_GETARG_TIMESTAMP(n), name)
#define DATE_ARG(n, name) arg_date_micros(PG_GETARG_DATEADT(n), name)

TOUCH_FUNCTION(touch_accum_timestamptz, TIMESTAMP_ARG, CLOCK_INSTANT)
TOUCH_FUNCTION(touch_accum_timestamp, TIMESTAMP_ARG, CLOCK_LOCAL)
TOUCH_FUNCTION(touch_accum_date, DATE_ARG, CLOCK_LOCAL)

PG_FUNCTION_INFO_V1(touch_combine);
Datum
touch_combine(PG_FUNCTION_ARGS)
{
	TouchState *state = PG_KPI_STATE_RW(TouchState);
	TouchState *other = PG_KPI_STATE(TouchState, 1);

	if (other->n == 0)
		PG_RETURN_POINTER(state);
	check_clock(state, TOUCH_CLOCK(other));
	state = touch_reserve(state, other->used);
	memcpy((char *) state->touches + state->used, other->touches, other->used);
	TOUCH_CLOCK(state) = TOUCH_CLOCK(other);
	state->used += other->used;
	state->n += other->n;
	PG_RETURN_POINTER(state);
}

/* Order of people: nobody, then by the bytes of the name. */
int
touch_compare_person(const Touch *a, const Touch *b)
{
	int			order = 0;

	if (a->length > 0 && b->length > 0)
		order = memcmp(a->person, b->person, Min(a->length, b->length));
	return order != 0 ? order : a->length - b->length;
}

/* Order of touches: by time, person and points, so that equal ones are the same. */
static int
touch_compare(const Touch *a, const Touch *b)
{
	int			order;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	order = touch_compare_person(a, b);
	if (order != 0)
		return order;
	return a->points < b->points ? -1 : a->points > b->points;
}

bool
touch_is_above(const Touch *a, const Touch *b)
{
	return touch_compare(a, b) > 0;
}

static int
compare_pointers(const void *a, const void *b, void *arg pg_attribute_unused())
{
	return touch_compare(*(const Touch *const *) a, *(const Touch *const *) b);
}

/* The touches in order; there is at least room for one. */
const Touch **
touch_list(const TouchState *state)
{
	const Touch **list = palloc((state->n + 1) * sizeof(Touch *));
	const Touch *touch = touch_first(state);
	bool		is_sorted = true;

	for (int32 i = 0; i < state->n; i++, touch = touch_next(touch))
	{
		CHECK_FOR_INTERRUPTS();
		list[i] = touch;
		is_sorted = is_sorted && (i == 0 || !touch_is_above(list[i - 1], touch));
	}
	if (!is_sorted)
		qsort_interruptible(list, state->n, sizeof(Touch *), compare_pointers, NULL);
	return list;
}

/* The canonical form: a sorted copy without spare room. */
TouchState *
touch_canonical(const TouchState *state)
{
	const Touch **list = touch_list(state);
	TouchState *copy = kpi_state_new(TOUCH_FIXED + state->used);
	char	   *to = (char *) copy->touches;

	copy->n = state->n;
	copy->used = state->used;
	TOUCH_CLOCK(copy) = TOUCH_CLOCK(state);
	for (int32 i = 0; i < state->n; i++)
	{
		Size		size = TOUCH_SIZE(list[i]->length);

		CHECK_FOR_INTERRUPTS();
		memcpy(to, list[i], size);
		to += size;
	}
	pfree(list);
	return copy;
}

/* Final function of touch_agg and rollup. */
PG_FUNCTION_INFO_V1(touch_final);
Datum
touch_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(touch_canonical(PG_KPI_STATE(TouchState, 0)));
}
