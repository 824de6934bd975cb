/*-------------------------------------------------------------------------
 *
 * wide.h
 *	  Unsigned sums of squares in 160 bits.
 *
 * Squares of 64-bit values summed over a table: exact, so that a variance can
 * be had by subtraction and a row can be taken away again.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_WIDE_H
#define ABM_KPI_WIDE_H

#include "literal.h"

typedef struct Wide
{
	uint128		low;
	uint32		high;
} Wide;

static const Wide wide_max = {~(uint128) 0, PG_UINT32_MAX};

/*
 * Each returns false where the result leaves 0 .. 2^160 - 1.  Inline, because
 * the first two are called once per row.
 */
static inline bool
wide_add(Wide *sum, Wide x)
{
	uint64		high;

	sum->low += x.low;
	high = (uint64) sum->high + x.high + (sum->low < x.low ? 1 : 0);
	sum->high = (uint32) high;
	return high <= PG_UINT32_MAX;
}

static inline bool
wide_subtract(Wide *sum, Wide x)
{
	int64		high = (int64) sum->high - x.high - (sum->low < x.low ? 1 : 0);

	sum->low -= x.low;
	sum->high = (uint32) high;
	return high >= 0;
}

extern bool wide_multiply(Wide *product, uint128 a, uint64 b);
extern int	wide_compare(Wide a, Wide b);
extern double wide_to_double(Wide x);
extern void append_wide(StringInfo buf, Wide x);
extern bool literal_wide(Literal *lit, Wide *x);

#endif							/* ABM_KPI_WIDE_H */
