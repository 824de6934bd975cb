/*-------------------------------------------------------------------------
 *
 * histogram.h
 *	  Sorted (key, count) pairs at the end of a state.
 *
 * A state that ends in a histogram starts with a HistogramHead and has some
 * fixed fields of its own between it and the entries.  While it is being
 * built it may have room for more entries than it holds; when that is full
 * the adding functions return a copy of twice the size.  Its canonical form,
 * which is what leaves an aggregate, has no spare room.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_HISTOGRAM_H
#define ABM_KPI_HISTOGRAM_H

#include "state.h"

#include "lib/stringinfo.h"

/*
 * More distinct keys than this are refused: adding one moves those above it,
 * so that a histogram of millions would take hours, and nobody reads one.
 */
#define HISTOGRAM_MAX_ENTRIES 262144

typedef struct HistogramEntry
{
	int64		key;
	int64		count;			/* above 0 */
} HistogramEntry;

typedef struct HistogramHead
{
	KpiState	head;
	int32		n;				/* entries in use, in ascending order of key */
	uint32		extra;			/* the family's */
} HistogramHead;

/* Where a state keeps its entries; fixed is the size of all before them. */
#define HISTOGRAM_ENTRIES(state, fixed) \
	((HistogramEntry *) ((char *) (state) + (fixed)))

/* How many entries there is room for. */
static inline int32
histogram_capacity(const void *state, Size fixed)
{
	return (int32) ((VARSIZE(state) - fixed) / sizeof(HistogramEntry));
}

extern void *histogram_add(void *state, Size fixed, int64 key, int64 count);
extern void *histogram_merge(void *state, const void *other, Size fixed, int sign);
extern void *histogram_trim(const void *state, Size fixed);
extern void *histogram_reserve(void *state, Size fixed, int32 n);
extern bool histogram_count_known(void *state, Size fixed, int32 n, int64 key);
extern void *histogram_append(void *state, Size fixed, int64 key, int64 count);
extern void *histogram_recv(StringInfo msg, void *state, Size fixed, const char *type);
extern void histogram_send(StringInfo buf, const void *state, Size fixed);
extern int64 histogram_total(const void *state, Size fixed);
extern bool histogram_validate(const void *state, Size fixed, const char *type,
							   Node *escontext);

#endif							/* ABM_KPI_HISTOGRAM_H */
