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

typedef unsigned __int128 WideLow;

typedef struct Wide
{
	WideLow		low;
	uint32		high;
} Wide;

/* Each returns false where the result leaves 0 .. 2^160 - 1. */
extern bool wide_add(Wide *sum, Wide x);
extern bool wide_subtract(Wide *sum, Wide x);
extern bool wide_multiply(Wide *product, WideLow a, uint64 b);

extern int	wide_compare(Wide a, Wide b);
extern double wide_to_double(Wide x);
extern void append_wide(StringInfo buf, Wide x);
extern bool literal_wide(Literal *lit, Wide *x);

#endif							/* ABM_KPI_WIDE_H */
