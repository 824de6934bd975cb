/*-------------------------------------------------------------------------
 *
 * cases.c
 *	  Outcomes of cases that look alike: how the table of different rows is
 *	  filled, merged and put in order.
 *
 * A row that is there is found by binary search and counted.  A new one goes
 * to its place as long as the table is small, so that a moving window has it
 * in order; in a large one it goes to the end, and the table is sorted when
 * there is no room left.
 *
 *-------------------------------------------------------------------------
 */
#include "cases.h"

#include <math.h>

#include "args.h"

/* Room for so many rows at first; up to so many bytes rows move aside. */
#define FIRST_CASES 8
#define SMALL_BYTES 65536

static inline Size
bytes_of(const CaseState *state, int32 n)
{
	return (Size) n * CASE_BYTES(state->n_features);
}

static inline int32
room_of(const CaseState *state)
{
	return (int32) ((VARSIZE(state) - CASES_FIXED) / CASE_BYTES(state->n_features));
}

static int
compare_values(const double *a, const double *b, int32 n)
{
	for (int32 i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int
compare_cases(const void *a, const void *b, void *arg)
{
	return compare_values(((const Case *) a)->values, ((const Case *) b)->values,
						  ((const CaseState *) arg)->n_features);
}

/* Index of the first sorted case that is not below the values. */
static int32
find_case(const CaseState *state, const double *values)
{
	int32		low = 0;
	int32		high = state->n_sorted;

	while (low < high)
	{
		int32		middle = low + (high - low) / 2;

		if (compare_values(case_at(state, middle)->values, values, state->n_features) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Put all cases in order and count equal ones together.  Here it shows if
 * something was taken away that was not there.
 */
static void
sort_cases(CaseState *state, const CaseKind *kind)
{
	int32		n = 0;

	if (state->n == state->n_sorted && state->n_empty == 0)
		return;
	if (state->n > state->n_sorted)
		qsort_interruptible(state->data, state->n, CASE_BYTES(state->n_features),
							compare_cases, state);
	for (int32 i = 0; i < state->n;)
	{
		Case	   *kept = case_at(state, n);

		CHECK_FOR_INTERRUPTS();
		memmove(kept, case_at(state, i), CASE_BYTES(state->n_features));
		for (i++; i < state->n && compare_cases(case_at(state, i), kept, state) == 0; i++)
		{
			/* Single counts may be negative, but not the sums. */
			kept->hits += case_at(state, i)->hits;
			kept->misses += case_at(state, i)->misses;
		}
		if (kept->hits < 0 || kept->misses < 0)
			kpi_count_out_of_range(false, kind->type);
		n += kept->hits > 0 || kept->misses > 0;
	}
	state->n = state->n_sorted = n;
	state->n_empty = 0;
}

/* The state with room for one case more: sorted, or moved, if it has none. */
static CaseState *
reserve(CaseState *state, const CaseKind *kind)
{
	int32		room = room_of(state);
	CaseState  *grown;

	if (likely(state->n < room))
		return state;
	sort_cases(state, kind);
	if (state->n < room / 2)
		return state;
	if (bytes_of(state, state->n + 1) > CASES_MAX_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d different %s in one %s", state->n, kind->what, kind->type),
				 errhint("%s", kind->hint)));
	grown = kpi_state_new(CASES_FIXED + bytes_of(state, Max(2 * room, FIRST_CASES)));
	memcpy((char *) grown + sizeof(int32), (const char *) state + sizeof(int32),
		   CASES_FIXED - sizeof(int32) + bytes_of(state, state->n));
	return grown;
}

/* All rows of a state have the same number of values. */
void
cases_set_features(CaseState *state, int32 n_features, const CaseKind *kind)
{
	if (likely(state->n_features == n_features && n_features > 0))
		return;
	if (n_features < 1 || n_features > kind->max_features)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a row of %d %s is out of range, it must be from 1 to %d",
						n_features, kind->what, kind->max_features)));
	if (state->hits > 0 || state->misses > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rows of %d and of %d %s in one %s", state->n_features, n_features,
						kind->what, kind->type),
				 errhint("Give every row the same features in the same order.")));
	state->n_features = n_features;
	state->n = state->n_sorted = state->n_empty = 0;
}

static void
count_outcomes(CaseState *state, int64 hits, int64 misses, const CaseKind *kind)
{
	int64		all;

	kpi_count_add(&state->hits, hits, kind->type);
	kpi_count_add(&state->misses, misses, kind->type);
	if (unlikely(pg_add_s64_overflow(state->hits, state->misses, &all)))
		kpi_count_out_of_range(true, kind->type);
}

/* Add to a case that is there; a small table does not keep an empty one. */
static void
count_case(CaseState *state, int32 i, int64 hits, int64 misses, const CaseKind *kind)
{
	Case	   *found = case_at(state, i);
	bool		was_empty = found->hits == 0 && found->misses == 0;

	kpi_count_add(&found->hits, hits, kind->type);
	kpi_count_add(&found->misses, misses, kind->type);
	state->n_empty += (found->hits == 0 && found->misses == 0) - was_empty;
	if (unlikely(state->n_empty > 0) && state->n == state->n_sorted &&
		bytes_of(state, state->n) <= SMALL_BYTES)
		sort_cases(state, kind);
}

/* A case of such values, or with negative counts one less of them. */
CaseState *
cases_add(CaseState *state, const double *values, int64 hits, int64 misses, const CaseKind *kind)
{
	int32		i = find_case(state, values);
	Case	   *added;

	count_outcomes(state, hits, misses, kind);
	if (i < state->n_sorted &&
		compare_values(case_at(state, i)->values, values, state->n_features) == 0)
	{
		count_case(state, i, hits, misses, kind);
		return state;
	}
	if (state->n == state->n_sorted && (hits < 0 || misses < 0))
		kpi_count_out_of_range(false, kind->type);
	state = reserve(state, kind);
	if (state->n == state->n_sorted && bytes_of(state, state->n) <= SMALL_BYTES)
	{
		i = find_case(state, values);
		memmove(case_at(state, i + 1), case_at(state, i), bytes_of(state, state->n - i));
		added = case_at(state, i);
		state->n_sorted++;
	}
	else
		added = case_at(state, state->n);
	added->hits = hits;
	added->misses = misses;
	memcpy(added->values, values, state->n_features * sizeof(double));
	state->n++;
	return state;
}

/* A case that comes after all others, as a door reads them. */
CaseState *
cases_append(CaseState *state, const Case *added, const CaseKind *kind)
{
	state->n_sorted = state->n;
	state = reserve(state, kind);
	memcpy(case_at(state, state->n), added, CASE_BYTES(state->n_features));
	state->n_sorted = ++state->n;
	return state;
}

void
cases_count_incomplete(CaseState *state, int64 n, const CaseKind *kind)
{
	kpi_count_add(&state->incomplete, n, kind->type);
}

/* Add another state (1), or take it away (-1). */
CaseState *
cases_merge(CaseState *state, const CaseState *other, int sign, const CaseKind *kind)
{
	kpi_count_add(&state->incomplete, sign * other->incomplete, kind->type);
	if (other->n == 0)
		return state;
	cases_set_features(state, other->n_features, kind);
	for (int32 i = 0; i < other->n; i++)
	{
		const Case *added = case_at(other, i);

		CHECK_FOR_INTERRUPTS();
		state = cases_add(state, added->values, sign * added->hits, sign * added->misses, kind);
	}
	return state;
}

/* The canonical form, as a copy. */
CaseState *
cases_canonical(const CaseState *state, const CaseKind *kind)
{
	CaseState  *copy = memcpy(palloc(CASES_FIXED + bytes_of(state, state->n)), state,
							  CASES_FIXED + bytes_of(state, state->n));

	sort_cases(copy, kind);
	if (copy->n == 0)
		copy->n_features = 0;
	SET_VARSIZE(copy, CASES_FIXED + bytes_of(copy, copy->n));
	return copy;
}

/* The state for reading: itself, if it is in order. */
const CaseState *
cases_sorted(const CaseState *state, const CaseKind *kind)
{
	if (state->n == state->n_sorted && state->n_empty == 0)
		return state;
	return cases_canonical(state, kind);
}
