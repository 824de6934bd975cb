/*-------------------------------------------------------------------------
 *
 * money.h
 *	  Exact sums of numeric amounts.
 *
 * An amount is a 128-bit whole number of units of 10000^-scale, 10000 being
 * numeric's own base: its digits are read as they are stored, without the
 * arithmetic of numeric.  The sums of a state have one scale, which grows with
 * the decimals of what is added; its canonical scale is the smallest at which
 * all sums are whole, so that a state does not depend on what came first.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_MONEY_H
#define ABM_KPI_MONEY_H

#include "abm_kpi.h"

#include "literal.h"

/* 20 decimals, which is what a division of small numerics gives. */
#define MONEY_MAX_SCALE 5

typedef struct Money
{
	int128		units;
	int			scale;
} Money;

extern Money money_from_numeric(Datum amount, const char *name);
extern Datum money_to_numeric(int128 units, int scale);
extern double money_to_float8(int128 units, int scale);
extern int64 money_in_ten_thousandths(Money money);

extern void money_rescale(int128 *sums, int n, int from, int to);
extern void money_set_scale(int128 *sum, int from, int to);
extern int	money_canonical_scale(const int128 *sums, int n, int scale);
extern void money_reduce(int128 *sums, int n, int from, int to);
extern void money_add(int128 *sum, int128 units, bool is_removal);

extern bool money_validate(const int128 *sums, int n, int scale, const char *type,
						   Node *escontext);

#endif							/* ABM_KPI_MONEY_H */
