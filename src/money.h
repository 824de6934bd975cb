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

/* Half of an int128, so that one sum more does not overflow. */
#define MONEY_MAX_SUM ((int128) 1 << 126)

#define MONEY_BASE 10000

/*
 * The stored form of a numeric, which pg_upgrade keeps the same for all
 * majors: a header of one (short form) or two (long form) uint16, and digits
 * of base 10000, the first of which has the given weight.
 */
#define NUMERIC_KIND 0xC000
#define NUMERIC_SHORT 0x8000
#define NUMERIC_SPECIAL 0xC000
#define NUMERIC_SHORT_NEGATIVE 0x2000
#define NUMERIC_SHORT_WEIGHT_SIGN 0x0040
#define NUMERIC_SHORT_WEIGHT 0x003F
#define NUMERIC_LONG_NEGATIVE 0x4000

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
extern void money_out_of_range(void);

extern bool money_validate(const int128 *sums, int n, int scale, const char *type,
						   Node *escontext);

/*
 * The usual amount, read in place: at most three digits of base 10000, so below
 * 10^8 if it has decimals, and whole at the scale, which is 0 or 1.  Returns
 * false for any other: that is read by money_from_numeric().  How many digits
 * there are differs from row to row, so no branch depends on it: the first, the
 * last and the one before the last are read, and count 0 times if that is no
 * other digit.
 */
static pg_attribute_always_inline bool
money_read_usual(Datum amount, int scale, int64 *units)
{
	static const int64 powers[] = {0, 1, 10000, 100000000, INT64CONST(1000000000000)};
	const char *number = DatumGetPointer(amount);
	const char *data;
	uint16		header;
	int16		first;
	int16		middle;
	int16		last;
	int			n;
	int			top;			/* the first digit counts 10000^top units */
	int64		sum;

	if (unlikely(VARATT_IS_EXTERNAL(number) || VARATT_IS_COMPRESSED(number)))
		return false;
	data = VARDATA_ANY(number);
	n = (int) (VARSIZE_ANY_EXHDR(number) / sizeof(int16)) - 1;
	memcpy(&header, data, sizeof(header));
	top = scale + (header & NUMERIC_SHORT_WEIGHT) - (header & NUMERIC_SHORT_WEIGHT_SIGN);
	if (unlikely((header & NUMERIC_KIND) != NUMERIC_SHORT ||
				 n < 1 || n > 3 || top < n - 1 || top > scale + 2))
		return false;
	memcpy(&first, data + sizeof(int16), sizeof(first));
	memcpy(&middle, data + (n - 1) * sizeof(int16), sizeof(middle));
	memcpy(&last, data + n * sizeof(int16), sizeof(last));
	sum = first * powers[top + 1] +
		middle * (powers[top] & -(int64) (n > 2)) +
		last * (powers[top - n + 2] & -(int64) (n > 1));
	*units = (header & NUMERIC_SHORT_NEGATIVE) != 0 ? -sum : sum;
	return true;
}

/* Add to a sum, or take away from it. */
static inline void
money_add(int128 *sum, int128 units, bool is_removal)
{
	uint128		result = is_removal ? (uint128) *sum - (uint128) units
	: (uint128) *sum + (uint128) units;

	/* Is it from -MONEY_MAX_SUM to MONEY_MAX_SUM? */
	if (unlikely(result + (uint128) MONEY_MAX_SUM > 2 * (uint128) MONEY_MAX_SUM))
		money_out_of_range();
	*sum = (int128) result;
}

#endif							/* ABM_KPI_MONEY_H */
